/**
 * Completes package-lock.json after `npm install`: a registry mirror that does not carry the builds of
 * a tool for other systems makes npm leave them out, and `npm ci` then refuses the whole file. Their
 * versions are known (their parents pin them); the rest follows from their names.
 *
 *   node scripts/complete-lock.mjs           completes
 *   node scripts/complete-lock.mjs --check   exits 1 when something is missing
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = join(dirname(dirname(fileURLToPath(import.meta.url))), 'package-lock.json');
const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** Which machines a build is for, by its name (`binding-linux-x64-musl`); undefined when it does not say. */
function platformOf(name) {
  const words = name.slice(name.lastIndexOf('/') + 1).split('-');
  const os = words.find((word) => systems.includes(word));
  const cpu = words.find((word) => processors.includes(word));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = os !== 'linux' ? undefined : words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc';
  return { cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }), os: [os] };
}

const lock = JSON.parse(readFileSync(path, 'utf8'));
const missing = [];
for (const [parent, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const isThere = `${parent}/node_modules/${name}` in lock.packages || `node_modules/${name}` in lock.packages;
    const platform = platformOf(name);
    if (isThere || platform === undefined || !/^\d+\.\d+\.\d+$/.test(version)) continue;
    missing.push(name);
    lock.packages[`node_modules/${name}`] = { version, ...platform, ...(dev === true ? { dev } : {}), optional: true };
  }
}

if (process.argv.includes('--check')) {
  for (const name of missing) process.stderr.write(`package-lock.json lacks ${name}\n`);
  process.exitCode = missing.length === 0 ? 0 : 1;
} else if (missing.length > 0) {
  const { '': root, ...others } = lock.packages;
  const sorted = Object.entries(others).toSorted(([a], [b]) => (a < b ? -1 : 1));
  lock.packages = { '': root, ...Object.fromEntries(sorted) };
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
  process.stdout.write(`package-lock.json: ${missing.length} builds for other systems added\n`);
}
