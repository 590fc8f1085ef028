import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandHost, CommandOutcome } from '../../src/cli/command.ts';
import { run } from '../../src/cli/commands/lint.ts';
import { parseArguments } from '../../src/cli/program.ts';
import { createNodeHost, type NodeHost } from '../../src/host/node/node-host.ts';
import { processEnvironment } from '../../src/host/node/node-host.ts';
import type { LintResult } from '../../src/results/lint.ts';
import { git, makeRepository, planted, steps, treeBefore, writeFiles } from '../support/lint-series.ts';

let top: string;
let hosts: NodeHost[] = [];
beforeEach(() => {
  top = mkdtempSync(join(tmpdir(), 'kgate-lint-'));
});
afterEach(() => {
  for (const host of hosts) host.close();
  hosts = [];
  rmSync(top, { recursive: true, force: true });
});

interface Place {
  /** The tree; the user stands in `top`. */
  readonly tree?: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

function lint(words: readonly string[], { tree = top, input = '', env = {} }: Place = {}): CommandOutcome {
  const nothing = () => Promise.resolve();
  const sink = { isTerminal: false, columns: 80, isWatched: false, show: nothing, pass: nothing };
  const parsed = parseArguments(['lint', ...words], { stdout: sink, stderr: sink, env: {}, cwd: top });
  if (parsed.kind !== 'run') throw new Error(parsed.stdout);
  const machine = createNodeHost({ cwd: tree, env: { ...processEnvironment(), ...env } });
  hosts.push(machine);
  const lines = input.split(/(?<=\n)/);
  const host: CommandHost = {
    ...machine,
    runBatch: (requests) => requests.map((request) => machine.run(request)),
    readLine: () => lines.shift(),
    isStopped: () => false,
    print: () => {},
  };
  return run(parsed.input, host);
}

function lintJson(words: readonly string[], place: Place = {}): LintResult {
  return JSON.parse(lint([...words, '--format', 'json'], place).stdout) as LintResult;
}

/** `FILE:LINE RULE POSITION`, one a finding. */
function found({ changes, diagnostics }: LintResult): string[] {
  return diagnostics.map(({ code, location }, at) => {
    const patch = changes?.patches[changes.origins[at] ?? -1];
    return `${location?.file}:${location?.line} ${code.slice('lint/'.length)} ${patch?.position ?? '-'}`;
  });
}

function problem(words: readonly string[], place: Place = {}): string {
  try {
    lint(words, place);
  } catch (error) {
    const { code, hint, message } = error as { code: string; hint?: string; message: string };
    return `${code}: ${message} (${hint ?? ''})`;
  }
  return 'none';
}

describe('--since', () => {
  it('finds the six mistakes of a series of ten files, and says which commit has each', () => {
    const tree = makeRepository(top);
    const result = lintJson(['--since', 'before'], { tree });
    expect(found(result)).toEqual(planted);
    expect(result.changes).toMatchObject({ files: 10, source: { kind: 'git', since: 'before' } });
    expect(result.changes?.patches.map(({ subject }) => subject)).toEqual(steps.map(({ subject }) => subject));
    expect(found(lintJson(['--since', 'HEAD~1'], { tree }))).toEqual(
      planted.filter((one) => one.endsWith('3/3')).map((one) => one.replace('3/3', '-')),
    );
    expect(lintJson([], { tree }).diagnostics.length).toBeGreaterThan(planted.length);
  });

  it('works where the tree is a part of a repository, with odd names in it', () => {
    const tree = makeRepository(top, 'odd dir "q"/tree');
    expect(found(lintJson(['--since', 'before'], { tree }))).toEqual(planted);
  });

  it('takes what is not committed, staged or not, and files that git does not know', () => {
    const tree = makeRepository(top);
    writeFiles(tree, {
      'lib/Makefile': `${readFileSync(join(tree, 'lib/Makefile'), 'latin1')}obj-$(CONFIG_NEW_A) += a.o\nobj-y += new/\n`,
      'lib/a.c': 'int a;\n',
    });
    git(top, 'add', '-A');
    writeFiles(tree, {
      'drivers/Makefile': `obj-$(CONFIG_NEW_B) += b.o\n${readFileSync(join(tree, 'drivers/Makefile'), 'latin1')}`,
      'drivers/b.c': 'int b;\n',
      'lib/new/Makefile': 'obj-$(CONFIG_NEW_C) += c.o\n',
      'lib/new/c.c': 'int c;\n',
      'lib/ignored/Makefile': 'obj-$(CONFIG_NEW_D) += d.o\n',
      '.gitignore': 'ignored/\n',
    });
    expect(found(lintJson(['--since', 'HEAD'], { tree }))).toEqual([
      'drivers/Makefile:1 undefined-config-reference -',
      'lib/Makefile:3 undefined-config-reference -',
      'lib/new/Makefile:1 undefined-config-reference -',
    ]);
    expect(found(lintJson(['--since', 'HEAD', 'lib'], { tree }))).toHaveLength(2);
  });

  it('compares with the commit where a branch that went on has parted', () => {
    const tree = makeRepository(top);
    git(top, 'branch', 'mine');
    git(top, 'checkout', '-q', '-b', 'theirs', 'before');
    writeFiles(tree, { 'lib/Makefile': '' });
    git(top, 'commit', '-qam', 'theirs');
    git(top, 'checkout', '-q', 'mine');
    expect(found(lintJson(['--since', 'theirs'], { tree }))).toEqual(planted);
  });

  it('moved files count with the lines that differ', () => {
    const tree = makeRepository(top);
    git(top, 'mv', 'drivers/bus.c', 'drivers/bus2.c');
    git(top, 'commit', '-qm', 'move');
    expect(found(lintJson(['--since', 'before'], { tree })).filter((one) => one.includes('bus'))).toEqual([
      'drivers/bus2.c:24 module-of-bool 3/4',
    ]);
  });

  it('a change without a finding passes', () => {
    const tree = makeRepository(top, '.', treeBefore, [{ subject: 'doc', files: { 'Documentation/a.rst': 'a\n' } }]);
    const { exitCode, stdout } = lint(['--since', 'before'], { tree });
    expect([exitCode, stdout.split('\n')[0]]).toEqual([
      0,
      '0 files changed since before (1 commit); problems in other lines are not shown',
    ]);
  });

  it('says what is wrong with a revision, a directory, a machine without git', () => {
    const tree = makeRepository(top);
    expect(problem(['--since', 'no-such'], { tree })).toMatch(
      /^lint\/no-revision: --since no-such: git knows no such commit/,
    );
    expect(problem(['--since=--all'], { tree })).toMatch(/^lint\/no-revision: /);
    expect(problem(['--since', 'before'], { tree, env: { PATH: '/nowhere' } })).toMatch(
      /^lint\/no-git: .*git is not installed/,
    );
    rmSync(join(top, '.git'), { recursive: true });
    const env = { GIT_CEILING_DIRECTORIES: top };
    expect(problem(['--since', 'before'], { tree, env })).toMatch(
      /^lint\/no-repository: --since before: not a git repository/,
    );
  });

  it("starts no program that the repository's own configuration names", () => {
    const tree = makeRepository(top);
    const trap = (name: string): string => `touch ${top}/ran-${name}; cat`;
    for (const [key, value] of [
      ['core.fsmonitor', trap('fsmonitor')],
      ['core.hooksPath', `${top}/hooks`],
      ['diff.external', trap('external')],
      ['diff.odd.textconv', trap('textconv')],
      ['diff.odd.command', trap('command')],
      ['filter.odd.clean', trap('clean')],
      ['filter.odd.smudge', trap('smudge')],
      ['filter.odd.process', trap('process')],
      ['core.pager', trap('pager')],
    ] as const) {
      git(top, 'config', key, value);
    }
    writeFiles(tree, {
      '.git/info/attributes': '* diff=odd filter=odd\n',
      '.gitattributes': '* diff=odd filter=odd\n',
      'lib/Makefile': 'obj-$(CONFIG_NEW) += library.o\n',
    });
    const result = found(lintJson(['--since', 'HEAD'], { tree }));
    expect(result).toEqual(['lib/Makefile:1 undefined-config-reference -']);
    expect(readdir(top).filter((name) => name.startsWith('ran-'))).toEqual([]);
    // The same settings do run programs where git itself is asked.
    expect(() => git(top, 'diff')).toThrow();
    expect(readdir(top).filter((name) => name.startsWith('ran-')).length).toBeGreaterThan(0);
  });
});

describe('patches', () => {
  const mailbox = (tree: string): string => git(tree, 'format-patch', '--stdout', '--relative', 'before');

  it('finds the six mistakes of a mailbox, with patch and subject, and writes nothing', () => {
    const tree = makeRepository(top);
    writeFiles(top, { 'series.mbox': mailbox(tree) });
    git(top, 'checkout', '-q', 'before');
    const result = lintJson([join(top, 'series.mbox')], { tree });
    expect(found(result)).toEqual(planted);
    expect(result.changes?.patches.map(({ position, subject }) => [position, subject])).toEqual(
      steps.map(({ subject }, at) => [`${at + 1}/3`, subject]),
    );
    expect(git(top, 'status', '--short').trim()).toBe('?? series.mbox');
    const { exitCode, stdout } = lint(['series.mbox'], { tree });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('10 files changed by 3 patches; problems in other lines are not shown');
    expect(stdout).toMatch(/--> drivers\/gadget\/Makefile:3:7 +in 3\/3 "drivers: gadget: names"$/m);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('takes single files in order, a diff of standard input, and a diff without any context', () => {
    const tree = makeRepository(top);
    git(top, 'format-patch', '-q', '-o', top, 'before');
    const diff = git(top, 'diff', 'before', 'HEAD');
    const bare = git(top, 'diff', '-U0', '--no-prefix', '--no-renames', 'before', 'HEAD');
    git(top, 'checkout', '-q', 'before');
    const names = readdir(top).filter((name) => name.endsWith('.patch'));
    expect(found(lintJson(names, { tree }))).toEqual(planted);
    const unnamed = planted.map((one) => one.replace(/\S+$/, '-'));
    expect(found(lintJson(['--diff', '-'], { tree, input: diff }))).toEqual(unnamed);
    expect(found(lintJson(['--diff', '-'], { tree, input: bare }))).toEqual(unnamed);
    writeFiles(top, { 'all.diff': diff });
    expect(found(lintJson(['--diff', 'all.diff'], { tree }))).toEqual(unnamed);
  });

  it('takes a diff of a repository that the tree is a part of', () => {
    const tree = makeRepository(top, 'vendor/linux');
    const diff = git(top, 'diff', 'before', 'HEAD');
    git(top, 'checkout', '-q', 'before');
    expect(found(lintJson(['--diff', '-'], { tree, input: diff }))).toHaveLength(6);
  });

  it('says which hunk of which patch does not apply', () => {
    const tree = makeRepository(top);
    const text = mailbox(tree);
    expect(problem(['--diff', '-'], { tree, input: text })).toMatch(
      /^lint\/patch-conflict: standard input "drivers: add the gadget" does not apply: hunk 1 of drivers\/Kconfig \(standard input:\d+\): .*already/,
    );
    git(top, 'checkout', '-q', 'before');
    writeFiles(tree, { 'lib/Makefile': 'other\n' });
    expect(problem(['--diff', '-'], { tree, input: text })).toMatch(
      /hunk 1 of lib\/Makefile .*: line 1 is not "obj-\$\(CONFIG_LIBRARY\) \+= library\.o"/,
    );
    writeFiles(tree, { 'lib/Makefile': null });
    expect(problem(['--diff', '-'], { tree, input: text })).toContain('lib/Makefile is not in the tree');
    expect(problem(['--diff', '-'], { tree, input: 'no change\n' })).toMatch(/^lint\/bad-patch/);
    expect(problem(['--diff', 'none.patch'], { tree })).toMatch(/^lint\/no-such-path/);
    expect(problem(['--diff', '-', '--since', 'before'], { tree })).toMatch(/^usage\/two-changes/);
    expect(problem(['--diff', '-', '--fix'], { tree })).toMatch(/^usage\/fix-of-diff/);
  });

  it('refuses a path that leads out of the tree', () => {
    const tree = makeRepository(top);
    const input = '--- a/../../etc/Kconfig\n+++ b/../../etc/Kconfig\n@@ -0,0 +1 @@\n+config A\n';
    expect(problem(['--diff', '-'], { tree, input })).toMatch(/^lint\/patch-outside/);
  });
});

describe('words', () => {
  const tree = (): string => {
    writeFiles(top, {
      ...treeBefore,
      'arch/x86/Makefile': 'obj-$(CONFIG_NO_X86) += a.o\n',
      'arch/arm/Makefile': 'obj-$(CONFIG_NO_ARM) += a.o\n',
      // What an architecture's makefile names is below the top.
      'a.c': 'int a;\n',
      'doc/README': '\0',
    });
    return top;
  };

  it('a severity of its own makes a rule fail, be quiet or be applied', () => {
    const words = ['drivers', 'arch'];
    tree();
    expect(lint(words).exitCode).toBe(0);
    expect(lint([...words, '--severity', 'undefined-symbol=error']).exitCode).toBe(1);
    const quiet = [
      '--severity',
      'undefined-symbol=off,undefined-config-reference=off',
      '--severity',
      'lint/source-undefined-config=info',
    ];
    expect(lintJson([...words, ...quiet]).diagnostics.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'lint/defconfig-unknown-symbol warning',
      'lint/source-undefined-config info',
    ]);
    const more = lintJson([
      '--severity',
      'select-of-visible=warning',
      '--select',
      'defconfig-unknown-symbol',
      '--verbose',
    ]);
    expect(Object.keys(more.counts.byRule)).toContain('select-of-visible');
    expect(problem(['--severity', 'undefined-symbl=error'])).toMatch(
      /no such rule \(did you mean undefined-symbol\?\)/,
    );
    expect(problem(['--select', 'duplicate-propety'])).toMatch(/did you mean duplicate-property\?/);
    expect(problem(['--severity', 'undefined-symbol=loud'])).toMatch(/^lint\/bad-severity/);
  });

  it('takes several architectures, all, and no other', () => {
    tree();
    const files = (words: readonly string[]): string[] => [
      ...new Set(
        lintJson(words).diagnostics.flatMap(({ location }) =>
          location?.file.startsWith('arch/') === true ? [location.file] : [],
        ),
      ),
    ];
    const all = ['arch/arm/Makefile', 'arch/arm64/configs/defconfig', 'arch/x86/Makefile'];
    expect(files([])).toEqual(all);
    expect(files(['--arch', 'all'])).toEqual(all);
    expect(files(['--arch', 'x86_64,arm'])).toEqual(['arch/arm/Makefile', 'arch/x86/Makefile']);
    expect(files(['--arch', 'arm64', '--arch', 'arm'])).toEqual(['arch/arm/Makefile', 'arch/arm64/configs/defconfig']);
    expect(problem(['--arch', 'amr64'])).toMatch(/no arch\/amr64 \(did you mean arm64\?\)/);
  });

  it('a named path that holds nothing to look at is an error', () => {
    tree();
    expect(problem(['doc'])).toMatch(/^lint\/nothing-to-lint: doc: nothing to look at/);
    expect(problem(['drivers', 'doc/README'])).toMatch(/^lint\/nothing-to-lint: doc\/README/);
    expect(problem(['nowhere'])).toMatch(/^lint\/no-such-path/);
    expect(problem(['./drivers/'])).toBe('none');
  });
});

function readdir(directory: string): string[] {
  return readdirSync(directory).sort();
}
