/** Reads a tree as Kconfiglib does, up to the values. Source: kconfiglib.py 14.1, Kconfig._init. */

import { checkChoices, checkSymbols, checkUndefined } from './checks.ts';
import { addDefaults, finalizeNode, linkDependents } from './finalize.ts';
import { checkLoops } from './loops.ts';
import { parseTree } from './parser.ts';
import { type LibraryOptions, LibrarySession } from './session.ts';
import { Values } from './values.ts';

/** Reads a tree. Throws LibraryError where Kconfiglib raises one. */
export function readLibrary(options: LibraryOptions): Values {
  const session = new LibrarySession(options);
  parseTree(session);
  finalizeNode(session, session.topNode, session.y);
  session.definedSyms = [...new Set(session.definedSyms)];
  session.choices = [...new Set(session.choices)];
  for (const symbol of session.definedSyms) addDefaults(session, symbol);
  checkSymbols(session);
  checkChoices(session);
  checkUndefined(session);
  linkDependents(session.definedSyms, session.choices);
  checkLoops(session);
  for (const choice of session.choices) for (const symbol of choice.syms) symbol.dependents.add(choice);
  return new Values(session);
}
