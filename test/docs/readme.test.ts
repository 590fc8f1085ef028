import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../src/cli/command-table.ts';
import { kgate, repository } from '../support/kgate.ts';

const readme = readFileSync(join(repository, 'README.md'), 'utf8');

it('the example in README.md is what kgate prints, in parts', async () => {
  const block = /```text\n\$ \.\/bin\/kgate (.*)\n([\s\S]*?)```/.exec(readme);
  const run = await kgate((block?.[1] ?? '').split(' '));
  const timeless = (text: string): string => text.replace(/\(\d+\.\d s\)/, '(0.3 s)');
  const printed = timeless(run.stdout);
  const parts = (block?.[2] ?? '').split(/^…\n/m).filter((part) => part !== '');
  expect(parts.length).toBeGreaterThan(1);
  let from = 0;
  for (const part of parts) {
    const at = printed.indexOf(part, from);
    expect(at, part).toBeGreaterThanOrEqual(from);
    from = at + part.length;
  }
  expect(run.exitCode).toBe(1);
});

it('no line of the example is wider than 80 columns, make’s own message apart', () => {
  const example = /```text\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  const wide = example.split('\n').filter((line) => line.length > 80 && !line.startsWith('$'));
  expect(wide.every((line) => line.includes('*** '))).toBe(true);
});

it('README.md has at most 180 lines', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(180);
});

describe('docs/commands', () => {
  const pages = readdirSync(join(repository, 'docs/commands')).map((name) => name.replace(/\.md$/, ''));

  it('has a page for every command that has options of its own', () => {
    const wanted = commandTable.map((command) => command.name).filter((name) => name !== 'rules' && name !== 'explain');
    expect(pages.sort()).toEqual([...wanted].sort());
  });

  it.each(commandTable.map((command) => command.name))('%s --help fits 80 columns', async (name) => {
    const run = await kgate([name, '--help']);
    expect(run.exitCode).toBe(0);
    expect(Math.max(...run.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

it('every relative link in the Markdown files leads somewhere', () => {
  const broken: string[] = [];
  const visit = (directory: string): void => {
    for (const entry of readdirSync(join(repository, directory), { withFileTypes: true })) {
      const path = join(directory, entry.name);
      if (entry.isDirectory() && !/node_modules|dist|^\.git|kconfig-fixtures/.test(path)) visit(path);
      if (!entry.isFile() || !path.endsWith('.md')) continue;
      const text = readFileSync(join(repository, path), 'utf8').replace(/```[\s\S]*?```/g, '');
      for (const [, target = ''] of text.matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        try {
          const full = join(repository, directory, target);
          readdirSync(join(full, '..'));
          if (!readdirSync(join(full, '..')).includes(full.split('/').at(-1) ?? '')) broken.push(`${path}: ${target}`);
        } catch {
          broken.push(`${path}: ${target}`);
        }
      }
    }
  };
  visit('.');
  expect(broken).toEqual([]);
});
