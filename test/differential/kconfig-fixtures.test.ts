import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dialects } from '../../src/kconfig/index.ts';
import { compareCase } from '../support/compare-case.ts';
import { type KconfigCase, kconfigCases } from '../support/kconfig-cases.ts';
import { oracle } from '../support/kernel-source.ts';

const caseCount = 250;

describe.each(['linux-6.12', 'linux-6.1'] as const)('random trees with faults give what conf of %s gives', (name) => {
  it(`${caseCount} cases`, () => {
    const { conf, dialect } = oracle(name);
    let configured = 0;
    const property = fc.property(kconfigCases(dialects[dialect]), (input) => {
      const verdict = compareCase(conf, dialects[dialect], input);
      if (verdict.kind === 'different') throw new Error(`${verdict.what}: ${verdict.excerpt}`);
      if (verdict.kind === 'same' && verdict.status === 0) configured++;
    });
    fc.assert(property, { numRuns: caseCount, seed: 20_261_124 });
    expect(configured).toBeGreaterThan(caseCount / 4);
  }, 120_000);
});

const directory = join(import.meta.dirname, '../../kconfig-fixtures/regressions');
const fixtures = existsSync(directory) ? readdirSync(directory).filter((name) => name.endsWith('.json')) : [];

describe.runIf(fixtures.length > 0)('trees that were once configured differently', () => {
  it.each(fixtures)('%s', (name) => {
    const input = JSON.parse(readFileSync(join(directory, name), 'utf8')) as KconfigCase & {
      readonly dialect: 'linux-6.12' | 'linux-6.1' | 'busybox' | 'u-boot';
    };
    expect(compareCase(oracle(input.dialect).conf, dialects[input.dialect], input).kind).toBe('same');
  });
});
