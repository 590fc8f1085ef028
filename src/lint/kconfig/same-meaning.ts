/**
 * Whether two texts of one Kconfig file say the same of every configuration: their entries are compared one by one, and
 * conditions, which may differ in form, for all values of the symbols in them. Nothing depends on an architecture or on what a
 * `$(…)` gives, which stays as it is written. Source: docs/kconfig-semantics.md §2.1 (operators), §4 (values of symbols).
 */
import type { Entry, Expr, KconfigSymbol, Property, StaticFile } from '../../kconfig/index.ts';
import type { ConditionReader } from './conjuncts.ts';
import type { SourceGraph } from './source-graph.ts';
import { operandsOf, type SymbolIndex } from './symbol-index.ts';

/** What {@link differenceInMeaning} compares. */
export interface MeaningQuestion {
  readonly path: string;
  readonly before: StaticFile;
  readonly after: StaticFile;
  readonly conditions: ConditionReader;
  readonly sources: SourceGraph;
  readonly symbols: SymbolIndex;
}

/** Values that are tried at most for one comparison. */
const maxValuations = 300_000;

/** Why the two texts may mean something else, in words about the first entry that differs; null where they mean the same. */
export function differenceInMeaning(question: MeaningQuestion): string | null {
  const { after, before } = question;
  if (before.entries.length !== after.entries.length) return 'an entry is gone or new';
  if (after.diagnostics.length > before.diagnostics.length) return 'conf would have more to say about the file';
  const lines = ({ assignments, hasMainMenu }: StaticFile): string =>
    JSON.stringify([hasMainMenu, ...assignments.map(({ name, operator, value }) => [name, operator, value])]);
  if (lines(before) !== lines(after)) return 'an assignment differs';
  const reads = ({ entries, sources }: StaticFile): string =>
    JSON.stringify(
      sources.map(({ enclosing, isOptional, isRelative, path }) => [
        path,
        isOptional,
        isRelative,
        entries.indexOf(enclosing),
      ]),
    );
  if (reads(before) !== reads(after)) return 'a source line differs';
  for (const [at, entry] of before.entries.entries()) {
    const other = after.entries[at];
    const difference = other === undefined ? 'it is gone' : entryDifference(question, entry, other);
    if (difference !== null) return `${nameOf(entry)}: ${difference}`;
  }
  return null;
}

function nameOf({ kind, symbol }: Entry): string {
  return symbol === null || symbol.name === '' ? kind : symbol.name;
}

function entryDifference(question: MeaningQuestion, one: Entry, other: Entry): string | null {
  const { after, before } = question;
  const form = (file: StaticFile, entry: Entry): string =>
    JSON.stringify([
      entry.kind,
      entry.symbol?.name,
      entry.symbol?.type,
      entry.help,
      entry.isOptional,
      entry.isConfigDefault,
      entry.enclosing === null ? -1 : file.entries.indexOf(entry.enclosing),
      entry.members.map(({ name }) => name),
      [...new Set(file.types.flatMap((stated) => (stated.entry === entry ? [stated.type] : [])))],
      entry.symbol === null ? 0 : entry.symbol.flags,
    ]);
  if (form(before, one) !== form(after, other)) return 'its type, help or place differs';
  const compare = new Comparison(question);
  const difference = conditionDifference(question, compare, one, other);
  return difference !== null && compare.isTooLarge
    ? 'a condition names too many symbols to try their values'
    : difference;
}

function conditionDifference(question: MeaningQuestion, compare: Comparison, one: Entry, other: Entry): string | null {
  // `a && b` and two lines are the same.
  const operands = (exprs: readonly Expr[]): Expr[] => exprs.flatMap((expr) => operandsOf('and', expr));
  const context = question.sources.contextOf(question.path).map(({ expr }) => expr);
  const around = operands([...context, ...clausesAround(one)]);
  if (!compare.same(around, operands([...context, ...clausesAround(other)]))) return 'its dependencies differ';
  if (!compare.same(operands(visibleAround(one)), operands(visibleAround(other)))) return 'its visibility differs';
  const isShared = (question.symbols.symbols.get(one.symbol?.name ?? '')?.definitions.length ?? 2) !== 1;
  return propertyDifference(compare, around, one, other, isShared);
}

/** The `depends on` lines of an entry and of the blocks around it. */
function clausesAround(entry: Entry): Expr[] {
  const found: Expr[] = [];
  for (let at: Entry | null = entry; at !== null; at = at.enclosing) found.push(...at.clauses.map(({ expr }) => expr));
  return found;
}

function visibleAround(entry: Entry): Expr[] {
  const found: Expr[] = [];
  for (let at: Entry | null = entry; at !== null; at = at.enclosing)
    found.push(...at.visibleClauses.map(({ expr }) => expr));
  return found;
}

