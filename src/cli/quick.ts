/**
 * The way of a `kgate config` that the cache answers: in this thread, since starting another one takes
 * longer than the work. Whatever would block (a program, a question, a tree that must be read) leads
 * back to the worker, which starts from the beginning; nothing has happened by then.
 */
import { readdirSync } from 'node:fs';
import { type Cache, cacheDirectory } from '../cache/cache.ts';
import type { ByteString } from '../core/bytes.ts';
import { createNodeHost } from '../host/node/node-host.ts';
import { toFsPath } from '../host/paths.ts';
import type { CommandHost, CommandInput, CommandOutcome } from './command.ts';
import { exitOk } from './exit-code.ts';
import type { Io } from './io.ts';

/** Thrown where the run cannot go on in this thread. */
class NeedsWorker extends Error {}

function needsWorker(): never {
  throw new NeedsWorker('not in this thread');
}

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
  const directory = cacheDirectory(io.env);
  if (directory === null) return false;
  try {
    const names = readdirSync(toFsPath(directory), { encoding: 'latin1' });
    return names.some((name) => name.startsWith('kconfig-'));
  } catch {
    return false;
  }
}

/** Evaluates a configuration in this thread; null: only the worker can, or should, tell. */
export async function runQuickly(input: CommandInput, cwd: ByteString, io: Io): Promise<CommandOutcome | null> {
  const [{ runWith }, { commandCache }] = await Promise.all([import('./commands/config.ts'), import('./cache.ts')]);
  const cache = commandCache(input, io.env);
  if (cache === null) return null;
  const node = createNodeHost({ cwd, env: io.env, run: needsWorker });
  const host: CommandHost = {
    ...node,
    scratchDirectory: needsWorker,
    runBatch: needsWorker,
    readLine: needsWorker,
    print: needsWorker,
  };
  const hitsOnly: Cache = { ...cache, onMiss: needsWorker };
  try {
    const outcome = runWith(input, host, hitsOnly);
    // A failure may be this thread's small stack; the worker's word counts.
    return outcome.exitCode === exitOk ? outcome : null;
  } catch {
    return null;
  }
}
