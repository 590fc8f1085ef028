import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { toolObjection } from '../../../src/probe/policy/tool-objection.ts';

const host = createMemoryHost({
  cwd: '/tree',
  files: {
    '/tree/plain.h': '#define A 1\n',
    '/tree/loaded.h': '',
    '/tree/loaded.h.gch': 'code',
    '/tree/deep.h': '#include "loaded.h"\n',
    '/tree/a.c': '',
    '/scratch/t.c': '#include "loaded.h"\n',
  },
});
const places = {
  host,
  isOfTree: (path: string, cwd: string) => `${path.startsWith('/') ? '' : `${cwd}/`}${path}`.startsWith('/tree'),
  isScratch: (path: string) => path.startsWith('/scratch/'),
};
const objection = (argv: readonly string[], input = '') =>
  toolObjection({ argv, cwd: '/tree', env: {}, input }, places);
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
    'gcc --param asan-stack=1 -mllvm -asan-stack=1 -c -x c /dev/null -o /dev/null',
    'clang --target=aarch64-linux-gnu -fintegrated-as -Qunused-arguments -c -x c /dev/null -o /dev/null',
    'clang --prefix=/usr/bin/aarch64-linux-gnu- -c -x c /dev/null -o /dev/null',
    'gcc -E -I include -include plain.h a.c',
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

  it('a header with a precompiled one next to it, taken in by the text', () => {
    const compile = words('gcc -c -x c - -o /dev/null');
    expect(objection(compile, '#include "plain.h"\n#include <stdio.h>\n')).toBe(null);
    expect(objection(compile, '#include "loaded.h"\n')).toContain('loaded.h.gch');
    expect(objection(compile, '#include "deep.h"\n')).toContain('loaded.h.gch');
    expect(objection(compile, '#define X "loaded.h"\n#include X\n')).toContain('computed');
    expect(objection([...compile, '-I', '/tree'], '#include <loaded.h>\n')).toContain('loaded.h.gch');
  });

  it('rustc where a file of the tree chooses it', () => {
    host.writeFile('/tree/sub/rust-toolchain.toml', '[toolchain]\npath = "evil"\n');
    const request = { argv: ['rustc', '--version'], cwd: '/tree/sub', env: {} };
    expect(toolObjection(request, places)).toContain('rust-toolchain.toml');
  });
});
