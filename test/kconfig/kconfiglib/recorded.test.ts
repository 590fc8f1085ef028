/** Small trees, compared with what Kconfiglib did: `npm run diff:library -- --record` made the record. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type LibraryCase, libraryDifference, type LibraryOutcome, runOwn } from '../../support/compare-library.ts';

const record = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'recorded.json'), 'utf8')) as {
  readonly library: string;
  readonly cases: readonly { readonly input: LibraryCase; readonly outcome: LibraryOutcome }[];
};

/** A directory whose `kconfiglib.py` has the marks of no fork. */
function plainLibrary(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-kconfiglib-'));
  writeFileSync(join(directory, 'kconfiglib.py'), '');
  return directory;
}

describe(`recorded outcomes of ${record.library}`, () => {
  const own = runOwn(
    plainLibrary(),
    record.cases.map(({ input }) => input),
  );
  it.each(record.cases.map(({ input, outcome }, at) => [at, input, outcome] as const))(
    'case %i: streams, status and files',
    (at, input, outcome) => {
      const actual = own[at];
      if (actual === undefined) throw new Error('no outcome');
      expect(libraryDifference(outcome, actual), JSON.stringify(input)).toBeNull();
    },
  );

  it('has many cases, some of them with errors', () => {
    expect(record.cases.length).toBeGreaterThan(40);
    expect(record.cases.filter(({ outcome }) => outcome.status === 0).length).toBeGreaterThan(20);
    expect(record.cases.filter(({ outcome }) => outcome.status !== 0).length).toBeGreaterThan(5);
  });
});
