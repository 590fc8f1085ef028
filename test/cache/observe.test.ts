import { mkdirSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createObserver, differenceFrom, type Footing, type Observations } from '../../src/cache/observe.ts';
import { isSettled, machineStamps, type StampSource, stampFile } from '../../src/host/file-stamp.ts';
import type { Host } from '../../src/host/host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';

/** Ten seconds on: files written by the test are old. */
const later: StampSource = { ...machineStamps, now: () => Date.now() + 10_000 };
const asked = (): Footing => ({ kind: 'asked' });

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

/** What `look` sees; undefined when that cannot be kept. */
function sightsOf(look: (host: Host) => unknown, stamps = later, footing = asked): Observations | undefined {
  const observer = createObserver(host, stamps, footing);
  const recording = observer.start();
  look(observer.host);
  recording.stop();
  return observer.host === host ? undefined : recording.observations();
}

const looks: readonly [string, (host: Host) => unknown, () => void][] = [
  ['a file that is written', (seen) => seen.readFile('file'), () => writeFileSync(at('file'), 'two')],
  ['a file that goes', (seen) => seen.readFile('file'), () => unlinkSync(at('file'))],
  ['a file that comes', (seen) => seen.readFile('absent'), () => writeFileSync(at('absent'), '')],
  ['a path that becomes a directory', (seen) => seen.stat('absent'), () => mkdirSync(at('absent'))],
  ['a directory with a new entry', (seen) => seen.readDirectory('sub'), () => writeFileSync(at('sub/new'), '')],
  ['a link that leads elsewhere', (seen) => seen.realPath('link'), () => symlinkSync('file', at('link'))],
  ['the size of a file', (seen) => seen.stat('file')?.size, () => writeFileSync(at('file'), 'longer')],
  [
    'a program that answers otherwise',
    (seen) => seen.run({ argv: ['cat', at('file')], cwd: directory, env: host.env }),
    () => writeFileSync(at('file'), 'two'),
  ],
];

describe('what was seen', () => {
  it.each(looks)('%s is another sight', (_, look, change) => {
    const seen = sightsOf(look);
    expect(seen).toBeDefined();
    expect(differenceFrom(seen as Observations, host, later)).toBeNull();
    change();
    expect(differenceFrom(seen as Observations, host, later)).not.toBeNull();
  });

  it('of a file asked for its kind alone is the same after a write', () => {
    const seen = sightsOf((observed) => observed.stat('file')?.kind) as Observations;
    writeFileSync(at('file'), 'another text');
    expect(differenceFrom(seen, host, later)).toBeNull();
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
    expect(differenceFrom(seen, host, stuck)).toContain('was changed');
  });

  it('is not kept when a file changes between its stamp and its reading', () => {
    const gone: StampSource = { ...later, stamp: () => null };
    expect(sightsOf((observed) => observed.readFile('file'), gone)).toBeUndefined();
  });

  it('is not kept when a program was killed, or its answer has no footing', () => {
    const killed = (observed: Host): unknown =>
      observed.run({ argv: ['sh', '-c', 'kill -9 $$'], cwd: directory, env: host.env });
    expect(sightsOf(killed)).toBeUndefined();
    const fine = (observed: Host): unknown => observed.run({ argv: ['true'], cwd: directory, env: host.env });
    expect(sightsOf(fine)).toBeDefined();
    expect(sightsOf(fine, later, () => ({ kind: 'unknown' }))).toBeUndefined();
  });

  it('belongs to the recording started last, and to none in a pause', () => {
    const observer = createObserver(host, later, asked);
    const outer = observer.start();
    observer.host.readFile('file');
    const inner = observer.start();
    observer.host.readFile('inner');
    inner.stop();
    const pause = observer.pause();
    observer.host.readFile('paused');
    pause.stop();
    observer.host.readFile('outer');
    outer.stop();
    observer.host.readFile('after');
    const paths = (seen: Observations | undefined): string[] =>
      seen?.files.map(([path]) => path.slice(directory.length + 1)) ?? [];
    expect(paths(outer.observations())).toEqual(['file', 'outer']);
    expect(paths(inner.observations())).toEqual(['inner']);
  });
});
