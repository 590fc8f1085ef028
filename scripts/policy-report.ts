/** The table of a comparison of policies, as markdown. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { oracle } from '../test/support/kernel-source.ts';
import { repository } from '../test/support/kgate.ts';
import type { PolicyRow } from '../test/support/policy-case.ts';

/** What came of one configuration. */
export interface PolicyOutcome extends PolicyRow {
  readonly isSame: boolean;
  /** Lines of the configuration; null when the run stopped. */
  readonly lines: number | null;
  readonly status: number | null;
  /** Lines about refused calls of the configuration. */
  readonly probeRefused: readonly string[];
  /** Refused calls of a check; null when it was not made. */
  readonly checkRefused: readonly string[] | null;
  readonly runMs: number;
  readonly probeMs: number;
}

/** Calls that `probe` refuses in trees, each with its reason. */
const reasons: readonly (readonly [RegExp, string])[] = [
  [
    /takes in <linux\/compiler\.h>/,
    'a text that is compiled takes in headers of the C library only: another one may be precompiled, which is code',
  ],
  [/ (?:\S*vmlinux|\S*\.o)\b/, 'files of the object directory are not read'],
  [/rustc .*--print|bindgen /, 'bindgen reads a header of the tree with a library of clang'],
  [/-fplugin=|-plugin/, 'plugins are code of the tree'],
];

/** Why a call is refused, by the line that says so; null for one that is not expected to be. */
export function reasonOf(line: string): string | null {
  return reasons.find(([form]) => form.test(line))?.[1] ?? null;
}

/** The compiler that the words name. */
function compilerOf(words: readonly string[]): string {
  const llvm = words.find((word) => word.startsWith('LLVM='))?.slice('LLVM='.length);
  if (llvm !== undefined) return `clang${llvm === '1' ? '' : llvm}`;
  return `${words.find((word) => word.startsWith('CROSS_COMPILE='))?.slice('CROSS_COMPILE='.length) ?? ''}gcc`;
}

function firstLine(program: string, ...args: readonly string[]): string {
  return spawnSync(program, args, { encoding: 'utf8' }).stdout?.split('\n')[0]?.trim() ?? '';
}

function versionOf(tree: PolicyRow['tree']): string {
  const makefile = readFileSync(join(oracle(tree).tree, 'Makefile'), 'utf8');
  const part = (name: string): string => new RegExp(`^${name} = *(\\w*)`, 'm').exec(makefile)?.[1] ?? '';
  const numbers = [part('VERSION'), part('PATCHLEVEL'), part('SUBLEVEL')].filter((number) => number !== '').join('.');
  return `${tree.replace(/-[\d.]+$/, '')} ${numbers}`;
}

/** One cell: how a configuration came out. */
function cell(outcome: PolicyOutcome | undefined): string {
  if (outcome === undefined) return '';
  const what = outcome.lines === null ? `both stop with ${outcome.status}` : `equal, ${outcome.lines} lines`;
  const refused = outcome.probeRefused.filter((line) => line.includes('refused by')).length;
  return `${outcome.isSame ? what : '**different**'}${refused === 0 ? '' : `, ${refused} refused`}`;
}

/** What was refused, each call once, without the words that differ from one configuration to the next. */
function refusals(outcomes: readonly PolicyOutcome[]): string[] {
  const lines = outcomes.flatMap(({ probeRefused, tree, words }) =>
    probeRefused.map((line) => {
      const call = /\(([^()]*): ([^:]*)\)$/.exec(line)?.[1] ?? line;
      return `- ${tree} ${words.join(' ')}: \`${call.slice(0, 160)}\`: ${reasonOf(line) ?? 'no reason is known'}`;
    }),
  );
  return [...new Set(lines)];
}

