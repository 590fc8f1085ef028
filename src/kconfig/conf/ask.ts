/**
 * The questions of oldconfig, oldaskconfig and syncconfig, and all modes of the busybox generation: the walk over the
 * tree. Source: docs/kconfig-semantics.md §6.4 and §8.29; observed with conf 5.10, 6.1, 6.12, 7.1, U-Boot 2023.01,
 * coreboot 25.09 and busybox 1.35.
 */
import { entryCode, typeCode } from '../model/flat-model.ts';
import { entryChildren } from '../model/flat-tree.ts';
import { isChoice, isLogical } from '../values/config-state.ts';
import { askChoice } from './ask-choice.ts';
import { askString, askTristate } from './ask-symbol.ts';
import type { Asker, AskMode } from './asker.ts';
import { isMenu, isShown, promptText, say, stopEndless } from './asker.ts';
import { isNewSymbol } from './new-symbols.ts';

/**
 * Passes in a row that may find new symbols without reading a line. conf of 6.1 and before goes on for ever
 * where a member of a choice stays new.
 */
const idlePasses = 50;

/** Goes once through the whole tree. */
export function askTree(asker: Asker, mode: AskMode): void {
  asker.mode = mode;
  asker.root = 0;
  ask(asker, 0);
}

/** Asks for new symbols until there are none. */
export function askNew(asker: Asker, mode: AskMode): void {
  asker.mode = mode;
  let idle = 0;
  do {
    const before = asker.linesRead;
    asker.found = 0;
    asker.changes = 0;
    check(asker, 0);
    idle = asker.linesRead === before ? idle + 1 : 0;
    if (asker.found > 0 && (asker.changes === 0 || idle > idlePasses))
      stopEndless(asker, 'a symbol that stays new', null);
  } while (asker.found > 0);
}

/** Shows an entry and its children. */
function ask(asker: Asker, entry: number): void {
  const { flat, mode, state } = asker;
  if (!isShown(asker, entry)) return;
  const isMenuEntry = isMenu(asker, entry);
  if (isMenuEntry && asker.root !== entry && mode !== 'all' && (mode === 'silent' || !asker.showsMenus)) {
    check(asker, entry);
    return;
  }
  if (isMenuEntry || flat.entryKind[entry] === entryCode.comment) {
    const star = '*'.padStart(asker.indent);
    say(asker, `${star}\n${star} ${promptText(asker, entry)}\n${star}\n`);
  }
  const symbol = flat.entrySymbol[entry]!;
  if (symbol >= 0) {
    if (isChoice(state, symbol)) {
      const child = askChoice(asker, entry, symbol);
      if (child !== null && !asker.isNewEngine) askBelow(asker, child);
      // conf looks at the value by now and does not compute it.
      if (asker.isNewEngine || state.values[symbol] !== 1) return;
    } else if (flat.symbolType[symbol] === typeCode.unknown || isLogical(state, symbol)) {
      askTristate(asker, entry, symbol);
    } else askString(asker, entry, symbol);
    asker.indent += 2;
  }
  for (const child of entryChildren(flat, entry)) ask(asker, child);
  if (symbol >= 0) asker.indent -= 2;
}

/** The children of the chosen member; the busybox generation only looks at the first entry. */
function askBelow(asker: Asker, chosen: number): void {
  for (const below of entryChildren(asker.flat, chosen)) {
    asker.indent += 2;
    ask(asker, below);
    asker.indent -= 2;
    if (asker.asksAlways) return;
  }
}

/** Looks for new symbols from an entry on; each lists its whole menu. */
function check(asker: Asker, entry: number): void {
  const { flat } = asker;
  if (!isShown(asker, entry)) return;
  const symbol = flat.entrySymbol[entry]!;
  if (symbol >= 0 && isNewSymbol(asker.state, symbol)) {
    if (asker.found++ === 0) say(asker, '*\n* Restart config...\n*\n');
    let menu = entry;
    while (menu !== 0 && !isMenu(asker, menu)) menu = flat.entryParent[menu]!;
    asker.root = menu;
    ask(asker, menu);
  }
  for (const child of entryChildren(flat, entry)) check(asker, child);
}
