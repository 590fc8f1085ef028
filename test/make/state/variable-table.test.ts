import { describe, expect, test } from 'vitest';
import { type TableWatcher, VariableTable } from '../../../src/make/state/variable-table.ts';
import { newVariable, ownVariable } from '../../../src/make/state/variables.ts';

const variable = (name: string, value: string) => newVariable(name, value, 'file', true);

function tableOver(...names: readonly string[]): VariableTable {
  const table = new VariableTable();
  const shared = names.map((name) => [name, { ...variable(name, 'base'), isShared: true }] as const);
  table.rebase({ variables: new Map(shared), exportable: undefined }, null);
  return table;
}

describe('own variables over a shared base', () => {
  test('own ones hide the base', () => {
    const table = tableOver('A', 'B');
    table.set('A', variable('A', 'own'));
    expect([...table.values()].map(({ name, value }) => `${name}=${value}`)).toEqual(['A=own', 'B=base']);
  });

  test('a variable of the base is copied before it is changed', () => {
    const table = tableOver('A');
    ownVariable(table, table.get('A')!).value = 'changed';
    expect(table.get('A')!.value).toBe('changed');
    expect(table.base!.variables.get('A')!.value).toBe('base');
  });

  test('deleting one leaves the base alone', () => {
    const table = tableOver('A', 'B');
    const { base } = table;
    expect(table.delete('A')).toBe(true);
    expect([table.has('A'), table.has('B'), base!.variables.has('A')]).toEqual([false, true, true]);
  });

  test('a watcher is notified of every access', () => {
    const seen: string[] = [];
    const table = tableOver('A');
    table.watcher = {
      readVariable: (name, found) => void seen.push(`read ${name} ${found?.value}`),
      wroteVariable: (name) => void seen.push(`wrote ${name}`),
      refuse: () => void seen.push('refused'),
    } satisfies TableWatcher;
    table.get('A');
    table.has('N');
    table.set('N', variable('N', 'n'));
    table.delete('N');
    expect([...table.keys()]).toEqual(['A']);
    expect(seen).toEqual(['read A base', 'read N undefined', 'wrote N', 'refused', 'refused']);
  });
});
