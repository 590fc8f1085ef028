/**
 * `npm run suite:make`: GNU make 4.3's own test-suite on test/support/kgate-make. The suite is that of Debian's source
 * package, fetched once into the test cache; it is run there and never copied (GPL). Every comparison that is not
 * equal has to stand in test/make/suite-exceptions.json with its reason; one that is equal must not stand there.
 *
 *   npm run suite:make                       everything, some two and a half minutes
 *   npm run suite:make -- --part             the part that CI runs
 *   npm run suite:make -- features/include   these scripts
 *   npm run suite:make -- --make /usr/bin/make [...]   another make; exceptions do not count then
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildMakeFront } from './make-front.mjs';
import { download, mustRun, SetupError, testCache } from './oracles.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const files = [
  {
    name: 'make-dfsg 4.3',
    pool: 'main/m/make-dfsg/make-dfsg_4.3.orig.tar.gz',
    sha256: 'be4c17542578824e745f83bcd2a9ba264206187247cb6a5f5df99b0a9d1f9047',
    variable: 'KGATE_MAKE_SUITE',
  },
  {
    name: 'make-dfsg 4.3, changes of Debian',
    pool: 'main/m/make-dfsg/make-dfsg_4.3-4.1.diff.gz',
    sha256: '753c254ecaba425ebe2e0a0fb4d299847701e1c3eeb43df563e39975cae56b4c',
    variable: 'KGATE_MAKE_SUITE',
  },
];

/** What configure would find out; the suite asks for it. */
const configuration = `%CONFIG_FLAGS = (
  AM_LDFLAGS => '', AR => 'ar', CC => 'gcc', CFLAGS => '-O2', CPP => 'gcc -E', CPPFLAGS => '',
  GUILE_CFLAGS => '', GUILE_LIBS => '', LDFLAGS => '', LIBS => '', USE_SYSTEM_GLOB => 'yes',
);
1;
`;

/** Scripts that start few processes and wait for nothing: what CI runs. */
const isQuick = (script) =>
  /^(?:functions|variables)\//.test(script) ||
  /^features\/(?:conditionals|comments|echoing|errors|escape|expand|export|grouped_targets|include|mult|order_only|override|pat|quoting|recursion|rule_glob|se_|statipattrules|suffixrules|targetvars|varnesting|vpath)/.test(
    script,
  ) ||
  /^(?:targets\/(?:INTERMEDIATE|SECONDARY|PHONY|POSIX|ONESHELL|DEFAULT|SILENT|clean|FORCE|DELETE_ON_ERROR)|options\/dash-[BCIfknqs]|misc\/(?:bs-nl|general[1-4]))/.test(
    script,
  );

