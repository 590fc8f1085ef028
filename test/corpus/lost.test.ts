/**
 * Small trees of reports that a setting is not there. That it is lost, and that the case's remedy brings it back, comes
 * from the real make and conf; the first screen of `kgate check` names the root cause, and so does `kgate why`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { renderCheckText } from '../../src/report/check.ts';
import { renderWhyText } from '../../src/report/why.ts';
import type { CheckResult } from '../../src/results/check.ts';
import type { RootCause } from '../support/corpus-case.ts';
import { type LostCase, LostTree, lostCases, removePaths } from '../support/lost-case.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-lost-'));
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  removePaths();
});

/** A terminal of 80 columns and 24 lines. */
const style = { useColor: false, width: 80 };
const maxLines = 24;
const maxWhyLines = 15;

/** A place as a report and as data has it. */
function namesOf({ file, line, program, symbol }: RootCause): string[] {
  const place = file === undefined ? [] : [line === undefined ? file : `${file}:${line}`];
  return [...(symbol === undefined ? [] : [symbol]), ...(program === undefined ? [] : [program]), ...place];
}

function firstLines(text: string, lines: number): string {
  return text.split('\n').slice(0, lines).join('\n');
}

function expectReal(one: LostCase, tree: LostTree): void {
  const [name = '', value = ''] = one.asks.split(/=(.*)/s);
  const real = tree.real();
  if (one.ends === undefined) expect(real.valueOf(name), real.output).not.toBe(value);
  else if (one.ends === 'kept') expect(real.valueOf(name), real.output).toBe(value);
  else expect(real.output).toContain(one.ends);
  if (one.remedy === undefined) return;
  const [helped = '', gives = ''] = (one.remedy.gives ?? one.asks).split(/=(.*)/s);
  const after = new LostTree(one, mkdtempSync(join(root, 'helped-')), one.remedy).real();
  expect(after.status, after.output).toBe(0);
  expect(after.valueOf(helped), after.output).toBe(gives);
}

/** What kgate says it has tested is true for the real conf; there is one where lines of a file are all that is missing. */
function expectFixes(one: LostCase, { diagnostics }: CheckResult): void {
  const [first] = diagnostics;
  if (first?.code !== 'kernel/value-not-kept') return;
  const asked = one.asks.slice(0, one.asks.indexOf('='));
  const fixes = first.fixes.filter((fix) => fix.kind === 'config' && fix.verified);
  if (Object.keys(one.remedy ?? {}).join() === 'config') expect(fixes).not.toEqual([]);
  for (const { changes } of fixes) {
    const config = changes.map(({ symbol, to }) => `${symbol}=${to}`);
    if (config.join() === one.remedy?.config?.join()) continue;
    const real = new LostTree(one, mkdtempSync(join(root, 'fixed-')), { config }).real();
    expect(`${asked}=${real.valueOf(asked)}`, `${config.join(' ')}\n${real.output}`).toBe(one.asks);
  }
}

const cases = lostCases();

test.each(cases.map((one) => [one.id, one] as const))('%s', (_id, one) => {
  const tree = new LostTree(one, root);
  expectReal(one, tree);
  const result = tree.check();
  const [first] = result.diagnostics;
  if (one.roots.length === 0) {
    expect(result.diagnostics).toEqual([]);
    return;
  }
  const text = renderCheckText(result, style);
  const screen = firstLines(text, maxLines);
  for (const name of one.roots.flatMap(namesOf)) expect(screen).toContain(name);
  for (const part of one.says ?? []) expect(screen).toContain(part);
  for (const part of one.silent ?? []) expect(text).not.toContain(part);
  const data = JSON.stringify(first);
  for (const { program, symbol } of one.roots) expect(data).toContain(program ?? symbol ?? '');
  if (one.items !== undefined) expect(first?.items).toHaveLength(one.items);
  expectFixes(one, result);
  if (one.why !== true) return;
  const answer = firstLines(renderWhyText(tree.why(), style), maxWhyLines);
  for (const part of one.silent ?? []) expect(answer).not.toContain(part);
  for (const { program, symbol } of one.roots) expect(answer).toContain(program ?? symbol ?? '');
});

test('there are enough of them', () => {
  expect(cases.length).toBeGreaterThanOrEqual(40);
  expect(new Set(cases.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(15);
});
