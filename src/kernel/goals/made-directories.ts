/** Directories that makefiles and recipes make with `mkdir`: they are there for what comes after. */
import type { ByteString } from '../../core/bytes.ts';
import type { RunShell } from '../../core/run-shell.ts';
import { normalPath } from '../../host/paths.ts';
import { splitSimpleCommand } from '../levels/command-words.ts';

/** The directories of `mkdir [-p] DIRECTORY…`, absolute; none for any other command. */
export function directoriesOf(argv: readonly ByteString[], cwd: string): readonly string[] {
  const [program, ...words] = argv;
  if (program !== 'mkdir' || !words.every((word) => word === '-p' || !word.startsWith('-'))) return [];
  return words.filter((word) => word !== '-p').map((word) => normalPath(cwd, word));
}

/**
 * `runShell`, with a call of `note` for each directory that a `$(shell mkdir …)` makes, also behind a test whether it is
 * there.
 */
export function watchDirectories(runShell: RunShell, note: (path: string) => void): RunShell {
  return (request) => {
    const answer = runShell(request);
    if (request.command.includes('mkdir')) {
      for (const part of request.command.split(/\|\||&&|;/)) {
        for (const path of directoriesOf(splitSimpleCommand(part.trim()) ?? [], request.cwd)) note(path);
      }
    }
    return answer;
  };
}