/** The unpacked source; its directory. `KGATE_MAKE_SUITE` can name one. */
export function provideSuite(say) {
  const given = process.env.KGATE_MAKE_SUITE;
  if (given) return given;
  const path = join(testCache(), 'make-4.3');
  const stamp = `${path}.stamp`;
  const wanted = files.map((file) => file.sha256).join(' ');
  if (existsSync(join(path, 'tests/jhelp.pl')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
    return path;
  mkdirSync(testCache(), { recursive: true });
  const directory = mkdtempSync(join(testCache(), '.download-'));
  try {
    say('fetching the source package of make 4.3 ...');
    const [tarball, changes] = files.map((file) => download(file, directory));
    rmSync(path, { recursive: true, force: true });
    mkdirSync(path);
    mustRun('tar', ['-xf', tarball, '-C', path, '--strip-components=1']);
    mustRun('/bin/sh', ['-c', `gzip -dc "${changes}" | patch -d "${path}" -p1 -s`]);
    writeFileSync(stamp, wanted);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  return path;
}

/** All scripts of the suite, as the suite names them. */
function scriptsOf(tests) {
  const found = [];
  for (const group of readdirSync(join(tests, 'scripts')).sort()) {
    if (group === 'vms' || !statSync(join(tests, 'scripts', group)).isDirectory()) continue;
    for (const name of readdirSync(join(tests, 'scripts', group)).sort()) found.push(`${group}/${name}`);
  }
  return found;
}

/**
 * Runs scripts and returns, for each, the numbers of its comparisons that are not equal; 0 is one whose
 * number is not known. The driver's own questions to make take their time, so all scripts are one run.
 */
function runScripts(tests, make, scripts) {
  const env = { PATH: process.env.PATH, LC_ALL: 'C', HOME: process.env.HOME ?? '/' };
  const done = spawnSync('/bin/sh', ['-c', 'exec perl run_make_tests.pl "$@" 2>&1', 'sh', '-make', make, ...scripts], {
    cwd: tests,
    env,
    encoding: 'latin1',
    timeout: 1_200_000,
    maxBuffer: 1 << 26,
  });
  const text = done.stdout;
  const names = [...text.matchAll(/^([a-z]+\/[\w-]+) \.{2,}/gm)].map((match) => match[1]);
  const ends = [...text.matchAll(/ok +\((\d+) passed\)|FAILED \((\d+)\/(\d+) passed\)|(N\/A)$/gm)];
  if (names.length !== scripts.length || ends.length !== names.length) {
    throw new SetupError(`the suite ended early\n${text.split('\n').slice(-5).join('\n')}`);
  }
  return names.map((script, at) => {
    const [, all, passed, tried, skipped] = ends[at];
    if (skipped !== undefined) return { script, total: 0, failed: [] };
    if (all !== undefined) return { script, total: Number(all), failed: [] };
    const total = Math.max(Number(tried), 1);
    const [group, name] = script.split('/');
    const work = join(tests, 'work', group);
    // `name.diff.N` is written for each comparison whose output is not equal.
    const failed = readdirSync(work).flatMap((file) => {
      if (file !== `${name}.diff` && !file.startsWith(`${name}.diff.`)) return [];
      return [Number(file.slice(name.length + 6) || 0) + 1];
    });
    failed.sort((left, right) => left - right);
    while (failed.length < total - Number(passed)) failed.push(0);
    return { script, total, failed };
  });
}

/**
 * Runs scripts of the suite. Returns totals and every deviation from the list of exceptions, as lines. `make`:
 * another make, which has no exceptions.
 */
export async function runSuite({ scripts, part = false, make, say = () => undefined } = {}) {
  const source = provideSuite(say);
  const program = make ?? join(root, 'test/support/kgate-make');
  if (make === undefined) await buildMakeFront();
  const copy = mkdtempSync(join(tmpdir(), 'kgate-suite-'));
  const exceptions =
    make === undefined ? JSON.parse(readFileSync(join(root, 'test/make/suite-exceptions.json'), 'utf8')) : {};
  const result = { total: 0, equal: 0, scripts: 0, deviations: [] };
  try {
    cpSync(join(source, 'tests'), join(copy, 'tests'), { recursive: true });
    // The driver looks for the source by this file.
    cpSync(join(source, 'src/gnumake.h'), join(copy, 'src/gnumake.h'), { recursive: true });
    const tests = join(copy, 'tests');
    writeFileSync(join(tests, 'config-flags.pm'), configuration);
    const all = scriptsOf(tests).filter((script) =>
      scripts !== undefined && scripts.length > 0 ? scripts.includes(script) : !part || isQuick(script),
    );
    for (const { script, total, failed } of runScripts(tests, program, all)) {
      result.total += total;
      result.equal += total - failed.length;
      result.scripts += 1;
      const known = exceptions[script] ?? {};
      const failedNames = failed.map(String);
      for (const name of failedNames)
        if (known[name] === undefined) result.deviations.push(`${script} ${name} is not equal`);
      for (const name of Object.keys(known)) {
        if (!failedNames.includes(name))
          result.deviations.push(`${script} ${name} is equal, but listed: ${known[name]}`);
      }
      if (failed.length > 0) say(`${script}: ${total - failed.length} of ${total}, not ${failed.join(' ')}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  return result;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const words = process.argv.slice(2);
  const at = words.indexOf('--make');
  const make = at < 0 ? undefined : words.splice(at, 2)[1];
  const part = words.includes('--part');
  try {
    const result = await runSuite({
      scripts: words.filter((word) => word !== '--part'),
      part,
      make,
      say: (text) => process.stdout.write(`${text}\n`),
    });
    const percent = ((100 * result.equal) / Math.max(result.total, 1)).toFixed(1);
    process.stdout.write(
      `${result.equal} of ${result.total} comparisons in ${result.scripts} scripts are equal (${percent} %)\n`,
    );
    for (const line of make === undefined ? result.deviations : []) process.stdout.write(`unexpected: ${line}\n`);
    process.exitCode = make === undefined && result.deviations.length > 0 ? 1 : 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`suite: ${error.message}\n`);
    process.exitCode = 2;
  }
}
