/**
 * The options of gcc and clang that probes use. An option is in the table when it does no more than change what is
 * compiled, how, or what is said about it: it names no output, no code to load and no program to start.
 * Sources: makefiles and Kconfig files of Linux 4.19 to 6.12, U-Boot 2023.01 and BusyBox 1.35.0; gcc 12 manual,
 * chapter 3; clang 14 command line reference. `test/probe/policy/allowed-words.test.ts` starts real compilers with them.
 */
import { grammar } from './grammar.ts';

/** A name, a number, a list of them; never a path. */
const plainText = /^[\w.,+:-]*$/;
const number = /^-?\w+$/;
const symbol = /^[\w.$]+$/;

const modes = `
  -c -S -E -P -C -CC -dM -dD -fsyntax-only -v -w -pipe -ansi -pedantic -pedantic-errors -traditional-cpp -trigraphs
  -undef -static -static-pie -static-libgcc -shared -pie -no-pie -nopie -r -rdynamic -pthread -nostdinc -nostdlib
  -nodefaultlibs -nostartfiles -nolibc -EL -EB -p -pg -s -n -integrated-as -no-integrated-as -Qunused-arguments`;

const questions = `
  --version --help --target-help -dumpmachine -dumpversion -dumpfullversion -print-libgcc-file-name
  -print-search-dirs -print-multi-directory -print-multi-lib -print-multi-os-directory -print-multiarch -print-sysroot
  -print-resource-dir -print-target-triple -print-effective-triple -print-supported-cpus`;

const levels = `-O -O0 -O1 -O2 -O3 -O4 -O5 -O6 -Os -Oz -Og -Ofast -g -g0 -g1 -g2 -g3 -ggdb -ggdb0 -ggdb1 -ggdb2 -ggdb3 -gdwarf
  -gdwarf-2 -gdwarf-3 -gdwarf-4 -gdwarf-5 -gdwarf32 -gdwarf64 -gsplit-dwarf -gz -gbtf -gctf -gline-tables-only -gmlt
  -gstrict-dwarf -gno-strict-dwarf -gcolumn-info -gno-column-info -gno-as-loc-support -gno-as-locview-support
  -gno-record-gcc-switches -gno-variable-location-views -gvariable-location-views -ginline-points`;

