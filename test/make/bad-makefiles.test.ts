/** Makefiles that are wrong or hostile: make's own words where make has some, bounded time and memory always. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HostError } from '../../src/core/errors.ts';
import type { Host } from '../../src/host/host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { type Evaluation, evaluateMakefiles, missingIncludeEvents, parseMakeVersion } from '../../src/make/index.ts';
import { Arena } from '../support/compare-make.ts';
import { plainHost, runPlainShell } from '../support/make-host.ts';

const version = parseMakeVersion(execFileSync('make', ['--version'], { encoding: 'utf8' }))!.makeVersion;

/** By kind: the text of a makefile; what make prints is asked of make. */
const mistakes: Readonly<Record<string, string>> = {
  'missing separator': 'A = 1\nfoo bar\n',
  'eight blanks': 'all:\n        echo\n',
  'recipe before target': '\techo\n',
  'missing rule before recipe': '; echo\n',
  'empty variable name': ' = 1\n',
  'empty name of define': 'define\nendef\n',
  'invalid ifeq': 'ifeq (a\nendif\n',
  'invalid ifdef': 'ifdef a b\nendif\n',
  'ifeq without blank': 'ifeq(a,a)\nendif\n',
  'extraneous endif': 'endif\n',
  'extraneous else': 'else\n',
  'second else': 'ifdef A\nelse\nelse\nendif\n',
  'text behind else and endif': 'ifdef A\nelse junk\nendif junk\n',
  'missing endif': 'ifdef A\nifdef B\nendif\n',
  'missing endef': 'A = 1\ndefine A\nfoo\n',
  'unterminated reference': 'A := $(B\n',
  'unterminated call': 'A := $(subst a,b\n',
  'too few arguments': 'A := $(subst a,b)\n',
  'bad number': 'A := $(word x,a)\n',
  'number zero': 'A := $(wordlist 0,1,a)\n',
  'bad file operation': 'A := $(file x)\n',
  'target pattern without %': 'a: b: c\n',
  'two target patterns': 'a: %.a %.b: c\n',
  'no target pattern': 'a:: : c\n',
  'mixed implicit and static': '%.o: %.o: %.c\n',
  'mixed implicit and normal': '%.o a: b ;\n',
  'both colons': 'a: b\na:: c\n',
  'grouped without recipe': 'a b &: c\n',
  'recursive variable': 'A = $(B)\nB = x$(A)\n$(info $(A))\n',
  'recursive through eval': 'A = $(eval B := $(A))\n$(A)\n',
  'computed name of itself': 'A = $($(A))\n$(info $(A))\n',
  'endif inside eval': 'ifdef A\nelse\n$(eval endif)\nendif\n',
  'if inside eval': '$(eval ifdef A)\n',
  'error in an eval in a call': 'f = $(eval $(1))\n$(call f,foo bar)\n',
  NUL: 'A = 1\0junk\n\0x\n$(info [$(A)])\nB = \0\n$(info after)\n',
  CRLF: 'A = 1\r\n$(info [$(A)])\r\nifeq ($(A),1)\r\n$(info y)\r\nendif\r\ndefine X\r\na\r\nendef\r\n$(info [$(X)])\r\n',
  'CR alone': 'A = 1\rB = 2\r$(info [$(A)])\n$(info [$(A)])\n',
  BOM: '\xef\xbb\xbfA = 1\n$(info [$(A)])\n',
  'bytes above 127': '\xff\xfe = \x80\n$(info [$(\xff\xfe)])\n\xc3\n',
  'no newline at the end': 'A = 1\n$(error $(A))',
  'backslash at the end': 'A = 1\\',
  'missing include': '$(info a)\ninclude nope.mk\n$(info b)\n',
  'directory as include': '$(info a)\ninclude sub\n$(info b)\n',
};

describe('mistakes are reported in the words of make', () => {
  test.each(Object.entries(mistakes))('%s', (_name, makefile) => {
    const arena = new Arena('make', version);
    try {
      const statements = [makefile.endsWith('\n') ? makefile.slice(0, -1) : makefile];
      const [verdict] = arena.compare([{ statements, files: {}, args: [], env: {} }]);
      if (verdict!.kind === 'different') expect(verdict!.kgate).toEqual(verdict!.make);
      expect(verdict!.kind).toBe('same');
    } finally {
      arena.close();
    }
  });
});

function read(makefile: string, others: Readonly<Record<string, string>> = {}): Evaluation {
  const overlay = new Map(
    Object.entries({ Makefile: makefile, ...others }).map(([name, text]) => [`/src/${name}`, text]),
  );
  return evaluateMakefiles({
    host: plainHost('/src', {}, overlay),
    runShell: (request) => runPlainShell({ ...request, cwd: '/' }),
    cwd: '/src',
    env: { PATH: '/usr/bin:/bin' },
    makefiles: ['Makefile'],
  });
}

