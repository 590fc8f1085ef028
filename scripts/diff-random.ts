/**
 * `npm run diff:random`: random Kconfig trees, conf against kgate. What differs is shrunk, printed and
 * stored as a fixture.
 *
 *   npm run diff:random -- --conf PROGRAM --dialect NAME | --tree DIR [--cases N] [--seed S] [--store DIR]
 *
 * `--tree`: the dialect that is detected in that tree, whose conf PROGRAM is.
 *
 * Exit status: 0 nothing differs, 1 something does, 2 it could not be run.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { createNodeHost } from '../src/host/node/node-host.ts';
import { detectDialect, type Dialect, type DialectName, dialects } from '../src/kconfig/index.ts';
import { compareCase } from '../test/support/compare-case.ts';
import { kconfigCases } from '../test/support/kconfig-cases.ts';

const { values } = parseArgs({
  options: {
    conf: { type: 'string' },
    dialect: { type: 'string', default: 'linux-6.12' },
    tree: { type: 'string' },
    cases: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    store: { type: 'string', default: 'kconfig-fixtures/regressions' },
  },
});

/** Cases between two looks at what was found. */
const batchSize = 500;

function main(): number {
  let name = values.dialect;
  const conf = values.conf ?? process.env[`KGATE_CONF_${name.replace(/\W/g, '_').toUpperCase()}`];
  if (conf === undefined || !existsSync(conf)) throw new Error('--conf PROGRAM is missing or not there');
  if (!(name in dialects)) throw new Error(`--dialect: ${name} is none of ${Object.keys(dialects).join(', ')}`);
  let dialect: Dialect = dialects[name as DialectName];
  if (values.tree !== undefined) {
    dialect = detectDialect(createNodeHost({ cwd: process.cwd() }), resolve(values.tree)).dialect;
    name = dialect.name;
  }
  const counts = { same: 0, undefined: 0, different: 0 };
  const undefinedBy = { crash: 0, endless: 0, memory: 0 };
  let configured = 0;
  const found = new Set<string>();
  for (let left = Number(values.cases), seed = Number(values.seed); left > 0; left -= batchSize, seed++) {
    let isShrinking = false;
    const property = fc.property(kconfigCases(dialect), (input) => {
      const verdict = compareCase(conf, dialect, input);
      if (!isShrinking) counts[verdict.kind]++;
      if (verdict.kind === 'same' && verdict.status === 0 && !isShrinking) configured++;
      if (verdict.kind === 'undefined' && !isShrinking) undefinedBy[verdict.why]++;
      if (verdict.kind !== 'different') return;
      isShrinking = true;
      throw new Error(`${verdict.what}: ${verdict.excerpt}`);
    });
    const result = fc.check(property, { numRuns: Math.min(batchSize, left), seed, endOnFailure: false });
    if (!result.failed || result.counterexample === null) continue;
    const [input] = result.counterexample;
    const words = String(result.errorInstance instanceof Error ? result.errorInstance.message : result.errorInstance);
    const fixture = { dialect: name, ...input };
    const text = `${JSON.stringify(fixture, null, 2)}\n`;
    const id = createHash('sha256').update(text).digest('hex').slice(0, 10);
    if (found.has(id)) continue;
    found.add(id);
    mkdirSync(values.store, { recursive: true });
    writeFileSync(join(values.store, `${name}-${id}.json`), text);
    process.stdout.write(
      `--- ${name}-${id} (${input.mode})\n${input.kconfig}\n.config: ${JSON.stringify(input.config)}\n${words}\n`,
    );
  }
  const { same, different } = counts;
  const total = same + different + counts.undefined;
  process.stdout.write(
    `${total} cases, ${same} same (${configured} of them configured), ${different} different, ${counts.undefined} without a defined outcome (${undefinedBy.crash} crash, ${undefinedBy.endless} do not end, ${undefinedBy.memory} print memory)\n`,
  );
  return different === 0 && configured > 0 ? 0 : 1;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`diff:random: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
