/** Inputs at random with a fixed seed, and those that an earlier run found something with. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { examine, examineGrowth, type Finding } from './examine.ts';
import { fuzz } from './fuzz.ts';
import { targets } from './targets.ts';

const root = join(import.meta.dirname, '../..');
const cases = join(import.meta.dirname, 'cases');

test('nothing is found in inputs of a fixed seed', { timeout: 600_000 }, async () => {
  const found: Finding[] = [];
  const { inputs } = await fuzz({
    seed: 15,
    count: 12_000,
    seedDirectories: [join(root, 'kconfig-fixtures'), join(root, 'test/corpus')],
    onFinding: (finding) => found.push(finding),
  });
  expect(found).toEqual([]);
  expect(inputs).toBe(12_000);
});

const files = readdirSync(cases).filter((name) => name.endsWith('.json'));

test.each(files)('%s', { timeout: 112_000 }, (name) => {
  const { input, kind, tail = '', target, unit } = JSON.parse(readFileSync(join(cases, name), 'utf8')) as Finding;
  expect(kind === 'growth' ? examineGrowth(target, input, unit ?? 'x', tail) : examine(target, input, true)).toBe(null);
});

test('an input that throws, one that hangs and two results that differ are found', () => {
  const [name = ''] = Object.keys(targets);
  let count = 0;
  const broken = {
    ...targets[name]!,
    read(input: string) {
      if (input === 'x') throw new TypeError('a bug');
      return (count += 1);
    },
  };
  expect(examine(name, 'x', false, broken)?.kind).toBe('crash');
  expect(examine(name, 'y', true, broken)?.kind).toBe('unstable');
  const square = {
    ...targets[name]!,
    read: (input: string) => [...input].filter((_, at) => input.lastIndexOf('y', at) >= 0),
  };
  expect(examineGrowth(name, '', 'x', '', 128 * 1024, square)?.kind).toBe('growth');
});
