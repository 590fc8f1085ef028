/**
 * Source trees the tests compare with, and `conf` built from each, in the test cache. Everything is made
 * once per version; what cannot be had is an error with the remedy, never a silent gap.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { buildConf } from './build-conf.mjs';

/** A failure with a message for the user. */
export class SetupError extends Error {}

/** One file of each end of a kernel: there only when all of it is. */
const kernelFiles = [
  'Makefile',
  'Kconfig',
  'arch/xtensa/Kconfig',
  'scripts/kconfig/conf.c',
  'usr/Kconfig',
  'virt/kvm/Kconfig',
];

/** `variable` names an unpacked tree, `confVariable` a conf program, that are taken instead. */
const trees = [
  {
    name: 'linux-6.12',
    package: 'linux-source-6.12',
    tarball: '/usr/src/linux-source-6.12.tar.xz',
    variable: 'KGATE_LINUX_6_12',
    conf: 'conf-6.12',
    confVariable: 'KGATE_CONF_6_12',
    files: kernelFiles,
  },
  {
    name: 'linux-6.1',
    package: 'linux-source-6.1',
    tarball: '/usr/src/linux-source-6.1.tar.xz',
    variable: 'KGATE_LINUX_6_1',
    conf: 'conf-6.1',
    confVariable: 'KGATE_CONF_6_1',
    files: kernelFiles,
  },
  {
    name: 'busybox-1.35.0',
    pool: 'main/b/busybox/busybox_1.35.0.orig.tar.bz2',
    sha256: 'faeeb244c35a348a334f4a59e44626ee870fb07b6884d68c10ae8bc19f83a694',
    variable: 'KGATE_BUSYBOX',
    conf: 'conf-busybox',
    confVariable: 'KGATE_CONF_BUSYBOX',
    files: ['Makefile', 'Config.in', 'scripts/kconfig/conf.c', 'util-linux/Config.src'],
  },
  {
    name: 'u-boot-2023.01',
    pool: 'main/u/u-boot/u-boot_2023.01+dfsg.orig.tar.xz',
    sha256: 'e75da6f089d063aaef39a1c17f1631791d87700662624e18de2121fa39a1ed44',
    variable: 'KGATE_U_BOOT',
    conf: 'conf-u-boot',
    confVariable: 'KGATE_CONF_U_BOOT',
    files: ['Makefile', 'Kconfig', 'scripts/kconfig/conf.c', 'tools/Kconfig'],
  },
];

/** Debian packages with sources. */
export const sourcePackages = trees.flatMap((tree) => tree.package ?? []);

/** Where Debian keeps source archives; the last one keeps those that newer ones replaced. */
const mirrors = [
  'http://deb.debian.org/debian/pool',
  'https://snapshot.debian.org/archive/debian/20250520T000000Z/pool',
];

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** Where sources and oracles are kept. */
export function testCache() {
  const caches = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return process.env.KGATE_TEST_CACHE ?? join(caches, 'kgate-test');
}

/** Runs a program; its output is shown only when it fails. */
export function mustRun(command, args) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (result.status === 0) return;
  const words = (result.stderr || result.stdout || result.error?.message || '').trim().split('\n').slice(-5).join('\n');
  throw new SetupError(`${command} ${args.slice(0, 4).join(' ')} failed\n${words}`);
}

/** `6.12.117` from a tree's Makefile; undefined when the tree is not complete. */
function treeVersion(tree, path) {
  if (!tree.files.every((file) => existsSync(join(path, file)))) return undefined;
  const makefile = readText(join(path, 'Makefile'));
  const part = (name) => new RegExp(`^${name} *= *(\\d+)$`, 'm').exec(makefile)?.[1];
  return ['VERSION', 'PATCHLEVEL', 'SUBLEVEL'].flatMap((name) => part(name) ?? []).join('.');
}

/** What configuring or building in a tree leaves there; make then refuses to work elsewhere. */
const leftovers = ['.config', 'include/config', 'include/generated', 'scripts/kconfig/conf', 'scripts/basic/fixdep'];

function isClean(path) {
  return leftovers.every((name) => !existsSync(join(path, name)));
}

