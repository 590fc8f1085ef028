import type { ByteString } from '../../core/bytes.ts';
import { symbolKindCode, typeCode } from '../model/flat-model.ts';
import { entriesInMenuOrder } from '../model/flat-tree.ts';
import type { ConfigState } from '../values/config-state.ts';
import { valueOf } from '../values/symbol-values.ts';
import { hasUserValue, userText } from '../values/user-values.ts';

/**
 * What conf says about user values that it did not keep, empty when it kept them all. Every symbol that a
 * configuration was written from is listed once, in the order of its first entry, whether it was written or not.
 * Source: confdata.c sym_user_value_changed and conf_append_changed_input_warning of Linux 7.2.
 */
export function changedInput(state: ConfigState): ByteString {
  const { flat, prefix } = state;
  const { entrySymbol, symbolKind, symbolNames, symbolType } = flat;
  const done = new Uint8Array(flat.symbolCount);
  let lines = '';
  for (const entry of entriesInMenuOrder(flat)) {
    const symbol = entrySymbol[entry]!;
    if (symbol < 0 || symbolKind[symbol] === symbolKindCode.choice || done[symbol] === 1) continue;
    done[symbol] = 1;
    if (symbolType[symbol] === typeCode.unknown) continue;
    const value = valueOf(state, symbol);
    if (!hasUserValue(state, symbol)) continue;
    const given = userText(state, symbol) ?? '';
    if (given !== value) lines += `  ${prefix}${symbolNames[symbol]}: ${given} -> ${value}\n`;
  }
  return lines === '' ? '' : `warning: user-provided values changed by Kconfig:\n${lines}`;
}
