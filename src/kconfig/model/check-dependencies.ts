import type { Dialect } from '../dialect/dialect.ts';
import type { Reporter } from '../report.ts';
import type { BuildEntry, BuildSymbol } from './build-types.ts';
import { asBuildSymbol } from './build-types.ts';
import type { Expr, KconfigSymbol } from './model.ts';
import { eachDependency, edgesOf, recursionReport } from './recursion-report.ts';
import type { TreeBuilder } from './tree-builder.ts';

/**
 * A symbol under inspection. `via` waits for the choice its symbol is a member of, `choice` goes
 * through the choice itself and then its members, `symbol` goes through edges.
 */
interface Frame {
  readonly kind: 'symbol' | 'via' | 'choice';
  readonly symbol: BuildSymbol;
  /**
   * Symbols it mentions, in order, without expressions known to be clear; the edges are worked out
   * again when one is reported.
   */
  readonly targets: readonly BuildSymbol[];
  /** Greatest height among the symbols that `targets` leaves out. */
  readonly clearHeight: number;
  /** Next edge; for a choice: -1 while its own edges are looked at, then the next member. */
  at: number;
  readonly members: readonly BuildSymbol[];
  /** The in-progress mark is taken away at the end. */
  readonly ownsMark: boolean;
}

const noMembers: readonly BuildSymbol[] = [];

/** Facts that {@link checkDependencies} finds on the way. */
export interface DependencyCheck {
  /** Number of symbols on the longest chain of dependencies. */
  readonly longestChain: number;
  /** All symbols reached, dependencies before dependents. */
  readonly order: readonly BuildSymbol[];
}

/**
 * Reports symbols that depend on themselves. The walk keeps its own stack, so a long chain cannot
 * exhaust the machine's. Source: docs/kconfig-semantics.md §2.8.
 */
export function checkDependencies(
  builder: TreeBuilder,
  hashOrder: readonly KconfigSymbol[],
  reporter: Reporter,
): DependencyCheck {
  const { dialect } = builder;
  const walk = new Walk(builder.symbols.all.length, builder.pool.count, dialect, reporter);
  if (dialect.model.recursionOrder === 'hash') {
    for (const symbol of hashOrder) {
      if (walk.check(asBuildSymbol(symbol)) && dialect.model.recursionIsFatal) reporter.errors++;
    }
    return { longestChain: walk.longestChain, order: walk.order };
  }
  for (const entry of entriesBelow(builder.root)) {
    if (entry.symbol === null) continue;
    if (walk.check(entry.symbol)) reporter.errors++;
    if (entry.symbol.kind === 'choice') checkMembers(entry, dialect.messages.memberTwice !== 'error', reporter);
  }
  return { longestChain: walk.longestChain, order: walk.order };
}

class Walk {
  longestChain = 0;
  readonly order: BuildSymbol[] = [];
  private readonly inProgress: Uint8Array;
  private readonly seen: Uint8Array;
  private readonly heights: Int32Array;
  /**
   * By expression id: the greatest height among its symbols, valid while `clearRounds` holds the
   * current round: they are all done and not in progress. Symbols share most of their conditions,
   * so nearly all need no second look.
   */
  private readonly clearHeights: Int32Array;
  private readonly clearRounds: Int32Array;
  private round = 1;
  private readonly stack: Frame[] = [];
  /** Work stack of the walks through expressions. */
  private readonly waiting: Expr[] = [];
  private readonly dialect: Dialect;
  private readonly reporter: Reporter;