/** Switches of code generation and of languages; all with `-fno-` are allowed by a form. */
const switches = `
  -faggressive-loop-optimizations -falign-functions -falign-jumps -falign-labels -falign-loops -fallow-store-data-races
  -fassociative-math -fasynchronous-unwind-tables -fauto-inc-dec -fbranch-count-reg -fbuiltin -fbounds-safety
  -fcaller-saves -fcatch-undefined-behavior -fcf-protection -fcode-hoisting -fcolor-diagnostics -fcombine-stack-adjustments
  -fcommon -fconserve-stack -fcprop-registers -fcrossjumping -fcse-follow-jumps -fdata-sections -fdebug-types-section
  -fdefer-pop -fdelete-null-pointer-checks -fdevirtualize -fdiagnostics-show-option -fdirect-access-external-data
  -fdollars-in-identifiers -fdwarf2-cfi-asm -fearly-inlining -feliminate-unused-debug-symbols
  -feliminate-unused-debug-types -femit-struct-debug-baseonly -femit-struct-debug-reduced -fexceptions
  -fexpensive-optimizations -fextended-identifiers -ffast-math -ffat-lto-objects -ffinite-loops -ffinite-math-only -ffloat-store
  -fforward-propagate -ffreestanding -ffunction-cse -ffunction-sections -fgcse -fgcse-after-reload -fgcse-las -fgcse-lm
  -fgcse-sm -fglobal-isel -fgnu-tm -fgnu89-inline -fgraphite -fguess-branch-probability -fharden-compares -fhosted -fident
  -fif-conversion -fif-conversion2 -finhibit-size-directive -finline -finline-functions -finline-functions-called-once
  -finline-small-functions -finstrument-functions -fintegrated-as -fipa-bit-cp -fipa-cp -fipa-cp-clone -fipa-icf
  -fipa-icf-functions -fipa-icf-variables -fipa-modref -fipa-profile -fipa-pta -fipa-pure-const -fipa-ra -fipa-reference
  -fipa-reference-addressable -fipa-sra -fipa-stack-alignment -fipa-strict-aliasing -fipa-vrp -fira-hoist-pressure
  -fisolate-erroneous-paths-attribute -fisolate-erroneous-paths-dereference -fivopts -fjump-tables
  -fkeep-inline-functions -fkeep-static-consts -fkeep-static-functions -flax-vector-conversions -fleading-underscore
  -flive-range-shrinkage -floop-interchange -flto -flto-partition=none -fmath-errno -fmerge-all-constants
  -fmerge-constants -fmodulo-sched -fmove-loop-invariants -fms-extensions -fnon-call-exceptions -fomit-frame-pointer
  -fopenmp -foptimize-sibling-calls -foptimize-strlen -fpartial-inlining -fpcc-struct-return -fpeel-loops -fpeephole
  -fpeephole2 -fpic -fPIC -fpie -fPIE -fplan9-extensions -fplt -fprefetch-loop-arrays -fprofile-arcs
  -freciprocal-math -freg-struct-return -frename-registers -freorder-blocks -freorder-blocks-and-partition
  -freorder-functions -frerun-cse-after-loop -frounding-math -frtti -fsanitize-address-use-after-scope
  -fsanitize-cfi-icall-experimental-normalize-integers -fsanitize-cfi-icall-generalize-pointers
  -fsanitize-memory-param-retval -fsanitize-minimal-runtime -fsanitize-stats -fsanitize-undefined-trap-on-error
  -fsched-interblock -fsched-pressure -fsched-spec -fschedule-insns -fschedule-insns2 -fsection-anchors
  -fseparate-named-sections -fshort-enums -fshort-wchar -fshow-column -fshrink-wrap -fsigned-bitfields -fsigned-char
  -fsigned-zeros -fsplit-ivs-in-unroller -fsplit-loops -fsplit-lto-unit -fsplit-paths -fsplit-stack -fsplit-wide-types
  -fstack-check -fstack-clash-protection -fstack-protector -fstack-protector-all -fstack-protector-explicit
  -fstack-protector-strong -fstack-size-section -fstack-usage -fstdarg-opt -fstore-merging -fstrict-aliasing -fstrict-enums
  -fstrict-flex-arrays -fstrict-overflow -fstrict-volatile-bitfields -ftest-coverage -fthread-jumps -fthreadsafe-statics
  -ftoplevel-reorder -ftracer -ftrapping-math -ftrapv -ftree-vectorize -ftree-vrp -ftree-loop-vectorize -ftree-slp-vectorize
  -funified-lto -funit-at-a-time -funroll-all-loops -funroll-loops -funsafe-math-optimizations -funsigned-bitfields
  -funsigned-char -funswitch-loops -funwind-tables -fuse-init-array -fvar-tracking -fvar-tracking-assignments
  -fvariable-expansion-in-unroller -fverbose-asm -fvirtual-function-elimination -fweb -fwhole-program
  -fwhole-program-vtables -fwrapv -fwrapv-pointer -fwritable-strings -fzero-initialized-in-bss`;

