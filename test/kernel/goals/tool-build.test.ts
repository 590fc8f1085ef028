/** Programs that are built before conf: what their lines lack is a stop, and conf runs all the same. */
import { expect, test } from 'vitest';
import { runGoal } from '../../../src/kernel/goals/goal-run.ts';
import { eventsOf } from '../../../src/kernel/levels/top-makefile.ts';
import { goalTree } from '../../support/goal-tree.ts';

const files = {
  Makefile: [
    'defconfig: scripts_basic scripts/conf',
    '\tscripts/conf --defconfig Kconfig',
    'scripts_basic:',
    '\t@$(MAKE) -f basic.mk fixdep',
    'scripts/conf: scripts/lexer.c scripts/parser.c',
    '\tcc -o $@ $^',
    'scripts/lexer.c: scripts/lexer.l',
    "\t@echo '  LEX     $@'; cc -v > log; flex -o$@ $<; ./fixdep $@",
    'scripts/parser.c:',
    "\t@set -e; echo '  YACC    $@'; bison -o $@; flex --version",
    '.PHONY: defconfig scripts_basic',
    '',
  ].join('\n'),
  'basic.mk': 'fixdep: fixdep.c\n\t@cc -o $@ $<; nosuchstrip $@\n',
  'fixdep.c': '',
  'scripts/lexer.l': '',
};

function run(more: Readonly<Record<string, string>> = {}, passesStops = true) {
  const { confs, request } = goalTree({ ...files, ...more });
  const { levels, status } = runGoal({ ...request, passesStops }, 'defconfig');
  return { confs, status, events: eventsOf(levels) };
}

test('each program that is not there is a stop, the first one the one that make reaches', () => {
  const { confs, events, status } = run();
  expect(confs).toHaveLength(1);
  expect(status).toBe(0);
  expect(events.map(({ afterStop, code, line }) => [code, afterStop, line])).toEqual([
    ['make/missing-program', false, '/bin/sh: 1: nosuchstrip: not found\nmake[1]: *** [basic.mk:2: fixdep] Error 127'],
    [
      'make/missing-program',
      true,
      '  YACC    scripts/parser.c\n/bin/sh: 1: bison: not found\nmake: *** [Makefile:10: scripts/parser.c] Error 127',
    ],
  ]);
});

test('what comes before conf is not looked at where stops do not matter', () => {
  expect(run({}, false).events).toEqual([]);
});
