/** What `$(shell …)` of makefiles and recipes leave: it is there for what comes after, in memory. */
import type { ByteString } from '../../core/bytes.ts';
import type { LeftChange, RunShell } from '../../core/run-shell.ts';
import { normalPath } from '../../host/paths.ts';
import { splitSimpleCommand } from '../levels/command-words.ts';

/** The directories of `mkdir [-p] DIRECTORY…`, absolute; none for any other command. */
export function directoriesOf(argv: readonly ByteString[], cwd: string): readonly string[] {
  const [program, ...words] = argv;
  if (program !== 'mkdir' || !words.every((word) => word === '-p' || !word.startsWith('-'))) return [];
  return words.filter((word) => word !== '-p').map((word) => normalPath(cwd, word));
}

/** Where the leavings of texts go; all paths are absolute. */
export interface LeavingsPlace {
  /** A directory was made, with those above it. */
  directory(path: string): void;
  /** A file was written, or something removed. */
  change(path: string, change: LeftChange): void;
}

/**
 * `runShell`, with what its texts leave put into `place`: what they wrote where they are followed in process, and the
 * directories of a `mkdir`, also behind a test whether one is there; a real shell may have run it.
 */
export function keepLeavings(runShell: RunShell, place: LeavingsPlace): RunShell {
  return (request) => {
    const answer = runShell(request);
    for (const [path, change] of answer.left ?? []) {
      if (change.kind === 'directory') place.directory(path);
      else place.change(path, change);
    }
    if (request.command.includes('mkdir')) {
      for (const part of request.command.split(/\|\||&&|;/)) {
        for (const path of directoriesOf(splitSimpleCommand(part.trim()) ?? [], request.cwd)) place.directory(path);
      }
    }
    return answer;
  };
}
