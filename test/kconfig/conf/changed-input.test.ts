import { expect, it } from 'vitest';
import { changedInput } from '../../../src/kconfig/conf/changed-input.ts';
import { stateOf } from '../configure.ts';

const Kconfig =
  'config A\n\tbool "a"\n\tselect B\nconfig B\n\tbool "b"\nconfig N\n\tint "n"\n\trange 1 5\nconfig S\n\tstring "s"\n';

/** Source: scripts/kconfig/confdata.c conf_append_changed_input_warning of Linux 7.2. */
it('values that conf did not keep are listed in menu order', () => {
  const config = 'CONFIG_N=9\nCONFIG_S="x"\nCONFIG_A=y\n# CONFIG_B is not set\n';
  expect(changedInput(stateOf(Kconfig, config, 'linux-7.2'))).toBe(
    'warning: user-provided values changed by Kconfig:\n  CONFIG_B: n -> y\n  CONFIG_N: 9 -> 5\n',
  );
  expect(changedInput(stateOf(Kconfig, 'CONFIG_N=3\n', 'linux-7.2'))).toBe('');
});
