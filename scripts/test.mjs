/**
 * `npm test`: brings everything the tests need, runs them, prints the totals. Plain JavaScript without
 * dependencies, because it runs in a fresh clone.
 *
 *   npm test                     everything
 *   npm test -- test/make -t x   arguments go to vitest
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareOracles, SetupError, sourcePackages, testCache } from './oracles.mjs';
import { ensureBuilt, ensurePackages } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = testCache();

/** Compilers of three families, the oracles' build tools, and two kernels. */
const debianPackages = [
  'make',
  'flex',
  'bison',
  'gcc',
  'libc6-dev',
  'bc',
  'openssl',
  'libssl-dev',
  'xz-utils',
  'gcc-aarch64-linux-gnu',
  'gcc-11-aarch64-linux-gnu',
  'gcc-riscv64-linux-gnu',
  'gcc-avr',
  'clang',
  'lld',
  'llvm',
  'strace',
  'bubblewrap',
  'clasp',
  'ccache',
  'distcc',
  'git',
  'python3',
  'python3-pytest',
  'g++',
  'zsh',
  'fish',
  ...sourcePackages,
];

function say(text) {
  process.stdout.write(`test: ${text}\n`);
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
  const oracles = prepareOracles(cache, installedVersions(), say);
  await ensureBuilt();
  const env = { ...process.env, ...oracles, KGATE_REQUIRE_ORACLE: '1' };
  const args = process.argv.slice(2);
  const { passed, failed, skipped } = runTests(args, env);
  // Tests that a name pattern leaves out are skipped, too.
  const isIncomplete = skipped > 0 && !args.some((arg) => /^(?:-t|--testNamePattern)(?:$|=)/.test(arg));
  if (isIncomplete) say('a run with skipped tests is not green: every oracle is required (KGATE_REQUIRE_ORACLE=1)');
  process.stdout.write(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}\n`);
  process.exitCode = failed === 0 && !isIncomplete ? 0 : 1;
} catch (error) {
  process.stderr.write(`test: ${error.message}\n`);
  if (process.env.KGATE_DEBUG) process.stderr.write(`${error.stack}\n`);
  process.exitCode = 2;
}
