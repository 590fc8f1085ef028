import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMake } from '../../../src/make/index.ts';
import { plainHost, runPlainShell, writeFiles } from '../../support/make-host.ts';

const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C', HOME: '/', TZ: 'UTC' };

/**
 * The blocks of a data base, sorted: make's order is that of its hash tables. Left out are statistics of make's own
 * memory, automatic variables of recipes that have been expanded, built-in suffixes that no rule has, `.VARIABLES` and the variable `_` of the shell, and digits of a time beyond what a double holds.
 */
function blocksOf(text: string): string[] {
  const from = text.indexOf('# Variables\n');
  const to = text.indexOf('# strcache', from) < 0 ? text.indexOf('# Finished') : text.indexOf('# strcache', from);
  return text
    .slice(from, to)
    .replace(/\n# Directories\n[\s\S]*?(?=\n# Implicit Rules)/, '\n\n')
    .replace(/# (?:variable set|files) hash-table stats:\n# Load.*\n/g, '')
    .replace(/(# Last modified \S+ \d\d:\d\d:\d\d)\.\d+/g, '$1')
    .replace(/(# {2}Last modified \S+ \d\d:\d\d:\d\d)\.\d+/g, '$1')
    .replace(/# automatic\n# [@*<+%^?|] :=.*\n/g, '')
    .replace(/Last modified 2514-05-30 01:53:03/g, 'Last modified now')
    .split(/\n\n|\n(?=# (?:makefile|default|automatic|environment|command line|'override')[^\n]*\n[^#\n])/)
    .map((block) => block.trim())
    .filter(
      (block) =>
        block !== '' && !/#  Builtin rule\n(?!.*#  recipe)/s.test(block) && !/^# \w+\n(?:\.VARIABLES|_) /.test(block),
    )
    .sort();
}

function both(
  files: Readonly<Record<string, string>>,
  words: readonly string[],
  mode = '-q',
): { got: string[]; want: string[] } {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-p-')));
  try {
    writeFiles(directory, files);
    let text = '';
    runMake({
      host: plainHost(directory, env),
      runShell: runPlainShell,
      cwd: directory,
      env,
      options: ['-p', mode, ...words],
      program: 'make',
      driver: {
        print: (stream, part) => void (stream === 'stdout' && (text += part)),
        runCommand: () => 'assumed',
      },
    });
    const make = spawnSync('make', ['-p', mode, ...words], { cwd: directory, env, encoding: 'latin1' });
    return { got: blocksOf(text), want: blocksOf(make.stdout) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const makefile = `X := 1
Y = $(X) two
define Z
line1
  line2 $(X)
endef
define M :=
a

b$$$$c
endef
override O := over
export E = exp
W = $$ # comment
H = a\\#b
BLANK := \t \t
LEAD := $(empty) lead
private P = x
override private OP := 2
unexport U
T += more
vpath %.c src:lib
vpath %.h inc
VPATH = a b:c
all: a.o b | c ; @echo $@
\techo two
a.o: T := tgt
a.o: private P = priv
a.o: export override Q += $(X) q
%.o: Q += pat
%.a %.b: V += q
%.a: private V2 := r$$s
b c: ;
d:: ; echo 1
d:: x ; echo 2
%.x: %.y | z
\tcmd $<
%.p %.q: %.r ; cmd2
%.t:: %.u ; cmd3
.PHONY: all
x.z y.z: %.z: %.w
\tstat $*
.SECONDARY: b
.PRECIOUS: d
g1 g2 &: b ; echo $@
`;

describe('-p is what make 4.3 prints, by blocks', () => {
  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      'variables, patterns and files, without built-in rules',
      { Makefile: makefile, b: '' },
      ['-rR', 'CL=cmd', 'S:=a$$b'],
    ],
    ['with built-in rules', { Makefile: 'all: prog\nprog: prog.o\n', 'prog.c': '' }, []],
    ['a goal', { Makefile: 'HOME = x\na b: ; :\n' }, ['-rR', 'b']],
    ['no search path, no rule', { Makefile: 'a:\n' }, ['-rR']],
    ['-include of nothing, and a makefile', { Makefile: '-include none\ninclude one\na:\n', one: 'A = 1\n' }, ['-rR']],
    [
      'names that VPATH finds',
      {
        Makefile:
          'VPATH = src\nvpath %.h inc\nall: x.o foo src/z\nfoo: bar.c | ord.c ; x\nbar.c: dep.h\n%.o: %.c ; cc\nz: ; z\nno: none.c\n',
        'src/bar.c': '',
        'src/x.c': '',
        'src/ord.c': '',
        'src/z': '',
        'inc/dep.h': '',
      },
      ['-rR'],
    ],
    ['.SUFFIXES without names', { Makefile: '.SUFFIXES:\nall: a.o\n', 'a.c': '' }, ['-rR']],
    ['.SUFFIXES without names, with built-in rules', { Makefile: '.SUFFIXES:\nall: a.o\n', 'a.c': '', 'a.o': '' }, []],
    ['.SUFFIXES with names', { Makefile: '.SUFFIXES: .c .o\n.c.o: ; cc\nall: a.o\n', 'a.c': '' }, ['-rR']],
    [
      '.SUFFIXES from nothing to names',
      { Makefile: '.SUFFIXES:\n.SUFFIXES: .x .y\n.x.y: ; c\nall: a.y\n', 'a.x': '' },
      ['-r'],
    ],
    ['implicit rules with chains', { Makefile: 'x: y.b\n%.b: %.c ; b\n%.c: %.d ; c\n', 'y.d': '' }, ['-rR']],
  ])('%s', (_name, files, words) => {
    const { got, want } = both(files, words);
    expect(want.length).toBeGreaterThan(20);
    expect(got).toEqual(want);
  });
});

describe('-p -n is what make 4.3 prints, by blocks', () => {
  const target = 'X := $(shell exit 3)\nt: .SHELLSTATUS := 0\nt: Y := $(shell exit 4)\n';
  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['.SHELLSTATUS of a target that is not made', { Makefile: `a: ; x\n${target}t: ; y\n` }, ['-rR']],
    ['.SHELLSTATUS of a target that is made', { Makefile: `${target}t: ; echo $(Y)\n` }, ['-rR']],
    [
      '.SHELLSTATUS that a recipe sets',
      { Makefile: 'Z = $(shell exit 5)$(.SHELLSTATUS)\nu: v w.o ; echo $(Z)\nv: ; : $@\n%.o: ; $(shell exit 6)\n' },
      ['-rR'],
    ],
    ['.SUFFIXES that a recipe looks for', { Makefile: 'a: b ; echo\nb: ; echo\n' }, ['-rR']],
    ['.SUFFIXES that nothing looks for', { Makefile: 'a: b\n%: ; echo $*\n' }, ['-rR']],
    ['.SUFFIXES that was given', { Makefile: '.SUFFIXES:\na: ; echo\n' }, ['-rR']],
    ['.SUFFIXES with built-in rules', { Makefile: 'a: ; echo\n' }, []],
    [
      'names that VPATH finds',
      { Makefile: 'VPATH = s\nall: x.o y\ny: y.c ; cc $^\n%.o: %.c ; cc\n', 's/x.c': '', 's/y.c': '' },
      [],
    ],
  ])('%s', (_name, files, words) => {
    const { got, want } = both(files, words, '-n');
    expect(want.length).toBeGreaterThan(20);
    expect(got).toEqual(want);
  });
});
