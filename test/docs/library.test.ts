import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import * as library from '../../src/index.ts';
import { node, repository } from '../support/kgate.ts';

const page = readFileSync(join(repository, 'docs/library.md'), 'utf8');

it('the example in docs/library.md prints what the page says', () => {
  const [, code = '', printed = ''] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(page) ?? [];
  const directory = mkdtempSync(join(tmpdir(), 'kgate-library-'));
  try {
    const path = join(directory, 'example.mts');
    writeFileSync(path, code.replace("from 'kgate'", `from '${join(repository, 'src/index.ts')}'`));
    const tsx = join(repository, 'node_modules/tsx/dist/cli.mjs');
    expect(execFileSync(node, [tsx, path], { encoding: 'utf8' })).toBe(printed);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

it('every function that the page names is exported', () => {
  const names = new Set([...page.matchAll(/kgate\.(\w+)/g)].map((match) => match[1] ?? ''));
  const inTable = [
    ...page.matchAll(
      /`((?:write|create|open|parse|detect|decode|encode|children|references|check|explain|resolve|probe|lint)[A-Z]\w*)/g,
    ),
  ];
  for (const [, name = ''] of inTable) names.add(name);
  expect([...names].filter((name) => typeof Reflect.get(library, name) !== 'function')).toEqual([]);
});
