import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { judgeCall } from '../../../src/probe/policy/tool-call.ts';
import { createTrust } from '../../../src/probe/policy/trust.ts';

const elf = '\x7fELF\x02\x01\x01';
const host = createMemoryHost({
  cwd: '/tree',
  env: { PATH: '/usr/bin' },
  files: {
    '/usr/bin/gcc': '',
    '/tree/plain.h': '#define A 1\n',
    '/tree/loaded.h': '',
    '/tree/loaded.h.gch': 'code',
    '/tree/deep.h': '#include "loaded.h"\n',
    '/tree/include/a.h': '',
    '/tree/pre/stdc-predef.h.gch': 'code',
    '/tree/a.c': '',
    '/elsewhere/x': '',
  },
  directories: ['/tree', '/usr/lib'],
});
const scratch = host.scratchDirectory();
host.writeScratchFile(`${scratch}/t.o`, elf);
host.writeScratchFile(`${scratch}/lto.o`, `${elf}.gnu.lto_.opts`);
host.writeScratchFile(`${scratch}/script.o`, 'OUTPUT("/etc/x")');
host.writeScratchFile(`${scratch}/t.c`, '#include "loaded.h"\n');
const { places } = createTrust({ host, trees: ['/tree'], variables: {} });
/** `/scratch` represents kgate's own directory. */
const objection = (argv: readonly string[], input = '', isNamed = false): string | null => {
  const own = argv.map((word) => word.replace('/scratch', scratch));
  const judged = judgeCall({ argv: own, cwd: '/tree', env: {}, input }, places, isNamed);
  return judged.kind === 'refused' ? judged.reason : null;
};
const words = (text: string) => text.split(' ');

/** Probes of Linux, U-Boot and BusyBox, as they are run. */
describe('what probes ask', () => {
  it.each([
    'gcc --version',
    'gcc -fPIC -fPIE -c -x c /dev/null -o /dev/null',
    'gcc -v',
    'gcc -dumpmachine',
    'gcc -print-file-name=plugin',
    'aarch64-linux-gnu-gcc -E -P -x c -',
    'gcc -Werror -D__KERNEL__ -std=gnu11 -fshort-wchar -mgeneral-regs-only -Wpsabi -c -x c /dev/null -o /scratch/tmp.o',
    'gcc -Werror -frandomize-layout-seed-file=/dev/null -c -x c /dev/null -o /scratch/t.o',
    'gcc -Wa,-march=armv8.5-a -c -x assembler-with-cpp -o /dev/null -',
    'gcc -Wa,--fatal-warnings -Wa,--version -c -x assembler-with-cpp /dev/null -o /dev/null',
    'gcc -gsplit-dwarf -c -x c /dev/null -o /scratch/t.o',
    'gcc -fmacro-prefix-map=/tree/= -c -x c /dev/null -o /dev/null',
    'gcc -nostdlib -Wl,--build-id=sha1 -x c /dev/null -o /scratch/t',
    'gcc -Wl,-z,noexecstack -nostdlib -static -x c - -o /dev/null',
    'gcc --param asan-stack=1 -c -x c /dev/null -o /dev/null',
    'clang --target=aarch64-linux-gnu -fintegrated-as -Qunused-arguments -c -x c /dev/null -o /dev/null',
    'clang --prefix=/usr/bin/aarch64-linux-gnu- -c -x c /dev/null -o /dev/null',
    'gcc -E -I include -include plain.h a.c',
    'gcc -Iinclude -include plain.h -c -x c /dev/null -o /dev/null',
    'gcc -S -x c - -o -',
    'gcc -mllvm -asan-stack=1 -c -x c /dev/null -o /dev/null',
    'gcc -Werror -mllvm -c -x c /dev/null -o /scratch/t.o',
    'cc -Wp,-D_FORTIFY_SOURCE=2 -c -x c /dev/null -o /dev/null',
    'gcc -x c - -o /dev/null -x none -lcrypto',
    'ld -shared -soname -v',
    'gcc -E a.c -o /scratch/a.i',
    'ld -v --orphan-handling=warn',
    'ld -maarch64elf -v',
    'ld.lld --version',
    'ld /scratch/t.o -shared -Bsymbolic -z pack-relative-relocs -o /scratch/t.so',
    'as --version',
    'nm --help',
    'ar --help',
    'objcopy --version',
    'objdump -d /scratch/t.o',
    'readelf -S /scratch/t.o',
    'rustc --version --verbose',
  ])('%s', (text) => {
    expect(objection(words(text))).toBe(null);
  });
});

