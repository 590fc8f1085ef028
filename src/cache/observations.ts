/** Everything that a computation saw of the machine, as plain data, and the check whether the machine still looks so. */
import { createHash } from 'node:crypto';
import type { ByteString } from '../core/bytes.ts';
import { type FileStamp, hasStamp, type StampSource } from '../host/file-stamp.ts';
import type { CommandRequest, CommandResult, FileStat, Host } from '../host/host.ts';

/** A file that was read; `digest` is set where the stamp alone would not show the next write. */
export type SeenFile = readonly [path: ByteString, stamp: FileStamp, digest: string | null];

/** In place of the stamp of a file whose content counts and nothing else; such a file always has a digest. */
export const anyStamp = '*';

/** A program that has to run again to show its answer, and the answer that it gave. */
export interface RepeatedProgram {
  readonly request: CommandRequest;
  readonly result: Pick<CommandResult, 'outcome' | 'status' | 'stdout' | 'stderr'>;
}

/** All sights of one computation. */
export interface Observations {
  readonly files: readonly SeenFile[];
  /** Paths whose existence and kind were asked for: see {@link lookOf}. */
  readonly looks: readonly (readonly [path: ByteString, look: string])[];
  /** Paths whose time or size was looked at, and files that answers of programs depend on. */
  readonly exact: readonly (readonly [path: ByteString, stamp: FileStamp])[];
  readonly lists: readonly (readonly [path: ByteString, digest: string | null])[];
  /** Names asked for in their directories: also a link that leads nowhere is there. */
  readonly entries: readonly (readonly [path: ByteString, isThere: boolean])[];
  readonly links: readonly (readonly [path: ByteString, target: ByteString | null])[];
  /** The text of {@link StampSource.system}, where it was asked for. */
  readonly system: string | null;
  readonly repeated: readonly RepeatedProgram[];
}

/** Identity of a text. */
export function digestOf(text: ByteString): string {
  return createHash('sha1').update(text, 'latin1').digest('hex');
}

/** What is at a path: `-` nothing, `f` file, `x` program, `d` directory, `o` other. */
export function lookOf(stat: FileStat | undefined): string {
  if (stat === undefined) return '-';
  if (stat.kind === 'file') return stat.isExecutable ? 'x' : 'f';
  return stat.kind === 'directory' ? 'd' : 'o';
}

/** Identity of the entries of a directory; null without the directory. */
export function listDigest(names: readonly ByteString[] | undefined): string | null {
  return names === undefined ? null : digestOf(names.join('\0'));
}

function isSameAnswer(a: RepeatedProgram['result'], b: RepeatedProgram['result']): boolean {
  return a.outcome === b.outcome && a.status === b.status && a.stdout === b.stdout && a.stderr === b.stderr;
}

function hasContent(host: Host, path: ByteString, digest: string): boolean {
  try {
    const text = host.readFile(path);
    return text !== undefined && digestOf(text) === digest;
  } catch {
    return false;
  }
}

/**
 * Why the machine no longer looks as it did, or null when it does. Programs that must run again are started first
 * and run while files are looked at.
 */
export function differenceFrom(seen: Observations, host: Host, stamps: StampSource): string | null {
  host.prefetch?.(seen.repeated.map(({ request }) => request));
  if (seen.system !== null && seen.system !== stamps.system()) return 'the system is another one';
  for (const [path, stamp, digest] of seen.files) {
    if (stamp !== anyStamp && stamps.stamp(path) !== stamp) return `${path} was changed`;
    if (digest !== null && !hasContent(host, path, digest)) return `${path} was changed`;
  }
  for (const [path, stamp] of seen.exact) if (!hasStamp(stamps, path, stamp)) return `${path} was changed`;
  for (const [path, look] of seen.looks) if (lookOf(host.stat(path)) !== look) return `${path} is not what it was`;
  for (const [path, digest] of seen.lists) {
    if (listDigest(host.readDirectory(path)) !== digest) return `${path} has other entries`;
  }
  for (const [path, isThere] of seen.entries) {
    if (host.hasEntry(path) !== isThere) return `${path} came or went`;
  }
  for (const [path, target] of seen.links) {
    if ((host.realPath(path) ?? null) !== target) return `${path} leads elsewhere`;
  }
  for (const { request, result } of seen.repeated) {
    if (!isSameAnswer(host.run(request), result)) return `${request.argv.join(' ')} gives another answer`;
  }
  return null;
}
