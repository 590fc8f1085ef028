import { expect, it } from 'vitest';
import { includeDirectories } from '../../src/toolchain/include-directories.ts';

it('directories of a call are in the word of the option or in the next one', () => {
  const argv = 'gcc -E -Ia -I b -iquote c -isystemd -include e.h -idirafter f -DI=g -I'.split(' ');
  expect(includeDirectories(argv)).toEqual(['a', 'b', 'c', 'd', 'f']);
});
