import { describe, expect, it } from 'vitest';
import { createConfigState } from '../../../src/kconfig/values/compute-symbol.ts';
import { cloneConfigState } from '../../../src/kconfig/values/config-state.ts';
import { computeAll } from '../../../src/kconfig/values/propagate.ts';
import { valueOf } from '../../../src/kconfig/values/symbol-values.ts';
import { setUserValue } from '../../../src/kconfig/values/user-values.ts';
import { runProgram } from '../../support/conf-oracle.ts';
import { oracle } from '../../support/kernel-source.ts';
import { configure, flatOf, idOf, inDialect, stateOf } from '../configure.ts';

const modules = 'config MODULES\n\tdef_bool y\nMODULES_OPTION\n';

/** Small trees with one rule each; values and messages come from conf, asked at test time. */
const trees: Readonly<Record<string, readonly [Kconfig: string, config: string]>> = {
  'a user value above its visibility': [
    `${modules}config A\n\ttristate "a"\nconfig B\n\ttristate "b"\n\tdepends on A\n`,
    'CONFIG_A=m\nCONFIG_B=y\n',
  ],
  'a default under a condition': [
    'config A\n\tbool "a"\nconfig B\n\tint\n\tdefault 1 if A\n\tdefault 2\n',
    'CONFIG_A=y\n',
  ],
  'a select above the dependency': [
    'config A\n\tbool "a"\n\tselect C\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n\tdepends on B\n',
    'CONFIG_A=y\n',
  ],
  'several selects, m and y': [
    `${modules}config A\n\ttristate "a"\n\tselect C\nconfig B\n\ttristate "b"\n\tselect C if A\nconfig D\n\tbool "d"\nconfig C\n\ttristate\n\tdepends on D && (A || B=m)\n`,
    'CONFIG_A=m\nCONFIG_B=y\n',
  ],
  'imply with a dependency': [
    `${modules}config A\n\ttristate "a"\n\timply C\nconfig B\n\ttristate "b"\nconfig C\n\ttristate "c"\n\tdepends on B\n`,
    'CONFIG_A=y\nCONFIG_B=m\n',
  ],
  'a value outside its range': [
    'config A\n\tint "a"\n\trange 3 5\nconfig B\n\thex "b"\n\trange A 0x20\n',
    'CONFIG_A=9\nCONFIG_B=0x1\n',
  ],
  'texts from other symbols': [
    'config A\n\tstring "a"\n\tdefault "x"\nconfig B\n\tstring\n\tdefault A\nconfig C\n\tdef_bool y\nconfig D\n\tstring\n\tdefault C\n',
    'CONFIG_A="other"\n',
  ],
  'a choice with a hidden member': [
    'config X\n\tbool "x"\nchoice\n\tprompt "p"\n\tdefault B\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\n\tdepends on X\nconfig C\n\tbool "c"\nendchoice\n',
    'CONFIG_B=y\nCONFIG_C=y\n',
  ],
};

describe.each(['linux-6.12', 'linux-6.1', 'u-boot'] as const)('conf of %s', (name) => {
  const { conf, dialect } = oracle(name);
  it.each(Object.entries(trees))('%s', (_title, [written, config]) => {
    const Kconfig = inDialect(written, dialect);
    const expected = runProgram(conf, { files: { Kconfig, '.config': config }, mode: 'olddefconfig' });
    const lines = expected.files['.config']?.split('\n').filter((line) => /^CONFIG_|^# CONFIG_/.test(line));
    expect(configure(written, config, dialect)).toEqual({ stderr: expected.stderr, lines: lines?.join('\n') });
  });
});

it('a clone goes its own way', () => {
  const state = stateOf('config A\n\tbool "a"\nconfig B\n\tdef_bool A\n', '');
  const copy = cloneConfigState(state);
  setUserValue(copy, idOf(copy, 'A'), 'y');
  expect([state, copy].map((of) => valueOf(of, idOf(of, 'B')))).toEqual(['n', 'y']);
  expect([copy.computations > 0, copy.reporter.output, state.pending]).toEqual([true, [], []]);
});

it('computeAll computes every symbol once', () => {
  const state = createConfigState(flatOf('config A\n\tbool "a"\n\tdepends on B\nconfig B\n\tbool "b"\n', 'linux-6.12'));
  computeAll(state);
  const { computations } = state;
  computeAll(state);
  expect(state.computations).toBe(computations);
});
