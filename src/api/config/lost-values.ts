/**
 * Values that were asked for and are not in the result: each of a fragment with all its causes, those of the
 * base gathered by what they were lost for. Switching one symbol off may take thousands with it.
 */

import type { ByteString } from '../../core/bytes.ts';
import { type Cause, diagnostic } from '../../core/diagnostic.ts';
import { decidingSymbols, explainSymbol } from '../../explain/symbol.ts';
import {
  type Configuration,
  clausesOf,
  type KconfigSymbol,
  suggestNames,
  visibleClausesOf,
} from '../../kconfig/index.ts';
import type { KernelArgs } from '../../kernel/codes.ts';
import type { UnkeptValue } from '../../kernel/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type MergedText, toSources } from './merged-text.ts';

/** Names in one gathered message before the rest is counted. */
const maxNames = 6;
/** Values of the base that are explained one by one; the rest is counted. */
const maxSingles = 50;

/** What {@link explainUnkept} needs. */
export interface UnkeptRequest {
  readonly configuration: Configuration;
  readonly unkept: readonly UnkeptValue[];
  /** Symbols, with their prefix, that a fragment names. */
  readonly fromFragments: ReadonlySet<ByteString>;
  readonly prefix: ByteString;
  /** What conf read: causes name the lines of the files it was merged from. */
  readonly read: MergedText;
}

/** A value that was lost, of a symbol that exists. */
interface Lost {
  readonly symbol: KconfigSymbol;
  readonly message: string;
  readonly args: Partial<Args>;
  readonly request: string;
  /** What its dependencies had to allow: m, or y where y was asked for. */
  readonly needs: 1 | 2;
}

/** The result of each value and the reason, from the configuration's own records. */
export function explainUnkept(request: UnkeptRequest): Diagnostic[] {
  const { configuration, fromFragments, prefix } = request;
  const diagnostics: Diagnostic[] = [];
  const fromBase: Lost[] = [];
  for (const value of request.unkept) {
    const wanted = valueOf(value.requested, prefix, value.symbol);
    const name = value.symbol.slice(prefix.length);
    const symbol = configuration.model.symbols.get(name);
    const became =
      value.actual === ''
        ? 'is lost: the option is not available'
        : `becomes ${valueOf(value.actual, prefix, value.symbol)}`;
    const message = `${value.symbol}=${wanted} ${became}`;
    if (symbol === undefined || symbol.entries.length === 0) {
      const near = suggestNames(configuration.model, name, 3).map((one) => prefix + one);
      const notes = near.length === 0 ? [] : [`did you mean ${near.join(', ')}?`];
      diagnostics.push(notKept(`${message}: this tree has no such symbol`, { symbol: name, wanted }, { notes }));
      continue;
    }
    // A symbol that is off is not in the file at all where it cannot be on: nothing was lost.
    if (wanted === 'n' && value.actual === '') continue;
    const args = { symbol: name, wanted, value: valueOf(value.actual, prefix, value.symbol) };
    if (fromFragments.has(value.symbol)) {
      diagnostics.push(notKept(message, args, { causes: [explainSymbol(configuration, symbol)] }));
    } else {
      fromBase.push({ symbol, message, args, request: `${value.symbol}=${wanted}`, needs: wanted === 'y' ? 2 : 1 });
    }
  }
  const sourced = toSources(request.read);
  return [...diagnostics, ...gathered(configuration, fromBase)].map((one) => ({
    ...one,
    causes: one.causes.map(sourced),
  }));
}

type Args = KernelArgs['kernel/value-not-kept'];

const noArgs: Args = { symbol: null, wanted: null, value: null, count: 1, because: null, kind: null };

function notKept(
  message: string,
  args: Partial<Args>,
  rest: { readonly causes?: readonly Cause[]; readonly notes?: readonly string[] } = {},
): Diagnostic {
  const code = 'kernel/value-not-kept';
  return diagnostic({ code, severity: 'warning', message, args: { ...noArgs, ...args }, ...rest });
}

