/**
 * Every option that real compilers list and that `probe` lets through is tried: none leaves a file behind. A list of
 * options by name cannot know what the next compiler writes; its own help can.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/memory-host.ts';
import { toolObjection } from '../../../src/probe/policy/tool-objection.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-words-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Options of a compiler by its own help, without values. */
async function optionsOf(compiler: string): Promise<string[]> {
  const isClang = compiler.startsWith('clang');
  const kinds = isClang ? ['--help-hidden'] : ['--help=common', '--help=optimizers', '--help=joined,undocumented'];
  const helps = await Promise.all(
    kinds.map(async (kind) => (await execa(compiler, isClang ? [kind] : ['-Q', kind])).stdout),
  );
  const names = helps.flatMap((help) => [...help.matchAll(/^\s+(-[fgs][^\s,=[<]*)/gm)].map((match) => match[1] ?? ''));
  return [...new Set(names)].filter((name) => !name.startsWith('-fno-'));
}

it.each(['aarch64-linux-gnu-gcc', 'clang'])(
  '%s',
  async (compiler) => {
    const names = await optionsOf(compiler);
    expect(names.length).toBeGreaterThan(200);
    const places = { host: createMemoryHost(), isOfTree: () => true, isScratch: () => false };
    const calls = names
      .flatMap((name) => [name, `${name}=x`])
      .map((word) => [compiler, word, '-O2', '-c', '-x', 'c', '-', '-o', '/dev/null'])
      .filter((argv) => toolObjection({ argv, cwd: directory, env: {}, input: '' }, places) === null);
    // Most of them are harmless, and those that are must not all be refused.
    expect(calls.length).toBeGreaterThan(names.length);
    const wrote: string[] = [];
    const waiting = [...calls];
    const work = async (): Promise<void> => {
      for (let argv = waiting.pop(); argv !== undefined; argv = waiting.pop()) {
        const cwd = mkdtempSync(join(directory, 'run-'));
        await execa(compiler, argv.slice(1), {
          cwd,
          input: 'int f(int a) { return a + 1; }\n',
          reject: false,
          timeout: 60_000,
        });
        if (readdirSync(cwd).length > 0) wrote.push(argv.join(' '));
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(wrote).toEqual([]);
  },
  240_000,
);
