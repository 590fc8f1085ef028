import type { Cause } from '../core/diagnostic.ts';
import type { ByteString } from '../core/text.ts';
import { asBuildSymbol } from './build-types.ts';
import type { BuildEntry, BuildProperty, BuildSymbol } from './build-types.ts';
import type { Expr } from './model.ts';
import type { Reporter } from './report.ts';

type EdgeKind = 'depends' | 'selected' | 'implied' | 'condition' | 'default';

/** One symbol mentioned by another, in the order conf looks at them. */
interface Edge {
  readonly kind: EdgeKind;
  readonly property: BuildProperty | null;
  readonly target: BuildSymbol;
}

/**
 * A symbol under inspection. `via` waits for the choice its symbol is a member of, `choice` goes
 * through the choice itself and then its members, `symbol` goes through edges.
 */
interface Frame {
  readonly kind: 'symbol' | 'via' | 'choice';
  readonly symbol: BuildSymbol;
  /** Symbols it mentions, in order; the edges are worked out again when one is reported. */
  readonly targets: readonly BuildSymbol[];
  /** Next edge; for a choice: -1 while its own edges are looked at, then the next member. */
  at: number;
  readonly members: readonly BuildSymbol[];
  /** The in-progress mark is taken away at the end. */
  readonly ownsMark: boolean;
}

const noMembers: readonly BuildSymbol[] = [];

/** What {@link checkDependencies} learns on the way. */
export interface DependencyCheck {
  /** Number of symbols on the longest chain of dependencies. */
  readonly longestChain: number;
  /** All symbols reached, dependencies before dependents. */
  readonly order: readonly BuildSymbol[];
}

/**
 * Reports symbols that depend on themselves. The walk keeps its own stack, so a long chain cannot
 * exhaust the machine's. Source: kconfig-semantics 2.8.
 */
export function checkDependencies(
  entries: Iterable<BuildEntry>,
  symbolCount: number,
  reporter: Reporter,
): DependencyCheck {
  const walk = new Walk(symbolCount, reporter);
  for (const entry of entries) {
    if (entry.symbol === null) continue;
    if (walk.check(entry.symbol)) reporter.errors++;
    if (entry.symbol.kind === 'choice') checkMembers(entry, reporter);
  }
  return { longestChain: walk.longestChain, order: walk.order };
}

class Walk {
  longestChain = 0;
  readonly order: BuildSymbol[] = [];
  private readonly inProgress: Uint8Array;
  private readonly seen: Uint8Array;
  private readonly heights: Int32Array;
  private readonly stack: Frame[] = [];
  private readonly reporter: Reporter;

  constructor(symbolCount: number, reporter: Reporter) {
    this.inProgress = new Uint8Array(symbolCount);
    this.seen = new Uint8Array(symbolCount);
    this.heights = new Int32Array(symbolCount);
    this.reporter = reporter;
  }

  /** True when a loop was reported. */
  check(start: BuildSymbol): boolean {
    let result = this.enter(start);
    if (result !== 'pushed') return result !== null;
    let returned: BuildSymbol | null | undefined;
    while (this.stack.length > 0) {
      const frame = this.stack[this.stack.length - 1] as Frame;
      result = this.step(frame, returned);
      if (result === 'pushed') returned = undefined;
      else {
        this.stack.pop();
        if (frame.ownsMark) this.inProgress[frame.symbol.id] = 0;
        this.finish(frame);
        returned = result;
      }
    }
    return returned !== null && returned !== undefined;
  }

  /** Begins to look at a symbol: done at once, or a frame was pushed. */
  private enter(symbol: BuildSymbol): BuildSymbol | null | 'pushed' {
    if (this.inProgress[symbol.id] === 1) {
      this.report(symbol);
      return symbol;
    }
    if (this.seen[symbol.id] === 1) return null;
    if (symbol.kind === 'choice') return this.enterChoice(symbol);
    if (symbol.choice !== null) {
      this.push({ kind: 'via', symbol, targets: noMembers, at: 0, members: noMembers, ownsMark: false });
      return 'pushed';
    }
    this.mark(symbol);
    this.push({ kind: 'symbol', symbol, targets: targetsOf(symbol), at: 0, members: noMembers, ownsMark: true });
    return 'pushed';
  }

