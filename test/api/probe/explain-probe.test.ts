import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ExplainedProbe, ExplainProbeResult } from '../../../src/results/explain-probe.ts';
import { linux612, oracle } from '../../support/kernel-source.ts';
import { kgate } from '../../support/kgate.ts';

const tree = join(import.meta.dirname, '../../../kconfig-fixtures/probes/guilty-flags');

/** Number of the first line of a file of the tree that holds a text. */
function lineOf(file: string, text: string): number {
  const at = readFileSync(join(tree, file), 'utf8')
    .split('\n')
    .findIndex((line) => line.includes(text));
  expect(at, text).toBeGreaterThanOrEqual(0);
  return at + 1;
}

async function explain(
  directory: string,
  question: string,
  ...words: string[]
): Promise<{ exitCode: number | undefined; result: ExplainProbeResult }> {
  const run = await kgate(['probe', '-C', directory, ...words, '--explain', question, '--format', 'json']);
  expect(run.stderr).toBe('');
  return { exitCode: run.exitCode, result: JSON.parse(run.stdout) as ExplainProbeResult };
}

function places(probes: readonly ExplainedProbe[]): string[] {
  return probes.map(({ location }) => `${location?.file}:${location?.line}`);
}

const ofKconfig = `Kconfig:${lineOf('Kconfig', 'cc-option,-fno-strict-aliasing')}`;
const ofMake = `Makefile:${lineOf('Makefile', 'cc-option,-fno-strict-aliasing')}`;

describe('questions', () => {
  it.each([
    ['$(cc-option,-fno-strict-aliasing)', 'call', [ofKconfig, ofMake]],
    ['cc-option,-fno-strict-aliasing', 'call', [ofKconfig, ofMake]],
    ['cc-option, -fno-strict-aliasing', 'call', [ofKconfig, ofMake]],
    ['$(call cc-option,-fno-strict-aliasing)', 'call', [ofKconfig, ofMake]],
    ['$(call cc-option,-fno-strict-aliasing,-fallback)', 'call', [ofMake]],
    ['-fno-strict-aliasing', 'flag', [ofKconfig, ofMake]],
    // What the makefiles ask about in its place is the flag, too.
    ['-Wno-unused-but-set-variable', 'flag', [`Makefile:${lineOf('Makefile', '-Wno-unused-but-set-variable')}`]],
    ['CC_TAKES_GOOD', 'symbol', [ofKconfig]],
    ['CONFIG_MORE', 'symbol', ['scripts/Kconfig.more:4']],
    ['cc-is-gcc', 'macro', [`Kconfig:${lineOf('Kconfig', 'cc-is-gcc')}`]],
    ['as-instr', 'macro', [`Kconfig:${lineOf('Kconfig', 'nosuch instruction')}`]],
    ['__cc-option', 'macro', [`Makefile:${lineOf('Makefile', '-Wno-unused-but-set-variable')}`, ofMake]],
  ])('%s is a %s', async (question, kind, expected) => {
    const { result } = await explain(tree, question);
    expect(result.kind).toBe(kind);
    expect(places(result.probes)).toEqual(expected);
  });
});

