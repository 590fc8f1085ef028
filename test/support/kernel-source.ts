import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const cache =
  process.env['KGATE_TEST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kgate-test');

function find(variable: string, name: string, proof: string): string {
  const path = process.env[variable] ?? join(cache, name);
  if (existsSync(join(path, proof))) return path;
  throw new Error(`${path} is missing: 'npm test' brings it, or set ${variable}`);
}

/** Directory of the unpacked Linux 6.12 source; read only. Throws when it is not there. */
export function linux612(): string {
  return find('KGATE_LINUX_6_12', 'linux-6.12', 'Makefile');
}

/** The `conf` program of Linux 6.12, built from that source: the oracle. Throws when it is not there. */
export function conf612(): string {
  return find('KGATE_CONF_6_12', 'conf-6.12', '');
}