  private enterChoice(symbol: BuildSymbol): 'pushed' {
    const members = symbolsBelow(symbol.entries[0] as BuildEntry);
    this.push({ kind: 'choice', symbol, targets: noMembers, at: -1, members, ownsMark: false });
    for (const member of members) this.mark(member);
    this.mark(symbol);
    this.push({ kind: 'symbol', symbol, targets: targetsOf(symbol), at: 0, members: noMembers, ownsMark: true });
    return 'pushed';
  }

  /** Goes on with a frame; `returned` is the result of what it waited for. */
  private step(frame: Frame, returned: BuildSymbol | null | undefined): BuildSymbol | null | 'pushed' {
    switch (frame.kind) {
      case 'via':
        return returned === undefined
          ? this.enter((frame.symbol.choice as BuildEntry).symbol as BuildSymbol)
          : returned;
      case 'symbol': {
        if (returned !== undefined && returned !== null) return returned;
        while (frame.at < frame.targets.length) {
          const result = this.enter(frame.targets[frame.at++] as BuildSymbol);
          if (result !== null) return result;
        }
        return null;
      }
      case 'choice': {
        if (returned === undefined) return 'pushed';
        const member = frame.members[frame.at + 1];
        if (returned === null && member !== undefined) {
          frame.at++;
          this.push({
            kind: 'symbol',
            symbol: member,
            targets: targetsOf(member),
            at: 0,
            members: noMembers,
            ownsMark: false,
          });
          return 'pushed';
        }
        for (const symbol of frame.members) this.inProgress[symbol.id] = 0;
        return returned?.choice === frame.symbol.entries[0] ? frame.symbol : returned;
      }
    }
  }

  private push(frame: Frame): void {
    this.stack.push(frame);
  }

  private mark(symbol: BuildSymbol): void {
    this.inProgress[symbol.id] = 1;
    this.seen[symbol.id] = 1;
  }

  /** Height of a symbol above what it depends on, for the limit on recursion. */
  private finish(frame: Frame): void {
    if (frame.kind !== 'symbol') return;
    let height = 0;
    for (const target of frame.targets) height = Math.max(height, this.heights[target.id] as number);
    this.heights[frame.symbol.id] = height + 1;
    this.longestChain = Math.max(this.longestChain, height + 1);
    this.order.push(frame.symbol);
  }

  private report(found: BuildSymbol): void {
    const path = this.stack.map((frame) => ({
      symbol: frame.symbol,
      edge: frame.kind === 'symbol' ? (edgesOf(frame.symbol)[frame.at - 1] ?? null) : null,
    }));
    let last = found;
    if (found.choice !== null) {
      path.push({ symbol: found, edge: null });
      last = found.choice.symbol as BuildSymbol;
    }
    let from = path.length - 1;
    while (from >= 0 && path[from]?.symbol !== last) from--;
    if (from < 0) {
      this.reporter.report('kconfig/check-confused', 'error', 'unexpected recursive dependency error', null);
      return;
    }
    const lines: ByteString[] = [];
    const causes: Cause[] = [];
    for (let at = from; at < path.length; at++) {
      const { symbol, edge } = path[at] as { symbol: BuildSymbol; edge: Edge | null };
      const next = path[at + 1]?.symbol ?? last;
      if (symbol === last) lines.push('error: recursive dependency detected!');
      const text = edgeText(symbol, edge, next);
      lines.push(`\t${text}`);
      const location = edge?.property?.location ?? symbol.entries[0]?.location ?? null;
      causes.push({ kind: 'dependency', message: text, location, symbol: symbol.name, causes: [] });
    }
    lines.push('For a resolution refer to Documentation/kbuild/kconfig-language.rst');
    lines.push('subsection "Kconfig recursive dependency limitations"');
    this.reporter.print('stderr', `${lines.join('\n')}\n\n`);
    const location = causes[0]?.location ?? null;
    this.reporter.note(
      'kconfig/recursive-dependency',
      'error',
      'error: recursive dependency detected!',
      location,
      causes,
    );
  }
}

function edgeText(symbol: BuildSymbol, edge: Edge | null, next: BuildSymbol): ByteString {
  const name = symbol.kind === 'choice' ? '<choice>' : symbol.name;
  if (next.kind === 'choice') {
    const at = (next.entries[0] as BuildEntry).location;
    return `symbol ${name} is part of choice block at ${at.file}:${at.line}`;
  }
  switch (edge?.kind) {
    case 'depends':
      return `symbol ${name} depends on ${next.name}`;
    case 'selected':
      return `symbol ${name} is selected by ${next.name}`;
    case 'implied':
      return `symbol ${name} is implied by ${next.name}`;
    case 'default':
      return `symbol ${name} default value contains ${next.name}`;
    default:
      return `symbol ${name} ${edge?.property?.kind ?? 'unknown'} is visible depending on ${next.name}`;
  }
}