describe('one probe', () => {
  it('goes from the text through the macros to the compiler and on to the symbol', async () => {
    const { exitCode, result } = await explain(tree, 'CC_TAKES_NONE');
    expect(exitCode).toBe(1);
    expect(result.verdict).toBe('no');
    const [probe] = result.probes;
    expect(probe).toMatchObject({
      engine: 'kconfig',
      text: '$(cc-option,-fno-such-flag)',
      value: 'n',
      verdict: 'no',
      unknown: null,
      feeds: [{ kind: 'symbol', name: 'CC_TAKES_NONE', value: 'n' }],
    });
    expect(probe?.chain.map(({ name, definition }) => [name, definition])).toEqual([
      ['cc-option', { file: 'Kconfig', line: lineOf('Kconfig', 'cc-option =') }],
      ['success', { file: 'Kconfig', line: lineOf('Kconfig', 'success =') }],
    ]);
    const [program] = probe?.programs ?? [];
    expect(program?.command.join(' ')).toBe('gcc -Werror -Wall -fno-such-flag -c -x c /dev/null -o /dev/null');
    expect(program?.status).toBe(1);
    expect(program?.stderr).toContain('-fno-such-flag');
    expect(probe?.blame).toMatchObject({ verdict: 'asked', isMinimal: true, flags: [{ flag: '-fno-such-flag' }] });
  });

  it('of make names the variable it is assigned to', async () => {
    const { exitCode, result } = await explain(tree, '-fno-strict-aliasing');
    expect(exitCode).toBe(0);
    expect(result.verdict).toBe('yes');
    const [, probe] = result.probes;
    expect(probe?.engine).toBe('make');
    expect(probe?.text).toBe('$(call cc-option,-fno-strict-aliasing,-fallback)');
    expect(probe?.chain.map(({ name }) => name)).toEqual(['cc-option', '__cc-option', 'try-run']);
    expect(probe?.feeds).toMatchObject([{ kind: 'variable', name: 'NEEDED' }]);
    expect(probe?.blame).toBeNull();
  });

  it('with a bad flag before it exits 1 and names that', async () => {
    const { exitCode, result } = await explain(tree, '-fno-strict-aliasing', 'WORSE=1');
    expect(exitCode).toBe(1);
    expect(result.probes.map(({ verdict }) => verdict)).toEqual(['yes', 'no']);
    expect(result.probes[1]?.blame).toMatchObject({
      verdict: 'others',
      isAskedInnocent: true,
      flags: [{ flag: '-fworse-than-that', isBefore: true, variable: 'KBUILD_CFLAGS' }],
    });
  });
});

describe('no such probe', () => {
  it('names what is near and asks the flag alone', async () => {
    const { exitCode, result } = await explain(tree, '-fno-strict-aliazing');
    expect(exitCode).toBe(1);
    expect(result).toMatchObject({ verdict: 'not-found', probes: [] });
    expect(result.candidates[0]).toBe('-fno-strict-aliasing');
    expect(result.flags).toMatchObject([{ flag: '-fno-strict-aliazing', verdict: 'rejected' }]);
  });

  it('does not take a flag that merely stands on a line for one that is asked about', async () => {
    const { result } = await explain(tree, '-fno-common', 'WORSE=1');
    expect(places(result.probes)).toEqual(['scripts/Kconfig.more:4']);
  });

  it.each(['', '$()'])('an empty question %j cannot be put', async (question) => {
    const run = await kgate(['probe', '-C', tree, '--explain', question]);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toContain('nothing is asked about');
  });

  it('a word next to the question is refused', async () => {
    const run = await kgate(['probe', '-C', tree, '-fa', '--explain', '-fb']);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("unexpected argument '-fa'");
  });

  it('a macro needs a tree', async () => {
    const run = await kgate(['probe', '-C', join(tree, 'scripts'), '--explain', 'cc-option']);
    expect([run.exitCode, run.stdout]).toEqual([2, '']);
  });
});

describe('without a tree', () => {
  it.each([
    ['-fno-common', 0, 'yes'],
    ['-fno-such-flag', 1, 'no'],
    ['$(cc-option,-fno-such-flag)', 1, 'no'],
  ])('%s is asked alone', async (question, status, verdict) => {
    const { exitCode, result } = await explain(join(tree, 'scripts'), question);
    expect(exitCode).toBe(status);
    expect(result).toMatchObject({ tree: null, verdict, probes: [] });
    expect(result.flags).toHaveLength(1);
  });
});

it('the text form has every part', async () => {
  const run = await kgate(['probe', '-C', tree, 'WORSE=1', '--explain', '-fno-strict-aliasing']);
  expect(run.exitCode).toBe(1);
  const text = run.stdout.replace(/\n {11}/g, ' ');
  expect(text).toContain(`${ofMake}: $(call cc-option,-fno-strict-aliasing,-fallback)`);
  expect(text).toContain(`cc-option (Makefile:${lineOf('Makefile', 'cc-option = $(call __cc-option')})`);
  expect(text).toContain('    $ gcc -Werror -Wall');
  expect(text).toContain('      exit status 1');
  expect(text).toContain('feeds    NEEDED');
  expect(text).toContain('fails because of -fworse-than-that (from KBUILD_CFLAGS,');
  expect(text).toContain('2 probes: 1 yes, 1 no, 0 not known');
});

