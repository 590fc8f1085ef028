import type { RestOf } from '../../core/diagnostic.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { KconfigArgs, KconfigCode } from '../codes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { Reporter } from '../report.ts';
import { isValidText } from '../values/number.ts';
import type { BuildEntry, BuildProperty, BuildSymbol } from './build-types.ts';
import { append, asBuildSymbol } from './build-types.ts';
import { adoptMember, demandChoice, settleChoiceTypes, type Warn } from './finalize-choice.ts';
import type { Expr, KconfigSymbol, SymbolType } from './model.ts';
import { mentions, requires, Simplifier } from './simplify.ts';
import { type TreeBuilder, typeNames } from './tree-builder.ts';

/**
 * Finalises the tree: outer conditions are joined into inner ones, selects become reverse
 * dependencies, automatic sub-menus are made and `if` blocks dissolved.
 * Source: docs/kconfig-semantics.md §2.2, §2.5 to §2.7.
 */
export function finalizeTree(
  builder: TreeBuilder,
  modules: BuildSymbol,
  reporter: Reporter,
  dialect: Dialect,
  onEntry: (entry: BuildEntry) => void,
): void {
  const report = (line: ByteString, symbol: KconfigSymbol): void => {
    reporter.print('stdout', `${line}\n`);
    const entry = symbol.entries[0];
    reporter.note('kconfig/bool-compared-with-m', 'warning', line, entry?.location ?? null, { symbol: symbol.name });
  };
  const simplifier = new Simplifier(builder.pool, builder.symbols, modules, report, dialect.model);
  finalizeEntry(builder.root, false, { builder, simplifier, reporter, dialect, onEntry });
}

interface Work {
  readonly builder: TreeBuilder;
  readonly simplifier: Simplifier;
  readonly reporter: Reporter;
  readonly dialect: Dialect;
  /** Called with each entry before it is finalised, for a diagnostic when a limit is hit. */
  readonly onEntry: (entry: BuildEntry) => void;
}

function finalizeEntry(entry: BuildEntry, isInChoice: boolean, work: Work): void {
  const { symbol } = entry;
  const isOldChoice = symbol !== null && symbol.kind === 'choice' && work.dialect.values.choiceEngine !== 'new';
  work.onEntry(entry);
  if (entry.firstChild !== null) {
    const settle = work.dialect.messages.oldWarnings ? settleFirstChild : settleChoiceTypes;
    if (isOldChoice && settle(entry, work)) work.simplifier.forget();
    for (let child: BuildEntry | null = entry.firstChild; child !== null; child = child.next) {
      joinConditions(entry, child, work);
    }
    const isChoice = symbol !== null && symbol.kind === 'choice';
    for (let child: BuildEntry | null = entry.firstChild; child !== null; child = child.next) {
      finalizeEntry(child, isChoice, work);
    }
  } else if (symbol !== null && !(isInChoice && work.dialect.model.membersHaveNoSubMenu)) {
    makeSubMenu(entry, symbol, work);
    if (!entry.isConfigDefault) {
      symbol.directDependency = work.builder.pool.or(symbol.directDependency, entry.dependency);
    }
  }
  dissolve(entry, isOldChoice ? (child) => adopt(entry, child, work) : null);
  if (symbol !== null && !symbol.isChecked) {
    checkSymbol(entry, symbol, work);
    symbol.isChecked = true;
  }
  if (isOldChoice) demandChoice(entry, work.builder.symbols.mod, work.builder.pool);
}

function adopt(choice: BuildEntry, child: BuildEntry, work: Work): void {
  if (child.symbol === null) return;
  const { builder, reporter } = work;
  const warnMember: Warn = (code, at, text) => warn(reporter, code, at, text, { symbol: child.symbol?.name ?? '' });
  adoptMember(choice, child, builder, warnMember);
  if (work.dialect.messages.oldWarnings && retype(child, choice.symbol!.type, work)) work.simplifier.forget();
}

/** A choice of the busybox generation and its first child take each other's type. Source: menu.c menu_finalize of 1.35. */
function settleFirstChild(choice: BuildEntry, work: Work): boolean {
  let first = choice.firstChild;
  while (first !== null && first.symbol === null) first = first.next;
  if (first?.symbol == null || choice.symbol === null) return false;
  const isNew = retype(choice, first.symbol.type, work);
  return retype(first, choice.symbol.type, work) || isNew;
}

/** Gives a symbol without type a type, as menu_set_type does; another type draws a warning. True when it was given. */
function retype({ symbol, location }: BuildEntry, type: SymbolType, work: Work): boolean {
  if (symbol === null || symbol.type === type) return false;
  if (symbol.type === 'unknown') {
    symbol.type = type;
    return true;
  }
  const name = (of: SymbolType): string => (of === 'bool' ? work.dialect.messages.boolName : typeNames[of]);
  const args = { symbol: symbol.name === '' ? '<choice>' : symbol.name, from: name(symbol.type), to: name(type) };
  warnRetyped(work.reporter, location, args);
  work.reporter.print('stderr', '\n');
  return false;
}

