import { describe } from 'vitest';
import { testAsConf, withoutBusybox } from '../live-conf.ts';

describe('finalisation', () => {
  testAsConf({
    'an automatic sub-menu':
      'config A\n\tbool "a"\nconfig B\n\tbool "b"\n\tdepends on A\nconfig C\n\tbool "c"\n\tdepends on B && A\nconfig D\n\tbool "d"\n',
    'a sub-menu in another form':
      'config A\n\ttristate "a"\nconfig B\n\tbool "b"\n\tdepends on A != n\nconfig C\n\tbool "c"\n\tdepends on A = y || A = m\n',
    'if blocks dissolve': 'if y\nconfig A\n\tbool "a"\nif A\nconfig B\n\tbool "b"\nendif\nendif\n',
    'no type': 'config A\n\tprompt "a"\n\tdefault y\n',
    'a bool compared with m':
      'config A\n\tbool "a"\nconfig B\n\tbool "b"\n\tdepends on A = m\nconfig C\n\tbool "c"\n\tdepends on A != m\n',
    'a default outside of its choice':
      'choice\n\tprompt "c"\n\tdefault X\nconfig A\n\tbool "a"\nendchoice\nconfig X\n\tbool "x"\n',
    'a member with a default':
      'choice\n\tprompt "c"\nconfig A\n\tbool "a"\n\tdefault y\nconfig B\n\tbool "b"\nendchoice\n',
    'a member with a prompt elsewhere':
      'choice\n\tprompt "c"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\nconfig B\n\tbool "b2"\n',
    'types of a choice': 'choice\n\tprompt "c"\nconfig A\n\ttristate "a"\nconfig B\n\tbool "b"\nendchoice\n',
    'm in a condition and a default':
      'config A\n\ttristate "a"\n\tdefault m\nconfig B\n\ttristate "b"\n\tdefault y\n\tdepends on m\n',
  });

  // Questions that the conf of BusyBox asks for ever.
  testAsConf(
    {
      'a range of a bool and invalid bounds': 'config A\n\tbool "a"\n\trange 1 2\nconfig B\n\tint "b"\n\trange x 2\n',
      'numbers that are none': 'config A\n\tint "a"\n\tdefault zzz\nconfig B\n\thex "b"\n\tdefault A\n',
      'select by a string and of a string':
        'config A\n\tstring "a"\n\tselect B\nconfig B\n\tint "b"\nconfig C\n\tbool "c"\n\tselect B\n\tselect D\n',
    },
    withoutBusybox,
  );
});
