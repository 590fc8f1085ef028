/** Automatic variables of one run of a recipe. Source: GNU make manual 4.3 §10.5.3. */
import type { ByteString } from '../../core/bytes.ts';
import { automaticTexts, suffixStem } from '../rules/automatic.ts';
import { currentState, type FileState } from './file-state.ts';
import type { FileTable } from './file-table.ts';

/** `$(ARCHIVE)` and `$(MEMBER)` of `ARCHIVE(MEMBER)`, null for other names. */
export function splitArchive(name: ByteString): readonly [ByteString, ByteString] | null {
  const open = name.indexOf('(');
  return open > 0 && name.endsWith(')') ? [name.slice(0, open), name.slice(open + 1, -1)] : null;
}

/** How the automatic variables of a file are to be computed. */
export interface AutomaticOptions {
  readonly stem: ByteString | null;
  /** `-B`: every prerequisite counts as newer. */
  readonly isForced: boolean;
  /** The name of a prerequisite; the one it has when it was updated when absent. */
  readonly nameOf?: (file: FileState) => ByteString;
}

/** Values by name. */
export function automaticValues(
  table: FileTable,
  file: FileState,
  { stem, isForced, nameOf = (state) => state.name }: AutomaticOptions,
): Map<ByteString, ByteString> {
  const normal: ByteString[] = [];
  const newer: ByteString[] = [];
  const orderOnly: ByteString[] = [];
  let first: ByteString | null = null;
  for (const dependency of file.dependencies) {
    if (dependency.isHidden) continue;
    const whole = nameOf(currentState(dependency.file));
    const name = splitArchive(whole)?.[1] ?? whole;
    if (dependency.orderOnly) {
      orderOnly.push(name);
      continue;
    }
    first ??= whole;
    normal.push(name);
    if (dependency.changed || isForced) newer.push(name);
  }
  const [target, member] = splitArchive(file.name) ?? [file.name, ''];
  const usesDefault = file.recipe !== null && file.recipe === table.defaultRecord?.recipe;
  return automaticTexts({
    target,
    member,
    stem: stem ?? (file.stem ??= suffixStem(table.make, member === '' ? target : member)),
    first: usesDefault ? file.name : (first ?? ''),
    normal,
    orderOnly,
    newer,
  });
}
