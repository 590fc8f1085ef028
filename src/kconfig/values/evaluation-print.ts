import type { ByteString } from '../../core/bytes.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { exprCode, symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';

/** Texts of the three values. */
export const tristateTexts = ['n', 'm', 'y'] as const;

const operatorTexts = new Map<number, ByteString>([
  [exprCode['='], '='],
  [exprCode['!='], '!='],
  [exprCode['<'], '<'],
  [exprCode['<='], '<='],
  [exprCode['>'], '>'],
  [exprCode['>='], '>='],
]);

/**
 * An expression as conf prints it with values: parentheses only where needed, an absent one is `y`.
 * `textOf` gives the value of a symbol without evaluating anything. Source: kconfig-semantics 3.4.
 */
export function printFlat(flat: FlatModel, expr: number, textOf: (symbol: number) => ByteString): ByteString {
  return expr < 0 ? 'y' : print(flat, expr, 0, textOf);
}

/** Binding strength: || 1, && 2, ! 3; 0 outside. */
function print(flat: FlatModel, expr: number, outer: number, textOf: (symbol: number) => ByteString): ByteString {
  const kind = flat.exprKind[expr] as number;
  switch (kind) {
    case exprCode.symbol:
      return printSymbol(flat, flat.exprLeft[expr] as number, textOf);
    case exprCode.not:
      return `!${print(flat, flat.exprLeft[expr] as number, 3, textOf)}`;
    case exprCode.and:
    case exprCode.or: {
      const strength = kind === exprCode.and ? 2 : 1;
      const texts: ByteString[] = [];
      for (const leaf of leavesOf(flat, kind, expr)) texts.push(print(flat, leaf, strength, textOf));
      const text = texts.join(kind === exprCode.and ? ' && ' : ' || ');
      return outer > strength ? `(${text})` : text;
    }
    default: {
      const left = printSymbol(flat, flat.exprLeft[expr] as number, textOf);
      const right = printSymbol(flat, flat.exprRight[expr] as number, textOf);
      return `${left}${operatorTexts.get(kind) ?? ''}${right}`;
    }
  }
}

/** A symbol as an operand: `NAME [=value]`, bare when its type is unknown. */
function printSymbol(flat: FlatModel, symbol: number, textOf: (symbol: number) => ByteString): ByteString {
  const name = flat.symbolNames[symbol] as ByteString;
  if (flat.symbolKind[symbol] === symbolKindCode.choice && name === '') return '<choice>';
  return flat.symbolType[symbol] === typeCode.unknown ? name : `${name} [=${textOf(symbol)}]`;
}

/** Operands of a chain of one operator, left to right. */
function leavesOf(flat: FlatModel, kind: number, expr: number): number[] {
  const leaves: number[] = [];
  const waiting = [expr];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (flat.exprKind[at] === kind) waiting.push(flat.exprRight[at] as number, flat.exprLeft[at] as number);
    else leaves.push(at);
  }
  return leaves;
}

/**
 * Text of the report about a select above the direct dependency.
 * Source: kconfig-semantics 3.4; only operands of the top-level || are listed.
 */
export function unmetReport(
  flat: FlatModel,
  symbol: number,
  direct: number,
  valueOf: (expr: number) => Tristate,
  textOf: (symbol: number) => ByteString,
): ByteString {
  const depends = printFlat(flat, flat.symbolDirect[symbol] as number, textOf);
  let text = `\nWARNING: unmet direct dependencies detected for ${flat.symbolNames[symbol]}\n`;
  text += `  Depends on [${direct === 1 ? 'm' : 'n'}]: ${depends}\n`;
  const reverse = flat.symbolReverse[symbol] as number;
  if (reverse < 0) return text;
  const selectors = leavesOf(flat, exprCode.or, reverse);
  for (const wanted of [2, 1] as const) {
    let isFirst = true;
    for (const leaf of selectors) {
      if (valueOf(leaf) !== wanted) continue;
      if (isFirst) text += `  Selected by [${tristateTexts[wanted]}]:\n`;
      isFirst = false;
      text += `  - ${printFlat(flat, leaf, textOf)}\n`;
    }
  }
  return text;
}