describe('what lets a tree choose code, programs or outputs', () => {
  it.each([
    'gcc -fplugin=./evil.so -c -x c /dev/null -o /dev/null',
    'gcc -fplugin=evil -iplugindir=. -c -x c /dev/null -o /dev/null',
    'gcc -wrapper ./evil -c -x c /dev/null -o /dev/null',
    'gcc -specs=evil -c -x c /dev/null -o /dev/null',
    'gcc --specs=evil -c -x c /dev/null -o /dev/null',
    'gcc -B. -c -x c /dev/null -o /dev/null',
    'gcc -B bin/ -c -x c /dev/null -o /dev/null',
    'gcc -B/tree/bin/ -c -x c /dev/null -o /dev/null',
    'gcc --sysroot=/tree -c -x c /dev/null -o /dev/null',
    'gcc @options',
    'gcc -c -x c /dev/null @options -o /dev/null',
    'gcc -c -x c /dev/null',
    'gcc -S -x c -',
    'gcc -x c /dev/null',
    'gcc -c -x c /dev/null -o /etc/x',
    'gcc -c -x c /dev/null -oevil',
    'gcc -c -x c /dev/null -o /scratch/../etc/x -o evil',
    'gcc -c -x c /dev/null -o /dev/null -MD',
    'gcc -c -x c /dev/null -o /dev/null -MMD -MF /etc/x',
    'gcc -c -x c /dev/null -o /dev/null -Wp,-MD,/etc/x',
    'gcc -c -x c /dev/null -o /dev/null -Wa,-aln=x',
    'gcc -c -x c /dev/null -o /dev/null -Wa,-o,x',
    'gcc -c -x c /dev/null -o /dev/null -Wa,@x',
    'gcc -x c /dev/null -o /dev/null -Wl,-Map=x',
    'gcc -x c /dev/null -o /dev/null -Wl,-plugin,evil.so',
    'gcc -x c /dev/null -o /dev/null -Wl,-T,evil.ld',
    'gcc -x c /dev/null -o /dev/null -T evil.ld',
    'gcc -x c /dev/null -o /dev/null -Xlinker -Map=x',
    'gcc -x c /dev/null -o /dev/null -flto',
    'gcc -x c /dev/null -o /dev/null -L.',
    'gcc -save-temps -c -x c /dev/null -o /dev/null',
    'gcc -fdump-tree-all -c -x c /dev/null -o /dev/null',
    'gcc -da -c -x c /dev/null -o /dev/null',
    'gcc -dumpbase x -c -x c /dev/null -o /dev/null',
    'gcc -fstack-usage -c -x c /dev/null -o /dev/null',
    'gcc -ftest-coverage -c -x c /dev/null -o /dev/null',
    'gcc --coverage -c -x c /dev/null -o /dev/null',
    'gcc -fprofile-use=x -c -x c /dev/null -o /dev/null',
    'gcc -fopt-info-all=x -c -x c /dev/null -o /dev/null',
    'gcc -aux-info x -c -x c /dev/null -o /dev/null',
    'gcc -x f95 /dev/null -c -o /dev/null',
    'gcc -c a.c -o /scratch/a.o',
    'gcc -c -x c -include loaded.h /dev/null -o /dev/null',
    'gcc -c -x c -include deep.h /dev/null -o /dev/null',
    'gcc -c -x c /scratch/t.c -o /dev/null',
    'gcc -E -include loaded.h a.c',
    'clang -Xclang -load -Xclang ./evil.so -c -x c /dev/null -o /dev/null',
    'clang -mllvm -info-output-file=x -c -x c /dev/null -o /dev/null',
    'clang -fpass-plugin=./evil.so -c -x c /dev/null -o /dev/null',
    'clang -fmodules -fmodules-cache-path=x -c -x c /dev/null -o /dev/null',
    'clang -ftime-trace -c -x c /dev/null -o /dev/null',
    'clang -fproc-stat-report=x -c -x c /dev/null -o /dev/null',
    'clang --config evil.cfg -c -x c /dev/null -o /dev/null',
    'clang -fuse-ld=/tree/evil -x c /dev/null -o /dev/null',
    'clang -cc1 -load evil.so',
    'clang -gen-reproducer -c -x c /dev/null -o /dev/null',
    'ld -v -Map=x',
    'ld -v -plugin ./evil.so',
    'ld --dependency-file=x /scratch/t.o -o /scratch/t',
    'ld /scratch/t.o',
    'ld /scratch/t.o -o x',
    'ld -ox /scratch/t.o',
    'ld.lld --reproduce=x --version',
    'as -o x /dev/null',
    'as -aln=x -o /dev/null /dev/null',
    'ar rc x a.c',
    'ar --plugin ./evil.so --version',
    'objcopy a.c x',
    'strip a.c',
    'nm --plugin ./evil.so a.o',
    'objdump @x',
    'rustc evil.rs',
    'python3 --version',
    '/bin/sh -c true',
  ])('%s', (text) => {
    expect(objection(words(text))).not.toBe(null);
  });

  it.each([
    'gcc -I -E -c a.c',
    'gcc -I -fsyntax-only -c a.c',
    'gcc -D -E -c a.c',
    'gcc -Ipre -c -x c /dev/null -o /dev/null',
    'gcc -I/proc/self/cwd -c -x c /dev/null -o /dev/null',
    'gcc -c -x c /dev/null -o /dev/fd/1',
    'gcc -c -x c /dev/null -o -',
    'gcc -c -x c /dev/stdin -o /dev/null',
    'gcc -I=include -c -x c /dev/null -o /dev/null',
    'gcc -I @x -c -x c /dev/null -o /dev/null',
    'gcc -c -x cpp-output - -o /dev/null',
    'gcc -lfoo',
    'gcc -mmcu=evil -c -x c /dev/null -o /dev/null',
    'gcc -x assembler - -o /dev/null',
    'gcc /scratch/lto.o -o /scratch/t',
    'gcc /scratch/script.o -o /scratch/t',
    'gcc -target evil -E -x c -',
    'ld /scratch/lto.o -o /scratch/t',
    'ld /scratch/script.o -o /scratch/t',
    'ld --scri=f.ld -v',
    'ld -v --outp=x',
    'as -v',
    'as --fatal-warnings',
    'nm',
    'nm /scratch/script.o',
    'nm --pl=./evil.so /scratch/t.o',
    'gcc-nm -B./evil/ /scratch/t.o',
    'gcc-ar @x',
    'llvm-mc -o x /dev/null',
    'c99-gcc --version',
    'afl-gcc --version',
    'bindgen a.h',
    'pahole -J a.o',
  ])('%s', (text) => {
    expect(objection(words(text))).not.toBe(null);
  });

  it('headers of a text that is compiled', () => {
    const compile = words('gcc -c -x c - -o /dev/null');
    expect(objection(compile, '#include <stdio.h>\nint a;\n')).toBe(null);
    expect(objection(compile, '#define X "plain.h"\n#include X\n')).toContain('another form');
    expect(objection(compile, '#include "plain.h"\n')).toContain('another form');
    expect(objection(compile, '#include <foo.h>\n')).toContain('<foo.h>');
    expect(objection([...compile, '-I', '/tree/include'], '#include <stdio.h>\n')).toContain('chooses the headers');
    expect(objection([...compile, '-I', '/tree/include'], 'int a;\n')).toBe(null);
    expect(objection([...compile, '-Dint=#include'], 'int a;\n')).toContain('another form');
  });

  it('a program that is linked at once has no assembler text', () => {
    const link = words('gcc -x c - -o /dev/null');
    expect(objection(link, '#include <stdio.h>\nint main(void)\n{\n\tprintf("");\n\treturn 0;\n}\n')).toBe(null);
    expect(objection(link, 'asm(".section .gnu.lto_.opts");\n')).toContain("'asm'");
    expect(objection([...link, '-DM=asm'], 'M("");\n')).toContain("'asm'");
  });

  it('a program with another name is known where the user has named it', () => {
    expect(objection(words('my-own-gcc --version'))).not.toBe(null);
    expect(objection(words('my-own-gcc --version'), '', true)).toBe(null);
    expect(objection(words('my-own-gcc -fplugin=x'), '', true)).not.toBe(null);
  });

  it('rustc where a file of the tree chooses it', () => {
    host.writeFile('/tree/sub/rust-toolchain.toml', '[toolchain]\npath = "evil"\n');
    const judged = judgeCall({ argv: ['rustc', '--version'], cwd: '/tree/sub', env: {} }, places);
    expect(judged).toMatchObject({ kind: 'refused', reason: expect.stringContaining('rust-toolchain.toml') });
  });
});

describe('a call that reads nothing of the tree', () => {
  const readsTree = (text: string, input = ''): boolean | null => {
    const judged = judgeCall({ argv: words(text), cwd: '/tree', env: {}, input }, places);
    return judged.kind === 'allowed' ? judged.readsTree : null;
  };
  it.each([
    ['gcc --version', '', false],
    ['gcc -c -x c /dev/null -o /dev/null', '', false],
    ['gcc -E -x c -', '__GNUC__\n', false],
    ['gcc -E -x c -', '#include "plain.h"\n', true],
    ['gcc -E a.c', '', true],
    ['gcc -Iinclude -c -x c /dev/null -o /dev/null', '', true],
    ['ld -v', '', false],
  ])('%s', (text, input, expected) => {
    expect(readsTree(text, input)).toBe(expected);
  });
});
