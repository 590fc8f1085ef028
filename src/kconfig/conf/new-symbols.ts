import type { ByteString } from '../../core/bytes.ts';
import { typeCode } from '../model/flat-model.ts';
import { entryChildren } from '../model/flat-tree.ts';
import type { ConfigState } from '../values/config-state.ts';
import { isChoice, isMember } from '../values/config-state.ts';
import { isEntryVisible } from '../values/entry-values.ts';
import { isChangeable, tristateOf, valueOf } from '../values/symbol-values.ts';
import { hasUserValue } from '../values/user-values.ts';
import { quote } from '../write/write-lines.ts';

/** A symbol that listnewconfig and helpnewconfig name. */
export interface NewSymbol {
  readonly entry: number;
  /** The line of listnewconfig, without newline; null for a symbol that it leaves out. */
  readonly line: ByteString | null;
}

/** True for a symbol that oldconfig asks for and listnewconfig names. */
export function isNewSymbol(state: ConfigState, symbol: number): boolean {
  if (hasUserValue(state, symbol)) return false;
  if (isChoice(state, symbol) && state.isNew) return false;
  if (isChangeable(state, symbol)) return true;
  return isChoice(state, symbol) && tristateOf(state, symbol) === 2;
}

/** New symbols in menu order, those below something invisible left out. Source: docs/kconfig-semantics.md §6.0. */
export function* newSymbols(state: ConfigState): Iterable<NewSymbol> {
  const { flat } = state;
  const waiting = [0];
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    if (!isEntryVisible(state, entry)) continue;
    const symbol = flat.entrySymbol[entry]!;
    if (symbol >= 0 && isNewSymbol(state, symbol)) yield { entry, line: lineOf(state, symbol) };
    waiting.push(...[...entryChildren(flat, entry)].reverse());
  }
}

function lineOf(state: ConfigState, symbol: number): ByteString | null {
  const { flat, prefix } = state;
  const type = flat.symbolType[symbol];
  const name = flat.symbolNames[symbol]!;
  if (name === '' || type === typeCode.unknown) return null;
  if (!state.dialect.modes.listsNewValues) return isMember(state, symbol) ? null : `${prefix}${name}`;
  const value = valueOf(state, symbol);
  return `${prefix}${name}=${type === typeCode.string ? quote(value) : value}`;
}
