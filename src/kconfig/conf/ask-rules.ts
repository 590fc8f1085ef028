import type { ByteString } from '../../core/bytes.ts';
import type { LineSource } from './ask-input.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { NoteError } from '../report.ts';
import type { OutputChunk, Tristate } from '../model/model.ts';
import type { ConfigState } from '../values/config-state.ts';
import { effectiveType, isChangeable, isWithinRange, tristateOf } from '../values/symbol-values.ts';
import { hasUserValue } from '../values/user-values.ts';

/** Input and output of an Asker, and the state it changes. */
export interface AskOptions {
  readonly state: ConfigState;
  readonly input: LineSource;
  /** Answers are printed: standard input or output is no terminal. */
  readonly echoes: boolean;
  readonly print: (stream: OutputChunk['stream'], text: ByteString) => void;
  /** Text of `?` for an entry. */
  readonly helpOf: (entry: number) => ByteString;
  /** Reports an end that is a diagnostic as well; its text is printed by the asker. */
  readonly note: NoteError;
  /** The C library's rand(), for random answers. */
  readonly draw: () => number;
}

/** Thrown where conf calls exit(1), or where it would never end; caught by the run. */
export class AskStop extends Error {}

/** How the modes differ while asking; the last four only exist where every mode asks. */
export type AskMode = 'all' | 'new' | 'silent' | 'default' | 'yes' | 'mod' | 'no' | 'random';

/** True for a symbol that oldconfig asks for and listnewconfig names. */
export function isNewSymbol(state: ConfigState, symbol: number): boolean {
  if (hasUserValue(state, symbol)) return false;
  const { flat } = state;
  const isChoice = flat.symbolKind[symbol] === symbolKindCode.choice;
  if (isChoice && flat.dialect.values.choiceEngine === 'new') return false;
  if (isChangeable(state, symbol)) return true;
  return isChoice && tristateOf(state, symbol) === 2;
}

/** Members of choices that stand there more than once. */
export function repeatedMembers(flat: FlatModel): ReadonlySet<number> {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const { below } of flat.choices) for (const member of below) (seen.has(member) ? repeated : seen).add(member);
  return repeated;
}

/** True for bool and tristate by declared type. */
export function isLogicalOf(state: ConfigState, symbol: number): boolean {
  const type = state.flat.symbolType[symbol];
  return type === typeCode.bool || type === typeCode.tristate;
}

/** n, m, y, no, yes with a capital or not; null for anything else. */
export function answerOf(answer: ByteString): Tristate | null {
  switch (answer) {
    case 'n':
    case 'N':
    case 'no':
    case 'No':
      return 0;
    case 'm':
    case 'M':
      return 1;
    case 'y':
    case 'Y':
    case 'yes':
    case 'Yes':
      return 2;
    default:
      return null;
  }
}

/** The answer of allyes, allmod and allno where every mode asks: the first that is allowed, null for none. */
export function wholeAnswer(state: ConfigState, symbol: number, mode: AskMode): Tristate | null {
  const isTristate = effectiveType(state, symbol) === typeCode.tristate;
  const wanted: Tristate[] = mode === 'yes' ? [2] : [];
  if (mode !== 'no') wanted.push(isTristate ? 1 : 2);
  wanted.push(0);
  return wanted.find((value) => isWithinRange(state, symbol, value)) ?? null;
}

/** The visible members of a choice as they were shown. */
export interface Listed {
  /** Entries of the numbered lines. */
  readonly entries: readonly number[];
  /** Number of the current one, 0 for none. */
  readonly current: number;
  readonly hasNew: boolean;
}
