import { describe, expect, it } from 'vitest';
import { resolveMode } from '../../../src/api/config/config.ts';
import type { ModeOptions, ModeResult } from '../../../src/api/config/mode-result.ts';
import type { Cause } from '../../../src/core/diagnostic.ts';
import { HostError, UsageError } from '../../../src/core/errors.ts';
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from '../../../src/host/layers/memory-host.ts';

const kconfig = `mainmenu "Toy"
config BASE
	bool "base"
config TOP
	bool "top"
	depends on BASE
config LEVEL
	int "level"
	range 1 5
	default 3
config NAME
	string "name"
	default "$(NAME_OF)"
`;

/** A tree in the manner of Linux: the top makefile hands configuration goals on. */
const makefiles = {
  Makefile: `MAKEFLAGS += -rR
export srctree := .
export NAME_OF ?= toy
FORCE:
%config: scripts_basic FORCE
	@$(MAKE) -f kconf.mk $@
scripts_basic:
	@gcc -o fixdep fixdep.c
`,
  'kconf.mk': `silent :=
simple := olddefconfig alldefconfig allnoconfig allyesconfig
$(simple): conf
	@$< $(silent) --$@ Kconfig
%_defconfig: conf
	@$< --defconfig=configs/$@ Kconfig
%.config: conf
	@scripts/kconfig/merge_config.sh -m .config configs/$@
	@$(MAKE) -f Makefile olddefconfig
tinyconfig:
	@KCONFIG_ALLCONFIG=configs/base.config $(MAKE) -f Makefile allnoconfig
	@$(MAKE) -f Makefile tiny.config
relayconfig: small_defconfig
	@:
strangeconfig:
	@perl strange.pl > .config
	@$(MAKE) -f Makefile olddefconfig
menuconfig:
	@scripts/kconfig/mconf Kconfig
circleconfig:
	@$(MAKE) -f kconf.mk circleconfig
quietconfig:
	@$(MAKE) -f Makefile olddefconfig >/dev/null
	@{ $(MAKE) -f Makefile olddefconfig; echo done; } | grep -v '^#'
brokenconfig:
	$(error there is no such thing)
generatedconfig: conf
	@set -e; { echo CONFIG_BASE=y; echo CONFIG_TOP=y; } > made.config
	@KCONFIG_ALLCONFIG=made.config $< --alldefconfig Kconfig; rm -f made.config
conf: conf.o
	gcc -o $@ $^
$(shell mkdir -p out/deep 'out/a b')
deepconfig: conf
	@test -d out/deep && $< --alldefconfig Kconfig
`,
};

function tree(files: Record<string, string> = {}, run?: MemoryHostOptions['run']): MemoryHost {
  return createMemoryHost({
    files: {
      ...makefiles,
      Kconfig: kconfig,
      'configs/small_defconfig': 'CONFIG_BASE=y\n',
      'configs/base.config': 'CONFIG_BASE=y\n',
      'configs/tiny.config': 'CONFIG_LEVEL=2\n',
      ...files,
    },
    executables: ['/usr/bin/perl', '/usr/bin/rm', '/usr/bin/grep'],
    env: { PATH: '/usr/bin' },
    ...(run !== undefined && { run }),
  });
}

const request: ModeOptions['request'] = {
  treeName: '.',
  objectDirectory: null,
  variables: [],
  configFile: null,
  defconfig: null,
};

function run(host: MemoryHost, mode: string, more: Partial<ModeOptions> & { variables?: string[] } = {}): ModeResult {
  const { variables = [], ...options } = more;
  return resolveMode({
    host,
    request: { ...request, variables },
    profile: null,
    mode,
    ...options,
  });
}

/** The symbol lines of the resulting `.config`. */
function lines(result: ModeResult): string[] {
  return (result.file?.text ?? '').split('\n').filter((line) => line.includes('CONFIG_'));
}

