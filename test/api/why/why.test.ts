import { describe, expect, it } from 'vitest';
import { explainWhy } from '../../../src/api/why/why.ts';
import { memoryTree, memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';

const why = (question: string, config = 'CONFIG_A=m\n') =>
  explainWhy({ host: memoryTreeHost({ '.config': config }), request: treeRequest(), profile: null, question });

describe('explainWhy', () => {
  it('gives the value of a symbol, its definitions and its causes', () => {
    const result = why('CONFIG_A');
    expect(result).toMatchObject({ symbol: 'A', type: 'tristate', value: 'm', wanted: null, holds: true, fix: null });
    expect(result.definitions).toEqual([{ location: { file: 'Kconfig', line: 4 }, prompt: 'a', condition: null }]);
    expect(result.causes.length).toBeGreaterThan(0);
  });

  it('gives the changes that lead to a value, and the symbols on the way', () => {
    const result = why('B=y');
    expect([result.holds, result.value]).toEqual([false, 'n']);
    expect(result.missing).toEqual([{ symbol: 'A', value: 'm', needed: 'y', location: { file: 'Kconfig', line: 4 } }]);
    expect(result.fix?.changes).toEqual([
      { symbol: 'A', from: 'm', to: 'y' },
      // It has no line in the file yet.
      { symbol: 'B', from: '', to: 'y' },
    ]);
  });

  it.each([
    ['NOSUCH', 'kernel/unknown-symbol'],
    ['A=7', 'kernel/bad-value'],
  ])('%s throws %s', (question, code) => {
    expect(() => why(question)).toThrow(expect.objectContaining({ code }));
  });

  it('throws where conf stops', () => {
    const host = memoryTreeHost({ Kconfig: 'config\n', '.config': '' });
    const ask = () => explainWhy({ host, request: treeRequest(), profile: null, question: 'A' });
    expect(ask).toThrow(expect.objectContaining({ code: 'kernel/config-failed' }));
  });
});

it('a prefix that make does not export is the usual one', () => {
  const prefixOf = (line: string) => {
    const host = memoryTreeHost({ '.config': '', Makefile: `${line}\n${memoryTree['Makefile']}` });
    return explainWhy({ host, request: treeRequest(), profile: null, question: 'A' }).tree.symbolPrefix;
  };
  expect(prefixOf('unexport CONFIG_')).toBeUndefined();
  expect(prefixOf('CONFIG_ := X_')).toBeUndefined();
});

it.each([
  ['a', 'A'],
  ['CONFIG_A', 'A'],
])('%s is read as %s', (word, symbol) => {
  expect(why(word).symbol).toBe(symbol);
});

it('a line of a fragment is at its place in the fragment', () => {
  const host = memoryTreeHost({ '.config': 'CONFIG_A=y\n', 'my.frag': '\n# CONFIG_A is not set\n' });
  const fragments = [{ name: 'my.frag', path: `${host.cwd}/my.frag` }];
  const { roots, value } = explainWhy({
    host,
    request: { ...treeRequest(), fragments },
    profile: null,
    question: 'B=y',
  });
  expect(value).toBe('n');
  expect(roots).toMatchObject([{ kind: 'line', symbol: 'A', location: { file: 'my.frag', line: 2 } }]);
});

it('a fragment that is not there is an error', () => {
  const fragments = [{ name: 'none', path: '/none' }];
  const ask = () =>
    explainWhy({ host: memoryTreeHost(), request: { ...treeRequest(), fragments }, profile: null, question: 'A' });
  expect(ask).toThrow(expect.objectContaining({ code: 'kernel/no-config' }));
});
