import type { ByteString } from '../../core/bytes.ts';
import { type Cause, cause } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { BuildEntry, BuildProperty, BuildSymbol } from './build-types.ts';
import { asBuildSymbol } from './build-types.ts';
import type { Expr, OutputChunk } from './model.ts';
import { eachOperand } from './query.ts';

type EdgeKind = 'depends' | 'selected' | 'implied' | 'condition' | 'default';

/** One symbol mentioned by another, in the order conf looks at them. */
export interface Edge {
  readonly kind: EdgeKind;
  readonly property: BuildProperty | null;
  /** The statement of a definition whose own dependencies were followed. */
  readonly definition: BuildEntry | null;
  readonly target: BuildSymbol;
}

/** One symbol of a loop and the edge that was followed from it; null for choices and their members. */
export interface LoopStep {
  readonly symbol: BuildSymbol;
  readonly edge: Edge | null;
}

/** The report of a recursive dependency. */
export interface RecursionReport {
  readonly stream: OutputChunk['stream'];
  readonly text: ByteString;
  readonly causes: readonly Cause[];
}

/**
 * The report that conf prints about a loop of dependencies, `path` from the first symbol of the loop to the last.
 * Source: docs/kconfig-semantics.md §2.8.
 */
export function recursionReport(path: readonly LoopStep[], last: BuildSymbol, dialect: Dialect): RecursionReport {
  const edgeText = dialect.model.recursionReportHasLocations
    ? dialect.model.recursionIsFatal
      ? oldText
      : oldestText
    : newText;
  const advice = [
    `For a resolution refer to Documentation/kbuild/kconfig-language.${dialect.model.recursionDocument}`,
    'subsection "Kconfig recursive dependency limitations"',
  ];
  const isAdviceForEach = dialect.model.recursionAdvice === 'each';
  const lines: ByteString[] = [];
  const causes: Cause[] = [];
  path.forEach(({ symbol, edge }, at) => {
    const text = edgeText(symbol, edge, path[at + 1]?.symbol ?? last);
    // Older conf names the first definition of choices and members whatever edge was followed.
    const isOfChoice =
      dialect.model.recursionReportHasLocations && (symbol.kind === 'choice' || symbol.choice !== null);
    const property = isOfChoice ? null : (edge?.property ?? null);
    const definition = isOfChoice ? null : (edge?.definition ?? null);
    const location = (property ?? definition ?? symbol.entries[0])?.location ?? null;
    const prefix = dialect.model.recursionReportHasLocations ? prefixOf(location) : '';
    if (symbol === last) lines.push(`${prefix}error: recursive dependency detected!`);
    if (isAdviceForEach) lines.push(...advice);
    lines.push(`${prefix}\t${text}`);
    const next = path[at + 1]?.symbol ?? last;
    const kind = edge?.kind === 'selected' ? 'select' : edge?.kind === 'implied' ? 'imply' : 'dependency';
    causes.push({ ...cause(kind, text, placeOf(symbol, edge, next) ?? location), symbol: symbol.name });
  });
  if (dialect.values.choiceEngine === 'busybox') {
    // printf of the C library for a choice, which has no name.
    const names = [last, ...path.map((step) => step.symbol).reverse()].map(({ name }) => name || '(null)');
    const text = `Warning! Found recursive dependency: ${names.join(' ')}\n`;
    return { stream: 'stdout', text, causes };
  }
  const text = isAdviceForEach ? `${lines.join('\n')}\n` : `${[...lines, ...advice].join('\n')}\n\n`;
  return { stream: 'stderr', text, causes };
}

/** The line that makes an edge: the `select`, the `depends on`; null where the definition has to do. */
function placeOf(symbol: BuildSymbol, edge: Edge | null, next: BuildSymbol): Location | null {
  const mentions = (expr: Expr | null): boolean => {
    let isFound = false;
    eachOperand(expr, (operand) => {
      if (asBuildSymbol(operand) === next) isFound = true;
    });
    return isFound;
  };
  const definition = edge?.definition ?? null;
  switch (definition === null ? edge?.kind : 'depends') {
    case 'depends':
      for (const entry of definition === null ? symbol.entries : [definition]) {
        for (let at: BuildEntry | null = entry; at !== null; at = at.enclosing) {
          const clause = at.clauses.find(({ expr }) => mentions(expr));
          if (clause !== undefined) return clause.location;
        }
      }
      return null;
    case 'selected':
    case 'implied': {
      const properties = edge?.kind === 'selected' ? symbol.selectedBy : symbol.impliedBy;
      const own = properties.find(({ entry }) => entry.symbol === next);
      return (own ?? properties.find(({ condition }) => mentions(condition)))?.location ?? null;
    }
    default:
      return edge?.property?.location ?? null;
  }
}

