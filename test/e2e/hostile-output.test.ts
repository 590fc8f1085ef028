/**
 * Nothing that a tree or a program of it says drives a terminal, turns the order of text, or is a command of a service
 * that builds: every command runs on a tree that tries, on a terminal and in the log of each service.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kgateEnvironment, launcher, node } from '../support/kgate.ts';

/** Colour, title, link, cursor, bell, an 8-bit CSI (as UTF-8 and as a byte), order of text, no width. */
const controls =
  '\u001b[31m\u001b]0;title\u0007\u001b]8;;http://x.example/\u001b\\\u001b[2K\b\u009b31m\u202egnp\u2066\u200b\u00ad';
const commands = '::error::no ##[error]no ##vso[task.complete]no ##teamcity[no] section_start:1:no';
const evil = `${controls}${commands}`;
/** The same where a double quote would end a string. */
const lines = `start\n::error::no\n  ::add-mask::no\nPASS\u001b[2J`;

const kconfig = `mainmenu "Main ${evil}"
success = $(shell,{ $(1); } >/dev/null && echo y || echo n)
config A
	bool "prompt ${evil}"
	default $(shell,printf '\\033[31m::error::no' >&2; echo y)
	help
	  ${evil}
	  ::error::no
config B
	bool "b ${evil}"
	depends on A && C
config C
	bool
	depends on $(success,./fails)
config S
	string "s ${evil}"
	default "value ${evil}"
config T
	string "t ${evil}"
	default "$(shell,cat text)"
config D
	bool "d"
	select C
$(warning-if,y,warned ${evil.replaceAll(',', ' ')})
`;

const makefile = `VERSION = 6
export srctree := .
export objtree := .
export SRCARCH := arm64
export ARCH ?= arm64
export KERNELVERSION := 6.12.0${controls.replace('#', '')}
export CC := gcc
export HOSTCC := gcc
export KBUILD_BUILTIN := y
export CONFIG_SHELL := sh
define NL


endef
H := $(shell cat hash)
VAR := value ${evil.replaceAll('#', '$(H)')}
define MULTI
a
::error::no ${controls}
endef
$(info $(NL)::error::no ${evil.replaceAll('#', '$(H)')})
$(warning $(NL)::error::no ${evil.replaceAll('#', '$(H)')})
OUT := $(shell ./fails)
-include include/config/auto.conf
-include ${evil.replaceAll(/[#:%]/g, '')}.mk
ifdef CONFIG_A
$(warning a line$(NL)::error::no$(NL)PASS ${evil.replaceAll('#', '$(H)')})
ifeq ($(VAR),${evil.replaceAll('#', '$(H)')})
endif
$(error stops$(NL)::error::no$(NL)  ::add-mask::no ${evil.replaceAll('#', '$(H)')})
endif
obj-$(CONFIG_NONE_SUCH) += a${evil}.o
all: missing-${controls.replaceAll(/[#:;]/g, '')}.o
	@echo '${evil.replaceAll('#', '$(H)')}'
	./fails
%config:
	scripts/kconfig/conf --$@ Kconfig
`;

let directory: string;
let tree: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-hostile-'));
  tree = join(directory, 'tree');
  mkdirSync(join(tree, 'scripts/kconfig'), { recursive: true });
  mkdirSync(join(tree, `sub${controls.replaceAll('/', '')}`));
  writeFileSync(join(tree, 'Kconfig'), kconfig);
  writeFileSync(join(tree, 'Makefile'), makefile);
  writeFileSync(join(tree, 'hash'), '#\n');
  writeFileSync(join(tree, 'text'), Buffer.from(`\u001b[31m${commands}\x9b31m caf\xe9`, 'latin1'));
  writeFileSync(join(tree, 'fails'), `#!/bin/sh\nprintf '%s\\n' '${lines}' '${evil}' >&2\nexit 1\n`);
  chmodSync(join(tree, 'fails'), 0o755);
  writeFileSync(join(tree, '.config'), `CONFIG_A=y\nCONFIG_B=y\nCONFIG_S="${evil}"\n${evil}\nCONFIG_X${evil}=y\n`);
  writeFileSync(join(tree, 'fragment'), `CONFIG_B=y\nCONFIG_S="f ${evil}"\n`);
  writeFileSync(join(tree, 'scripts/Makefile.evil'), `obj-$(CONFIG_NONE_SUCH) += ${evil}.o\n`);
});

afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const words = ['ARCH=arm64', `KCFLAGS=${evil}`];

/** Each with whether its text has something of the tree in it. */
const runs: readonly (readonly [readonly string[], boolean])[] = [
  [['check', ...words], true],
  [['check', '--verbose', '--list-undecided', ...words], true],
  [['check', '--format', 'concise', ...words], true],
  [['check', '--format', 'json', ...words], true],
  [['check', `goal${evil}`], true],
  [['check', '--shell', 'deny', ...words], true],
  [['why', 'B=y', ...words], true],
  [['why', 'B=y', '--verbose', ...words], true],
  [['why', 'A', '--format', 'dot', ...words], true],
  [['why', 'S', '--format', 'json', ...words], true],
  [['why', `NO${evil}`, ...words], true],
  [['fix', 'B=y', ...words], true],
  [['fix', '--format', 'fragment', `S=x${evil}`, ...words], true],
  [['dead', ...words], false],
  [['export', '--format', 'uvl', ...words], false],
  [['lint'], true],
  [['lint', '--format', 'json', '--verbose'], true],
  [['objects', ...words], false],
  [['owner', `sub${controls}/a.c`, ...words], true],
  [['config', 'olddefconfig', '-O', 'OBJ', ...words], true],
  [['config', 'olddefconfig', '--output', '-', ...words], true],
  [['config', 'olddefconfig', '-O', 'OBJ', '--fragment', 'FRAGMENT', ...words], true],
  [['config', 'oldconfig', '-O', 'OBJ', ...words], true],
  [['make', 'all', ...words], true],
  [['make', '-p', 'all', ...words], true],
  [['make', '--why', 'VAR', 'all', ...words], true],
  [['make', '--why', 'MULTI', 'all', '--format', 'json', ...words], true],
  [['probe', `-f${evil}`], true],
  [['probe', '--explain', 'Kconfig:15', ...words], false],
  [['diff-toolchain', `CC=./${controls}`, 'gcc', ...words], true],
  [['check', '-C', `no${evil}`], true],
  [['check', '--config', `no${evil}`], true],
  [['check', '--toolchain', `no${evil}`], true],
  [['check', `--no${evil}`], true],
  [[`no${evil}`], true],
];

