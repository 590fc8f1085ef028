import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';
import { append, asBuildSymbol } from './build-types.ts';
import type { BuildEntry, BuildProperty, BuildSymbol } from './build-types.ts';
import type { KconfigCode } from './codes.ts';
import type { Expr } from './model.ts';
import { isValidText } from './number.ts';
import type { Reporter } from './report.ts';
import { mentions, requires, Simplifier } from './simplify.ts';
import type { TreeBuilder } from './tree-builder.ts';

/**
 * Finalises the tree: outer conditions are joined into inner ones, selects become reverse
 * dependencies, automatic sub-menus are made and `if` blocks dissolved.
 * Source: kconfig-semantics 2.2, 2.5 to 2.7.
 */
export function finalizeTree(
  builder: TreeBuilder,
  modules: BuildSymbol,
  reporter: Reporter,
  onEntry: (entry: BuildEntry) => void = () => undefined,
): Simplifier {
  const simplifier = new Simplifier(builder.pool, builder.symbols, modules, (line, symbol) => {
    reporter.print('stdout', `${line}\n`);
    const entry = symbol.entries[0];
    reporter.note('kconfig/bool-compared-with-m', 'warning', line, entry?.location ?? null);
  });
  finalizeEntry(builder.root, false, { builder, simplifier, reporter, onEntry });
  return simplifier;
}

interface Work {
  readonly builder: TreeBuilder;
  readonly simplifier: Simplifier;
  readonly reporter: Reporter;
  /** Told what is worked on, for a diagnostic when a limit is hit. */
  readonly onEntry: (entry: BuildEntry) => void;
}

function finalizeEntry(entry: BuildEntry, isInChoice: boolean, work: Work): void {
  const { symbol } = entry;
  work.onEntry(entry);
  if (entry.firstChild !== null) {
    for (let child: BuildEntry | null = entry.firstChild; child !== null; child = child.next) {
      joinConditions(entry, child, work);
    }
    const isChoice = symbol !== null && symbol.kind === 'choice';
    for (let child: BuildEntry | null = entry.firstChild; child !== null; child = child.next) {
      finalizeEntry(child, isChoice, work);
    }
  } else if (!isInChoice && symbol !== null) {
    makeSubMenu(entry, symbol, work);
    symbol.directDependency = work.builder.pool.or(symbol.directDependency, entry.dependency);
  }
  dissolve(entry);
  if (symbol !== null && !symbol.isChecked) {
    checkSymbol(entry, symbol, work.reporter);
    symbol.isChecked = true;
  }
}

/** Joins the outer dependency into a child and the child's into its properties. */
function joinConditions(outer: BuildEntry, entry: BuildEntry, work: Work): void {
  const { pool } = work.builder;
  entry.dependency = join(outer.dependency, entry.dependency, work);
  for (const property of entry.properties) {
    property.condition = join(entry.dependency, property.condition, work);
    if (property.target === null) continue;
    const demand = pool.and(pool.symbol(entry.symbol as BuildSymbol), property.condition);
    const { target } = property;
    if (property.kind === 'select') {
      target.reverseDependency = pool.or(target.reverseDependency, demand);
      target.selectedBy = append(target.selectedBy, property);
    } else {
      target.impliedDependency = pool.or(target.impliedDependency, demand);
      target.impliedBy = append(target.impliedBy, property);
    }
  }
}

function join(outside: Expr | null, own: Expr | null, work: Work): Expr | null {
  const { simplifier } = work;
  const inside = own === null ? null : simplifier.simplify(simplifier.rewriteM(own));
  const joined = work.builder.pool.and(outside, inside);
  return joined === null ? null : simplifier.deduplicate(joined);
}

/** Moves the siblings that depend on `entry`'s symbol below it. */
function makeSubMenu(entry: BuildEntry, symbol: BuildSymbol, work: Work): void {
  const { simplifier } = work;
  let base: Expr | null = null;
  let last: BuildEntry | null = null;
  for (let sibling = entry.next; sibling !== null; sibling = sibling.next) {
    const condition = sibling.prompt !== null ? sibling.prompt.condition : sibling.dependency;
    if (!mentions(condition, symbol)) break;
    if (!requires(condition, symbol, work.builder.symbols)) {
      base ??= compared(entry.prompt?.condition ?? null, simplifier);
      const [, rest] = simplifier.cancelCommon(compared(condition, simplifier), base);
      if (!simplifier.isYes(rest)) break;
    }
    finalizeEntry(sibling, false, work);
    sibling.parent = entry;
    last = sibling;
  }
  if (last === null) return;
  entry.firstChild = entry.next;
  entry.next = last.next;
  last.next = null;
}

