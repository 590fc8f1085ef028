import type { ByteString } from '../../core/bytes.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import type { Evaluation } from '../values/evaluation-types.ts';

/** How the modes differ while asking; the last four only exist where every mode asks. */
export type AskMode = 'all' | 'new' | 'silent' | 'default' | 'yes' | 'mod' | 'no' | 'random';

/** True for a symbol that oldconfig asks for and listnewconfig names. */
export function isNewSymbol(evaluation: Evaluation, symbol: number): boolean {
  if (evaluation.hasUserValue(symbol)) return false;
  const { flat } = evaluation;
  const isChoice = flat.symbolKind[symbol] === symbolKindCode.choice;
  if (isChoice && flat.dialect.values.choiceEngine === 'new') return false;
  if (evaluation.isChangeable(symbol)) return true;
  return isChoice && evaluation.tristate(symbol) === 2;
}

/** Members of choices that stand there more than once. */
export function repeatedMembers(flat: FlatModel): ReadonlySet<number> {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const { below } of flat.choices) for (const member of below) (seen.has(member) ? repeated : seen).add(member);
  return repeated;
}

/** True for bool and tristate by declared type. */
export function isLogicalOf(evaluation: Evaluation, symbol: number): boolean {
  const type = evaluation.flat.symbolType[symbol];
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
export function wholeAnswer(evaluation: Evaluation, symbol: number, mode: AskMode): Tristate | null {
  const isTristate = evaluation.effectiveType(symbol) === typeCode.tristate;
  const wanted: Tristate[] = mode === 'yes' ? [2] : [];
  if (mode !== 'no') wanted.push(isTristate ? 1 : 2);
  wanted.push(0);
  return wanted.find((value) => evaluation.isWithinRange(symbol, value)) ?? null;
}

/** The visible members of a choice as they were shown. */
export interface Listed {
  /** Entries of the numbered lines. */
  readonly entries: readonly number[];
  /** Number of the current one, 0 for none. */
  readonly current: number;
  readonly hasNew: boolean;
}
