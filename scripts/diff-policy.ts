/**
 * Configures real trees with `--shell=run` and with `--shell=probe`, and compares what comes out byte for byte: the
 * allow-list of `probe` is right when every probe of a tree has the same answer under both.
 *
 *   npx tsx scripts/diff-policy.ts [--tree linux-6.12,linux-6.1] [--arch arm64,x86] [--check] [--out FILE]
 *
 * Each architecture is configured with Debian's compiler where the machine has it, else with the machine's own gcc, and
 * with `LLVM=1`. `--check` also runs `kgate check` under `probe` and lists the refused calls of compilers and binutils. Exit
 * status 1 when something differs, or a call is refused that is not in the list of those with a reason.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { oracle } from '../test/support/kernel-source.ts';
import { kgateEnvironment, launcher, node } from '../test/support/kgate.ts';

const { values } = parseArgs({
  options: {
    tree: { type: 'string', default: 'busybox,u-boot,linux-6.12,linux-6.1' },
    arch: {
      type: 'string',
      default:
        'arm64,x86,arm,riscv,mips,powerpc,s390,sparc,parisc,m68k,sh,alpha,arc,csky,loongarch,xtensa,hexagon,microblaze,nios2,openrisc',
    },
    check: { type: 'boolean', default: false },
    out: { type: 'string' },
  },
});

type TreeName = Parameters<typeof oracle>[0];

/** Calls that `probe` refuses in trees, each with its reason. */
const expectedRefusals: readonly (readonly [RegExp, string])[] = [
  [/python3 /, 'a text of Python may do everything'],
  [/rustc .*--print|bindgen /, 'bindgen reads a header of the tree with a library of clang'],
  [/-fplugin=|-plugin/, 'plugins are code of the tree'],
];

const prefixes: Readonly<Record<string, string>> = { arm64: 'aarch64-linux-gnu-', riscv: 'riscv64-linux-gnu-' };

interface Row {
  readonly tree: TreeName;
  readonly defconfig: string;
  readonly words: readonly string[];
}

function rows(): Row[] {
  return values.tree.split(',').flatMap((name): Row[] => {
    const tree = name as TreeName;
    if (name === 'u-boot') {
      const words = ['CROSS_COMPILE=aarch64-linux-gnu-'];
      return [{ tree, defconfig: 'qemu_arm64_defconfig', words }];
    }
    if (name === 'busybox') return [{ tree, defconfig: 'defconfig', words: [] }];
    return values.arch.split(',').flatMap((arch): Row[] => {
      const prefix = prefixes[arch];
      const own = prefix === undefined ? [] : [`CROSS_COMPILE=${prefix}`];
      return [own, ['LLVM=1']].map((words) => ({ tree, defconfig: 'defconfig', words: [`ARCH=${arch}`, ...words] }));
    });
  });
}

interface Configured {
  readonly text: string;
  readonly status: number | null;
  readonly words: string;
  readonly refused: readonly string[];
  readonly ms: number;
}

function configure({ tree, defconfig, words }: Row, policy: string, directory: string): Configured {
  const output = join(directory, `${policy}.config`);
  rmSync(output, { force: true });
  const args = ['config', defconfig, '-C', oracle(tree).tree, ...words, `--shell=${policy}`, '--output', output];
  const before = performance.now();
  const { status, stderr, stdout } = spawnSync(node, [launcher, ...args], {
    env: kgateEnvironment({ KGATE_NO_CACHE: '1' }),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = `${stdout}${stderr}`.split('\n');
  const isOfPolicy = /refused by --shell|is not asked for its version|probes without an answer|^ {2}hint/;
  return {
    text: existsSync(output) ? readFileSync(output, 'latin1') : '',
    status,
    words: lines.filter((line) => !isOfPolicy.test(line)).join('\n'),
    refused: lines.filter((line) => line.includes('refused by --shell')),
    ms: performance.now() - before,
  };
}

/** Refused calls of a check, as `program …: reason`. */
function refusedByCheck({ tree, defconfig, words }: Row, directory: string): string[] {
  const args = ['check', '-C', oracle(tree).tree, '-O', join(directory, 'objects'), ...words, '--defconfig', defconfig];
  const { stdout } = spawnSync(node, [launcher, ...args, '--shell=probe', '--format', 'json'], {
    env: kgateEnvironment({ KGATE_NO_CACHE: '1' }),
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; causes: { message: string }[] }[] };
  return diagnostics.flatMap(({ causes, code }) =>
    code === 'probe/refused' ? causes.map(({ message }) => message) : [],
  );
}

let failures = 0;
const report: string[] = [];
const say = (line: string): void => {
  report.push(line);
  process.stdout.write(`${line}\n`);
};
const total = { run: 0, probe: 0, same: 0, count: 0 };
for (const row of rows()) {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-policy-'));
  try {
    const run = configure(row, 'run', directory);
    const probe = configure(row, 'probe', directory);
    const isSame = run.text === probe.text && run.status === probe.status;
    const unexpected = probe.refused.filter((line) => !expectedRefusals.some(([form]) => form.test(line)));
    total.run += run.ms;
    total.probe += probe.ms;
    total.count += 1;
    if (isSame) total.same += 1;
    if (!isSame || unexpected.length > 0) failures += 1;
    const lines = run.text === '' ? `stopped with ${run.status}` : `${run.text.split('\n').length} lines`;
    say(
      `${isSame ? 'same' : 'DIFFERENT'} ${row.tree} ${row.words.join(' ')} ${row.defconfig}: ${lines}, ` +
        `${probe.refused.length} refused, run ${Math.round(run.ms)} ms, probe ${Math.round(probe.ms)} ms`,
    );
    if (!isSame)
      say(`  run: ${run.status} ${run.words.slice(0, 300)}\n  probe: ${probe.status} ${probe.words.slice(0, 300)}`);
    for (const line of unexpected) say(`  ${line}`);
    if (!values.check) continue;
    const refused = [...new Set(refusedByCheck(row, directory))];
    const tools = refused.filter((line) => !expectedRefusals.some(([form]) => form.test(line)));
    say(`  check: ${refused.length} refused`);
    for (const line of tools) say(`    ${line.slice(0, 400)}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
say(
  `${total.same} of ${total.count} configurations are the same; run ${Math.round(total.run)} ms, probe ${Math.round(total.probe)} ms`,
);
if (values.out !== undefined) writeFileSync(values.out, `${report.join('\n')}\n`);
process.exitCode = failures > 0 ? 1 : 0;
