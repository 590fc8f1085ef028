/**
 * A host for a walk over all directories of a build: a tree that stands still. Every file is read once, every
 * path looked at once, and below a directory that is not there nothing is looked for. Directories that
 * makefiles make for their objects exist from then on, in memory.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { RunShell, ShellAnswer } from '../../core/run-shell.ts';
import type { FileStat, Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { showOverlay } from '../../host/layers/overlay-host.ts';
import { absolutePath, parentPath } from '../../host/paths.ts';

/** A host, and the directories made on it. */
export interface DescentHost extends Host {
  /** Makes a directory and those above it exist. */
  makeDirectory(path: ByteString): void;
}

/** Lays memory over a host whose files stay as they are meanwhile. */
export function createDescentHost(machine: Host): DescentHost {
  const overlay = new Overlay(machine);
  const base = showOverlay(machine, { overlay });
  const texts = new Map<string, ByteString | undefined>();
  const stats = new Map<string, FileStat | undefined>();
  const listings = new Map<string, readonly ByteString[] | undefined>();
  /** True: there; false: neither the directory nor anything in it. */
  const directories = new Map<string, boolean>();

  /** False where it is known that nothing can be in a directory. */
  function mayHold(directory: string): boolean {
    const known = directories.get(directory);
    if (known !== undefined) return known;
    for (let above = parentPath(directory); above !== '/'; above = parentPath(above)) {
      if (directories.get(above) !== false) continue;
      directories.set(directory, false);
      return false;
    }
    return true;
  }

  /** Directories in which one thing was not found. */
  const doubted = new Set<string>();

  /** After something was not found for the second time: is it that its directory is not there? */
  function learn(directory: string): void {
    if (directories.has(directory)) return;
    if (!doubted.has(directory)) {
      doubted.add(directory);
      return;
    }
    if (base.stat(directory) !== undefined) directories.set(directory, true);
    else {
      directories.set(directory, false);
      const above = parentPath(directory);
      doubted.add(above);
      if (directory !== '/') learn(above);
    }
  }

  function statAt(path: string): FileStat | undefined {
    if (stats.has(path)) return stats.get(path);
    const slash = path.lastIndexOf('/');
    // Links decide where `..` leads, and a final slash asks for a directory.
    const isOrdinary = slash < path.length - 1 && path.indexOf('/.') < 0 && path.indexOf('//') < 0;
    const directory = slash <= 0 ? '/' : path.slice(0, slash);
    if (isOrdinary && !mayHold(directory)) return undefined;
    const found = base.stat(path);
    stats.set(path, found);
    if (found === undefined && isOrdinary) learn(directory);
    return found;
  }

  const layer: Partial<Host> = {
    readFile(path) {
      if (texts.has(path)) return texts.get(path);
      const text = base.readFile(path);
      texts.set(path, text);
      return text;
    },
    stat: (path) => statAt(absolutePath(base.cwd, path)),
    hasEntry(path) {
      const full = absolutePath(base.cwd, path);
      const slash = full.lastIndexOf('/');
      return mayHold(slash <= 0 ? '/' : full.slice(0, slash)) && base.hasEntry(path);
    },
    readDirectory(path) {
      const full = absolutePath(base.cwd, path);
      if (!listings.has(full)) listings.set(full, mayHold(full) ? base.readDirectory(path) : undefined);
      return listings.get(full);
    },
  };
  return {
    ...layerHost(base, layer),
    makeDirectory(path) {
      for (const at of overlay.makeDirectories(absolutePath(base.cwd, path)) ?? []) {
        stats.set(at, overlay.stat(at));
        directories.set(at, true);
        listings.delete(at);
        listings.delete(parentPath(at));
      }
    },
  };
}

const plainWord = /^[\w.,/+@%:-]+$/;
const silence: ShellAnswer = { stdout: '', stderr: '', status: 0, commands: [], unknown: null };

/** Carries out `mkdir -p NAME…` on the host; every other command goes to `shell`. */
export function makeDirectories(host: DescentHost, shell: RunShell): RunShell {
  return (request) => {
    if (!request.command.startsWith('mkdir -p ')) return shell(request);
    const names = request.command.slice(9).split(' ');
    for (const name of names) if (!plainWord.test(name) || name.startsWith('-')) return shell(request);
    for (const name of names) host.makeDirectory(absolutePath(request.cwd, name));
    return silence;
  };
}
