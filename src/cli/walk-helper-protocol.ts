import type { MessagePort } from 'node:worker_threads';
import type { ByteString } from '../core/text.ts';

/** What the helper thread of a walk starts with. */
export interface HelperTask {
  readonly cwd: ByteString;
  readonly env: Readonly<Record<string, ByteString>>;
  /** The work comes here, and the results go back. */
  readonly port: MessagePort;
  /** `[0]` is 1 once the results are there, or once there will be none. */
  readonly done: Int32Array;
}
