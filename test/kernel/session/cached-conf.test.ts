import { mkdirSync, mkdtempSync, rmSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveMode } from '../../../src/api/config/config.ts';
import { type Cache, openCache } from '../../../src/cache/cache.ts';
import { machineStamps } from '../../../src/host/node/machine-stamps.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';

let root: string;
let env: Record<string, string>;
const at = (name: string): string => join(root, 'tree', name);
const write = (name: string, text: string): void => writeFileSync(at(name), text);

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kgate-cached-'));
  for (const name of ['tree', 'tree/sub', 'cache']) mkdirSync(join(root, name));
  write(
    'Makefile',
    `export srctree := $(CURDIR)
export ANSWER := $(shell cat answer)
export EXTRA
-include local.mk
%config:
\tscripts/kconfig/conf --$@ Kconfig
`,
  );
  write('answer', 'from-make\n');
  write(
    'Kconfig',
    `config ANSWER
\tstring
\tdefault "$(ANSWER) $(EXTRA)"
config TEXT
\tstring
\tdefault "$(shell,sh ./script.sh)"
config FLAG
\tbool "flag"
source "sub/Kconfig"
`,
  );
  write('sub/Kconfig', 'config SUB\n\tbool "sub"\n\tdefault y\n');
  write('script.sh', 'echo from-script\n');
  env = { PATH: '/usr/bin:/bin', HOME: root };
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

/** A run of a configuration goal, and how many stages it had to read again. */
function run(mode = 'olddefconfig', version = '1', useCache = true): { text: string; misses: number; stdout: string } {
  const host = createNodeHost({ cwd: join(root, 'tree'), env });
  let misses = 0;
  // Ten seconds on: files written by the test are old.
  const stamps = { ...machineStamps, now: () => Date.now() + 10_000 };
  const cache: Cache = {
    ...openCache({ directory: join(root, 'cache'), version, stamps }),
    onMiss: () => void (misses += 1),
  };
  const result = resolveMode({
    host,
    request: { treeName: '.', objectDirectory: null, variables: [], configFile: null, defconfig: null },
    profile: null,
    mode,
    cache: useCache ? cache : null,
  });
  return { text: result.file?.text ?? '', misses, stdout: result.stdout + result.stderr };
}

describe('a configuration from the cache', () => {
  it('is the one without it, by two stages: the makefiles and the tree', () => {
    const plain = run('olddefconfig', '1', false);
    expect(plain.text).toContain('CONFIG_TEXT="from-script"');
    expect(plain.text).toContain('CONFIG_ANSWER="from-make "');
    expect(run()).toEqual({ ...plain, misses: 2 });
    expect(run()).toEqual({ ...plain, misses: 0 });
  });

  it('reads the .config of now', () => {
    run();
    expect(run().text).toContain('# CONFIG_FLAG is not set');
    write('.config', 'CONFIG_FLAG=y\n# CONFIG_SUB is not set\n');
    const second = run();
    expect(second.misses).toBe(0);
    expect(second.text).toContain('CONFIG_FLAG=y');
    expect(second.text).toContain('# CONFIG_SUB is not set');
  });

  it('shares the tree between goals', () => {
    run('olddefconfig');
    const other = run('allyesconfig');
    expect(other.misses).toBe(1);
    expect(other.text).toContain('CONFIG_FLAG=y');
    expect(run('allyesconfig').misses).toBe(0);
  });

  it('prints again what the tree printed', () => {
    write('Kconfig', '$(warning-if,y,look out)\nconfig A\n\tbool "a"\n');
    const first = run();
    expect(first.stdout).toContain('look out');
    expect(run()).toEqual({ ...first, misses: 0 });
  });

  it.each<[string, () => void, string]>([
    ['a Kconfig file is written', () => write('sub/Kconfig', 'config NEW\n\tbool "new"\n'), '# CONFIG_NEW is not set'],
    [
      'the top Kconfig file is written',
      () => write('Kconfig', 'config TOP\n\tbool "top"\n'),
      '# CONFIG_TOP is not set',
    ],
    ['a script is written', () => write('script.sh', 'echo other\n'), 'CONFIG_TEXT="other"'],
    ['a file the makefile asks for is written', () => write('answer', 'changed\n'), 'CONFIG_ANSWER="changed "'],
    ['a makefile comes', () => write('local.mk', 'export ANSWER := local\n'), 'CONFIG_ANSWER="local "'],
    [
      'a variable of the environment comes',
      () => void (env = { ...env, EXTRA: 'more' }),
      'CONFIG_ANSWER="from-make more"',
    ],
    [
      'a Kconfig file comes first in the working directory',
      () => {
        write('Makefile', 'export srctree := $(CURDIR)/sub\n%config:\n\tscripts/kconfig/conf --$@ Kconfig\n');
        write('Kconfig', 'source "part"\n');
        write('sub/part', 'config SECOND\n\tbool "second"\n');
        expect(run().text).toContain('# CONFIG_SECOND is not set');
        expect(run().misses).toBe(0);
        write('part', 'config FIRST\n\tbool "first"\n');
      },
      '# CONFIG_FIRST is not set',
    ],
  ])('is made again when %s', (_, change, expected) => {
    run();
    expect(run().misses).toBe(0);
    change();
    const after = run();
    expect(after.misses).toBeGreaterThan(0);
    expect(after.text).toContain(expected);
    expect(after.text).toBe(run('olddefconfig', '1', false).text);
    expect(run()).toEqual({ ...after, misses: 0 });
  });

  it('is made again when a file keeps its size and its date', () => {
    run();
    const date = new Date(2020, 1, 1);
    utimesSync(at('script.sh'), date, date);
    run();
    expect(run().misses).toBe(0);
    write('script.sh', 'echo from-Script\n');
    utimesSync(at('script.sh'), date, date);
    expect(run().text).toContain('CONFIG_TEXT="from-Script"');
  });

  it('is made again when a Kconfig file goes: conf stops', () => {
    run();
    unlinkSync(at('sub/Kconfig'));
    const after = run();
    expect(after.text).toBe('');
    expect(after.stdout).toContain('can\'t open file "sub/Kconfig"');
    expect(run().stdout).toBe(after.stdout);
  });

  it('is made again by another version', () => {
    run();
    expect(run('olddefconfig', '2').misses).toBe(2);
    expect(run('olddefconfig', '2').misses).toBe(0);
  });

  it('does not care for what differs between terminals', () => {
    run();
    env = { ...env, TERM: 'xterm', SSH_TTY: '/dev/pts/3', HYPERFINE_RANDOMIZED_ENVIRONMENT_OFFSET: 'XXXX' };
    expect(run().misses).toBe(0);
  });

  it('does care where a makefile does', () => {
    write('local.mk', 'export ANSWER := $(TERM)\n');
    env = { ...env, TERM: 'one' };
    run();
    env = { ...env, TERM: 'two' };
    expect(run().text).toContain('CONFIG_ANSWER="two "');
  });

  it('asks programs without known dependencies again each time', () => {
    write('Makefile', 'export ANSWER := $(shell date +%N)\n%config:\n\tscripts/kconfig/conf --$@ Kconfig\n');
    const first = run();
    const second = run();
    expect(second.misses).toBeGreaterThan(0);
    expect(second.text).not.toBe(first.text);
  });

  it('of a goal that goes on after conf is followed each time', () => {
    write('Makefile', '%config:\n\tscripts/kconfig/conf --$@ Kconfig\n\techo done\n');
    const first = run();
    const second = run();
    expect(first.stdout).toContain('done');
    expect(second.stdout).toBe(first.stdout);
    expect(second.misses).toBe(1);
  });
});
