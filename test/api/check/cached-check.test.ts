import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import { type Cache, openCache } from '../../../src/cache/cache.ts';
import { machineStamps } from '../../../src/host/node/machine-stamps.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import type { CheckResult } from '../../../src/results/check.ts';

let root: string;
const write = (name: string, text: string): void => writeFileSync(join(root, 'tree', name), text);

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-check-')));
  for (const name of ['tree', 'cache']) mkdirSync(join(root, name));
  write(
    'Makefile',
    `export srctree := $(CURDIR)
-include include/config/auto.conf
ifeq ($(CONFIG_BAD),y)
$(error BAD has to go, $(shell cat why))
endif
all:
%config:
\tscripts/kconfig/conf --$@ Kconfig
`,
  );
  write('why', 'it is bad\n');
  write('Kconfig', 'config BAD\n\tbool "bad"\nconfig GOOD\n\tbool "good"\n\tdepends on !BAD\n');
  write('.config', '# CONFIG_BAD is not set\nCONFIG_GOOD=y\n');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A check, with what was found in the cache and what had to be read. */
function check(useCache: boolean): {
  readonly result: CheckResult;
  readonly misses: number;
  readonly programs: number;
} {
  let misses = 0;
  let programs = 0;
  const node = createNodeHost({ cwd: join(root, 'tree'), env: { PATH: '/usr/bin:/bin', HOME: root } });
  const host = {
    ...node,
    run(request: Parameters<typeof node.run>[0]) {
      programs += 1;
      return node.run(request);
    },
  };
  const stamps = { ...machineStamps, now: () => Date.now() + 10_000 };
  const cache: Cache = {
    ...openCache({ directory: join(root, 'cache'), version: '1', stamps }),
    onMiss: () => void (misses += 1),
  };
  const result = checkTree({
    host,
    request: { treeName: '.', objectDirectory: null, variables: [], configFile: null, defconfig: null },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
    cache: useCache ? cache : null,
  });
  return { result, misses, programs };
}

/** The same with and without the cache, first and again. */
function expectSame(): CheckResult {
  const { result } = check(false);
  expect(check(true).result).toEqual(result);
  const again = check(true);
  expect(again.result).toEqual(result);
  expect(again.misses).toBe(0);
  return result;
}

describe('a check from the cache', () => {
  it('passes as without it, and sees the next .config', () => {
    expect(expectSame()).toMatchObject({ verdict: 'pass', diagnostics: [], config: { file: '.config', symbols: 2 } });
    write('.config', 'CONFIG_BAD=y\n');
    const failed = expectSame();
    expect(failed.verdict).toBe('fail');
    expect(failed.diagnostics[0]?.message).toBe('Makefile:4: *** BAD has to go, it is bad.  Stop.');
    expect(failed.diagnostics[0]?.fixes[0]?.verified).toBe(true);
  });

  it('reads again what the stop depends on', () => {
    write('.config', 'CONFIG_BAD=y\n');
    expectSame();
    write('why', 'because\n');
    expect(expectSame().diagnostics[0]?.message).toContain('because');
  });

  it('reports a value that is not kept, with its causes', () => {
    write('.config', '# CONFIG_BAD is not set\nCONFIG_GOOD=m\n');
    const [lost] = expectSame().diagnostics;
    expect(lost?.code).toMatch(/kernel\/value-not-kept|kconfig\//);
    write('Kconfig', 'config BAD\n\tbool "bad"\nconfig GOOD\n\tbool\n');
    write('.config', '# CONFIG_BAD is not set\nCONFIG_GOOD=y\n');
    expectSame();
  });

  it('starts no program the second time', () => {
    write('.config', 'CONFIG_BAD=y\n');
    check(true);
    expect(check(true).programs).toBe(0);
  });
});
