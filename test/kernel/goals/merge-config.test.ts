import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  compareWithFinal,
  type MergeOptions,
  mergeBehaviour,
  mergeFragments,
} from '../../../src/kernel/goals/merge-config.ts';
import { linux612 } from '../../support/kernel-source.ts';

/** Scripts that are the oracle: Linux 6.12's, and those of other trees where a variable names them. */
const scripts = [
  join(linux612(), 'scripts/kconfig/merge_config.sh'),
  ...(process.env['KGATE_MERGE_SCRIPTS'] ?? '').split(':').filter((path) => path !== ''),
];

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-merge-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

function write(name: string, text: string): void {
  writeFileSync(join(directory, name), text, 'latin1');
}

interface Case {
  readonly texts: readonly string[];
  readonly final: string;
  readonly options: MergeOptions;
}

function letters(options: MergeOptions): string[] {
  const words: string[] = [];
  if (options.redundant) words.push('-r');
  if (options.strict) words.push('-s');
  if (options.builtin) words.push('-y');
  return words;
}

/** The script's own output; `make` is a program that puts the wanted final file in place. */
function runScript(script: string, one: Case, isMergeOnly: boolean): { stdout: string; status: number; text: string } {
  one.texts.forEach((text, index) => write(`f${index}`, text));
  write('final', one.final);
  write('make', '#!/bin/sh\ncp final .config\n');
  chmodSync(join(directory, 'make'), 0o755);
  write('.config', '');
  const names = one.texts.map((_, index) => `f${index}`);
  const words = [...(isMergeOnly ? ['-m'] : []), ...letters(one.options), ...names];
  const run = spawnSync('/bin/sh', [script, ...words], {
    cwd: directory,
    env: { PATH: `${directory}:/usr/bin:/bin`, LC_ALL: 'C' },
    encoding: 'latin1',
  });
  return { stdout: run.stdout, status: run.status ?? -1, text: readFileSync(join(directory, '.config'), 'latin1') };
}

function ours(script: string, one: Case): ReturnType<typeof mergeFragments> {
  const [base = '', ...rest] = one.texts;
  const fragments = rest.map((text, index) => ({ name: `f${index + 1}`, text }));
  return mergeFragments(base, fragments, one.options, mergeBehaviour(readFileSync(script, 'latin1')));
}

function check(script: string, one: Case): void {
  const theirs = runScript(script, one, true);
  const merged = ours(script, one);
  const written = '#\n# merged configuration written to .config (needs make)\n#\n';
  expect(`Using f0 as base\n${merged.stdout}${merged.merged === null ? '' : written}`).toBe(theirs.stdout);
  expect(merged.merged === null ? 1 : 0).toBe(theirs.status);
  if (merged.merged === null) return;
  expect(merged.merged).toBe(theirs.text);
  const full = runScript(script, one, false);
  const behaviour = mergeBehaviour(readFileSync(script, 'latin1'));
  const compared = compareWithFinal(merged.merged, one.final, one.options, behaviour);
  expect(`Using f0 as base\n${merged.stdout}${compared.stdout}`).toBe(full.stdout);
  expect(compared.isViolated ? 1 : 0).toBe(full.status);
}

const none: MergeOptions = { redundant: false, strict: false, builtin: false, quiet: false };

const name = fc.constantFrom('CONFIG_A', 'CONFIG_AB', 'CONFIG_B', 'CONFIG_B_2', 'XCONFIG_A');
const line = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(name, fc.constantFrom('y', 'm', 'n', '5', '"a  b"')).map(([at, to]) => `${at}=${to}`),
  },
  { weight: 3, arbitrary: name.map((at) => `# ${at} is not set`) },
  { weight: 1, arbitrary: fc.constantFrom('', '# a comment', '# see CONFIG_A for more', ' CONFIG_B=y', 'CONFIG_AB') },
);
const text = fc
  .tuple(fc.uniqueArray(line, { maxLength: 6 }), fc.boolean())
  .map(([lines, isOpen]) => (lines.length === 0 ? '' : lines.join('\n') + (isOpen ? '' : '\n')));
const options = fc.record({
  redundant: fc.boolean(),
  strict: fc.boolean(),
  builtin: fc.boolean(),
  quiet: fc.constant(false),
});
const cases = fc.record({ texts: fc.array(text, { minLength: 2, maxLength: 3 }), final: text, options });

/** Each symbol at most once in a file: a second one ends the older scripts half-way under -y. */
function isOrdinary(one: Case): boolean {
  return one.texts.every((content) => {
    const names = content.split('\n').flatMap((at) => /^(?:# )?(X?CONFIG_\w+)/.exec(at)?.[1] ?? []);
    return new Set(names).size === names.length;
  });
}

describe.each(scripts)('%s', (script) => {
  /** Older scripts have no -s. */
  const knows = (one: Case): boolean => !one.options.strict || readFileSync(script, 'latin1').includes('"-s")');

  it('is a script of the machine', () => {
    expect(execFileSync('head', ['-c', '9', script], { encoding: 'latin1' })).toBe('#!/bin/sh');
  });

  it.each<[string, Case]>([
    [
      'a value is redefined',
      { texts: ['CONFIG_A=y\nCONFIG_B=m\n', '# CONFIG_A is not set\n'], final: '', options: none },
    ],
    [
      'y stays y',
      { texts: ['CONFIG_A=y\n', 'CONFIG_A=m\n'], final: 'CONFIG_A=m\n', options: { ...none, builtin: true } },
    ],
    ['redundant', { texts: ['CONFIG_A=y\n', 'CONFIG_A=y\n'], final: '', options: { ...none, redundant: true } }],
    ['strict', { texts: ['CONFIG_A=y\n', 'CONFIG_A=m\n'], final: '', options: { ...none, strict: true } }],
    ['a base without newline', { texts: ['CONFIG_A=y', 'CONFIG_B=y\n'], final: 'CONFIG_A=y\n', options: none }],
    ['blanks and backslashes', { texts: ['CONFIG_S="a\\tb   c"\n', 'CONFIG_S="\\\\"\n'], final: '', options: none }],
    ['a name inside a comment', { texts: ['# CONFIG_A here\nCONFIG_B=y\n', 'CONFIG_A=y\n'], final: '', options: none }],
  ])('%s', (_name, one) => {
    if (knows(one)) check(script, one);
  });

  it('random fragments', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(
        cases.filter((one) => isOrdinary(one) && knows(one)),
        (one) => check(script, one),
      ),
      { seed: 11, numRuns: 60 },
    );
  });
});
