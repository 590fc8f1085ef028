import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { dialects, runConf } from '../../../src/kconfig/index.ts';

const kconfig = `config A
	bool "a"
	default y
	select B
config C
	bool "c"
	default y
	select B if !D
config D
	bool "d"
config B
	bool
	depends on D
config H
	bool "h"
	default y
	select F if D || E
config E
	bool "e"
	default y
config F
	bool "f"
	depends on D && E
config M
	tristate "m"
config N
	bool
	depends on G
config G
	tristate "g"
	select N if E
config P
	bool "p"
	default y
	select Q if R
config R
	bool "r"
	default y
config Q
	bool
	depends on R && D
`;

/** Recorded with conf of Linux 4.9.56, `conf --olddefconfig Kconfig`. */
const recorded = `warning: (H) selects F which has unmet direct dependencies (D && E)
warning: (A && C) selects B which has unmet direct dependencies (D)
warning: (P) selects Q which has unmet direct dependencies (R && D)
`;

it('conf up to 4.17 reports unmet dependencies in one line', () => {
  const host = createMemoryHost({ cwd: '/w', files: { Kconfig: kconfig } });
  const runShell = () => ({ stdout: '4.9\n', stderr: '', status: 0, commands: [], unknown: null });
  const run = runConf({ host, cwd: '/w', env: {}, runShell, dialect: dialects['linux-4.9'], mode: 'olddefconfig' });
  expect(run.stderr).toBe(recorded);
  expect(run.diagnostics.filter(({ code }) => code === 'kconfig/unmet-dependencies').length).toBeGreaterThan(0);
});
