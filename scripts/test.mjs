/**
 * `npm test`: brings everything the tests need, runs them, prints the totals. Plain JavaScript without
 * dependencies, because it runs in a fresh clone.
 *
 *   npm test                     everything
 *   npm test -- test/make -t x   arguments go to vitest
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt, ensurePackages } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache =
  process.env.KGATE_TEST_CACHE ?? join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kgate-test');

/** Compilers of three families, the oracles' build tools, and a kernel. */
const debianPackages = [
  'make',
  'flex',
  'bison',
  'gcc',
  'libc6-dev',
  'bc',
  'xz-utils',
  'gcc-aarch64-linux-gnu',
  'gcc-11-aarch64-linux-gnu',
  'gcc-avr',
  'clang',
  'strace',
  'git',
  'linux-source-6.12',
];

const kernel = { name: 'linux-6.12', package: 'linux-source-6.12', tarball: '/usr/src/linux-source-6.12.tar.xz' };
/** One file of each end of the tree: there only when all of it is. */
const kernelFiles = [
  'Makefile',
  'Kconfig',
  'arch/xtensa/Kconfig',
  'scripts/kconfig/conf.c',
  'usr/Kconfig',
  'virt/kvm/Kconfig',
];

/** A failure with a message for the user. */
class SetupError extends Error {}

function say(text) {
  process.stdout.write(`test: ${text}\n`);
}

/** Runs a program; its output is shown only when it fails. */
function must(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (result.status === 0) return result.stdout ?? '';
  const words = (result.stderr || result.stdout || result.error?.message || '').trim().split('\n').slice(-5).join('\n');
  throw new SetupError(`${command} ${args.slice(0, 4).join(' ')} failed\n${words}`);
}

/** Installed version of each Debian package; undefined where dpkg is not the package manager. */
function installedVersions() {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own notation
  const format = '${db:Status-Abbrev} ${Package} ${Version}\n';
  const result = spawnSync('dpkg-query', ['-W', '-f', format, ...debianPackages], { encoding: 'utf8' });
  if (result.error !== undefined) return undefined;
  const versions = new Map();
  for (const line of result.stdout.split('\n')) {
    const [status, name, version] = line.split(/\s+/);
    if (status === 'ii') versions.set(name, version);
  }
  return versions;
}