function propertyDifference(
  compare: Comparison,
  around: Operands,
  one: Entry,
  other: Entry,
  isShared: boolean,
): string | null {
  const isLogical = one.symbol?.type === 'bool' || one.symbol?.type === 'tristate';
  for (const kind of ['prompt', 'menu', 'comment', 'default', 'range', 'select', 'imply'] as const) {
    const [left, right] = [one, other].map(({ properties }) =>
      properties.filter((property) => property.kind === kind),
    ) as [Property[], Property[]];
    const rules = left.length === right.length && left.every((property, at) => property.text === right[at]?.text);
    if (kind === 'prompt' || kind === 'menu' || kind === 'comment') {
      if (!rules) return `its ${kind} differs`;
      const isSame = left.every((property, at) =>
        compare.sameUnder(around, property.writtenCondition, right[at]?.writtenCondition ?? null),
      );
      if (!isSame) return `the condition of its ${kind} differs`;
    } else if (kind === 'default' || kind === 'range') {
      // Where no default counts, a bool is n; other definitions of the symbol come behind this one's.
      const isNothing = (property: Property): boolean =>
        kind === 'default' && isLogical && !isShared && isNo(property.value);
      if (!compare.sameFirst(around, left, right, isNothing)) return `its ${kind}s differ`;
    } else if (!compare.sameTargets(around, left, right)) return `its ${kind}s differ`;
  }
  return null;
}

function isNo(value: Expr | null): boolean {
  return value?.kind === 'symbol' && value.symbol.name === 'n';
}

/** Operands of a conjunction. */
type Operands = readonly Expr[];

/** Values of symbols and comparisons, by key: 0 is n, 1 is m, 2 is y. */
type Valuation = ReadonlyMap<string, number>;

/** A condition as a function of the values of what it names. */
class Comparison {
  /** Some condition names too many symbols to try their values. */
  isTooLarge = false;
  private readonly question: MeaningQuestion;

  constructor(question: MeaningQuestion) {
    this.question = question;
  }

  /** Both have the same value, whatever the symbols are. */
  same(one: Operands, other: Operands): boolean {
    if (this.keysOf(one) === this.keysOf(other)) return true;
    const [left, right] = this.withoutCommon(one, other);
    return this.holds([...left, ...right], (valuation) => this.all(left, valuation) === this.all(right, valuation));
  }

  /** Both have the same value together with what is around them. */
  sameUnder(around: Operands, one: Expr | null, other: Expr | null): boolean {
    return this.same([...around, ...listOf(one)], [...around, ...listOf(other)]);
  }

  /** The first property that counts has the same value in both lists. */
  sameFirst(
    around: Operands,
    left: readonly Property[],
    right: readonly Property[],
    isNothing: (property: Property) => boolean,
  ): boolean {
    const first = (list: readonly Property[], valuation: Valuation): string => {
      for (const property of list) {
        const condition = this.all([...around, ...listOf(property.writtenCondition)], valuation);
        if (condition === 0) continue;
        if (isNothing(property)) return '';
        return `${condition} ${this.textOf(property)}`;
      }
      return '';
    };
    if (this.keyOfList(left) === this.keyOfList(right)) return true;
    const exprs = [...left, ...right].flatMap(({ writtenCondition }) => listOf(writtenCondition));
    return this.holds([...around, ...exprs], (valuation) => first(left, valuation) === first(right, valuation));
  }

  /** Every target is asked for under the same conditions. */
  sameTargets(around: Operands, left: readonly Property[], right: readonly Property[]): boolean {
    if (this.keyOfList(left) === this.keyOfList(right)) return true;
    const targets = new Set([...left, ...right].map(({ target }) => target?.name ?? ''));
    return [...targets].every((name) => {
      const [one, other] = [left, right].map((list) => list.filter(({ target }) => target?.name === name)) as [
        Property[],
        Property[],
      ];
      const most = (list: readonly Property[], valuation: Valuation): number =>
        Math.max(
          0,
          ...list.map(({ writtenCondition }) => this.all([...around, ...listOf(writtenCondition)], valuation)),
        );
      const exprs = [...one, ...other].flatMap(({ writtenCondition }) => listOf(writtenCondition));
      return this.holds([...around, ...exprs], (valuation) => most(one, valuation) === most(other, valuation));
    });
  }

  /**
   * Both without the operands that both have and that are about other symbols than those that differ: where the rest has the
   * same value, its lesser with the same operand has, too.
   */
  private withoutCommon(one: Operands, other: Operands): [Operands, Operands] {
    const keyOf = (expr: Expr): string => this.question.conditions.keyOf(expr);
    const [left, right] = [new Set(one.map(keyOf)), new Set(other.map(keyOf))];
    const isCommon = (expr: Expr): boolean => left.has(keyOf(expr)) && right.has(keyOf(expr));
    const wanted = new Map<string, readonly number[]>();
    for (const expr of [...one, ...other]) if (!isCommon(expr)) this.collect(expr, wanted);
    const isNeeded = (expr: Expr): boolean => {
      if (!isCommon(expr)) return true;
      const own = new Map<string, readonly number[]>();
      this.collect(expr, own);
      return [...own.keys()].some((name) => wanted.has(name));
    };
    return [one.filter(isNeeded), other.filter(isNeeded)];
  }