const levels = (last: string): string =>
  `${Array.from({ length: 60 }, (_, i) => `A${i + 1} = $(A${i})$(A${i})`).join('\n')}\nA0 = ${last}\n$(info $(A60))\n`;
const hostile: Readonly<Record<string, () => readonly [makefile: string, code: string]>> = {
  'a call of itself': () => ['f = $(call f,$(1)x)\n$(info $(call f))\n', 'make/limit-depth'],
  'a call that doubles its argument': () => ['f = $(call f,$(1)$(1)x)\n$(info $(call f,a))\n', 'make/limit-size'],
  'a makefile that includes itself': () => ['include Makefile\n', 'make/limit-includes'],
  'an eval of itself': () => [
    'define A\n$(eval $$(eval $$(value A)))$(eval $(value A))\nendef\n$(eval $(value A))\n',
    'make/limit-depth',
  ],
  'an eval that doubles': () => [
    'A = x\ndefine B\nA := $$(A)$$(A)\n$$(eval $$(B))\nendef\n$(eval $(B))\n',
    'make/limit-size',
  ],
  'doubling when read': () => [levels('xx'), 'make/limit-steps'],
  'doubling of nothing': () => [levels(''), 'make/limit-steps'],
  'doubling when set': () => [`A := xx\n${'A := $(A)$(A)\n'.repeat(60)}`, 'make/limit-size'],
  'loops in loops': () => [
    `L := ${'x '.repeat(1000)}\nM := $(foreach a,$(L),$(foreach b,$(L),$(foreach c,$(L),$(L))))\n`,
    'make/limit-size',
  ],
  'a million openers': () => [`A := ${'$(x'.repeat(1_000_000)}${')'.repeat(1_000_000)}\n`, 'make/limit-depth'],
  'ten million references': () => [`A := ${'$(B) '.repeat(10 * 1024 * 1024)}\n`, 'make/limit-size'],
  'three million targets': () => [
    `${Array.from({ length: 3_000_000 }, (_, i) => `t${i}`).join(' ')}: ;\n`,
    'make/limit-size',
  ],
  'patterns by words': () => {
    const list = (prefix: string): string => Array.from({ length: 20_000 }, (_, i) => `${prefix}${i}x`).join(' ');
    return [`A := $(filter ${list('%')},${list('a')})\n`, 'make/limit-steps'];
  },
  'a command without end': () => ['A := $(shell yes | head -c 100000000)\n', 'make/limit-size'],
};

describe('hostile makefiles end with a limit that is named', () => {
  test.each(Object.entries(hostile))('%s', { timeout: 60_000 }, (_name, build) => {
    const [makefile, code] = build();
    const before = process.cpuUsage();
    const evaluation = read(makefile);
    const { user, system } = process.cpuUsage(before);
    expect(evaluation.stop?.code).toBe(code);
    expect(evaluation.stop?.message).toMatch(/^kgate: /);
    expect(evaluation.stop?.fatal).toBe(true);
    // The time of this process, which others on the machine do not lengthen.
    expect((user + system) / 1000).toBeLessThan(8000);
  });

  test('the exponential number of shells under 4.4 is limited, too', { timeout: 60_000 }, () => {
    const lines = Array.from({ length: 12 }, (_, i) => `export A${i} = $(shell echo ${i})`);
    let shells = 0;
    const evaluation = evaluateMakefiles({
      host: plainHost('/src', {}, new Map([['/src/Makefile', `${lines.join('\n')}\n$(info $(shell echo))\n`]])),
      runShell: () => {
        shells++;
        return { stdout: '', stderr: '', status: 0, commands: [], unknown: null };
      },
      cwd: '/src',
      env: {},
      makeVersion: '4.4.1',
    });
    expect(evaluation.stop?.code).toBe('make/limit-steps');
    expect(shells).toBeLessThan(20_000);
  });
});