/** "Is not n", in the form conditions are compared in. */
function compared(expr: Expr | null, simplifier: Simplifier): Expr {
  return simplifier.deduplicate(simplifier.simplify(simplifier.compareWithNo(expr, '!=')));
}

/** Children of an entry without prompt move up behind it. */
function dissolve(entry: BuildEntry): void {
  for (let child = entry.firstChild; child !== null; child = child.next) {
    if (child.firstChild === null || child.prompt !== null) continue;
    let last: BuildEntry = child.firstChild;
    for (;;) {
      last.parent = entry;
      if (last.next === null) break;
      last = last.next;
    }
    last.next = child.next;
    child.next = child.firstChild;
    child.firstChild = null;
  }
}

/** The choice a symbol is a member of: around its first definition with a prompt. */
export function findChoice(symbol: BuildSymbol): BuildEntry | null {
  const { entries } = symbol;
  let at = 0;
  while (at < entries.length && (entries[at] as BuildEntry).prompt === null) at++;
  if (at === entries.length) return null;
  let outer = (entries[at] as BuildEntry).parent;
  while (outer !== null && outer.symbol === null) outer = outer.parent;
  return outer !== null && outer.symbol?.kind === 'choice' ? outer : null;
}

/** Warnings about the properties of a symbol, given once. Source: kconfig-semantics 1.8. */
function checkSymbol(entry: BuildEntry, symbol: BuildSymbol, reporter: Reporter): void {
  if (symbol.type === 'unknown')
    warn(reporter, 'kconfig/no-type', entry.location, 'config symbol defined without type');
  for (const property of symbol.properties) {
    const at = property.location;
    switch (property.kind) {
      case 'default':
        checkDefault(symbol, property, reporter);
        break;
      case 'select':
      case 'imply': {
        const target = property.target as BuildSymbol;
        if (!isLogical(symbol)) {
          const text = `config symbol '${symbol.name}' uses ${property.kind}, but is not bool or tristate`;
          warn(reporter, 'kconfig/select-by-non-bool', at, text);
        } else if (target.type !== 'unknown' && !isLogical(target)) {
          const text = `'${target.name}' has wrong type. '${property.kind}' only accept arguments of bool and tristate type`;
          warn(reporter, 'kconfig/select-wrong-type', at, text);
        }
        break;
      }
      case 'range': {
        if (symbol.type !== 'int' && symbol.type !== 'hex') {
          warn(reporter, 'kconfig/range-not-allowed', at, 'range is only allowed for int or hex symbols');
        }
        if (!isNumber(symbol, property.low as BuildSymbol) || !isNumber(symbol, property.high as BuildSymbol)) {
          warn(reporter, 'kconfig/range-invalid', at, 'range is invalid');
        }
        break;
      }
      default:
    }
  }
}

function checkDefault(symbol: BuildSymbol, property: BuildProperty, reporter: Reporter): void {
  const at = property.location;
  const value = property.value as Expr;
  const isNumeric = symbol.type === 'int' || symbol.type === 'hex';
  if (value.kind !== 'symbol') {
    if (isNumeric || symbol.type === 'string') {
      warn(
        reporter,
        'kconfig/default-not-a-symbol',
        at,
        `default for config symbol '${symbol.name}' must be a single symbol`,
      );
    }
    return;
  }
  const target = asBuildSymbol(value.symbol);
  if (isNumeric && !isNumber(symbol, target)) {
    warn(reporter, 'kconfig/number-invalid', at, `'${symbol.name}': number is invalid`);
  }
  if (symbol.kind === 'choice' && findChoice(target)?.symbol !== symbol) {
    warn(
      reporter,
      'kconfig/choice-default-outside',
      at,
      `choice default symbol '${target.name}' is not contained in the choice`,
    );
  }
}

function warn(reporter: Reporter, code: KconfigCode, at: Location, text: ByteString): void {
  reporter.report(code, 'warning', `${at.file}:${at.line}:warning: ${text}`, at);
}

function isNumber(symbol: BuildSymbol, value: BuildSymbol): boolean {
  if (value.type === 'int' || value.type === 'hex') return true;
  return value.type === 'unknown' && isValidText(symbol.type, value.name);
}

function isLogical(symbol: BuildSymbol): boolean {
  return symbol.type === 'bool' || symbol.type === 'tristate';
}