function aptGet(args) {
  const options = { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const isRoot = process.getuid?.() === 0;
  const result = isRoot
    ? spawnSync('apt-get', args, options)
    : spawnSync('sudo', ['-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args], options);
  return result.status === 0;
}

function installDebianPackages() {
  const versions = installedVersions();
  if (versions === undefined) {
    say(`no Debian system; the tests expect what these packages bring: ${debianPackages.join(' ')}`);
    return;
  }
  const missing = debianPackages.filter((name) => !versions.has(name));
  if (missing.length === 0) return;
  say(`installing Debian packages: ${missing.join(' ')}`);
  const install = ['install', '-y', '-q', '--no-install-recommends', ...missing];
  if (aptGet(install)) return;
  aptGet(['update', '-q']);
  if (aptGet(install)) return;
  throw new SetupError(`cannot install Debian packages, please do: sudo apt-get install ${missing.join(' ')}`);
}

function readText(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** `6.12.117` from a tree's Makefile; undefined when the tree is not complete. */
function treeVersion(tree) {
  if (!kernelFiles.every((file) => existsSync(join(tree, file)))) return undefined;
  const makefile = readText(join(tree, 'Makefile'));
  const part = (name) => new RegExp(`^${name} *= *(\\d+)$`, 'm').exec(makefile)?.[1];
  return `${part('VERSION')}.${part('PATCHLEVEL')}.${part('SUBLEVEL')}`;
}

/** Unpacks the kernel, once per version of its Debian package. */
function unpackKernel() {
  if (process.env.KGATE_LINUX_6_12) return process.env.KGATE_LINUX_6_12;
  const tree = join(cache, kernel.name);
  const stamp = `${tree}.stamp`;
  const wanted = installedVersions()?.get(kernel.package);
  const have = readText(stamp).trim();
  const found = treeVersion(tree);
  if (found !== undefined && (wanted === undefined || have === wanted)) return tree;
  if (found !== undefined && have === '' && wanted?.startsWith(`${found}-`)) {
    writeFileSync(stamp, `${wanted}\n`);
    return tree;
  }
  if (!existsSync(kernel.tarball)) {
    throw new SetupError(`${kernel.tarball} is missing; KGATE_LINUX_6_12 can name an unpacked Linux 6.12 instead`);
  }
  say(`unpacking ${kernel.tarball} into ${tree} (takes a minute) ...`);
  mkdirSync(cache, { recursive: true });
  const fresh = mkdtempSync(`${tree}.new-`);
  must('tar', ['-xJf', kernel.tarball, '-C', fresh, '--strip-components=1']);
  chmodSync(fresh, 0o755);
  rmSync(stamp, { force: true });
  if (existsSync(tree)) {
    const old = mkdtempSync(`${tree}.old-`);
    renameSync(tree, join(old, 'tree'));
    rmSync(old, { recursive: true, force: true });
  }
  renameSync(fresh, tree);
  writeFileSync(stamp, `${wanted ?? treeVersion(tree)}\n`);
  return tree;
}

/** Builds the kernel's own `conf` from a copy of its sources; the tree itself stays as it is. */
function buildConf(tree) {
  if (process.env.KGATE_CONF_6_12) return process.env.KGATE_CONF_6_12;
  const conf = join(cache, 'conf-6.12');
  const stamp = `${conf}.stamp`;
  const key = `${tree} ${treeVersion(tree)}`;
  if (existsSync(conf) && readText(stamp).trim() === key) return conf;
  say(`building ${conf} ...`);
  const work = mkdtempSync(join(cache, '.conf-'));
  try {
    const source = join(work, 'kconfig');
    cpSync(join(tree, 'scripts/kconfig'), source, { recursive: true });
    const include = join(tree, 'scripts/include');
    must('flex', ['-L', '-o', 'lexer.lex.c', 'lexer.l'], { cwd: source });
    must('bison', ['-l', '-o', 'parser.tab.c', '--defines=parser.tab.h', '-t', 'parser.y'], { cwd: source });
    const names = ['conf', 'confdata', 'expr', 'lexer.lex', 'menu', 'parser.tab', 'preprocess', 'symbol', 'util'];
    const flags = ['-O2', '-std=gnu11', '-I.', ...(existsSync(include) ? [`-I${include}`] : [])];
    must('gcc', [...flags, '-o', join(work, 'conf'), ...names.map((name) => `${name}.c`)], { cwd: source });
    renameSync(join(work, 'conf'), conf);
    writeFileSync(stamp, `${key}\n`);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return conf;
}

/** Counts tests; a file that could not even be loaded counts as one failed test. */
function countResults(path, status) {
  const totals = { passed: 0, failed: 0, skipped: 0 };
  const report = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : { testResults: [] };
  for (const file of report.testResults) {
    const states = file.assertionResults.map((test) => test.status);
    const failed = states.filter((state) => state === 'failed').length;
    const passed = states.filter((state) => state === 'passed').length;
    totals.passed += passed;
    totals.failed += failed === 0 && file.status === 'failed' ? 1 : failed;
    totals.skipped += states.length - passed - failed;
  }
  // An error outside every test, or vitest itself.
  if (status !== 0 && totals.failed === 0) totals.failed = 1;
  return totals;
}

function runTests(args, env) {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-report-'));
  const report = join(directory, 'report.json');
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    say(`vitest run ${args.join(' ')}`.trimEnd());
    const { status } = spawnSync(process.execPath, [vitest, 'run', ...reporters, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      env,
    });
    return countResults(report, status);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

try {
  await ensurePackages();
  installDebianPackages();
  const tree = unpackKernel();
  const conf = buildConf(tree);
  await ensureBuilt();
  say(`Linux ${treeVersion(tree)} in ${tree}, conf in ${conf}`);
  const env = { ...process.env, KGATE_LINUX_6_12: tree, KGATE_CONF_6_12: conf, KGATE_REQUIRE_ORACLE: '1' };
  const { passed, failed, skipped } = runTests(process.argv.slice(2), env);
  process.stdout.write(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`);
  process.exitCode = failed === 0 ? 0 : 1;
} catch (error) {
  process.stderr.write(`test: ${error.message}\n`);
  if (process.env.KGATE_DEBUG) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 2;
}
