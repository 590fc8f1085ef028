import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
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

const cases = JSON.parse(readFileSync(new URL('./fixtures/cases.json', import.meta.url), 'utf8')) as readonly Case[];

function run(entry: Case): { readonly got: Output; readonly want: Output } {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-make-')));
  try {
    const fill = (text: string): string =>
      text.replaceAll('<CWD>', directory).replaceAll('<PARENT>', dirname(directory));
    const filled = (map: Readonly<Record<string, string>>): Record<string, string> =>
      Object.fromEntries(Object.entries(map).map(([key, value]) => [key, fill(value)]));
    writeFiles(directory, filled({ Makefile: entry.makefile, ...entry.files }));
    const env = { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...filled(entry.env) };
    const recorded = entry.out['4.3']!;
    const want = { rc: recorded.rc, stdout: fill(recorded.stdout), stderr: fill(recorded.stderr) };
    return { got: runFront(directory, entry.args.map(fill), env), want };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

describe('micro makefiles recorded from make 4.3', () => {
  for (const entry of cases) {
    const id = `${entry.file}/${entry.name}`;
    const reason = notCovered[id];
    if (reason === undefined) {
      test(id, () => {
        const { got, want } = run(entry);
        expect(got).toEqual(want);
      });
    } else {
      test(`${id} is not covered: ${reason}`, () => {
        const { got, want } = run(entry);
        expect(got).not.toEqual(want);
      });
    }
  }

  test('every exception names a case', () => {
    const ids = new Set(cases.map((entry) => `${entry.file}/${entry.name}`));
    expect(Object.keys(notCovered).filter((id) => !ids.has(id))).toEqual([]);
  });
});
