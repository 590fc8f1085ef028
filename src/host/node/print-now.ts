import { errorCode } from './error-code.ts';
import { writeSync } from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';

/** Waits this long, in milliseconds, for a reader that is slower than the writer. */
const pauseMs = 5;

/**
 * Writes to a descriptor before it returns, from any thread. A reader that went away is no error: what
 * follows is dropped.
 */
export function printNow(descriptor: 1 | 2, text: ByteString): void {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      if (errorCode(error) !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, pauseMs);
    }
  }
}
