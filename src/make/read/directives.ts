/** Directives on variables that are no assignments. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { noteHistory } from '../state/history-notes.ts';
import { fatal, type Session } from '../state/session.ts';
import { canReplace, defineVariable, lookupVariable, ownVariable, type Variable } from '../state/variables.ts';
import { splitWords, stripSpaces } from '../syntax/chars.ts';
import type { Modifiers } from '../syntax/statement.ts';
import { expandText } from './expand.ts';

/** Carries out `undefine`. Source: GNU make manual 4.3 §6.9. */
export function undefineVariable(session: Session, nameText: ByteString, modifiers: Modifiers): void {
  const name = stripSpaces(expandText(session, nameText));
  if (name === '') {
    fatal(session, 'make/empty-variable-name', 'empty variable name', session.reading);
    return;
  }
  const existing = session.globals.get(name);
  if (existing === undefined) return;
  const origin = modifiers.isOverride ? 'override' : 'file';
  const common = { operator: 'undefine', text: '', origin } as const;
  if (canReplace(origin, existing.origin)) {
    noteHistory(session, name, existing, { ...common, kind: 'undefine', strongerOrigin: null });
    session.globals.delete(name);
  } else {
    noteHistory(session, name, existing, { ...common, kind: 'ignored', strongerOrigin: existing.origin });
  }
}

/** Sets whether child processes get a variable. */
export function setExport(session: Session, variable: Variable, isExport: boolean, where: Location | null): void {
  variable.exportState = isExport ? 'export' : 'noexport';
  const kind = isExport ? 'export' : 'unexport';
  const common = { operator: null, text: '', origin: 'file', strongerOrigin: null } as const;
  noteHistory(session, variable.name, variable, { ...common, kind }, where);
}

/** `export`/`unexport` with names or, without, for everything. Source: GNU make manual 4.3 §5.7.2. */
export function changeExport(session: Session, args: ByteString, isExport: boolean): void {
  if (args === '') {
    session.exportAll = isExport;
    return;
  }
  for (const name of splitWords(expandText(session, args))) {
    let variable = lookupVariable(session, name);
    if (variable === undefined) {
      variable = defineVariable(session, session.globals, {
        name,
        value: '',
        origin: 'file',
        isRecursive: false,
        operator: ':=',
        location: session.reading,
        text: '',
        references: [],
        shellCalls: [],
      });
    }
    setExport(session, ownVariable(session.globals, variable), isExport, session.reading);
  }
}
