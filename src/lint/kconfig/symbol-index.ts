import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import {
  type CompareExpr,
  type Dialect,
  type Entry,
  type Expr,
  type Property,
  parseKconfigFile,
  type StaticFile,
  type SymbolType,
} from '../../kconfig/index.ts';

/** One `config` statement for a symbol. */
export interface SymbolDefinition {
  readonly entry: Entry;
  readonly location: Location;
  /** What this statement says about the type; `unknown` when it says nothing. */
  readonly type: SymbolType;
}

/** A `select` line and the symbol that has it. */
export interface Selector {
  readonly symbol: string;
  readonly property: Property;
}

/** Everything the Kconfig files of a tree say about one name. */
export interface LintSymbol {
  /** Without `CONFIG_`. */
  readonly name: string;
  /** In the order of files and lines. */
  readonly definitions: readonly SymbolDefinition[];
  /** Types stated anywhere; several when architectures differ, empty when none is stated. */
  readonly types: ReadonlySet<SymbolType>;
  /** True when some definition has a prompt, whatever its condition. */
  readonly hasPrompt: boolean;
  readonly selectors: readonly Selector[];
  /** True when some symbol implies it. */
  readonly isImplied: boolean;
}

/** All symbols of a tree; all architectures together. */
export interface SymbolIndex {
  readonly symbols: ReadonlyMap<string, LintSymbol>;
  /** Defined names by their length, for suggestions. */
  readonly namesByLength: ReadonlyMap<number, readonly string[]>;
  /** True when a definition whose name has variables in it (`config $(module)_LOG`) can be of this name. */
  isMadeOfVariables(name: string): boolean;
}

/**
 * Parses one Kconfig file alone. Continued lines are joined first, and empty lines put behind them
 * so that every line keeps its number: a line that is one `$(…)` then never looks like a statement.
 */
export function parseSymbols(path: string, text: ByteString, dialect: Dialect): StaticFile {
  return parseKconfigFile(path, text.includes('\\\n') ? joinContinuations(text) : text, dialect);
}

function joinContinuations(text: ByteString): ByteString {
  const parts: ByteString[] = [];
  let at = 0;
  for (let slash = text.indexOf('\\\n'); slash !== -1; slash = text.indexOf('\\\n', at)) {
    parts.push(text.slice(at, slash));
    at = slash + 2;
    let joined = 1;
    for (;;) {
      const newline = text.indexOf('\n', at);
      const end = newline === -1 ? text.length : newline;
      const isContinued = newline > at && text.charCodeAt(newline - 1) === 0x5c;
      parts.push(' ', text.slice(at, isContinued ? end - 1 : end).trimStart());
      at = newline === -1 ? end : newline + 1;
      if (isContinued) joined++;
      else break;
    }
    parts.push('\n'.repeat(joined + 1));
  }
  parts.push(text.slice(at));
  return parts.join('');
}

/** A variable in the name of a symbol. */
const reference = /\$\([^)]*\)/;

/** Collects what files parsed one by one say; files in byte order give a stable result. */
export function indexSymbols(files: Iterable<StaticFile>): SymbolIndex {
  const symbols = new Map<string, MutableSymbol>();
  const selectors = new Map<string, Selector[]>();
  const implied = new Set<string>();
  for (const file of files) {
    for (const entry of file.entries) {
      const symbol = entry.symbol;
      if (symbol === null || (entry.kind !== 'config' && entry.kind !== 'menuconfig')) continue;
      addDefinition(symbols, symbol.name, entry, entry.typeLocation === null ? 'unknown' : symbol.type);
      for (const property of entry.properties) {
        if (property.target === null) continue;
        if (property.kind === 'imply') implied.add(property.target.name);
        if (property.kind !== 'select') continue;
        const list = selectors.get(property.target.name);
        const selector = { symbol: symbol.name, property };
        if (list === undefined) selectors.set(property.target.name, [selector]);
        else list.push(selector);
      }
    }
  }
  const namesByLength = new Map<number, string[]>();
  for (const symbol of symbols.values()) {
    const list = selectors.get(symbol.name);
    if (list !== undefined) symbol.selectors = list;
    symbol.isImplied = implied.has(symbol.name);
    const sameLength = namesByLength.get(symbol.name.length);
    if (sameLength === undefined) namesByLength.set(symbol.name.length, [symbol.name]);
    else sameLength.push(symbol.name);
  }
  const templates = [...symbols.keys()].filter((name) => name.includes('$(')).map((name) => name.split(reference));
  const isMadeOfVariables = (name: string): boolean => templates.some((parts) => isMadeOf(parts, name));
  return { symbols, namesByLength, isMadeOfVariables };
}

