import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseProfile } from '../../../src/probe/profile/parse.ts';

const sample = {
  schemaVersion: 1,
  name: 'x',
  aliases: [],
  vendor: 'gcc',
  version: '12.2.0',
  target: 'aarch64-linux-gnu',
  driver: 'gcc',
  method: 'by hand',
  versionOutput: 'gcc 12\n',
  dumpVersion: '12',
  assembler: 'as',
  linker: 'ld',
  predefined: { __GNUC__: '12' },
  flags: { accepted: ['-O2'], rejected: { '-fno-such': 'error' }, documented: ['-O3'] },
};
const problemOf = (change: object): string | null => {
  const parsed = parseProfile(JSON.stringify({ ...sample, ...change }));
  return 'problem' in parsed ? parsed.problem : null;
};

describe('parseProfile', () => {
  it('reads flags with what they rest on', () => {
    const parsed = parseProfile(JSON.stringify(sample));
    expect('profile' in parsed && [...parsed.profile.flags]).toEqual([
      ['-O2', { accepted: true, stderr: '', basis: 'recorded' }],
      ['-fno-such', { accepted: false, stderr: 'error', basis: 'recorded' }],
      ['-O3', { accepted: true, stderr: '', basis: 'documented' }],
    ]);
  });

  it.each([
    [{ schemaVersion: 2 }, 'schemaVersion is 2, not 1'],
    [{ more: 1 }, "unknown field 'more'"],
    [{ driver: '' }, "'driver' is not a text"],
    [{ linker: 7 }, "'linker' is not a text"],
    [{ vendor: 'icc' }, "'vendor' is neither gcc nor clang"],
    [{ version: '12' }, "'version' is not MAJOR.MINOR.PATCH"],
    [{ aliases: [1] }, "'aliases' is not a list of texts"],
    [{ predefined: [] }, "'predefined' is not an object of texts"],
    [{ files: { a: 'x' } }, "'files' is not an object of true and false"],
    [{ flags: { ...sample.flags, accepted: ['-O2', '-O2'] } }, "'-O2' is listed twice"],
    [{ flags: { ...sample.flags, documented: ['O2'] } }, "'O2' is not a flag text"],
    [{ flags: { ...sample.flags, other: [] } }, "unknown field 'flags.other'"],
    [{ answers: [{ tool: 'gcc' }] }, "'answers[0]' has no tool"],
    [{ answers: [{ tool: 'compiler', args: [], status: 'x' }] }, "'answers[0]' has no exit status"],
  ])('%j: %s', (change, problem) => {
    expect(problemOf(change)).toBe(problem);
  });

  /** Every field that the schema requires is required here. */
  it('the fields that may be left out are those of the schema', () => {
    const file = new URL('../../../docs/schema/profile.schema.json', import.meta.url);
    const schema: { required: string[] } = JSON.parse(readFileSync(file, 'utf8'));
    expect(problemOf({})).toBeNull();
    for (const name of schema.required) expect([name, problemOf({ [name]: undefined })]).not.toEqual([name, null]);
  });

  it('a text that is not JSON', () => {
    expect(parseProfile('{')).toMatchObject({ problem: expect.stringContaining('not JSON: ') });
    expect(parseProfile('[]')).toEqual({ problem: 'the top level is not an object' });
  });
});
