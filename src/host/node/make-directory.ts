import { errorCode } from './error-code.ts';
import { mkdirSync, statSync } from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';
import { parentPath, toFsPath } from '../paths.ts';

/**
 * Makes a directory and those above it where they are not there. Throws the system's error. Node's own
 * `recursive` never ends below `/proc`, where a directory neither is there nor can be made.
 */
export function makeDirectory(path: ByteString, mode: number): void {
  const missing: ByteString[] = [];
  let at = path;
  while (at !== '/' && statSync(toFsPath(at), { throwIfNoEntry: false }) === undefined) {
    missing.push(at);
    at = parentPath(at);
  }
  for (const directory of missing.reverse()) {
    try {
      mkdirSync(toFsPath(directory), { mode });
    } catch (error) {
      // Another process may have made it at the same moment.
      if (errorCode(error) !== 'EEXIST') throw error;
    }
  }
}
