/** Comparisons as literals: the pairs of values for which one holds. Source: `src/kconfig/values/relation.ts`. */
import { exprCode, relationHolds } from '../../kconfig/index.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Encoding, TextLiterals } from './encoding.ts';
import { type Gates, yes } from './gates.ts';
import { otherOf } from './other-text.ts';

/** Pairs of values beyond which a comparison is left free. */
const maxPairs = 20_000;

/** Encodes a comparison of two symbols, by the code of its kind. */
export function encodeRelation(formula: Encoding, gates: Gates, kind: number, left: number, right: number): number {
  const { flat, texts } = formula;
  const leftType = flat.symbolType[left]!;
  const rightType = flat.symbolType[right]!;
  const known = texts.sameValue(left, right);
  if (known !== null && (kind === exprCode['='] || kind === exprCode['!='])) {
    return kind === exprCode['='] ? known : -known;
  }
  const ofLeft = texts.values(left);
  const ofRight = texts.values(right);
  if (ofLeft === null || ofRight === null || ofLeft.size * ofRight.size > maxPairs) return gates.variable();
  const holds = (a: ByteString, b: ByteString): boolean =>
    relationHolds(kind, a, leftType, b, rightType, flat.dialect.values.comparison);
  const cases: number[] = [];
  const rights = [...ofRight.values()];
  for (const [a, isA] of ofLeft) {
    const matching: number[] = [];
    for (const [b, isB] of ofRight) {
      if (otherOf(a) < 0 && otherOf(b) < 0) {
        if (holds(a, b)) matching.push(isB);
      } else if (isOther(texts, a, b)) {
        // Two texts that differ; which one is the greater is not known.
        if (kind === exprCode['!=']) matching.push(isB);
        else if (kind !== exprCode['=']) matching.push(gates.and(isB, gates.variable()));
      } else matching.push(gates.and(isB, gates.variable()));
    }
    if (matching.length === ofRight.size && matching.every((one, at) => one === rights[at])) cases.push(isA);
    else if (matching.length > 0) cases.push(gates.and(isA, gates.any(matching)));
  }
  if (cases.length === ofLeft.size && cases.every((one) => one === yes)) return yes;
  return gates.any(cases);
}

/** True where one of two texts is any that a domain does not have, and the other one is in that domain. */
function isOther(texts: TextLiterals, left: ByteString, right: ByteString): boolean {
  const [one, other] = otherOf(left) >= 0 ? [otherOf(left), right] : [otherOf(right), left];
  return otherOf(other) < 0 && texts.hasInDomain(one, other);
}
