import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MakeVersion } from '../../src/make/index.ts';
import { fillCase, fillPlaces, type RecordedCase, type RecordedOutput, readCases } from '../support/make-cases.ts';
import { runFront } from '../support/make-front.ts';
import { writeFiles } from '../support/make-host.ts';

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
function withoutNumber(output: RecordedOutput): RecordedOutput {
  return { ...output, stdout: output.stdout.replace(/(fifo:\/tmp\/GMfifo)\d+/g, '$1') };
}

const cases = readCases();

function run(
  entry: RecordedCase,
  version: MakeVersion,
): { readonly got: RecordedOutput; readonly want: RecordedOutput } {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-make-')));
  try {
    const { args, env, files } = fillCase(entry, directory);
    writeFiles(directory, files);
    const { rc, stdout, stderr } = entry.out[version]!;
    const want = { rc, stdout: fillPlaces(stdout, directory), stderr: fillPlaces(stderr, directory) };
    return { got: runFront(directory, args, env, version), want };
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
