/** Notes of what happens to variables without leaving a definition; history.ts makes a story of them. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Context } from './context.ts';
import type { Session } from './session.ts';
import type { AssignmentOperator, Origin } from './types.ts';
import type { DefinitionRecord, Variable } from './variables.ts';

/** Something that happened to a variable and left no definition. */
export interface HistoryNote {
  readonly kind: 'ignored' | 'undefine' | 'export' | 'unexport';
  readonly location: Location | null;
  readonly operator: AssignmentOperator | null;
  readonly text: ByteString;
  /** Origin the assignment would have had. */
  readonly origin: Origin;
  /** Origin of the value that stood in its way; null when nothing did. */
  readonly strongerOrigin: Origin | null;
  /** The target of a target-specific assignment. */
  readonly target: ByteString | null;
  /** The definition the variable had then; null when it had none. */
  readonly after: DefinitionRecord | null;
  readonly context: Context | null;
}

/** More notes are not kept: makefiles in a loop may leave millions. */
const maxNotes = 100_000;

/** Notes what happened to a variable; `standing` is the variable as it is. */
export function noteHistory(
  session: Session,
  name: ByteString,
  standing: Variable | undefined,
  note: Pick<HistoryNote, 'kind' | 'operator' | 'text' | 'origin' | 'strongerOrigin'>,
  location: Location | null = session.reading,
): void {
  const { history } = session;
  if (history.count >= maxNotes) return;
  history.count++;
  let notes = history.notes.get(name);
  if (notes === undefined) {
    notes = [];
    history.notes.set(name, notes);
  }
  notes.push({
    ...note,
    location,
    target: session.assignedTarget,
    after: standing?.definition ?? null,
    context: session.context,
  });
}