/** Places of the user's lines in chains of causes. */
function userValues(causes: readonly Cause[] = []): unknown[] {
  return causes.flatMap((cause) => [
    ...(cause.kind === 'user-value' ? [cause.location] : []),
    ...userValues(cause.causes),
  ]);
}

function usageError(action: () => unknown): UsageError {
  try {
    action();
  } catch (error) {
    if (error instanceof UsageError) return error;
    throw error;
  }
  throw new Error('no usage error');
}

describe('goals of the tree', () => {
  it('follows makes to conf; tools are not built', () => {
    const host = tree();
    const result = run(host, 'olddefconfig');
    expect(lines(result)).toEqual(['# CONFIG_BASE is not set', 'CONFIG_LEVEL=3', 'CONFIG_NAME="toy"']);
    expect(result.file?.path).toBe('/work/.config');
    expect(host.calls.map(({ argv }) => argv)).toEqual([['make', '--version']]);
  });

  it('VAR=VALUE words reach conf as make exports them', () => {
    expect(lines(run(tree(), 'olddefconfig', { variables: ['NAME_OF=word'] }))).toContain('CONFIG_NAME="word"');
  });

  it('takes a second conf and a merge between them', () => {
    const result = run(tree(), 'tinyconfig');
    expect(lines(result)).toContain('CONFIG_BASE=y');
    expect(lines(result)).toContain('CONFIG_LEVEL=2');
    expect(result.stdout).toContain('Using .config as base\nMerging configs/tiny.config\n');
    expect(result.stdout).toContain('# merged configuration written to .config (needs make)\n');
  });

  it('follows a prerequisite that is a goal itself', () => {
    expect(lines(run(tree(), 'relayconfig'))).toContain('CONFIG_BASE=y');
  });

  it('runs shell lines on files in memory and leaves no helper file behind', () => {
    const result = run(tree({ '/usr/bin/rm': '' }), 'generatedconfig');
    expect(lines(result)).toContain('CONFIG_TOP=y');
    expect(result.files.filter((file) => file.path.endsWith('made.config') && file.text !== null)).toEqual([]);
  });

  it('sends what a further make prints where its line sends it', () => {
    const grep: MemoryHostOptions['run'] = ({ input = '' }) => ({ stdout: input.replace(/^#.*\n/gm, '') });
    expect(run(tree({ '/usr/bin/grep': '' }, grep), 'quietconfig').stdout).toBe('done\n');
  });

  it('names the line it does not follow', () => {
    const error = usageError(() => run(tree({ '/usr/bin/perl': '' }), 'strangeconfig'));
    expect(error.code).toBe('kernel/no-conf-rule');
    expect(error.message).toContain('kconf.mk:16: perl strange.pl > .config');
  });

  it('reports a goal that does not exist', () => {
    expect(usageError(() => run(tree(), 'nosuchgoal')).code).toBe('kernel/no-conf-rule');
  });

  it.each([
    ['olddefconfg', 'did you mean olddefconfig?'],
    // A pattern rule takes it, and the make behind it has none.
    ['oldefconfig', 'did you mean olddefconfig?'],
    ['smal_defconfig', null],
    ['smalldefconfig', 'did you mean small_defconfig?'],
    ['nothinglikeitconfig', 'give a configuration goal of this tree, or a finished file with --config'],
  ])('knows what %s was to be', (goal, hint) => {
    const host = tree();
    if (hint === null) expect(run(host, goal).stderr).toContain("Can't find default configuration");
    else expect(usageError(() => run(host, goal))).toMatchObject({ code: 'kernel/no-conf-rule', hint });
  });

  it('says that a goal with screens is not for it', () => {
    const error = usageError(() => run(tree(), 'menuconfig'));
    expect(error.message).toBe('menuconfig: kgate has no screens (scripts/kconfig/mconf)');
    expect(error.hint).toBe('config and oldconfig ask line by line');
  });

  it('does not go in circles', () => {
    const error = usageError(() => run(tree(), 'circleconfig'));
    expect(error.message).toBe('circleconfig: makes nested more than 24 deep');
  });

  it.each(['a b', 'd$x'])('takes no directory for objects that make would take for another one: %s', (name) => {
    const error = usageError(() => run(tree(), 'olddefconfig', { request: { ...request, objectDirectory: name } }));
    expect(error.code).toBe('kernel/bad-object-directory');
  });

  it('make’s own error in the recipe is the answer', () => {
    const result = run(tree(), 'brokenconfig');
    expect(result.exitStatus).toBe(1);
    expect(result.files).toEqual([]);
    expect(result.stderr).toContain('there is no such thing');
  });

  it('makes an included makefile first, as coreboot’s needs', () => {
    const host = createMemoryHost({
      files: {
        Makefile: `-include made.mk
made.mk: template
	sed -e s,XX,small, template > $@.tmp
	mv $@.tmp $@
`,
        template: 'XX_defconfig:\n\tconf --defconfig=configs/$@ Kconfig\n',
        Kconfig: kconfig,
        'configs/small_defconfig': 'CONFIG_BASE=y\n',
        '/usr/bin/sed': '',
      },
      executables: ['/usr/bin/sed'],
      env: { PATH: '/usr/bin' },
      run: () => ({ stdout: 'small_defconfig:\n\tconf --defconfig=configs/$@ Kconfig\n' }),
    });
    const result = run(host, 'small_defconfig');
    expect(lines(result)).toContain('CONFIG_BASE=y');
    expect(result.files.map((file) => file.path)).not.toContain('/work/made.mk');
  });

  it('a Kconfig error is conf’s text and no file', () => {
    const result = run(
      tree({ Kconfig: 'config A\n\tbool "a"\nnonsense here\n', '.config': 'CONFIG_A=y\n' }),
      'allyesconfig',
    );
    expect(result.exitStatus).toBe(1);
    expect(result.files).toEqual([]);
    expect(result.stderr).toContain('Kconfig:3:');
  });
});

describe('--config', () => {
  it('replaces .config, under its name', () => {
    const host = tree({ mine: 'CONFIG_BASE=y\nCONFIG_LEVEL=x\n', '.config': 'CONFIG_LEVEL=4\n' });
    const configFile = { name: 'mine', path: '/work/mine' };
    const result = run(host, 'olddefconfig', {
      request: { treeName: '.', objectDirectory: null, variables: [], configFile, defconfig: null },
    });
    expect(lines(result)).toEqual(['CONFIG_BASE=y', '# CONFIG_TOP is not set', 'CONFIG_LEVEL=3', 'CONFIG_NAME="toy"']);
    expect(result.stderr).toContain(".config:2:warning: symbol value 'x' invalid for LEVEL");
    expect(result.file?.path).toBe('/work/.config');
  });
});

it('a .config that cannot be read still becomes .config.old', () => {
  const host = tree({ '.config': 'CONFIG_BASE=y\n' });
  const { readFile } = host;
  host.readFile = (path) => {
    if (path.endsWith('/.config')) throw new HostError('host/unreadable', 'Permission denied');
    return readFile.call(host, path);
  };
  const result = run(host, 'olddefconfig');
  expect(lines(result)).toContain('# CONFIG_BASE is not set');
  expect(result.files.slice(0, 2)).toMatchObject([
    { path: '/work/.config.old', movedFrom: '/work/.config', text: '' },
    { path: '/work/.config', isNew: true },
  ]);
});

describe('.config.old', () => {
  const backup = (result: ModeResult): unknown =>
    result.files
      .filter((file) => file.path === '/work/.config.old')
      .map(({ text, movedFrom }) => ({ text, movedFrom }));
  const given = { request: { ...request, configFile: { name: 'other', path: '/work/other' } } };
  const other = { other: 'CONFIG_LEVEL=2\n' };

  it('is what .config was, not the file that replaced it', () => {
    const host = tree({ ...other, '.config': 'CONFIG_BASE=y\n' });
    const kept = [{ text: 'CONFIG_BASE=y\n', movedFrom: '/work/.config' }];
    expect(backup(run(host, 'olddefconfig', given))).toEqual(kept);
    const fragments = [{ name: 'other', path: '/work/other' }];
    expect(backup(run(host, 'olddefconfig', { fragments }))).toEqual(kept);
  });

  it('is not there when there was none', () => {
    expect(backup(run(tree(other), 'olddefconfig', given))).toEqual([]);
  });
});

describe('a directory without makefiles', () => {
  const plain = { Kconfig: kconfig, 'configs/small_defconfig': 'CONFIG_BASE=y\n' };

  it('has the modes of conf, with the environment and the words', () => {
    const host = createMemoryHost({ files: plain, env: { NAME_OF: 'environment' } });
    expect(lines(run(host, 'olddefconfig'))).toContain('CONFIG_NAME="environment"');
    expect(lines(run(host, 'olddefconfig', { variables: ['NAME_OF=word'] }))).toContain('CONFIG_NAME="word"');
    expect(lines(run(host, 'small_defconfig'))).toContain('CONFIG_BASE=y');
  });

  it('takes another top file', () => {
    const host = createMemoryHost({ files: { 'sub/Config.in': 'config ONLY\n\tbool "only"\n' } });
    const request = { treeName: '.', objectDirectory: null, variables: [], configFile: null, defconfig: null };
    const result = run(host, 'allyesconfig', { request: { ...request, topFile: 'sub/Config.in' } });
    expect(lines(result)).toEqual(['CONFIG_ONLY=y']);
    expect(usageError(() => run(host, 'allyesconfig', { request: { ...request, topFile: 'none' } })).code).toBe(
      'kernel/no-kconfig-file',
    );
  });
});

describe('directories that a makefile makes while it is read', () => {
  it('are there for recipes', () => {
    const result = run(tree(), 'deepconfig');
    expect([result.exitStatus, result.stderr]).toEqual([0, '']);
    expect(result.file?.text).toContain('CONFIG_LEVEL=3');
  });
});

describe('--fragment', () => {
  const files = {
    'base.config': 'CONFIG_BASE=y\nCONFIG_LEVEL=4\n',
    'one.config': '# CONFIG_BASE is not set\nCONFIG_TOP=y\n',
    'two.config': 'CONFIG_LEVEL=9\nCONFIG_NOWHERE=y\n',
    'scripts/kconfig/merge_config.sh': '# Creating one\n\techo >> $TMP_FILE\n',
  };
  const named = (...names: string[]): NonNullable<ModeOptions['fragments']> =>
    names.map((name) => ({ name, path: `/work/${name}` }));

  it('gives the result of each value and the reason', () => {
    const result = run(tree(files), 'alldefconfig', { fragments: named('base.config', 'one.config', 'two.config') });
    expect(result.stdout).toContain(
      'Using base.config as base\nMerging one.config\nValue of CONFIG_BASE is redefined by fragment one.config:\n' +
        'Previous value: CONFIG_BASE=y\nNew value: # CONFIG_BASE is not set\n\nMerging two.config\n',
    );
    expect(result.stdout).toContain(
      'Value requested for CONFIG_TOP not in final .config\nRequested value:  CONFIG_TOP=y\nActual value:     \n\n',
    );
    expect(result.diagnostics.map(({ args, code }) => [code, args])).toEqual([
      ['kernel/unknown-symbol', { reason: 'gone', count: 1, symbols: ['NOWHERE'] }],
      ['kernel/value-out-of-range', { count: 1, symbols: ['LEVEL'] }],
      ['kernel/value-not-kept', { symbol: 'TOP', wanted: 'y', value: '', count: 1, because: 'BASE', kind: 'line' }],
      ['kernel/setting-overridden', { count: 2, symbols: ['BASE', 'LEVEL'] }],
    ]);
    const [unknown, level, top, overridden] = result.diagnostics;
    expect(
      overridden?.items?.map(({ location, message }) => `${location?.file}:${location?.line}: ${message}`),
    ).toEqual([
      'base.config:1: CONFIG_BASE=y is replaced by # CONFIG_BASE is not set at one.config:1',
      'base.config:2: CONFIG_LEVEL=4 is replaced by CONFIG_LEVEL=9 at two.config:1',
    ]);
    // Lines as they were given: the merged text is gone by the time this is read.
    expect([unknown?.location, level?.location, top?.location]).toEqual([
      { file: 'two.config', line: 2 },
      { file: 'two.config', line: 1 },
      { file: 'one.config', line: 2 },
    ]);
    expect(userValues(top?.causes)).toEqual([{ file: 'one.config', line: 1 }]);
    expect(JSON.stringify(top?.causes)).toContain('depends on BASE');
    expect(level?.message).toContain('the range is 1..5 (Kconfig:9)');
    expect(result.files.map((file) => file.path)).toContain('/work/.config');
    expect(result.files.map((file) => file.path)).not.toContain('/work/.tmp.config');
  });

  it('names given lines for a mode that starts from a .config', () => {
    const host = tree({ ...files, '.config': 'CONFIG_LEVEL=1\nCONFIG_TOP=y\n' });
    const result = run(host, 'olddefconfig', { fragments: named('two.config') });
    expect(result.diagnostics.map(({ code, location }) => [code, location])).toEqual([
      ['kernel/unknown-symbol', { file: 'two.config', line: 2 }],
      ['kernel/value-out-of-range', { file: 'two.config', line: 1 }],
      ['kernel/value-not-kept', { file: '.config', line: 2 }],
    ]);
  });

  it('takes a number for no symbol', () => {
    const number = 'config A\n\tint "a"\n\tdepends on B\n\tdefault 7\nconfig B\n\tbool "b"\n\tdefault y\n';
    const host = tree({ ...files, Kconfig: number, 'a.config': 'CONFIG_A=x\n' });
    const result = run(host, 'alldefconfig', { fragments: named('base.config', 'a.config') });
    expect(result.diagnostics).toMatchObject([
      { code: 'kernel/unknown-symbol', args: { symbols: ['BASE', 'LEVEL'] } },
      { code: 'kconfig/config-invalid-value', location: { file: 'a.config', line: 1 } },
    ]);
    expect(JSON.stringify(result.diagnostics)).not.toContain('7 = 7');
  });

  it('goes over the result of a defconfig', () => {
    const result = run(tree(files), 'small_defconfig', { fragments: named('two.config') });
    expect(lines(result)).toContain('CONFIG_BASE=y');
    expect(result.stdout).toContain('Using .config as base\nMerging two.config\n');
  });

  it('--merge-only writes the merged text', () => {
    const result = run(tree(files), 'alldefconfig', {
      fragments: named('base.config', 'one.config'),
      merge: { mergeOnly: true },
    });
    expect(result.file?.text).toBe('CONFIG_LEVEL=4\n\n# CONFIG_BASE is not set\nCONFIG_TOP=y\n');
  });

  it('--merge-only keeps the base of a goal and what the goal leaves', () => {
    const host = tree({ ...files, '.config': 'CONFIG_LEVEL=1\n' });
    const result = run(host, 'small_defconfig', { fragments: named('two.config'), merge: { mergeOnly: true } });
    expect(result.file?.text).toContain('CONFIG_BASE=y\n');
    expect(result.file?.text.endsWith('\nCONFIG_LEVEL=9\nCONFIG_NOWHERE=y\n')).toBe(true);
    const left = result.files.filter(({ path }) => path.startsWith('/work/.config'));
    expect(left.map(({ path, text }) => [path, text])).toEqual([
      ['/work/.config.old', 'CONFIG_LEVEL=1\n'],
      ['/work/.config', result.file?.text],
    ]);
  });

  it('--strict fails and writes nothing', () => {
    const result = run(tree(files), 'alldefconfig', {
      fragments: named('base.config', 'one.config'),
      merge: { strict: true },
    });
    expect(result.exitStatus).toBe(1);
    expect(result.files).toEqual([]);
    expect(result.stdout).toContain('strict mode had been passed');
  });
});
