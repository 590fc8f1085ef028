/** What rules about Kconfig files ask of entries. */
import { type Cause, cause } from '../../core/diagnostic.ts';
import type { Entry, Expr, KconfigSymbol, Property, SymbolType } from '../../kconfig/index.ts';
import type { LintDiagnostic } from '../codes.ts';
import { type RuleFinding, ruleFinding } from '../finding.ts';
import type { LintKconfig, LintTree } from '../rule.ts';
import { choiceAround } from './choice-of.ts';
import type { Conjunct } from './conjuncts.ts';
import type { SymbolDefinition } from './symbol-index.ts';

export { choiceAround };

/** Conditions of an entry. */
export interface EntryConditions {
  /** Operands around it. */
  readonly around: readonly Conjunct[];
  /** Operands of its own `depends on` lines. */
  readonly own: readonly Conjunct[];
}

/** Everything that must be on for an entry to count, as far as the text says it of all architectures. */
export function conditionsOf(path: string, entry: Entry, tree: LintTree): EntryConditions {
  const own = entry.clauses.flatMap((clause) => tree.conditions.conjunctsOf(clause.expr));
  return { around: tree.sources.around(path, entry), own };
}

/** All operands that must be on for an attribute to count. */
export function operandsFor(path: string, property: Property, tree: LintTree): readonly Conjunct[] {
  const { around, own } = conditionsOf(path, property.entry, tree);
  return [...around, ...own, ...tree.conditions.conjunctsOf(property.writtenCondition)];
}

/** Keys of all operands that must be on for an attribute to count. */
export function keysOf(path: string, property: Property, tree: LintTree): ReadonlySet<string> {
  return new Set(operandsFor(path, property, tree).map(({ key }) => key));
}

/** True when all operands are on wherever those with the keys are. */
export function areImplied(operands: readonly Conjunct[], keys: ReadonlySet<string>, tree: LintTree): boolean {
  return operands.every(({ expr }) => tree.conditions.isImplied(expr, keys));
}

/** True when every key of the first set is in the second. */
export function isSubset(small: ReadonlySet<string>, large: ReadonlySet<string>): boolean {
  for (const key of small) if (!large.has(key)) return false;
  return true;
}

/**
 * The choice an entry is a member of; null for others. Where members have sub-menus, an entry that depends on the member
 * before it goes into the sub-menu and is none. Source: docs/kconfig-semantics.md §2.2.
 */
export function choiceOf(entry: Entry, tree: LintTree): Entry | null {
  const choice = choiceAround(entry);
  if (choice === null || !isLogical(entry)) return null;
  const { values, model } = tree.dialect;
  if (values.choiceEngine === 'new' || model.membersHaveNoSubMenu) return choice;
  return membersOf(choice, tree).has(entry) ? choice : null;
}

const members = new WeakMap<Entry, ReadonlySet<Entry>>();

/** Entries of a choice that do not go into the sub-menu of the one before. */
function membersOf(choice: Entry, tree: LintTree): ReadonlySet<Entry> {
  const known = members.get(choice);
  if (known !== undefined) return known;
  const found = new Set<Entry>();
  let member: Entry | undefined;
  for (const one of entriesIn(choice)) {
    if (one.symbol === null || (member !== undefined && dependsOn(one, member.symbol?.name ?? '', choice, tree)))
      continue;
    member = one;
    found.add(one);
  }
  members.set(choice, found);
  return found;
}

function isLogical(entry: Entry): boolean {
  const type = entry.symbol?.type;
  return type !== 'int' && type !== 'hex' && type !== 'string';
}

/** Entries of a block in textual order, those inside its `if` blocks included. */
function entriesIn(block: Entry): Entry[] {
  const found: Entry[] = [];
  for (let at = block.firstChild; at !== null; at = at.next) {
    if (at.kind === 'if') found.push(...entriesIn(at));
    else found.push(at);
  }
  return found;
}

/** True when the conditions between a choice and an entry of it ask for a symbol. */
function dependsOn(entry: Entry, name: string, choice: Entry, tree: LintTree): boolean {
  const keys = new Set(conditionsWithin(entry, choice, tree).map(({ key }) => key));
  return [name, `${name}=y`, `${name}=m`, `${name}!=n`].some((key) => keys.has(key));
}