function prefixOf(location: Location | null): ByteString {
  return location === null ? '<none>:0:' : `${location.file}:${location.line}:`;
}

function nameOf(symbol: BuildSymbol): ByteString {
  return symbol.name === '' ? '<choice>' : symbol.name;
}

/** Since Linux 6.9. */
function newText(symbol: BuildSymbol, edge: Edge | null, next: BuildSymbol): ByteString {
  if (next.kind === 'choice') {
    const at = next.entries[0]!.location;
    return `symbol ${nameOf(symbol)} is part of choice block at ${at.file}:${at.line}`;
  }
  return edge?.kind === 'default'
    ? `symbol ${nameOf(symbol)} default value contains ${next.name}`
    : edgeWords(symbol, edge, next);
}

/** Linux 4.18 to 6.8. */
function oldText(symbol: BuildSymbol, edge: Edge | null, next: BuildSymbol): ByteString {
  if (symbol.kind === 'choice') return `choice ${nameOf(symbol)} contains symbol ${nameOf(next)}`;
  if (symbol.choice !== null) return `symbol ${nameOf(symbol)} is part of choice ${nameOf(next)}`;
  return edge?.kind === 'default'
    ? `symbol ${nameOf(symbol)} default value contains ${nameOf(next)}`
    : edgeWords(symbol, edge, next);
}

/** Before Linux 4.18. */
function oldestText(symbol: BuildSymbol, edge: Edge | null, next: BuildSymbol): ByteString {
  if (edge?.kind === 'default') {
    // conf names the kind of the first property of a member, whatever it has followed.
    return `symbol ${nameOf(symbol)} ${symbol.choice === null ? 'default' : 'symbol'} value contains ${nameOf(next)}`;
  }
  if (edge?.kind === 'condition') return `symbol ${nameOf(symbol)} depends on ${nameOf(next)}`;
  if (symbol.kind === 'choice') return `choice ${nameOf(symbol)} contains symbol ${nameOf(next)}`;
  if (symbol.choice !== null) return `symbol ${nameOf(symbol)} is part of choice ${nameOf(next)}`;
  return `symbol ${nameOf(symbol)} is selected by ${nameOf(next)}`;
}

function edgeWords(symbol: BuildSymbol, edge: Edge | null, next: BuildSymbol): ByteString {
  const name = nameOf(symbol);
  switch (edge?.kind) {
    case 'depends':
      return `symbol ${name} depends on ${nameOf(next)}`;
    case 'selected':
      return `symbol ${name} is selected by ${nameOf(next)}`;
    case 'implied':
      return `symbol ${name} is implied by ${nameOf(next)}`;
    default:
      return `symbol ${name} ${edge?.property?.kind ?? 'unknown'} is visible depending on ${nameOf(next)}`;
  }
}

/** Edges of a symbol in the order conf follows them. */
export function edgesOf(symbol: BuildSymbol, dialect: Dialect): Edge[] {
  const edges: Edge[] = [];
  eachDependency(symbol, dialect, (expr, kind, property, definition) => {
    eachOperand(expr, (target) => edges.push({ kind, property, definition, target: asBuildSymbol(target) }));
  });
  return edges;
}

/**
 * Calls `visit` with the expressions that conf follows from a symbol, in its order. Before Linux 4.18 direct and
 * implied dependencies are not followed; there each definition has a property of its own before those that it states, with
 * its dependencies as condition. Source: menu_add_entry and sym_check_sym_deps of Buildroot 2026.08; not in BusyBox.
 */
export function eachDependency(
  symbol: BuildSymbol,
  { model, values }: Dialect,
  visit: (expr: Expr | null, kind: EdgeKind, property: BuildProperty | null, definition: BuildEntry | null) => void,
): void {
  const followsAll = model.recursionIsFatal;
  const hasOwn = !followsAll && values.choiceEngine !== 'busybox';
  if (followsAll) visit(symbol.directDependency, 'depends', null, null);
  visit(symbol.reverseDependency, 'selected', null, null);
  if (followsAll) visit(symbol.impliedDependency, 'implied', null, null);
  let seen = 0;
  const definitionsUpTo = (entry: BuildEntry | null): void => {
    while (hasOwn && seen < symbol.entries.length && (entry === null || symbol.entries[seen]!.id <= entry.id)) {
      const definition = symbol.entries[seen++]!;
      visit(definition.dependency, 'condition', null, definition);
    }
  };
  for (const property of symbol.properties) {
    definitionsUpTo(property.entry);
    // Before Linux 4.18 the condition of an imply is followed.
    if (property.kind === 'select' || (followsAll && property.kind === 'imply')) continue;
    visit(property.condition, 'condition', property, null);
    if (property.kind === 'default' && symbol.kind !== 'choice') visit(property.value, 'default', property, null);
  }
  definitionsUpTo(null);
}
