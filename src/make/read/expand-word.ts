/** Expansion of a word of a rule line, with what it came from. */
import type { ByteString } from '../../core/bytes.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import type { MakeState } from '../state/make-state.ts';
import { type ExpandedWord, type Reference, settled } from '../state/records.ts';
import { expandText } from './expand.ts';

/** Expands a word in the current scope; one that holds a reference is added to `words`. */
export function expandWord(make: MakeState, text: ByteString, words: ExpandedWord[]): ByteString {
  if (text.indexOf('$') < 0) return text;
  const { at } = make;
  const { calls, references: outer } = at;
  const references: Reference[] = [];
  const shellCalls: ShellCall[] = [];
  at.references = references;
  at.calls = shellCalls;
  const value = expandText(make, text);
  at.references = outer;
  at.calls = calls;
  words.push({ text, value, references: settled(references), shellCalls: settled(shellCalls) });
  return value;
}
