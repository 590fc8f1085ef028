import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { FileOperation } from '../../src/kconfig/index.ts';

/** The files of a directory after conf's operations on them, by name; names outside are kept as they are. */
export function filesAfter(
  before: ReadonlyMap<string, string>,
  operations: readonly FileOperation[],
): Map<string, string> {
  const files = new Map(before);
  for (const operation of operations) {
    if (operation.kind === 'write') files.set(operation.name, operation.text);
    else if (operation.kind === 'touch') files.set(operation.name, '');
    else {
      files.set(operation.to, files.get(operation.name) ?? '');
      files.delete(operation.name);
    }
  }
  return files;
}

/** The same on the disk. Throws what the file system throws. */
export function applyOperations(directory: string, operations: readonly FileOperation[]): void {
  for (const operation of operations) {
    const path = resolve(directory, operation.name);
    if (operation.kind === 'backup') {
      renameSync(path, resolve(directory, operation.to));
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, operation.kind === 'write' ? operation.text : '', 'latin1');
  }
}
