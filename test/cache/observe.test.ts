import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Comparison, differenceFrom, type Observations } from '../../src/cache/observations.ts';
import { Observer } from '../../src/cache/observe.ts';
import type { Dependencies } from '../../src/cache/sights.ts';
import { isSettled, type StampSource } from '../../src/host/file-stamp.ts';
import { machineStamps, stampFile } from '../../src/host/node/machine-stamps.ts';
import type { Host } from '../../src/host/host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';

/** Ten seconds on: files written by the test are old. */
const later: StampSource = { ...machineStamps, now: () => Date.now() + 10_000 };
/** The machine as stamps show it. */
const machine = (host: Host, stamps: StampSource): Comparison => ({
  host,
  stamps,
  contents: null,
  hasMoved: false,
  isOtherCommit: false,
});
const repeat = (): Dependencies => ({ kind: 'repeat' });

let directory: string;
let host: Host;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-observe-'));
  host = createNodeHost({ cwd: directory, env: { PATH: '/usr/bin:/bin' } });
  writeFileSync(join(directory, 'file'), 'one');
  mkdirSync(join(directory, 'sub'));
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

const at = (name: string): string => join(directory, name);

/** What `look` sees; null when that cannot be kept. */
function sightsOf(look: (host: Host) => unknown, stamps = later, dependencies = repeat): Observations | null {
  const observer = new Observer(host, stamps, dependencies);
  return observer.host === host ? null : observer.observe(() => look(observer.host)).seen;
}

const looks: readonly [string, (host: Host) => unknown, () => void][] = [
  ['a file that is written', (seen) => seen.readFile('file'), () => writeFileSync(at('file'), 'two')],
  ['a file that goes', (seen) => seen.readFile('file'), () => unlinkSync(at('file'))],
  ['a file that comes', (seen) => seen.readFile('absent'), () => writeFileSync(at('absent'), '')],
  ['a path that becomes a directory', (seen) => seen.stat('absent'), () => mkdirSync(at('absent'))],
  ['a directory with a new entry', (seen) => seen.readDirectory('sub'), () => writeFileSync(at('sub/new'), '')],
  ['a link that leads elsewhere', (seen) => seen.realPath('link'), () => symlinkSync('file', at('link'))],
  ['an entry that comes', (seen) => seen.hasEntry('sub/new'), () => symlinkSync('nowhere', at('sub/new'))],
  [
    'a file that comes in a directory that was not there',
    (seen) => seen.stat('gone/new'),
    () => {
      mkdirSync(at('gone'));
      writeFileSync(at('gone/new'), '');
    },
  ],
  ['the size of a file', (seen) => seen.stat('file')?.size, () => writeFileSync(at('file'), 'longer')],
  [
    'a program that answers otherwise',
    (seen) => seen.run({ argv: ['cat', at('file')], cwd: directory, env: host.env }),
    () => writeFileSync(at('file'), 'two'),
  ],
];

it('a time is seen by the computation that reads it, not by the one that found the file', () => {
  const observer = new Observer(host, later, repeat);
  const { seen } = observer.observe(() => {
    const inner = observer.observe(() => observer.host.stat('file'));
    expect(inner.seen?.exact).toEqual([]);
    return inner.value?.mtimeMs;
  });
  expect(seen?.exact).toEqual([[at('file'), stampFile(at('file'))]]);
});

