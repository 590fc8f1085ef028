import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flagsOf, splitCommand } from '../../src/toolchain/command-units.ts';

describe('splitCommand', () => {
  it.each([
    ['gcc -Werror -mfoo -c -x c /dev/null -o .tmp_1/tmp.o', ['-mfoo']],
    ['ccache aarch64-linux-gnu-gcc-12 -Werror -fa -c -x c /dev/null -o t.o', ['-fa']],
    [
      'gcc -include a.h -I inc -D X=1 --param max=3 -isystem /usr -c -x c /dev/null -o /dev/null',
      ['-include a.h', '-I inc', '-D X=1', '--param max=3', '-isystem /usr'],
    ],
    [
      'clang -Werror=unknown-warning-option --target=aarch64-linux-gnu -mbranch-protection=bti -c -x c /dev/null -o t',
      ['-mbranch-protection=bti'],
    ],
    ['clang -target arm -mllvm -foo -Xclang -bar -S -x c - -o -', ['-mllvm -foo', '-Xclang -bar']],
    ['gcc -Wa,--fatal-warnings -Wa,-march=armv8.5-a -c -x assembler-with-cpp -o /dev/null -', ['-Wa,-march=armv8.5-a']],
    [
      'ld -m aarch64elf -z noexecstack --fix-cortex-a53-843419 -v',
      ['-m aarch64elf', '-z noexecstack', '--fix-cortex-a53-843419'],
    ],
    ['gcc -Wall -S -o/dev/null -xc /dev/null', ['-Wall']],
    ['gcc -Werror=date-time -std=gnu11 -c -x c /dev/null -o t', ['-Werror=date-time', '-std=gnu11']],
  ])('%s', (line, flags) => {
    expect(flagsOf(line.split(' '))).toEqual(flags);
  });

  it('joins back to the line, whatever the words are', () => {
    const word = fc.oneof(fc.constantFrom('gcc', 'ccache', '-o', '-x', '-c', '-', '--param', '-I', 'ld'), fc.string());
    fc.assert(
      fc.property(fc.array(word), (argv) => {
        expect(splitCommand(argv).flatMap((unit) => unit.words)).toEqual(argv);
      }),
    );
  });
});
