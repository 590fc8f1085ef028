/**
 * Planted mistakes: the fixtures of every rule and the past cases, three times each under other names, at other lines and
 * with other entries around. What is planted is found as often as before, the clean twin has nothing.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rules, type RuleName } from '../../src/lint/index.ts';
import { lintTexts, repository } from './support.ts';
import { readTree, type Tree, varyPair } from './vary.ts';

interface Planted {
  readonly name: string;
  readonly fires: Tree;
  readonly quiet: Tree;
}

const planted: readonly Planted[] = [
  ...rules.map(({ meta: { name } }) => {
    const at = `${repository}kconfig-fixtures/lint/${name}`;
    return { name, fires: readTree(`${at}/fires`), quiet: readTree(`${at}/quiet`) };
  }),
  ...(
    JSON.parse(readFileSync(`${repository}test/lint/past-cases.json`, 'utf8')) as {
      kind: string;
      files: Tree;
      fixed: Tree;
    }[]
  ).map(({ kind, files, fixed }, index) => ({ name: `past case ${index}, ${kind}`, fires: files, quiet: fixed })),
];

/** How often each rule reports. */
function countsOf(files: Tree): Partial<Record<RuleName, number>> {
  const { byRule } = lintTexts(files, { preset: 'pedantic' }).counts;
  return Object.fromEntries(Object.entries(byRule).filter(([, count]) => count > 0));
}

describe.each(planted)('$name', ({ name, fires, quiet }) => {
  const before = { fires: countsOf(fires), quiet: countsOf(quiet) };
  const seed = [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);
  it.each([1, 2, 3])('under names and lines of seed %i', (turn) => {
    const varied = varyPair(fires, quiet, seed + turn);
    expect(countsOf(varied.fires)).toEqual(before.fires);
    expect(countsOf(varied.quiet)).toEqual(before.quiet);
  });
});