/** The targets of {@link edgesOf}, without the edges. */
function targetsOf(symbol: BuildSymbol): BuildSymbol[] {
  const targets: BuildSymbol[] = [];
  addTargets(targets, symbol.directDependency);
  addTargets(targets, symbol.reverseDependency);
  addTargets(targets, symbol.impliedDependency);
  for (const property of symbol.properties) {
    if (property.kind === 'select' || property.kind === 'imply') continue;
    addTargets(targets, property.condition);
    if (property.kind === 'default' && symbol.kind !== 'choice') addTargets(targets, property.value);
  }
  return targets;
}

function addTargets(targets: BuildSymbol[], expr: Expr | null): void {
  let at = expr;
  const waiting: Expr[] = [];
  while (at !== null) {
    switch (at.kind) {
      case 'symbol':
        targets.push(asBuildSymbol(at.symbol));
        break;
      case 'not':
        at = at.operand;
        continue;
      case 'and':
      case 'or':
        waiting.push(at.right);
        at = at.left;
        continue;
      default:
        targets.push(asBuildSymbol(at.left), asBuildSymbol(at.right));
    }
    at = waiting.pop() ?? null;
  }
}

function edgesOf(symbol: BuildSymbol): Edge[] {
  const edges: Edge[] = [];
  addEdges(edges, 'depends', null, symbol.directDependency);
  addEdges(edges, 'selected', null, symbol.reverseDependency);
  addEdges(edges, 'implied', null, symbol.impliedDependency);
  for (const property of symbol.properties) {
    if (property.kind === 'select' || property.kind === 'imply') continue;
    addEdges(edges, 'condition', property, property.condition);
    if (property.kind === 'default' && symbol.kind !== 'choice') addEdges(edges, 'default', property, property.value);
  }
  return edges;
}

function addEdges(edges: Edge[], kind: EdgeKind, property: BuildProperty | null, expr: Expr | null): void {
  if (expr === null) return;
  const waiting: Expr[] = [expr];
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    switch (at.kind) {
      case 'symbol':
        edges.push({ kind, property, target: asBuildSymbol(at.symbol) });
        break;
      case 'not':
        waiting.push(at.operand);
        break;
      case 'and':
      case 'or':
        waiting.push(at.right, at.left);
        break;
      default:
        edges.push({ kind, property, target: asBuildSymbol(at.left) });
        edges.push({ kind, property, target: asBuildSymbol(at.right) });
    }
  }
}

/** Symbols of all entries below one, depth first, as often as they occur. */
export function symbolsBelow(entry: BuildEntry): BuildSymbol[] {
  const symbols: BuildSymbol[] = [];
  for (const below of entriesBelow(entry)) if (below.symbol !== null) symbols.push(below.symbol);
  return symbols;
}

/** All entries below one in the finalised tree, depth first. */
export function entriesBelow(root: BuildEntry): BuildEntry[] {
  const entries: BuildEntry[] = [];
  let at: BuildEntry | null = root.firstChild;
  while (at !== null) {
    entries.push(at);
    if (at.firstChild !== null) {
      at = at.firstChild;
      continue;
    }
    while (at !== null && at !== root && at.next === null) at = at.parent;
    if (at === null || at === root) break;
    at = at.next;
  }
  return entries;
}

/** Faults of choice members that stop conf. */
function checkMembers(choice: BuildEntry, reporter: Reporter): void {
  for (const entry of entriesBelow(choice)) {
    if (entry.symbol === null) continue;
    let isFaulty = false;
    for (const property of entry.symbol.properties) {
      const at = property.location;
      const prefix = `${at.file}:${at.line}: error: `;
      if (property.kind === 'default') {
        const message = `${prefix}defaults for choice values not supported`;
        reporter.report('kconfig/choice-member-default', 'error', message, at);
        isFaulty = true;
      }
      if (property.entry !== entry && property.kind === 'prompt' && property.entry.parent !== entry.parent) {
        const message = `${prefix}choice value has a prompt outside its choice group`;
        reporter.report('kconfig/choice-member-prompt-outside', 'error', message, at);
        isFaulty = true;
      }
    }
    if (isFaulty) reporter.errors++;
  }
}
