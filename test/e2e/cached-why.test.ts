import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kgate, repository } from '../support/kgate.ts';

/** `kgate why` with a warm cache says what it says without one, before and after a change of what it depends on. */
let directory: string;
let tree: string;
let rounds = 0;
const at = (name: string): string => join(directory, String(rounds), name);

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-cached-why-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(() => {
  rounds += 1;
  tree = at('tree');
  cpSync(join(repository, 'kconfig-fixtures/arm64-ftrace/today'), tree, { recursive: true });
  for (const name of ['bin', 'cache']) mkdirSync(at(name));
  writeFileSync(join(tree, '.config'), 'CONFIG_FTRACE=y\nCONFIG_FUNCTION_TRACER=y\n');
});

interface Answer {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

async function why(question: string, ...more: string[]): Promise<Answer> {
  const words = ['-C', tree, 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
  const env = { XDG_CACHE_HOME: at('cache'), PATH: `${at('bin')}:${process.env['PATH'] ?? '/usr/bin:/bin'}` };
  const { exitCode, stderr, stdout } = await kgate(['why', question, ...words, ...more], { env });
  return { exitCode, stderr, stdout };
}

const edit = (name: string, from: string, to: string): void => {
  const text = readFileSync(join(tree, name), 'utf8');
  expect(text).toContain(from);
  writeFileSync(join(tree, name), text.replace(from, to));
};
/** A compiler that comes first in PATH and does not know the flag. */
const oldCompiler = `#!/bin/sh
for word; do
  case $word in -fpatchable*) echo "unrecognized command line option '$word'" >&2; exit 1;; esac
done
exec /usr/bin/aarch64-linux-gnu-gcc "$@"
`;

describe('kgate why', () => {
  it.each(['DYNAMIC_FTRACE_WITH_REGS', 'DYNAMIC_FTRACE=n', 'DYNAMIC_FTRACE_WITH_REGS=n'])(
    'says with a warm cache what it says with a cold one and without: %s',
    async (question) => {
      for (const format of ['text', 'json']) {
        const plain = await why(question, '--format', format, '--no-cache');
        expect(plain).toMatchObject({ stderr: '', exitCode: question.includes('=') ? 1 : 0 });
        expect(await why(question, '--format', format)).toEqual(plain);
        expect(await why(question, '--format', format)).toEqual(plain);
      }
    },
  );

  it.each<[string, () => void]>([
    [
      'a Kconfig file',
      () => edit('kernel/trace/Kconfig', 'depends on DYNAMIC_FTRACE\n', 'depends on FUNCTION_TRACER\n'),
    ],
    ['a makefile', () => edit('Makefile', 'PATCHLEVEL = 0', 'PATCHLEVEL = 1')],
    ['the .config', () => edit('.config', 'CONFIG_FUNCTION_TRACER=y', '# CONFIG_FUNCTION_TRACER is not set')],
    ['the compiler', () => writeFileSync(at('bin/aarch64-linux-gnu-gcc'), oldCompiler, { mode: 0o755 })],
  ])('is answered again after a change of %s', async (_, change) => {
    const question = 'DYNAMIC_FTRACE_WITH_REGS';
    const first = await why(question, '--verbose');
    expect(await why(question, '--verbose')).toEqual(first);
    change();
    const second = await why(question, '--verbose');
    expect(second).not.toEqual(first);
    expect(second).toEqual(await why(question, '--verbose', '--no-cache'));
    expect(await why(question, '--verbose')).toEqual(second);
  });

  it('keeps nothing with --no-cache', async () => {
    await why('FTRACE', '--no-cache');
    expect(readdirSync(at('cache'))).toEqual([]);
  });

  it('does not keep an error, and reports it again', async () => {
    const first = await why('DYNAMIC_FTRAC');
    expect(first).toMatchObject({ exitCode: 2, stdout: '' });
    expect(first.stderr).toContain('no such symbol in this tree');
    expect(await why('DYNAMIC_FTRAC')).toEqual(first);
    edit('kernel/trace/Kconfig', 'config DYNAMIC_FTRACE\n', 'config DYNAMIC_FTRAC\n\tbool\n\nconfig DYNAMIC_FTRACE\n');
    expect((await why('DYNAMIC_FTRAC')).exitCode).toBe(0);
  });
});
