import type { ByteString } from '../../core/bytes.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { exprCode, symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { ConfigState } from './config-state.ts';
import { textOf, tristateTexts } from './config-state.ts';
import { evaluateExpr } from './expressions.ts';

const operatorTexts = new Map<number, ByteString>([
  [exprCode['='], '='],
  [exprCode['!='], '!='],
  [exprCode['<'], '<'],
  [exprCode['<='], '<='],
  [exprCode['>'], '>'],
  [exprCode['>='], '>='],
]);

/**
 * Text of the report about a select above the direct dependency.
 * Source: docs/kconfig-semantics.md §3.4; only operands of the top-level || are listed.
 */
export function unmetReport(state: ConfigState, symbol: number): ByteString {
  const { flat } = state;
  if (state.reportsLines) return unmetLine(state, symbol);
  const depends = printWithValues(state, flat.symbolDirect[symbol]!);
  let text = `\nWARNING: unmet direct dependencies detected for ${flat.symbolNames[symbol]}\n`;
  text += `  Depends on [${state.direct[symbol] === 1 ? 'm' : 'n'}]: ${depends}\n`;
  const reverse = flat.symbolReverse[symbol]!;
  if (reverse < 0) return text;
  const selectors = leavesOf(flat, exprCode.or, reverse);
  for (const wanted of [2, 1] as const) {
    let isFirst = true;
    for (const leaf of selectors) {
      if (evaluateExpr(state, leaf) !== wanted) continue;
      if (isFirst) text += `  Selected by [${tristateTexts[wanted]}]:\n`;
      isFirst = false;
      text += `  - ${printWithValues(state, leaf)}\n`;
    }
  }
  return text;
}

/**
 * The report of conf up to 4.17: the symbols that select, but those whose conditions hold the direct dependency, in one
 * line and without values. Source: docs/kconfig-semantics.md §3.4.
 */
function unmetLine(state: ConfigState, symbol: number): ByteString {
  const { flat } = state;
  const conjuncts = (expr: number): string[] =>
    expr < 0 ? [] : leavesOf(flat, exprCode.and, expr).map((leaf) => print(state, leaf, 2));
  const needed = conjuncts(flat.symbolDirect[symbol]!);
  const reverse = flat.symbolReverse[symbol]!;
  const selectors = reverse < 0 ? [] : leavesOf(flat, exprCode.or, reverse);
  const named = selectors.filter((leaf) => {
    const own = new Set(conjuncts(leaf));
    return own.size < 2 || !needed.every((one) => own.has(one));
  });
  const names = named.map((leaf) => print(state, leavesOf(flat, exprCode.and, leaf)[0]!, 2).replace(/^!+/, ''));
  const depends = printWithValues(state, flat.symbolDirect[symbol]!);
  return `warning: (${names.join(' && ') || 'y'}) selects ${flat.symbolNames[symbol]} which has unmet direct dependencies (${depends})\n`;
}

/** An expression as conf prints it with values: parentheses only where needed; an absent one is `y`. */
function printWithValues(state: ConfigState, expr: number): ByteString {
  return expr < 0 ? 'y' : print(state, expr, 0);
}

/** Binding strength: || 1, && 2, ! 3; 0 outside. */
function print(state: ConfigState, expr: number, outer: number): ByteString {
  const { exprKind, exprLeft, exprRight } = state.flat;
  const kind = exprKind[expr]!;
  const left = exprLeft[expr]!;
  switch (kind) {
    case exprCode.symbol:
      return printSymbol(state, left);
    case exprCode.not:
      return `!${print(state, left, 3)}`;
    case exprCode.and:
    case exprCode.or: {
      const strength = kind === exprCode.and ? 2 : 1;
      const texts = leavesOf(state.flat, kind, expr).map((leaf) => print(state, leaf, strength));
      const text = texts.join(kind === exprCode.and ? ' && ' : ' || ');
      return outer > strength ? `(${text})` : text;
    }
    default:
      return `${printSymbol(state, left)}${operatorTexts.get(kind) ?? ''}${printSymbol(state, exprRight[expr]!)}`;
  }
}

/** A symbol as an operand: `NAME [=value]`, bare when its type is unknown. */
function printSymbol(state: ConfigState, symbol: number): ByteString {
  const { symbolKind, symbolNames, symbolType } = state.flat;
  const name = symbolNames[symbol]!;
  if (symbolKind[symbol] === symbolKindCode.choice && name === '') return '<choice>';
  return symbolType[symbol] === typeCode.unknown || state.reportsLines ? name : `${name} [=${textOf(state, symbol)}]`;
}

/** Operands of a chain of one operator, left to right. */
function leavesOf(flat: FlatModel, kind: number, expr: number): number[] {
  const leaves: number[] = [];
  const waiting = [expr];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (flat.exprKind[at] === kind) waiting.push(flat.exprRight[at]!, flat.exprLeft[at]!);
    else leaves.push(at);
  }
  return leaves;
}
