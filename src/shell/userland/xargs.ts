import type { ByteString } from '../../core/bytes.ts';
import { requireKnown } from '../language/marker.ts';
import { Unsupported } from '../language/signals.ts';
import { write } from '../run/services.ts';
import type { Shell } from '../run/state.ts';
import { readOperand } from './operands.ts';

/** More than this may be given to several calls. Source: POSIX.1-2017 XCU xargs, 2048 bytes are always one. */
const maxInput = 2048;

/** One piece of a word: a quoted text within one line, a character behind a backslash, or any other. */
const piece = /'([^'\n]*)'|"([^"\n]*)"|\\([^\n])|([^\s'"\\])/y;

/** Words that echo takes for options where they come first. Source: GNU coreutils 9.1. */
const isOption = /^-(?:[neE]+|-help|-version)$/;

/** `xargs echo`, as version scripts take quotes away; null for all other words. */
export function runXargs(shell: Shell, args: readonly ByteString[]): number | null {
  if (args.length > 1 || (args[0] ?? 'echo') !== 'echo') return null;
  const words = wordsOf(requireKnown(readOperand(shell, '-') ?? ''));
  // What was read cannot be read again, and the real echo has options.
  if (words === null || isOption.test(words[0] ?? '')) throw new Unsupported('input of xargs');
  write(shell, 1, `${words.join(' ')}\n`);
  return 0;
}

/** The arguments that a text is split into; null where its quotes do not match, or where they may be too many for one call. */
function wordsOf(text: ByteString): ByteString[] | null {
  if (text.length > maxInput || /[^\t\n -~]/.test(text)) return null;
  const words: ByteString[] = [];
  let word: ByteString | null = null;
  for (let at = 0; at < text.length; ) {
    if (/\s/.test(text[at]!)) {
      if (word !== null) words.push(word);
      word = null;
      at += 1;
      continue;
    }
    piece.lastIndex = at;
    const found = piece.exec(text);
    if (found === null) return null;
    word = (word ?? '') + (found[1] ?? found[2] ?? found[3] ?? found[4] ?? '');
    at = piece.lastIndex;
  }
  if (word !== null) words.push(word);
  return words;
}
