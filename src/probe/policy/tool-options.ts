/**
 * The options of assemblers, linkers, readers of objects and other programs of a toolchain that probes use, in exactly
 * the spelling of the tables: most of these programs take any beginning of a long option for it, behind one dash or two.
 * Sources: makefiles and Kconfig files of Linux 4.19 to 6.12, U-Boot 2023.01 and BusyBox 1.35.0; manuals of GNU
 * binutils 2.40; `--help` of LLVM 14.
 */
import { type Grammar, grammar } from './grammar.ts';

const symbol = /^[\w.$]+$/;
const name = /^[\w.,+-]+$/;
const address = /^(?:0x)?[0-9a-fA-F]+$/;

/** GNU as and the assembler inside clang; also the words behind `-Wa,`. */
export const assemblerGrammar = grammar({
  plain: `
    --version --help --target-help -v --fatal-warnings -fatal-warnings --no-warn -no-warn --warn -W -Z -g
    --gdwarf-2 --gdwarf-3 --gdwarf-4 --gdwarf-5 -gdwarf-2 -gdwarf-3 -gdwarf-4 -gdwarf-5 --gstabs --gen-debug --execstack
    --noexecstack -noexecstack --trap --no-trap --break --no-break --undeclared-regs --strip-local-absolute --reduce-memory-overheads
    --compress-debug-sections --nocompress-debug-sections --32 --64 --x32 -32 -64 -n32 -a32 -a64 -EL -EB -mlittle-endian
    -mbig-endian -many -mregnames -mno-regnames -mpower4 -mpower5 -mpower6 -mpower7 -mpower8 -mpower9 -mpower10 -mppc
    -mppc64 -m403 -m405 -m440 -m476 -m603 -m7400 -mbooke -me300 -me500 -me500mc -me5500 -me6500 -maltivec -mvsx -mspe -mvle
    -mips1 -mips2 -mips3 -mips4 -mips5 -mips32 -mips32r2 -mips32r3 -mips32r5 -mips32r6 -mips64 -mips64r2 -mips64r3
    -mips64r5 -mips64r6 -mdsp -mdspr2 -mmt -mmsa -mvirt -mcrc -mginv -mxpa -msym32 -mno-sym32 -msoft-float -mhard-float
    -mdaddi -mno-daddi -mev4 -mev5 -mev6 -mev67 -m21164 -m21264 -mfix-cn63xxp1 -mfix-loongson2f-jump -mfix-loongson2f-nop
    -mfix-loongson3-llsc -mno-fix-loongson3-llsc -mfix-r4000 -mfix-24k -mfix-vr4120 -mfix-vr4130 -mloongson-ext
    -mthumb -mthumb-interwork -mall -mno-warn-deprecated -mwarn-deprecated -mno-relax -mrelax -mno-arch-attr -march-attr
    -mcsr-check -mno-csr-check -mla-global-with-pcrel -mla-global-with-abs -mla-local-with-abs -mthin-add-sub -mshared
    -dsp -little -big -relax -renesas -small -isa -Av6 -Av7 -Av8 -Av8plus -Av8plusa -Av8plusb -Av9 -Av9a -Av9b -Av9m
    -Asparclite -m68000 -m68020 -m68040 -m68060 -mlong-calls --longcalls
    --no-longcalls --text-section-literals --absolute-literals --abi-windowed --abi-call0`,
  forms: [
    /^-(?:march|mcpu|mtune|mfpu|mfloat-abi|mabi|meabi|misa-spec|mpriv-spec|mimplicit-it|isa|mevexwig|mevexlig|mevexrcig)=[\w.+-]+$/,
    /^-(?:malign-branch|malign-branch-boundary|malign-branch-prefix-size|mbranches-within-32B-boundaries)(?:=[\w+]+)?$/,
    /^-m(?:relax-relocations|lfence-after-load|lfence-before-ret|lfence-before-indirect-branch|x86-used-note)=\w+$/,
    /^--compress-debug-sections=(?:none|zlib|zlib-gnu|zlib-gabi|zstd)$/,
    /^-G\d+$/,
  ],
  separate: { '--defsym': /^[\w.$]+=\w+$/, '-o': 'output' },
});