/** Operands of an entry, its prompt and the blocks up to a block around it. */
export function conditionsWithin(entry: Entry, block: Entry, tree: LintTree): Conjunct[] {
  const found = tree.conditions.conjunctsOf(entry.prompt?.writtenCondition ?? null);
  for (let at: Entry | null = entry; at !== null && at !== block; at = at.enclosing) {
    for (const clause of at.clauses) found.push(...tree.conditions.conjunctsOf(clause.expr));
  }
  return found;
}

/** Members of a choice that stand in its own file, by name. */
export function membersIn(choice: Entry, tree: LintTree): ReadonlyMap<string, Entry> {
  const found = new Map<string, Entry>();
  for (const entry of entriesIn(choice)) {
    if (entry.symbol !== null && choiceOf(entry, tree) === choice) found.set(entry.symbol.name, entry);
  }
  return found;
}

/** Definitions of a symbol that a configuration which reads `path` can read. */
export function definitionsReadWith(path: string, name: string, tree: LintTree): readonly SymbolDefinition[] {
  const definitions = tree.symbols.symbols.get(name)?.definitions ?? [];
  return definitions.filter(({ location }) => tree.sources.areReadTogether(path, location.file));
}

/** Types that the definitions of a symbol which are read together with `path` state. */
export function typesReadWith(path: string, name: string, tree: LintTree): ReadonlySet<SymbolType> {
  const types = definitionsReadWith(path, name, tree).map(({ type }) => type);
  return new Set(types.filter((type) => type !== 'unknown'));
}

/** Conditions of an entry, and values that are conditions (defaults of bools and tristates), with their lines. */
export function expressionsIn(entry: Entry): { readonly expr: Expr; readonly line: number }[] {
  const found: { expr: Expr; line: number }[] = [];
  for (const { expr, location } of [...entry.clauses, ...entry.visibleClauses])
    found.push({ expr, line: location.line });
  const type = entry.symbol?.type;
  const isLogicalEntry = entry.kind !== 'choice' && (type === 'bool' || type === 'tristate');
  for (const { kind, value, writtenCondition, location } of entry.properties) {
    if (kind === 'default' && isLogicalEntry && value !== null) found.push({ expr: value, line: location.line });
    if (writtenCondition !== null) found.push({ expr: writtenCondition, line: location.line });
  }
  return found;
}

/** Keys with the symbols that those of them which are names always select, and so on. */
export function withSelected(keys: ReadonlySet<string>, tree: LintTree): ReadonlySet<string> {
  const found = new Set(keys);
  for (const key of found) {
    const definitions = tree.symbols.symbols.get(key)?.definitions ?? [];
    if (definitions.length !== 1) continue;
    for (const { kind, target, writtenCondition } of definitions[0]?.entry.properties ?? []) {
      if (kind === 'select' && target !== null && writtenCondition === null) found.add(target.name);
    }
  }
  return found;
}

/** The text of a default that is one name or literal; undefined for an expression. */
export function literalOf(expr: Expr | null): KconfigSymbol | undefined {
  return expr?.kind === 'symbol' ? expr.symbol : undefined;
}

/** The number that a literal of an int or hex symbol is; undefined for a name. */
export function numberOf(text: string, type: 'int' | 'hex'): bigint | undefined {
  if (type === 'int') return /^-?\d+$/.test(text) ? BigInt(text) : undefined;
  const digits = /^(?:0[xX])?([\da-fA-F]+)$/.exec(text)?.[1];
  return digits === undefined ? undefined : BigInt(`0x${digits}`);
}

/** What a finding of a Kconfig rule consists of. */
export interface KconfigFinding<Rule extends string> extends Omit<RuleFinding<Rule>, 'location'> {
  readonly file: LintKconfig;
  readonly line: number;
}

/** A finding at a line of a Kconfig file. */
export function kconfigFinding<Rule extends string>(found: KconfigFinding<Rule>): LintDiagnostic {
  const { file, line, ...rest } = found;
  return ruleFinding({ ...rest, location: { file: file.path, line } });
}

/** A step that shows another line. */
export function seeLine(message: string, file: string, line: number, symbol?: string): Cause {
  const step = cause('definition', message, { file, line });
  return symbol === undefined ? step : { ...step, symbol };
}
