import type { ByteString } from '../core/bytes.ts';
import type { CommandRequest, CommandResult, Host } from '../host/host.ts';
import { absolutePath } from '../host/paths.ts';
import { crashLine, isCrash } from '../host/process/answer-check.ts';

/** Why a program that was asked is no help; each has a diagnostic of its own. */
export type ToolTrouble =
  | 'missing'
  | 'not-executable'
  | 'timeout'
  | 'too-much-output'
  /** By a signal, or it reports a crash of its own. */
  | 'killed'
  | 'silent'
  | 'refused';

/** True when a program was asked for its version and nothing else, and ended well without a word. */
export function isSilent({ argv }: Pick<CommandRequest, 'argv'>, result: CommandResult): boolean {
  return (
    argv.length > 1 &&
    argv.at(-1) === '--version' &&
    result.outcome === 'exited' &&
    result.status === 0 &&
    result.stdout === '' &&
    result.stderr === ''
  );
}

/** What went wrong with a program, in words that begin with its name; null when it answered. */
export function troubleOf(
  host: Host,
  request: CommandRequest,
  result: CommandResult,
): readonly [kind: ToolTrouble, words: ByteString] | null {
  const name = request.argv[0] ?? '';
  switch (result.outcome) {
    case 'exited':
      if (isCrash(result)) return ['killed', `${name} crashed (${crashLine(result)})`];
      return isSilent(request, result) ? ['silent', `${name} ends well and says nothing, not even its version`] : null;
    case 'not-found':
      return ['missing', `${name}: not found`];
    case 'not-executable': {
      const kind = name.includes('/') ? host.stat(absolutePath(request.cwd, name))?.kind : undefined;
      return ['not-executable', `${name}: ${kind === 'directory' ? 'is a directory' : 'Permission denied'}`];
    }
    case 'refused':
      return ['refused', result.stderr.trim()];
    case 'timed-out':
      return ['timeout', `${name} did not end within ${Math.round(request.timeoutMs ?? result.durationMs)} ms`];
    case 'too-much-output':
      return ['too-much-output', `${name} wrote more than the limit`];
    default:
      return ['killed', `${name} was killed by ${result.signal ?? 'a signal'}`];
  }
}

/** The code that a command stops with where it cannot go on without the program. */
export function troubleCode(
  kind: ToolTrouble,
): 'probe/tool-missing' | 'probe/timeout' | 'probe/no-answer' | 'probe/refused' {
  if (kind === 'refused') return 'probe/refused';
  if (kind === 'missing' || kind === 'not-executable') return 'probe/tool-missing';
  return kind === 'timeout' ? 'probe/timeout' : 'probe/no-answer';
}
