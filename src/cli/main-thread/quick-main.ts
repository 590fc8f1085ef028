/**
 * The command line for a run that the cache answers. It is bundled by itself, without the engines: scripts/quick-bundle.mjs.
 */
import { sweepScratch } from '../../host/node/scratch-place.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { CommandOutcome } from '../command.ts';
import { toErrorReport } from '../error-report.ts';
import type { ExitCode } from '../exit-code.ts';
import { finish, printError } from './finish.ts';
import { createProcessIo, type Io } from '../io.ts';
import { enterDirectories, findPlace } from './place.ts';
import { parseArguments } from '../program.ts';
import { mayBeQuick, runQuickly } from './quick.ts';

interface Answer {
  readonly outcome: CommandOutcome;
  readonly cwd: ByteString;
}

/** Null where only a run in full gives an outcome, and for every error: that run reports it. */
async function findAnswer(argv: readonly string[], io: Io): Promise<Answer | null> {
  try {
    const parsed = parseArguments(argv, io);
    if (parsed.kind === 'text') return null;
    const { cwd, input } = await findPlace(parsed.input, enterDirectories(io.cwd, parsed.directories));
    if (!mayBeQuick(input, io)) return null;
    const quick = await runQuickly(input, cwd, io);
    return quick.kind === 'known' ? { outcome: quick.outcome, cwd } : null;
  } catch {
    return null;
  }
}

/** Answers a run from the cache; null, with nothing printed or written, where a run in full is needed. */
export async function mainQuickly(argv: readonly string[]): Promise<ExitCode | null> {
  const io = createProcessIo();
  const answer = await findAnswer(argv, io);
  if (answer === null) return null;
  try {
    const exitCode = await finish(answer.outcome, answer.cwd, io);
    // As any other run does when it starts: a killed run may have kept its answers, but not removed its scratch directory.
    sweepScratch();
    return exitCode;
  } catch (error) {
    return await printError(toErrorReport(error), io);
  }
}