describe('Linux 6.12, arm64', () => {
  const words = ['O=/tmp/kgate-no-such-objects', 'ARCH=arm64'];

  it('reports the probe behind DYNAMIC_FTRACE_WITH_ARGS for the recorded gcc 7.5', async () => {
    const { result } = await explain(
      linux612(),
      'GCC_SUPPORTS_DYNAMIC_FTRACE_WITH_ARGS',
      ...words,
      '--toolchain',
      'gcc-7.5.0',
    );
    expect(result.probes).toHaveLength(1);
    const [probe] = result.probes;
    expect(probe?.text).toBe('$(cc-option,-fpatchable-function-entry=2)');
    expect(probe?.location?.file).toBe('arch/arm64/Kconfig');
    expect(probe?.chain.map(({ name }) => name)).toEqual(['cc-option', 'success', 'if-success']);
    expect(probe?.programs).toMatchObject([{ status: 1, source: 'profile' }]);
    expect(probe?.programs[0]?.stderr).toContain("unrecognized command line option '-fpatchable-function-entry=2'");
  });

  it('finds the probes of an option whatever its value', async () => {
    const record = ['--toolchain', 'gcc-7.5.0'];
    const { result } = await explain(linux612(), '-fpatchable-function-entry', ...words, ...record);
    const asked = result.probes.map(({ text }) => text);
    expect(asked).toContain('$(cc-option,-fpatchable-function-entry=2)');
    expect(asked.filter((text) => !text.includes('-fpatchable-function-entry='))).toEqual([]);
  });

  it('finds what only makefiles of directories ask', async () => {
    const files = ['drivers/gpu/drm/Makefile', 'drivers/hwtracing/coresight/Makefile'];
    const statements = files.map((file) => {
      const lines = readFileSync(join(linux612(), file), 'utf8').split('\n');
      let at = lines.findIndex((line) => line.includes('$(call cc-option, -Wrestrict)'));
      // make numbers a statement by its first line.
      while (lines[at - 1]?.endsWith('\\') === true) at -= 1;
      return `${file}:${at + 1}`;
    });
    const { exitCode, result } = await explain(linux612(), '-Wrestrict', ...words, 'CROSS_COMPILE=aarch64-linux-gnu-');
    expect(exitCode).toBe(0);
    expect(places(result.probes)).toEqual(statements);
    for (const { feeds, location } of result.probes) expect(feeds[0]?.location).toEqual(location);
  }, 120_000);

  it('reports no value that depends on an unknown answer', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'kgate-profile-'));
    const file = join(directory, 'flags-only.json');
    const profile = readFileSync(join(import.meta.dirname, '../../../profiles/gcc-7.5.0.json'), 'utf8');
    writeFileSync(file, JSON.stringify({ ...(JSON.parse(profile) as object), answers: [] }));
    const { result } = await explain(linux612(), 'CC_HAS_ASM_GOTO_OUTPUT', ...words, '--toolchain', file);
    rmSync(directory, { recursive: true });
    expect(result.probes.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
    const name = 'CC_HAS_ASM_GOTO_OUTPUT';
    for (const { feeds } of result.probes) expect(feeds).toMatchObject([{ name, value: null }]);
  });

  it('finds the uses of a macro in Kconfig and makefiles, and of a script', async () => {
    const gcc = 'CROSS_COMPILE=aarch64-linux-gnu-';
    const { result } = await explain(linux612(), 'cc-option', ...words, gcc);
    const of = (engine: string): ExplainedProbe[] => result.probes.filter((probe) => probe.engine === engine);
    expect(of('kconfig').length).toBeGreaterThan(20);
    expect(of('make').length).toBeGreaterThan(20);
    for (const { verdict, programs } of result.probes) {
      if (verdict === 'no') expect(programs.some(({ status }) => status !== 0)).toBe(true);
    }
    const script = await explain(linux612(), 'cc-can-link', ...words, gcc);
    const lines = readFileSync(join(linux612(), 'init/Kconfig'), 'utf8').split('\n');
    const asking = lines.flatMap((line, at) => (line.includes('cc-can-link.sh') ? [`init/Kconfig:${at + 1}`] : []));
    expect(places(script.result.probes)).toEqual(asking);
  }, 120_000);
});

describe('other trees than Linux', () => {
  it('BusyBox has cc-option in its makefiles alone', async () => {
    const { result } = await explain(oracle('busybox').tree, 'cc-option');
    expect(result.probes.length).toBeGreaterThan(10);
    expect(new Set(result.probes.map(({ engine }) => engine))).toEqual(new Set(['make']));
    expect(result.probes.flatMap(({ feeds }) => feeds.map(({ name }) => name))).toContain('CFLAGS');
  });
});
