import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MakeVersion } from '../../src/make/index.ts';
import { runFront } from '../support/make-front.ts';
import { writeFiles } from '../support/make-host.ts';

interface Output {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Case {
  readonly file: string;
  readonly name: string;
  readonly makefile: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, string>>;
  readonly out: Readonly<Record<string, Output>>;
}

const versions: readonly MakeVersion[] = ['4.2.1', '4.3', '4.4.1'];

/** Recorded cases the test front end does not cover, and why. An entry that starts to pass fails the test. */
const notCovered: Readonly<Record<string, string>> = {
  'c/double colon': 'the front end runs only the first rule of a :: target',
  'c/pattern order stem': 'needs the built-in link rule',
  'c/pattern first wins': 'needs the built-in link rule',
  'c/pattern chain': 'needs the built-in compile rule',
  'c/grouped': 'the front end runs the recipe of a grouped target once per target',
  'd/include remake': 'makefiles are not remade',
  'd/include remake fail': 'makefiles are not remade',
  'd/-include remake fail': 'makefiles are not remade',
  'd/include pattern remake': 'makefiles are not remade',
  'd/include .config rule fails': 'makefiles are not remade',
  'e/MAKEFLAGS -I -j': 'no jobserver, so no --jobserver-auth',
  'e/file write': '$(file >) is kept in memory, recipes do not see it',
  'g/version line': 'command-line front end only',
  'h/.SECONDARY missing intermediate no rebuild': 'the front end treats intermediate files as ordinary ones',
};

/** The same for single versions; an empty reason takes an entry of {@link notCovered} back. */
const notCoveredIn: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '4.2.1': {
    'c/grouped': '',
    'e/wildcard': 'the order of matches is that of a hash table of directory entries',
    'e/prereq wildcard': 'the order of matches is that of a hash table of directory entries',
  },
  '4.3': {},
  '4.4.1': {},
};

const cases = JSON.parse(readFileSync(new URL('./fixtures/cases.json', import.meta.url), 'utf8')) as readonly Case[];

function run(entry: Case, version: MakeVersion): { readonly got: Output; readonly want: Output } {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-make-')));
  try {
    const fill = (text: string): string =>
      text.replaceAll('<CWD>', directory).replaceAll('<PARENT>', dirname(directory));
    const filled = (map: Readonly<Record<string, string>>): Record<string, string> =>
      Object.fromEntries(Object.entries(map).map(([key, value]) => [key, fill(value)]));
    writeFiles(directory, filled({ Makefile: entry.makefile, ...entry.files }));
    const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...filled(entry.env) };
    const recorded = entry.out[version]!;
    const want = { rc: recorded.rc, stdout: fill(recorded.stdout), stderr: fill(recorded.stderr) };
    return { got: runFront(directory, entry.args.map(fill), env, version), want };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

for (const version of versions) {
  describe(`micro makefiles recorded from make ${version}`, () => {
    for (const entry of cases) {
      const id = `${entry.file}/${entry.name}`;
      const reason = notCoveredIn[version]![id] ?? notCovered[id] ?? '';
      if (reason === '') {
        test(id, () => {
          const { got, want } = run(entry, version);
          expect(got).toEqual(want);
        });
      } else {
        test(`${id} is not covered: ${reason}`, () => {
          const { got, want } = run(entry, version);
          expect(got).not.toEqual(want);
        });
      }
    }
  });
}

test('every exception names a case', () => {
  const ids = new Set(cases.map((entry) => `${entry.file}/${entry.name}`));
  const named = [notCovered, ...Object.values(notCoveredIn)].flatMap((map) => Object.keys(map));
  expect(named.filter((id) => !ids.has(id))).toEqual([]);
});
