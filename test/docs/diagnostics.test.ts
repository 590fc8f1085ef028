import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TypeReader } from '../support/schema-types.ts';

/** docs/diagnostics.md lists the codes and arguments of the tables in src/<engine>/codes.ts, all and no others. */
const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/diagnostics.md'), 'utf8');

const tables = [
  ['kconfig', 'KconfigArgs'],
  ['make', 'MakeArgs'],
  ['kernel', 'KernelArgs'],
  ['probe', 'ProbeArgs'],
  ['lint', 'LintArgs'],
  ['suppress', 'SuppressArgs'],
] as const;

const reader = new TypeReader(tables.map(([engine]) => `src/${engine}/codes.ts`));

/** Rows of one section: code and arguments. */
function listed(engine: string): [string, string][] {
  const section = page.slice(page.indexOf(`: \`${engine}/\``));
  const rows = section
    .slice(0, section.indexOf('\n## '))
    .matchAll(/^\| `([a-z]+\/[a-z0-9-]+)` \| ([^|]*) \| [^|]+ \|$/gm);
  return [...rows].map(([, code = '', args = '']) => [code, args === '-' ? '' : args.replaceAll('`', '')]);
}

describe.each(tables)('%s/', (engine, table) => {
  it('is listed completely, each code with its arguments', () => {
    const declared = [...reader.fields(reader.type(`src/${engine}/codes.ts`, table))].map(([code, args]) => [
      code,
      [...reader.fields(args).keys()].join(', '),
    ]);
    expect(declared.length).toBeGreaterThan(0);
    expect(Object.fromEntries(listed(engine))).toEqual(Object.fromEntries(declared));
    expect(listed(engine)).toHaveLength(declared.length);
  });
});

it('has no row without a text', () => {
  expect(page).not.toMatch(/\| \?* \|$/m);
});

it('every error thrown on purpose is listed', () => {
  const thrown = new Set<string>();
  const visit = (directory: string): void => {
    for (const entry of readdirSync(directory, { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) visit(path);
      else
        for (const match of readFileSync(path, 'utf8').matchAll(
          /new (?:UsageError|HostError|KgateError)\(\s*'([a-z]+\/[a-z0-9-]+)'/g,
        ))
          thrown.add(match[1] ?? '');
    }
  };
  visit(join(root, 'src'));
  const missing = [...thrown].filter((code) => !page.includes(`\`${code}\``) && !code.startsWith('usage/'));
  expect(missing).toEqual([]);
});
