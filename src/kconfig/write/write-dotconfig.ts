import type { ByteString } from '../../core/bytes.ts';
import { entryCode, symbolKindCode, typeCode } from '../model/flat-model.ts';
import { entriesInMenuOrder } from '../model/flat-tree.ts';
import { choiceDefault } from '../values/compute-choice.ts';
import type { ConfigState } from '../values/config-state.ts';
import { isEntryVisible } from '../values/entry-values.ts';
import { defaultText, isChangeable, isWritten, tristateOf, valueOf } from '../values/symbol-values.ts';
import { configLine, headingOf, poundStyle } from './write-lines.ts';

/**
 * Text of `.config`. Not for dialects whose writer shows invisible symbols (write-busybox.ts).
 * Source: docs/kconfig-semantics.md §5.1 and §8.11.
 */
export function writeDotConfig(state: ConfigState): ByteString {
  const { flat } = state;
  const { dialect, entryKind, entrySymbol, entryPrompt, entryFirstChild, entryNext, entryParent } = flat;
  const { symbolKind, symbolType } = flat;
  const lines: ByteString[] = [];
  const written = new Uint8Array(flat.symbolCount);
  const endsChildless = dialect.writing.endOfMenu === 'all';
  const endsMenus = dialect.writing.endOfMenu !== 'none';
  const takesMarks = !dialect.writing.remembersWritten;
  let needsBlank = false;
  let entry = entryFirstChild[0]!;
  while (entry >= 0) {
    const symbol = entrySymbol[entry]!;
    if (symbol < 0) {
      if (isEntryVisible(state, entry)) {
        lines.push('', '#', `# ${entryPrompt[entry] ?? ''}`, '#');
        needsBlank = false;
      }
    } else if (
      symbolKind[symbol] !== symbolKindCode.choice &&
      (takesMarks || written[symbol] === 0) &&
      isWritten(state, symbol)
    ) {
      if (takesMarks) state.writes[symbol] = 0;
      if (needsBlank) lines.push('');
      needsBlank = false;
      written[symbol] = 1;
      if (symbolType[symbol] !== typeCode.unknown) lines.push(configLine(state, symbol));
    }
    if (entryFirstChild[entry]! >= 0) {
      entry = entryFirstChild[entry]!;
      continue;
    }
    // Leaves every block that ends here.
    for (let at = entry, isBlock = endsChildless; ; isBlock = endsMenus) {
      if (isBlock && entryKind[at] === entryCode.menu && isEntryVisible(state, at)) {
        lines.push(`# end of ${entryPrompt[at] ?? ''}`);
        needsBlank = true;
      }
      entry = entryNext[at]!;
      if (entry >= 0) break;
      at = entryParent[at]!;
      if (at < 0) break;
    }
  }
  for (let id = 0; takesMarks && id < written.length; id++) if (written[id] === 1) state.writes[id] = 1;
  const heading = headingOf(dialect, flat.mainMenu, poundStyle);
  return lines.length === 0 ? heading : `${heading}${lines.join('\n')}\n`;
}

/**
 * Text of a minimal defconfig, as savedefconfig writes it; the caller invalidates before.
 * Source: docs/kconfig-semantics.md §5.2 and §8.20.
 */
export function writeMinimalConfig(state: ConfigState): ByteString {
  const { flat } = state;
  const { entrySymbol, symbolKind, symbolType } = flat;
  // The old engines ask whether menus are visible, which only matters for the order of reports.
  const isNew = flat.dialect.values.choiceEngine === 'new';
  let text = '';
  const done = new Uint8Array(flat.symbolCount);
  for (const entry of entriesInMenuOrder(flat)) {
    const symbol = entrySymbol[entry]!;
    if (symbol < 0) {
      if (!isNew) isEntryVisible(state, entry);
      continue;
    }
    if (symbolKind[symbol] === symbolKindCode.choice || done[symbol] === 1 || !isWritten(state, symbol)) continue;
    done[symbol] = 1;
    if (!isChangeable(state, symbol)) continue;
    if (valueOf(state, symbol) === defaultText(state, symbol)) continue;
    if (isChoiceDefault(state, symbol)) continue;
    if (symbolType[symbol] !== typeCode.unknown) text += `${configLine(state, symbol)}\n`;
  }
  return text;
}

/** True for a member that is y and would be without the user. */
function isChoiceDefault(state: ConfigState, symbol: number): boolean {
  const { flat } = state;
  const choice = flat.symbolChoice[symbol]!;
  if (choice < 0 || choiceDefault(state, choice) !== symbol) return false;
  if (flat.dialect.values.choiceEngine !== 'new') {
    if (flat.choices[choice]?.isOptional === true || flat.symbolType[symbol] !== typeCode.bool) return false;
  }
  return tristateOf(state, symbol) === 2;
}
