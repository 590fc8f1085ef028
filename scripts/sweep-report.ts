/** The table of a sweep over defconfigs, as markdown. */

/** One check to make. */
export interface SweepRow {
  readonly tree: 'linux-6.1' | 'linux-6.12';
  readonly arch: string;
  readonly defconfig: string;
  readonly words: readonly string[];
}

/** What came of it. */
export interface SweepOutcome extends SweepRow {
  readonly verdict: string;
  readonly seconds: number;
  readonly errors: readonly { readonly line: string; readonly target: string; readonly confirmed: string | null }[];
  /** What kgate itself says when there is no result. */
  readonly failure: string | null;
}

/** The compiler that the words name. */
function compilerOf(words: readonly string[]): string {
  if (words.includes('LLVM=1')) return 'clang (`LLVM=1`)';
  const prefix = words.find((word) => word.startsWith('CROSS_COMPILE='))?.slice('CROSS_COMPILE='.length) ?? '';
  return `\`${prefix}gcc\``;
}

function grouped(outcomes: readonly SweepOutcome[]): SweepOutcome[][] {
  const groups = new Map<string, SweepOutcome[]>();
  for (const one of outcomes) {
    const key = [one.tree, one.arch, compilerOf(one.words)].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function tableRow(group: readonly SweepOutcome[]): string {
  const [first] = group;
  const count = (verdict: string): number => group.filter((one) => one.verdict === verdict).length;
  const errors = group.flatMap((one) => one.errors);
  const confirmed = errors.filter((error) => error.confirmed !== null).length;
  const seconds = group.map((one) => one.seconds).sort((left, right) => left - right)[group.length >> 1] ?? 0;
  const numbers = [group.length, count('pass'), count('undecided'), count('fail'), count('none')];
  const cells = [
    first?.tree,
    first?.arch,
    compilerOf(first?.words ?? []),
    ...numbers,
    errors.length,
    confirmed,
    seconds,
  ];
  return `| ${cells.join(' | ')} |`;
}

/** What is left of one defconfig: kgate's line and the one that make prints at the same target. */
function leftOf({ arch, defconfig, errors, failure, tree, verdict }: SweepOutcome): string[] {
  const name = `${tree} ${arch} \`${defconfig}\``;
  if (failure !== null) return [`- ${name}: no result: ${failure.split('\n')[0] ?? ''}`];
  if (errors.length === 0) return [`- ${name}: ${verdict}, no error`];
  return errors.map(({ confirmed, line, target }) => {
    const real = confirmed === null ? 'make says nothing of the kind' : `\`make ${target}\`: \`${confirmed}\``;
    return `- ${name}: \`${line}\`; ${real}`;
  });
}

/** All of it; a later outcome of the same defconfig takes the place of an earlier one. */
export function sweepReport(all: readonly SweepOutcome[]): string {
  const latest = new Map(all.map((one) => [`${one.tree} ${one.arch} ${one.defconfig}`, one]));
  const outcomes = [...latest.values()];
  const left = outcomes.filter((one) => one.verdict !== 'pass').flatMap(leftOf);
  return [
    '# Every defconfig',
    '',
    '`kgate check` with the goal of plain make in a fresh object directory (`npm run sweep -- --confirm`). An error is',
    '*confirmed* where the real make, at the target of the error, prints the same line.',
    '',
    '| tree | ARCH | compiler | defconfigs | pass | undecided | fail | no result | errors | confirmed | seconds (median) |',
    '| --- | --- | --- | --: | --: | --: | --: | --: | --: | --: | --: |',
    ...grouped(outcomes).map(tableRow),
    '',
    '## What is left',
    '',
    ...(left.length > 0 ? left : ['Nothing.']),
    '',
  ].join('\n');
}
