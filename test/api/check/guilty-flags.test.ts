import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cause } from '../../../src/core/diagnostic.ts';
import type { CheckResult } from '../../../src/results/check.ts';
import type { WhyResult } from '../../../src/results/why.ts';
import { kgate } from '../../support/kgate.ts';

/** Probes of a small tree asked of the real gcc; what each flag does is asked of it here, too. */
const tree = join(import.meta.dirname, '../../../kconfig-fixtures/probes/guilty-flags');

function all(causes: readonly Cause[]): Cause[] {
  return causes.flatMap((cause) => [cause, ...all(cause.causes)]);
}

async function why(question: string, ...words: string[]): Promise<Cause[]> {
  const run = await kgate(['why', question, '-C', tree, ...words, '--format', 'json']);
  expect(run.stderr).toBe('');
  return all((JSON.parse(run.stdout) as WhyResult).causes);
}

/** Exit status of the compiler for some flags. */
const compiler = 'gcc';
function gcc(...flags: string[]): number | null {
  return spawnSync(compiler, ['-Werror', ...flags, '-c', '-x', 'c', '/dev/null', '-o', '/dev/null']).status;
}

describe('the premises', () => {
  it.each([
    [['-fno-strict-aliasing'], 0],
    [['-Wall', '-fno-such-base'], 1],
    [['-fsanitize=address'], 0],
    [['-fsanitize=thread'], 0],
    [['-fsanitize=thread', '-fsanitize=address'], 1],
    [['-fno-such-flag'], 1],
  ])('gcc %j ends with %i', (flags, status) => {
    expect(gcc(...flags)).toBe(status);
  });
});

describe('kgate why', () => {
  it('blames a flag before the one asked about, and names its line', async () => {
    const causes = await why('FEATURE=y', 'BAD=1');
    expect(causes.find((cause) => cause.kind === 'macro')).toMatchObject({
      message: '$(cc-option,-fno-strict-aliasing) is "n"',
      location: { file: 'Kconfig', line: 11 },
    });
    const command = causes.find((cause) => cause.kind === 'command');
    expect(command?.message).toContain('-fno-such-base -fno-strict-aliasing');
    expect(command?.detail?.join(' ')).toContain('exit status 1');
    expect(command?.detail?.join(' ')).toContain('-fno-such-base');
    const flag = causes.find((cause) => cause.kind === 'flag');
    const line = readFileSync(join(tree, 'Makefile'), 'utf8')
      .split('\n')
      .findIndex((text) => text.includes('-fno-such'));
    expect(flag).toMatchObject({
      message: `fails because of -fno-such-base (from BASE_FLAGS, Makefile:${line + 1}), which stands before it on the line, not because of the flag asked about: -fno-strict-aliasing alone is accepted`,
      location: { file: 'Makefile', line: line + 1 },
    });
  });

  it('names two flags that fail only together', async () => {
    const flag = (await why('CC_TAKES_PAIR=y', 'PAIR=1')).find((cause) => cause.kind === 'flag');
    expect(flag?.message).toMatch(
      /^fails only with -fsanitize=thread \(from BASE_FLAGS, Makefile:\d+\) and -fsanitize=address together: each is accepted without the other$/,
    );
  });

  it('says nothing more where the flag asked about fails by itself', async () => {
    const causes = await why('CC_TAKES_NONE=y');
    expect(causes.filter((cause) => cause.kind === 'command')).toHaveLength(1);
    expect(causes.some((cause) => cause.kind === 'flag')).toBe(false);
  });

  it('names both where each is refused', async () => {
    const flag = (await why('CC_TAKES_NONE=y', 'BAD=1')).find((cause) => cause.kind === 'flag');
    expect(flag?.message).toMatch(
      /^fails because of -fno-such-base \(.*\), which .*; -fno-such-flag is refused as well, by itself$/,
    );
  });

  it('does not blame a flag for what the assembler is given', async () => {
    const flag = (await why('AS_TAKES_NONE')).find((cause) => cause.kind === 'flag');
    expect(flag?.message).toBe('fails without any of its flags as well: no flag is the reason');
  });

  it('takes the guilty flag from the command line when it came from there', async () => {
    const flag = (await why('FEATURE=y', 'CC=gcc -fno-such-word')).find((cause) => cause.kind === 'flag');
    expect(flag?.message).toMatch(/^fails because of -fno-such-word \(from CC\), which stands before it/);
  });

  it('asks a record with fewer flags as it asks a compiler', async () => {
    const words = ['CC=aarch64-linux-gnu-gcc -fpatchable-function-entry=2', '--toolchain', 'gcc-7.5.0'];
    const flag = (await why('FEATURE=y', ...words)).find((cause) => cause.kind === 'flag');
    expect(flag?.message).toBe(
      'fails because of -fpatchable-function-entry=2 (from CC), which stands before it on the line, not because of the flag asked about: -fno-strict-aliasing alone is accepted',
    );
  });

  it('says that a record has no answer where it has none', async () => {
    const causes = await why('FEATURE=y', 'BAD=1', '--toolchain', 'gcc-12', 'CROSS_COMPILE=aarch64-linux-gnu-');
    // The record knows nothing of -fno-such-base, so the probe itself has no answer.
    expect(causes.filter((cause) => cause.kind === 'unknown').length).toBeGreaterThan(0);
    expect(causes.some((cause) => cause.kind === 'flag')).toBe(false);
  });
});

describe('kgate check', () => {
  let scratch: string;
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'kgate-guilty-'));
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('blames the flag of KBUILD_CFLAGS at a stop, after the chain of macros', async () => {
    const before = readdirSync(tree).sort();
    const run = await kgate(['check', '-C', tree, 'WORSE=1', '--format', 'json', '--verbose'], {
      env: { XDG_CACHE_HOME: scratch, TMPDIR: scratch },
    });
    const [stop] = (JSON.parse(run.stdout) as CheckResult).diagnostics;
    const causes = all(stop?.causes ?? []);
    expect(causes.find((cause) => cause.kind === 'macro')?.message).toBe(
      '$(call cc-option,-fno-strict-aliasing,-fallback) (through __cc-option, try-run) answered "-fallback"',
    );
    expect(causes.find((cause) => cause.kind === 'flag')?.message).toMatch(
      /^fails because of -fworse-than-that \(from KBUILD_CFLAGS, Makefile:\d+\), which stands before it on the line, not because/,
    );
    // The runs of the search write nothing into the tree, and leave nothing behind.
    expect(readdirSync(tree).sort()).toEqual(before);
    expect(readdirSync(scratch).filter((name) => name !== 'kgate')).toEqual([]);
  });
});
