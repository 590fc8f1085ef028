/** Makefiles at random, against the installed make; the long run is `npm run diff:make-random`. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseMakeVersion } from '../../src/make/index.ts';
import { Arena, type Verdict } from '../support/compare-make.ts';
import { type RandomMakefile, randomMakefile } from '../support/random-makefile.ts';

const version = parseMakeVersion(execFileSync('make', ['--version'], { encoding: 'utf8' }))!.makeVersion;

/** The differing cases, in words. */
function differences(cases: readonly RandomMakefile[]): string[] {
  const arena = new Arena('make', version);
  try {
    const verdicts: Verdict[] = [];
    for (let at = 0; at < cases.length; at += 100) verdicts.push(...arena.compare(cases.slice(at, at + 100)));
    expect(verdicts.filter(({ kind }) => kind === 'same').length).toBeGreaterThan(cases.length * 0.9);
    return verdicts.flatMap((verdict, i) => {
      if (verdict.kind !== 'different') return [];
      return [`${cases[i]!.statements.join('\n')}\n--- make\n${text(verdict.make)}\n--- kgate\n${text(verdict.kgate)}`];
    });
  } finally {
    arena.close();
  }
}

function text(printed: { readonly rc: number; readonly stdout: string; readonly stderr: string }): string {
  return `${printed.rc}\n${printed.stderr}${printed.stdout.slice(0, 2000)}`;
}

describe('random makefiles', () => {
  test('500 of them print the same and leave the same variables', { timeout: 120_000 }, () => {
    const cases = Array.from({ length: 500 }, (_, i) => randomMakefile(50_000 + i, { has44: version === '4.4.1' }));
    expect(differences(cases)).toEqual([]);
  });

  test('those that once differed', { timeout: 60_000 }, () => {
    const folder = new URL('./fixtures/random/', import.meta.url);
    const cases = readdirSync(folder).map(
      (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as RandomMakefile,
    );
    expect(cases.length).toBeGreaterThan(10);
    expect(differences(cases)).toEqual([]);
  });
});
