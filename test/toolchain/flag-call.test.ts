import { describe, expect, it } from 'vitest';
import { emptyCall, emptyLink, readFlagCall } from '../../src/toolchain/flag-call.ts';

const words = (text: string): string[] => text.split(' ');

/** The call for an empty source; null for one that is not tried. */
function empty(text: string): string | null {
  const call = readFlagCall(words(text));
  return call === null ? null : emptyCall(call).join(' ');
}

describe('compilers', () => {
  it.each([
    // A kernel's line, as scripts/Makefile.build writes it.
    [
      `gcc -Wp,-MMD,a/.b.o.d -nostdinc -I./arch/x86/include -include ./x.h -D__KERNEL__ -Wall -m64 -DKBUILD_BASENAME="b" -c -o a/b.o a/b.c`,
      'gcc -nostdinc -Wall -m64 -c -o /dev/null -x c /dev/null',
    ],
    ['gcc -mlittle-endian -S -o b.s b.c', 'gcc -mlittle-endian -S -o /dev/null -x c /dev/null'],
    ['ccache cc -O2 -c b.S', 'ccache cc -O2 -c -o /dev/null -x assembler-with-cpp /dev/null'],
    ['cc -c b.s', 'cc -c -o /dev/null -x assembler /dev/null'],
    ['cc -x c -c -', 'cc -c -o /dev/null -x c /dev/null'],
    [
      'clang --target=arm64 --param ssp-buffer-size=4 -mllvm -x1 -c b.c',
      'clang --target=arm64 --param ssp-buffer-size=4 -mllvm -x1 -c -o /dev/null -x c /dev/null',
    ],
    // Not known before the build: an offset of a generated header, a seed that the build makes, a plugin.
    [
      'gcc -mstack-protector-guard=sysreg -mstack-protector-guard-offset= -fstack-protector -frandomize-layout-seed-file=./scripts/seed -fplugin=./p.so -fplugin-arg-p-x=1 -O2 -c b.c',
      'gcc -fstack-protector -O2 -c -o /dev/null -x c /dev/null',
    ],
    [
      'gcc -fmacro-prefix-map=/src/= -fdebug-prefix-map=/a=/b -c b.c',
      'gcc -fdebug-prefix-map=/a=/b -c -o /dev/null -x c /dev/null',
    ],
  ])('%s', (text, expected) => expect(empty(text)).toBe(expected));

  it.each(['gcc -E b.c', 'gcc -o b b.o', 'gcc @flags -c b.c', 'ar rcs b.a b.o', 'gcc --version', 'gcc -x ada -c b'])(
    '%s is not tried',
    (text) => expect(empty(text)).toBeNull(),
  );
});

describe('linkers', () => {
  it.each([
    ['ld -m elf_x86_64 -z noexecstack -r -o a.o b.o c.o', 'ld -m elf_x86_64 -z noexecstack -r -v'],
    ['ld.lld -EL -maarch64elf -T a.lds -Map=x.map -L./l -lgcc --script=s a.o', 'ld.lld -EL -maarch64elf -v'],
    ['ld -shared -G 0 --eh-frame-hdr -o a b.o', 'ld -shared -G 0 --eh-frame-hdr -v'],
    ['ld --defsym _size= --defsym _b=1 -o a b.o', 'ld --defsym _b=1 -v'],
  ])('%s', (text, expected) => expect(emptyLink(words(text))?.join(' ')).toBe(expected));

  it('other programs are not tried', () => expect(emptyLink(['gcc', '-r', 'a.o'])).toBeNull());
});
