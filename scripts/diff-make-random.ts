/**
 * `npm run diff:make-random`: makefiles at random, GNU make against kgate. What differs is shrunk and printed,
 * with `--store` also kept as a fixture.
 *
 *   npm run diff:make-random -- [--cases N] [--seed S] [--make PATH --make-version V] [--store DIR] [--stop-after N]
 *
 * Exit status: 0 nothing differs, 1 something does.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { parseMakeVersion } from '../src/make/index.ts';
import { Arena, shrink } from '../test/support/compare-make.ts';
import { randomMakefile } from '../test/support/random-makefile.ts';

const { values } = parseArgs({
  options: {
    make: { type: 'string', default: 'make' },
    'make-version': { type: 'string', default: '4.3' },
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string' },
    'stop-after': { type: 'string', default: '10' },
  },
});

/** Makefiles given to one shell. */
const batchSize = 100;

function main(): number {
  const version = parseMakeVersion(values['make-version']);
  if (version === undefined) throw new Error(`--make-version: ${values['make-version']} is not known`);
  const arena = new Arena(values.make, version.makeVersion);
  const counts = { same: 0, skipped: 0, different: 0 };
  const reasons = new Map<string, number>();
  try {
    const first = Number(values.seed);
    const end = first + Number(values.cases);
    for (let seed = first; seed < end && counts.different < Number(values['stop-after']); seed += batchSize) {
      const seeds = Array.from({ length: Math.min(batchSize, end - seed) }, (_, i) => seed + i);
      const cases = seeds.map((one) =>
        randomMakefile(one, { has44: version.makeVersion === '4.4.1' || one % 5 === 0 }),
      );
      const verdicts = arena.compare(cases);
      for (const [i, verdict] of verdicts.entries()) {
        counts[verdict.kind]++;
        if (verdict.kind === 'skipped') reasons.set(verdict.why, (reasons.get(verdict.why) ?? 0) + 1);
        if (verdict.kind !== 'different') continue;
        const small = shrink(arena, cases[i]!);
        const [again] = arena.compare([small]);
        process.stdout.write(`--- seed ${seeds[i]}\n${small.statements.join('\n')}\n`);
        for (const [name, lines] of Object.entries(small.files))
          if (lines.length > 0) process.stdout.write(`== ${name}\n${lines.join('\n')}\n`);
        process.stdout.write(`args ${JSON.stringify(small.args)} env ${JSON.stringify(small.env)}\n`);
        if (again?.kind === 'different') {
          process.stdout.write(excerpt(again.make, again.kgate));
        }
        if (values.store === undefined) continue;
        mkdirSync(values.store, { recursive: true });
        writeFileSync(join(values.store, `seed-${seeds[i]}.json`), `${JSON.stringify(small, null, 2)}\n`);
      }
    }
  } finally {
    arena.close();
  }
  process.stdout.write(`${JSON.stringify(counts)} ${JSON.stringify([...reasons])}\n`);
  return counts.different === 0 ? 0 : 1;
}

type Output = { readonly rc: number; readonly stdout: string; readonly stderr: string };

/** The lines in which two outputs differ. */
function excerpt(make: Output, kgate: Output): string {
  let text = make.rc === kgate.rc ? '' : `rc make ${make.rc} kgate ${kgate.rc}\n`;
  for (const stream of ['stdout', 'stderr'] as const) {
    const left = make[stream].split('\n');
    const right = kgate[stream].split('\n');
    const only = (from: string[], other: string[]): string[] =>
      from.filter((line) => !other.includes(line)).slice(0, 6);
    const lines = [
      ...only(left, right).map((line) => `  make  ${line}`),
      ...only(right, left).map((line) => `  kgate ${line}`),
    ];
    if (lines.length > 0) text += `${stream}\n${lines.join('\n')}\n`;
    else if (make[stream] !== kgate[stream]) text += `${stream}: order differs\n`;
  }
  return text;
}

process.exitCode = main();
