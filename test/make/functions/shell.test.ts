import { expect, test } from 'vitest';
import { splitWithoutShell } from '../../../src/make/syntax/direct-command.ts';
import { expectExpansions } from '../../support/make-both.ts';

test('a command without characters of the shell is started without one', () => {
  expect(splitWithoutShell('gcc --version')).toEqual(['gcc', '--version']);
  expect(splitWithoutShell("gcc 'a b' c\\ d ''")).toEqual(['gcc', 'a b', 'c d', '']);
  expect(splitWithoutShell('gcc | head')).toBeNull();
  expect(splitWithoutShell('X=1 gcc')).toBeNull();
  expect(splitWithoutShell('cd dir')).toBeNull();
});

test('make itself says of a program that is not there, be the other words quoted or not', () => {
  expectExpansions([
    "$(shell no-such-program 'a' b)",
    "$(shell no-such-program 'a\\n' .o)$(.SHELLSTATUS)",
    "$(shell 'no-such-program' a)",
    '$(shell no\\-such a)',
    "$(shell ''no-such-program a)",
    '$(shell no-such-program "a")',
  ]);
});

test('output, status, messages', () => {
  const before = 'X != printf "a\\nb\\n\\n"\nexport E = exported\n';
  expectExpansions(
    [
      '$(shell printf "a\\nb\\n\\n")|',
      '$(X)|',
      '$(shell exit 3)$(.SHELLSTATUS)',
      '$(shell no-such-program)$(.SHELLSTATUS)',
      '$(shell echo "[$$E]")',
    ],
    before,
  );
});
