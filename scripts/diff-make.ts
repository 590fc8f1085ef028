/**
 * `npm run diff:make`: reads the makefiles of real kernels as GNU make and as kgate, for every architecture with
 * a compiler of Debian, and compares all that the makes know afterwards: every variable in origin, flavor and raw
 * value, the environment of recipes, what reading printed, and how the makes start one another.
 *
 *   npm run diff:make -- [--tree DIR|6.1|6.12 …] [--arch NAME …] [--goal prepare|defconfig|none …] [--make PROGRAM] [--json]
 *
 * Object directories are configured once, below $TMPDIR/kgate-diff-make.
 * Exit status: 0 nothing differs, 1 something does, 2 it could not be run.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseMakeVersion } from '../src/make/index.ts';
import { compareLevels, type LevelsReport, normalisations } from '../test/support/compare-levels.ts';
import { oracle } from '../test/support/kernel-source.ts';
import { configuredObjects, kernelTargets, targetEnvironment } from '../test/support/kernel-targets.ts';
import { memoShell } from '../test/support/make-host.ts';

const { values } = parseArgs({
  options: {
    tree: { type: 'string', multiple: true, default: ['6.12', '6.1'] },
    arch: { type: 'string', multiple: true, default: kernelTargets.map((target) => target.name) },
    goal: { type: 'string', multiple: true, default: ['prepare', 'defconfig', 'none'] },
    make: { type: 'string', default: '/usr/bin/make' },
    json: { type: 'boolean', default: false },
  },
});

interface Row extends LevelsReport {
  readonly tree: string;
  readonly arch: string;
  readonly goal: string;
}

function treeOf(name: string): string {
  return name === '6.1' || name === '6.12' ? oracle(`linux-${name}`).tree : name;
}

function shorten(text: string | undefined): string {
  if (text === undefined) return 'none';
  return JSON.stringify(text.length > 400 ? `${text.slice(0, 400)} …` : text);
}

function print(row: Row): void {
  const { tree, arch, goal, levels, variables, environment, differences } = row;
  const what = `${levels} makes, ${variables} variables, ${environment} of the environment`;
  process.stdout.write(`${tree} ${arch} ${goal}: ${what}, ${differences.length} different\n`);
  for (const one of differences.slice(0, 20)) {
    process.stdout.write(
      `  make[${one.level}] ${one.what}\n    make:  ${shorten(one.wanted)}\n    kgate: ${shorten(one.got)}\n`,
    );
  }
}

function main(): number {
  const rows: Row[] = [];
  const version = spawnSync(values.make, ['--version'], { encoding: 'utf8' }).stdout.split('\n')[0] ?? '';
  const parsed = parseMakeVersion(version);
  if (parsed === undefined) throw new Error(`--make: ${values.make} is no GNU make that kgate follows`);
  const scratch = mkdtempSync(join(tmpdir(), 'kgate-levels-'));
  try {
    for (const name of values.tree) {
      const tree = treeOf(name);
      const root = join(tmpdir(), 'kgate-diff-make', basename(name));
      for (const arch of values.arch) {
        const target = kernelTargets.find((one) => one.name === arch);
        if (target === undefined)
          throw new Error(`--arch: ${arch} is none of ${kernelTargets.map((one) => one.name).join(', ')}`);
        const objects = configuredObjects('/usr/bin/make', tree, target, root);
        const runShell = memoShell(new Map());
        for (const goal of values.goal) {
          const args = [`O=${objects}`, ...target.words, ...(goal === 'none' ? [] : [goal])];
          const start = { args, cwd: tree, env: targetEnvironment() };
          const row = {
            tree: name,
            arch,
            goal,
            ...compareLevels(values.make, start, { scratch, runShell, version: parsed }),
          };
          rows.push(row);
          if (!values.json) print(row);
        }
      }
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const total = {
    make: version,
    readings: rows.length,
    makes: sum((row) => row.levels),
    variables: sum((row) => row.variables),
    environment: sum((row) => row.environment),
    differences: sum((row) => row.differences.length),
  };
  if (values.json) process.stdout.write(`${JSON.stringify({ total, normalisations, rows }, null, 2)}\n`);
  else {
    process.stdout.write(
      `${version}: ${total.readings} readings, ${total.makes} makes, ${total.variables} variables, ${total.environment} variables of the environment, ${total.differences} different\n`,
    );
  }
  return total.differences === 0 && total.variables > 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`diff:make: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
