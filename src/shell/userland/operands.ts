/** Options, operands and failures of the small programs done in process. */

import { resolvePath, statFile } from '../run/services.ts';
import type { ByteString } from '../../core/bytes.ts';
import { normalPath } from '../../host/paths.ts';
import { Unsupported } from '../language/signals.ts';
import type { Shell } from '../run/state.ts';
import { takeRest } from '../run/stream.ts';

/** Ends a program whose message goes to `/dev/null`; where it is shown only the real program has the text. */
export function failQuietly(shell: Shell, status = 1): number {
  if (shell.descriptors.get(2)?.kind !== 'null') throw new Unsupported('message of a standard program');
  return status;
}

/** Splits bundled short options from operands; null when an option is not in `known`. */
export function splitOptions(
  args: readonly ByteString[],
  known: string,
): { flags: Set<string>; operands: string[] } | null {
  const flags = new Set<string>();
  let hasEnded = false;
  let at = 0;
  for (; at < args.length; at++) {
    const word = args[at] ?? '';
    if (word === '--') {
      at++;
      hasEnded = true;
      break;
    }
    if (!word.startsWith('-') || word === '-') break;
    for (const letter of word.slice(1)) {
      if (!known.includes(letter)) return null;
      flags.add(letter);
    }
  }
  const operands = args.slice(at);
  // GNU programs take options after operands as well.
  if (!hasEnded && operands.some((operand) => operand.startsWith('-') && operand !== '-')) return null;
  return { flags, operands: [...operands] };
}

/** The content of an operand (`-` is standard input); null when it is no readable file. */
export function readOperand(shell: Shell, operand: ByteString): ByteString | null {
  const input = shell.descriptors.get(0);
  const output = shell.descriptors.get(1);
  const path = operand === '-' ? (input?.kind === 'source' ? input.path : undefined) : resolvePath(shell, operand);
  if (path !== undefined && output?.kind === 'file' && normalPath('/', path) === normalPath('/', output.path)) {
    throw new Unsupported('input file is output file');
  }
  if (operand === '-') return takeRest(input);
  if (operand === '/dev/null') return '';
  const stat = statFile(shell, operand);
  if (stat === undefined || stat.kind === 'directory') return null;
  if (stat.kind !== 'file') throw new Unsupported('special file');
  return shell.run.overlay.readFile(resolvePath(shell, operand)) ?? null;
}
