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

/** Recorded cases that are not equal, by version, and why. An entry that starts to pass fails the test. */
const notCovered: Readonly<Record<MakeVersion, Readonly<Record<string, string>>>> = {
  '4.2.1': {
    'e/wildcard': 'the order of matches is that of a hash table of directory entries',
    'e/prereq wildcard': 'the order of matches is that of a hash table of directory entries',
  },
  '4.3': {},
  '4.4.1': {},
};

/** The number of a jobserver's FIFO is that of make's process. */
function withoutNumber(output: Output): Output {
  return { ...output, stdout: output.stdout.replace(/(fifo:\/tmp\/GMfifo)\d+/g, '$1') };
}

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
      const reason = notCovered[version][id];
      if (reason === undefined) {
        test(id, () => {
          const { got, want } = run(entry, version);
          expect(withoutNumber(got)).toEqual(withoutNumber(want));
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
  const named = Object.values(notCovered).flatMap((map) => Object.keys(map));
  expect(named.filter((id) => !ids.has(id))).toEqual([]);
});
