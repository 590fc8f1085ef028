import { describe, expect, it } from 'vitest';
import { rejectedFlags } from '../../../src/api/check/event-fixes.ts';
import type { CommandEvidence } from '../../../src/core/run-shell.ts';

function words(stderr: string, status = 1): CommandEvidence {
  return { argv: ['cc'], status, stdout: '', stderr: Buffer.from(stderr, 'utf8').toString('latin1'), source: 'run' };
}

/** Messages of gcc 5.4 (avr), 7.5 and 12, clang 14, as they print them. */
describe('rejectedFlags', () => {
  it.each([
    [
      "avr-gcc: error: unrecognized command line option '-fpatchable-function-entry=2'\n",
      ['-fpatchable-function-entry=2'],
    ],
    ['gcc: error: unrecognized command-line option ‘-msym32’\n', ['-msym32']],
    ["gcc: error: unrecognized command line option '-EB'; did you mean '-B'?\n", ['-EB']],
    ["clang: error: unknown argument: '-msym32'\n", ['-msym32']],
    ["clang: error: unsupported option '-mbranch-protection' for target 'avr'\n", ['-mbranch-protection']],
    [
      'cc: error: unrecognized command-line option ‘-a’\ncc: error: unrecognized command-line option ‘-b’\n',
      ['-a', '-b'],
    ],
    ["<stdin>:2: Error: unknown pseudo-op: `.inst'\n", []],
    ['', []],
  ])('%j', (stderr, flags) => {
    expect(rejectedFlags(words(stderr))).toEqual(flags);
  });

  it('is empty when the compiler was content', () => {
    expect(rejectedFlags(words("unknown argument: '-x'", 0))).toEqual([]);
  });
});
