import { describe, test } from 'vitest';
import { expectAsMake } from '../../support/make-both.ts';

describe('variables before the first line', () => {
  const names = [
    'MAKELEVEL',
    'MAKE_VERSION',
    'SHELL',
    'MAKECMDGOALS',
    'MAKEOVERRIDES',
    'CURDIR',
    '.DEFAULT_GOAL',
    'SUFFIXES',
    'CC',
    'E',
  ];
  const makefile = `${names.map((name) => `$(info ${name} $(origin ${name}) $(flavor ${name}) [$(value ${name})])\n`).join('')}all b: ; @:\n`;
  test.each<[readonly string[], Record<string, string>]>([
    [[], {}],
    [['b', 'X=1', 'Y:=2'], { E: '$(X)', SHELL: '/bin/bash' }],
    [['-r'], { MAKELEVEL: '2' }],
    [['-R', '-e'], { CC: 'mine', E: 'e' }],
  ])('%j', (words, env) => {
    expectAsMake(makefile, { words: ['--no-print-directory', ...words], env });
  });
});