describe('what was seen', () => {
  it.each(looks)('%s is another sight', (_, look, change) => {
    const seen = sightsOf(look);
    expect(seen).not.toBeNull();
    expect(differenceFrom(seen as Observations, machine(host, later))).toBeNull();
    change();
    expect(differenceFrom(seen as Observations, machine(host, later))).not.toBeNull();
  });

  it('of a link that leads nowhere is another sight once it leads somewhere', () => {
    symlinkSync('../target', at('sub/link'));
    const seen = sightsOf((observed) => [observed.stat('sub/link'), observed.stat('sub/absent')]) as Observations;
    expect(differenceFrom(seen, machine(host, later))).toBeNull();
    writeFileSync(at('target'), '');
    expect(differenceFrom(seen, machine(host, later))).not.toBeNull();
  });

  it('of absent files takes one look at their directory while that is unchanged', () => {
    const names = ['a', 'b', 'c'].map((name) => `sub/${name}`);
    const seen = sightsOf((observed) =>
      names.map((name) => [observed.stat(name), observed.hasEntry(name)]),
    ) as Observations;
    const asked: string[] = [];
    const counting: Host = {
      ...host,
      stat: (path) => (asked.push(path), host.stat(path)),
      hasEntry: (path) => (asked.push(path), host.hasEntry(path)),
    };
    expect(differenceFrom(seen, machine(counting, later))).toBeNull();
    expect(asked).toEqual([]);
    writeFileSync(at('sub/other'), '');
    expect(differenceFrom(seen, machine(counting, later))).toBeNull();
    expect(asked).toHaveLength(6);
  });

  it('of a file asked for its kind alone is the same after a write', () => {
    const seen = sightsOf((observed) => observed.stat('file')?.kind) as Observations;
    writeFileSync(at('file'), 'another text');
    expect(differenceFrom(seen, machine(host, later))).toBeNull();
  });

  it('of a file just written is its content: its times may not move with the next write', () => {
    const now = machineStamps;
    writeFileSync(at('file'), 'one');
    expect(isSettled(stampFile(at('file')), now.now())).toBe(false);
    const seen = sightsOf((observed) => observed.readFile('file'), now) as Observations;
    expect(seen.files[0]?.[2]).not.toBeNull();
    // The same stamp with another content, as a write within the clock's tick leaves it.
    writeFileSync(at('file'), 'two');
    const stuck: StampSource = { ...now, stamp: () => seen.files[0]?.[1] ?? null };
    expect(differenceFrom(seen, machine(host, stuck))).toContain('was changed');
  });

  it('is not kept when a file changes between its stamp and its reading', () => {
    const gone: StampSource = { ...later, stamp: () => null };
    expect(sightsOf((observed) => observed.readFile('file'), gone)).toBeNull();
  });

  it('is not kept when a program was killed, or the dependencies of its answer are not known', () => {
    const killed = (observed: Host): unknown =>
      observed.run({ argv: ['sh', '-c', 'kill -9 $$'], cwd: directory, env: host.env });
    expect(sightsOf(killed)).toBeNull();
    const fine = (observed: Host): unknown => observed.run({ argv: ['true'], cwd: directory, env: host.env });
    expect(sightsOf(fine)).not.toBeNull();
    expect(sightsOf(fine, later, () => ({ kind: 'unknown' }))).toBeNull();
  });

  it('belongs to the innermost computation and to all around it, and an aside to those around it alone', () => {
    const observer = new Observer(host, later, repeat);
    let inner: Observations | null = null;
    const outer = observer.observe(() => {
      observer.host.readFile('file');
      ({ seen: inner } = observer.observe(() => {
        observer.host.readFile('inner');
        observer.aside(() => observer.host.readFile('aside'));
      }));
      observer.host.readFile('outer');
    });
    observer.aside(() => observer.host.readFile('nowhere'));
    observer.host.readFile('after');
    const paths = (seen: Observations | null): string[] =>
      seen?.files.map(([path]) => path.slice(directory.length + 1)).sort() ?? [];
    expect(paths(inner)).toEqual(['inner']);
    expect(paths(outer.seen)).toEqual(['aside', 'file', 'inner', 'outer']);
  });

  it('of a computation that fails still counts for the one around it', () => {
    const observer = new Observer(host, later, repeat);
    const { seen } = observer.observe(() => {
      const failing = (): unknown =>
        observer.observe(() => {
          observer.host.readFile('file');
          throw new Error('it fails');
        });
      expect(failing).toThrow('it fails');
    });
    expect(seen?.files.map(([path]) => path)).toEqual([at('file')]);
  });

  it('is not kept for the whole where it cannot be kept for a part', () => {
    const observer = new Observer(host, later, () => ({ kind: 'unknown' }));
    const run = (): unknown => observer.host.run({ argv: ['true'], cwd: directory, env: host.env });
    expect(observer.observe(() => observer.observe(run)).seen).toBeNull();
    expect(observer.observe(() => observer.add(null)).seen).toBeNull();
  });

  it('of a file that is taken by its content is the same after it was written again, and not with another text', () => {
    const observer = new Observer(host, later, repeat);
    const read = (): unknown => observer.host.readFile('file');
    const { seen } = observer.observe(() => observer.observe(read), { byContent: at('file') });
    unlinkSync(at('file'));
    writeFileSync(at('file'), 'one');
    expect(differenceFrom(seen as Observations, machine(host, later))).toBeNull();
    writeFileSync(at('file'), 'two');
    expect(differenceFrom(seen as Observations, machine(host, later))).toContain('was changed');
  });
});