/** Switches of machines; `-mno-` as well. */
const machineSwitches = `
  -m16 -m31 -m32 -m64 -mx32 -mip28-cache-barrier -mabicalls -maccumulate-outgoing-args -malign-double -malignment-traps
  -maltivec -mandroid -mapcs -mapcs-32 -mapcs-frame -marm -marclinux -mas100-syntax -masm-hex -matomic -mauto-pic -mavoid-indexed-addresses
  -mb -mbackchain -mbacktrace -mbarrel-shifter -mbig -mbig-endian -mbitfield -mbitops -mbmx -mbranch-likely -mbwx
  -mcall-aixdesc -mcall-linux -mcdx -mcix -mcld -mclflushopt -mcmov -mcode-density -mconstant-gp -mcrc -mcrypto -mcx16 -mcx -mdaddi
  -mdata-model=medium -mdirect-extern-access -mdisable-fpregs -mdiv -mdiv-rem -mdouble-float -mdpfp -mdsp -mdspr2 -mdwarf2-asm -meabi -melf
  -mel -meb -mev6 -mexplicit-relocs -mext-perf -mext-dsp -mext-fpu-dp -mext-fpu-sp -mextern-sdata -mfast-indirect-calls -mfdpic -mfentry -mfix
  -mfix-24k -mfix-4300 -mfix-cortex-a53-835769 -mfix-cortex-a53-843419 -mfix-cn63xxp1 -mfix-loongson2f-jump
  -mfix-loongson2f-nop -mfix-loongson3-llsc -mfix-r10000 -mfix-r4000 -mfix-r4400 -mfix-sb1 -mfix-ut699 -mfix-vr4120 -mfloat128 -mforce-no-pic
  -mflat -mfma -mfp32 -mfp64 -mfpr-32 -mfp-exceptions -mfpu -mfsrra -mfull-toc -mfused-madd -mgas -mgeneral-regs-only -mginv -mgnu-as -mgnu-ld
  -mgp32 -mgp64 -mgpopt -mh -mhard-div -mhard-dfp -mhard-float -mhard-mul -mhard-quad-float -mhtm -mhw-div -mhw-mul -mhw-mulx -mieee
  -mieee-with-inexact -mimpure-text -mindirect-branch-cs-prefix -mindirect-branch-register -mindirect-branch-table -minline-all-stringops
  -mint32 -minterlink-mips16 -mips1 -mips2 -mips3 -mips4 -mips5 -mips32 -mips32r2 -mips32r3 -mips32r5 -mips32r6 -mips64
  -mips64r2 -mips64r3 -mips64r5 -mips64r6 -mips16 -misel -mj2 -ml -mlarge -mlasx -mlittle -mlittle-endian -mll64 -mlock
  -mlong-calls -mlong-double-64 -mlong-double-80 -mlong-double-128 -mlong32 -mlong64 -mlongcall -mlongcalls -mlra -mlsx -mlwp -mmax -mmcu
  -mmcount-ra-address -mmedia -mmedium-calls -mmicromips -mminimal-toc -mmips-bfd -mmma -mmmx -mmovbe -mms-bitfields -mms
  -mmsa -mmt -mmulhw -mmultiple -mn -mnhwloop -mnop-mcount -mnorm -modd-spreg -momit-leaf-frame-pointer -mold-mimplicit-it
  -moutline-atomics -mpacked-stack -mpc-relative-literal-loads -mpcrel -mpcrel-func-addr -mpic-data-is-text-relative -mpic-register -mplt
  -mpointers-to-nested-functions -mpopcnt -mpower4 -mpower8-fusion -mpower8-vector -mpowerpc -mpowerpc64 -mprefixed
  -mprofile-kernel -mrdrnd -mrecip -mrecord-mcount -mrecord-return -mred-zone -mregnames -mrelax -mrelax-pic-calls -mrelocatable
  -mretpoline -mretpoline-external-thunk -mrmw -mrop-protect -mrori -mror -msave-restore -msave-toc-indirect -mscore7 -msdata
  -msep-data -msext -msfimm -mshared -mshftimm -mshort -mshort-load-bytes -msingle-float -msingle-pic-base -mskip-rax-setup -msmall-data -msmall-text
  -msmall-exec -msmartmips -msoft-div -msoft-float -msoft-mul -msoft-quad-float -mspe -msse -msse2 -msse3 -mssse3 -msse4 -msse4.1 -msse4.2 -msse4a
  -mstack-arg-probe -mstack-bias -mstack-guard -mstack-size -mstrict-align -mstrict-X -mstringent -mswap -mswape -msym32 -mtext-section-literals -mthin-add-sub
  -mthumb -mthumb-interwork -mtoc -mtrust -mtypes -munaligned-access -munaligned-symbols -munaligned-doubles -mv8 -mv8plus -mvis -mviolet -mvirt -mvsx -mvzeroupper
  -mword-relocations -mwarn-dynamicstack -mxgot -mxl-barrel-shift -mxl-multiply-high -mxl-pattern-compare -mxl-reorder -mxl-soft-div -mxl-soft-mul
  -mxpa -mxsave -mxsaveopt -m1 -m2 -m2a -m2a-nofpu -m2a-single -m2a-single-only -m2e -m3 -m3e -m4 -m4-nofpu -m4-single
  -m4-single-only -m4a -m4a-nofpu -m4a-single -m4al -m5200 -m5206e -m528x -m5307 -m5407 -m68000 -m68010 -m68020
  -m68020-40 -m68020-60 -m68030 -m68040 -m68060 -mcpu32 -m68881 -mscalar-insns`;

