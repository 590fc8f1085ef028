/** A series of patches laid over a tree in memory. */
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { showOverlay } from '../../host/layers/overlay-host.ts';
import { absolutePath, isBelow, parentPath } from '../../host/paths.ts';
import { join, normalizeTreePath } from '../tree-files.ts';
import { applyHunks, type HunkFailure, type OwnedText, untouched } from './apply-patch.ts';
import type { Patch } from './mail.ts';
import { type FilePatch, withoutParts } from './parse-patch.ts';

/** By path below the tree: its changed lines, and the index of the patch or commit that each is of. */
export type ChangedLines = ReadonlyMap<string, ReadonlyMap<number, number>>;

/** A tree behind a series. */
export interface PatchedTree {
  /** The tree with the series in it. */
  readonly host: Host;
  readonly changed: ChangedLines;
}

/** What is in a file while the series is applied; null where there is none. */
type Content = OwnedText | 'opaque' | null;

/** First parts of a path that are looked at to find how the paths of a series lie in the tree. */
const maxParts = 6;

/** Applies patches one behind the other. Throws UsageError with the hunk that does not apply. */
export function applySeries(host: Host, directory: string, patches: readonly Patch[]): PatchedTree {
  const root = host.realPath(directory);
  const files = new Map<string, Content>();
  const outside = (patch: Patch, path: string): UsageError =>
    new UsageError('lint/patch-outside', `${patch.file}: ${path} is not below the tree`, {
      hint: 'give the top of the tree that the patch is for with -C DIR',
    });
  for (const patch of patches) {
    for (const path of patch.files.flatMap(({ newPath, oldPath }) => [oldPath, newPath])) {
      if (path !== null && /^\/|(?:^|\/)\.\.(?:\/|$)/.test(path)) throw outside(patch, path);
    }
  }
  const parts = partsToLeaveOut(host, directory, patches);
  const pathOf = (patch: Patch, file: FilePatch, path: string): string => {
    const short = file.isBare ? withoutParts(path, Math.max(0, parts - 1)) : withoutParts(path, parts);
    const normal = normalizeTreePath(short);
    if (normal === undefined || normal === '' || !isInside(host, root, directory, normal)) throw outside(patch, path);
    return normal;
  };
  const contentOf = (path: string): Content => {
    const known = files.get(path);
    if (known !== undefined) return known;
    const full = join(directory, path);
    const text = host.stat(full)?.kind === 'file' ? host.readFile(full) : undefined;
    return text === undefined ? null : untouched(text);
  };
  for (const [index, patch] of patches.entries()) {
    for (const file of patch.files) {
      const from = file.oldPath === null ? null : pathOf(patch, file, file.oldPath);
      const to = file.newPath === null ? null : pathOf(patch, file, file.newPath);
      const before = from === null ? null : contentOf(from);
      if (from !== null && before === null && !file.isOpaque) throw missing(patch, from);
      const isTaken = to !== null && to !== from && contentOf(to) !== null;
      if (isTaken && file.hunks.length > 0) throw taken(patch, to);
      if (from !== null && from !== to && !file.isCopy) files.set(from, null);
      if (to === null) continue;
      if (file.isOpaque || before === 'opaque') files.set(to, 'opaque');
      else {
        const after = applyHunks(before ?? { lines: [], owners: [] }, file.hunks, index);
        if ('hunk' in after) throw unapplied(patch, to, after);
        files.set(to, after);
      }
    }
  }
  return layOver(host, directory, files);
}

/** The files of a series over those of the tree. */
function layOver(host: Host, directory: string, files: ReadonlyMap<string, Content>): PatchedTree {
  const overlay = new Overlay(host, { mtimeMs: Date.now() });
  const changed = new Map<string, ReadonlyMap<number, number>>();
  for (const [path, content] of files) {
    const full = absolutePath(host.cwd, join(directory, path));
    if (content === null) {
      overlay.remove(full);
      continue;
    }
    if (content === 'opaque') {
      if (host.stat(full) === undefined) overlay.lay(full, '');
      continue;
    }
    overlay.lay(full, content.lines.join(''));
    const lines = new Map<number, number>();
    for (const [at, owner] of content.owners.entries()) if (owner !== null) lines.set(at + 1, owner);
    changed.set(path, lines);
  }
  return { host: showOverlay(host, { overlay }), changed };
}

/** A path whose directory, as far as there is one, is below the tree behind all links. */
function isInside(host: Host, root: string | undefined, directory: string, path: string): boolean {
  if (root === undefined) return false;
  const own = host.realPath(join(directory, path));
  if (own !== undefined) return isBelow(root, own);
  for (let at = parentPath(path); at !== '' && at !== '/' && at !== '.'; at = parentPath(at)) {
    const real = host.realPath(join(directory, at));
    if (real !== undefined) return real === root || isBelow(root, real);
    if (!at.includes('/')) break;
  }
  return true;
}

/**
 * How many first parts the paths have before those of the tree: one (`a/`), none (`diff -u` without), or more where the tree is
 * part of a repository. The first number with which every old file is there or was made by the series.
 */
function partsToLeaveOut(host: Host, directory: string, patches: readonly Patch[]): number {
  const old = patches.flatMap(({ files }) => files.filter((file) => file.oldPath !== null && !file.isOpaque));
  if (old.length === 0) return 1;
  const order = [1, 0, ...Array.from({ length: maxParts - 1 }, (_, index) => index + 2)];
  const fits = (parts: number): boolean => {
    const made = new Set<string>();
    const firsts = new Set<string>();
    for (const file of patches.flatMap(({ files }) => files)) {
      const strip = file.isBare ? Math.max(0, parts - 1) : parts;
      for (const path of [file.oldPath, file.newPath]) {
        if (path !== null && parts > 1)
          firsts.add(
            path
              .split('/')
              .slice(file.isBare ? 0 : 1, parts)
              .join('/'),
          );
      }
      const from = file.oldPath === null ? null : withoutParts(file.oldPath, strip);
      const isThere =
        from === null || file.isOpaque || made.has(from) || host.stat(join(directory, from))?.kind === 'file';
      if (from === '' || !isThere) return false;
      if (file.newPath !== null) made.add(withoutParts(file.newPath, strip));
    }
    return firsts.size <= 1;
  };
  return order.find(fits) ?? 1;
}

function missing(patch: Patch, path: string): UsageError {
  return new UsageError('lint/patch-conflict', `${nameOf(patch)} does not apply: ${path} is not in the tree`, {
    hint: 'the tree has to be the one that the patch was made for',
  });
}

function taken(patch: Patch, path: string): UsageError {
  return new UsageError('lint/patch-conflict', `${nameOf(patch)} does not apply: ${path} is in the tree already`, {
    hint: 'it may have been applied before',
  });
}

function unapplied(patch: Patch, path: string, failure: HunkFailure): UsageError {
  const { hunk, isApplied, line, number, wanted } = failure;
  const shown = wanted?.trim().slice(0, 60);
  const place =
    shown === undefined
      ? 'the file has further lines'
      : line === null
        ? `the file ends before "${shown}"`
        : `line ${line} is not "${shown}"`;
  const message = `${nameOf(patch)} does not apply: hunk ${number} of ${path} (${patch.file}:${hunk.at}): ${place}`;
  return new UsageError('lint/patch-conflict', message, {
    hint: isApplied
      ? 'its new lines are in the tree already'
      : 'the tree has to be the one that the patch was made for',
  });
}

/** A patch in a message. */
function nameOf({ file, subject }: Patch): ByteString {
  return subject === null ? file : `${file} "${subject}"`;
}
