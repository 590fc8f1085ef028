/**
 * Runs a `kgate config` that the cache answers: in this thread, since starting another one takes
 * longer than the work. Anything that would block (a program, a question, a tree that must be read) ends the run as
 * not known, and the worker starts from the beginning; nothing was printed or written by then.
 */
import { readdirSync } from 'node:fs';
import { type Cache, cacheDirectory } from '../../cache/cache.ts';
import type { ByteString } from '../../core/bytes.ts';
import { createNodeHost } from '../../host/node/node-host.ts';
import { toFsPath } from '../../host/paths.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { exitOk } from '../exit-code.ts';
import type { Io } from '../io.ts';
import { missing } from './not-here.ts';

/** Modes that put questions to the user. */
const askingModes: ReadonlySet<string> = new Set([
  'config',
  'oldaskconfig',
  'oldconfig',
  'syncconfig',
  'silentoldconfig',
]);

/** True when it is worth a try: the engines are not loaded for nothing. */
export function mayBeQuick(input: CommandInput, io: Io): boolean {
  if (input.command !== 'config' || input.shell !== 'run' || input.toolchain !== null || input.config !== null)
    return false;
  if (input.noCache || input.fragments.length > 0 || askingModes.has(input.words[0] ?? '')) return false;
  const directory = cacheDirectory(io.env, input.cacheDir);
  if (directory === null) return false;
  try {
    const names = readdirSync(toFsPath(directory), { encoding: 'latin1' });
    return names.some((name) => name.startsWith('kconfig-'));
  } catch {
    return false;
  }
}

/** The outcome of a run in this thread; `not-known` where only a run in full, in the worker, gives one. */
export type QuickOutcome =
  | { readonly kind: 'known'; readonly outcome: CommandOutcome }
  | { readonly kind: 'not-known' };

const notKnown: QuickOutcome = { kind: 'not-known' };

/** Evaluates a configuration in this thread. Errors of the user or of kgate are thrown as in the worker. */
export async function runQuickly(input: CommandInput, cwd: ByteString, io: Io): Promise<QuickOutcome> {
  const [{ runWith }, { commandCache }] = await Promise.all([import('../commands/config.ts'), import('../cache.ts')]);
  // The worker says why there is none.
  const cache = commandCache(input, io.env, () => {});
  if (cache === null) return notKnown;
  const run = { isBlocked: false };
  const needsWorker = (): never => {
    run.isBlocked = true;
    throw new Error('not in this thread');
  };
  const host: CommandHost = {
    ...createNodeHost({ cwd, env: io.env, run: needsWorker }),
    scratchDirectory: needsWorker,
    standIn: needsWorker,
    writeScratchFile: needsWorker,
    runBatch: needsWorker,
    readLine: needsWorker,
    isStopped: () => false,
    print: needsWorker,
  };
  const hitsOnly: Cache = { ...cache, onMiss: needsWorker };
  try {
    const outcome = runWith(input, host, hitsOnly);
    // conf reports a full stack as a failure, and the worker's stack is larger.
    return run.isBlocked || missing.isAskedFor || outcome.exitCode !== exitOk ? notKnown : { kind: 'known', outcome };
  } catch (error) {
    if (run.isBlocked || missing.isAskedFor || (error instanceof RangeError && error.message.includes('call stack')))
      return notKnown;
    throw error;
  }
}
