/** Every regular expression of the product takes time by the length of its text, or has a reason why it may take more. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyse } from 'scslre';
import ts from 'typescript';
import { expect, test } from 'vitest';

const source = join(import.meta.dirname, '../../src');

/** By file: why its expressions that could take longer do not. */
const reasons: Readonly<Record<string, string>> = {
  'report/check.ts': 'digits of a count',
  'report/answer/dead-text.ts': 'digits of a count',
  'report/head.ts': 'the first line of a compiler of the user',
  'api/check/written-with.ts': 'the first 500 characters',
  'api/fix/package-word.ts': 'a word that the user types',
  'cli/commands/explain.ts': 'a word that the user types',
  'cache/programs/header-finder.ts': 'each blank belongs to one run behind one mark',
  'kernel/host-programs/host-programs.ts': 'it begins at a line, which it does not leave',
  'kernel/stops/module-objects.ts': 'it begins at a line, which it does not leave',
  'kernel/insight/old-tool.ts': 'the first 4096 characters',
  'make/rules/database.ts': 'nine digits',
  'make/syntax/dialect.ts': 'what make says of its version, or a word that the user types',
  'probe/asking/flag-effects.ts': 'what a compiler of the user makes of a text of ours',
  'probe/asking/identity.ts': 'the words of a compiler of the user',
  'probe/asking/patchable-entry.ts': 'what a compiler of the user makes of a text of ours',
  'shell/language/bash.ts': 'texts of 16 KiB with lines of 1000 characters',
  'shell/userland/awk.ts': 'programs of 8 KiB',
  'shell/userland/printf.ts': '40 characters',
  'shell/userland/sed.ts': 'scripts of 8 KiB',
  'shell/userland/substitution.ts': 'scripts of 8 KiB',
};

interface Found {
  readonly file: string;
  readonly text: string;
  readonly isExponential: boolean;
}

/** The literals of a file that may take time by the square of their text or worse. */
function slowOnes(file: string): Found[] {
  const tree = ts.createSourceFile(file, readFileSync(join(source, file), 'utf8'), ts.ScriptTarget.ES2023, true);
  const found: Found[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const { reports } = analyse(
        { source: node.text.slice(1, end), flags: node.text.slice(end + 1) },
        { reportTypes: { Move: true } },
      );
      if (reports.length > 0) {
        found.push({ file, text: node.text, isExponential: reports.some(({ exponential }) => exponential) });
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

const all = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .sort();

test('regular expressions take time by the length of their text', { timeout: 120_000 }, () => {
  const found = all.flatMap(slowOnes);
  expect(found.filter(({ isExponential }) => isExponential)).toEqual([]);
  expect(found.filter(({ file }) => reasons[file] === undefined)).toEqual([]);
  const needed = new Set(found.map(({ file }) => file));
  expect(Object.keys(reasons).filter((file) => !needed.has(file))).toEqual([]);
});

test('one that takes longer is found', () => {
  const { reports } = analyse({ source: 'x+$', flags: '' }, { reportTypes: { Move: true } });
  expect(reports.length).toBe(1);
});
