/** What has to hold of every provoked stop: kgate stops where make does, in make's words, and names the cause. */
import { expect, test } from 'vitest';
import type { Diagnostic } from '../../src/results/diagnostic.ts';
import { type Provoked, type ProvokedCase, type ProvokedStop, ProvokedStops } from './provoked.ts';

/** All texts of a finding: message, notes, causes and fixes. */
function textsOf(finding: Diagnostic): string {
  return JSON.stringify(finding).replaceAll(String.raw`\"`, '"');
}

/** Compares both sides of a case. */
function expectStop(one: ProvokedStop, made: Provoked): void {
  const { first, got, raw, result, status, wanted } = made;
  expect(status, raw).toBe(2);
  expect(wanted).toContain(one.expect);
  expect(result.verdict).toBe('fail');
  if (first === undefined) return;
  if (first.code.startsWith('make/')) {
    // Warnings of earlier commands come before the stop; the stop itself is the end of what make prints.
    const lines = got.split('\n');
    expect(lines).toEqual(wanted.split('\n').slice(-lines.length));
    expect(got).toContain(one.expect);
  } else {
    // A finding of kgate's own, from which those of make follow, has to say what to do; words of conf are its own.
    if (first.form === 'verbatim') expect(wanted).toContain(got);
    expect(one.names ?? []).not.toEqual([]);
  }
  for (const name of one.names ?? []) expect(textsOf(first)).toContain(name);
  if (one.hasFix === true) expect(first.fixes.filter((fix) => fix.verified)).not.toEqual([]);
}

/** A test for each case; the caller removes what they leave. */
export function provokeAll(cases: readonly ProvokedStop[]): ProvokedStops {
  const stops = new ProvokedStops();
  const answered = cases.filter(({ open }) => open === undefined);
  test.each(answered.map((one) => [one.base.tree, one.id, one] as const))(
    '%s: %s',
    (_tree, _id, one) => expectStop(one, stops.provoke(one)),
    300_000,
  );
  test('no two cases have one name', () => {
    const names = cases.map((one) => `${one.base.tree} ${one.id}`);
    expect(new Set(names).size).toBe(names.length);
  });
  return stops;
}

/** A test for each case that both get through. */
export function passAll(cases: readonly ProvokedCase[]): ProvokedStops {
  const stops = new ProvokedStops();
  const answered = cases.filter(({ open }) => open === undefined);
  test.each(answered.map((one) => [one.base.tree, one.id, one] as const))(
    '%s: %s',
    (_tree, _id, one) => {
      const { raw, result, status } = stops.provoke(one);
      const errors = result.diagnostics.filter(({ severity }) => severity === 'error');
      expect(errors.map(({ message }) => message)).toEqual([]);
      expect(result.verdict).toBe('pass');
      expect(status, raw).toBe(0);
    },
    300_000,
  );
  return stops;
}
