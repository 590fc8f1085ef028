import { expect, it } from 'vitest';
import { asksIdentity } from '../../src/explain/identity-question.ts';

const answer = { stdout: '', stderr: '', status: 0, commands: [], unknown: null };

/** Texts of Linux 6.12: scripts/Kconfig.include, init/Kconfig, arch/*\/Makefile. */
it.each([
  ['LC_ALL=C gcc --version 2>/dev/null | head -n 1', true],
  ['./scripts/cc-version.sh gcc', true],
  ['gcc -print-file-name=plugin', true],
  ['gcc -dumpmachine', true],
  ['ld -v', true],
  ['gcc -Werror -fno-gcse -c -x c /dev/null -o tmp.o', false],
  ['echo 1.0', false],
])('%s: %s', (command, expected) => {
  expect(asksIdentity({ command, answer })).toBe(expected);
});