  constructor(symbolCount: number, expressionCount: number, dialect: Dialect, reporter: Reporter) {
    this.dialect = dialect;
    this.clearHeights = new Int32Array(expressionCount);
    this.clearRounds = new Int32Array(expressionCount);

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
      const frame = this.stack[this.stack.length - 1]!;
      result = this.step(frame, returned);
      if (result === 'pushed') returned = undefined;
      else {
        this.stack.pop();
        if (frame.ownsMark) this.inProgress[frame.symbol.id] = 0;
        this.finish(frame, result === null);
        returned = this.endsHere(frame, result) ? null : result;
      }
    }
    return returned !== null && returned !== undefined;
  }

  /** Before Linux 4.18 a loop ends the search of the symbol that it leads back to, and no other one. Source: sym_check_deps. */
  private endsHere({ kind, ownsMark, symbol }: Frame, result: BuildSymbol | null): boolean {
    const { loopsEnd, recursionIsFatal } = this.dialect.model;
    if (result !== symbol) return false;
    if (loopsEnd) return kind !== 'symbol' || ownsMark;
    if (recursionIsFatal) return false;
    return kind !== 'symbol' || (ownsMark && symbol.kind !== 'choice');
  }

  /** Begins to look at a symbol: done at once, or a frame was pushed. */
  private enter(symbol: BuildSymbol): BuildSymbol | null | 'pushed' {
    if (this.inProgress[symbol.id] === 1) {
      this.report(symbol);
      return symbol;
    }
    if (this.seen[symbol.id] === 1) return null;
    // The oldest check knows nothing of choices. Source: sym_check_deps of BusyBox 1.35.
    const knowsChoices = this.dialect.values.choiceEngine !== 'busybox';
    if (knowsChoices && symbol.kind === 'choice') return this.enterChoice(symbol);
    if (knowsChoices && symbol.choice !== null) {
      this.push('via', symbol, noMembers, 0, 0, noMembers, false);
      return 'pushed';
    }
    this.mark(symbol);
    this.pushSymbol(symbol, true);
    return 'pushed';
  }

  private enterChoice(symbol: BuildSymbol): 'pushed' {
    const choice = symbol.entries[0]!;
    const members = this.dialect.values.choiceEngine === 'new' ? symbolsBelow(choice) : choice.members;
    this.push('choice', symbol, noMembers, 0, -1, members, false);
    for (const member of members) this.mark(member);
    this.mark(symbol);
    this.pushSymbol(symbol, true);
    return 'pushed';
  }

  /** Goes on with a frame; `returned` is the result it waited for. */
  private step(frame: Frame, returned: BuildSymbol | null | undefined): BuildSymbol | null | 'pushed' {
    switch (frame.kind) {
      case 'via':
        return returned === undefined ? this.enter(frame.symbol.choice!.symbol!) : returned;
      case 'symbol': {
        if (returned !== undefined && returned !== null) return returned;
        while (frame.at < frame.targets.length) {
          const result = this.enter(frame.targets[frame.at++]!);
          if (result !== null) return result;
        }
        return null;
      }
      case 'choice': {
        if (returned === undefined) return 'pushed';
        const member = frame.members[frame.at + 1];
        if (returned === null && member !== undefined) {
          frame.at++;
          this.pushSymbol(member, false);
          return 'pushed';
        }
        for (const symbol of frame.members) this.inProgress[symbol.id] = 0;
        return returned?.choice === frame.symbol.entries[0] ? frame.symbol : returned;
      }
    }
  }

  private pushSymbol(symbol: BuildSymbol, ownsMark: boolean): void {
    const targets: BuildSymbol[] = [];
    let height = 0;
    eachDependency(symbol, this.dialect, (expr) => {
      height = Math.max(height, this.collect(targets, expr));
    });
    this.push('symbol', symbol, targets, height, 0, noMembers, ownsMark);
  }

  private push(
    kind: Frame['kind'],
    symbol: BuildSymbol,
    targets: readonly BuildSymbol[],
    clearHeight: number,
    at: number,
    members: readonly BuildSymbol[],
    ownsMark: boolean,
  ): void {
    this.stack.push({ kind, symbol, targets, clearHeight, at, members, ownsMark });
  }

  private mark(symbol: BuildSymbol): void {
    // A choice marks members that were done before: clear expressions may mention one of them.
    if (this.seen[symbol.id] === 1) this.round++;
    this.inProgress[symbol.id] = 1;
    this.seen[symbol.id] = 1;
  }

  /** Adds the symbols of an expression in order, leaves out clear parts and gives their height. */
  private collect(targets: BuildSymbol[], expr: Expr | null): number {
    let height = 0;
    let at = expr;
    const base = this.waiting.length;
    while (at !== null) {
      if (this.clearRounds[at.id] === this.round) height = Math.max(height, this.clearHeights[at.id]!);
      else {
        switch (at.kind) {
          case 'symbol':
            targets.push(asBuildSymbol(at.symbol));
            break;
          case 'not':
            at = at.operand;
            continue;
          case 'and':
          case 'or':
            this.waiting.push(at.right);
            at = at.left;
            continue;
          default:
            targets.push(asBuildSymbol(at.left), asBuildSymbol(at.right));
        }
      }
      at = this.waiting.length > base ? this.waiting.pop()! : null;
    }
    return height;
  }

  /** Height of a symbol above its dependencies, for the limit on recursion. */
  private finish(frame: Frame, isGood: boolean): void {
    if (frame.kind !== 'symbol') return;
    const { symbol } = frame;
    let height = frame.clearHeight;
    for (const target of frame.targets) height = Math.max(height, this.heights[target.id]!);
    this.heights[symbol.id] = height + 1;
    this.longestChain = Math.max(this.longestChain, height + 1);
    this.order.push(symbol);
    if (!isGood || frame.targets.length === 0) return;
    eachDependency(symbol, this.dialect, (expr) => this.setClear(expr));
  }

  /** Notes that every symbol of an expression is done; gives the greatest height among them. */
  private setClear(expr: Expr | null): number {
    if (expr === null) return 0;
    // Down the left side without recursion: chains lean to the left.
    const { waiting } = this;
    const base = waiting.length;
    let at = expr;
    while ((at.kind === 'and' || at.kind === 'or') && this.clearRounds[at.id] !== this.round) {
      waiting.push(at);
      at = at.left;
    }
    let height = this.clearHeights[at.id]!;
    if (this.clearRounds[at.id] !== this.round) {
      if (at.kind === 'symbol') height = this.heights[at.symbol.id]!;
      else if (at.kind === 'not') height = this.setClear(at.operand);
      else if (at.kind !== 'and' && at.kind !== 'or') {
        height = Math.max(this.heights[at.left.id]!, this.heights[at.right.id]!);
      }
      this.noteClear(at, height);
    }
    while (waiting.length > base) {
      const node = waiting.pop()!;
      if (node.kind !== 'and' && node.kind !== 'or') break;
      height = Math.max(height, this.setClear(node.right));
      this.noteClear(node, height);
    }
    return height;
  }

  private noteClear(expr: Expr, height: number): void {
    this.clearHeights[expr.id] = height;
    this.clearRounds[expr.id] = this.round;
  }

  private report(found: BuildSymbol): void {
    // The first mention of a symbol that is not done is the one that was followed.
    const path = this.stack.map((frame) => ({
      symbol: frame.symbol,
      edge:
        frame.kind === 'symbol'
          ? (edgesOf(frame.symbol, this.dialect).find((edge) => edge.target === frame.targets[frame.at - 1]) ?? null)
          : null,
    }));
    let last = found;
    if (found.choice !== null && this.dialect.values.choiceEngine !== 'busybox') {
      path.push({ symbol: found, edge: null });
      last = found.choice.symbol!;
    }
    let from = path.length - 1;
    while (from >= 0 && path[from]?.symbol !== last) from--;
    if (from < 0) {
      this.reporter.report('kconfig/check-confused', 'error', 'unexpected recursive dependency error', null);
      return;
    }
    const { stream, text, causes } = recursionReport(path.slice(from), last, this.dialect);
    this.reporter.print(stream, text);
    const message = text.split('\n', 1)[0] ?? '';
    const { loopsEnd, recursionIsFatal } = this.dialect.model;
    const severity = recursionIsFatal && !loopsEnd ? 'error' : 'warning';
    const args = { symbols: path.slice(from).map((step) => step.symbol.name) };
    this.reporter.note('kconfig/recursive-dependency', severity, message, causes[0]?.location ?? null, args, causes);
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

/**
 * Faults of choice members that stop conf. A second prompt of a member may be next to the first one, or
 * nowhere. Source: parser.y choice_check_sanity of Linux 6.12 and 7.1.
 */
function checkMembers(choice: BuildEntry, allowsTwice: boolean, reporter: Reporter): void {
  const outside = allowsTwice
    ? 'choice value has a prompt outside its choice group'
    : 'choice value must not have a prompt in another entry';
  for (const entry of entriesBelow(choice)) {
    if (entry.symbol === null) continue;
    const args = { symbol: entry.symbol.name };
    let isFaulty = false;
    for (const property of entry.symbol.properties) {
      const at = property.location;
      const prefix = `${at.file}:${at.line}: error: `;
      if (property.kind === 'default') {
        const message = `${prefix}defaults for choice values not supported`;
        reporter.report('kconfig/choice-member-default', 'error', message, at, args);
        isFaulty = true;
      }
      const isElsewhere = property.entry !== entry && (!allowsTwice || property.entry.parent !== entry.parent);
      if (isElsewhere && property.kind === 'prompt') {
        reporter.report('kconfig/choice-member-prompt-outside', 'error', `${prefix}${outside}`, at, args);
        isFaulty = true;
      }
    }
    if (isFaulty) reporter.errors++;
  }
}
