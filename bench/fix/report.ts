/** The page of `npm run bench:fix`, from the results of all trees that were run. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from './ask.ts';

interface Results {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
}

function quantile(numbers: readonly number[], part: number): number {
  const sorted = numbers.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** Writes it. True where every answer holds under conf. */
export function writeReport(work: string, out: string): boolean {
  const files = readdirSync(work)
    .filter((name) => name.endsWith('.json'))
    .sort();
  const all = files.map((name) => JSON.parse(readFileSync(join(work, name), 'utf8')) as Results);
  const rows = all.map(({ name, outcomes }) => row(name, outcomes));
  const outcomes = all.flatMap((one) => one.outcomes);
  const text = `# How good \`kgate fix\` is

${new Date().toISOString().slice(0, 10)}, commit ${commit()}, Node ${process.versions.node}, ${availableParallelism()} x ${cpus()[0]?.model ?? '?'}. Made by \`npm run bench:fix\`.

Random symbols with a prompt, fixed seed: to be y, n or m, or three at once. Each first answer is applied to the \`.config\` as text
and given to the tree's own \`conf --olddefconfig\` (BusyBox: \`conf -o\`): "same" where its whole file is kgate's, byte for byte.
Seconds are processor time of this process: encoding and all solving, without evaluation.

| tree, start | questions | fixed | impossible | undecided | conf: same | lost | refused candidates | changes median / 95 % / max | search median | 95 % | max |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${[...rows, row('**all**', outcomes)].join('\n')}
`;
  writeFileSync(out, text);
  process.stdout.write(text);
  return outcomes.every(({ conf }) => conf === null || conf === 'same');
}

function row(name: string, outcomes: readonly Outcome[]): string {
  const count = (test: (one: Outcome) => boolean): number => outcomes.filter(test).length;
  const times = outcomes.map(({ searchSeconds }) => searchSeconds);
  const fixed = outcomes.filter(({ verdict }) => verdict === 'fixed');
  const changes = fixed.map((one) => one.changes);
  const cells = [
    name,
    outcomes.length,
    fixed.length,
    count(({ verdict }) => verdict === 'impossible'),
    count(({ verdict }) => verdict === 'undecided'),
    count(({ conf }) => conf === 'same'),
    count(({ conf }) => conf === 'lost'),
    outcomes.reduce((sum, { refused }) => sum + refused, 0),
    [0.5, 0.95, 1].map((part) => quantile(changes, part)).join(' / '),
    ...[0.5, 0.95, 1].map((part) => quantile(times, part).toFixed(2)),
  ];
  return `| ${cells.join(' | ')} |`;
}

function commit(): string {
  return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: import.meta.dirname, encoding: 'utf8' }).trim();
}
