/**
 * `npm run diff:make-rules`: dependency graphs at random, GNU make against kgate, with real files and shells.
 *
 *   npm run diff:make-rules -- [--cases N] [--seed S] [--stop-after N]
 *
 * Exit status: 0 nothing differs, 1 something does.
 */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { compareRules, type RandomRules, randomRules } from '../test/support/random-rules.ts';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    'stop-after': { type: 'string', default: '5' },
  },
});

function differs(rules: RandomRules): boolean {
  const { make, kgate } = compareRules(rules);
  return !isDeepStrictEqual(make, kgate);
}

/** Leaves out lines, files and words as long as the difference stays. */
function shrink(rules: RandomRules): RandomRules {
  let best = rules;
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false;
    const lines = best.makefile.split('\n').slice(0, -1);
    const smaller: RandomRules[] = [
      ...lines.map((_, at) => ({ ...best, makefile: `${lines.filter((__, i) => i !== at).join('\n')}\n` })),
      ...lines.flatMap((line, at) =>
        line.split(' ').map((_, word) => ({
          ...best,
          makefile: `${lines
            .map((one, i) =>
              i === at
                ? one
                    .split(' ')
                    .filter((__, j) => j !== word)
                    .join(' ')
                : one,
            )
            .join('\n')}\n`,
        })),
      ),
      ...Object.keys(best.files).map((name) => ({
        ...best,
        files: Object.fromEntries(Object.entries(best.files).filter(([one]) => one !== name)),
      })),
      ...best.args.map((_, at) => ({ ...best, args: best.args.filter((__, i) => i !== at) })),
    ];
    const found = smaller.find(differs);
    if (found === undefined) break;
    best = found;
    isSmaller = true;
  }
  return best;
}

let different = 0;
const first = Number(values.seed);
const end = first + Number(values.cases);
for (let seed = first; seed < end && different < Number(values['stop-after']); seed++) {
  const rules = randomRules(seed);
  if (!differs(rules)) continue;
  different++;
  const small = shrink(rules);
  const { make, kgate } = compareRules(small);
  process.stdout.write(`--- seed ${seed}\n${small.makefile}`);
  process.stdout.write(`${JSON.stringify({ files: small.files, args: small.args })}\n`);
  process.stdout.write(`make  ${JSON.stringify(make)}\nkgate ${JSON.stringify(kgate)}\n`);
}
process.stdout.write(`${different} of ${Math.min(end, first + Number(values.cases)) - first} differ\n`);
process.exitCode = different === 0 ? 0 : 1;
