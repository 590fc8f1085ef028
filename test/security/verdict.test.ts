/** A verdict under a policy is never `pass`, and nothing is written, where an answer that was refused, contained or assumed could matter. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kgate } from '../support/kgate.ts';
import { hasProgram } from '../support/oracle.ts';

let tree: string;
beforeEach(() => {
  tree = mkdtempSync(join(tmpdir(), 'kgate-verdict-'));
});
afterEach(() => rmSync(tree, { recursive: true, force: true }));

const conf = '@scripts/kconfig/conf --$@ Kconfig';

/** A makefile; `%CONF%` is the recipe of the configuration goal. */
const makefile = (lines: string, recipe = `\t${conf}`, all = '\t@:'): string => `all: prepare
${all}
${lines}
export srctree := .
PHONY := prepare all
defconfig olddefconfig:
${recipe}
prepare:
	@:
`;

interface Way {
  readonly name: string;
  readonly Makefile: string;
  readonly Kconfig?: string;
  /** Nothing that the tree's program could answer makes a difference. */
  readonly isIndifferent?: boolean;
  /** The way begins behind conf. */
  readonly isBehindConf?: boolean;
}

const plain = 'config A\n\tbool "a"\n\tdefault y\n';
const ways: readonly Way[] = [
  {
    name: 'a variable that nothing uses',
    Makefile: makefile('X := $(shell timeout 9 ./tool)'),
    Kconfig: plain,
    isIndifferent: true,
  },
  {
    name: 'a stop of a makefile',
    Makefile: makefile('ifneq ($(shell timeout 9 ./tool && echo y),y)\nX := 1\nelse\n$(error stop)\nendif'),
    Kconfig: plain,
  },
  {
    name: 'a variable that Kconfig sees',
    Makefile: makefile('export WORD := $(shell timeout 9 ./tool && echo y)'),
    Kconfig: 'config A\n\tdef_bool "$(WORD)" = "y"\n',
  },
  {
    name: 'a macro of Kconfig',
    Makefile: makefile(''),
    Kconfig: 'config A\n\tdef_bool $(shell,timeout 9 ./tool && echo y || echo n)\n',
  },
  {
    name: 'a text in a recipe before conf',
    Makefile: makefile('', `\t@test "$(shell timeout 9 ./tool && echo y)" != y\n\t${conf}`),
    Kconfig: plain,
  },
  {
    name: 'a text in a recipe of the build',
    Makefile: makefile('', `\t${conf}`, '\t@test -n "$(shell timeout 9 ./tool && echo y)"'),
    Kconfig: plain,
    isBehindConf: true,
  },
];

const files = {
  tool: '#!/bin/sh\nexit 0\n',
  'scripts/kconfig/Makefile': '',
};

const write = (way: Way): void => {
  for (const [name, text] of Object.entries({ ...files, Makefile: way.Makefile, Kconfig: way.Kconfig ?? plain })) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), text, { mode: 0o755 });
  }
};

const verdictOf = async (shell: string, more: readonly string[] = []) => {
  const words = [
    'check',
    '-C',
    tree,
    `--shell=${shell}`,
    '--format',
    'json',
    '--verbose',
    '--make-version=4.3',
    ...more,
  ];
  const { stdout, stderr } = await kgate(words, { env: { KGATE_NO_CACHE: '1' } });
  const result = JSON.parse(stdout === '' ? '{}' : stdout) as {
    verdict?: string;
    coverage?: { undecided: { location: { line: number } | null; couldStop: boolean }[] };
    diagnostics?: { code: string; severity: string; location: { file: string; line: number } | null }[];
  };
  return { ...result, stderr };
};

describe.each(ways)('$name', (way) => {
  it('run: passes or stops, so that the answer is used', async () => {
    write(way);
    const { verdict } = await verdictOf('run');
    expect(verdict).toBeDefined();
  });

  it.each(['probe', 'deny'])('%s: what is refused is named', async (shell) => {
    write(way);
    const { diagnostics, verdict, stderr } = await verdictOf(shell);
    expect({ stderr, verdict: verdict === 'pass' }).toEqual({ stderr: '', verdict: way.isIndifferent === true });
    expect(diagnostics?.some(({ code, location }) => code === 'probe/refused' && location !== null)).toBe(true);
  });

  it.skipIf(!hasProgram('bwrap'))('sandbox: what is contained is named', async () => {
    write(way);
    const { diagnostics, verdict, stderr } = await verdictOf('sandbox');
    expect({ stderr, verdict: verdict === 'pass' }).toEqual({ stderr: '', verdict: way.isIndifferent === true });
    expect(diagnostics?.some(({ code, location }) => code === 'probe/contained' && location !== null)).toBe(true);
  });

  it.each(['probe', 'deny'])('%s: config writes nothing and exits with status 2', async (shell) => {
    write(way);
    const words = ['config', 'olddefconfig', '-C', tree, `--shell=${shell}`];
    const { exitCode } = await kgate(words, { env: { KGATE_NO_CACHE: '1' } });
    const isWritten = way.isIndifferent === true || way.isBehindConf === true;
    expect({ exitCode, isWritten: existsSync(join(tree, '.config')) }).toEqual({
      exitCode: isWritten ? 0 : 2,
      isWritten,
    });
  });
});

it('an assumed version of make leaves a tree open whose result depends on it', async () => {
  // Source: NEWS of GNU make 4.3: a number sign in a function call is no comment.
  write({
    name: '',
    Makefile: makefile('X := $(subst a,\\#,a)\nifeq ($(X),\\#)\n$(error stop)\nendif'),
    Kconfig: plain,
  });
  const words = ['check', '-C', tree, '--shell=deny', '--format', 'json', '--verbose'];
  const verdict = async (): Promise<string> =>
    (JSON.parse((await kgate(words, { env: { KGATE_NO_CACHE: '1' } })).stdout) as { verdict: string }).verdict;
  expect(await verdict()).not.toBe('pass');
  write({ name: '', Makefile: makefile(''), Kconfig: plain });
  expect(await verdict()).toBe('pass');
});
