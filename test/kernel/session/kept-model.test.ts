import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { explainWhy } from '../../../src/api/why/why.ts';
import { type Cache, openCache } from '../../../src/cache/cache.ts';
import { machineStamps } from '../../../src/host/node/machine-stamps.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import type { WhyResult } from '../../../src/results/why.ts';

let root: string;
const write = (name: string, text: string): void => writeFileSync(join(root, 'tree', name), text);

const tree = `config CC_HAS
\tdef_bool $(shell,sh ./script.sh && echo y || echo n)
config NEEDS
\tbool "needs"
\tdepends on CC_HAS
\tselect HELPER
config HELPER
\tbool
`;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kgate-kept-'));
  for (const name of ['tree', 'cache']) mkdirSync(join(root, name));
  write('Makefile', 'export srctree := $(CURDIR)\n%config:\n\tscripts/kconfig/conf --$@ Kconfig\n');
  write('Kconfig', tree);
  write('script.sh', 'echo the words >&2\nexit 3\n');
  write('.config', 'CONFIG_NEEDS=y\n');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** An answer of `why`, and how many trees were parsed for it. */
function why(
  question: string,
  useCache = true,
  file: string | null = null,
): { readonly result: WhyResult; readonly parsed: number } {
  const host = createNodeHost({ cwd: join(root, 'tree'), env: { PATH: '/usr/bin:/bin', HOME: root } });
  let parsed = 0;
  // Ten seconds on: files written by the test are old.
  const stamps = { ...machineStamps, now: () => Date.now() + 10_000 };
  const cache: Cache = {
    ...openCache({ directory: join(root, 'cache'), version: '1', stamps }),
    onMiss: () => void (parsed += 1),
  };
  const configFile = file === null ? null : { name: file, path: join(root, 'tree', file) };
  const request = { treeName: '.', objectDirectory: null, variables: [], configFile, defconfig: null };
  const result = explainWhy({ host, request, profile: null, question, cache: useCache ? cache : null });
  return { result, parsed };
}

describe('a tree that an earlier run has parsed', () => {
  it('explains as one that is parsed, and is not parsed again for another .config', () => {
    const first = why('NEEDS');
    expect(first.parsed).toBe(1);
    write('.config', '# CONFIG_NEEDS is not set\n');
    const second = why('NEEDS');
    expect(second.parsed).toBe(0);
    expect(second.result).toEqual(why('NEEDS', false).result);
    // Another question about the same tree: what parsing asked is known, down to the words of the script.
    const third = why('CC_HAS=y');
    expect(third.parsed).toBe(0);
    expect(third.result).toEqual(why('CC_HAS=y', false).result);
    expect(JSON.stringify(third.result)).toContain('the words');
  });

  it.each<[string, () => void]>([
    ['a Kconfig file is written', () => write('Kconfig', tree.replace('select HELPER', 'default y'))],
    ['a script answers otherwise', () => write('script.sh', 'exit 0\n')],
  ])('is parsed again when %s', (_, change) => {
    why('NEEDS=y');
    change();
    const after = why('NEEDS=y');
    expect(after.parsed).toBe(1);
    expect(after.result).toEqual(why('NEEDS=y', false).result);
  });

  it('does not depend on the file that --config names, unless it looks at it', () => {
    write('my.config', 'CONFIG_NEEDS=y\n');
    expect(why('NEEDS', true, 'my.config').parsed).toBe(1);
    write('my.config', 'CONFIG_NEEDS=n\n');
    expect(why('NEEDS', true, 'my.config').parsed).toBe(0);
    write('Kconfig', `${tree}config LOOKS\n\tdef_bool $(shell,grep -q NEEDS=y my.config && echo y || echo n)\n`);
    expect(why('LOOKS', true, 'my.config').result.value).toBe('n');
    write('my.config', 'CONFIG_NEEDS=y\n');
    expect(why('LOOKS', true, 'my.config').result.value).toBe('y');
  });

  it('is not kept when it looks at the .config', () => {
    write('Kconfig', `${tree}config LOOKS\n\tdef_bool $(shell,grep -q NEEDS=y .config && echo y || echo n)\n`);
    expect(why('LOOKS').result.value).toBe('y');
    write('.config', '# CONFIG_NEEDS is not set\n');
    const second = why('LOOKS');
    expect(second.parsed).toBe(1);
    expect(second.result.value).toBe('n');
  });
});