/** Options of machines with a value behind `=`. Not `-mmcu=`: it reads a file of specs that may lie in the directory. */
const machineValues =
  `abi align-data align-functions arch asm branch-cost branch-protection cmodel code-model cpu custom-fpu-cfg
  data-model fentry-name fentry-section fixed-range float-abi fp-mode fpmath fpu function-return gcc-abi harden-sls
  hotpatch implicit-it indirect-branch isa isa-spec large-data-threshold long-double memcpy-strategy mpy-option nan
  omit-leaf-frame-pointer preferred-stack-boundary prefer-vector-width r10k-cache-barrier recip regparm
  relax-relocations restrict-it retpoline schedule sdata sign-return-address simd size-level spe sse2avx stack-alignment
  stack-guard stack-offset stack-protector-guard stack-protector-guard-offset stack-protector-guard-reg
  stack-protector-guard-symbol stack-size strict-align stringop-strategy target-cpu tls-dialect tls-size tp traceback
  trap-precision tune vecreg veclibabi warn-framesize zero-init`.split(/\s+/);

/** Options of gcc and clang with a value behind `-f…=`. */
const featureValues =
  `align-functions align-jumps align-labels align-loops asan-shadow-offset cf-protection code-model constexpr-depth
  debug-default-version diagnostics-color diagnostics-show-context emit-struct-debug-detailed excess-precision
  fp-contract function-return inline-limit inline-stringops lto max-errors message-length min-function-alignment
  mcount-version pack-struct patchable-function-entry profile-update sanitize sanitize-coverage sanitize-recover
  sanitize-trap sanitize-undefined-ignore-overflow-pattern sanitize-skip-hot-cutoff stack-limit-register
  stack-protector-guard strict-flex-arrays tls-model trivial-auto-var-init
  trivial-auto-var-init-max-size trivial-auto-var-init-stop-after vect-cost-model visibility zero-call-used-regs
  zero-init-padding-bits`.split(/\s+/);

/**
 * Passes of LLVM that `-mllvm` hands on. gcc knows no `-mllvm` and takes the next word for one of its own: a mode, or
 * nothing that it knows.
 */
const llvmPass =
  /^-[cSE]$|^-(?:asan-(?:stack|globals|mapping-offset|mapping-scale|instrumentation-with-call-threshold|kernel-mem-intrinsic-prefix|instrument-dynamic-allocas|use-after-return|use-after-scope|recover)|hwasan-(?:instrument-stack|instrument-mem-intrinsics|instrument-with-calls|mapping-offset|mapping-offset-dynamic|use-short-granules|recover|inline-all-checks|kernel-mem-intrinsic-prefix|use-stack-safety|use-page-aliases)|tsan-(?:distinguish-volatile|compound-read-before-write|instrument-func-entry-exit|instrument-memory-accesses)|msan-(?:disable-checks|poison-stack|handle-asm-conservative)|max-store-mem(?:set|cpy|move)|import-instr-limit|inline-threshold|unroll-threshold|unroll-count|hexagon-cext|replexitval|mattr|regalloc-enable-priority-advisor|two-address-hints)(?:=[\w.+-]*)?$/;

const prefixMaps = ['macro', 'file', 'debug', 'profile', 'coverage'].map((kind) => [`-f${kind}-prefix-map=`, /^/]);

