/**
 * `npm run bench:fix-clasp`: least costs of random questions, and impossible ones, compared with clasp (Debian's package); and
 * random configurations in which an impossible one could hold.
 *
 *   npm run bench:fix-clasp -- [--only 'linux-6.12 arm64'] [--count 200] [--samples 2000] [--work DIR]
 *
 * Exit status: 0 both agree and no configuration contradicts, 1 otherwise.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { valuesProblem } from '../src/api/fix/values.ts';
import { askedValues } from '../src/api/fix/asked.ts';
import { loadSatSolver } from '../src/solve/sat/solver.ts';
import { BenchBase } from './fix/ask.ts';
import { compareWithClasp } from './fix/clasp.ts';
import { questionsFor } from './fix/questions.ts';
import { contradictions } from './fix/samples.ts';
import { benchTrees } from './fix/trees.ts';

const { values: options } = parseArgs({
  options: {
    only: { type: 'string', default: 'linux-6.12 arm64' },
    count: { type: 'string', default: '200' },
    samples: { type: 'string', default: '2000' },
    work: { type: 'string', default: join(tmpdir(), 'kgate-bench-fix-clasp') },
  },
});

await loadSatSolver();
mkdirSync(options.work, { recursive: true });
const say = (text: string): void => {
  process.stdout.write(`${text}\n`);
  appendFileSync(join(options.work, 'results'), `${text}\n`);
};
let isGood = true;
for (const tree of benchTrees) {
  if (!tree.name.includes(options.only)) continue;
  for (const goal of tree.goals) {
    const { base } = new BenchBase(tree, goal, join(options.work, 'objects'));
    const count = Math.ceil(Number(options.count) / tree.goals.length);
    const seen = { equal: 0, impossible: 0, stopped: 0, different: 0 };
    const impossible: string[] = [];
    for (const { words } of questionsFor(base.configuration, count, 0, 2)) {
      const asked = askedValues(base.configuration, words);
      const { own, clasp } = compareWithClasp(valuesProblem(base, asked).problem, join(options.work, 'problem.wcnf'));
      if (own === null) impossible.push(...words);
      if (clasp === 'stopped') seen.stopped += 1;
      else if (own !== clasp) seen.different += 1;
      else if (own === null) seen.impossible += 1;
      else seen.equal += 1;
      if (own !== clasp) say(`  ${words.join(' ')}: ${own}, clasp ${clasp}`);
    }
    say(`${tree.name} ${goal}: ${JSON.stringify(seen)}`);
    if (Number(options.samples) > 0) {
      const found = contradictions(base, impossible, Number(options.samples));
      say(
        `${tree.name} ${goal}: ${impossible.length} impossible, ${options.samples} random configurations, in ${found.length} one holds ${found.slice(0, 8).join(', ')}`,
      );
      isGood &&= found.length === 0;
    }
    isGood &&= seen.different === 0;
  }
}
process.exitCode = isGood ? 0 : 1;
