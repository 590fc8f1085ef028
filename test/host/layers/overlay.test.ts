import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { Overlay } from '../../../src/host/layers/overlay.ts';
import { showOverlay } from '../../../src/host/layers/overlay-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';

let directory: string;
beforeEach(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-overlay-')));
  mkdirSync(join(directory, 'base/a/b'), { recursive: true });
  writeFileSync(join(directory, 'base/a/f'), 'old');
  writeFileSync(join(directory, 'base/a/b/g'), 'deep');
  symlinkSync('a', join(directory, 'base/link'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

const places = ['a', 'a/f', 'a/b', 'a/b/g', 'n', 'n/f', 'a/n', 'link/f', 'link/n', 'link/b/g'];
type Step = readonly ['write' | 'append' | 'mkdir' | 'remove', string];
/** A directory of the machine that is removed is still seen through a link to it: see the class. */
const step: fc.Arbitrary<Step> = fc
  .tuple(fc.constantFrom<Step[0][]>('write', 'append', 'mkdir', 'remove'), fc.constantFrom(...places))
  .filter(([kind, name]) => kind !== 'remove' || (name !== 'a' && name !== 'a/b'));

/** Does on a disk what a step asks for; false where the system refuses. */
function onDisk(root: string, [kind, name]: Step): boolean {
  const path = join(root, name);
  try {
    if (kind === 'write') writeFileSync(path, name);
    else if (kind === 'append') appendFileSync(path, name);
    else if (kind === 'mkdir') mkdirSync(path);
    else rmSync(path, { recursive: true, force: true });
    return true;
  } catch {
    // The overlay does not say whether there was something to remove.
    return kind === 'remove';
  }
}

function inMemory(overlay: Overlay, root: string, [kind, name]: Step): boolean {
  const path = join(root, name);
  try {
    if (kind === 'mkdir') return overlay.stat(path) === undefined && overlay.makeDirectory(path);
    if (kind === 'remove') overlay.remove(path);
    else return overlay.writeFile(path, name, kind === 'append');
    return true;
  } catch {
    return false;
  }
}

/** All that is seen of the places: kind, text, entries, canonical name. */
function seenOnDisk(root: string): unknown[] {
  return places.map((name) => {
    try {
      const path = join(root, name);
      const stats = statSync(path);
      const real = realpathSync(path).slice(root.length);
      return stats.isDirectory() ? [name, readdirSync(path).sort(), real] : [name, readFileSync(path, 'latin1'), real];
    } catch {
      return [name, null];
    }
  });
}

describe('the overlay does what the file system does', () => {
  it('for sequences of writes, directories and removals, below a link too', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const disk = join(directory, 'disk');
        rmSync(disk, { recursive: true, force: true });
        cpSync(join(directory, 'base'), disk, { recursive: true, verbatimSymlinks: true });
        const root = join(directory, 'base');
        const machine = createNodeHost({ cwd: root, env: {} });
        const overlay = new Overlay(machine);
        for (const one of steps) expect([one, inMemory(overlay, root, one)]).toEqual([one, onDisk(disk, one)]);
        const host = showOverlay(machine, { overlay });
        const seen = places.map((name) => {
          const stat = host.stat(name);
          if (stat === undefined) return [name, null];
          const real = host.realPath(name)?.slice(root.length);
          return [name, stat.kind === 'directory' ? host.readDirectory(name) : host.readFile(name), real];
        });
        expect(seen).toEqual(seenOnDisk(disk));
        expect(readFileSync(join(root, 'a/f'), 'latin1')).toBe('old');
      }),
      { numRuns: 300, seed: 20_261_128 },
    );
  });
});

describe('Overlay', () => {
  const files = { '/t/f': 'old', '/t/d/x': '' };
  const newOverlay = () => {
    const host = createMemoryHost({ files });
    return { host, overlay: new Overlay(host, { newScratchPath: (hint) => `/scratch/1-${hint}`, mtimeMs: 5 }) };
  };

  it('hands a written file to programs as one of the scratch directory', () => {
    const { host, overlay } = newOverlay();
    overlay.writeFile('/t/new.c', 'int x;', false);
    expect(overlay.materialize('/t/new.c')).toBe('/scratch/1-new.c');
    expect(host.readFile('/scratch/1-new.c')).toBe('int x;');
    host.writeFile('/scratch/1-new.c', 'changed');
    expect(overlay.readFile('/t/new.c')).toBe('changed');
    expect(overlay.materialize('/t/new.c')).toBe('/scratch/1-new.c');
    overlay.makeDirectory('/t/made');
    expect(overlay.materialize('/t/made')).toBeUndefined();
  });

  it('takes over what a program wrote', () => {
    const { host, overlay } = newOverlay();
    overlay.adopt('/t/out.o', '/scratch/o');
    expect(overlay.stat('/t/out.o')).toBeUndefined();
    host.writeFile('/scratch/o', 'object');
    expect(overlay.readFile('/t/out.o')).toBe('object');
  });

  it('gives changes in the order of the last writes, without directories', () => {
    const { overlay } = newOverlay();
    overlay.writeFile('/t/a', '1', false);
    overlay.writeFile('/t/b', '2', false);
    overlay.makeDirectories('/t/x/y');
    overlay.remove('/t/f');
    overlay.writeFile('/t/a', '3', true);
    expect([...overlay.changes()]).toEqual([
      ['/t/b', '2'],
      ['/t/f', null],
      ['/t/a', '13'],
    ]);
    expect([...overlay.ownNames()]).toEqual(['b', 'x', 'y', 'a']);
    expect(overlay.entriesOf('/t')).toEqual(
      new Map([
        ['b', true],
        ['x', true],
        ['f', false],
        ['a', true],
      ]),
    );
  });

  it('goes back to a saved state', () => {
    const { overlay } = newOverlay();
    expect(overlay.isEmpty).toBe(true);
    overlay.writeFile('/t/a', '1', false);
    const saved = overlay.save();
    overlay.writeFile('/t/a', '2', false);
    overlay.remove('/t/f');
    overlay.restore(saved);
    expect(overlay.readFile('/t/a')).toBe('1');
    expect(overlay.readFile('/t/f')).toBe('old');
  });

  it('has one time for all that was written', () => {
    const { overlay } = newOverlay();
    overlay.writeFile('/t/a', '1', false);
    expect(overlay.stat('/t/a')).toEqual({ kind: 'file', size: 1, mtimeMs: 5, isExecutable: false });
    overlay.lay('/deep/er/a', 'x');
    expect(overlay.stat('/deep')).toMatchObject({ kind: 'directory', mtimeMs: 5 });
  });

  it('writes to no directory and makes none below a file', () => {
    const { overlay } = newOverlay();
    expect(() => overlay.writeFile('/t/d', 'x', false)).toThrow('special file');
    expect(overlay.makeDirectories('/t/f/x')).toBeNull();
    expect(overlay.makeDirectories('/t/d')).toEqual([]);
    expect(overlay.writeFile('/none/x', '', false)).toBe(false);
  });
});
