/**
 * Every stop and warning of the makefiles of Linux 6.1 and 6.12 that can be provoked without building a kernel: the
 * text is that of the make of this machine, and kgate names the lines that led to it.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Cause } from '../../src/core/diagnostic.ts';
import { explainStop } from '../../src/explain/stop.ts';
import { oracle } from '../support/kernel-source.ts';
import { stopCases } from '../support/stop-cases.ts';
import { provokeStop } from '../support/stops.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-stops-'));
afterAll(() => rmSync(root, { recursive: true }));

function locationsOf(causes: readonly Cause[]): string[] {
  return causes.flatMap(({ location, causes: inner }) => [
    ...(location === null ? [] : [`${location.file}:${location.line}`]),
    ...locationsOf(inner),
  ]);
}

test.each(stopCases.map((one) => [one.tree, one.id, one] as const))(
  '%s: %s',
  (tree, _id, one) => {
    const { wanted, got, events } = provokeStop(one, oracle(tree).tree, mkdtempSync(join(root, 'case-')));
    expect(wanted).toContain(one.expect);
    expect(got).toBe(wanted);
    for (const event of events) {
      if (event.afterStop || event.kind === 'info' || event.kind === 'shell-stderr') continue;
      const own = event.location === null ? [] : [`${event.location.file}:${event.location.line}`];
      expect([...own, ...locationsOf(explainStop(event, null).causes)]).not.toEqual([]);
    }
  },
  60_000,
);

test('no two cases have one name', () => {
  const names = stopCases.map((one) => `${one.tree} ${one.id}`);
  expect(new Set(names).size).toBe(names.length);
});
