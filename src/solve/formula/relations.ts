/** Comparisons as literals: the pairs of values for which one holds. Source: `src/kconfig/values/relation.ts`. */
import { exprCode, relationHolds } from '../../kconfig/index.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Encoding } from './encoding.ts';
import { type Gates, yes } from './gates.ts';

/** Pairs of values beyond which a comparison is left free. */
const maxPairs = 20_000;

/** Encodes a comparison, by the id of its expression. */
export function encodeRelation(formula: Encoding, gates: Gates, expr: number): number {
  const { flat, texts } = formula;
  const left = flat.exprLeft[expr]!;
  const right = flat.exprRight[expr]!;
  const leftType = flat.symbolType[left]!;
  const rightType = flat.symbolType[right]!;
  const kind = flat.exprKind[expr]!;
  const known = texts.sameValue(left, right);
  if (known !== null && (kind === exprCode['='] || kind === exprCode['!='])) {
    return kind === exprCode['='] ? known : -known;
  }
  const ofLeft = texts.values(left);
  const ofRight = texts.values(right);
  if (ofLeft === null || ofRight === null || ofLeft.size * ofRight.size > maxPairs) return gates.variable();
  const holds = (a: ByteString, b: ByteString): boolean =>
    relationHolds(kind, a, leftType, b, rightType, flat.dialect.reading.orderRelations);
  const cases: number[] = [];
  for (const [a, isA] of ofLeft) {
    const matching: number[] = [];
    for (const [b, isB] of ofRight) if (holds(a, b)) matching.push(isB);
    if (matching.length === ofRight.size) cases.push(isA);
    else if (matching.length > 0) cases.push(gates.and(isA, gates.any(matching)));
  }
  if (cases.length === ofLeft.size && cases.every((one) => one === yes)) return yes;
  return gates.any(cases);
}
