import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
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
function check(
  useCache: boolean,
  configFile: string | null = null,
): {
  readonly result: CheckResult;
  readonly misses: number;
  readonly programs: number;
} {
  const named = configFile === null ? null : { name: configFile, path: join(root, 'tree', configFile) };
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
    request: { treeName: '.', objectDirectory: null, variables: [], configFile: named, defconfig: null },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
    cache: useCache ? cache : null,
  });
  return { result, misses, programs };
}

/** The same with and without the cache, first and again. */
function expectSame(configFile: string | null = null): CheckResult {
  const { result } = check(false, configFile);
  expect(check(true, configFile).result).toEqual(result);
  const again = check(true, configFile);
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

  it('sees what a file that is named says, with the size and the times that it had', () => {
    const good = '# CONFIG_BAD is not set\nCONFIG_GOOD=y\n';
    write('named', good);
    expect(expectSame('named')).toMatchObject({ verdict: 'pass', config: { file: 'named', symbols: 2 } });
    const { atime, mtime } = statSync(join(root, 'tree/named'));
    const bad = 'CONFIG_BAD=y\n';
    write('named', bad.padEnd(good.length - 1, '#').replace(/\n(#*)$/, '\n$1\n'));
    expect(statSync(join(root, 'tree/named')).size).toBe(good.length);
    utimesSync(join(root, 'tree/named'), atime, mtime);
    expect(expectSame('named').verdict).toBe('fail');
    write('named', good);
    utimesSync(join(root, 'tree/named'), atime, mtime);
    expect(expectSame('named').verdict).toBe('pass');
    // It is not the file that make would read, which says something else.
    write('.config', 'CONFIG_BAD=y\n');
    expect(check(true, 'named').result.verdict).toBe('pass');
  });

  it('takes over the makefiles and the Kconfig tree where a file that is named has changed', () => {
    write('named', '# CONFIG_BAD is not set\nCONFIG_GOOD=y\n');
    check(true, 'named');
    write('named', '# CONFIG_BAD is not set\n# CONFIG_GOOD is not set\n');
    expect(check(true, 'named')).toMatchObject({ misses: 0, result: { verdict: 'pass', config: { symbols: 2 } } });
    // A tree that looks at the file is read again.
    write('Kconfig', 'config BAD\n\tbool "bad"\nconfig GOOD\n\tbool "good"\n\tdefault "$(shell,grep -c GOOD named)"\n');
    expectSame('named');
  });

  it('starts no program the second time', () => {
    write('.config', 'CONFIG_BAD=y\n');
    check(true);
    expect(check(true).programs).toBe(0);
  });
});

describe('in a fresh checkout at the same path', () => {
  /** Another inode and other times for every file. */
  function checkOutAgain(): void {
    cpSync(join(root, 'tree'), join(root, 'clone'), { recursive: true });
    rmSync(join(root, 'tree'), { recursive: true });
    renameSync(join(root, 'clone'), join(root, 'tree'));
  }
  const touch = (name: string, seconds: number): void => utimesSync(join(root, 'tree', name), seconds, seconds);
  const rule = (prerequisite: string): string =>
    `export srctree := $(CURDIR)
all: out
out: ${prerequisite}
\tfalse
%config:
\tscripts/kconfig/conf --$@ Kconfig
`;

  it('nothing is read again, and what changed is', () => {
    check(true);
    checkOutAgain();
    const { misses, result } = check(true);
    expect([misses, result.verdict]).toEqual([0, 'pass']);
    write('Kconfig', 'config BAD\n\tdef_bool y\n');
    expect(check(true).result.verdict).toBe('fail');
    checkOutAgain();
    expect(check(true).misses).toBe(0);
  });

  it('times count where make compares them, and only there', () => {
    write('Makefile', rule('in'));
    write('in', '');
    write('out', '');
    touch('in', 1000);
    touch('out', 2000);
    expect(check(true).result.verdict).toBe('pass');
    expect(check(true).misses).toBe(0);
    // GNU make manual 4.3, 4.2: a target is out of date if it is older than a prerequisite.
    touch('in', 3000);
    expect(check(true).result.verdict).toBe('fail');
    rmSync(join(root, 'tree/out'));
    expect(check(true).result.verdict).toBe('fail');
    touch('in', 4000);
    expect(check(true).misses).toBe(0);
    write('out', '');
    touch('out', 5000);
    expect(check(true).result.verdict).toBe('pass');
  });
});
