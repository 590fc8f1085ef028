/** A tree with all that the attempts of `probe-attempts.ts` name: programs, plugins, precompiled headers, scripts. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hasProgram } from '../../support/oracle.ts';
import type { Attempt } from '../probe-attempts.ts';

/** The tree and what lies next to it. */
export interface HostileTree {
  readonly tree: string;
  /** Where nothing must be made. */
  readonly outside: string;
  /** Search path of programs: the machine's, and behind it stand-ins of those that few machines have. */
  readonly path: string;
  /** The text of an attempt, with its places. */
  textOf(attempt: Attempt, index: number): string;
  /** What shows whether something was made: all files of the tree and outside, with sizes and times. */
  snapshot(): string;
  remove(): void;
}

/** Programs that an attempt needs to show anything. */
const needed =
  /\b(?:avr-gcc|clang|ld\.gold|ld\.lld|llvm-\w+|g\+\+|gcc-ar|gcc-nm|gcc-ranlib|gcc|opt|ccache|python3|perl|bash|make|as|ld|nm|ar|ranlib|objcopy|strip|cpp)\b/g;

/** No tests need these at work: where a machine has none, a script that leaves a trace is started in their place. */
const standIns = ['gdb', 'nc', 'rustc'];

/** True where all programs that an attempt names are there. */
export function hasItsPrograms({ text }: Attempt): boolean {
  return [...text.matchAll(needed)].every(([name]) => hasProgram(name));
}

/** Sections of link-time optimisation, with options that make a file, as inline assembler. */
function ltoText(directory: string, made: string): { readonly c: string; readonly s: string } {
  const object = join(directory, 'lto.o');
  execFileSync('gcc', ['-flto', '-fno-fat-lto-objects', '-c', '-x', 'c', '-', '-o', object], {
    input: 'int x;\nint main(void) { return x; }\n',
  });
  const table = execFileSync('readelf', ['-SW', object], { encoding: 'latin1' });
  const names = [...table.matchAll(/\] (\.gnu\.lto_\S+)/g)].map(([, name = '']) => name);
  const lines = names.map((name, at) => {
    const file = join(directory, `lto-${at}`);
    execFileSync('objcopy', [
      '-O',
      'binary',
      '--set-section-flags',
      `${name}=alloc`,
      `--only-section=${name}`,
      object,
      file,
    ]);
    if (name.endsWith('.opts')) writeFileSync(file, `'-Xassembler' '-aln=${made}' '-c'\0`);
    return `.section ${name},"e",@progbits\n.incbin "${file}"`;
  });
  const quoted = lines.flatMap((line) => line.split('\n')).map((line) => `asm(${JSON.stringify(line)});`);
  return {
    c: `${quoted.join('\n')}\nasm(".text");\nasm(".comm __gnu_lto_slim,1,1");\n`,
    s: `${lines.join('\n')}\n.comm __gnu_lto_slim,1,1\n`,
  };
}

