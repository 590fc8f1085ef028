/** What counts as small, on small trees: each has two ways to the value, and the order of docs/commands/fix.md decides. */
import { describe, expect, it } from 'vitest';
import { leastChange } from '../../src/solve/least-change.ts';
import { configurationOf, symbolOf } from '../support/small-tree.ts';

function change(kconfig: string, config: string, question: string): string[] {
  const [name = '', wanted = 'y'] = question.split('=');
  const configuration = configurationOf(kconfig, config);
  const applied = leastChange(configuration, [{ symbol: symbolOf(configuration, name), wanted }]);
  return applied?.changes.map(({ symbol, to }) => `${symbol}=${to}`).sort() ?? [];
}

const bool = (name: string, ...lines: string[]): string =>
  `config ${name}\n\tbool "${name.toLowerCase()}"\n${lines.map((line) => `\t${line}\n`).join('')}`;

describe('the least change', () => {
  it('is the one with fewer symbols', () => {
    const tree = bool('A') + bool('B') + bool('C') + bool('X', 'depends on (A && B) || C');
    expect(change(tree, '', 'X')).toEqual(['C=y', 'X=y']);
  });

  it('leaves a line that the user wrote rather than a default', () => {
    const tree = bool('A', 'default y') + bool('B') + bool('X', 'depends on !A || !B');
    expect(change(tree, 'CONFIG_B=y\n', 'X')).toEqual(['A=n', 'X=y']);
  });

  it.each(['COMPILE_TEST', 'EXPERT', 'BROKEN', 'STAGING'])('does not open %s where several others do', (name) => {
    const tree = bool('A') + bool('B') + bool('C') + bool(name) + bool('X', `depends on (A && B && C) || ${name}`);
    expect(change(tree, '', 'X')).toEqual(['A=y', 'B=y', 'C=y', 'X=y']);
  });

  it('opens it where nothing else helps', () => {
    expect(change(bool('EXPERT') + bool('X', 'depends on EXPERT'), '', 'X')).toEqual(['EXPERT=y', 'X=y']);
  });

  it('does not switch off what many depend on', () => {
    const users = Array.from({ length: 200 }, (_, at) => bool(`U${at}`, 'depends on NET'));
    const tree = bool('NET') + users.join('') + bool('A') + bool('B') + bool('X', 'depends on !NET || (!A && !B)');
    const config = 'CONFIG_NET=y\nCONFIG_A=y\nCONFIG_B=y\n';
    expect(change(tree, config, 'X')).toEqual(['A=n', 'B=n', 'X=y']);
  });

  it('has the fewest effects among changes of the same size', () => {
    const tree = bool('A') + bool('SIDE', 'depends on A', 'default y') + bool('B') + bool('X', 'depends on A || B');
    expect(change(tree, '', 'X')).toEqual(['B=y', 'X=y']);
  });

  it('of a member of a choice takes the others of it', () => {
    const tree = `choice\n\tprompt "c"\n${bool('M1')}${bool('M2')}endchoice\n${bool('X', 'depends on M2')}`;
    expect(change(tree, 'CONFIG_M1=y\n# CONFIG_M2 is not set\n', 'X')).toEqual(['M1=n', 'M2=y', 'X=y']);
  });

  it('of a number is one that a comparison asks for', () => {
    const tree = `config N\n\tint "n"\n\tdefault 8\n\trange 1 64\n${bool('X', 'depends on N > 32')}`;
    expect(change(tree, 'CONFIG_N=8\n', 'X')).toEqual(['N=33', 'X=y']);
  });

  it('is none where requests exclude each other', () => {
    const configuration = configurationOf(bool('A') + bool('B', 'depends on !A'));
    const wanted = ['A', 'B'].map((name) => ({ symbol: symbolOf(configuration, name), wanted: 'y' }));
    expect(leastChange(configuration, wanted)).toBeNull();
  });
});
