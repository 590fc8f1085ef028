import { expect, test } from 'vitest';
import { directProgram } from '../../../src/make/functions/shell.ts';
import { expectExpansions } from '../../support/make-both.ts';

test('a command without characters of the shell is started without one', () => {
  expect(directProgram('gcc --version')).toBe('gcc');
  expect(directProgram('gcc | head')).toBeUndefined();
  expect(directProgram('X=1 gcc')).toBeUndefined();
  expect(directProgram('cd dir')).toBeUndefined();
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
