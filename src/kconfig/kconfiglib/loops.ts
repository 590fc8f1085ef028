/** Dependency loops. Source: kconfiglib.py 14.1, _check_dep_loop_sym, _check_dep_loop_choice, _found_dep_loop. */

import { exprText, nameAndPlace } from './expressions.ts';
import { itemDefinition } from './node-text.ts';
import { LibraryError, type LibrarySession } from './session.ts';
import { type Choice, Sym } from './types.ts';

type Item = Sym | Choice;

/** Throws LibraryError for the first loop. Which of several loops Kconfiglib reports is not defined. */
export function checkLoops(session: LibrarySession): void {
  for (const symbol of session.definedSyms) visitSymbol(session, symbol, false);
}

function visitSymbol(session: LibrarySession, symbol: Sym, ignoresChoice: boolean): Item[] | null {
  if (symbol.visited === 2) return null;
  if (symbol.visited === 1) return [symbol];
  symbol.visited = 1;
  const { loopOrder } = session.options;
  for (const item of loopOrder?.([...symbol.dependents]) ?? symbol.dependents) {
    const loop = item instanceof Sym ? visitSymbol(session, item, false) : visitChoice(session, item, null);
    if (loop !== null) return extend(session, loop, symbol);
  }
  if (symbol.choice !== null && !ignoresChoice) {
    const loop = visitChoice(session, symbol.choice, symbol);
    if (loop !== null) return extend(session, loop, symbol);
  }
  symbol.visited = 2;
  return null;
}

function visitChoice(session: LibrarySession, choice: Choice, skipped: Sym | null): Item[] | null {
  if (choice.visited === 2) return null;
  if (choice.visited === 1) return [choice];
  choice.visited = 1;
  for (const symbol of choice.syms) {
    if (symbol === skipped) continue;
    const loop = visitSymbol(session, symbol, true);
    if (loop !== null) return extend(session, loop, choice);
  }
  choice.visited = 2;
  return null;
}

/** The way of the loop with one more on it; throws where it is closed. */
function extend(session: LibrarySession, loop: readonly Item[], item: Item): Item[] {
  const [first] = loop;
  if (first === undefined || item !== first) return [...loop, item];
  const steps = loop.map((one) => {
    const by =
      one === first ? '' : `...depends on ${one instanceof Sym && one.choice !== null ? 'the choice symbol ' : ''}`;
    const head = `${by}${nameAndPlace(one)}, with definition...\n\n${itemDefinition(session, one)}\n\n`;
    if (!(one instanceof Sym)) return head;
    const reverse = exprText(one.reverse);
    const selects = one.reverse === session.n ? '' : `(select-related dependencies: ${reverse})\n\n`;
    // Kconfiglib prints the selects in this line, too.
    const implies = one.weakReverse === session.n ? '' : `(imply-related dependencies: ${reverse})\n\n`;
    return head + selects + implies;
  });
  const text = `\nDependency loop\n===============\n\n${steps.join('')}...depends again on ${nameAndPlace(first)}`;
  throw new LibraryError(text, first.nodes[0] ?? null);
}
