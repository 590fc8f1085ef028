import { describe, expect, it } from 'vitest';
import { readUserValues } from '../../../src/kconfig/values/dotconfig.ts';
import { valueOf } from '../../../src/kconfig/values/symbol-values.ts';
import {
  clearUserValue,
  hasUserValue,
  resetUserValue,
  setUserValue,
  userLocation,
  userText,
} from '../../../src/kconfig/values/user-values.ts';
import { idOf, stateOf } from '../configure.ts';

const Kconfig =
  'config A\n\tbool "a"\nconfig T\n\ttristate "t"\nconfig N\n\tint "n"\n\tdefault 4\nconfig S\n\tstring "s"\n';

describe('setUserValue', () => {
  // Source: scripts/kconfig/symbol.c sym_string_valid.
  it.each([
    ['A', ['y', 'n'], ['m', 'x', '']],
    ['T', ['y', 'm', 'n'], ['Y', '']],
    ['N', ['0', '-7', '12'], ['07', '1a', '']],
    ['S', ['', 'anything'], []],
  ] as const)('%s', (name, valid, invalid) => {
    const state = stateOf(Kconfig);
    for (const text of valid) expect([text, setUserValue(state, idOf(state, name), text)]).toEqual([text, true]);
    const last = userText(state, idOf(state, name));
    for (const text of invalid) expect([text, setUserValue(state, idOf(state, name), text)]).toEqual([text, false]);
    expect(userText(state, idOf(state, name))).toBe(last);
  });
});

it('a value is taken away and given back as the file had it', () => {
  const state = stateOf(Kconfig, 'CONFIG_A=y\nCONFIG_N=7\n');
  const n = idOf(state, 'N');
  expect([userText(state, n), userLocation(state, n)]).toEqual(['7', { file: '.config', line: 2 }]);
  setUserValue(state, n, '8');
  expect([valueOf(state, n), userLocation(state, n)]).toEqual(['8', null]);
  clearUserValue(state, n);
  expect([valueOf(state, n), hasUserValue(state, n), userText(state, n)]).toEqual(['4', false, null]);
  resetUserValue(state, n);
  expect([valueOf(state, n), userLocation(state, n)]).toEqual(['7', { file: '.config', line: 2 }]);
  const s = idOf(state, 'S');
  setUserValue(state, s, 'x');
  resetUserValue(state, s);
  expect(hasUserValue(state, s)).toBe(false);
  readUserValues(state, '', 'other');
  resetUserValue(state, n);
  expect(hasUserValue(state, n)).toBe(false);
});
