/** Lines that are no program of the shell: it says so before it runs anything. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import type { RecipeCommand } from '../../make/index.ts';
import { parseShell, UnsupportedShellText } from '../../probe/index.ts';

/** Longest the shell may take to read a text, in milliseconds. */
const timeoutMs = 10_000;

/** How the shell refuses a text. */
export interface SyntaxErrorAnswer {
  readonly status: number;
  readonly stderr: ByteString;
}

/**
 * The words of the shell for a line that it cannot read, null for one that it can. The shell of the machine is asked to
 * read the text and to run nothing of it. Only a text of one line is refused as a whole.
 */
export function syntaxErrorOf(
  { cwd, env, shell, text }: Pick<RecipeCommand, 'cwd' | 'env' | 'shell' | 'text'>,
  machine: Host,
): SyntaxErrorAnswer | null {
  if (/(?<!\\)\n/.test(text) || isRead(text)) return null;
  const place = machine.stat(cwd) === undefined ? machine.scratchDirectory() : cwd;
  const answer = machine.run({ argv: [shell, '-n', '-c', text], cwd: place, env, input: '', timeoutMs });
  const { outcome, status, stderr } = answer;
  if (outcome !== 'exited' || status === null || status === 0 || stderr === '') return null;
  return { status, stderr };
}

function isRead(text: ByteString): boolean {
  try {
    parseShell(text);
    return true;
  } catch (error) {
    if (error instanceof UnsupportedShellText) return false;
    throw error;
  }
}
