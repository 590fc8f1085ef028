/**
 * Writes src/lint/rule-docs.ts from docs/rules/*.md, so that `kgate explain` has the pages in the
 * installed bundle. Run: npx tsx scripts/gen-rule-docs.ts
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const docsDirectory = fileURLToPath(new URL('../docs/rules/', import.meta.url));
const outputFile = fileURLToPath(new URL('../src/lint/rule-docs.ts', import.meta.url));

/** Text of src/lint/rule-docs.ts for the pages as they are now. */
export function renderRuleDocs(): string {
  const entries = readdirSync(docsDirectory)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      const page = readFileSync(docsDirectory + file, 'utf8');
      const escaped = page.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
      return `  [\n    '${file.slice(0, -'.md'.length)}',\n    \`${escaped}\`,\n  ],\n`;
    });
  return [
    '// Made from docs/rules/*.md by scripts/gen-rule-docs.ts; edit the pages, not this file.',
    '',
    '/** The page of every rule as Markdown, by rule name. */',
    'export const ruleDocs: ReadonlyMap<string, string> = new Map([',
    `${entries.join('')}]);`,
    '',
  ].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(outputFile, renderRuleDocs());
