/**
 * What conf prints for `?` and in helpnewconfig. Source: docs/kconfig-semantics.md §6.5; observed with conf 5.10,
 * 6.1, 6.12, U-Boot 2023.01 and busybox 1.35.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Entry, Expr, KconfigModel, KconfigSymbol, Property, Tristate } from '../model/model.ts';
import { printWith } from '../model/print-expression.ts';
import { leavesOf } from '../model/simplify.ts';
import type { ConfigState } from '../values/config-state.ts';
import { exprValue, lastText } from '../values/symbol-values.ts';

const noHelp = 'There is no help available for this option.';
const noBusyboxHelp = 'Sorry, no help available for this option yet.\n';
/** Menus shown in a location at most. */
const locationLimit = 8;

const typeNames: Readonly<Record<KconfigSymbol['type'], string>> = {
  unknown: 'unknown',
  bool: 'bool',
  tristate: 'tristate',
  int: 'integer',
  hex: 'hex',
  string: 'string',
};

/** The whole text for an entry, the empty lines around it included. */
export function helpText(model: KconfigModel, state: ConfigState, entryId: number): ByteString {
  const entry = model.entries[entryId] as Entry;
  return `\n${new HelpWriter(model, state).text(entry)}\n`;
}

/** True for an entry with a help text of its own; in the busybox generation, of its symbol. */
export function hasHelp(model: KconfigModel, entryId: number): boolean {
  const { help, symbol } = model.entries[entryId] as Entry;
  return model.dialect.modes.helpLayout === 'busybox' ? (lastHelp(symbol) ?? null) !== null : help !== null;
}

class HelpWriter {
  private readonly model: KconfigModel;
  private readonly state: ConfigState;

  constructor(model: KconfigModel, state: ConfigState) {
    this.model = model;
    this.state = state;
  }

  text(entry: Entry): ByteString {
    const { symbol, help } = entry;
    const layout = this.model.dialect.modes.helpLayout;
    if (layout === 'busybox') return lastHelp(symbol) ?? noBusyboxHelp;
    let text = '';
    if (help !== null && symbol !== null && symbol.name !== '') text += `${this.state.prefix}${symbol.name}:\n\n`;
    text += `${help ?? noHelp}\n`;
    if (symbol === null) return text;
    return `${text}${this.facts(symbol)}${layout === 'old' ? this.oldBody(symbol) : this.newBody(symbol)}\n\n`;
  }

  private valueOf = (symbol: KconfigSymbol): ByteString => lastText(this.state, symbol.id);

  private print(expr: Expr): ByteString {
    return printWith(expr, this.valueOf);
  }

  /** Name, type and range; a choice without name has none of them. */
  private facts(symbol: KconfigSymbol): ByteString {
    if (symbol.name === '') return '';
    let text = `Symbol: ${symbol.name} [=${this.valueOf(symbol)}]\nType  : ${this.typeName(symbol.type)}\n`;
    if (symbol.type === 'int' || symbol.type === 'hex') {
      const range = symbol.properties.find((property) => property.kind === 'range' && this.holds(property.condition));
      if (range !== undefined) text += `Range : [${this.operand(range.low)} ${this.operand(range.high)}]\n`;
    }
    return text;
  }

  private typeName(type: KconfigSymbol['type']): string {
    return type === 'bool' ? this.model.dialect.messages.boolName : typeNames[type];
  }

  private operand(symbol: KconfigSymbol | null): ByteString {
    if (symbol === null) return '';
    return symbol.type === 'unknown' ? symbol.name : `${symbol.name} [=${this.valueOf(symbol)}]`;
  }

  private holds(condition: Expr | null): boolean {
    return condition === null || exprValue(this.state, condition.id) !== 0;
  }

  private dependency(expr: Expr | null, title: string): ByteString {
    return this.isYes(expr) ? '' : `${title}${this.print(expr as Expr)}\n`;
  }

  private isYes(expr: Expr | null): boolean {
    return expr === null || (expr.kind === 'symbol' && expr.symbol === this.model.yes);
  }

  private newBody(symbol: KconfigSymbol): ByteString {
    let text = '';
    for (const entry of symbol.entries) {
      if (entry.prompt !== null) text += `${definedAt(entry)}${this.promptBlock(entry, entry.prompt)}`;
    }
    for (const entry of symbol.entries) {
      if (entry.prompt === null) text += `${definedAt(entry)}${this.dependency(entry.dependency, '  Depends on: ')}`;
    }
    return text + this.relations(symbol, '');
  }

  private promptBlock(entry: Entry, prompt: Property): ByteString {
    let text = `  Prompt: ${prompt.text ?? ''}\n${this.dependency(entry.dependency, '  Depends on: ')}`;
    if (!this.areEqual(entry.dependency, prompt.condition)) {
      text += this.dependency(prompt.condition, '  Visible if: ');
    }
    const showsItself = this.model.dialect.modes.helpLayout === '6.1';
    return text + this.location(showsItself ? entry : entry.parent, showsItself);
  }

