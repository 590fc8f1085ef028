import { describe } from 'vitest';
import { testAsConf, withoutBusybox } from '../live-conf.ts';

const entry = (lines: string): string => `config A\n\tbool "a"\nconfig B\n${lines}`;

describe('attribute lines', () => {
  testAsConf({
    'a second type': entry('\tbool "b"\n\tstring\n'),
    'two prompts': entry('\tbool "b"\n\tprompt "  again" if A\n'),
    'defaults with types': entry('\tdef_bool A\nconfig C\n\tdef_tristate m if !A\n'),
    'default that is an expression of a string': entry('\tstring "b"\n\tdefault A && A\n'),
    'select and imply': entry('\tbool "b"\n\tdefault y\n\tselect C\nconfig C\n\tbool "c"\n'),
    imply: entry('\tbool "b"\n\tdefault y\n\timply C if A\nconfig C\n\tbool "c"\n'),
    range: entry('\tint "b"\n\trange 1 5\n\tdefault 9\nconfig C\n\thex "c"\n\trange 0x10 0x20 if !A\n'),
    'depends without on': entry('\tbool "b"\n\tdepends A\n'),
    'depends with if': entry('\tbool "b"\n\tdepends on A if A\n'),
    'requires and enable': entry('\tboolean "b"\n\trequires A\n\tenable A\n'),
    'visible before depends':
      'config A\n\tbool "a"\nmenu "m"\n\tvisible if A\n\tdepends on !A\nconfig B\n\tbool "b"\nendmenu\n',
    'visible after depends':
      'config A\n\tbool "a"\nmenu "m"\n\tdepends on !A\n\tvisible if A\nconfig B\n\tbool "b"\nendmenu\n',
    'help twice and blank': entry(
      '\tbool "b"\n\thelp\n\t  one\n\thelp\n\t  two\nconfig C\n\tbool "c"\n\thelp\n\nconfig D\n\tbool\n',
    ),
    modules: entry('\tbool "b"\n\tmodules\nconfig C\n\tbool "c"\n\tmodules\n'),
    'option lines': entry('\tstring\n\toption defconfig_list\nconfig C\n\tbool "c"\n\toption allnoconfig_y modules\n'),
    'unknown option': entry('\tbool "b"\n\toption foo="x"\n'),
    transitional: entry('\tbool\n\ttransitional\n'),
    'optional choice': 'choice\n\tprompt "c"\n\toptional\nconfig A\n\tbool "a"\nendchoice\n',
    'choice with a type': 'choice\n\tbool "c"\nconfig A\n\tbool "a"\nendchoice\n',
    'choice with a refused type': 'choice\n\tint "c"\nconfig A\n\tbool "a"\nendchoice\n',
    'default of a choice':
      'choice\n\tprompt "c"\n\tdefault B if y\n\tdefault X\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n',
  });

  // Questions that the conf of BusyBox asks for ever.
  testAsConf(
    {
      'types with and without prompt': entry(
        '\ttristate "b"\nconfig C\n\tint "c"\nconfig D\n\thex\nconfig E\n\tstring "e" if A\n',
      ),
    },
    withoutBusybox,
  );
});
