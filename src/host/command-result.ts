import type { ByteString } from '../core/bytes.ts';
import type { CommandResult } from './host.ts';

/** The result of a program that ended by itself, where none was started. */
export function exitedResult(stdout: ByteString = '', status = 0, stderr: ByteString = ''): CommandResult {
  return { outcome: 'exited', status, signal: null, stdout, stderr, durationMs: 0 };
}

/** The result of a program that never started. Source: POSIX.1-2017 XCU 2.8.2, statuses 126 and 127. */
export function notStartedResult(outcome: 'not-found' | 'not-executable', stderr: ByteString): CommandResult {
  return { outcome, status: outcome === 'not-found' ? 127 : 126, signal: null, stdout: '', stderr, durationMs: 0 };
}

/** The result of a program that the search along PATH did not find, or found without permission to run it. */
export function notLocatedResult(name: ByteString, isDenied: boolean): CommandResult {
  return isDenied
    ? notStartedResult('not-executable', `${name}: Permission denied\n`)
    : notStartedResult('not-found', `${name}: not found\n`);
}
