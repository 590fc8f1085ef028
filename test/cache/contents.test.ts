import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize } from 'node:v8';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openCache, type RecordKind } from '../../src/cache/cache.ts';
import { Contents, digestBytes, type StampedPath } from '../../src/cache/contents.ts';
import { type Memo, withMemo } from '../../src/cache/memo.ts';
import type { StampSource } from '../../src/host/file-stamp.ts';
import type { Host } from '../../src/host/host.ts';
import { machineStamps, stampFile } from '../../src/host/node/machine-stamps.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';

/** A tree, and fresh checkouts of it at the same path. */
let directory: string;
let computed: string[];
/** Paths whose content was looked at to know a file by it. */
let read: string[];
let runs = 0;
const at = (name: string): string => join(directory, name);

/** Ten seconds on: files written by the test are old. */
const later: StampSource = {
  ...machineStamps,
  now: () => Date.now() + 10_000,
  content: (path) => {
    read.push(path.slice(directory.length + 1));
    return machineStamps.content(path);
  },
};

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-contents-'));
  mkdirSync(at('tree/sub'), { recursive: true });
  writeFileSync(at('tree/file'), 'one');
  writeFileSync(at('tree/sub/part'), 'part');
  writeFileSync(at('tree/program'), '#!/bin/sh\n', { mode: 0o755 });
  symlinkSync('file', at('tree/link'));
  computed = [];
  read = [];
});
afterEach(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** A fresh checkout: other inodes, other times, the same content. */
function checkOutAgain(): void {
  cpSync(at('tree'), at('clone'), { recursive: true, verbatimSymlinks: true });
  rmSync(at('tree'), { recursive: true });
  renameSync(at('clone'), at('tree'));
}

function run<Result>(body: (memo: Memo) => Result, stamps = later): Result {
  computed = [];
  read = [];
  const cache = openCache({ directory: at('cache'), version: '1', stamps });
  return withMemo(
    { host: createNodeHost({ cwd: at('tree'), env: {}, scratchPath: at(`scratch-${(runs += 1)}`) }), cache },
    body,
  );
}

/** A value that rests on what `look` sees, kept under its name. */
function keep(memo: Memo, look: (host: Host) => unknown, name = 'value', kind: RecordKind = 'results'): unknown {
  return memo.remember(kind, { words: [name] }, () => {
    computed.push(name);
    return [look(memo.host)];
  });
}

const everything = (host: Host): unknown => [
  host.readFile('file'),
  host.stat('program')?.isExecutable,
  host.readFile('program'),
  host.readDirectory('sub'),
  host.realPath('link'),
  host.stat('sub/absent'),
  host.hasEntry('sub/part'),
  host.stat('sub/part')?.size,
];

/** Times and size of a file that is written as they were. */
function writeAlike(name: string, text: string): void {
  const { atime, mtime } = statSync(at(name));
  writeFileSync(at(name), text);
  utimesSync(at(name), atime, mtime);
}

describe('a value in a fresh checkout', () => {
  it('is there, and from then on without a look at the content', () => {
    const first = run((memo) => keep(memo, everything));
    expect(computed).toEqual(['value']);
    for (const looked of [['tree/file', 'tree/program', 'tree/sub/part'], []]) {
      if (looked.length > 0) checkOutAgain();
      expect(run((memo) => keep(memo, everything))).toEqual(first);
      expect(computed).toEqual([]);
      expect(read.sort()).toEqual(looked);
    }
  });

  it('costs no look at the content where nothing has changed', () => {
    run((memo) => keep(memo, everything));
    run((memo) => keep(memo, everything));
    expect([computed, read]).toEqual([[], []]);
  });

  const changes: readonly [string, () => void][] = [
    ['one byte of a file is another one, its size and time are not', () => writeAlike('tree/file', 'One')],
    ['a file is longer', () => writeFileSync(at('tree/sub/part'), 'parts')],
    ['a file is gone', () => unlinkSync(at('tree/file'))],
    ['a file came', () => writeFileSync(at('tree/sub/absent'), '')],
    ['a directory has one more entry', () => writeFileSync(at('tree/sub/more'), '')],
    ['a link leads elsewhere', () => (unlinkSync(at('tree/link')), symlinkSync('program', at('tree/link')))],
    ['a file may be run', () => chmodSync(at('tree/file'), 0o755)],
    ['a program may not be run', () => chmodSync(at('tree/program'), 0o644)],
    [
      'a file is from the future',
      () => utimesSync(at('tree/sub/part'), Date.now() / 1000 + 9000, Date.now() / 1000 + 9000),
    ],
  ];
  it.each(changes)('is computed again where %s', (_, change) => {
    run((memo) => keep(memo, everything));
    checkOutAgain();
    change();
    run((memo) => keep(memo, everything));
    expect(computed).toEqual(['value']);
    run((memo) => keep(memo, everything));
    expect(computed).toEqual([]);
  });

  it('is computed again where a file became a directory', () => {
    run((memo) => keep(memo, everything));
    checkOutAgain();
    unlinkSync(at('tree/file'));
    mkdirSync(at('tree/file'));
    expect(() => run((memo) => keep(memo, everything))).toThrow('file: is a directory');
    expect(computed).toEqual(['value']);
  });

  it('is computed again where the time of a file was looked at', () => {
    const look = (host: Host): unknown => host.stat('file')?.mtimeMs;
    run((memo) => keep(memo, look));
    checkOutAgain();
    run((memo) => keep(memo, look));
    expect(computed).toEqual(['value']);
    const unseen = (host: Host): unknown => host.stat('file')?.unseenMtimeMs;
    run((memo) => keep(memo, unseen, 'unseen'));
    checkOutAgain();
    run((memo) => keep(memo, unseen, 'unseen'));
    expect(computed).toEqual([]);
  });

  it('that was made this moment is there, and the next write shows', () => {
    run((memo) => keep(memo, (host) => host.readFile('file')));
    checkOutAgain();
    const now = { ...machineStamps };
    run((memo) => keep(memo, (host) => host.readFile('file')), now);
    expect(computed).toEqual([]);
    writeFileSync(at('tree/file'), 'two');
    run((memo) => keep(memo, (host) => host.readFile('file')), now);
    expect(computed).toEqual(['value']);
  });

  it('is kept where one part of it is taken over and another one is computed', () => {
    const whole = (memo: Memo): unknown =>
      keep(memo, (host) => {
        const inner = keep(memo, () => host.readFile('file'), 'inner', 'makefiles');
        return [inner, host.readFile('file'), host.readFile('sub/part')];
      });
    run(whole);
    checkOutAgain();
    writeFileSync(at('tree/sub/part'), 'other');
    run(whole);
    expect(computed).toEqual(['value']);
    run(whole);
    expect(computed).toEqual([]);
  });

  it('sees what a link leads to that led nowhere', () => {
    symlinkSync('../target', at('tree/sub/dangling'));
    const look = (host: Host): unknown => [host.stat('sub/dangling'), host.stat('sub/absent')];
    run((memo) => keep(memo, look));
    checkOutAgain();
    run((memo) => keep(memo, look));
    expect(computed).toEqual([]);
    writeFileSync(at('tree/target'), '');
    run((memo) => keep(memo, look));
    expect(computed).toEqual(['value']);
  });

  it('is computed again where the digests are damaged, cut short, gone, or those of another record', () => {
    const damages: readonly ((path: string) => void)[] = [
      (path) => unlinkSync(path),
      (path) => writeFileSync(path, readFileSync(path).subarray(0, -3)),
      (path) => writeFileSync(path, ''),
      (path) => writeFileSync(path, Buffer.concat([readFileSync(path).subarray(0, -4), Buffer.from('AAAA')])),
    ];
    for (const damage of damages) {
      run((memo) => keep(memo, everything));
      const name = readdirSync(at('cache')).find((one) => one.startsWith('contents-')) ?? '';
      damage(at(`cache/${name}`));
      checkOutAgain();
      run((memo) => keep(memo, everything));
      expect(computed).toEqual(['value']);
    }
    // Another kgate has written a record of its own between the two files.
    const path = at(`cache/${readdirSync(at('cache')).find((one) => one.startsWith('contents-')) ?? ''}`);
    const old = readFileSync(path);
    writeFileSync(at('tree/file'), 'two');
    run((memo) => keep(memo, everything));
    writeFileSync(path, old);
    writeFileSync(at('tree/file'), 'one');
    checkOutAgain();
    expect(run((memo) => keep(memo, everything))).toHaveProperty([0, 0], 'one');
    expect(computed).toEqual(['value']);
  });

  it('with a program that is to start in a directory that is not there asks it in a stand-in', () => {
    const look = (host: Host): unknown => {
      const cwd = host.standIn(at('tree/objects'));
      return host.run({ argv: ['/bin/cat', '../file'], cwd, env: {} }).stdout;
    };
    expect(run((memo) => keep(memo, look))).toEqual(['one']);
    checkOutAgain();
    expect(run((memo) => keep(memo, look))).toEqual(['one']);
    expect(computed).toEqual([]);
    writeFileSync(at('tree/file'), 'two');
    expect(run((memo) => keep(memo, look))).toEqual(['two']);
    const naming = (host: Host): unknown => {
      const cwd = host.standIn(at('tree/objects'));
      return host.run({ argv: ['/bin/pwd'], cwd, env: {} }).stdout;
    };
    for (const _ of [1, 2]) run((memo) => keep(memo, naming, 'naming'));
    expect(computed).toEqual(['naming']);
  });
});

describe('what a path leads to', () => {
  const { content } = machineStamps;

  it('is the same for two files with the same bytes', () => {
    // Source: printf one | sha1sum
    expect(content(at('tree/file'))).toBe('fe05bcdcdc4928012781a5f1a2a77cbb5398e106');
    expect(content(at('tree/absent'))).toBeNull();
  });

  it('of a directory is its entries, and size and time of its files', () => {
    utimesSync(at('tree/sub/part'), 4, 4);
    const before = content(at('tree/sub'));
    writeAlike('tree/sub/part', 'more');
    expect(content(at('tree/sub'))).toBe(before);
    utimesSync(at('tree/sub/part'), 5, 5);
    const touched = content(at('tree/sub'));
    expect(touched).not.toBe(before);
    mkdirSync(at('tree/sub/new'));
    expect(content(at('tree/sub'))).not.toBe(touched);
  });

  it('is not known of a file that has another stamp by now', () => {
    const contents = new Contents(machineStamps);
    const stamp = stampFile(at('tree/file')) ?? '';
    expect(contents.digest(at('tree/file'), stamp)).toBe(content(at('tree/file')));
    expect(new Contents(machineStamps).digest(at('tree/file'), `${stamp}1`)).toBeNull();
  });

  it('is not taken from digests that are too few or too many', () => {
    const paths: StampedPath[] = [[at('tree/file'), '1:2:33188:3:4:5']];
    const packed = new Contents(machineStamps).pack([[at('tree/file'), stampFile(at('tree/file'))]]);
    expect(packed).toHaveLength(digestBytes);
    const now = stampFile(at('tree/file'));
    for (const [digests, isSame] of [
      [packed, true],
      [packed.subarray(1), false],
      [new Uint8Array(2 * digestBytes), false],
      [new Uint8Array(digestBytes), false],
    ] as const) {
      const contents = new Contents(machineStamps);
      contents.offer(() => ({ paths, digests }));
      expect(contents.isSame(at('tree/file'), '1:2:33188:3:4:5', now)).toBe(isSame);
    }
  });
});

it('digests are records of their own, which a run without changes does not open', () => {
  run((memo) => keep(memo, everything));
  const names = readdirSync(at('cache'));
  expect(names.map((name) => name.replace(/-.*/, '')).sort()).toEqual(['contents', 'results']);
  const bytes = readFileSync(at(`cache/${names.find((name) => name.startsWith('contents-')) ?? ''}`));
  const { value } = deserialize(bytes.subarray(bytes.indexOf(10) + 1)) as { value: { digests: Uint8Array } };
  expect(value.digests).toHaveLength(3 * digestBytes);
  for (const name of names) if (name.startsWith('contents-')) unlinkSync(at(`cache/${name}`));
  run((memo) => keep(memo, everything));
  expect(computed).toEqual([]);
});
