/**
 * Every option that real compilers list and that `probe` lets through is tried: none leaves a file behind. A list of
 * options by name cannot know what the next compiler writes; its own help can.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { judgeCall } from '../../../src/probe/policy/tool-call.ts';
import { createTrust } from '../../../src/probe/policy/trust.ts';

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
  return [...new Set(names)].filter((name) => !name.startsWith('-fno-') && name !== '-fsyntax-only');
}

it.each(['aarch64-linux-gnu-gcc', 'clang'])(
  '%s',
  async (compiler) => {
    const names = await optionsOf(compiler);
    expect(names.length).toBeGreaterThan(200);
    const { places } = createTrust({ host: createMemoryHost({ cwd: directory }), trees: [directory], variables: {} });
    const rest = ['-O2', '-c', '-x', 'c', '-', '-o', '/dev/null'];
    const isAllowed = (word: string): boolean =>
      judgeCall({ argv: [compiler, word, ...rest], cwd: directory, env: {}, input: '' }, places).kind === 'allowed';
    // Apart, since most options take no value and are complained of.
    const words = [...names.filter(isAllowed), ...names.map((name) => `${name}=x`).filter(isAllowed)];
    // Those that probes use are among them.
    expect(words.length).toBeGreaterThan(80);
    const wrote: string[] = [];
    /** Runs the compiler with words; gives those it does not complain of, null when it went to its end with all. */
    const attempt = async (tried: readonly string[]): Promise<string[] | null> => {
      const cwd = mkdtempSync(join(directory, 'run-'));
      const argv = [...tried, ...rest];
      const options = { cwd, input: 'int f(int a) { return a + 1; }\n', reject: false, timeout: 60_000 } as const;
      const { exitCode, stderr } = await execa(compiler, argv, options);
      if (readdirSync(cwd).length > 0) wrote.push(argv.join(' '));
      if (exitCode === 0) return null;
      return tried.filter((word) => !stderr.includes(word.replace(/=x$/, '')));
    };
    // Those that go together are tried together.
    const waiting = [...words];
    const work = async (): Promise<void> => {
      for (let some = waiting.splice(0, 25); some.length > 0; some = waiting.splice(0, 25)) {
        let left = await attempt(some);
        // What it does not know does nothing; the others are tried without.
        for (let before = some; left !== null && left.length < before.length; )
          [before, left] = [left, await attempt(left)];
        for (const word of left ?? []) await attempt([word]);
      }
    };
    await Promise.all([work(), work(), work()]);
    expect(wrote).toEqual([]);
  },
  240_000,
);
