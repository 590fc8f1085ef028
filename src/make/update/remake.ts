/**
 * Makefiles as goals: those that were read and those that are missing are updated before anything else.
 * Source: GNU make manual 4.3 §3.5, §3.7; docs/make-semantics.md §1.1, §1.7.
 */
import type { ReadFile } from '../state/make-state.ts';
import { currentState, type FileState, missingTime, status } from './file-state.ts';
import { report, StopUpdating, type Update } from './state.ts';
import { runTask } from './task.ts';
import { fileTime } from './times.ts';
import { updateFile } from './walk.ts';

/** How make goes on after its makefiles were updated. */
export interface RemakeResult {
  /** `restart`: something changed, everything is read again; `stop`: make ends with status 2. */
  readonly next: 'go' | 'restart' | 'stop';
  /** 2 when some makefile could not be remade: make goes on and ends with it. */
  readonly status: 0 | 2;
}

interface MakefileGoal {
  readonly read: ReadFile;
  readonly file: FileState;
  readonly before: number;
}

/** A `::` rule with a recipe and without prerequisites would run each time. */
function mightLoop(file: FileState): boolean {
  return file.doubleColon?.some((one) => one.dependencies.length === 0 && one.recipe !== null) ?? false;
}

/** Updates all makefiles; `-n`, `-q` and `-t` do not count unless a makefile is a goal of the command line, too. */
export function remakeMakefiles(update: Update, defaults: readonly string[]): RemakeResult {
  const { make, flags, table } = update;
  const all: ReadFile[] = [...make.log.readFiles];
  for (const name of defaults) {
    all.push({ name, location: null, isOptional: true, isIncluded: false, error: 'No such file or directory' });
  }
  if (make.dialect.missingInclude === 'last') all.reverse();
  const goals: MakefileGoal[] = [];
  for (const read of all) {
    const file = table.enter(read.name);
    if (mightLoop(file)) continue;
    goals.push({ read, file, before: fileTime(update, file, false) });
  }
  const saved = { justPrint: flags.justPrint, question: flags.question, touch: flags.touch };
  update.pass++;
  update.isRemaking = true;
  let result: number = status.none;
  try {
    for (const { read, file } of goals) {
      Object.assign(flags, file.isGoal ? saved : { justPrint: false, question: false, touch: false });
      const where = read.location;
      const isReported = read.error !== null && read.isIncluded && !read.isOptional;
      update.goalProblem = isReported ? { location: where, file: read.name, problem: read.error } : null;
      const chain = file.chain;
      for (const one of chain) one.dontCare = read.isOptional;
      runTask(updateFile(update, file, 1));
      update.goalProblem = null;
      const state = currentState(file);
      const worst = chain.reduce((most, one) => Math.max(most, one.status), state.status);
      const isCared = !read.isOptional;
      if (state.isUpdated) {
        if (worst > status.none) result = Math.max(result === status.none ? 0 : result, worst);
        else if (fileTime(update, state, false) !== (state.timeBefore ?? missingTime)) {
          if (result === status.none && !flags.justPrint && !flags.question) result = status.success;
        }
      }
      for (const one of chain) one.dontCare = false;
      void isCared;
    }
  } finally {
    Object.assign(flags, saved);
    update.isRemaking = false;
    update.goalProblem = null;
  }
  if (result === status.none) return { next: 'go', status: 0 };
  if (result === status.success) return { next: 'restart', status: 0 };
  return afterFailure(update, goals);
}

function afterFailure(update: Update, goals: readonly MakefileGoal[]): RemakeResult {
  let isAnyRemade = false;
  let isAnyLost = false;
  let result: 0 | 2 = 0;
  for (const { read, file, before } of goals) {
    const state = currentState(file);
    const isCared = !read.isOptional;
    if (!state.isUpdated) {
      if (!isCared) continue;
      const kind = read.isIncluded ? 'Included makefile' : 'Makefile';
      report(
        update,
        'make/missing-include',
        { file: read.name, problem: 'not found' },
        `${kind} '${read.name}' was not found.`,
      );
      if (!read.isIncluded) isAnyLost = true;
    } else if (state.status <= status.none) {
      if (fileTime(update, state, false) !== before) isAnyRemade = true;
    } else if (isCared) {
      const args = { file: read.name, problem: 'not remade' };
      report(update, 'make/missing-include', args, `Failed to remake makefile '${read.name}'.`);
      const now = fileTime(update, state, false);
      if (now !== missingTime && now !== before) isAnyRemade = true;
      result = 2;
    }
  }
  if (isAnyRemade) return { next: 'restart', status: result };
  if (isAnyLost) throw new StopUpdating();
  return { next: 'go', status: result };
}
