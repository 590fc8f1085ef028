import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { BuildEntry, BuildSymbol } from './build-types.ts';
import { append, asBuildSymbol } from './build-types.ts';
import type { ExpressionPool } from './expression-pool.ts';
import { symbolFlag } from './flat-model.ts';
import type { SymbolType } from './model.ts';
import type { TreeBuilder } from './tree-builder.ts';

/** Reports a warning about a choice member at a place. */
export type Warn = (
  code:
    | 'kconfig/choice-member-without-prompt'
    | 'kconfig/choice-member-default'
    | 'kconfig/choice-member-prompt-outside',
  at: Location,
  text: ByteString,
) => void;

/**
 * Where a choice is a symbol: it takes the type of its first typed child, children without type take
 * that of the choice. True when a type was set. Source: docs/kconfig-semantics.md §2.6.
 */
export function settleChoiceTypes(choice: BuildEntry): boolean {
  const symbol = choice.symbol!;
  let isChanged = false;
  const set = (target: BuildSymbol, type: SymbolType): void => {
    target.type = type;
    isChanged = true;
  };
  if (symbol.type === 'unknown') {
    for (let child = choice.firstChild; child !== null; child = child.next) {
      if (child.symbol === null || child.symbol.type === 'unknown') continue;
      set(symbol, child.symbol.type);
      break;
    }
  }
  if (symbol.type === 'unknown') return isChanged;
  for (let child = choice.firstChild; child !== null; child = child.next) {
    if (child.symbol?.type === 'unknown') set(child.symbol, symbol.type);
  }
  return isChanged;
}

/**
 * Makes a direct child of an older choice its member, with the warnings about faulty members.
 * Source: docs/kconfig-semantics.md §2.2 step 3 and §1.8.
 */
export function adoptMember(
  choice: BuildEntry,
  entry: BuildEntry,
  { symbols, pool, dialect }: TreeBuilder,
  warn: Warn,
): void {
  const symbol = entry.symbol!;
  const isMember = (symbol.flags & symbolFlag.member) !== 0;
  // In the busybox generation a symbol is on the list of every choice that it stands in; the first one is its own.
  if (isMember && !dialect.messages.oldWarnings) return;
  const owner = choice.symbol!;
  symbol.flags |= symbolFlag.member;
  if (!isMember) symbol.choice = choice;
  // Linux 6.9 and 6.10 have said it as an error, or will.
  const isSilent = dialect.messages.choiceFaultsAreErrors;
  if (entry.prompt === null && !isSilent) {
    warn('kconfig/choice-member-without-prompt', entry.location, 'choice value must have a prompt');
  }
  const outside = dialect.messages.oldWarnings
    ? 'choice values currently only support a single prompt'
    : 'choice value used outside its choice group';
  for (const property of isSilent ? [] : symbol.properties) {
    if (property.kind === 'default') {
      warn('kconfig/choice-member-default', property.location, 'defaults for choice values not supported');
    }
    if (property.entry === entry) continue;
    if (property.kind === 'prompt' && (dialect.messages.oldWarnings || property.entry.parent?.symbol !== owner)) {
      warn('kconfig/choice-member-prompt-outside', property.location, outside);
    }
  }
  if (owner.type === 'tristate' && symbol.type !== 'tristate') {
    const isYes = pool.compare('=', owner, symbols.yes);
    entry.dependency = pool.and(isYes, entry.dependency);
    for (const property of symbol.properties) {
      if (property.entry === entry) property.condition = pool.and(isYes, property.condition);
    }
  }
  const [first = choice] = owner.entries;
  first.members = append(first.members, symbol);
}

/** A visible choice that is not optional is at least m, as by a select. */
export function demandChoice(choice: BuildEntry, mod: BuildSymbol, pool: ExpressionPool): void {
  const symbol = choice.symbol!;
  if (choice.prompt === null || symbol.entries.some((entry) => entry.isOptional)) return;
  symbol.reverseDependency = pool.or(
    symbol.reverseDependency,
    pool.and(choice.prompt.condition, pool.symbol(asBuildSymbol(mod))),
  );
}
