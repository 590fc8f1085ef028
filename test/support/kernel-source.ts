import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DialectName } from '../../src/kconfig/index.ts';

const cache =
  process.env['KGATE_TEST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kgate-test');

function find(variable: string, name: string, proof: string): string {
  const path = process.env[variable] ?? join(cache, name);
  if (existsSync(join(path, proof))) return path;
  throw new Error(`${path} is missing: 'npm test' brings it, or set ${variable}`);
}

/** Directory of the test cache. */
export const testCache = cache;

/** A source tree of the tests and the conf program built from it. */
export interface OracleTree {
  readonly name: string;
  /** Read only. */
  readonly tree: string;
  readonly conf: string;
  /** Row of the dialect table. */
  readonly dialect: DialectName;
}

const oracles = {
  'linux-6.12': ['KGATE_LINUX_6_12', 'linux-6.12', 'KGATE_CONF_6_12', 'conf-6.12', 'linux-6.12'],
  'linux-6.1': ['KGATE_LINUX_6_1', 'linux-6.1', 'KGATE_CONF_6_1', 'conf-6.1', 'linux-6.1'],
  busybox: ['KGATE_BUSYBOX', 'busybox-1.35.0', 'KGATE_CONF_BUSYBOX', 'conf-busybox', 'busybox'],
  'u-boot': ['KGATE_U_BOOT', 'u-boot-2023.01', 'KGATE_CONF_U_BOOT', 'conf-u-boot', 'u-boot'],
} as const;

/** Throws when it is not there. */
export function oracle(name: keyof typeof oracles): OracleTree {
  const [treeVariable, tree, confVariable, conf, dialect] = oracles[name];
  return { name, dialect, tree: find(treeVariable, tree, 'Makefile'), conf: find(confVariable, conf, '') };
}

/** Directory of the unpacked Linux 6.12 source; read only. Throws when it is not there. */
export function linux612(): string {
  return find('KGATE_LINUX_6_12', 'linux-6.12', 'Makefile');
}

/** The `conf` program of Linux 6.12, built from that source: the oracle. Throws when it is not there. */
export function conf612(): string {
  return find('KGATE_CONF_6_12', 'conf-6.12', '');
}
