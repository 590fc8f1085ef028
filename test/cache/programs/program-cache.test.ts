import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCache } from '../../../src/cache/cache.ts';
import { ProgramCache } from '../../../src/cache/programs/program-cache.ts';
import { type StampSource } from '../../../src/host/file-stamp.ts';
import { machineStamps } from '../../../src/host/node/machine-stamps.ts';
import type { CommandRequest, CommandResult, Host } from '../../../src/host/host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { readCompilerCall, takesInFiles } from '../../../src/toolchain/compiler-call.ts';
import { hasOracle } from '../../support/oracle.ts';

let directory: string;
let started: string[];
let version = '1.0';
let env: Record<string, string>;
const at = (name: string): string => join(directory, name);

/** A compiler that says `word`, knows where it looks for files, and copies its input to its output. */
function compile(path: string, word: string, ...options: string[]): void {
  const source = `
#include <stdio.h>
#include <string.h>
int main(int argc, char **argv) {
  FILE *out = stdout; int c, plus = 0;
  for (int i = 1; i < argc; i++) plus |= !strcmp(argv[i], "c++");
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "-v")) {
      fputs("#include <...> search starts here:\\n ${directory}/include\\n", stderr);
      fputs(plus ? " ${directory}/include-plus\\nEnd of search list.\\n" : "End of search list.\\n", stderr);
      fputs("test-gcc version ${version}\\n", stderr);
      fprintf(stderr, "COLLECT_GCC=%s\\n", argv[0]);
      fputs("COMPILER_PATH=${directory}/libexec\\nLIBRARY_PATH=${directory}/lib\\n", stderr);
      return 0;
    }
    if (!strcmp(argv[i], "-Wl,--verbose")) {
      puts("SEARCH_DIR(\\"=/own\\"); SEARCH_DIR(\\"${directory}/own\\");");
      return 0;
    }
    if (!strcmp(argv[i], "-print-sysroot")) {
      puts("${directory}/root");
      return 0;
    }
    if (!strcmp(argv[i], "-print-search-dirs")) {
      puts("programs: =${directory}/libexec/:${directory}/absent/\\nlibraries: =${directory}/lib/:${directory}/missing/");
      return 0;
    }
    if (!strcmp(argv[i], "-o") && strcmp(argv[i + 1], "/dev/null")) out = fopen(argv[i + 1], "w");
  }
  puts("${word}");
  if (out != stdout) while ((c = getchar()) != EOF) putc(c, out);
  return 0;
}
`;
  writeFileSync(at('fake.c'), source);
  execFileSync('cc', [...options, '-o', path, at('fake.c')]);
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-programs-'));
  for (const name of ['bin', 'first', 'include', 'lib', 'libexec', 'cache', 'cwd']) mkdirSync(at(name));
  env = { PATH: `${at('first')}:${at('bin')}:/usr/bin:/bin` };
  started = [];
  compile(at('bin/test-gcc'), 'one');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** Ten seconds on: files written by the test are old. */
const later: StampSource = { ...machineStamps, now: () => Date.now() + 10_000 };

interface Run {
  readonly host: Host;
  ask(argv: readonly string[], more?: Partial<CommandRequest>): CommandResult;
  end(): void;
}

/** One kgate: a host, its cache, and the end of the run. */
function newRun(stamps = later): Run {
  const node = createNodeHost({ cwd: at('cwd'), env });
  const base: Host = {
    ...node,
    run: (request) => {
      if (!request.argv.some((word) => /^-(?:v|p|print-s(?:ysroot|earch-dirs)|Wl,--verbose)$/.test(word)))
        started.push(request.argv.join(' '));
      return node.run(request);
    },
  };
  const programs = new ProgramCache(base, openCache({ directory: at('cache'), version: '1', stamps }));
  return {
    host: programs.host,
    ask: (argv, more) => programs.host.run({ argv, cwd: at('cwd'), env, ...more }),
    end: () => programs.save(),
  };
}

/** Asks in a run of its own; true when a program was started for it. */
function asksAgain(argv: readonly string[], more?: Partial<CommandRequest>): boolean {
  const before = started.length;
  const run = newRun();
  run.ask(argv, more);
  run.end();
  return started.length > before;
}

const compileNothing = ['test-gcc', '-Werror', '-c', '-x', 'c', '/dev/null', '-o', '/dev/null'];
const linkSomething = ['test-gcc', '-x', 'c', '-', '-o', '/dev/null'];

describe('an answer', () => {
  it('is given again in a later run, whole', () => {
    const run = newRun();
    const first = run.ask(compileNothing);
    run.end();
    const second = newRun().ask(compileNothing);
    expect(first.stdout).toBe('one\n');
    expect({ ...second, durationMs: 0 }).toEqual({ ...first, durationMs: 0 });
    expect(started).toHaveLength(1);
  });

  it.each<[string, () => void]>([
    ['the compiler is written again', () => compile(at('bin/test-gcc'), 'two')],
    [
      'another compiler takes its name',
      () => {
        compile(at('bin/other'), 'two');
        renameSync(at('bin/other'), at('bin/test-gcc'));
      },
    ],
    [
      'another one of the same size and time is put in its place',
      () => {
        const { size, mtime } = statSync(at('bin/test-gcc'));
        compile(at('bin/other'), 'two');
        copyFileSync(at('bin/other'), at('bin/test-gcc'));
        utimesSync(at('bin/test-gcc'), mtime, mtime);
        expect(statSync(at('bin/test-gcc'))).toMatchObject({ size, mtime });
      },
    ],
    ['its linker is another', () => copyFileSync('/bin/true', at('libexec/ld'))],
    ['a directory of PATH that was empty has an assembler', () => copyFileSync('/bin/true', at('first/as'))],
    ['another one comes before it in PATH', () => compile(at('first/test-gcc'), 'two')],
    ['its assembler comes', () => copyFileSync('/bin/true', at('libexec/as'))],
    ['its cc1 is another', () => copyFileSync('/bin/true', at('libexec/cc1'))],
    ['a specs file comes', () => writeFileSync(at('lib/specs'), '')],
    ['the header comes that every compilation takes in', () => writeFileSync(at('include/stdc-predef.h'), '')],
    ['a header of the environment comes', () => void (env = { ...env, CPATH: at('include') })],
    ['messages are in another language', () => void (env = { ...env, LC_ALL: 'de_DE' })],
  ])('is asked again when %s', (_, change) => {
    expect(asksAgain(compileNothing)).toBe(true);
    expect(asksAgain(compileNothing)).toBe(false);
    change();
    expect(asksAgain(compileNothing)).toBe(true);
    expect(asksAgain(compileNothing)).toBe(false);
  });

  it.each([
    'GCC_EXEC_PREFIX',
    'COMPILER_PATH',
    'LIBRARY_PATH',
    'C_INCLUDE_PATH',
    'CPATH',
    'LD_LIBRARY_PATH',
    'LD_PRELOAD',
    'SOURCE_DATE_EPOCH',
    'DEPENDENCIES_OUTPUT',
    'TMPDIR',
    'LANG',
    'LC_MESSAGES',
    'GLIBC_TUNABLES',
    'GCC_COMPARE_DEBUG',
    'CCC_OVERRIDE_OPTIONS',
  ])('is asked again under another %s', (name) => {
    // No library by that name: it is for the words of the environment, not for what they would do.
    expect(asksAgain(compileNothing)).toBe(true);
    env = { ...env, [name]: name === 'LD_PRELOAD' ? '' : at('include') };
    expect(asksAgain(compileNothing)).toBe(true);
    expect(asksAgain(compileNothing)).toBe(false);
    env = { ...env, PAGER: 'less', MY_OWN: '1' };
    expect(asksAgain(compileNothing)).toBe(false);
  });

  it('is asked again under another order of PATH', () => {
    mkdirSync(at('last'));
    compile(at('last/test-gcc'), 'two');
    env = { PATH: `${at('bin')}:${at('last')}:/usr/bin:/bin` };
    expect(asksAgain(compileNothing)).toBe(true);
    env = { PATH: `${at('last')}:${at('bin')}:/usr/bin:/bin` };
    expect(asksAgain(compileNothing)).toBe(true);
  });

  it('is not kept for the compiler that is there at the end where it was replaced between two questions', () => {
    const run = newRun();
    run.ask(compileNothing);
    compile(at('bin/test-gcc'), 'two');
    expect(run.ask([...compileNothing, '-O2']).stdout).toBe('two\n');
    run.end();
    expect(asksAgain(compileNothing)).toBe(true);
    expect(asksAgain([...compileNothing, '-O2'])).toBe(true);
  });

  it('is asked again on an image without times of change when the program is another', () => {
    // One time, one inode and one size for whatever lies there, as a reproducible image has them.
    const image: StampSource = {
      ...later,
      stamp: (path) => (machineStamps.stamp(path) === null ? null : '1:2:33261:4096:5000:5000'),
    };
    const first = newRun(image);
    first.ask(compileNothing);
    first.end();
    started = [];
    expect(newRun(image).ask(compileNothing).stdout).toBe('one\n');
    expect(started).toEqual([]);
    compile(at('bin/test-gcc'), 'two', '-Wl,--build-id');
    expect(newRun(image).ask(compileNothing).stdout).toBe('two\n');
  });

  it('is given again in a fresh image with the same files, and from then on without a look at them', () => {
    writeFileSync(at('include/stdc-predef.h'), 'text');
    symlinkSync('nowhere', at('lib/link'));
    expect(asksAgain(compileNothing)).toBe(true);
    for (const looks of [true, false]) {
      if (looks) {
        for (const name of ['bin', 'include', 'lib', 'libexec']) {
          execFileSync('cp', ['-a', at(name), at('copy')]);
          rmSync(at(name), { recursive: true });
          renameSync(at('copy'), at(name));
        }
      }
      let read = 0;
      const run = newRun({ ...later, content: (path) => ((read += 1), machineStamps.content(path)) });
      started = [];
      expect(run.ask(compileNothing).stdout).toBe('one\n');
      expect(started).toEqual([]);
      run.end();
      expect(read > 0).toBe(looks);
    }
  });

  it('is asked again in a fresh image where a file of the compiler is another one of the same size and time', () => {
    const predef = at('include/stdc-predef.h');
    writeFileSync(predef, 'text');
    expect(asksAgain(compileNothing)).toBe(true);
    expect(asksAgain(compileNothing)).toBe(false);
    const { atime, mtime } = statSync(predef);
    writeFileSync(predef, 'next');
    utimesSync(predef, atime, mtime);
    expect(asksAgain(compileNothing)).toBe(true);
  });

  it('of uname depends on what was asked for, not on the name of the machine', () => {
    const named = (name: string): StampSource => {
      const system = (): string => ['Linux', name, '6.1', '#1', 'x86_64'].join('\n');
      return { ...later, system };
    };
    const asks = (stamps: StampSource, ...words: string[]): boolean => {
      started = [];
      const run = newRun(stamps);
      run.ask(['uname', ...words]);
      run.end();
      return started.length > 0;
    };
    for (const words of [['-m'], ['-n'], ['-a'], ['-sr']]) expect(asks(named('one'), ...words)).toBe(true);
    expect(asks(named('two'), '-m')).toBe(false);
    expect(asks(named('two'), '-sr')).toBe(false);
    expect(asks(named('two'), '-n')).toBe(true);
    expect(asks(named('two'), '-a')).toBe(true);
  });

  it('is lost with all others of a compiler that reports another version', () => {
    version = '1.0';
    compile(at('bin/test-gcc'), 'one');
    // Stamps that see nothing: only the compiler's words differ.
    const blind: StampSource = {
      ...later,
      stamp: (path) => (machineStamps.stamp(path) === null ? null : '1:2:3:4:5:6'),
    };
    const ask = (argv: readonly string[]): string => {
      const run = newRun(blind);
      const { stdout } = run.ask(argv);
      run.end();
      return stdout;
    };
    expect(ask(compileNothing)).toBe('one\n');
    version = '2.0';
    compile(at('bin/test-gcc'), 'two');
    expect(ask(compileNothing)).toBe('one\n');
    expect(ask([...compileNothing, '-O2'])).toBe('two\n');
    expect(ask(compileNothing)).toBe('two\n');
  });

  const inStore = (): Record<string, string> => {
    return {
      ...env,
      CCACHE_DIR: at('ccache'),
      CCACHE_NODISABLE: '1',
      DISTCC_HOSTS: 'localhost',
      DISTCC_DIR: at('distcc'),
    };
  };
  const probing = ['-Werror', '-c', '-x', 'c', '/dev/null', '-o', '/dev/null'];

  it.each([
    ['distcc', 'gcc'],
    ['distcc', 'clang'],
  ])('of %s is asked again in front of %s and in its place', (wrapper, compiler) => {
    env = inStore();
    expect(asksAgain([wrapper, compiler, ...probing])).toBe(true);
    expect(asksAgain([wrapper, compiler, ...probing])).toBe(true);
    symlinkSync(`/usr/bin/${wrapper}`, at(`first/${compiler}`));
    expect(asksAgain([compiler, ...probing])).toBe(true);
    expect(asksAgain([compiler, ...probing])).toBe(true);
  });

  it.each(['distcc', 'ccache'])('of a copy of %s under the name of a compiler is asked again', (wrapper) => {
    env = inStore();
    for (const compiler of ['gcc', 'clang']) {
      copyFileSync(`/usr/bin/${wrapper}`, at(`first/${compiler}`));
      chmodSync(at(`first/${compiler}`), 0o755);
      expect(asksAgain([compiler, ...probing])).toBe(true);
      expect(asksAgain([compiler, ...probing])).toBe(true);
    }
  });

  describe.each([
    ['in front of gcc', ['ccache', 'gcc'], null],
    ['in front of a compiler by its path', ['/usr/bin/ccache', '/usr/bin/gcc'], null],
    ['in front of clang', ['ccache', 'clang'], null],
    ['under the name of gcc', ['gcc'], 'gcc'],
    ['under the name of clang', ['clang'], 'clang'],
  ])('through ccache %s', (_, words, link) => {
    const asking = [...words, ...probing];
    beforeEach(() => {
      env = inStore();
      if (link !== null) symlinkSync('/usr/bin/ccache', at(`first/${link}`));
    });

    it('is given again', () => {
      expect(asksAgain(asking)).toBe(true);
      expect(asksAgain(asking)).toBe(false);
    });

    it('is asked again with other settings, and not kept with one that starts other programs', () => {
      expect(asksAgain(asking)).toBe(true);
      writeFileSync(at('ccache/ccache.conf'), 'prefix_command = env\n');
      expect(asksAgain(asking)).toBe(true);
      expect(asksAgain(asking)).toBe(true);
      writeFileSync(at('ccache/ccache.conf'), 'max_size = 1G\n');
      expect(asksAgain(asking)).toBe(true);
      expect(asksAgain(asking)).toBe(false);
    });

    it('is asked again where another compiler comes before', () => {
      expect(asksAgain(asking)).toBe(true);
      if (words.includes('/usr/bin/gcc')) return;
      const name = words.at(-1) ?? '';
      compile(at(link === null ? `first/${name}` : `bin/${name}`), 'two');
      expect(asksAgain(asking)).toBe(true);
    });
  });

  it('through ccache is asked again where ccache is another program', () => {
    env = inStore();
    expect(asksAgain(['ccache', 'gcc', ...probing])).toBe(true);
    writeFileSync(at('first/ccache'), '#!/bin/sh\nexit 1\n');
    chmodSync(at('first/ccache'), 0o755);
    expect(asksAgain(['ccache', 'gcc', ...probing])).toBe(true);
    expect(asksAgain(['ccache', 'gcc', ...probing])).toBe(true);
  });

  it('through ccache is asked again where XDG_CONFIG_HOME leads to other settings', () => {
    mkdirSync(at('settings/ccache'), { recursive: true });
    writeFileSync(at('settings/ccache/ccache.conf'), 'prefix_command = env\n');
    const { CCACHE_DIR: _, ...rest } = inStore();
    env = { ...rest, HOME: at('cwd'), XDG_CONFIG_HOME: at('cwd') };
    expect(asksAgain(['ccache', 'gcc', ...probing])).toBe(true);
    expect(asksAgain(['ccache', 'gcc', ...probing])).toBe(false);
    env = { ...env, XDG_CONFIG_HOME: at('settings') };
    expect(asksAgain(['ccache', 'gcc', ...probing])).toBe(true);
    expect(asksAgain(['ccache', 'gcc', ...probing])).toBe(true);
  });

  it('of a ccache that complains of its store is not kept', () => {
    env = { ...inStore(), CCACHE_DIR: '/proc/no-such-store' };
    const run = newRun();
    expect(run.ask(['ccache', 'gcc', ...probing]).stderr).toMatch(/^ccache: /m);
    run.end();
    expect(asksAgain(['ccache', 'gcc', ...probing])).toBe(true);
  });

  it('is asked again where a program of that name starts another compiler', () => {
    // One that gives the real name, and one that keeps its own.
    for (const called of [`"${at('libexec/real-gcc')}"`, 'argv[0]']) {
      compile(at('libexec/real-gcc'), 'real');
      const source = `#include <unistd.h>\nint main(int c, char **argv) { argv[0] = ${called}; return execv("${at('libexec/real-gcc')}", argv); }\n`;
      writeFileSync(at('wrapper.c'), source);
      execFileSync('cc', ['-o', at('first/test-gcc'), at('wrapper.c')]);
      expect(asksAgain(compileNothing)).toBe(true);
      expect(asksAgain(compileNothing)).toBe(true);
    }
  });

  it('is asked again for other words and other input', () => {
    expect(asksAgain(compileNothing)).toBe(true);
    expect(asksAgain([...compileNothing, '-O2'])).toBe(true);
    expect(asksAgain([...linkSomething, '-c'], { input: 'int a;' })).toBe(true);
    expect(asksAgain([...linkSomething, '-c'], { input: 'int b;' })).toBe(true);
    expect(asksAgain([...linkSomething, '-c'], { input: 'int a;' })).toBe(false);
  });

  it('depends on the headers its text takes in, and theirs', () => {
    writeFileSync(at('include/outer.h'), '#include <inner.h>\n');
    writeFileSync(at('include/inner.h'), '');
    const more = { input: '#include <outer.h>\n' };
    expect(asksAgain([...linkSomething, '-c'], more)).toBe(true);
    expect(asksAgain([...linkSomething, '-c'], more)).toBe(false);
    writeFileSync(at('include/inner.h'), 'int x;');
    expect(asksAgain([...linkSomething, '-c'], more)).toBe(true);
  });

  describe.each([
    ['joined', (name: string) => [`-I${at(name)}`]],
    ['relative', (name: string) => ['-I', `../${name}`]],
    ['behind the others', (name: string) => ['-idirafter', at(name)]],
  ])('about headers in directories that its words name, %s,', (_, naming) => {
    const more = { input: '#include "outer.h"\n' };
    const words = (): string[] => ['test-gcc', '-E', '-x', 'c', '-', '-o', '/dev/null', ...naming('given')];

    it('is given again', () => {
      expect(asksAgain(words(), more)).toBe(true);
      expect(asksAgain(words(), more)).toBe(false);
      expect(asksAgain(words(), { input: '#include "other.h"\n' })).toBe(true);
    });

    it.each<[string, () => void]>([
      ['the header comes', () => writeFileSync(at('given/outer.h'), '')],
      ['one comes before it', () => writeFileSync(at('cwd/outer.h'), '')],
      ['one comes into the directories of the compiler', () => writeFileSync(at('include/outer.h'), '')],
      ['the one that every compilation takes in comes', () => writeFileSync(at('given/stdc-predef.h'), '')],
      ['one that is compiled ahead comes', () => writeFileSync(at('given/outer.h.gch'), '')],
    ])('is asked again when %s', (_, change) => {
      mkdirSync(at('given'));
      expect(asksAgain(words(), more)).toBe(true);
      expect(asksAgain(words(), more)).toBe(false);
      change();
      expect(asksAgain(words(), more)).toBe(true);
      expect(asksAgain(words(), more)).toBe(false);
    });

    it('is asked again when a header of the header is another', () => {
      mkdirSync(at('given'));
      writeFileSync(at('given/outer.h'), '#include <inner.h>\n');
      expect(asksAgain(words(), more)).toBe(true);
      writeFileSync(at('given/inner.h'), '');
      expect(asksAgain(words(), more)).toBe(true);
      writeFileSync(at('given/inner.h'), 'int x;');
      expect(asksAgain(words(), more)).toBe(true);
      expect(asksAgain(words(), more)).toBe(false);
    });
  });

  it.each([
    ['test-gcc', '-x', 'c++'],
    ['test-gcc', '-xc++'],
    ['test-g++', '-Wall'],
  ])('in C++ depends on the headers of C++: %s %s %s', (...words) => {
    symlinkSync('test-gcc', at('bin/test-g++'));
    mkdirSync(at('include-plus'));
    const argv = [...words, '-E', '-', '-o', '/dev/null'];
    const more = { input: '#include <outer.h>\n' };
    expect(asksAgain(argv, more)).toBe(true);
    expect(asksAgain(argv, more)).toBe(false);
    writeFileSync(at('include-plus/outer.h'), '');
    expect(asksAgain(argv, more)).toBe(true);
    expect(asksAgain(argv, more)).toBe(false);
  });

  it.each([
    ['a directory that is there', 'lib'],
    ['a directory that was not there', 'missing'],
  ])('about the place of a file depends on that file, in %s', (_, place) => {
    const words = ['test-gcc', '-print-file-name=plugin'];
    expect(asksAgain(words)).toBe(true);
    expect(asksAgain(words)).toBe(false);
    mkdirSync(at(`${place}/plugin`), { recursive: true });
    expect(asksAgain(words)).toBe(true);
    expect(asksAgain(words)).toBe(false);
  });

  it.each(['libexec', 'absent'])('about the place of a program depends on that program, in %s', (place) => {
    expect(asksAgain(['test-gcc', '-print-prog-name=objcopy'])).toBe(true);
    mkdirSync(at(place), { recursive: true });
    writeFileSync(at(`${place}/objcopy`), '');
    expect(asksAgain(['test-gcc', '-print-prog-name=objcopy'])).toBe(true);
    expect(asksAgain(['test-gcc', '-print-prog-name=objcopy'])).toBe(false);
  });

  it('is looked at in no time where the text is long and empty', () => {
    for (const piece of ['\n', ' ', '#', '\n#', '\t.']) {
      const started = performance.now();
      newRun().ask([...linkSomething, '-c'], { input: `#include <outer.h>\n${piece.repeat(300_000 / piece.length)}` });
      expect(performance.now() - started).toBeLessThan(4000);
    }
  });

  it('depends on a header that another one goes on to', () => {
    writeFileSync(at('include/outer.h'), '#include_next <inner.h>\n');
    writeFileSync(at('include/inner.h'), '');
    const words = [...linkSomething, '-c'];
    expect(asksAgain(words, { input: '#include <outer.h>\n' })).toBe(true);
    expect(asksAgain(words, { input: '#include <outer.h>\n' })).toBe(false);
    writeFileSync(at('include/inner.h'), 'int x;');
    expect(asksAgain(words, { input: '#include <outer.h>\n' })).toBe(true);
  });

  it('is asked again where a program comes into a directory that was not there', () => {
    expect(asksAgain(compileNothing)).toBe(true);
    mkdirSync(at('absent'));
    writeFileSync(at('absent/as'), '');
    expect(asksAgain(compileNothing)).toBe(true);
  });

  it('is asked again about directories', () => {
    for (const word of ['-print-search-dirs=', '--print-anything']) {
      expect(asksAgain(['test-gcc', word])).toBe(true);
      expect(asksAgain(['test-gcc', word])).toBe(true);
    }
  });

  describe('of a real clang', () => {
    const target = '--target=aarch64-linux-gnu';
    const nothing = ['-c', '-x', 'c', '/dev/null', '-o', '/dev/null'];
    beforeEach(() => symlinkSync(realpathSync('/usr/bin/clang'), at('first/clang')));

    it.each<[string, readonly string[], string?]>([
      ['a flag', ['-Werror', target, '-fsanitize=kcfi', ...nothing]],
      [
        'an assembler',
        [target, '-Wa,--fatal-warnings', '-c', '-x', 'assembler-with-cpp', '-o', '/dev/null', '-'],
        'nop\n',
      ],
      ['an option of LLVM', [target, '-mllvm', '-asan-kernel-mem-intrinsic-prefix=1', ...nothing]],
      ['headers', ['-c', '-x', 'c', '-', '-o', '/dev/null'], '#include <stdio.h>\n'],
      ['a link', ['-x', 'c', '-', '-o', '/dev/null'], 'int main(void) { return 0; }\n'],
      ['its version', ['--version']],
      ['a file', [target, '-print-file-name=plugin']],
    ])('is given again: %s', (_, words, input = '') => {
      expect(asksAgain(['clang', ...words], { input })).toBe(true);
      expect(asksAgain(['clang', ...words], { input })).toBe(false);
    });

    it.each<[string, () => void]>([
      ['a gcc is installed next to it', () => mkdirSync(at('lib/gcc/aarch64-linux-gnu/13'), { recursive: true })],
      ['another program stands before it', () => compile(at('first/gcc'), 'two')],
      ['it is another program', () => (rmSync(at('first/clang')), compile(at('first/clang'), 'two'))],
    ])('is asked again where %s', (_, change) => {
      expect(asksAgain(['clang', target, ...nothing])).toBe(true);
      change();
      expect(asksAgain(['clang', target, ...nothing])).toBe(true);
    });

    it('is given again along a chain of programs, as the test for relative relocations makes one', () => {
      const run = (): CommandResult => {
        const { host, ask, end } = newRun();
        const [object, linked, binary] = ['o', 'so', 'bin'].map((end) => `${host.scratchDirectory()}/x.${end}`);
        ask(['clang', target, '-c', '-x', 'c', '-', '-o', object ?? ''], { input: 'void *p = &p;\n' });
        ask(['ld.lld', object ?? '', '-shared', '-Bsymbolic', '--pack-dyn-relocs=relr', '-o', linked ?? '']);
        const last = ask(['llvm-objcopy', '-O', 'binary', linked ?? '', binary ?? '']);
        end();
        return last;
      };
      expect(run()).toMatchObject({ status: 0, stderr: '' });
      expect(started).toHaveLength(3);
      expect(run()).toMatchObject({ status: 0, stderr: '' });
      expect(started).toHaveLength(3);
    });

    it('is asked again for a link where there is another linker', () => {
      const more = { input: 'int main(void) { return 0; }\n' };
      const words = ['clang', target, '-x', 'c', '-', '-o', '/dev/null'];
      expect(asksAgain(words, more)).toBe(true);
      expect(asksAgain(words, more)).toBe(false);
      writeFileSync(at('bin/aarch64-linux-gnu-ld'), '');
      expect(asksAgain(words, more)).toBe(true);
    });

    it.each([
      ['-Xclang', '-disable-free'],
      ['-mllvm', '-load=x.so'],
      ['-fno-integrated-as'],
      ['-fsanitize-ignorelist=x'],
      ['-###'],
    ])('is asked again with %s', (...words) => {
      expect(asksAgain(['clang', target, ...words, ...nothing])).toBe(true);
      expect(asksAgain(['clang', target, ...words, ...nothing])).toBe(true);
    });

    it('is asked again where a program of that name starts it', () => {
      rmSync(at('first/clang'));
      const source = `#include <unistd.h>\nint main(int c, char **argv) { return execv("/usr/bin/clang", argv); }\n`;
      writeFileSync(at('wrapper.c'), source);
      execFileSync('cc', ['-o', at('first/clang'), at('wrapper.c')]);
      expect(asksAgain(['clang', target, ...nothing])).toBe(true);
      expect(asksAgain(['clang', target, ...nothing])).toBe(true);
    });
  });

  it('of a link depends on libraries', () => {
    expect(asksAgain(linkSomething, { input: 'int a;' })).toBe(true);
    expect(asksAgain(linkSomething, { input: 'int a;' })).toBe(false);
    writeFileSync(at('lib/libc.so'), '');
    expect(asksAgain(linkSomething, { input: 'int a;' })).toBe(true);
  });

  it.each(['own', 'root/own'])('of a link depends on libraries the linker finds by itself, in %s', (place) => {
    const words = [...linkSomething, '-lfoo'];
    expect(asksAgain(words)).toBe(true);
    mkdirSync(at(place), { recursive: true });
    expect(asksAgain(words)).toBe(false);
    writeFileSync(at(`${place}/libfoo.a`), '');
    expect(asksAgain(words)).toBe(true);
  });

  it('is not kept while a file it depends on was written a moment ago', () => {
    const run = newRun(machineStamps);
    run.ask(compileNothing);
    run.end();
    expect(asksAgain(compileNothing)).toBe(true);
  });

  it('is not kept for a script, whatever it is called', () => {
    rmSync(at('bin/test-gcc'));
    writeFileSync(at('bin/test-gcc'), '#!/bin/sh\necho script\n');
    chmodSync(at('bin/test-gcc'), 0o755);
    expect(asksAgain(compileNothing)).toBe(true);
    expect(asksAgain(compileNothing)).toBe(true);
  });

  it.each([
    [['date', '+%s']],
    [['sh', '-c', 'echo $RANDOM']],
    [['test-gcc', '-c', 'file.c']],
    [['test-gcc', '-c', '-include', 'x.h', '-x', 'c', '/dev/null']],
    [['test-gcc', '-fplugin=./p.so', '-c', '-x', 'c', '/dev/null']],
    [['test-gcc', '@words', '-c', '-x', 'c', '/dev/null']],
    [['test-gcc', '-c', '-x', 'c', '/dev/null', '-o', 'here.o']],
    [['sed', '-e', 's/a/b/w out']],
    [['sed', 's/a/b/', 'file']],
    [['grep', 'x', 'file']],
    [['pkg-config', '--exists', 'zlib']],
  ])('is not kept for %j', (argv) => {
    asksAgain(argv);
    expect(asksAgain(argv)).toBe(true);
  });

  it.each([[['sed', '-e', 's/a/b/g']], [['uname', '-m']], [['grep', '-q', 'x']]])('is kept for %j', (argv) => {
    expect(asksAgain(argv, { input: 'a' })).toBe(true);
    expect(asksAgain(argv, { input: 'a' })).toBe(false);
  });

  it.each(['-r', '--release', '--kernel-release'])('of uname %s is asked again on another system', (option) => {
    expect(asksAgain(['uname', option])).toBe(true);
    expect(asksAgain(['uname', option])).toBe(false);
    started = [];
    const other = newRun({ ...later, system: () => 'another kernel' });
    other.ask(['uname', option]);
    expect(started).toHaveLength(1);
  });

  it.skipIf(!hasOracle('openssl', existsSync('/usr/bin/openssl')))(
    'of openssl list is kept the second time, and asked again with other settings',
    () => {
      const argv = ['openssl', 'list', '-key-managers'];
      expect(asksAgain(argv)).toBe(true);
      expect(asksAgain(argv)).toBe(true);
      started = [];
      expect(asksAgain(argv)).toBe(false);
      env = { ...env, OPENSSL_CONF: '/dev/null' };
      for (let times = 0; times < 3; times += 1) expect(asksAgain(argv)).toBe(true);
    },
  );

  it.skipIf(!hasOracle('python3', existsSync('/usr/bin/python3')))(
    'is kept the second time where its dependencies takes programs to find',
    () => {
      // A module that is not there, so that what the interpreter answers depends on its places alone.
      const argv = ['python3', '-c', 'import kgate_no_such_module'];
      expect(asksAgain(argv)).toBe(true);
      expect(asksAgain(argv)).toBe(true);
      started = [];
      expect(asksAgain(argv)).toBe(false);
      writeFileSync(at('cwd/kgate_no_such_module.py'), '');
      expect(asksAgain(argv)).toBe(true);
    },
  );

  it('is lost with a damaged or foreign file, not wrong', () => {
    expect(asksAgain(compileNothing)).toBe(true);
    execFileSync('sh', ['-c', `for f in ${at('cache')}/*; do printf x >> "$f"; done`]);
    expect(asksAgain(compileNothing)).toBe(true);
  });

  it('of two kgates at once is kept for both', () => {
    const one = newRun();
    const two = newRun();
    one.ask(compileNothing);
    two.ask([...compileNothing, '-O2']);
    one.end();
    two.end();
    expect(asksAgain(compileNothing)).toBe(false);
    expect(asksAgain([...compileNothing, '-O2'])).toBe(false);
  });
});

describe('a file that an answered program would have written', () => {
  it('is made when a program or kgate reads it', () => {
    const words = (run: Run): string[] => [
      'test-gcc',
      '-c',
      '-x',
      'c',
      '-',
      '-o',
      `${run.host.scratchDirectory()}/x.o`,
    ];
    const first = newRun();
    first.ask(words(first), { input: 'text' });
    first.end();
    const second = newRun();
    second.ask(words(second), { input: 'text' });
    expect(started).toHaveLength(1);
    expect(second.host.readFile(`${second.host.scratchDirectory()}/x.o`)).toBe('text');
    expect(started).toHaveLength(2);
  });
});

it('a file that an answered objcopy would have written is made when it is read', () => {
  const extract = (): { readonly bytes: string | undefined; readonly programs: number } => {
    started = [];
    const run = newRun();
    const [object, bytes] = ['a.o', 'a.bin'].map((name) => `${run.host.scratchDirectory()}/${name}`) as [
      string,
      string,
    ];
    run.ask(['gcc', '-c', '-x', 'c', '-', '-o', object], { input: 'int f(void) { return 7; }' });
    run.ask(['objcopy', '-O', 'binary', object, bytes]);
    const programs = started.length;
    const text = run.host.readFile(bytes);
    run.end();
    return { bytes: text, programs };
  };
  const first = extract();
  expect(first.bytes?.length).toBeGreaterThan(0);
  expect(extract()).toEqual({ bytes: first.bytes, programs: 0 });
});

describe('an archive of no members', () => {
  /** The shell of a makefile's `ar-option`, with what is there under the name of the archive before. */
  const archive = (...earlier: string[]): { readonly status: number | null; readonly text: string | undefined } => {
    const run = newRun();
    const path = `${run.host.scratchDirectory()}/a.a`;
    if (earlier.length > 0) run.ask([...earlier, path]);
    const { status } = run.ask(['ar', 'rcD', path]);
    const text = run.host.readFile(path);
    run.end();
    return { status, text };
  };

  it('is made when it is read, and not before', () => {
    const first = archive();
    expect(first).toEqual({ status: 0, text: '!<arch>\n' });
    const run = newRun();
    started = [];
    expect(run.ask(['ar', 'rcD', `${run.host.scratchDirectory()}/a.a`]).status).toBe(0);
    expect(started).toEqual([]);
    expect(archive()).toEqual(first);
  });

  it('is asked again for another archiver', () => {
    archive();
    copyFileSync('/bin/false', at('first/ar'));
    expect(archive().status).toBe(1);
  });

  it('is not the answer where something else is there, made by a known or by an unknown program', () => {
    archive();
    const known = ['test-gcc', '-c', '-x', 'c', '/dev/null', '-o'];
    const unknown = ['cp', '/etc/passwd'];
    for (const program of [known, unknown]) {
      for (let times = 0; times < 2; times += 1) expect(archive(...program).status).toBe(1);
    }
  });
});

describe('words of a compiler', () => {
  it.each([
    [['-c', '-o', 'x.o', 'x.c'], { outputs: ['x.o'], inputs: ['x.c'], links: false }],
    [['-x', 'c', '-', '-o', '/dev/null', '-static'], { outputs: [], links: true, machineWords: ['-static'] }],
    [['--version'], { links: false, inputs: [] }],
    [['-print-file-name=plugin'], { links: false }],
    [['--param', 'tsan-distinguish-volatile=1', '-c', '-x', 'c', '/dev/null'], { inputs: [], links: false }],
  ])('%j', (words, expected) => {
    expect(readCompilerCall(['gcc', ...words])).toMatchObject(expected);
  });

  it.each(['-I-', '-I=/x', '-L/x', '-Wl,-T,x', '-Wa,@x', '-specs=x', '-B.', '-Wp,-MMD,x'])(
    '%s is not followed',
    (word) => {
      expect(readCompilerCall(['gcc', word, '-c', '-x', 'c', '/dev/null'])).toBeNull();
    },
  );

  it('texts that take in files', () => {
    expect(takesInFiles('#include <stdio.h>')).toBe(true);
    expect(takesInFiles('asm(".incbin \\"x\\"");')).toBe(true);
    expect(takesInFiles('int main(void) { return 0; }')).toBe(false);
  });
});
