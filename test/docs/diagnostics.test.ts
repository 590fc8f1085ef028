import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** docs/diagnostics.md lists the codes of the unions in src/<engine>/codes.ts, all and no others. */
const root = join(import.meta.dirname, '../..');
const page = readFileSync(join(root, 'docs/diagnostics.md'), 'utf8');

function codesIn(text: string, pattern: RegExp): string[] {
  return [...new Set([...text.matchAll(pattern)].map((match) => match[1] ?? ''))].sort();
}

describe.each(['kconfig', 'make', 'kernel'])('%s/', (engine) => {
  it('is listed completely', () => {
    const source = readFileSync(join(root, `src/${engine}/codes.ts`), 'utf8');
    const declared = codesIn(source, new RegExp(`'(${engine}/[a-z0-9-]+)'`, 'g'));
    expect(declared.length).toBeGreaterThan(0);
    const section = page.slice(page.indexOf(`: \`${engine}/\``));
    const listed = codesIn(
      section.slice(0, section.indexOf('\n## ')),
      new RegExp(`^\\| \`(${engine}/[a-z0-9-]+)\` \\|`, 'gm'),
    );
    expect(listed).toEqual(declared);
  });

  it('has no row without a text', () => {
    expect(page).not.toMatch(/\| \?* \|$/m);
  });
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
