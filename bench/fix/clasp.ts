/** The first answer of a search against Debian's clasp, on the very same clauses: is there one, and what does it cost? */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Problem } from '../../src/solve/problem.ts';
import { createSatSolver } from '../../src/solve/sat/solver.ts';
import { Search } from '../../src/solve/search.ts';

/** Least costs by both; null where there is no solution, `stopped` where clasp had not enough time. */
export interface Comparison {
  readonly own: number | null;
  readonly clasp: number | null | 'stopped';
}

/** Seconds that clasp has. */
const limit = 120;

/** Compares one problem; `file` is written. */
export function compareWithClasp(problem: Problem, file: string): Comparison {
  const solver = createSatSolver();
  const clauses: string[] = [];
  const isStopped = (): boolean => false;
  const search = new Search(problem, isStopped, {
    ...solver,
    addClause: (literals) => {
      clauses.push(literals.join(' '));
      solver.addClause(literals);
    },
  });
  const { hard, soft } = search.literals;
  const top = soft.reduce((sum, [, weight]) => sum + weight, 1);
  const lines = [...clauses, ...hard].map((clause) => `${top} ${clause} 0`);
  for (const [literal, weight] of soft) lines.push(`${weight} ${literal} 0`);
  const head = `p wcnf ${search.formula.gates.count} ${lines.length} ${top}`;
  writeFileSync(file, `${head}\n${lines.join('\n')}\n`);
  let own: number | null = null;
  search.run((candidate) => {
    own = candidate.cost;
    return 'enough';
  });
  const words = [file, '--opt-strategy=usc', '--quiet=1,0', `--time-limit=${limit}`];
  const { stdout } = spawnSync('clasp', words, { encoding: 'utf8', maxBuffer: 1 << 26 });
  if (/^s UNSATISFIABLE/m.test(stdout)) return { own, clasp: null };
  // Nothing can be violated.
  if (soft.length === 0 && /^s SATISFIABLE/m.test(stdout)) return { own, clasp: 0 };
  const [, cost] = [...stdout.matchAll(/^o (\d+)/gm)].at(-1) ?? [];
  return { own, clasp: /^s OPTIMUM FOUND/m.test(stdout) && cost !== undefined ? Number(cost) : 'stopped' };
}