  /** Equal for conditions that are written alike. */
  private keysOf(operands: Operands): string {
    return operands.map((expr) => this.question.conditions.keyOf(expr)).join('\n');
  }

  /** Equal for lists of properties that are written alike. */
  private keyOfList(list: readonly Property[]): string {
    return list
      .map((one) => `${one.target?.name} ${this.textOf(one)} ${this.keysOf(listOf(one.writtenCondition))}`)
      .join('\n');
  }

  /** The value or the bounds of a property, as written. */
  private textOf({ high, low, value }: Property): string {
    const { conditions } = this.question;
    if (value !== null)
      return value.kind === 'symbol' ? `${value.symbol.kind} ${value.symbol.name}` : conditions.keyOf(value);
    return `${low?.kind} ${low?.name} ${high?.kind} ${high?.name}`;
  }

  private all(operands: Operands, valuation: Valuation): number {
    let least = 2;
    for (const operand of operands) least = Math.min(least, this.valueOf(operand, valuation));
    return least;
  }

  private valueOf(expr: Expr, valuation: Valuation): number {
    switch (expr.kind) {
      case 'symbol':
        return this.valueOfSymbol(expr.symbol, valuation);
      case 'not':
        return 2 - this.valueOf(expr.operand, valuation);
      case 'and':
        return Math.min(this.valueOf(expr.left, valuation), this.valueOf(expr.right, valuation));
      case 'or':
        return Math.max(this.valueOf(expr.left, valuation), this.valueOf(expr.right, valuation));
      default: {
        const plain = this.plainComparison(expr.kind, expr.left, expr.right);
        if (plain === null) return valuation.get(comparisonKey(expr)) ?? 0;
        return (this.valueOfSymbol(plain.symbol, valuation) === 2) === plain.isOn ? 2 : 0;
      }
    }
  }

  private valueOfSymbol(symbol: KconfigSymbol, valuation: Valuation): number {
    if (symbol.name === 'y') return 2;
    return symbol.name === 'n' ? 0 : (valuation.get(symbol.name) ?? 0);
  }

  /** `A=y` and `A!=n` of a bool are A itself. */
  private plainComparison(
    relation: string,
    left: KconfigSymbol,
    right: KconfigSymbol,
  ): { symbol: KconfigSymbol; isOn: boolean } | null {
    const isPlain =
      (relation === '=' || relation === '!=') && left.kind === 'symbol' && this.question.conditions.isBool(left.name);
    if (!isPlain || (right.name !== 'y' && right.name !== 'n')) return null;
    return { symbol: left, isOn: (right.name === 'y') === (relation === '=') };
  }

  /** True when a property holds for all values of what some expressions name; false where they are too many to try. */
  private holds(exprs: readonly Expr[], isSame: (valuation: Valuation) => boolean): boolean {
    const domains = new Map<string, readonly number[]>();
    for (const expr of exprs) this.collect(expr, domains);
    const names = [...domains];
    const total = names.reduce((product, [, values]) => product * values.length, 1);
    if (total > maxValuations) {
      this.isTooLarge = true;
      return false;
    }
    const valuation = new Map<string, number>();
    for (let number = 0; number < total; number++) {
      let rest = number;
      for (const [name, values] of names) {
        valuation.set(name, values[rest % values.length] ?? 0);
        rest = Math.floor(rest / values.length);
      }
      if (!isSame(valuation)) return false;
    }
    return true;
  }

  /** Values that each name can have: `m` is n where the tree has no modules. */
  private collect(expr: Expr, domains: Map<string, readonly number[]>): void {
    switch (expr.kind) {
      case 'symbol': {
        const { name } = expr.symbol;
        if (name === 'y' || name === 'n') return;
        domains.set(name, name === 'm' ? [0, 1] : this.question.conditions.isBool(name) ? [0, 2] : [0, 1, 2]);
        return;
      }
      case 'not':
        return this.collect(expr.operand, domains);
      case 'and':
      case 'or':
        this.collect(expr.left, domains);
        return this.collect(expr.right, domains);
      default: {
        const plain = this.plainComparison(expr.kind, expr.left, expr.right);
        if (plain === null) domains.set(comparisonKey(expr), [0, 2]);
        else domains.set(plain.symbol.name, [0, 2]);
      }
    }
  }
}

function listOf(expr: Expr | null): readonly Expr[] {
  return expr === null ? [] : [expr];
}

function comparisonKey({ kind, left, right }: { kind: string; left: KconfigSymbol; right: KconfigSymbol }): string {
  return `${left.kind} ${left.name} ${kind} ${right.kind} ${right.name}`;
}