  /** `Location:` and one line per menu, the outermost first. */
  private location(from: Entry | null, isAlways: boolean): ByteString {
    const path: Entry[] = [];
    for (let at = from; at !== null && at.kind !== 'root' && path.length < locationLimit; at = at.parent) path.push(at);
    if (path.length === 0 && !isAlways) return '';
    let text = '  Location:\n';
    path.reverse().forEach((entry, depth) => {
      const { prompt, symbol } = entry;
      text += `${' '.repeat(2 * depth + 4)}-> ${prompt?.text ?? symbol?.name ?? '(null)'}`;
      if (symbol !== null) text += ` (${symbol.name === '' ? '<choice>' : symbol.name} [=${this.valueOf(symbol)}])`;
      text += '\n';
    });
    return text;
  }

  private oldBody(symbol: KconfigSymbol): ByteString {
    let text = '';
    for (const property of symbol.properties) {
      if (property.text === null) continue;
      text += `Prompt: ${property.text}\n${this.location(property.entry.parent, false)}`;
    }
    const first = symbol.entries[0];
    if (first !== undefined) {
      text += `  ${definedAt(first)}`;
      const { dependency } = first;
      const isReduced = this.model.dialect.model.boolifiesConditions && symbol.type !== 'tristate';
      text += this.dependency(
        isReduced && dependency !== null ? withoutNoTests(dependency, this.model) : dependency,
        '  Depends on: ',
      );
    }
    return text + this.relations(symbol, '  ');
  }

  private relations(symbol: KconfigSymbol, indent: string): ByteString {
    const { reverseDependency, impliedDependency } = symbol;
    return [
      this.targets(symbol, 'select', `${indent}Selects: `),
      this.sources(reverseDependency, `${indent}Selected by`),
      this.targets(symbol, 'imply', `${indent}Implies: `),
      this.sources(impliedDependency, `${indent}Implied by`),
    ].join('');
  }

  private targets(symbol: KconfigSymbol, kind: 'select' | 'imply', title: string): ByteString {
    const names = symbol.properties
      .filter((property) => property.kind === kind)
      .map((property) => this.operand(property.target));
    return names.length === 0 ? '' : `${title}${names.join(' && ')}\n`;
  }

  private sources(expr: Expr | null, title: string): ByteString {
    if (expr === null) return '';
    const leaves = leavesOf('or', expr);
    let text = '';
    for (const [wanted, name] of [
      [2, 'y'],
      [1, 'm'],
      [0, 'n'],
    ] as const) {
      const lines = leaves
        .filter((leaf) => this.valueOfLeaf(leaf) === wanted)
        .map((leaf) => `  - ${this.print(leaf)}\n`);
      if (lines.length > 0) text += `${title} [${name}]:\n${lines.join('')}`;
    }
    return text;
  }

  private valueOfLeaf(leaf: Expr): Tristate {
    return exprValue(this.state, leaf.id);
  }

  /** conf's equality: chains are equal whatever the order of their operands. */
  private areEqual(left: Expr | null, right: Expr | null): boolean {
    if (left === null || right === null) return this.isYes(left) && this.isYes(right);
    if (left === right) return true;
    if (left.kind !== right.kind) return false;
    if (left.kind === 'not' && right.kind === 'not') return this.areEqual(left.operand, right.operand);
    if (left.kind !== 'and' && left.kind !== 'or') return false;
    const rest = leavesOf(left.kind, right);
    const leaves = leavesOf(left.kind, left);
    if (rest.length !== leaves.length) return false;
    for (const leaf of leaves) {
      const at = rest.findIndex((other) => this.areEqual(leaf, other));
      if (at < 0) return false;
      rest.splice(at, 1);
    }
    return true;
  }
}

function definedAt(entry: Entry): ByteString {
  return `Defined at ${entry.location.file}:${entry.location.line}\n`;
}

/** The help text of a symbol's last definition that has one. */
function lastHelp(symbol: KconfigSymbol | null): ByteString | null {
  return symbol?.entries.findLast((entry) => entry.help !== null)?.help ?? null;
}

/** `T != n` as `T` for tristates, below `&&`, `||` and `!`; only for printing. */
function withoutNoTests(expr: Expr, model: KconfigModel): Expr {
  switch (expr.kind) {
    case '!=':
      return expr.left.type === 'tristate' && expr.right === model.no
        ? { kind: 'symbol', id: expr.id, symbol: expr.left }
        : expr;
    case 'and':
    case 'or':
      return { ...expr, left: withoutNoTests(expr.left, model), right: withoutNoTests(expr.right, model) };
    case 'not':
      return { ...expr, operand: withoutNoTests(expr.operand, model) };
    default:
      return expr;
  }
}
