import { describe, expect, test } from 'vitest';
import { compareRules, randomRules } from '../support/random-rules.ts';

/** More of them: `npm run diff:make-rules -- --cases 10000`. */
const batches = 10;
const perBatch = 50;

describe('dependency graphs at random do what they do with make 4.3', () => {
  test.each(Array.from({ length: batches }, (_, at) => at * perBatch + 1))(
    'seeds from %i',
    { timeout: 120_000 },
    (first) => {
      for (let seed = first; seed < first + perBatch; seed++) {
        const rules = randomRules(seed);
        const { make, kgate } = compareRules(rules);
        expect(kgate, `seed ${seed}\n${rules.args.join(' ')}\n${rules.makefile}`).toEqual(make);
      }
    },
  );
});
