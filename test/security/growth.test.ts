/** What a tree brings may be large or odd: the time of reading it grows with its size. Each input is doubled five times. */
import { describe, expect, test } from 'vitest';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { globPaths } from '../../src/kconfig/language/source-paths.ts';
import { readDirectives } from '../../src/kernel/host-programs/directives.ts';
import { compareWithFinal, mergeBehaviour, mergeFragments } from '../../src/kernel/index.ts';
import { evaluateMakefiles, openRecipes, updateGoals } from '../../src/make/index.ts';
import { interpretShell } from '../../src/shell/interpret.ts';
import { UnknownAnswer } from '../../src/shell/language/signals.ts';
import { helperAnswer } from '../../src/shell/userland/helpers.ts';
import { growthOf } from '../support/growth.ts';

/** Twice the input may take this many times the time: a square takes four times, and collecting garbage is not even. */
const most = 2.8;

const names = { sysname: 'Linux', nodename: 'host', release: '6.1', version: '#1', machine: 'x86_64' };

/** A program that is done in process where a policy keeps it from being started. */
function helper(argv: readonly string[], input: string): unknown {
  const host = createMemoryHost({ files: { file: input } });
  const request = { argv, cwd: host.cwd, env: {}, input };
  const answer = helperAnswer(request, { host, names: () => names, program: '/usr/bin/mawk' });
  expect(answer, argv.join(' ')).not.toBe(null);
  return answer;
}

const limits = { maxSteps: 1e9, maxBytes: 1e9 };

/** A shell text that starts no program. */
function shell(command: string, files: Readonly<Record<string, string>> = {}): unknown {
  const host = createMemoryHost({ files });
  const outcome = interpretShell(
    { command, cwd: host.cwd, env: { PATH: '/bin' }, shellName: '/bin/sh' },
    {
      host,
      interpretsScripts: false,
      locate: (name) => ({ kind: 'found', path: `/bin/${name}` }),
      writesOutputOption: () => false,
      newScratchPath: (hint) => `/scratch/${hint}`,
      run: ({ argv }) => {
        throw new UnknownAnswer(`${argv.join(' ').slice(0, 40)} is run`);
      },
    },
    [],
    limits,
  );
  expect(outcome.kind).toBe('done');
  return outcome;
}

function make(makefile: string, makeVersion: '4.3' | '4.4.1' = '4.3'): ReturnType<typeof evaluateMakefiles> {
  const host = createMemoryHost({
    files: { Makefile: makefile, 'a.mk': 'include b.mk\ninclude b.mk\n', 'b.mk': 'X = 1\n' },
  });
  const runShell = () => ({ stdout: '', stderr: '', status: 0, commands: [], unknown: null });
  return evaluateMakefiles({ host, runShell, cwd: host.cwd, env: {}, makeVersion });
}

/** A line of the machine's lists of repeated words, so that nothing but a few of them matches. */
const run = (size: number): string => 'a'.repeat(size);

