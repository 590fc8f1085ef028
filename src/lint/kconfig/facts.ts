/** What rules about Kconfig files ask of entries. */
import { type Cause, cause, diagnostic, type Fix, type Severity } from '../../core/diagnostic.ts';
import type { Entry, Expr, KconfigSymbol, Property } from '../../kconfig/index.ts';
import type { LintArgs, LintDiagnostic } from '../codes.ts';
import type { LintKconfig, LintTree } from '../rule.ts';
import { choiceOf } from './choice-of.ts';
import type { Conjunct } from './conjuncts.ts';
import type { SymbolDefinition } from './symbol-index.ts';

export { choiceOf };

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

/** Keys of all operands that must be on for an attribute to count. */
export function keysOf(path: string, property: Property, tree: LintTree): ReadonlySet<string> {
  const { around, own } = conditionsOf(path, property.entry, tree);
  const written = tree.conditions.conjunctsOf(property.writtenCondition);
  return new Set([...around, ...own, ...written].map(({ key }) => key));
}

/** True when every key of the first set is in the second. */
export function isSubset(small: ReadonlySet<string>, large: ReadonlySet<string>): boolean {
  for (const key of small) if (!large.has(key)) return false;
  return true;
}

/** Architecture of a path below `arch/`; undefined for the rest. */
function archOf(path: string): string | undefined {
  return /^arch\/([^/]+)\//.exec(path)?.[1];
}

/** True when one configuration can read both files: they are not of two architectures. */
export function areReadTogether(one: string, other: string): boolean {
  const [left, right] = [archOf(one), archOf(other)];
  if (left === undefined || right === undefined) return true;
  if (left === 'um' || right === 'um') return /\/um\//.test(one) || /\/um\//.test(other) || left === right;
  return left === right && one.includes('/um/') === other.includes('/um/');
}

/** Definitions of a symbol that a configuration which reads `path` can read. */
export function definitionsReadWith(path: string, name: string, tree: LintTree): readonly SymbolDefinition[] {
  const definitions = tree.symbols.symbols.get(name)?.definitions ?? [];
  return definitions.filter(({ location }) => areReadTogether(path, location.file));
}

/** True when every definition that is read together with `path` is a member of a choice. */
export function isChoiceMember(path: string, name: string, tree: LintTree): boolean {
  const definitions = definitionsReadWith(path, name, tree);
  return definitions.length > 0 && definitions.every(({ entry }) => choiceOf(entry) !== null);
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
export interface KconfigFinding<Rule extends string> {
  readonly rule: Rule;
  readonly severity: Severity;
  readonly file: LintKconfig;
  readonly line: number;
  readonly message: string;
  readonly args: LintArgs[`lint/${Rule}` & keyof LintArgs];
  readonly causes?: readonly Cause[];
  readonly notes?: readonly string[];
  readonly fixes?: readonly Fix[];
}

/** A finding at a line of a Kconfig file. */
export function kconfigFinding<Rule extends string>(found: KconfigFinding<Rule>): LintDiagnostic {
  const { rule, file, line, causes = [], notes = [], fixes = [], ...rest } = found;
  const location = { file: file.path, line };
  // The argument type ties the arguments to the code, which the template string cannot show.
  const made: unknown = diagnostic({
    code: `lint/${rule}`,
    form: 'line',
    location,
    causes,
    notes,
    fixes,
    ...rest,
  } as never);
  return made as LintDiagnostic;
}

/** A step that shows another line. */
export function seeLine(message: string, file: string, line: number, symbol?: string): Cause {
  const step = cause('definition', message, { file, line });
  return symbol === undefined ? step : { ...step, symbol };
}