/** GNU ld, gold, lld and mold; also the words behind `-Wl,`. */
export const linkerGrammar = grammar({
  plain: `
    --version -version -v -V --help -nostdlib -r --relocatable -i -shared --shared -Bshareable -static --static -Bstatic -Bdynamic -dn -dy
    -pie --pie -pic-executable --pic-executable -no-pie --no-pie -Bsymbolic -Bsymbolic-functions -n --nmagic -N --omagic -q --emit-relocs -s --strip-all -S
    --strip-debug -x --discard-all -X --discard-locals --discard-none -d -dc -dp -E --export-dynamic --no-export-dynamic -g
    -EL -EB -be8 --be8 --gc-sections -gc-sections --no-gc-sections --print-gc-sections --icf=none --icf=safe --icf=all
    --whole-archive -whole-archive --no-whole-archive -no-whole-archive --start-group --end-group -( -) --as-needed -as-needed
    --no-as-needed -no-as-needed --no-undefined -no-undefined --allow-shlib-undefined --no-allow-shlib-undefined
    --allow-multiple-definition --no-undefined-version --undefined-version --eh-frame-hdr --no-eh-frame-hdr
    --ld-generated-unwind-info --no-ld-generated-unwind-info --fatal-warnings --no-fatal-warnings --warn-common --warn-once
    --warn-constructors --no-warn-mismatch --warn-rwx-segments --no-warn-rwx-segments --warn-execstack
    --no-warn-execstack --error-execstack --no-error-execstack --error-rwx-segments --no-error-rwx-segments
    --no-dynamic-linker -no-dynamic-linker --apply-dynamic-relocs --no-apply-dynamic-relocs --relax --no-relax --relax-gp
    --no-relax-gp --sort-common --sort-section=name --sort-section=alignment --fix-cortex-a53-843419
    --no-fix-cortex-a53-843419 --fix-cortex-a53-835769 --fix-cortex-a8 --no-fix-cortex-a8 --fix-arm1176 --fix-v4bx
    --fix-cortex-m3-aligned --long-plt --pic-veneer --use-blx --no-merge-exidx-entries --merge-exidx-entries --no-toc-optimize
    --toc-optimize --no-multi-toc --emit-stub-syms --save-restore-funcs --no-save-restore-funcs --stats --no-map-whole-files --accept-unknown-input-arch
    --no-insert-timestamp --no-keep-memory --no-ctf-variables --no-mmap-output-file --no-print-map-discarded --build-id
    --no-define-common --discard-none --no-power10-stubs --power10-stubs --no-plt-align --no-plt-static-chain --multi-subspace
    --no-strip-discarded --force-exe-suffix --no-trampoline --use-android-relr-tags
    --no-rosegment --no-ignore-unresolved-symbol --color-diagnostics --no-demangle --demangle -O0 -O1 -O2 -O3`,
  forms: [
    /^-z[a-z][a-z0-9-]*(?:=[\w.-]+)?$/,
    // Emulations by name: any `-m` would also match options of lld.
    /^-m *(?:aarch64|alpha|arc|arm|cris|csky|elf|hexagon|hppa|i386|loongarch|m68k|mips|nios2|or1k|ppc|riscv|s390|score|sh|sparc|tile|x86)(?:[a-z0-9_.-]*)$/,
    /^--build-id=(?:none|fast|md5|sha1|tree|uuid|0x[0-9a-fA-F]+)$/,
    /^--?hash-style=(?:sysv|gnu|both)$/,
    /^--orphan-handling=(?:place|discard|warn|error)$/,
    /^--?pack-dyn-relocs=(?:none|android|relr|android\+relr)$/,
    /^--compress-debug-sections=(?:none|zlib|zlib-gnu|zlib-gabi|zstd)$/,
    /^--unresolved-symbols=[a-z-]+$/,
    /^--(?:stub-group-size|image-base|max-page-size|plt-localentry|hash-size|spare-dynamic-tags|error-limit|threads|thread-count)=-?\w+$/,
    /^--(?:wrap|defsym|undefined|entry|require-defined|vfp11-denorm-fix)=[\w.$]+(?:=[\w.$]+)?$/,
    /^--?soname=[\w.+-]+$/,
    /^--oformat=[a-z][a-z0-9-]*$/,
    /^-Ttext(?:-segment)?=(?:0x)?[0-9a-fA-F]+$/,
    /^-G\d+$/,
  ],
  separate: {
    '-o': 'output',
    '-z': /^[a-z][a-z0-9-]*(?:=[\w.-]+)?$/,
    '-m': /^[a-z][\w.]*$/,
    '-e': symbol,
    '-u': symbol,
    '-h': name,
    '-soname': name,
    '--soname': name,
    '-Ttext': address,
    '-Ttext-segment': address,
    '--defsym': /^[\w.$]+=[\w.$]+$/,
    '--wrap': symbol,
    '--oformat': /^[a-z][a-z0-9-]*$/,
    '--sort-section': /^(?:none|name|alignment)$/,
    '-G': /^\d+$/,
  },
});

