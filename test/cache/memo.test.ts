import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCache } from '../../src/cache/cache.ts';
import { type Memo, rememberPart, withMemo } from '../../src/cache/memo.ts';
import { machineStamps } from '../../src/host/node/machine-stamps.ts';
import type { Host } from '../../src/host/host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';

let directory: string;
let env: Record<string, string>;
let computed: string[];
const at = (name: string): string => join(directory, name);
const write = (name: string, text: string): void => writeFileSync(at(name), text);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-memo-'));
  env = { PATH: '/usr/bin:/bin' };
  write('one', '1');
  write('two', '2');
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** One kgate; `computed` has what it had to compute. */
function run<Result>(body: (memo: Memo) => Result, onMiss?: () => void): Result {
  computed = [];
  // Ten seconds on: files written by the test are old.
  const stamps = { ...machineStamps, now: () => Date.now() + 10_000 };
  const cache = openCache({ directory: at('cache'), version: '1', stamps });
  const host = createNodeHost({ cwd: directory, env, scratchPath: at('scratch') });
  return withMemo({ host, cache: onMiss === undefined ? cache : { ...cache, onMiss } }, body);
}

/** The text of a file, remembered under its name. */
function read(memo: Memo, name: string): string | null {
  return memo.remember('results', { words: [name] }, () => {
    computed.push(name);
    return memo.host.readFile(name) ?? null;
  });
}

it('a value that keeps its time does not ask again for the time of a file, nor for the name of the machine', () => {
  const asks = (argv: readonly string[]): boolean => {
    const ask = (): void =>
      void run((memo) =>
        memo.remember('results', { words: [argv], keepsTime: true }, () => {
          computed.push('value');
          return memo.host.run({ argv, cwd: directory, env }).stdout;
        }),
      );
    write('one', '1');
    ask();
    write('one', 'other');
    ask();
    return computed.length > 0;
  };
  // What usr/gen_initramfs.sh of Linux 6.12 runs for one file; of a directory it is more than one line.
  expect(asks(['find', at('one'), '-printf', '%T@\\n'])).toBe(false);
  expect(asks(['find', at(''), '-printf', '%T@\\n'])).toBe(true);
  expect(asks(['find', at('one'), '-printf', '%s\\n'])).toBe(true);
  expect(asks(['cat', at('one')])).toBe(true);
});

it('a value that keeps its time holds for another commit where nothing names the first one', () => {
  const git = (...words: string[]): void =>
    void execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...words], { cwd: directory });
  git('init', '-q');
  git('commit', '-q', '--allow-empty', '-m', 'first');
  const argv = ['git', 'rev-parse', '--verify', 'HEAD'];
  const ask = (name: string, keepsTime: boolean, use: (commit: string, host: Host) => unknown): string[] => {
    run((memo) =>
      memo.remember('results', { words: [name], keepsTime }, () => {
        computed.push(name);
        return [use(memo.host.run({ argv, cwd: directory, env }).stdout, memo.host)];
      }),
    );
    return computed;
  };
  const length = (commit: string): unknown => commit.length;
  const release = (commit: string): unknown => `-g${commit.slice(0, 12)}`;
  const look = (commit: string, host: Host): unknown => host.stat(`modules-g${commit.slice(0, 12)}`)?.kind ?? '';
  const all = (): string[][] => [
    ask('length', true, length),
    ask('strict', false, length),
    ask('release', true, release),
    ask('look', true, look),
  ];
  expect(all()).toEqual([['length'], ['strict'], ['release'], ['look']]);
  expect(all()).toEqual([[], [], [], []]);
  git('commit', '-q', '--allow-empty', '-m', 'second');
  expect(all()).toEqual([[], ['strict'], ['release'], ['look']]);
  git('checkout', '-q', '--orphan', 'empty');
  expect(all()[0]).toEqual(['length']);
});

