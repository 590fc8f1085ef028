/** Directives on variables that are no assignments. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import { defineVariable, lookupVariable, noteHistory } from '../state/define.ts';
import type { MakeState } from '../state/make-state.ts';
import { fatal } from '../state/messages.ts';
import { canReplace, ownVariable, type Variable } from '../state/variables.ts';
import type { Modifiers } from '../syntax/ast.ts';
import { splitWords, stripSpaces } from '../syntax/chars.ts';
import { expandText } from './expand.ts';

/** Carries out `undefine`. Source: GNU make manual 4.3 §6.9. */
export function undefineVariable(make: MakeState, nameText: ByteString, modifiers: Modifiers): void {
  const name = stripSpaces(expandText(make, nameText));
  if (name === '') {
    fatal(make, 'make/empty-variable-name', 'empty variable name', make.at.reading);
    return;
  }
  const existing = make.globals.get(name);
  if (existing === undefined) return;
  const origin = modifiers.isOverride ? 'override' : 'file';
  const common = { operator: 'undefine', text: '', origin } as const;
  if (canReplace(origin, existing.origin)) {
    noteHistory(make, name, existing, { ...common, kind: 'undefine', strongerOrigin: null });
    make.globals.delete(name);
  } else {
    noteHistory(make, name, existing, { ...common, kind: 'ignored', strongerOrigin: existing.origin });
  }
}

/** Sets whether child processes get a variable. */
export function setExport(make: MakeState, variable: Variable, isExport: boolean, where: Location | null): void {
  variable.exportState = isExport ? 'export' : 'noexport';
  const kind = isExport ? 'export' : 'unexport';
  const common = { operator: null, text: '', origin: 'file', strongerOrigin: null } as const;
  noteHistory(make, variable.name, variable, { ...common, kind }, where);
}

/** `export`/`unexport` with names or, without, for everything. Source: GNU make manual 4.3 §5.7.2. */
export function changeExport(make: MakeState, args: ByteString, isExport: boolean): void {
  if (args === '') {
    make.globals.watcher?.refuse();
    make.modes.exportAll = isExport;
    return;
  }
  for (const name of splitWords(expandText(make, args))) {
    let variable = lookupVariable(make, name);
    if (variable === undefined) {
      variable = defineVariable(make, make.globals, {
        name,
        value: '',
        origin: 'file',
        isRecursive: false,
        operator: ':=',
        location: make.at.reading,
        text: '',
        references: [],
        shellCalls: [],
      });
    }
    setExport(make, ownVariable(make.globals, variable), isExport, make.at.reading);
  }
}