/** Makes the tree below a new directory. */
export function createHostileTree(): HostileTree {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-attempts-')));
  const tree = join(directory, 'tree');
  const outside = join(directory, 'outside');
  const at = (name: string): string => join(tree, name);
  const depth = tree.split('/').length - 1;
  const up = `${'/..'.repeat(depth + 1)}/`;
  const deep = Array.from({ length: depth + 1 }, () => 'd').join('/');
  for (const name of ['bin', 'usr/bin', 'sub', 'pre', 'lib', 'rust', 'device-specs', 'many.h.gch', deep])
    mkdirSync(at(name), { recursive: true });
  mkdirSync(outside);
  const script = `#!/bin/sh\necho "$0 $*" >>${outside}/ran\n`;
  const programs = ['gcc', 'as', 'ld', 'cc1', 'cc1plus', 'collect2', 'nm', 'ar', 'ranlib', 'lto-wrapper', 'rustc'].map(
    (name) => `bin/${name}`,
  );
  const files: Readonly<Record<string, string>> = {
    ...Object.fromEntries(['evil', 'usr/bin/gcc', ...programs].map((name) => [name, script])),
    'evil.specs': `*cc1:\n-fplugin=${tree}/evil.so\n\n`,
    'device-specs/specs-evil': `*cc1:\n-fplugin=${tree}/evil.so\n\n*self_spec:\n-B${tree}/bin/\n\n`,
    'evil.cfg': `-fplugin=${tree}/evil.so\n`,
    'evil.options': `-fplugin=${tree}/evil.so -c -x c /dev/null -o /dev/null\n`,
    'value.options': `/dev/null -fplugin=${tree}/evil.so -c -x c /dev/null`,
    'crash.c': '#pragma clang __debug crash\n',
    'nm.options': '-B./bin/ plain.o\n',
    'nm.plugin': '--plugin ./evil.so plain.o\n',
    'ld.options': '-plugin ./evil.so\n',
    'as.options': `-o ${outside}/as\n`,
    'f.ld': `OUTPUT("${outside}/ld")\n`,
    'f.mri': `NAME ${outside}/mri\nLOAD plain.o\n`,
    'plain.h': '#define A 1\n',
    'loaded.h': '#define B 1\n',
    'loaded.hh': '#define B 1\n',
    'many.h': '#define B 1\n',
    'takes.h': '#include "loaded.h"\n',
    'sub/deep.h': '#define B 1\n',
    'pre/stdio.h': '#define B 1\n',
    'pre/stdc-predef.h': '#define B 1\n',
    'a.c': '#include "loaded.h"\nint a;\n',
    'evil.c': `#include <fcntl.h>\n#include <unistd.h>\nint plugin_is_GPL_compatible;\n__attribute__((constructor)) static void run(void) { close(open("${outside}/ran", O_CREAT | O_APPEND | O_WRONLY, 0600)); int f = open("${outside}/ran", O_APPEND | O_WRONLY); if (write(f, "so\\n", 3)) close(f); }\nint onload(void *x) { return x != 0; }\nint plugin_init(void *x, void *y) { return x == y; }\nunsigned la_version(unsigned v) { return v; }\n`,
    'evil.py': `open("${outside}/ran", "a").write("python")\n`,
    'evil.mk': 'all:\n\t./evil\n',
    'evil.gdb': 'shell ./evil\n',
    'evil.rs': 'fn main() {}\n',
    'rust/rust-toolchain.toml': `[toolchain]\npath = "${tree}"\n`,
  };
  const programDirectory = join(directory, 'programs');
  mkdirSync(programDirectory);
  for (const name of standIns) writeFileSync(join(programDirectory, name), script, { mode: 0o755 });
  for (const [name, text] of Object.entries(files)) writeFileSync(at(name), text);
  for (const name of ['evil', 'usr/bin/gcc', ...programs]) chmodSync(at(name), 0o755);
  symlinkSync(deep, at('sl'));
  symlinkSync(outside, at('away'));
  symlinkSync('/usr/bin/gcc', at('gcc-link'));
  const gcc = (...words: string[]): void => void execFileSync('gcc', words, { cwd: tree });
  gcc('-shared', '-fPIC', '-o', 'evil.so', 'evil.c');
  gcc('-c', '-x', 'c', 'plain.h', '-o', 'plain.o');
  for (const header of ['loaded.h', 'sub/deep.h', 'pre/stdio.h', 'pre/stdc-predef.h'])
    gcc('-x', 'c-header', header, '-o', `${header}.gch`);
  gcc('-x', 'c-header', 'many.h', '-o', 'many.h.gch/one');
  if (hasProgram('g++')) gcc('-x', 'c++-header', 'loaded.hh', '-o', 'loaded.hh.gch');
  if (hasProgram('clang')) execFileSync('clang', ['-x', 'c-header', 'loaded.h', '-o', 'loaded.h.pch'], { cwd: tree });
  execFileSync('ar', ['rc', 'plain.a', 'plain.o'], { cwd: tree });
  symlinkSync('../evil.so', at('lib/libbfd-2.40-system.so'));
  const lto = ltoText(directory, join(outside, 'lto'));
  writeFileSync(at('lto.c'), lto.c);
  writeFileSync(at('lto.s'), lto.s);

  return {
    tree,
    outside,
    path: `${process.env['PATH'] ?? '/usr/bin:/bin'}:${programDirectory}`,
    textOf: ({ text }, index) =>
      text.replace(/(?<![A-Z_])(?:OUT|TREE|(?<=sl)UP)(?![A-Z_])/g, (place) =>
        place === 'OUT' ? join(outside, String(index)) : place === 'TREE' ? tree : up,
      ),
    snapshot: () => [...listing(tree), ...listing(outside)].join('\n'),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function listing(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => !entry.isDirectory() || entry.parentPath === directory)
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const { mtimeMs, size } = entry.isSymbolicLink() ? { mtimeMs: 0, size: 0 } : statSync(path);
      return entry.isDirectory() ? path : `${path} ${size} ${mtimeMs}`;
    })
    .sort();
}

/** Makefile and Kconfig file with attempts, each as an answer that changes what is built. */
export function writeAttempts({ tree }: HostileTree, texts: readonly string[]): void {
  const lines: string[] = [];
  const entries: string[] = ['mainmenu "attempts"', 'comma := ,', 'config GOOD', '\tdef_bool y'];
  texts.forEach((text, index) => {
    // What both languages read alike; the rest is a makefile's.
    const isPlain = /^[^#$'"\\()]*$/.test(text);
    if (index % 2 === 0 && isPlain) {
      const words = text.replaceAll(',', '$(comma)');
      entries.push(
        `config A${index}`,
        '\tbool "a"',
        `\tdefault $(shell,{ ${words}; } >/dev/null 2>&1 && echo y || echo n)`,
      );
      return;
    }
    lines.push(
      `define text-${index}`,
      text.replaceAll('$', '$$$$'),
      'endef',
      `A${index} := $(shell { $(text-${index}); } >/dev/null 2>&1 && echo y || echo n)`,
    );
    lines.push(`ifneq ($(A${index}),y)`, `$(warning attempt ${index})`, 'endif');
  });
  const goals = ['defconfig olddefconfig:', '\t@scripts/kconfig/conf --$@ Kconfig', 'all: ;'];
  writeFileSync(join(tree, 'Kconfig'), `${entries.join('\n')}\n`);
  writeFileSync(join(tree, 'Makefile'), `${[...lines, ...goals].join('\n')}\n`);
}
