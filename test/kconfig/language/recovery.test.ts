import { describe } from 'vitest';
import { testAsConf } from '../live-conf.ts';

describe('after a syntax error', () => {
  testAsConf({
    'an unknown word': 'foo bar\nconfig A\n\tbool "a"\n',
    'an attribute outside of entries': '\tdepends on A\nconfig A\n\tbool "a"\n',
    'a faulty attribute': 'config A\n\tbool "a" if\n\tdefault y\n\tbogus\nconfig B\n\tbool "b"\n',
    'three errors close to each other': 'config\nconfig\nconfig A\n\tbool "a"\nfoo\nmenu\n',
    'an error in nested blocks': 'menu "m"\nif y\nfoo\nendif\nendmenu\nconfig A\n\tbool "a"\n',
    'an error in a choice': 'choice\n\tprompt "c"\nconfig A\n\tbool "a"\nfoo\nconfig B\n\tbool "b"\nendchoice\n',
    'a faulty attribute of a choice': 'choice\n\tprompt\nconfig A\n\tbool "a"\nendchoice\n',
    'blocks without end': 'menu "m"\nif y\nconfig A\n\tbool "a"\n',
    'blocks without end after an error': 'menu "m"\nif y\nfoo\n',
    'an error at the end of the input': 'menu "m"\nconfig A\n\tbool "a\n',
    'an expression without operand': 'config A\n\tbool "a"\n\tdepends on (A\n\tdepends on A &&\nconfig B\n\tbool "b"\n',
    'a faulty mainmenu': 'mainmenu\nconfig A\n\tbool "a"\n',
    'a faulty assignment': 'X y\nX :=\nconfig A\n\tbool "a"\n',
    'an empty file': '',
  });
});