const inputs: Readonly<Record<string, readonly [size: number, body: (size: number) => unknown]>> = {
  'grep: many repetitions': [150, (size) => helper(['grep', 'a*a*a*a*b'], `${run(100)}\n`.repeat(size))],
  'grep: a long line': [10_000, (size) => helper(['grep', '-E', 'a+a?a+b'], `${run(size)}\n`)],
  'grep: options of one character': [
    150,
    (size) => helper(['grep', '-E', `${'a?'.repeat(40)}${'a'.repeat(40)}b`], `${run(60)}\n`.repeat(size)),
  ],
  'sed: many repetitions': [150, (size) => helper(['sed', 's/a*a*a*\\(a*\\)b/\\1/'], `${run(100)}\n`.repeat(size))],
  'sed: all matches of a long line': [10_000, (size) => helper(['sed', 's/a[^b]*b*a/x/g'], `${run(size)}\n`)],
  'sed: over a file': [500, (size) => shell("sed -e 's/a*a*a*a*b/x/' file", { file: `${run(100)}\n`.repeat(size) })],
  'awk: many repetitions': [150, (size) => helper(['awk', '/a*a*a*a*b/ {print $1}'], `${run(100)}\n`.repeat(size))],
  'tr: long sets': [20_000, (size) => helper(['tr', 'a-z', 'A-Z'], run(size))],
  'dirname of slashes': [8_000, (size) => shell(`dirname a${'/'.repeat(size)}b${'/'.repeat(size)}`)],
  'basename of slashes': [10_000, (size) => shell(`basename x${'/'.repeat(size)}y`)],
  'basename of nothing but slashes': [10_000, (size) => shell(`basename ${'/'.repeat(size)}`)],
  'the longest prefix': [5_000, (size) => shell(`x=${run(size)}; echo "\${x##*a*a*b}"`)],
  'the shortest prefix': [5_000, (size) => shell(`x=${run(size)}; echo "\${x#*a*a*b}"`)],
  'the longest suffix': [5_000, (size) => shell(`x=${run(size)}; echo "\${x%%b*a*a*}"`)],
  'a case': [10_000, (size) => shell(`case ${run(size)} in *a*a*a*b) echo y;; esac`)],
  'a directory pattern of Kconfig': [
    4,
    (size) =>
      globPaths(createMemoryHost({ cwd: '/w', files: { [`/w/${run(200)}`]: '' } }), '/w', `${'a*'.repeat(size)}b`),
  ],
  'intcmp: zeros': [50_000, (size) => make(`A := $(intcmp ${'0'.repeat(size)}x,1)\n`, '4.4.1')],
  'intcmp: digits': [
    50_000,
    (size) => make(`A := $(intcmp 1${'0'.repeat(size)},1${'0'.repeat(size)},a,b,c)\n`, '4.4.1'),
  ],
  'word: digits': [50_000, (size) => make(`A := $(word 1${'9'.repeat(size)},1)\n`)],
  'filter: percents': [
    20_000,
    (size) => make(`A := $(filter %a%${'%'.repeat(size)},${'a '.repeat(100)}${run(size)})\n`),
  ],
  'patsubst: blanks': [50_000, (size) => make(`A := $(patsubst %a,%b,${' '.repeat(size)}a)\n`)],
  'a recipe with continued blanks': [
    50,
    (size) => {
      const evaluation = make(`all:\n\t$(if ${`${' '.repeat(5_000)}\\\n`.repeat(size)}x,y)\n`);
      openRecipes(evaluation);
      return updateGoals(evaluation, { print: () => undefined, runCommand: () => 'assumed' });
    },
  ],
  'a fragment that repeats a line': [
    2_000,
    (size) => {
      const texts = [{ name: 'a', text: 'CONFIG_A=y\n'.repeat(size) }];
      for (const script of [undefined, 'AWK']) {
        const behaviour = mergeBehaviour(script);
        const options = { redundant: true, strict: false, builtin: false, quiet: false };
        const { merged } = mergeFragments('CONFIG_A=m\n', texts, options, behaviour);
        if (script !== undefined) compareWithFinal(merged ?? '', 'CONFIG_A=y\n', options, behaviour);
      }
    },
  ],
  'a fragment of long names': [
    2_000,
    (size) => {
      const text = Array.from({ length: size }, (_, at) => `CONFIG_A${at}=y # XCONFIG_B${at}\n`).join('');
      const options = { redundant: true, strict: false, builtin: false, quiet: false };
      return mergeFragments(text, [{ name: 'a', text }], options, mergeBehaviour(undefined));
    },
  ],
  'a source with returns': [20_000, (size) => readDirectives(`${'\r'.repeat(size)}x\n`)],
};

describe('the time grows with the input', () => {
  test.each(Object.entries(inputs))('%s', { timeout: 120_000 }, (_name, [size, body]) => {
    const { factor, times } = growthOf(size, body);
    expect(factor, times.map((time) => time.toFixed(0)).join(', ')).toBeLessThan(most);
  });
});

test.each([
  ['itself twice, behind a stop', '$(error no)\ninclude Makefile\ninclude Makefile\n'],
  ['itself twice', 'include Makefile\ninclude Makefile\n'],
])('a makefile that includes %s ends', { timeout: 60_000 }, (_name, makefile) => {
  const before = process.cpuUsage().user;
  const evaluation = make(makefile);
  expect(evaluation.stop).toBeDefined();
  expect(evaluation.lineCount).toBeLessThan(100_000);
  expect((process.cpuUsage().user - before) / 1000).toBeLessThan(10_000);
});
