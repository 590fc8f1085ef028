import { describe, expect, it } from 'vitest';
import {
  childrenOf,
  clausesOf,
  hasPrompt,
  nearestNames,
  printExpression,
  promptsOf,
  symbolsIn,
  visibleClausesOf,
} from '../../../src/kconfig/index.ts';
import { modelAs } from '../language-support.ts';

describe('queries', () => {
  const model = modelAs('linux-6.12', {
    Kconfig:
      'config A\n\tbool "a"\nmenu "m"\n\tvisible if A\n\tdepends on B\nif C != "x"\nconfig D\n\tbool "d" if A\n\tdepends on A && !B\nendif\nendmenu\nconfig B\n\tbool\n',
  });
  const symbol = (name: string) => {
    const found = model.symbols.get(name);
    if (found === undefined) throw new Error(name);
    return found;
  };
  const entry = symbol('D').entries[0];
  if (entry === undefined) throw new Error('no entry');

  it('clauses are listed outermost first, visible clauses innermost first', () => {
    expect(clausesOf(entry).map(({ kind, expr }) => `${kind} ${printExpression(expr)}`)).toEqual([
      'depends B',
      'if C!=x',
      'depends A && !B',
    ]);
    expect(visibleClausesOf(entry).map(({ expr }) => printExpression(expr))).toEqual(['A']);
  });

  it('a menu has its children, and prompts belong to symbols', () => {
    const menu = childrenOf(model.root).find(({ kind }) => kind === 'menu');
    expect(menu === undefined ? [] : childrenOf(menu).map((child) => child.symbol?.name ?? child.kind)).toEqual([
      'if',
      'D',
    ]);
    expect([hasPrompt(symbol('D')), hasPrompt(symbol('B'))]).toEqual([true, false]);
    expect(promptsOf(symbol('D')).map(({ text }) => text)).toEqual(['d']);
  });

  it('symbols of an expression are listed once, without constants', () => {
    const { expr } = clausesOf(entry)[2] ?? { expr: null };
    expect(symbolsIn(expr).map(({ name }) => name)).toEqual(['A', 'B']);
    expect(symbolsIn(clausesOf(entry)[1]?.expr ?? null).map(({ name }) => name)).toEqual(['C']);
  });

  // Insertions, deletions, replacements and swaps count one each; a third of the length is near, four at most.
  it.each([
    ['NETT', ['NET']],
    ['SOUDN', ['SOUND']],
    ['net', ['NET']],
    ['FTRACE_SYSCALL', ['FTRACE_SYSCALLS']],
    ['QQQ', []],
  ])('%s is near to %j', (name, near) => {
    expect(nearestNames(['NET', 'SOUND', 'FTRACE_SYSCALLS', 'MODULES'], name)).toEqual(near);
  });
});
