import { diagnostic } from '../../../core/diagnostic.ts';
import { type Expr, printExpression } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { conditionsOf, seeLine } from '../../kconfig/facts.ts';
import type { LintSymbol } from '../../kconfig/symbol-index.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';
import { anyValue, conditionsIn, value } from '../../source/condition-stack.ts';
import { isHandSet } from '../../source/look-closer.ts';
import type { LintSource } from '../../source/scan-source.ts';

const meta: RuleMeta = {
  name: 'source-never-true',
  summary: 'code below a preprocessor condition that no configuration meets: a symbol without what it depends on',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** `#if defined(CONFIG_A) && !defined(CONFIG_B)`, where A depends on B. */
export const sourceNeverTrue: Rule = { meta, checkSource };

function checkSource(file: LintSource, tree: LintTree): readonly LintDiagnostic[] {
  const names = new Set(file.references.map(({ name }) => name));
  if (names.size < 2) return [];
  const text = tree.textOf(file.path);
  if (text === undefined) return [];
  const lines = text.split('\n');
  return conditionsIn(text).flatMap(({ all, line, own }) => {
    const reason = contradictionIn(all, own, tree);
    if (reason === null || isGuard(lines, line) || [...all.keys()].some((name) => isHandSet(text, `CONFIG_${name}`)))
      return [];
    const { symbol, target, definition } = reason;
    return [
      diagnostic({
        code: 'lint/source-never-true',
        severity: 'warning',
        form: 'line',
        message: `no configuration meets this condition: ${reason.words}`,
        args: { symbol, target },
        location: { file: file.path, line },
        causes:
          definition === undefined
            ? []
            : [seeLine(`${symbol} is defined`, definition.location.file, definition.location.line, symbol)],
      }),
    ];
  });
}

/** A condition whose code is `#error` makes sure that what cannot be is not. */
function isGuard(lines: readonly string[], line: number): boolean {
  let at = line - 1;
  while (lines[at]?.endsWith('\\') === true) at++;
  return /^[ \t]*#[ \t]*(?:error|warning)\b/.test(lines.slice(at + 1).find((one) => one.trim() !== '') ?? '');
}

interface Contradiction {
  readonly symbol: string;
  readonly target: string;
  readonly words: string;
  readonly definition: LintSymbol['definitions'][number] | undefined;
}

/** Why the values cannot be together; null where they may be. One of the two is of the condition itself. */
function contradictionIn(
  all: ReadonlyMap<string, number>,
  own: ReadonlyMap<string, number>,
  tree: LintTree,
): Contradiction | null {
  for (const [name, values] of all) {
    if (values === 0 && own.has(name)) {
      return { symbol: name, target: name, words: `it asks for two values of ${name}`, definition: undefined };
    }
    const symbol = tree.symbols.symbols.get(name);
    if (symbol === undefined || (values & value.n) !== 0 || !isLogical(symbol) || symbol.selectors.length > 0) continue;
    for (const [target, wanted] of all) {
      if (target === name || (!own.has(name) && !own.has(target))) continue;
      const needed = neededOf(symbol, target, tree);
      if (needed === null || (wanted & needed.values) !== 0) continue;
      const words = `${name} depends on ${needed.words}`;
      return { symbol: name, target, words, definition: symbol.definitions[0] };
    }
  }
  return null;
}

function isLogical({ types }: LintSymbol): boolean {
  return types.size === 1 && (types.has('bool') || types.has('tristate'));
}

/** What every definition of a symbol that is on needs another one to be; null where one needs nothing of it. */
function neededOf(
  { definitions }: LintSymbol,
  target: string,
  tree: LintTree,
): { readonly values: number; readonly words: string } | null {
  const known = tree.symbols.symbols.get(target);
  if (known === undefined || !isLogical(known)) return null;
  const isBool = known.types.has('bool');
  let values = 0;
  let words = '';
  for (const { entry, location } of definitions) {
    const { around, own } = conditionsOf(location.file, entry, tree);
    let left = anyValue;
    for (const { expr } of [...around, ...own]) {
      const said = saidOf(expr, target, isBool);
      if (said === null) continue;
      left &= said;
      words = printExpression(expr);
    }
    if (left === anyValue) return null;
    values |= left;
  }
  return definitions.length === 0 ? null : { values, words };
}

/** What an operand that is on says of a symbol; null where that is nothing. */
function saidOf(expr: Expr, target: string, isBool: boolean): number | null {
  if (expr.kind === 'symbol') return isName(expr.symbol, target) ? value.m | value.y : null;
  if (expr.kind === 'not' && expr.operand.kind === 'symbol') {
    // !X of a tristate is m where X is.
    return isName(expr.operand.symbol, target) ? (isBool ? value.n : value.n | value.m) : null;
  }
  if ((expr.kind !== '=' && expr.kind !== '!=') || !isName(expr.left, target)) return null;
  const compared = { n: value.n, m: value.m, y: value.y }[expr.right.name];
  if (compared === undefined) return null;
  return expr.kind === '=' ? compared : anyValue & ~compared;
}

function isName(symbol: { readonly kind: string; readonly name: string }, name: string): boolean {
  return symbol.kind === 'symbol' && symbol.name === name;
}
