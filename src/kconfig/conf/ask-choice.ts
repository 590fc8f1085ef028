/** Questions for a choice. Source: scripts/kconfig/conf.c conf_choice; docs/kconfig-semantics.md §6.4 and §8.29. */
import { entryChildren } from '../model/flat-tree.ts';
import { chooseMember, chosenMember, decideChoice } from '../values/entry-values.ts';
import { readNumber } from '../values/number.ts';
import { isChangeable, tristateOf } from '../values/symbol-values.ts';
import { hasUserValue } from '../values/user-values.ts';
import { strip } from './ask-input.ts';
import { askAgain, checkTerminal, readLine } from './ask-line.ts';
import { askTristate, giveAnswer } from './ask-symbol.ts';
import type { Asker } from './asker.ts';
import { blanks, hasHelpSign, isShown, promptText, say } from './asker.ts';

/** The visible members of a choice as they were shown. */
interface Listed {
  /** Entries of the numbered lines. */
  readonly entries: readonly number[];
  /** Number of the current one, 0 for none. */
  readonly current: number;
  readonly hasNew: boolean;
}

/** Asks for the choice at an entry and gives the entry of the chosen member; null when it is not asked for. */
export function askChoice(asker: Asker, entry: number, symbol: number): number | null {
  const { flat, isNewEngine, state } = asker;
  let isNew = !isNewEngine && !hasUserValue(state, symbol);
  if (!isNewEngine) {
    const canChange = isChangeable(state, symbol);
    if (canChange) askTristate(asker, entry, symbol);
    const value = tristateOf(state, symbol);
    if (value === 1 && !canChange) say(asker, `${blanks(asker)}${promptText(asker, entry)}\n`);
    if (value !== 2) return null;
  }
  const choice = asker.choiceAt.get(entry) ?? -1;
  asker.hasRead = false;
  for (;;) {
    const listed = listMembers(asker, entry, choice);
    if (isNewEngine && listed.hasNew) isNew = true;
    const picked = pickMember(asker, entry, listed, isNew);
    const child = picked === null ? undefined : listed.entries[picked - 1];
    if (child !== undefined && !asker.line.endsWith('?')) {
      const member = flat.entrySymbol[child]!;
      const isOther = isNewEngine ? chosenMember(state, choice) !== member : tristateOf(state, member) !== 2;
      giveAnswer(asker, isOther, () => chooseMember(state, choice, member));
      return child;
    }
    if (child !== undefined) say(asker, asker.helpOf(child));
    askAgain(asker, symbol, entry);
  }
}

function listMembers(asker: Asker, entry: number, choice: number): Listed {
  const { flat, isNewEngine, state } = asker;
  say(asker, `${blanks(asker)}${promptText(asker, entry)}\n`);
  const chosen = isNewEngine ? decideChoice(state, choice) : chosenMember(state, choice);
  asker.line = '';
  const entries: number[] = [];
  let current = 0;
  let hasNew = false;
  for (const child of entryChildren(flat, entry)) {
    if (!isShown(asker, child)) continue;
    const member = flat.entrySymbol[child]!;
    if (member < 0) {
      say(asker, `${'*'.padStart(asker.indent)} ${promptText(asker, child)}\n`);
      continue;
    }
    entries.push(child);
    if (member === chosen) current = entries.length;
    const sign = (member === chosen ? '>' : ' ').padStart(asker.indent);
    const isNew = !hasUserValue(state, member);
    if (isNew) hasNew = true;
    const label = `${promptText(asker, child)} (${flat.symbolNames[member]})${isNew ? ' (NEW)' : ''}`;
    say(asker, `${sign} ${entries.length}. ${label}\n`);
  }
  return { entries, current, hasNew };
}

/** Number of the wanted member, null to ask again. */
function pickMember(asker: Asker, entry: number, { entries, current }: Listed, isNew: boolean): number | null {
  const { mode } = asker;
  const count = entries.length;
  say(asker, `${blanks(asker)}choice`);
  if (count === 1) {
    say(asker, '[1]: 1\n');
    return 1;
  }
  say(asker, `[1-${count}${hasHelpSign(asker, entry) ? '?' : ''}]: `);
  const isAsking = mode === 'all' || ((mode === 'new' || mode === 'silent') && isNew);
  if (!isAsking) {
    const picked = mode === 'random' && count > 0 ? (asker.draw() % count) + 1 : current;
    say(asker, `${picked}\n`);
    return picked;
  }
  checkTerminal(asker);
  readLine(asker);
  asker.line = strip(asker.line);
  if (asker.line.startsWith('?')) {
    say(asker, asker.helpOf(entry));
    return null;
  }
  if (asker.line === '') return current;
  if (!/^[0-9]/.test(asker.line)) return null;
  return Number(BigInt.asIntN(32, readNumber(asker.line, 10).value));
}