/** Programs that checks did without, with the number of calls. */
function checkSection(outcomes: readonly PolicyOutcome[]): string[] {
  const checked = outcomes.filter(({ checkRefused }) => checkRefused !== null);
  if (checked.length === 0) return [];
  const rows = checked.map(({ checkRefused, tree, words }) => {
    const counts = new Map<string, number>();
    for (const message of checkRefused ?? []) {
      const name = message.split(' ', 1)[0] ?? '';
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    const programs = [...counts].map(([name, count]) => `${name} ${count}`).join(', ');
    return `| ${tree} | ${words.join(' ')} | ${checkRefused?.length ?? 0} | ${programs} |`;
  });
  return [
    '## `kgate check` of a whole build',
    '',
    'Calls that `--shell=probe` refuses while it decides the recipes, each counted once. What they would print is not known;',
    'a verdict that it could change is `undecided`.',
    '',
    '| tree | words | refused | programs |',
    '| --- | --- | --: | --- |',
    ...rows,
    '',
  ];
}

/** All of it. */
export function policyReport(outcomes: readonly PolicyOutcome[], command: string): string {
  const kernels = (['linux-6.12', 'linux-6.1'] as const).filter((tree) => outcomes.some((one) => one.tree === tree));
  const nameOf = ({ words }: PolicyOutcome): string =>
    `${words[0]?.slice('ARCH='.length) ?? ''} | \`${compilerOf(words)}\``;
  const ofKernels = outcomes.filter(({ tree }) => tree.startsWith('linux'));
  const names = [...new Set(ofKernels.map(nameOf))].sort();
  const others = outcomes.filter(({ tree }) => !tree.startsWith('linux'));
  const same = outcomes.filter(({ isSame }) => isSame).length;
  const written = outcomes.filter(({ isSame, lines }) => isSame && lines !== null);
  const architectures = new Set(written.flatMap(({ words }) => words.filter((word) => word.startsWith('ARCH='))));
  const seconds = (of: (outcome: PolicyOutcome) => number): string =>
    (outcomes.reduce((total, outcome) => total + of(outcome), 0) / 1000).toFixed(0);
  const compilers = [...new Set(outcomes.map(({ words }) => compilerOf(words)))].sort();
  const commit = execFileSync('git', ['-C', repository, 'rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const kinds = [...new Set(outcomes.map(({ tree }) => tree))].map(versionOf);
  return [
    '# Configurations under `--shell=probe` and `--shell=run`',
    '',
    `    ${command}`,
    '',
    `${new Date().toISOString().slice(0, 10)}, commit ${commit}, Node ${process.version}, ${cpus().length} cores (shared); ${kinds.join(', ')}.`,
    `Each tree is configured twice by \`kgate config\`, and the \`.config\` and the exit status are compared byte for byte:`,
    `${same} of ${outcomes.length} are equal; ${written.length} of them wrote a configuration, for ${architectures.size} architectures of Linux, the`,
    `others stop under both policies with the same message of the tree, say since clang 14 is too old for it. All runs`,
    `together took ${seconds(({ runMs }) => runMs)} s under \`run\` and ${seconds(({ probeMs }) => probeMs)} s under \`probe\`, without kgate's cache.`,
    '',
    `| ARCH | compiler | ${kernels.join(' | ')} |`,
    `| --- | --- | ${kernels.map(() => '---').join(' | ')} |`,
    ...names.map((name) => {
      const cells = kernels.map((tree) => cell(ofKernels.find((one) => one.tree === tree && nameOf(one) === name)));
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
    '',
    ...(others.length === 0 ? [] : ['| tree | goal | compiler | |', '| --- | --- | --- | --- |']),
    ...others.map((one) => `| ${one.tree} | ${one.defconfig} | \`${compilerOf(one.words)}\` | ${cell(one)} |`),
    '',
    "`gcc` is the machine's own, where Debian has no cross compiler; the tree is configured with it all the same.",
    '',
    '## Refused calls',
    '',
    ...(outcomes.every(({ probeRefused }) => probeRefused.length === 0)
      ? ['None.']
      : [
          'Their answers do not change the configuration: it is the same with each of them.',
          '',
          ...refusals(outcomes),
        ]),
    '',
    ...checkSection(outcomes),
    '## Compilers',
    '',
    ...compilers.map((name) => `- \`${name}\`: ${firstLine(name, '--version')}`),
    '',
  ].join('\n');
}
