/**
 * `npm run diff:recorded`: kernels for arm64 from before dynamic ftrace with registers, as they are and with the three
 * versions of that change, with and without FUNCTION_TRACER, configured and read by the real make and conf with a
 * stand-in that has the record of gcc 7.5.0 (test/support/recorded-compiler.ts), and by kgate with `--toolchain gcc-7.5.0`.
 *
 *   npm run diff:recorded -- TREE… [--only v1|v2|v3]
 *
 * Compared are `.config` byte by byte, all messages of make up to the end of `make -n prepare`, and whether it stops; where
 * kgate says that a compilation stops, what `make prepare` says. Where it stops,
 * the first fix is tried with the real make. Exit status: 0 nothing differs, 1 something does.
 */
import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { CheckResult } from '../src/results/check.ts';
import { applyFtraceSeries, type FtraceVersion } from '../test/support/ftrace-series.ts';
import { kgate, repository } from '../test/support/kgate.ts';
import { recordedCompiler } from '../test/support/recorded-compiler.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-recorded-'));
const compiler = recordedCompiler(join(repository, 'profiles/gcc-7.5.0.json'), root);
const words = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
const versions = ['as it is', 'v1', 'v2', 'v3'] as const;

interface Made {
  readonly status: number | null;
  readonly stderr: string;
}

function make(tree: string, objects: string, ...goals: string[]): Made {
  const env = { PATH: `${compiler.directory}:${process.env['PATH'] ?? ''}`, HOME: '/root', LC_ALL: 'C' };
  const args = ['-C', tree, `O=${objects}`, ...words, ...goals];
  const { status, stderr } = spawnSync('make', args, { env, encoding: 'latin1', maxBuffer: 1 << 28 });
  return { status, stderr };
}

/** What make says of the tree; that an inner make has failed is not said again. */
function messagesOf({ stderr }: Made): string[] {
  return stderr.split('\n').filter((line) => line !== '' && !/^make(?:\[\d+\])?: \*\*\* \[.*\] Error \d+$/.test(line));
}