/** Joins the outer dependency into a child and the child's into its properties. */
function joinConditions(outer: BuildEntry, entry: BuildEntry, work: Work): void {
  const { pool } = work.builder;
  const isInOldChoice = outer.symbol?.kind === 'choice' && work.dialect.values.choiceEngine !== 'new';
  const around = isInOldChoice ? pool.symbol(outer.symbol) : outer.dependency;
  entry.dependency = join(around, entry.dependency, work);
  const isBoolified =
    work.dialect.model.boolifiesConditions && entry.symbol !== null && entry.symbol.type !== 'tristate';
  for (const property of entry.properties) {
    property.condition = join(entry.dependency, property.condition, work);
    if (isBoolified && property.condition !== null) property.condition = work.simplifier.boolify(property.condition);
    if (property.target === null) continue;
    const demand = pool.and(pool.symbol(entry.symbol!), property.condition);
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
function dissolve(entry: BuildEntry, onChild: ((child: BuildEntry) => void) | null): void {
  for (let child = entry.firstChild; child !== null; child = child.next) {
    onChild?.(child);
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
  while (at < entries.length && entries[at]!.prompt === null) at++;
  if (at === entries.length) return null;
  let outer = entries[at]!.parent;
  while (outer !== null && outer.symbol === null) outer = outer.parent;
  return outer !== null && outer.symbol?.kind === 'choice' ? outer : null;
}

/** Warnings about the properties of a symbol, given once. Source: docs/kconfig-semantics.md §1.8. */
function checkSymbol(entry: BuildEntry, symbol: BuildSymbol, work: Work): void {
  const { reporter } = work;
  const { oldWarnings } = work.dialect.messages;
  // The busybox generation ends some of its lines twice and writes boolean.
  const ending = oldWarnings ? '\n' : '';
  const bool = work.dialect.messages.boolName;
  if (symbol.type === 'unknown') {
    warn(reporter, 'kconfig/no-type', entry.location, 'config symbol defined without type', { symbol: symbol.name });
    reporter.print('stderr', ending);
  }
  if (symbol.kind === 'choice' && entry.prompt === null && work.dialect.values.choiceEngine !== 'new') {
    warn(reporter, 'kconfig/choice-without-prompt', entry.location, 'choice must have a prompt');
    reporter.print('stderr', ending);
  }
  for (const property of symbol.properties) {
    const at = property.location;
    switch (property.kind) {
      case 'default':
        checkDefault(symbol, property, work);
        break;
      case 'select':
      case 'imply': {
        const target = property.target!;
        if (!isLogical(symbol)) {
          const text = `config symbol '${symbol.name}' uses ${property.kind}, but is not ${bool} or tristate`;
          warn(reporter, 'kconfig/select-by-non-bool', at, text, { symbol: symbol.name, keyword: property.kind });
        } else if (target.type === 'unknown' && oldWarnings) {
          const text = `'select' used by config symbol '${symbol.name}' refer to undefined symbol '${target.name}'`;
          warn(reporter, 'kconfig/select-undefined', at, text, { symbol: symbol.name, target: target.name });
        } else if (target.type !== 'unknown' && !isLogical(target)) {
          const text = `'${target.name}' has wrong type. '${property.kind}' only accept arguments of ${bool} and tristate type`;
          const args = { symbol: symbol.name, keyword: property.kind, target: target.name };
          warn(reporter, 'kconfig/select-wrong-type', at, text, args);
        }
        break;
      }
      case 'range': {
        if (symbol.type !== 'int' && symbol.type !== 'hex') {
          const text = 'range is only allowed for int or hex symbols';
          warn(reporter, 'kconfig/range-not-allowed', at, text, { symbol: symbol.name });
        }
        if (!isNumber(symbol, property.low!) || !isNumber(symbol, property.high!)) {
          warn(reporter, 'kconfig/range-invalid', at, 'range is invalid', { symbol: symbol.name });
        }
        break;
      }
      default:
    }
  }
}

function checkDefault(symbol: BuildSymbol, property: BuildProperty, work: Work): void {
  const { reporter } = work;
  const at = property.location;
  const value = property.value!;
  const isNumeric = symbol.type === 'int' || symbol.type === 'hex';
  if (value.kind !== 'symbol') {
    if (isNumeric || symbol.type === 'string') {
      // The busybox generation prints the name of the last system error in a slip of its format.
      const subject = work.dialect.messages.oldWarnings ? 'Successust' : `${symbol.name}' must`;
      const text = `default for config symbol '${subject} be a single symbol`;
      warn(reporter, 'kconfig/default-not-a-symbol', at, text, { symbol: symbol.name });
    }
    return;
  }
  if (work.dialect.messages.oldWarnings) return;
  const target = asBuildSymbol(value.symbol);
  if (isNumeric && !isNumber(symbol, target)) {
    const text = `'${symbol.name}': number is invalid`;
    warn(reporter, 'kconfig/number-invalid', at, text, { symbol: symbol.name });
  }
  if (symbol.kind !== 'choice' || !work.dialect.messages.reportsOuterDefault) return;
  const choice = work.dialect.values.choiceEngine === 'new' ? findChoice(target) : target.choice;
  if (choice?.symbol !== symbol) {
    const text = `choice default symbol '${target.name}' is not contained in the choice`;
    warn(reporter, 'kconfig/choice-default-outside', at, text, { symbol: target.name });
  }
}

function warn<Code extends KconfigCode>(
  reporter: Reporter,
  code: Code,
  at: Location,
  text: ByteString,
  ...rest: RestOf<KconfigArgs[Code]>
): void {
  reporter.report(code, 'warning', `${at.file}:${at.line}:warning: ${text}`, at, ...rest);
}

function warnRetyped(reporter: Reporter, at: Location, args: KconfigArgs['kconfig/type-redefined']): void {
  const text = `type of '${args.symbol}' redefined from '${args.from}' to '${args.to}'`;
  warn(reporter, 'kconfig/type-redefined', at, text, args);
}

function isNumber(symbol: BuildSymbol, value: BuildSymbol): boolean {
  if (value.type === 'int' || value.type === 'hex') return true;
  return value.type === 'unknown' && isValidText(symbol.type, value.name);
}

function isLogical(symbol: BuildSymbol): boolean {
  return symbol.type === 'bool' || symbol.type === 'tristate';
}
