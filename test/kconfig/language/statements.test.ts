import { describe } from 'vitest';
import { testAsConf, withoutBusybox } from '../live-conf.ts';

describe('statements', () => {
  testAsConf({
    'config and menuconfig': 'config A\n\tbool "a"\nmenuconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n\tdepends on B\n',
    'menuconfig without prompt': 'menuconfig A\n\tbool\nconfig B\n\tbool "b"\n',
    'menus, comments and if': 'mainmenu "M"\nmenu "m"\ncomment "c"\nif y\nconfig A\n\tbool "a"\nendif\nendmenu\n',
    'comment and menu with conditions':
      'config A\n\tbool "a"\ncomment "c"\n\tdepends on A\nmenu "m"\n\tdepends on !A\nconfig B\n\tbool "b"\nendmenu\n',
    'choice with members': 'choice\n\tprompt "c"\nconfig A\n\tbool "a"\nif y\nconfig B\n\tbool "b"\nendif\nendchoice\n',
    'choice without prompt': 'choice\nconfig A\n\tbool "a"\nendchoice\n',
    'menu in a choice': 'choice\n\tprompt "c"\nmenu "m"\nendmenu\nendchoice\n',
    'end of another block': 'menu "m"\nendif\nendmenu\n',
    'end without block': 'endmenu\nconfig A\n\tbool "a"\n',
    'end in another file': { Kconfig: 'menu "m"\nsource "K2"\n', K2: 'endmenu\n' },
    'assignment and reference': 'X = y\nconfig A\n\tbool "a"\n\tdefault $(X)\n',
    source: { Kconfig: 'source "K2"\nconfig A\n\tbool "a"\n', K2: 'config B\n\tbool "b"\n' },
    'mainmenu after another statement': 'config A\n\tbool "a"\nmainmenu "late"\nconfig B\n\tbool "b"\n',
  });

  // Questions that the conf of BusyBox asks for ever.
  testAsConf(
    {
      'choice with a faulty member': 'choice\n\tprompt "c"\nconfig A\n\tbool\nconfig B\n\tstring "b"\nendchoice\n',
    },
    withoutBusybox,
  );
});
