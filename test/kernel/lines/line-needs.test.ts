/** Lines decided without running them, against what make 4.3 with the real shells prints for them. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { type LineDecision, LineNeeds } from '../../../src/kernel/lines/line-needs.ts';
import { findRecipeStops } from '../../../src/kernel/stops/find-stops.ts';
import { evaluateMakefiles, type RecipeCommand, updateGoals } from '../../../src/make/index.ts';
import { createRealShell, locateProgram } from '../../../src/probe/index.ts';
import { writeFiles } from '../../support/make-host.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-needs-')));
afterAll(() => rmSync(root, { recursive: true }));

/** A directory of links to every program of this machine but some. */
function pathWithout(...names: readonly string[]): string {
  const directory = join(root, `bin-${names.join('-')}`);
  writeFiles(directory, {});
  for (const place of ['/usr/bin', '/bin']) {
    for (const entry of readdirSync(place)) {
      if (names.includes(entry)) continue;
      try {
        symlinkSync(`${place}/${entry}`, `${directory}/${entry}`);
      } catch {
        // It is in both.
      }
    }
  }
  return directory;
}

let count = 0;

interface Case {
  readonly files?: Readonly<Record<string, string>>;
  readonly without?: readonly string[];
  readonly makefile?: string;
  readonly made?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What the real make prints on stderr for a line of a recipe, and what is decided about it. */
function both(line: string, { env: more = {}, files = {}, made = [], makefile = '', without = [] }: Case = {}) {
  const cwd = join(root, String(++count));
  writeFiles(cwd, { Makefile: `${makefile}all:\n\t@${line}\n`, ...files });
  for (const name of Object.keys(files)) if (files[name]?.startsWith('#!')) chmodSync(join(cwd, name), 0o755);
  const searchPath = without.length === 0 ? (process.env['PATH'] ?? '') : pathWithout(...without);
  const env = { PATH: searchPath, LC_ALL: 'C', ...more };
  const { stderr, stdout, status } = spawnSync('/usr/bin/make', [], {
    cwd,
    env,
    encoding: 'latin1',
    // Bash reads its start-up files when its input is a socket.
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const host = createNodeHost({ cwd, env });
  const evaluation = evaluateMakefiles({ host, runShell: refuse, env });
  const commands: RecipeCommand[] = [];
  updateGoals(evaluation, {
    print: () => undefined,
    runCommand(command) {
      commands.push(command);
      return 'assumed';
    },
  });
  const needs = new LineNeeds({
    host,
    locate: (name, path, directory) => locateProgram(host, name, path, directory),
    stateOf: (path) => (made.includes(path.slice(cwd.length + 1)) ? 'made' : 'known'),
  });
  const [command] = commands;
  if (command === undefined) throw new Error('no command');
  const context = { program: 'make', make: 'make', searchPath };
  const decision = needs.decide(command, context);
  return { decision, again: needs.decide(command, context), make: { stderr, stdout, status }, cwd, env };
}

/** What the gate says of the same line, as make's user sees it. */
function stopOf(cwd: string, env: Readonly<Record<string, string>>): string {
  const host = createNodeHost({ cwd, env });
  const runShell = createRealShell({ host });
  const evaluation = evaluateMakefiles({ host, runShell, env });
  const { events } = findRecipeStops({
    level: { evaluation, cwd },
    goals: evaluation.goals,
    host,
    machine: host,
    runShell,
    makeVersion: () => ({ makeVersion: '4.3', makeVersionText: '4.3' }),
    treeDirectory: cwd,
    objectTree: cwd,
    isStopped: false,
  });
  return events.map((event) => `${event.line}\n`).join('');
}

function refuse(): never {
  throw new Error('no program is to be started');
}

/** What make prints when a line ends as decided. */
function printed(decision: LineDecision): string {
  if (decision.kind !== 'failed') return decision.kind;
  const text = decision.output.map((piece) => piece.text).join('');
  return text;
}

const builder = 'true-builder';
const tools = { [builder]: '#!/bin/sh\nexit 0\n' };

const lines: readonly string[] = [
  'nosuch -x',
  'nosuch -x > y',
  './missing a',
  './missing; true; ./missing',
  'A=1 nosuch',
  'cd . ; nosuch',
  'exec nosuch',
  'echo a; eval nosuch',
  'set -e; (nosuch a); echo b',
  'set -e; gcc --help >/dev/null; nosuch; echo b',
  'echo a | nosuch',
  '{ echo a; nosuch; } >z 2>&1',
  'nosuch 2>/dev/null',
  'gcc --version > a && nosuch',
  'if true; then nosuch; fi',
  'if [ -n "$$LC_ALL" ]; then nosuch; else echo; fi',
  'if nosuch; then echo; else exit 3; fi',
  'nosuch || exit 4',
  'for i in a b; do nosuch $$i || exit 1; done',
  'case abc in abc) nosuch ;; *) true ;; esac',
  'f() { nosuch $$1; }; f a',
  'echo hi && \\\n\tnosuch',
  'set -e; A=$$(nosuch); echo $$A',
  'command nosuch',
  './denied; false; ./denied',
  'set -e; ./badint; echo',
  'sh script a',
  './run-script b',
  'bash bscript',
  'sh oscript',
  './python-script',
  'python3 python-script a b',
  './env-script',
  'X=nosuch; $$X a',
  'set -- nosuch b; "$$@"',
];
const files = {
  denied: 'x',
  'auto.conf': 'CONFIG_B=y\nCONFIG_AB=y\n',
  badint: '#!/no/such/interpreter\n',
  script: 'echo a\n\nset -e\nnosuch $1\necho never\n',
  'run-script': '#!/bin/sh -e\n# text\nif true; then\n  nosuch\nfi\necho never\n',
  oscript: 'nosuch -v </dev/null\nif test $? != 0; then\n  echo no >&2\n  exit 1\nfi\n',
  bscript: 'set -e\nnosuch a\n',
  'python-script': '#!/usr/bin/python3\n"""\nimport other\n"""\nimport os, sys\nimport nosuchmodule\n',
  'env-script': '#!/usr/bin/env nosuchinterpreter\n',
};

describe('a line fails in the words of make and the shell', () => {
  for (const makefile of ['', 'SHELL = /bin/bash\n']) {
    test.each(lines)(`${makefile}%s`, (line) => {
      const { decision, make } = both(line, { files, makefile });
      expect(make.status).toBe(2);
      expect(decision).toMatchObject({ kind: 'failed' });
      if (decision.kind !== 'failed') return;
      const stops = decision.output.filter((piece) => piece.stream === 'stderr').map((piece) => piece.text);
      const line2 = make.stderr.includes('Error') ? /Error (\d+)/.exec(make.stderr)?.[1] : '';
      expect(`${stops.join('')}Error ${decision.status}\n`).toBe(
        make.stderr.replace(/make: \*\*\* \[.*\] (Error \d+)\n/, '$1\n'),
      );
      expect(line2).toBe(String(decision.status));
    });
  }
});

describe('the gate prints what make prints', () => {
  // What goes to stdout is in the report and not in make's errors.
  // It asks programs that only read.
  const asking = [
    'if grep -q ^CONFIG_B=y auto.conf; then nosuch; fi',
    'on() { grep -q "^$$1=y" auto.conf; }; if on CONFIG_A; then true; elif on CONFIG_B; then nosuch; fi',
  ];
  const quiet = [...lines, ...asking].filter((line) => !/echo (?:a|hi)|^sh script/.test(line));
  for (const makefile of ['', 'SHELL = /bin/bash\n']) {
    test.each(quiet)(`${makefile}%s`, (line) => {
      const { cwd, env, make } = both(line, { files, makefile });
      expect(stopOf(cwd, env)).toBe(make.stderr);
    });
  }
});

describe('a line gets through', () => {
  test.each([
    'gcc --version > /dev/null',
    'nosuch || true',
    'nosuch; true',
    'nosuch | cat',
    'if nosuch; then false; fi',
    '! nosuch',
    'command -v nosuch > /dev/null || true',
    'if command -v nosuch; then nosuch; fi',
    'sh script',
    'python3 python-script',
    "gcc --version | awk '/x/ { print $$2 }' > y",
    "perl -ne 'print' Makefile > y; awk -f script /dev/null",
    './true-builder; rm -f x',
    'if grep -q x Makefile; then if nosuch; then true; fi; fi',
    'if grep -q x Makefile; then while nosuch; do true; done; fi',
    'if grep -q x Makefile; then nosuch | cat; fi',
    'if grep -q x Makefile; then if a=`nosuch 2>/dev/null | grep x`; then true; fi; fi',
  ])('%s', (line) => {
    const files = {
      ...tools,
      script: 'true\n',
      'python-script': '#!/usr/bin/python3\nimport os\ntry:\n  import nosuch\nexcept:\n  pass\n',
    };
    const { decision, again, make } = both(line, { files });
    expect(make.status).toBe(0);
    expect(decision).toEqual({ kind: 'decided' });
    expect(again).toEqual(decision);
  });
});

describe('a line is left undecided', () => {
  test.each([
    ['if grep -q x Makefile; then nosuch; fi', 'conditional-program', 'nosuch'],
    ['gcc --version && cmp -s a b || nosuch', 'conditional-program', 'nosuch'],
    ['$$(cat Makefile | head -1) b', 'unknown-program', ''],
    ['gcc -v; $(MAKE) -C tools', 'separate-make', '-C tools'],
    ['gcc -v; . ./settings', 'sourced-file', './settings'],
    ['gcc -v; [[ a ]]; cat <(echo)', 'shell-text', ''],
    ['env A=1 nosuch', 'conditional-program', 'nosuch'],
    ['if grep -q x Makefile; then true | nosuch; fi', 'conditional-program', 'nosuch'],
    ['if grep -q x Makefile; then if nosuch2; then true; fi; nosuch; fi', 'conditional-program', 'nosuch'],
  ])('%s', (line, reason, subject) => {
    const { decision } = both(line);
    expect(decision).toMatchObject({ kind: 'undecided', doubt: { reason, ...(subject !== '' && { subject }) } });
  });
});

test('awk has its program among its words', () => {
  const { decision, make } = both(`awk -v "file=x" 'BEGIN { exit file == "y" }'`);
  expect([make.status, decision.kind]).toEqual([0, 'decided']);
});

test('what an earlier recipe makes is there', () => {
  const { decision } = both('./tool/maker a > b', { made: ['tool/maker'] });
  expect(decision).toEqual({ kind: 'decided' });
  expect(printed(both('./tool/maker a > b').decision)).toBe('/bin/sh: 1: ./tool/maker: not found\n');
});
