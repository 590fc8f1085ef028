import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cause } from '../../src/core/diagnostic.ts';
import type { WhyResult } from '../../src/results/why.ts';
import { linux612 } from '../support/kernel-source.ts';
import { kgateEnvironment, launcher, node } from '../support/kgate.ts';

/** The chain from the configuration through a flag to a compiler that is not here, asked of its record. */
let scratch: string;
let words: string[];
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'kgate-replayed-'));
  const defconfig = readFileSync(join(linux612(), 'arch/arm64/configs/defconfig'), 'utf8');
  const lines = defconfig.split('\n').filter((line) => !/\bCONFIG_(?:FTRACE|FUNCTION_TRACER)\b/.test(line));
  writeFileSync(join(scratch, 'traced.config'), `${lines.join('\n')}CONFIG_FTRACE=y\nCONFIG_FUNCTION_TRACER=y\n`);
  words = ['-C', linux612(), `O=${join(scratch, 'objects')}`, 'ARCH=arm64', '--toolchain', 'gcc-7.5.0'];
  words.push('--config', join(scratch, 'traced.config'), '--format', 'json');
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function all(causes: readonly Cause[]): Cause[] {
  return causes.flatMap((cause) => [cause, ...all(cause.causes)]);
}

/** Runs kgate under strace; gives its result and the programs that were started, launcher left out. */
async function traced(
  args: readonly string[],
): Promise<{ stdout: string; exitCode: number | undefined; started: string[] }> {
  const trace = join(scratch, 'trace');
  const run = await execa(
    'strace',
    ['-f', '-qq', '-s', '4096', '-e', 'trace=execve', '-o', trace, node, launcher, ...args],
    {
      env: kgateEnvironment({ XDG_CACHE_HOME: join(scratch, 'cache') }),
      extendEnv: false,
      reject: false,
      maxBuffer: 1 << 28,
    },
  );
  const started = [...readFileSync(trace, 'utf8').matchAll(/execve\("([^"]+)"[^\n]* = 0$/gm)].map(
    (match) => match[1] ?? '',
  );
  return { stdout: run.stdout, exitCode: run.exitCode, started };
}

const compiler = /(?:^|-)(?:gcc|g\+\+|cc|c\+\+|cc1|clang|as|ld|ld\.bfd|collect2)(?:-[\d.]+)?$/;

describe('kgate why DYNAMIC_FTRACE_WITH_ARGS=y, defconfig with FUNCTION_TRACER, recorded gcc 7.5', () => {
  it('ends at the cc-option of arch/arm64/Kconfig with its command and words, and starts no compiler', async () => {
    const { stdout, exitCode, started } = await traced(['why', 'DYNAMIC_FTRACE_WITH_ARGS=y', ...words]);
    expect(exitCode).toBe(1);
    const result = JSON.parse(stdout) as WhyResult;
    expect(result).toMatchObject({ symbol: 'DYNAMIC_FTRACE_WITH_ARGS', value: 'n', wanted: 'y', holds: false });
    const causes = all(result.causes);
    const tracer = causes.find((cause) => cause.symbol === 'DYNAMIC_FTRACE');
    expect(tracer?.value).toBe('y');
    const macro = causes.find((cause) => cause.message === '$(cc-option,-fpatchable-function-entry=2) is "n"');
    const kconfig = readFileSync(join(linux612(), 'arch/arm64/Kconfig'), 'utf8').split('\n');
    const line = kconfig.findIndex((text) => text.includes('$(cc-option,-fpatchable-function-entry=2)')) + 1;
    expect(macro?.location).toEqual({ file: 'arch/arm64/Kconfig', line });
    const [command, ...more] = macro?.causes ?? [];
    expect(more).toEqual([]);
    expect(command?.message).toContain('gcc -Werror -fpatchable-function-entry=2 -c -x c /dev/null -o');
    expect(command?.detail?.[0]).toBe('exit status 1, from the recorded compiler');
    expect(command?.detail?.join(' ')).toContain("unrecognized command line option '-fpatchable-function-entry=2'");
    // The flag asked about fails by itself: nothing is added.
    expect(command?.causes).toEqual([]);
    expect(started.map((path) => basename(path))).toContain('node');
    expect(started.filter((path) => compiler.test(basename(path)))).toEqual([]);
    expect(readdirSync(scratch)).not.toContain('objects');
  });

  it('the list of compilers shows one: the machine’s own is started without a record', async () => {
    const { started } = await traced(['probe', '--cc', 'gcc', '-O2']);
    expect(started.filter((path) => compiler.test(basename(path))).length).toBeGreaterThan(0);
  });
});