/** Downloads by apt's own helper, so that apt's proxy settings hold; the path of the file. */
export function download(tree, directory) {
  const file = join(directory, basename(tree.pool));
  const failures = [];
  for (const mirror of mirrors) {
    const url = `${mirror}/${tree.pool.replace(/\+/g, '%2b')}`;
    const words = ['download-file', url, file, `SHA256:${tree.sha256}`];
    const result = spawnSync('/usr/lib/apt/apt-helper', words, { encoding: 'utf8', timeout: 300_000 });
    if (result.status === 0) return file;
    failures.push(`${url}: ${(result.stderr || result.error?.message || '').trim().split('\n').at(-1)}`);
  }
  throw new SetupError(
    `the source of ${tree.name} cannot be fetched\n${failures.join('\n')}\n${tree.variable} can name an unpacked tree instead`,
  );
}

/** Puts a complete tree in place of whatever is there. */
function unpack(tree, path, tarball, say) {
  say(`unpacking ${tarball} into ${path} ...`);
  const fresh = mkdtempSync(`${path}.new-`);
  try {
    mustRun('tar', ['-xf', tarball, '-C', fresh, '--strip-components=1']);
    chmodSync(fresh, 0o755);
    if (existsSync(path)) {
      const old = mkdtempSync(`${path}.old-`);
      renameSync(path, join(old, 'tree'));
      rmSync(old, { recursive: true, force: true });
    }
    renameSync(fresh, path);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** The tree's directory, unpacked once per version. */
function provideTree(tree, cache, versions, say) {
  const given = process.env[tree.variable];
  if (given) return given;
  const path = join(cache, tree.name);
  const stamp = `${path}.stamp`;
  const wanted = tree.package === undefined ? tree.sha256 : versions?.get(tree.package);
  const found = isClean(path) ? treeVersion(tree, path) : undefined;
  const have = readText(stamp).trim();
  if (found !== undefined && (wanted === undefined || have === wanted)) return path;
  if (found !== undefined && have === '' && wanted.startsWith(`${found}-`)) {
    writeFileSync(stamp, `${wanted}\n`);
    return path;
  }
  mkdirSync(cache, { recursive: true });
  rmSync(stamp, { force: true });
  if (tree.pool === undefined) {
    if (!existsSync(tree.tarball)) {
      throw new SetupError(`${tree.tarball} is missing; ${tree.variable} can name an unpacked ${tree.name} instead`);
    }
    unpack(tree, path, tree.tarball, say);
  } else {
    const directory = mkdtempSync(join(cache, '.download-'));
    try {
      say(`fetching ${tree.pool} ...`);
      unpack(tree, path, download(tree, directory), say);
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  if (treeVersion(tree, path) === undefined) throw new SetupError(`${path} is not complete after unpacking`);
  writeFileSync(stamp, `${wanted ?? treeVersion(tree, path)}\n`);
  return path;
}

/** conf of a tree, built once per version. */
function provideConf(tree, path, cache, say) {
  const given = process.env[tree.confVariable];
  if (given) return given;
  const conf = join(cache, tree.conf);
  const stamp = `${conf}.stamp`;
  const key = `${path} ${treeVersion(tree, path)}`;
  if (existsSync(conf) && readText(stamp).trim() === key) return conf;
  say(`building ${conf} ...`);
  try {
    buildConf(path, conf);
  } catch (error) {
    throw new SetupError(error.message);
  }
  writeFileSync(stamp, `${key}\n`);
  return conf;
}

/**
 * Makes everything ready. Returns the environment variables that give the tests their paths. `versions`:
 * installed version by Debian package, undefined where there is no dpkg.
 */
export function prepareOracles(cache, versions, say) {
  const env = {};
  for (const tree of trees) {
    const path = provideTree(tree, cache, versions, say);
    const conf = provideConf(tree, path, cache, say);
    env[tree.variable] = path;
    env[tree.confVariable] = conf;
    say(`${tree.name} (${treeVersion(tree, path)}) in ${path}, conf in ${conf}`);
  }
  return env;
}
