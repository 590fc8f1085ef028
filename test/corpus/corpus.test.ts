/**
 * Small trees of the kinds of public reports. The first finding names the root cause that the case has as data, and its
 * fix was verified; the real make stops with the case's text, and passes once the fix is applied.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Cause } from '../../src/core/diagnostic.ts';
import type { Location } from '../../src/core/location.ts';
import type { Diagnostic } from '../../src/results/diagnostic.ts';
import { type CorpusCase, CorpusTree, corpusCases, type RootCause } from '../support/corpus-case.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-corpus-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A finding and everything below it. */
function steps(finding: Diagnostic): { symbols: string[]; places: string[]; text: string } {
  const symbols: string[] = [];
  const places: string[] = [];
  const place = (location: Location | null): void => {
    if (location !== null) places.push(location.file, `${location.file}:${location.line}`);
  };
  const visit = (one: Cause): void => {
    if (one.symbol !== undefined) symbols.push(one.symbol);
    place(one.location);
    for (const inner of one.causes) visit(inner);
  };
  place(finding.location);
  for (const one of finding.causes) visit(one);
  return { symbols, places, text: JSON.stringify(finding) };
}

function expectRoot({ file, line, program, symbol }: RootCause, finding: Diagnostic): void {
  const { places, symbols, text } = steps(finding);
  if (symbol !== undefined) expect(symbols).toContain(symbol);
  if (program !== undefined) expect(text).toContain(program);
  if (file !== undefined) expect(places).toContain(line === undefined ? file : `${file}:${line}`);
}

function expectFix(one: CorpusCase, finding: Diagnostic): void {
  if (one.fix === 'package') expect(JSON.stringify(finding)).toMatch(/apt|install|package/i);
  if (one.fix !== 'config') return;
  const fix = finding.fixes.find((each) => each.kind === 'config' && each.verified);
  expect(fix).toBeDefined();
  // A tree that no make has seen: auto.conf of the stopped one would be read first.
  const tree = new CorpusTree(one, mkdtempSync(join(root, 'fixed-')));
  tree.configure(fix?.changes ?? []);
  const { status, text } = tree.make();
  expect(status, text).toBe(0);
}

const cases = corpusCases();

test.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
  const tree = new CorpusTree(one, root);
  const result = tree.check();
  const real = one.stops === false ? null : tree.make();
  if (real !== null) {
    expect(real.status, real.text).toBe(2);
    expect(real.text).toContain(one.makes);
  }
  const [first] = result.diagnostics.filter(({ severity }) => severity === 'error');
  expect(result.verdict).toBe('fail');
  if (first === undefined) return;
  // A finding of kgate's own comes before those of make that follow from it.
  if (real !== null && first.form === 'verbatim') expect(first.message).toContain(one.makes);
  expectRoot(one.root, first);
  expectFix(one, first);
});

test('there are enough of them, of every kind', () => {
  expect(cases.length).toBeGreaterThanOrEqual(30);
  expect([...new Set(cases.map(({ kind }) => kind))].sort()).toEqual([1, 2, 3, 4, 5, 6, 7]);
});