/** True when a name is the parts in their order with something between them; a lone variable can be any name and says nothing. */
function isMadeOf(parts: readonly string[], name: string): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop() ?? '';
  if (parts.join('') === '' || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at + 1);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at < name.length - last.length;
}

interface MutableSymbol {
  name: string;
  definitions: SymbolDefinition[];
  types: Set<SymbolType>;
  hasPrompt: boolean;
  selectors: readonly Selector[];
  isImplied: boolean;
}

function addDefinition(symbols: Map<string, MutableSymbol>, name: string, entry: Entry, type: SymbolType): void {
  let symbol = symbols.get(name);
  if (symbol === undefined) {
    symbol = { name, definitions: [], types: new Set(), hasPrompt: false, selectors: [], isImplied: false };
    symbols.set(name, symbol);
  }
  symbol.definitions.push({ entry, location: entry.location, type });
  if (type !== 'unknown') symbol.types.add(type);
  if (entry.prompt !== null) symbol.hasPrompt = true;
}

/** True when every definition that states a type says bool. */
export function isBoolEverywhere(symbol: LintSymbol): boolean {
  return symbol.types.size === 1 && symbol.types.has('bool');
}

/** True when some definition says tristate. */
export function isTristateSomewhere(symbol: LintSymbol): boolean {
  return symbol.types.has('tristate');
}

/** Names mentioned in an expression, each once, in textual order; `y`, `m`, `n` and quoted texts left out. */
export function namesIn(expr: Expr | null): string[] {
  const names = new Set<string>();
  const open: Expr[] = expr === null ? [] : [expr];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    switch (at.kind) {
      case 'symbol':
        if (isName(at.symbol.kind, at.symbol.name)) names.add(at.symbol.name);
        break;
      case 'not':
        open.push(at.operand);
        break;
      case 'and':
      case 'or':
        open.push(at.right, at.left);
        break;
      default:
        for (const side of [at.left, at.right]) if (isName(side.kind, side.name)) names.add(side.name);
    }
  }
  return [...names];
}

/** Names of an expression that are operands themselves, not sides of a comparison. */
export function leavesOf(expr: Expr): string[] {
  if (expr.kind === 'symbol') return isName(expr.symbol.kind, expr.symbol.name) ? [expr.symbol.name] : [];
  if (expr.kind === 'not') return leavesOf(expr.operand);
  if (expr.kind !== 'and' && expr.kind !== 'or') return [];
  return operandsOf(expr.kind, expr).flatMap(leavesOf);
}

/** Comparisons of an expression. */
export function comparisonsIn(expr: Expr): CompareExpr[] {
  if (expr.kind === 'symbol') return [];
  if (expr.kind === 'not') return comparisonsIn(expr.operand);
  if (expr.kind === 'and' || expr.kind === 'or') return operandsOf(expr.kind, expr).flatMap(comparisonsIn);
  return [expr as CompareExpr];
}

/** The operands of a chain of `&&` or `||`, in textual order; the expression itself when it is none. */
export function operandsOf(kind: 'and' | 'or', expr: Expr): Expr[] {
  const operands: Expr[] = [];
  const waiting: Expr[] = [expr];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    if (at.kind === kind) waiting.push((at as { right: Expr }).right, (at as { left: Expr }).left);
    else operands.push(at);
  }
  return operands;
}

function isName(kind: string, name: string): boolean {
  return kind === 'symbol' && name !== 'y' && name !== 'm' && name !== 'n' && !name.includes('$');
}
