import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { factsOf, flagFacts, leastMajors } from '../../src/lint/make/flag-facts.ts';
import { repository } from './support.ts';

interface Profile {
  readonly vendor: string;
  readonly version: string;
  readonly target: string;
  readonly flags: { readonly accepted: readonly string[]; readonly rejected: Readonly<Record<string, unknown>> };
}

const profiles = readdirSync(`${repository}profiles`)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`${repository}profiles/${name}`, 'utf8')) as Profile);

describe('facts about flags', () => {
  it.each(profiles.map((profile) => [`${profile.vendor} ${profile.version} ${profile.target}`, profile] as const))(
    'agree with what %s answered',
    (_name, { vendor, version, target, flags }) => {
      const major = Number.parseInt(version, 10);
      const expected = (flag: string): boolean | undefined => {
        const since = factsOf(flag)?.[vendor === 'clang' ? 1 : 0];
        return since === undefined ? undefined : since !== null && since <= major;
      };
      let compared = 0;
      const different: string[] = [];
      // avr has no kernel: what its back end does not have says nothing about gcc.
      for (const [list, isTaken] of [
        [flags.accepted, true],
        [target === 'avr' ? [] : Object.keys(flags.rejected), false],
      ] as const) {
        for (const flag of list) {
          const is = expected(flag);
          // A flag without its value says nothing.
          if (is === undefined || flag.endsWith('=')) continue;
          compared++;
          if (is !== isTaken) different.push(flag);
        }
      }
      expect(different).toEqual([]);
      expect(compared).toBeGreaterThan(5);
    },
  );

  it('has a version of gcc or clang for every flag', () => {
    expect([...flagFacts.values()].every(([gcc, clang]) => gcc !== null || clang !== null)).toBe(true);
  });

  it('reads what a tree asks for, the least of several', () => {
    const script =
      'case "$1" in\ngcc)\n\tif [ "$ARCH" = x ]; then\n\t\techo 12.0.0\n\telse\n\t\techo 5.1.0\n\tfi\n\t;;\nllvm)\n\techo 13.0.1\n\t;;\nesac\n';
    expect(leastMajors(script)).toEqual([5, 13]);
    expect(leastMajors(undefined)).toEqual([4, 3]);
  });
});
