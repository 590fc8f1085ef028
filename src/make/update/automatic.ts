/** Automatic variables of one run of a recipe. Source: GNU make manual 4.3 §10.5.3. */
import type { ByteString } from '../../core/bytes.ts';
import { suffixStem } from '../rules/search.ts';
import { currentState, type FileState } from './file-state.ts';
import type { FileTable } from './file-table.ts';

/** `$(ARCHIVE)` and `$(MEMBER)` of `ARCHIVE(MEMBER)`, null for other names. */
export function splitArchive(name: ByteString): readonly [ByteString, ByteString] | null {
  const open = name.indexOf('(');
  return open > 0 && name.endsWith(')') ? [name.slice(0, open), name.slice(open + 1, -1)] : null;
}

/** Values by name; `isForced` (`-B`) counts every prerequisite as newer. */
export function automaticValues(
  table: FileTable,
  file: FileState,
  stem: ByteString | null,
  isForced: boolean,
): Map<ByteString, ByteString> {
  const normal: ByteString[] = [];
  const newer: ByteString[] = [];
  const orderOnly: ByteString[] = [];
  let first: ByteString | null = null;
  for (const dependency of file.dependencies) {
    if (dependency.isHidden) continue;
    const state = currentState(dependency.file);
    const name = splitArchive(state.name)?.[1] ?? state.name;
    if (dependency.orderOnly) {
      orderOnly.push(name);
      continue;
    }
    first ??= state.name;
    normal.push(name);
    if (dependency.changed || isForced) newer.push(name);
  }
  const archive = splitArchive(file.name);
  const unique = [...new Set(normal)];
  const usesDefault = file.recipe !== null && file.recipe === table.defaultRecord?.recipe;
  const values = new Map<ByteString, ByteString>();
  values.set('@', archive?.[0] ?? file.name);
  values.set('%', archive?.[1] ?? '');
  values.set(
    '*',
    stem ?? (file.stem ??= archive === null ? suffixStem(table.make, file.name) : suffixStem(table.make, archive[1])),
  );
  values.set('<', usesDefault ? file.name : (first ?? ''));
  values.set('^', unique.join(' '));
  values.set('+', normal.join(' '));
  values.set('|', [...new Set(orderOnly)].filter((name) => !unique.includes(name)).join(' '));
  values.set('?', [...new Set(newer)].join(' '));
  return values;
}