/** gcc and clang: what both take, and what one of them complains of before it does anything. */
export const compilerGrammar = grammar({
  plain: [modes, questions, levels, switches, machineSwitches].join(' '),
  forms: [
    // Warnings; those with a comma are words for other programs.
    /^-W[A-Za-z0-9][\w+-]*(?:=[\w+.-]*)?$/,
    /^-W$/,
    /^-f(?:fixed|call-used|call-saved)-[\w-]*$/,
    // What is switched off does nothing.
    /^-fno-(?!sanitize-)[a-zA-Z][a-zA-Z0-9_-]*$/,
    /^-fno-sanitize(?:-recover|-trap|-coverage)?(?:=[\w,-]*)?$/,
    /^-fno-sanitize-(?:address-use-after-scope|minimal-runtime|undefined-trap-on-error)$/,
    /^-f(?:pack-struct|tree-[a-z-]+)$/,
    /^-mno-[a-z0-9][\w.-]*$/,
    /^-m(?:avx|amx|3dnow|aes|bmi|lzcnt|pclmul|sha|vaes|gfni|fma4|xop|tbm|rtm|adx|abm|f16c|fsgsbase|prfchw|rdseed|movdir|serialize|shstk|clwb|waitpkg|uintr|kl|widekl)[a-z0-9.-]*$/,
    /^-mv\d*[a-z]*$|^-mdual-nbanks$/,
    // A switch of clang, an entry point to gcc.
    /^-enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang$/,
    /^-A(?:-|[\w]+(?:\([\w]*\)|=\w*))$/,
    /^-G\d+$/,
    /^-l[\w.+-]+$/,
    /^-Wp,-[DU]\w+(?:=[\w.]*)?$/,
  ],
  separate: {
    '-D': 'macro',
    '-U': /^\w+$/,
    '-A': /^\w+(?:\(\w*\)|=\w*)?$/,
    '-I': 'headers',
    '-isystem': 'headers',
    '-iquote': 'headers',
    '-idirafter': 'headers',
    '-include': 'header',
    '-imacros': 'header',
    '-o': 'output',
    '-x': 'language',
    '-L': 'libraries',
    '-B': 'tools',
    '-isysroot': 'tools',
    '-u': symbol,
    '-e': symbol,
    '-z': /^[a-z][a-z0-9-]*(?:=[\w.-]+)?$/,
    '-G': /^\d+$/,
    '--param': /^[a-z][a-z0-9-]*=-?\w+$/,
    '-mllvm': llvmPass,
  },
  joined: {
    '-D': 'macro',
    '-U': /^\w+$/,
    '-I': 'headers',
    '-isystem': 'headers',
    '-iquote': 'headers',
    '-idirafter': 'headers',
    '-o': /^\/dev\/null$/,
    '-x': 'language',
    '-L': 'libraries',
    '-B': 'tools',
    '-Wa,': 'assembler-words',
    '-Wl,': 'linker-words',
    '-std=': /^[\w+:-]+$/,
    '--std=': /^[\w+:-]+$/,
    '--sysroot=': 'tools',
    '--prefix=': 'tools',
    '--gcc-toolchain=': 'tools',
    '--target=': /^[\w.+-]+$/,
    '--param=': /^[a-z][a-z0-9-]*=-?\w+$/,
    '--help=': /^[\w,^-]+$/,
    '-gz=': /^(?:none|zlib|zlib-gnu|zstd)$/,
    '-print-file-name=': /^[\w.+/-]*$/,
    '-print-prog-name=': /^[\w.+/-]*$/,
    '--print-file-name=': /^[\w.+/-]*$/,
    '--print-prog-name=': /^[\w.+/-]*$/,
    '--ld-path=': /^ld\.(?:bfd|lld|mold)$/,
    '-fuse-ld=': /^(?:bfd|gold|lld|mold)$/,
    '-frandomize-layout-seed-file=': /^\/dev\/null$/,
    '-frandomize-layout-seed=': number,
    '-fbasic-block-sections=': /^(?:all|labels|none)$/,
    '-fsanitize-ignorelist=': 'file',
    ...Object.fromEntries(prefixMaps),
    ...Object.fromEntries(featureValues.map((name) => [`-f${name}=`, plainText])),
    ...Object.fromEntries(machineValues.map((name) => [`-m${name}=`, plainText])),
  },
});

/** Options that only clang has, with a value that gcc would take for an input. */
export const clangGrammar = {
  ...compilerGrammar,
  separate: new Map([
    ...compilerGrammar.separate,
    ['-target', /^[\w.+-]+$/] as const,
    // Another option behind it is an invalid value.
    ['-meabi', /^(?:default|4|5|gnu|-m[\w=-]+)$/] as const,
  ]),
};

/** Options that answer and end, whatever else is asked. */
export const compilerQuestion = /^(?:--version|--help=?|--target-help|-dump\w+|--?print-[a-z-]+=?)$/;

/** Languages whose front ends write nothing but their output, and take no precompiled text. */
export const languages: ReadonlySet<string> = new Set(['c', 'c++', 'assembler', 'assembler-with-cpp', 'none']);

/** Options with a second output next to the one behind `-o`. */
export const secondOutputs: ReadonlySet<string> = new Set(['-gsplit-dwarf', '-ftest-coverage', '-fstack-usage']);

/** Link-time optimisation: at the link it starts other programs, with options that stand in the objects. */
export const linkTime = /^-f(?:fat-lto-objects|lto\b)/;
