/**
 * Small cases after real fixes of Linux, U-Boot, coreboot, Zephyr and Buildroot (past-cases.json: the files, the fixed
 * twin, where the mistake is). Each must be found at its line by a rule of its kind, and the twin must not be.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { RuleName } from '../../src/lint/index.ts';
import { lintTexts, repository } from './support.ts';

interface PastCase {
  readonly kind: string;
  readonly description: string;
  readonly files: Record<string, string>;
  readonly fixed: Record<string, string>;
  readonly expect: readonly { readonly file: string; readonly line: number; readonly kind: string }[];
}

/** Rules that report a kind. */
const rulesOfKind: Readonly<Record<string, readonly RuleName[]>> = {
  'bad-range': ['range-bounds'],
  'c-ifdef-tristate': ['ifdef-of-tristate'],
  'c-is-enabled-unreachable': ['is-enabled-unreachable'],
  'choice-default-outside': ['choice-default-outside'],
  'choice-member-default': ['choice-member-default'],
  'choice-member-select': ['choice-member-select'],
  'dead-default': ['dead-default'],
  'dead-range': ['dead-default'],
  'default-n': ['redundant-default-n'],
  'default-out-of-range': ['default-outside-range'],
  'defconfig-duplicate': ['defconfig-duplicate'],
  'defconfig-noncanonical': ['defconfig-not-canonical'],
  'defconfig-unknown': ['defconfig-unknown-symbol'],
  'duplicate-depends': ['duplicate-property'],
  'duplicate-entry': ['duplicate-entry'],
  'duplicate-select': ['duplicate-property'],
  'duplicate-type': ['duplicate-type'],
  'help-empty': ['empty-help'],
  'help-keyword-missing': ['kconfig-syntax'],
  'help-missing': ['missing-help'],
  'hex-without-0x': ['hex-default-without-prefix'],
  'implied-condition': ['implied-condition'],
  'implied-dependency': ['implied-condition'],
  'is-enabled-no-prefix': ['config-prefix-missing'],
  'is-enabled-nonconfig': ['config-prefix-missing'],
  'kconfig-never-sourced': ['kconfig-never-sourced'],
  'kconfig-source-missing': ['kconfig-source-missing'],
  'kconfig-sourced-twice': ['kconfig-sourced-twice'],
  'missing-config-prefix': ['config-prefix-missing'],
  'never-true': ['never-true', 'undefined-symbol'],
  'recursive-dependency': ['recursive-dependency'],
  'select-visible': ['select-of-visible'],
  'undefined-symbol': ['undefined-symbol'],
  'undefined-symbol-c': ['source-undefined-config'],
  'unmet-select': ['unmet-select'],
  'undefined-symbol-make': ['undefined-config-reference'],
  'wrong-type': ['hex-default-without-prefix'],
};

/** Kinds that no rule reports yet, and single cases by index that their rule does not find. */
const openKinds = new Set([
  'c-never-built',
  'cc-option-misuse',
  'cc-option-needless',
  'flag-without-probe',
  'immediate-before-definition',
  'lazy-shell',
  'make-error-context',
  'make-ifdef-tristate',
  'obj-listed-twice',
  'obj-missing-file',
  'obj-multi-module',
]);
const openCases = new Set([38]);

const cases = JSON.parse(readFileSync(`${repository}test/lint/past-cases.json`, 'utf8')) as readonly PastCase[];

/** Places with a finding of the rules, as `FILE:LINE`. */
function placesOf(files: Record<string, string>, rules: readonly RuleName[]): string[] {
  const { diagnostics } = lintTexts(files, { preset: 'pedantic' });
  const codes = new Set(rules.map((rule) => `lint/${rule}`));
  return diagnostics
    .filter(({ code }) => codes.has(code))
    .map(({ location }) => `${location?.file}:${location?.line}`)
    .filter((place, index, all) => all.indexOf(place) === index)
    .sort();
}

const named = cases.map((one, index) => ({ ...one, index }));

describe('past mistakes', () => {
  it('has a rule for every kind that is not open, and for none that is', () => {
    const kinds = [...new Set(cases.map(({ kind }) => kind))].sort();
    expect([...Object.keys(rulesOfKind), ...openKinds].sort()).toEqual(kinds);
  });

  it.each(named.filter(({ kind, index }) => !openKinds.has(kind) && !openCases.has(index)))(
    '$index $kind: $description',
    ({ kind, files, fixed, expect: expected }) => {
      const rules = rulesOfKind[kind] ?? [];
      const places = [...new Set(expected.map(({ file, line }) => `${file}:${line}`))].sort();
      expect(placesOf(files, rules)).toEqual(places);
      expect(placesOf(fixed, rules)).toEqual([]);
    },
  );
});
