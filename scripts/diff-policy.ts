/**
 * Configures real trees with `--shell=run` and with `--shell=probe`, and compares what comes out byte for byte: the
 * allow-list of `probe` is right when every probe of a tree has the same answer under both.
 *
 *   npm run diff:policy -- [--tree linux-6.12,linux-6.1] [--arch arm64,x86] [--llvm=1,-19] [--check arm64] [--keep DIRECTORY] [--out FILE]
 *
 * Each architecture is configured with Debian's compiler where the machine has it, else with the machine's own gcc, and
 * with `LLVM=`. `--check` also runs `kgate check` under `probe` for some of them and lists the refused calls. `--keep` leaves the configurations
 * in a directory and takes those of `run` from there where it has them. `--out` writes bench/results/policy.md. Exit
 * status 1 when something differs, or a call is refused that is not in the list of those with a reason.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { usualTriplets } from '../src/toolchain/architectures.ts';
import { oracle } from '../test/support/kernel-source.ts';
import { kgateEnvironment, launcher, node } from '../test/support/kgate.ts';
import { type Configured, configureUnder, isSameConfigured, type PolicyRow } from '../test/support/policy-case.ts';
import { type PolicyOutcome, policyReport, reasonOf } from './policy-report.ts';

const { values } = parseArgs({
  options: {
    tree: { type: 'string', default: 'busybox,u-boot,linux-6.12,linux-6.1' },
    arch: {
      type: 'string',
      default:
        'alpha,arc,arm,arm64,csky,hexagon,loongarch,m68k,microblaze,mips,nios2,openrisc,parisc,powerpc,riscv,s390,sh,sparc,um,x86,xtensa',
    },
    llvm: { type: 'string', default: '1' },
    check: { type: 'string', default: '' },
    keep: { type: 'string' },
    out: { type: 'string' },
  },
});

/** `CROSS_COMPILE=` of the first usual compiler on PATH; nothing for the machine's own. */
function crossWords(arch: string): string[] {
  if (arch === 'x86') return [];
  const isThere = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
  const triplet = usualTriplets(arch).find((one) => isThere(`${one}-gcc`));
  return triplet === undefined ? [] : [`CROSS_COMPILE=${triplet}-`];
}

function rows(): PolicyRow[] {
  return values.tree.split(',').flatMap((name): PolicyRow[] => {
    const tree = name as PolicyRow['tree'];
    if (name === 'u-boot') {
      const words = ['CROSS_COMPILE=aarch64-linux-gnu-'];
      return [{ tree, defconfig: 'qemu_arm64_defconfig', words }];
    }
    if (name === 'busybox') return [{ tree, defconfig: 'defconfig', words: [] }];
    return values.arch.split(',').flatMap((arch) =>
      [crossWords(arch), ...values.llvm.split(',').map((value) => [`LLVM=${value}`])].map((words) => ({
        tree,
        defconfig: 'defconfig',
        words: [`ARCH=${arch}`, ...words],
      })),
    );
  });
}

/** Refused calls of a check, as `program …: reason`, each once. */
function refusedByCheck({ tree, defconfig, words }: PolicyRow, directory: string): string[] {
  const args = ['check', '-C', oracle(tree).tree, '-O', join(directory, 'objects'), ...words, '--defconfig', defconfig];
  const { stdout } = spawnSync(node, [launcher, ...args, '--shell=probe', '--format', 'json'], {
    env: kgateEnvironment({ KGATE_NO_CACHE: '1' }),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; causes: { message: string }[] }[] };
  const refused = diagnostics.filter(({ code }) => code === 'probe/refused');
  return [...new Set(refused.flatMap(({ causes }) => causes.map(({ message }) => message)))];
}

/** The run of `--shell=run`, or that of an earlier time in a directory that is kept. */
function configureByRun(row: PolicyRow, directory: string): Configured {
  const record = join(directory, 'run.json');
  if (existsSync(record)) return JSON.parse(readFileSync(record, 'utf8')) as Configured;
  const run = configureUnder('run', row, directory);
  if (values.keep !== undefined) writeFileSync(record, JSON.stringify(run));
  return run;
}

function placeFor(row: PolicyRow): string {
  if (values.keep === undefined) return mkdtempSync(join(tmpdir(), 'kgate-policy-'));
  const place = join(values.keep, [row.tree, ...row.words].join('_').replace(/[^\w.=-]/g, '_'));
  mkdirSync(place, { recursive: true });
  return place;
}

const isChecked = ({ words }: PolicyRow): boolean =>
  values.check.split(',').some((arch) => words.includes(`ARCH=${arch}`));
const say = (line: string): void => void process.stdout.write(`${line}\n`);

function compare(row: PolicyRow): PolicyOutcome {
  const directory = placeFor(row);
  try {
    const run = configureByRun(row, directory);
    const probe = configureUnder('probe', row, directory);
    const isSame = isSameConfigured(run, probe);
    const outcome: PolicyOutcome = {
      ...row,
      isSame,
      lines: run.text === '' ? null : run.text.split('\n').length - 1,
      status: run.status,
      probeRefused: probe.refused,
      checkRefused: isChecked(row) ? refusedByCheck(row, directory) : null,
      runMs: run.ms,
      probeMs: probe.ms,
    };
    const what = outcome.lines === null ? `stopped with ${run.status}` : `${outcome.lines} lines`;
    say(
      `${isSame ? 'same' : 'DIFFERENT'} ${row.tree} ${row.words.join(' ')} ${row.defconfig}: ${what}, ` +
        `${probe.refused.length} refused, run ${Math.round(run.ms)} ms, probe ${Math.round(probe.ms)} ms`,
    );
    if (!isSame)
      say(`  run: ${run.status} ${run.words.slice(0, 300)}\n  probe: ${probe.status} ${probe.words.slice(0, 300)}`);
    for (const line of probe.refused) say(`  ${reasonOf(line) ?? 'unexpected'}: ${line}`);
    for (const line of outcome.checkRefused ?? []) say(`  check: ${line.slice(0, 400)}`);
    if (probe.refused.some((line) => reasonOf(line) === null)) process.exitCode = 1;
    return outcome;
  } finally {
    if (values.keep === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

/** The command, as it is typed. */
function commandLine(): string {
  return ['npm run diff:policy --', ...process.argv.slice(2)].join(' ');
}

const outcomes = rows().map(compare);
const same = outcomes.filter(({ isSame }) => isSame).length;
const sum = (of: (outcome: PolicyOutcome) => number): number =>
  Math.round(outcomes.reduce((total, outcome) => total + of(outcome), 0));
say(
  `${same} of ${outcomes.length} configurations are the same; run ${sum(({ runMs }) => runMs)} ms, probe ${sum(({ probeMs }) => probeMs)} ms`,
);
if (same < outcomes.length) process.exitCode = 1;
if (values.out !== undefined) writeFileSync(values.out, policyReport(outcomes, commandLine()));
