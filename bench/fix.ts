/**
 * `npm run bench:fix`: random requests on real trees, answered as `kgate fix` answers them and checked by the tree's own conf.
 *
 *   npm run bench:fix -- [--only TEXT] [--scale 1] [--work DIR] [--out FILE]
 *
 * `--only` runs the trees whose name has TEXT in it; results of earlier runs in DIR are kept. Exit status: 0 every answer holds,
 * 1 one does not.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadSatSolver } from '../src/solve/sat/solver.ts';
import { BenchBase, type Outcome } from './fix/ask.ts';
import { questionsFor } from './fix/questions.ts';
import { RealConf } from './fix/real-conf.ts';
import { writeReport } from './fix/report.ts';
import { benchTrees } from './fix/trees.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    scale: { type: 'string', default: '1' },
    work: { type: 'string', default: join(tmpdir(), 'kgate-bench-fix') },
    out: { type: 'string', default: join(import.meta.dirname, 'results/fix.md') },
  },
});

await loadSatSolver();
const lap = (what: string): void => {
  process.stderr.write(`${(performance.now() / 1000).toFixed(0).padStart(6)} s  ${what}\n`);
};
const scale = Number(options.scale);
for (const tree of benchTrees) {
  if (!tree.goals.some((goal) => `${tree.name} ${goal}`.includes(options.only))) continue;
  const directory = join(options.work, tree.name.replaceAll(' ', '-'));
  const conf = new RealConf(tree, directory);
  lap(`${tree.name}: conf`);
  for (const goal of tree.goals) {
    const name = `${tree.name} ${goal}`;
    if (!name.includes(options.only)) continue;
    const bench = new BenchBase(tree, goal, join(directory, 'objects'));
    const { configuration } = bench.base;
    lap(`${name}: read`);
    const questions = questionsFor(configuration, Math.ceil(tree.single * scale), Math.ceil(tree.triple * scale), 1);
    // conf runs while the next question is answered.
    const outcomes: Outcome[] = [];
    let before: Promise<Outcome> | null = null;
    for (const question of questions) {
      const next = bench.ask(question, conf);
      if (before !== null) outcomes.push(await before);
      before = next;
    }
    if (before !== null) outcomes.push(await before);
    mkdirSync(options.work, { recursive: true });
    writeFileSync(join(options.work, `${name.replaceAll(' ', '-')}.json`), JSON.stringify({ name, outcomes }));
    lap(`${name}: asked`);
    const memory = Math.round(process.resourceUsage().maxRSS / 1024);
    process.stdout.write(`${name}: ${outcomes.length} questions, ${memory} MB\n`);
    for (const { words, verdict, conf: real, difference } of outcomes) {
      if (real === 'same' || verdict === 'impossible') continue;
      process.stdout.write(`  ${verdict} ${real} ${words.join(' ')}: ${difference}\n`);
    }
  }
}
process.exitCode = writeReport(options.work, options.out) ? 0 : 1;
