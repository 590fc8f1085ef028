/**
 * `npm run bench:fix-random`: random small trees, each with a random configuration and a request, answered and compared with all
 * small changes there are; the conf of the dialect is the judge. `npm test` runs a sample (test/solve/enumeration.test.ts).
 *
 *   npm run bench:fix-random -- [--cases 300] [--seed 1]
 *
 * Exit status: 0 no better change and no answer that fails, 1 otherwise.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { dialects } from '../src/kconfig/index.ts';
import { loadSatSolver } from '../src/solve/sat/solver.ts';
import { fixTrees } from '../test/support/fix-cases.ts';
import { checkFix } from '../test/support/fix-enumeration.ts';
import { oracle } from '../test/support/kernel-source.ts';

const { values: options } = parseArgs({
  options: { cases: { type: 'string', default: '300' }, seed: { type: 'string', default: '1' } },
});

await loadSatSolver();
let faults = 0;
for (const name of ['linux-6.12', 'linux-6.1', 'busybox', 'u-boot'] as const) {
  const { conf, dialect } = oracle(name);
  const counts = { fixed: 0, impossible: 0, undecided: 0, holds: 0, 'no question': 0 };
  let evaluated = 0;
  let refused = 0;
  const trees = fc.sample(fixTrees(dialects[dialect]), { numRuns: Number(options.cases), seed: Number(options.seed) });
  for (const [seed, tree] of trees.entries()) {
    const verdict = checkFix({ ...tree, conf, dialect: dialects[dialect], seed });
    counts[verdict.kind] += 1;
    evaluated += verdict.evaluated;
    refused += verdict.refused;
    if (verdict.fault === null && verdict.kind !== 'undecided') continue;
    faults += 1;
    process.stdout.write(
      `${verdict.kind} ${verdict.request}: ${verdict.fault}\n${tree.kconfig}\n.config:\n${tree.config}\n`,
    );
  }
  const text = Object.entries(counts)
    .map(([kind, count]) => `${count} ${kind}`)
    .join(', ');
  process.stdout.write(`${name}: ${text}; ${evaluated} changes evaluated, ${refused} candidates refused\n`);
}
process.exitCode = faults === 0 ? 0 : 1;
