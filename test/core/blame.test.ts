import { describe, expect, it } from 'vitest';
import { askedFlags, type Blame, describeBlame, explainBlame } from '../../src/core/blame.ts';

/** Source of the calls: Linux scripts/Makefile.compiler, v6.12. */
it.each([
  ['cc-option', ['-fno-gcse', '-O1'], ['-fno-gcse']],
  ['__cc-option', ['gcc', '-m32', '-fno-gcse', ''], ['-fno-gcse']],
  ['cc-option', ['-Wno-pointer-sign'], ['-Wno-pointer-sign', '-Wpointer-sign']],
  ['cc-disable-warning', ['frame-address'], ['-Wno-frame-address', '-Wframe-address']],
  ['cc-option', ['-mfoo -mbar'], ['-mfoo', '-mbar']],
  ['try-run', ['gcc -Werror -c -x c /dev/null', 'y', 'n'], []],
])('$(call %s,%j) asks about %j', (name, args, flags) => {
  expect(askedFlags({ name, arguments: args })).toEqual(flags);
});

describe('a blame', () => {
  const blame: Blame = {
    verdict: 'others',
    flags: [
      { flag: '-bad', isAsked: false, isBefore: true, variable: 'KCFLAGS', location: { file: 'Makefile', line: 2 } },
    ],
    asked: ['-fasked'],
    isMinimal: true,
    isAskedInnocent: true,
    runs: 3,
    stoppedBy: null,
  };

  it('names the flag, its variable and what it stands before', () => {
    const text = describeBlame(blame);
    for (const word of ['-bad', 'KCFLAGS', 'Makefile:2', '-fasked']) expect(text).toContain(word);
    expect(explainBlame(blame)).toMatchObject({ kind: 'flag', location: { file: 'Makefile', line: 2 }, causes: [] });
  });

  it('is no cause of its own where the command shows it: one flag, the one asked about', () => {
    const flag = { flag: '-fasked', isAsked: true, isBefore: false, variable: null, location: null };
    expect(explainBlame({ ...blame, verdict: 'asked', flags: [flag] })).toBeNull();
  });

  it('is unknown where the runs do not show it', () => {
    expect(explainBlame({ ...blame, verdict: 'unknown', flags: [], runs: 0, stoppedBy: 'unknown' })).toMatchObject({
      kind: 'unknown',
      location: null,
    });
  });
});