/** The value in a line of a configuration; `n` for `is not set`. */
function valueOf(line: ByteString, prefix: ByteString, symbol: ByteString): ByteString {
  const last = line.split('\n').at(-1) ?? '';
  return last.startsWith(`${symbol}=`) ? last.slice(symbol.length + 1) : last.includes(prefix) ? 'n' : '';
}

/** One diagnostic for all values that were lost for the same symbol; what was lost by itself stands alone. */
function gathered(configuration: Configuration, lost: readonly Lost[]): Diagnostic[] {
  const roots = new RootFinder(configuration, new Map(lost.map(({ symbol, needs }) => [symbol, needs])));
  const groups = new Map<KconfigSymbol, Lost[]>();
  for (const one of lost) {
    const root = roots.rootOf(one.symbol);
    const group = groups.get(root);
    if (group === undefined) groups.set(root, [one]);
    else group.push(one);
  }
  const diagnostics: Diagnostic[] = [];
  let singles = 0;
  for (const [root, group] of groups) {
    const [first, second] = group;
    if (first !== undefined && second === undefined) {
      singles++;
      if (singles > maxSingles) continue;
      diagnostics.push(notKept(first.message, first.args, { causes: [explainSymbol(configuration, first.symbol)] }));
      continue;
    }
    const causes = [explainSymbol(configuration, root)];
    const value = configuration.value(root);
    const names = group.slice(0, maxNames).map(({ request }) => request);
    const more = group.length > maxNames ? ` and ${group.length - maxNames} more` : '';
    const head = `${group.length} values of the base are not kept because ${root.name} is ${value === '' ? 'unset' : value}`;
    const args = { count: group.length, because: root.name };
    diagnostics.push(notKept(`${head}: ${names.join(', ')}${more}`, args, { causes }));
  }
  if (singles > maxSingles) {
    const count = singles - maxSingles;
    diagnostics.push(notKept(`${count} more values of the base are not kept`, { count }));
  }
  return diagnostics;
}

/** Finds the symbol that a value was lost for: the first one on the way that was not lost itself. */
class RootFinder {
  private readonly known = new Map<KconfigSymbol, KconfigSymbol>();
  private readonly configuration: Configuration;
  private readonly lost: ReadonlyMap<KconfigSymbol, 1 | 2>;

  constructor(configuration: Configuration, lost: ReadonlyMap<KconfigSymbol, 1 | 2>) {
    this.configuration = configuration;
    this.lost = lost;
  }

  rootOf(symbol: KconfigSymbol): KconfigSymbol {
    const path: KconfigSymbol[] = [];
    let at: KconfigSymbol | undefined = symbol;
    let root = symbol;
    while (at !== undefined) {
      const known = this.known.get(at);
      if (known !== undefined) {
        root = known;
        break;
      }
      root = at;
      // Until it is known a symbol leads to itself: a circle ends there.
      this.known.set(at, at);
      path.push(at);
      at = this.lost.has(at) ? this.next(at) : undefined;
    }
    for (const one of path) this.known.set(one, root);
    return root;
  }

  /** What a lost symbol was lost for in the first place; undefined when nothing shows. */
  private next(symbol: KconfigSymbol): KconfigSymbol | undefined {
    const { configuration } = this;
    const needs = this.lost.get(symbol) ?? 2;
    const limits = symbol.entries.flatMap((entry) => [...clausesOf(entry), ...visibleClausesOf(entry)]);
    const deciding = limits
      .filter((clause) => configuration.evalExpr(clause.expr) < needs)
      .flatMap((clause) => decidingSymbols(clause.expr, configuration))
      .filter((one) => one !== symbol && one.entries.length > 0);
    // Nothing limits it: it was on for the sake of one that is off now.
    const selectors = deciding.length > 0 ? [] : symbol.selectedBy;
    const owners = selectors.flatMap((property) => property.entry.symbol ?? []);
    return deciding.find((one) => !this.lost.has(one)) ?? deciding[0] ?? owners.find((one) => this.lost.has(one));
  }
}
