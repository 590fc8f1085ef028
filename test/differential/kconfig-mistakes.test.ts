import { describe, expect, it } from 'vitest';
import type { Case } from './kconfig-support.ts';
import { runBoth } from './kconfig-support.ts';

const modules = 'config MODULES\n\tdef_bool y\n\tmodules\n';
const choice =
  'choice\n\tprompt "p"\n\tdefault B\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\nendchoice\n';

/** A tree and, where it matters, what was configured before. */
function tree(Kconfig: string, config?: string): Case {
  return { files: config === undefined ? { Kconfig } : { Kconfig, '.config': config } };
}

/** Mistakes people make about Kconfig, and faults conf has words for. */
const cases: Readonly<Record<string, Case>> = {
  'undefined symbol in a comparison': tree(
    'config A\n\tbool "a"\n\tdefault y if UNDEF = n\nconfig B\n\tbool "b"\n\tdefault y if !UNDEF\nconfig C\n\tbool "c"\n\tdefault y if UNDEF != n\nconfig S\n\tstring\n\tdefault UNDEF\n',
  ),
  'text default that names a bool': tree(
    'config BY\n\tdef_bool y\nconfig S\n\tstring "s"\n\tdefault BY\nconfig T\n\tstring\n\tdefault "yes" if BY = y\n',
  ),
  'hidden winner of a choice': tree(
    `${choice.replace('\tbool "c"', '\tbool "c"\n\tdepends on !X')}config X\n\tbool "x"\n`,
    'CONFIG_X=y\nCONFIG_A=y\nCONFIG_C=y\n',
  ),
  'all members of a choice set to n': tree(
    choice,
    '# CONFIG_C is not set\n# CONFIG_B is not set\n# CONFIG_A is not set\n',
  ),
  'two members of a choice set to y': tree(choice, 'CONFIG_A=y\nCONFIG_C=y\n'),
  'default member of a choice set to n': tree(choice, '# CONFIG_B is not set\n'),
  'choice whose prompt is hidden': tree(
    'choice\n\tprompt "c" if X\n\tdefault B\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\nconfig X\n\tbool "x"\n',
  ),
  'member that depends on another member': tree(
    'choice\n\tprompt "c"\nconfig C1\n\tbool "c1"\nconfig C2\n\tbool "c2"\n\tdepends on C1\nconfig C3\n\tbool "c3"\nendchoice\n',
  ),
  'value outside its range': tree(
    'config I\n\tint "i"\n\trange 5 10\n\tdefault 7\nconfig H\n\thex "h"\n\trange 0x10 1F\n\tdefault 0x18\n',
    'CONFIG_I=99\nCONFIG_H=0xff\n',
  ),
  'text of a clamped value': tree(
    'config H\n\thex\n\tdefault 0x5\n\trange 0010 01F\nconfig O\n\thex\n\tdefault 0xFFFF\n\trange 0x0 0xFF\nconfig I\n\tint\n\tdefault 100\n\trange 1 0x10\n',
  ),
  'number without default': tree(
    'config I\n\tint "i"\nconfig H\n\thex "h"\nconfig IE\n\tint\nconfig R0\n\tdef_bool y if IE = 0\nconfig RS\n\tdef_bool y if IE = ""\n',
  ),
  'imply and user value': tree(
    `${modules}config A\n\tbool "a"\n\tdefault y\n\timply I\n\timply T\n\timply U\nconfig D\n\tbool "d"\nconfig M\n\ttristate "m"\n\tdefault m\nconfig I\n\tbool "i"\n\tdepends on D\nconfig T\n\ttristate "t"\n\tdepends on M\nconfig U\n\ttristate "u"\n`,
    'CONFIG_A=y\nCONFIG_M=m\nCONFIG_U=m\n',
  ),
  'menu comments and ends': tree(
    'menu "Empty"\nendmenu\nmenu "Hidden"\n\tvisible if N\ncomment "inside"\nmenu "Sub"\nconfig A\n\tbool "a"\n\tdefault y\nendmenu\nendmenu\nconfig N\n\tbool "n"\nmenu "Last"\nconfig B\n\tbool "b"\nendmenu\n',
  ),
  'symbol defined twice': tree(
    'menu "m"\n\tdepends on B\nconfig X\n\tbool "x"\nendmenu\nconfig B\n\tbool "b"\nconfig X\n\tbool\n\tdefault y\nconfig SEL\n\tdef_bool y\n\tselect X\nconfig Z\n\tint "z1"\n\trange 1 5\n\tdefault 9\n\tdepends on B\nconfig Z\n\trange 3 4\n\tdefault 7\n',
  ),
  'order in the unmet report': tree(
    'config N\n\tbool "n"\nconfig Y\n\tdef_bool y\nif Y\nconfig A1\n\tdef_bool y\n\tselect X\nendif\nconfig A2\n\tdef_bool y\n\tselect X if N || y\nconfig X\n\tbool\n\tdepends on N && Y && N\n',
  ),
  'two unmet reports for a complete .config': tree(
    'config A\n\tbool "a"\n\tdefault y\n\tselect S\nconfig S\n\tbool "s"\n\tdepends on D\nconfig D\n\tbool "d"\n',
    'CONFIG_A=y\nCONFIG_S=y\n# CONFIG_D is not set\n',
  ),
  'order of auto.conf': tree(
    'config I\n\tint "i"\n\tdefault 5\nconfig H\n\thex "h"\n\tdefault 1F\nconfig KX\n\tdef_bool y\nconfig S\n\tstring "s"\n\tdefault "q\\"x\\\\y"\nconfig SE\n\tstring "se"\n',
  ),
  'select if T != n with T=m': tree(
    `${modules}config T\n\ttristate "t"\n\tdefault m\nconfig A\n\tbool "a"\n\tdefault y\n\tselect X if T != n\nconfig X\n\ttristate "x"\n`,
  ),
  'm without modules': tree(
    'config MODULES\n\tbool "mods"\n\tmodules\nconfig D\n\ttristate "d"\n\tdefault m\nconfig P\n\ttristate "p"\n\tdepends on m\n\tdefault y\nconfig Q\n\ttristate\n\tdefault y if m\n',
  ),
  'loose .config lines': tree(
    'config A\n\tbool "a"\n\tdefault y\nconfig B\n\tbool "b"\n\tdefault y\nconfig C\n\tbool "c"\nconfig D\n\tbool "d"\nconfig S\n\tstring "s"\nconfig I\n\tint "i"\n',
    '# CONFIG_A is not set, really\n#\tCONFIG_B is not set\nCONFIG_C=yesterday\nCONFIG_D=m\nCONFIG_S="x" # note\nCONFIG_I=007\nCONFIG_I\nexport X=1\nCONFIG_C=n\r\nCONFIG_S="open\nCONFIG_NONE=y\n# CONFIG_I is not set',
  ),
  'unknown symbols on demand': {
    ...tree('config A\n\tbool "a"\n', 'CONFIG_B=y\nCONFIG_A=y\n'),
    env: { KCONFIG_WARN_UNKNOWN_SYMBOLS: '1' },
  },
  'warnings as errors': { ...tree('config A\n\tbool "a"\n', 'CONFIG_A=q\n'), env: { KCONFIG_WERROR: '' } },
  'savedefconfig and the unclamped default': {
    ...tree(
      'config I\n\tint "i"\n\trange 1 5\n\tdefault 9\nconfig K\n\tint "k"\n\trange 1 5\n\tdefault 3\nconfig H\n\thex "h"\n',
      'CONFIG_I=5\nCONFIG_K=3\nCONFIG_H=0x0\n',
    ),
    mode: 'savedefconfig',
    file: 'out',
  },
  'missing newline at the end of the top file': tree('config A\n\tbool "a"\n\tdefault y'),
  'missing newline at the end of a sourced file': {
    files: { Kconfig: 'source "K1"\n', K1: 'config A\n\tbool "a"\n\tdefault y' },
  },
  'assignment after a help text': tree(
    'config A\n\tbool "a"\n\thelp\n\t  text\n\nFOO := bar\nconfig B\n\tstring "b"\n\tdefault "$(FOO)"\n',
  ),
  'macro blanks, scope and laziness': tree(
    'A = x # c  \nL1 = $(lineno)\nL2 := $(lineno)\nfn = <$(1)|$(2)|$(3)>\nB := y y\nconfig S\n\tstring "s"\n\tdefault "[$(A)][$(L1)][$(L2)][$(fn, a,b c)][$(undefined)]"\nconfig T\n\tstring "t"\n\tdefault $(B)\n',
  ),
  'macro append': tree(
    'A += 1\nA += 2\nB := x\nB += $(A)\nE :=\nE += t\nconfig S\n\tstring "[$(A)][$(B)][$(E)]"\n\tdefault "[$(A)][$(B)][$(E)]"\n',
  ),
  'macro built-ins': tree(
    '$(info,hello $(filename):$(lineno))\n$(warning-if,y,careful)\n$(warning-if,n,no)\nconfig S\n\tstring "s"\n\tdefault "$(shell,printf \'a\\nb\\n\\n\'; echo words >&2)"\n',
  ),
  'macro error': tree('$(error-if,y,stop here)\nconfig A\n\tbool "a"\n'),
  'macro too many arguments': tree('config A\n\tdef_bool $(shell,echo,y)\n'),
  'macro too few arguments': tree('config A\n\tdef_bool $(warning-if,y)\n'),
  'macro unterminated': tree('config A\n\tdef_bool $(shell,echo y\n'),
  'macro that references itself': tree('A = $(B)\nB = $(A)\nconfig X\n\tstring "$(A)"\n'),
  'macro too deep': tree('f = $(f,$(1))\nconfig X\n\tstring "$(f,1)"\n'),
  'macro part limit': tree('config X\n\tstring "$(f,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16)"\n'),
  'backslash continuation': tree(
    'config A\n\tbool "a" \\\n\tif \\\n\ty\n\tdefault \\\n\ty \\\n\t# comment\nconfig S\n\tstring "one \\\n\tdefault "z"\n',
  ),
  'mod2noconfig touches explicit values only': {
    ...tree(
      `${modules}config A\n\ttristate "a"\n\tdefault m\nconfig B\n\ttristate "b"\nconfig C\n\ttristate "c"\n`,
      'CONFIG_B=m\nCONFIG_C=y\n',
    ),
    mode: 'mod2noconfig',
  },
  'search relative to the working directory, then srctree': {
    files: {
      Kconfig: 'source "d/K1"\n',
      's/d/K1': 'config B\n\tbool "b"\n\tdefault y\n',
      's/.config': '# CONFIG_B is not set\n',
    },
    env: { srctree: 's' },
  },
  'same file twice': { files: { Kconfig: 'source "K1"\nsource "K1"\n', K1: 'config B\n\tbool "b"\n' } },
  'recursive inclusion': { files: { Kconfig: 'source "Kx"\n', Kx: 'source "Ky"\n', Ky: '\n\nsource "Kx"\n' } },
  'missing file': { files: { Kconfig: '\nsource "nothing"\n' } },
  'no top file': { files: { other: '' } },
  'end in another file': { files: { Kconfig: 'menu "m"\nsource "K1"\nendmenu\n', K1: 'endmenu\n' } },
  'wrong end': tree('menu "m"\nif X\nendmenu\nendif\n'),
  'end without start': tree('endif\nconfig A\n\tbool "a"\n'),
  'unclosed blocks': tree('menu "m"\nif X\nchoice\n\tprompt "p"\n'),
  'carriage returns': tree('config A\r\n\tbool "a"\r\n'),
  'byte order mark': tree('\xef\xbb\xbfconfig A\n\tbool "a"\n'),
  'reserved word as a name': tree('config range\n\tbool "a"\nconfig A\n\tbool "a"\n\tdepends on default\n'),
  'attribute outside an entry': tree('\tdefault y\nconfig A\n\tbool "a"\nX := 1\n\tdefault y\n'),
  'comparison of comparisons': tree('config A\n\tbool "a"\n\tdepends on (A=y)=y\n'),
  'choice faults': tree(
    'choice\nconfig A\n\tbool\nconfig B\n\ttristate "b"\nconfig C\n\tbool "c"\n\tdefault y\nendchoice\n',
  ),
  'choice member with a default': tree('choice\n\tprompt "p"\nconfig C\n\tbool "c"\n\tdefault y\nendchoice\n'),
  'choice member with a prompt elsewhere': tree(
    'choice\n\tprompt "p"\nconfig C\n\tbool "c"\nendchoice\nmenu "m"\nconfig C\n\tbool "again"\nendmenu\n',
  ),
  'choice default from outside': tree('choice\n\tprompt "p"\n\tdefault X\nconfig C\n\tbool "c"\nendchoice\n'),
  'menu in a choice': tree('choice\n\tprompt "p"\nmenu "m"\nendmenu\nconfig C\n\tbool "c"\nendchoice\n'),
  'property faults': tree(
    'config A\n\tstring "a"\n\tselect B\n\trange 1 2\n\tdefault X && Y\nconfig B\n\tint "b"\n\tdefault text\n\trange 1 x\nconfig C\n\tbool "c"\n\tselect B\n\timply A\nconfig D\n\tprompt "d"\nconfig E\n\tbool "  e"\n\ttristate "second"\n',
  ),
  'help faults': tree(
    'config A\n\tbool "a"\n\thelp\n\n\n\thelp\n\t  text\n\thelp\n\t  text\nmenuconfig B\n\tbool\nconfig C\n\tbool "c"\n',
  ),
  'two module switches': tree('config A\n\tbool "a"\n\tmodules\nconfig B\n\tbool "b"\n\tmodules\n'),
  'loop through select': tree(
    'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tselect C\nconfig C\n\tbool "c"\n\tselect A\n',
  ),
  'loop through default and prompt': tree(
    'config A\n\tbool "a" if B\nconfig B\n\tbool\n\tdefault C\nconfig C\n\tbool\n\tdefault y if A\nconfig D\n\tbool\n\timply D\n',
  ),
  'bool compared with m': tree('config A\n\tbool "a"\nconfig B\n\tbool "b"\n\tdepends on A=m || A!=m\n'),
  'automatic sub-menus': tree(
    'config A\n\tbool "a"\n\tdefault y\nconfig B\n\tbool "b"\n\tdepends on A\nif A\nmenu "m"\n\tdepends on B\nconfig C\n\tbool "c"\nendmenu\nendif\nconfig D\n\tbool "d"\n\tdepends on A=n || B\ncomment "x"\n\tdepends on A\n',
  ),
  'main menu': tree('mainmenu "My $(NAME) tree"\nmainmenu "again"\nconfig A\n\tbool "a"\n'),
  'prompt twice': tree('config A\n\tbool "a"\n\tprompt "b" if C\nconfig C\n\tbool "c"\n'),
  'strings of both quotes': tree(
    'config A\n\tstring "a\'b"\n\tdefault \'c"d\\\'e\'\nconfig B\n\tstring "b"\n\tdefault "\\n\\$(X)$X${Y}"\n',
  ),
  'numbers compared': tree(
    'config I\n\tint\n\tdefault 10\nconfig H\n\thex\n\tdefault 0x10\nconfig S\n\tstring\n\tdefault "0x10"\nconfig R\n\tstring "r"\n\tdefault "a" if I > 9\n\tdefault "b"\nconfig R1\n\tdef_bool H = 16\nconfig R2\n\tdef_bool I = 010\nconfig R3\n\tdef_bool S = 16\nconfig R4\n\tdef_bool m > n\nconfig R5\n\tdef_bool I > "9"\nconfig R6\n\tdef_bool H > -1\n',
  ),
};

describe('conf 6.12 and kgate agree', () => {
  it.each(Object.entries(cases))('%s', (_name, input) => {
    const { conf, kgate } = runBoth(input);
    expect(conf.status).not.toBeNull();
    expect(kgate).toEqual(conf);
  });
});