async function compare(tree: string, version: (typeof versions)[number], isTraced: boolean): Promise<string[]> {
  const [objects, own] = [join(root, 'make'), join(root, 'kgate')];
  mkdirSync(objects, { recursive: true });
  rmSync(own, { recursive: true, force: true });
  mkdirSync(own);
  const differences: string[] = [];
  const start = make(tree, objects, '-s', 'defconfig');
  if (start.status !== 0) throw new Error(`${tree}: ${start.stderr}`);
  if (isTraced) appendFileSync(join(objects, '.config'), 'CONFIG_FTRACE=y\nCONFIG_FUNCTION_TRACER=y\n');
  cpSync(join(objects, '.config'), join(own, '.config'));
  const configured = make(tree, objects, '-s', 'olddefconfig');
  const command = ['-C', tree, ...words, '--toolchain', 'gcc-7.5.0'];
  const config = await kgate(['config', 'olddefconfig', ...command, '-O', own]);
  const [theirs, ours] = [objects, own].map((directory) => readFileSync(join(directory, '.config'), 'latin1'));
  if (configured.status !== config.exitCode || theirs !== ours) differences.push('.config differs');

  const check = await kgate(['check', ...command, '-O', objects, '--format', 'json', '--verbose']);
  if (check.stdout === '') throw new Error(`kgate check ${check.signal ?? ''}: ${check.stderr}`);
  const { diagnostics, verdict } = JSON.parse(check.stdout) as CheckResult;
  const wanted = make(tree, objects, '-n', 'prepare');
  // What is said to lie behind the first stop is nothing that make reaches.
  const isReached = (one: (typeof diagnostics)[number]): boolean => !JSON.stringify(one).includes('make stops earlier');
  const said = diagnostics.filter((one) => one.severity !== 'info' && isReached(one)).map(({ message }) => message);
  if (verdict === 'fail' && wanted.status === 0) {
    // `make -n` starts no compilation. The host compiler's -fcommon lets old dtc be linked.
    const built = make(tree, objects, 'prepare', 'HOSTCFLAGS=-fcommon');
    const lines = said.flatMap((text) => text.split('\n')).filter((line) => !/^ {2}CC /.test(line));
    const missing = lines.filter((line) => !built.stderr.includes(line));
    if (built.status === 0 || missing.length > 0) differences.push(`make prepare does not say: ${missing.join(' | ')}`);
  } else {
    if (JSON.stringify(said) !== JSON.stringify(messagesOf(wanted)))
      differences.push(`messages\n    make:  ${messagesOf(wanted).join(' | ')}\n    kgate: ${said.join(' | ')}`);
    if ((verdict === 'pass') !== (wanted.status === 0))
      differences.push(`verdict ${verdict}, make ends with ${wanted.status}`);
  }
  const unknown = diagnostics.filter(({ code }) => code === 'kernel/unknown-probe');
  if (unknown.length > 0) differences.push(`unknown probes: ${unknown.map(({ message }) => message).join(' | ')}`);
  const stops = version !== 'as it is' && version !== 'v1' && isTraced;
  if (stops !== (wanted.status !== 0)) differences.push(`the series is not what it should be: ${wanted.stderr}`);
  const fix = diagnostics.find(({ code }) => code === 'make/error')?.fixes[0];
  if (stops && fix?.kind !== 'config') differences.push('the first fix is no setting');
  if (fix !== undefined) {
    for (const { symbol, to } of fix.changes)
      appendFileSync(
        join(objects, '.config'),
        to === 'n' ? `# CONFIG_${symbol} is not set\n` : `CONFIG_${symbol}=${to}\n`,
      );
    // Make reads auto.conf as it was before it looks at .config.
    for (const goal of ['olddefconfig', 'syncconfig']) make(tree, objects, '-s', goal);
    const fixed = make(tree, objects, '-n', 'prepare');
    if (fixed.status !== 0) differences.push(`the first fix does not help: ${fixed.stderr}`);
  }
  const first = fix === undefined ? '' : `; fix: ${fix.changes.map(({ symbol, to }) => `${symbol}=${to}`).join(' ')}`;
  const what = `${wanted.status === 0 ? 'passes' : 'stops'}, ${said.length} messages${first}`;
  process.stdout.write(
    `${basename(tree)} ${version}${isTraced ? ', FUNCTION_TRACER' : ''}: ${what}: ${differences.length} different\n`,
  );
  for (const one of differences) process.stdout.write(`  ${one}\n`);
  return differences;
}

async function main(trees: readonly string[], only: readonly string[]): Promise<number> {
  let [cases, different] = [0, 0];
  for (const original of trees.map((tree) => resolve(tree))) {
    for (const version of versions) {
      if (only.length > 0 && !only.includes(version)) continue;
      const tree = join(root, version.replaceAll(' ', '-'), basename(original));
      mkdirSync(join(tree, '..'), { recursive: true });
      // Links: the change takes files away before it writes them.
      spawnSync('cp', ['-al', original, tree]);
      if (version !== 'as it is') applyFtraceSeries(tree, version satisfies FtraceVersion);
      for (const isTraced of [false, true]) {
        cases += 1;
        different += Number((await compare(tree, version, isTraced)).length > 0);
      }
      rmSync(tree, { recursive: true });
      rmSync(join(root, 'make'), { recursive: true });
    }
  }
  const unanswered = compiler.unanswered();
  process.stdout.write(`${cases} cases, ${different} different; ${unanswered.length} questions without a record\n`);
  for (const line of unanswered.slice(0, 10)) process.stdout.write(`  ${line.slice(0, 300)}\n`);
  return different === 0 && cases > 0 && unanswered.length === 0 ? 0 : 1;
}

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true, default: [] } },
  });
  process.exitCode = await main(positionals, values.only);
} finally {
  rmSync(root, { recursive: true, force: true });
}