describe('large texts are read', () => {
  const size = 50 * 1024 * 1024;
  const large: Readonly<Record<string, () => readonly [makefile: string, lines: readonly string[]]>> = {
    'a value of 50 MB': () => [`A = ${'a'.repeat(size)}\n$(info after)\n`, ['after']],
    'a line of 50 MB without a newline': () => ['a'.repeat(size), ['Makefile:1: *** missing separator.  Stop.']],
    'five million continued lines': () => [`A = ${'x \\\n'.repeat(5_000_000)}\n$(info after)\n`, ['after']],
    'twenty million backslashes': () => [`A = ${'\\'.repeat(20_000_000)}\n$(info after)\n`, ['after']],
    'ten million quoted number signs': () => [`A = ${'\\#'.repeat(10_000_000)}\n$(info after)\n`, ['after']],
    'a million ifdefs': () => ['ifdef A\n'.repeat(1_000_000), ["Makefile:1000001: *** missing 'endif'.  Stop."]],
    'a million defines': () => [
      'define A\n'.repeat(1_000_000),
      ["Makefile:1: *** missing 'endef', unterminated 'define'.  Stop."],
    ],
    'an unterminated 50 MB reference': () => [
      `A := ${'$('.repeat(size / 2)}\n`,
      ['Makefile:1: *** unterminated variable reference.  Stop.'],
    ],
  };

  test.each(Object.entries(large))('%s', { timeout: 60_000 }, (_name, build) => {
    const [makefile, lines] = build();
    const before = process.cpuUsage();
    expect(read(makefile).events.map(({ line }) => line)).toEqual(lines);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(8000);
  });

  test('in less than 1 GB', { timeout: 120_000 }, () => {
    const script = `
      import { evaluateMakefiles } from './src/make/index.ts';
      import { plainHost } from './test/support/make-host.ts';
      const makefile = 'a'.repeat(${size});
      const evaluation = evaluateMakefiles({
        host: plainHost('/src', {}, new Map([['/src/Makefile', makefile], ['/src/GNUmakefile', 'A = ' + 'x \\\\\\n'.repeat(5000000)]])),
        runShell: () => { throw new Error(); }, cwd: '/src', env: {}, makefiles: ['Makefile', 'GNUmakefile'],
      });
      console.log(evaluation.stop?.message, process.resourceUsage().maxRSS);`;
    const done = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      encoding: 'utf8',
      cwd: new URL('../../', import.meta.url).pathname,
    });
    const found = /^missing separator (\d+)$/.exec(done.stdout.trim());
    expect(found, done.stderr).not.toBeNull();
    // Kilobytes.
    expect(Number(found![1])).toBeLessThan(1024 * 1024);
  });
});

describe('what is no ordinary file', () => {
  function inDirectory(body: (directory: string) => void): void {
    const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-bad-')));
    try {
      body(directory);
    } finally {
      rmSync(directory, { recursive: true });
    }
  }
  const readHere = (cwd: string, name: string): Evaluation =>
    evaluateMakefiles({ host: createNodeHost({ cwd }), runShell: runPlainShell, cwd, env: {}, makefiles: [name] });

  test('a directory: the words of make', () => {
    inDirectory((directory) => {
      mkdirSync(join(directory, 'd'));
      const done = spawnSync('make', ['-f', 'd'], {
        cwd: directory,
        env: { PATH: process.env.PATH },
        encoding: 'utf8',
      });
      expect(`${readHere(directory, 'd').stop!.line}\n`).toBe(done.stderr);
    });
  });

  test('a FIFO is not waited for', () => {
    inDirectory((directory) => {
      execFileSync('mkfifo', [join(directory, 'p')]);
      writeFileSync(join(directory, 'Makefile'), 'include p\nall: ;\n');
      expect(readHere(directory, 'p').stop!.line).toBe('make: *** kgate: p: FIFOs and devices are not read.  Stop.');
      const { line } = readHere(directory, 'Makefile').stop!;
      expect(line).toBe('Makefile:1: *** kgate: p: FIFOs and devices are not read.  Stop.');
      expect(readHere(directory, '/dev/null').stop).toBeUndefined();
    });
  });

  test('a file that may not be read: the words of make', () => {
    inDirectory((directory) => {
      const secret = join(directory, 'secret.mk');
      writeFileSync(secret, 'A = 1\n');
      chmodSync(secret, 0);
      chmodSync(directory, 0o755);
      writeFileSync(join(directory, 'Makefile'), 'include secret.mk\nall: ;\n');
      // Root may read everything, so make runs as user nobody. // words-ok
      const identity = process.getuid?.() === 0 ? { uid: 65534 } : {};
      const env = { PATH: process.env.PATH };
      const done = spawnSync('make', [], { cwd: directory, env, encoding: 'utf8', ...identity });
      expect(done.stderr).toContain('Permission denied');
      const real = createNodeHost({ cwd: directory });
      const host: Host = {
        ...real,
        readFile(path) {
          if (path === secret) throw new HostError('host/unreadable', path);
          return real.readFile(path);
        },
      };
      const evaluation = evaluateMakefiles({ host, runShell: runPlainShell, cwd: directory, env: {} });
      const events = missingIncludeEvents(evaluation);
      expect(`${events.map(({ line }) => line).join('\n')}\n`).toBe(done.stderr);
    });
  });
});