describe('a value', () => {
  it('is taken over while its key and everything that its computation saw are unchanged', () => {
    expect(run((memo) => read(memo, 'one'))).toBe('1');
    expect(computed).toEqual(['one']);
    expect(run((memo) => read(memo, 'one'))).toBe('1');
    expect(computed).toEqual([]);
    write('one', 'other');
    expect(run((memo) => read(memo, 'one'))).toBe('other');
    env = { ...env, LEVEL: '2' };
    run((memo) => read(memo, 'one'));
    expect(computed).toEqual(['one']);
    env = { ...env, TERM: 'xterm' };
    run((memo) => read(memo, 'one'));
    expect(computed).toEqual([]);
  });

  it('of null is not kept, nor is one whose computation fails, or names a variable of another environment', () => {
    for (const name of ['absent', 'absent']) {
      run((memo) => read(memo, name));
      expect(computed).toEqual(['absent']);
    }
    const failing = (): unknown =>
      run((memo) =>
        memo.remember('results', { words: [] }, () => {
          throw new Error('it fails');
        }),
      );
    expect(failing).toThrow('it fails');
    run((memo) => memo.remember('results', { words: ['noted'], reader: 'tree' }, (note) => note('echo $PS1')));
    expect(readdirSync(directory)).not.toContain('cache');
  });

  it('depends on the content of a file that its own programs write again', () => {
    const compute = (memo: Memo): unknown =>
      memo.remember('results', { words: ['written'] }, () => {
        computed.push('written');
        const argv = ['/bin/sh', '-c', `cat two >${at('made')}`];
        const once = (): unknown => {
          memo.host.run({ argv, cwd: directory, env: {} });
          return memo.host.readFile('made');
        };
        return [once(), memo.remember('makefiles', { words: ['inner'] }, once)];
      });
    const now = (): unknown => {
      computed = [];
      const cache = openCache({ directory: at('cache'), version: '1' });
      return withMemo({ host: createNodeHost({ cwd: directory, env, scratchPath: at('scratch') }), cache }, compute);
    };
    expect(now()).toEqual(['2', '2']);
    expect(now()).toEqual(['2', '2']);
    expect(computed).toEqual([]);
    write('two', 'other');
    expect(now()).toEqual(['other', 'other']);
    expect(computed).toEqual(['written']);
  });

  it('depends on a variable that keys leave out where a text names it', () => {
    const both = (memo: Memo): unknown => memo.remember('results', { words: ['both'] }, () => read(memo, 'one'));
    const computedWith = (values: Readonly<Record<string, string>>): readonly string[] => {
      env = { PATH: '/usr/bin:/bin', ...values };
      run(both);
      return computed;
    };
    write('one', 'X := $(TERM) $$LESS $(LESS_VERSION)');
    expect(computedWith({})).toEqual(['one']);
    expect(computedWith({})).toEqual([]);
    expect(computedWith({ TERM: 'xterm' })).toEqual(['one']);
    expect(computedWith({ TERM: 'xterm', COLUMNS: '80' })).toEqual([]);
    expect(computedWith({ TERM: 'linux', COLUMNS: '80' })).toEqual(['one']);
    expect(computedWith({ TERM: 'linux', LESS: '' })).toEqual(['one']);
    expect(computedWith({ TERM: 'linux', LESS: '' })).toEqual([]);
    expect(computedWith({ TERM: 'linux' })).toEqual(['one']);
  });

  it('depends on what its parts depend on, computed or taken over', () => {
    const both = (memo: Memo): unknown =>
      memo.remember('results', { words: ['both'] }, () => `${read(memo, 'one')} and ${read(memo, 'two')}`);
    run((memo) => read(memo, 'one'));
    expect(run(both)).toBe('1 and 2');
    expect(computed).toEqual(['two']);
    expect(run(both)).toBe('1 and 2');
    expect(computed).toEqual([]);
    for (const name of ['one', 'two']) {
      write(name, 'changed');
      run(both);
      expect(computed).toEqual([name]);
    }
  });

  it('does not depend on an aside, and what is around it does', () => {
    const inner = (memo: Memo): string =>
      memo.remember('makefiles', { words: ['inner'] }, () => {
        computed.push('inner');
        memo.aside(() => memo.host.readFile('two'));
        return 'inner';
      });
    const outer = (memo: Memo): unknown =>
      memo.remember('results', { words: ['outer'] }, () => {
        computed.push('outer');
        return inner(memo);
      });
    run(outer);
    expect(computed).toEqual(['outer', 'inner']);
    run(outer);
    expect(computed).toEqual([]);
    write('two', 'changed');
    run(outer);
    expect(computed).toEqual(['outer']);
  });

  it('of a part comes whole from the run that computes it', () => {
    const ask = (memo: Memo): unknown =>
      rememberPart(
        memo,
        'kconfig',
        { words: ['part'] },
        () => ({ whole: memo.host.readFile('one') }),
        ({ whole }) => whole ?? null,
      );
    expect(run(ask)).toEqual({ kind: 'computed', whole: { whole: '1' } });
    expect(run(ask)).toEqual({ kind: 'kept', part: '1' });
  });

  it('that does not hold has its programs asked once, and is kept again', () => {
    // A program that no rule covers runs again to show its answer.
    const program = at('count');
    write('count', '#!/bin/sh\necho run >> "$1"\necho same\n');
    chmodSync(program, 0o755);
    const log = join(mkdtempSync(join(directory, 'log-')), 'runs');
    const runs = (): number => (existsSync(log) ? readFileSync(log, 'latin1').split('\n').length - 1 : 0);
    const value = (memo: Memo): unknown =>
      memo.remember('results', { words: ['outer'] }, (_note, trace) => {
        // So everything that it saw is compared, not only up to the first difference.
        trace.leave('something');
        const inner = memo.remember('makefiles', { words: ['inner'] }, () => {
          const request = { argv: [program, log], cwd: directory, env, timeoutMs: 1000 };
          return memo.host.run(request).stdout;
        });
        return `${inner}${read(memo, 'one')}`;
      });
    expect(run(value)).toBe('same\n1');
    expect(runs()).toBe(1);
    write('one', 'changed');
    // For the value, and for its part, and for nothing else.
    expect(run(value)).toBe('same\nchanged');
    expect(runs()).toBe(2);
    expect(run(value)).toBe('same\nchanged');
    expect([runs(), computed]).toEqual([3, []]);
    // Where nothing is computed nothing is written.
    expect(existsSync(at('scratch'))).toBe(false);
  });

  it('that is not known can be refused before it is computed', () => {
    const refuse = (): never => {
      throw new Error('not here');
    };
    const ask = (memo: Memo): unknown => memo.remember('kconfig', { words: ['tree'] }, () => memo.host.readFile('one'));
    expect(() => run(ask, refuse)).toThrow('not here');
    run(ask);
    expect(run(ask, refuse)).toBe('1');
  });

  it('is computed every time without a cache, and with a recorded compiler', () => {
    const host = createNodeHost({ cwd: directory, env });
    computed = [];
    for (let round = 0; round < 2; round += 1) {
      withMemo({ host, cache: null }, (memo) => {
        expect(memo.isKept).toBe(false);
        expect(memo.aside(() => read(memo, 'one'))).toBe('1');
      });
    }
    expect(computed).toEqual(['one', 'one']);
    const cache = openCache({ directory: at('cache'), version: '1' });
    expect(withMemo({ host, cache, profile: {} }, (memo) => memo.isKept)).toBe(false);
    expect(withMemo({ host, cache, profile: null }, (memo) => memo.isKept)).toBe(true);
  });
});
