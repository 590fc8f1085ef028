/**
 * `npm run diff:library`: random trees, a Kconfiglib against kgate. What differs is shrunk a little and printed.
 *
 *   npm run diff:library -- --library DIRECTORY-OF-KCONFIGLIB [--cases N] [--seed S] [--record FILE]
 *
 * `--record`: writes what that Kconfiglib does with the cases by hand and with some at random, for the tests.
 *
 * Exit status: 0 nothing differs, 1 something does, 2 it could not be run.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { handCases } from '../test/kconfig/kconfiglib/hand-cases.ts';
import {
  type LibraryCase,
  libraryDifference,
  type LibraryOutcome,
  runOracle,
  runOwn,
} from '../test/support/compare-library.ts';
import { libraryCases } from '../test/support/library-cases.ts';

const { values } = parseArgs({
  options: {
    library: { type: 'string' },
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    record: { type: 'string' },
  },
});

/** Cases for one process of the oracle. */
const batchSize = 250;
/** Characters of a case that is kept. */
const maxRecorded = 900;
/** Differences that are shown. */
const maxShown = 2;

/** Whether Kconfiglib finds a loop depends on addresses: with one of several orders, this is what comes out. */
function happens(library: string, input: LibraryCase, real: LibraryOutcome): boolean {
  return Array.from({ length: 100 }, (_, seed) => runOwn(library, [input], seed)[0]).some(
    (own) => own !== undefined && libraryDifference(real, own) === null,
  );
}

/** A smaller case that still differs: lines are left out as long as it does. */
function shrink(library: string, input: LibraryCase): LibraryCase {
  let best = input;
  const differs = (one: LibraryCase): boolean => {
    const [real] = runOracle(library, [one]);
    const [own] = runOwn(library, [one]);
    return real != null && own !== undefined && libraryDifference(real, own) !== null;
  };
  const texts = (one: LibraryCase): Record<string, string> => ({ ...one.files, '.config': one.config });
  for (const name of Object.keys(texts(best))) {
    for (let size = 16; size >= 1; size = Math.floor(size / 2)) {
      for (let at = 0; at < (texts(best)[name] ?? '').split('\n').length; ) {
        const lines = (texts(best)[name] ?? '').split('\n');
        const text = [...lines.slice(0, at), ...lines.slice(at + size)].join('\n');
        const smaller =
          name === '.config' ? { ...best, config: text } : { ...best, files: { ...best.files, [name]: text } };
        if (lines.length > 1 && differs(smaller)) best = smaller;
        else at += size;
      }
    }
  }
  return best;
}

/** Cases that together have most kinds of messages, each once. */
function record(library: string, file: string): number {
  const seen = new Set<string>();
  const random = fc.sample(libraryCases(existsSync(join(library, 'kconfig.py'))), {
    seed: Number(values.seed),
    numRuns: Number(values.cases),
  });
  const small = random.filter((input) => JSON.stringify(input).length < maxRecorded);
  const real = runOracle(library, [...handCases, ...small]);
  const kept = [...handCases, ...small].flatMap((input, at) => {
    const outcome = real[at] ?? null;
    const kinds = (outcome?.stderr ?? '')
      .split('\n')
      .map((line) => line.replace(/\(defined[^)]*\)|'[^']*'|\w*\d+\w*/g, ''));
    const isNew = kinds.some((kind) => !seen.has(kind));
    for (const kind of kinds) seen.add(kind);
    const isWanted = at < handCases.length || (isNew && !(outcome?.stderr ?? '').includes('Dependency loop'));
    return outcome !== null && isWanted ? [{ input, outcome }] : [];
  });
  const version = /^VERSION = \((.*)\)$/m.exec(readFileSync(join(library, 'kconfiglib.py'), 'latin1'))?.[1] ?? '';
  writeFileSync(
    file,
    `${JSON.stringify({ library: `Kconfiglib ${version.replaceAll(', ', '.')}`, cases: kept }, null, 1)}\n`,
  );
  process.stdout.write(`${kept.length} cases recorded\n`);
  return 0;
}

function main(): number {
  const { library } = values;
  if (library === undefined) throw new Error('--library DIRECTORY is missing');
  if (values.record !== undefined) return record(library, values.record);
  const counts = { same: 0, configured: 0, different: 0, faults: 0, chance: 0 };
  const total = Number(values.cases);
  for (let done = 0, seed = Number(values.seed); done < total; done += batchSize, seed += 7919) {
    const cases = fc.sample(libraryCases(existsSync(join(library, 'kconfig.py'))), {
      seed,
      numRuns: Math.min(batchSize, total - done),
    });
    const real = runOracle(library, cases);
    const own = runOwn(library, cases);
    for (const [at, input] of cases.entries()) {
      const expected = real[at];
      const actual = own[at];
      if (expected == null || actual === undefined) {
        counts.faults++;
        continue;
      }
      const difference = libraryDifference(expected, actual);
      const isLoop = [expected, actual].some(({ stderr }) => stderr.includes('Dependency loop\n==='));
      if (difference !== null && isLoop && happens(library, input, expected)) {
        counts.chance++;
        continue;
      }
      if (difference === null) {
        counts.same++;
        if (expected.status === 0) counts.configured++;
        continue;
      }
      if (++counts.different > maxShown) continue;
      const small = shrink(library, input);
      const [left] = runOracle(library, [small]);
      const [right] = runOwn(library, [small]);
      const words = left != null && right !== undefined ? libraryDifference(left, right) : difference;
      process.stdout.write(`${JSON.stringify(small, null, 1)}\n${words}\n\n`);
    }
  }
  const { chance, configured, different, faults, same } = counts;
  process.stdout.write(
    `${same + different + faults + chance} cases, ${same} same (${configured} of them configured), ${different} different, ${chance} where Kconfiglib differs from run to run, ${faults} where it fails by a fault of its own\n`,
  );
  return different === 0 && configured > 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`diff:library: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 2;
}
