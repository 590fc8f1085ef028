import { describe } from 'vitest';
import { testAsConf } from '../live-conf.ts';

describe('recursive dependencies', () => {
  testAsConf({
    'of one symbol': 'config A\n\tbool "a"\n\tdepends on A\n',
    'of two': 'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on A\n',
    'through a select': 'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tselect A\n\tdepends on A\n',
    'through an imply':
      'config A\n\tbool "a"\n\tdepends on C\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n\tdepends on A\n\timply B\n',
    'through a default and its condition': 'config A\n\tbool\n\tdefault B\nconfig B\n\tbool\n\tdefault y if A\n',
    'through a prompt': 'config A\n\tbool "a" if B\nconfig B\n\tbool "b" if A\n',
    'of a member of a choice':
      'choice\n\tprompt "c"\nconfig A\n\tbool "a"\n\tdepends on X\nconfig B\n\tbool "b"\nendchoice\nconfig X\n\tbool "x"\n\tdepends on A\n',
    'of a choice':
      'choice\n\tprompt "c"\n\tdepends on X\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\nconfig X\n\tbool "x"\n\tdepends on A || B\n',
    'two loops':
      'config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n\tdepends on A\nconfig C\n\tbool "c"\n\tdepends on D\nconfig D\n\tbool "d"\n\tdepends on C\n',
    'none in a diamond':
      'config A\n\tbool "a"\nconfig B\n\tbool "b"\n\tdepends on A\nconfig C\n\tbool "c"\n\tdepends on A\nconfig D\n\tbool "d"\n\tdepends on B && C\n',
  });
});
