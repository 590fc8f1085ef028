import { describe, expect, it } from 'vitest';
import { ShellVariables } from '../../../src/shell/run/variables.ts';

const exported = (value: string | undefined) => ({ value, isExported: true });

describe('the variables of a shell', () => {
  it('begin with the environment; IFS is the own one, names that are none are left out', () => {
    // Source: POSIX.1-2017 XCU 2.5.3; dash 0.5.12 does not take names over that are none.
    const variables = ShellVariables.of({ A: '1', IFS: ':', 'not-a-name': '2' }, '');
    expect(variables.get('A')).toEqual(exported('1'));
    expect(variables.get('IFS')).toEqual({ value: ' \t\n', isExported: false });
    expect(variables.has('not-a-name')).toBe(false);
    expect(variables.exported()).toEqual({ A: '1' });
  });

  it('change for themselves alone, and copies from then on', () => {
    const env = { A: '1', B: '2' };
    const one = ShellVariables.of(env, '');
    one.set('A', exported('changed'));
    one.set('B', undefined);
    one.set('C', { value: '3', isExported: false });
    const copy = one.copy();
    copy.set('A', exported('copied'));
    copy.set('C', exported('3'));
    expect(one.exported()).toEqual({ A: 'changed' });
    expect(one.has('B')).toBe(false);
    expect(copy.exported()).toEqual({ A: 'copied', C: '3' });
    expect(ShellVariables.of(env, '').exported()).toEqual({ A: '1', B: '2' });
  });

  it('without a value are exported once they have one', () => {
    const variables = ShellVariables.of({}, '');
    variables.set('A', exported(undefined));
    expect(variables.exported()).toEqual({});
    variables.set('A', exported('1'));
    expect(variables.exported()).toEqual({ A: '1' });
    variables.set('A', { value: '1', isExported: false });
    expect(variables.exported()).toEqual({});
  });

  it('have the PWD that the shell sets, exported where the environment has one', () => {
    const env = { PWD: '/elsewhere' };
    expect(ShellVariables.of(env, '/here').exported()).toEqual({ PWD: '/here' });
    expect(ShellVariables.of(env, '/there').exported()).toEqual({ PWD: '/there' });
    expect(ShellVariables.of(env, '').exported()).toEqual(env);
    const own = ShellVariables.of({}, '/here');
    expect([own.get('PWD')?.value, own.exported()]).toEqual(['/here', {}]);
  });
});
