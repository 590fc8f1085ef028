import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { codeList, explainCode } from '../../src/api/explain-code.ts';
import { kgate, repository } from '../support/kgate.ts';
import { TypeReader } from '../support/schema-types.ts';

/** Every code of the closed unions in src/<engine>/codes.ts has a page, and no page is of a code that is not there. */
const tables = [
  ['kconfig', 'KconfigArgs'],
  ['make', 'MakeArgs'],
  ['kernel', 'KernelArgs'],
  ['probe', 'ProbeArgs'],
  ['lint', 'LintArgs'],
  ['suppress', 'SuppressArgs'],
] as const;

const reader = new TypeReader(tables.map(([engine]) => `src/${engine}/codes.ts`));

const declared = tables.flatMap(([engine, table]) => [
  ...reader.fields(reader.type(`src/${engine}/codes.ts`, table)).keys(),
]);

it('there is a page for every code, and no other', () => {
  expect(codeList().sort()).toEqual([...declared].sort());
});

it.each(declared)('%s says what helps', (code) => {
  const page = explainCode(code) ?? '';
  expect(page.split('\n').length).toBeGreaterThan(2);
  expect(page).toMatch(/Fix: |Use instead|Nothing is wrong/);
  expect((page.match(/```/g) ?? []).length % 2).toBe(0);
});

it('pages are no wider than 130 columns', () => {
  for (const [engine] of tables) {
    const lines = readFileSync(join(repository, `docs/codes/${engine}.md`), 'utf8').split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(135);
  }
});

describe('kgate explain', () => {
  it.each([
    [['make/error'], '# make/error'],
    [['error[make/error]'], '# make/error'],
    [['value-not-kept'], '# kernel/value-not-kept'],
    [['lint/undefined-config-reference'], '# undefined-config-reference'],
    [['probe/tool-missing'], '# probe/tool-missing'],
  ])('%j', async (words, head) => {
    const run = await kgate(['explain', ...words]);
    expect(run.stdout.split('\n')[0]).toBe(head);
    expect(run.exitCode).toBe(0);
  });

  it('suggests the nearest code', async () => {
    const run = await kgate(['explain', 'make/eror']);
    expect(run).toMatchObject({ exitCode: 2, stdout: '' });
    expect(run.stderr).toContain('did you mean make/error?');
  });
});