/** Colours, links to files, folds of the logs, the clearing of a line of progress. */
const own =
  // biome-ignore lint: escape sequences are what is taken out
  /\u001b\[[0-9;]*m|\u001b\]8;;(?:file:\/\/[\w./~%:-]*)?\u001b\\|^::group::|^::endgroup::$|\u001b\[0Ksection_(?:start|end):0:kgate_\d+_\d+(?:\[collapsed=true\])?\r\u001b\[0K|\r\u001b\[K/gm;
// biome-ignore lint: control characters are the point
const unseen = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f]/u;
const command = /^\s*::.*|##(?:\[|vso\[|teamcity\[).*|section_(?:start|end):.*/m;
/** How characters that are not sent are named: in text and in JSON, dot's and make's text the same. */
const named = /\\x1b|\\u001b|\\u202e|\\x3a|\\x23|\\u0023/;

function argv(given: readonly string[], index: number): string[] {
  const objects = join(directory, `objects-${index}`);
  mkdirSync(objects, { recursive: true });
  writeFileSync(join(objects, '.config'), readFileSync(join(tree, '.config')));
  const own = given.map((word) => (word === 'OBJ' ? objects : word === 'FRAGMENT' ? join(tree, 'fragment') : word));
  return given.includes('-C') || (given[0] === 'probe' && !given.includes('--explain')) ? own : [...own, '-C', tree];
}

/** Bytes as text; all of them are UTF-8. */
function decoded(bytes: string): string {
  const text = Buffer.from(bytes, 'latin1').toString('utf8');
  expect(Buffer.from(text, 'utf8').toString('latin1')).toBe(bytes);
  return text;
}

function expectHarmless(text: string, hasForeign: boolean): void {
  const foreign = text.replace(own, '');
  expect(unseen.exec(foreign)?.[0] ?? null).toBeNull();
  expect(command.exec(foreign)?.[0] ?? null).toBeNull();
  if (hasForeign) expect(foreign).toMatch(named);
}

const cases = runs.map(
  ([given, hasForeign], index) => [given.join(' ').slice(0, 40), given, hasForeign, index] as const,
);

describe('on a terminal', () => {
  it.each(cases)('%j', (_name, given, hasForeign, index) => {
    const quoted = [node, launcher, ...argv(given, index)]
      .map((word) => `'${word.replaceAll("'", "'\\''")}'`)
      .join(' ');
    const env = {
      ...kgateEnvironment({ TERM: 'xterm-kitty', KGATE_NO_CACHE: '1', FORCE_HYPERLINK: '1' }),
      NO_COLOR: '',
    };
    let text: string;
    try {
      text = execFileSync('script', ['-qefc', quoted, '/dev/null'], {
        cwd: directory,
        env,
        encoding: 'latin1',
        input: '\n'.repeat(50),
        timeout: 60_000,
      });
    } catch (error) {
      text = (error as { stdout: string }).stdout;
    }
    const shown = decoded(text).replaceAll('\r\n', '\n');
    expect(shown).not.toBe('');
    expectHarmless(shown, hasForeign);
  });
});

describe.each([
  ['GITHUB_ACTIONS', 'true'],
  ['GITLAB_CI', 'true'],
  ['TF_BUILD', 'True'],
])('in the log of %s', (variable, value) => {
  it.each(cases)('%j', async (_name, given, hasForeign, index) => {
    const env = { ...kgateEnvironment({ [variable]: value, KGATE_NO_CACHE: '1', FORCE_COLOR: '1' }), NO_COLOR: '' };
    const { stdout, stderr } = await execa(node, [launcher, ...argv(given, index)], {
      cwd: directory,
      env,
      extendEnv: false,
      reject: false,
      input: '\n'.repeat(50),
      encoding: 'latin1',
    });
    const shown = [stdout, stderr].map(decoded);
    for (const text of shown) expectHarmless(text, false);
    if (hasForeign) expect(shown.join('')).toMatch(named);
  });
});

it('what conf and make would have written stays to the letter in pipes and files', async () => {
  const options = {
    cwd: directory,
    env: kgateEnvironment({ KGATE_NO_CACHE: '1' }),
    extendEnv: false,
    reject: false,
  } as const;
  const objects = join(directory, 'exact');
  mkdirSync(objects);
  const run = (...args: string[]): Promise<{ stdout: string }> =>
    execa(node, [launcher, ...args, '-C', tree, ...words], { ...options, encoding: 'latin1' });
  const { stdout } = await run('config', 'alldefconfig', '--output', '-');
  await run('config', 'alldefconfig', '-O', objects);
  const file = readFileSync(join(objects, '.config'), 'latin1');
  expect(file).toContain('\x9b31m caf\xe9');
  expect(stdout.trimEnd()).toBe(file.trimEnd());
  const said = await execa('make', ['-n', '-C', tree, '--no-print-directory', ...words], {
    ...options,
    encoding: 'latin1',
  });
  const made = await run('make', '-n');
  const info = /^::error::no.*/m;
  expect(info.exec(said.stdout)).not.toBeNull();
  expect(info.exec(made.stdout)?.[0]).toBe(info.exec(said.stdout)?.[0]);
});
