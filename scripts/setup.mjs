/**
 * Sets a clone up for use: npm packages and dist/, each only when it is not there or out of date.
 * Safe when several start at once: one works under a lock, the others wait for it.
 */
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const { contentHash, fingerprint, hasSameContent, isFresh, stampPath } = createRequire(import.meta.url)(
  './fingerprint.cjs',
);

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockPath = join(root, '.kgate-setup.lock');

/** The holder touches the lock this often … */
const beatMs = 1000;
/** … and one that has not been touched for this long was left behind. */
const staleMs = 15_000;
const pollMs = 100;

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function say(text) {
  process.stderr.write(`kgate: ${text}\n`);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}

/** True when node_modules holds what package-lock.json asks for (optional packages aside). */
export function hasPackages() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {};
  const installed = readJson(join(root, 'node_modules/.package-lock.json'))?.packages;
  if (installed === undefined) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional === true || installed[path]?.version === version,
  );
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** A lock is left behind when its holder on this machine is dead, or when it was not touched for long. */
function isStale() {
  try {
    const age = Date.now() - statSync(lockPath).mtimeMs;
    if (age > staleMs) return true;
    const owner = readJson(join(lockPath, 'owner'));
    return owner !== undefined && owner.boot === bootId() && !isAlive(owner.pid);
  } catch {
    return false;
  }
}

function bootId() {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // Process numbers mean something within one namespace only.
    return `${boot} ${statSync('/proc/self/ns/pid').ino}`;
  } catch {
    return 'unknown';
  }
}

/** Removes a stale lock. Under a guard, so that a second breaker does not remove the lock of the first. */
function breakStaleLock() {
  const guard = `${lockPath}.break`;
  try {
    mkdirSync(guard);
  } catch {
    try {
      if (Date.now() - statSync(guard).mtimeMs > staleMs) rmdirSync(guard);
    } catch {
      // Another process has removed it.
    }
    return;
  }
  try {
    if (isStale()) rmSync(lockPath, { recursive: true, force: true });
  } finally {
    rmdirSync(guard);
  }
}

/** Takes the lock, or waits until `isDone` and returns undefined. The result releases the lock. */
async function acquireLock(isDone) {
  let hasSaid = false;
  for (;;) {
    try {
      mkdirSync(lockPath);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (isStale()) {
      breakStaleLock();
      continue;
    }
    if (!hasSaid) {
      say('another kgate is setting this clone up, waiting for it ...');
      hasSaid = true;
    }
    await sleep(pollMs);
    if (!existsSync(lockPath) && isDone()) return undefined;
  }
  writeFileSync(join(lockPath, 'owner'), JSON.stringify({ pid: process.pid, boot: bootId() }));
  const beat = setInterval(() => {
    try {
      const now = new Date();
      utimesSync(lockPath, now, now);
    } catch {
      // Broken by a process that took this one for dead; both results are the same.
    }
  }, beatMs);
  const remove = () => {
    clearInterval(beat);
    rmSync(lockPath, { recursive: true, force: true });
  };
  process.once('exit', remove);
  return () => {
    process.off('exit', remove);
    remove();
  };
}

/** Runs npm with its output in a file; the error names that file. */
async function installPackages() {
  const log = join(tmpdir(), `kgate-npm-${process.pid}.log`);
  const fd = openSync(log, 'w');
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts', '--prefer-offline'];
  const status = await new Promise((resolve) => {
    const child = spawn('npm', args, { cwd: root, stdio: ['ignore', fd, fd], env: npmEnvironment() });
    child.once('error', (error) => resolve(error.code === 'ENOENT' ? 'npm not found' : error.message));
    child.once('close', (code, signal) => resolve(code === 0 ? undefined : `npm ci ended with ${signal ?? code}`));
  });
  closeSync(fd);
  if (status !== undefined) {
    throw new Error(`cannot install the packages kgate is built with: ${npmReason(log) ?? status} (log: ${log})`);
  }
  rmSync(log, { force: true });
}

/** npm hands its own settings down to what it starts; a production one would leave the builder out. */
function npmEnvironment() {
  const dropped = new Set([
    'NODE_ENV',
    'npm_config_omit',
    'npm_config_production',
    'npm_config_global',
    'npm_config_prefix',
  ]);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !dropped.has(name)));
}

/** The line of npm's log that says most. */
function npmReason(log) {
  const lines = readFileSync(log, 'utf8').split('\n');
  const errors = lines.filter((line) => /^npm (?:error|ERR!) /.test(line)).map((line) => line.replace(/^npm \S+ /, ''));
  return errors.find((line) => !/^(?:code|errno|syscall|type) /.test(line)) ?? errors[0];
}

async function buildDist() {
  const { build } = await import('./build.mjs');
  try {
    await build();
  } catch (error) {
    const [first] = error.errors ?? [];
    if (first === undefined) throw error;
    const where = first.location === null ? '' : `${first.location.file}:${first.location.line}: `;
    throw new Error(`cannot build dist: ${where}${first.text}`, { cause: error });
  }
}

function writeStamp(text) {
  const path = join(root, stampPath);
  writeFileSync(`${path}.${process.pid}`, text);
  renameSync(`${path}.${process.pid}`, path);
}

function isReadOnly(error) {
  return ['EROFS', 'EACCES', 'EPERM'].includes(error.code);
}

async function setUp({ quiet }) {
  const isFirst = !existsSync(join(root, 'dist/cli.js'));
  const needsPackages = !hasPackages();
  if (!quiet || isFirst || needsPackages) {
    const what = needsPackages ? 'installing packages and building' : 'building';
    say(`${isFirst ? 'first run' : 'sources have changed'}: ${what} ...`);
  }
  if (needsPackages) await installPackages();
  // Taken before the build: what changes meanwhile makes the next start build again.
  const state = `${contentHash(root)}\n${fingerprint(root)}`;
  await buildDist();
  writeStamp(state);
}

/** Makes node_modules match package-lock.json. Throws an Error with one line for the user. */
export async function ensurePackages() {
  if (hasPackages()) return;
  const release = await acquireLock(hasPackages);
  if (release === undefined) return;
  try {
    if (hasPackages()) return;
    say('installing packages ...');
    await installPackages();
  } finally {
    release();
  }
}

/** Makes dist/ match the sources. Throws an Error with one line for the user. */
export async function ensureBuilt({ quiet = false } = {}) {
  if (isFresh(root)) return;
  const isCopy = hasSameContent(root) && existsSync(join(root, 'dist/cli.js'));
  let release;
  try {
    if (isCopy) {
      writeStamp(`${contentHash(root)}\n${fingerprint(root)}`);
      return;
    }
    release = await acquireLock(() => isFresh(root));
  } catch (error) {
    if (!isReadOnly(error)) throw error;
    // Built before it became read-only: the very sources are good, older ones at least worth a word.
    if (isCopy) return;
    if (!existsSync(join(root, 'dist/cli.js')))
      throw new Error(`${root} is neither built nor writable`, { cause: error });
    say(`dist is older than src and cannot be rebuilt: ${root} is not writable`);
    return;
  }
  if (release === undefined) return;
  try {
    if (!isFresh(root)) await setUp({ quiet });
  } finally {
    release();
  }
}