/** Readers of objects, by the role of the program. */
export const readerGrammars: Readonly<Record<string, Grammar>> = {
  nm: grammar({
    plain:
      '--version -V --help -h -a -A -C -D -g -n -v -p -P -r -S -u -U --debug-syms --defined-only --extern-only --undefined-only --numeric-sort --no-sort --dynamic --portability --print-size --size-sort --synthetic --no-demangle -B',
  }),
  objdump: grammar({
    plain:
      '--version -v -V --help -H -i --info -a -d -D -f -h -p -r -R -s -S -t -T -w -x -z --disassemble --disassemble-all --file-headers --headers --section-headers --full-contents --syms --dynamic-syms --reloc --dynamic-reloc --all-headers --private-headers --no-show-raw-insn --show-raw-insn --wide --no-addresses -dr -dS -dw -tw -hw',
    separate: { '-j': name, '-M': name, '-m': /^[\w:.-]+$/, '-b': /^[\w-]+$/ },
    joined: { '--section=': name, '--disassemble=': symbol, '--triple=': /^[\w.-]+$/ },
  }),
  readelf: grammar({
    plain:
      '--version -v --help -H -a -h -l -S -e -s -n -r -u -d -V -A -W -g -t -I --all --file-header --program-headers --segments --section-headers --sections --headers --syms --symbols --dyn-syms --notes --relocs --dynamic --version-info --arch-specific --wide -SW -hW -lW -sW -rW -Wa -WS -Ws -Wr',
    joined: { '--hex-dump=': name, '--string-dump=': name },
    separate: { '-p': name, '-x': name },
  }),
  size: grammar({ plain: '--version -V --help -A -B -d -o -x -t --format=sysv --format=berkeley' }),
  strings: grammar({ plain: '--version -v -V --help -a --all' }),
};

/** objcopy: one file of the scratch directory into another one. */
export const copyGrammar = grammar({
  plain:
    '--version -V --help --info -S -g -x -X --strip-all --strip-debug --strip-unneeded --discard-all --compress-debug-sections --decompress-debug-sections -p',
  separate: {
    '-O': /^[\w-]+$/,
    '-I': /^[\w-]+$/,
    '-B': /^[\w:-]+$/,
    '-j': name,
    '-R': name,
    '-N': symbol,
    '-K': symbol,
  },
  joined: { '--only-section=': name, '--remove-section=': name, '--set-section-flags=': /^[\w.,=-]+$/ },
});

/** Words of programs that are only asked about themselves. */
const about: Readonly<Record<string, string>> = {
  // A `-v` of one of these is often an option that goes with a file.
  archiver: '--version -V --help -h',
  strip: '--version -V --help',
  wrapper: '--version -V --help',
  rust: '--version -V --verbose -vV -v',
  bindgen: '--version -V',
  pahole: '--version',
  tool: '--version --help -V',
};

/** The questions that a program of a role may be asked; null when it is asked for more. */
export function isQuestionAbout(role: string, words: readonly string[]): boolean {
  const known = about[role]?.split(' ') ?? [];
  return words.length > 0 && words.every((word) => known.includes(word));
}
