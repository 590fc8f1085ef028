/** What happens to a file when its update is over. Source: docs/make-semantics.md §4.3. */
import { hostPath } from '../state/file-view.ts';
import { type FileState, newTime, status } from './file-state.ts';
import { hasRecursiveLine, isRecursiveLine } from './line-flags.ts';
import { report, type Update } from './state.ts';
import { fileTime } from './times.ts';

/** Marks a file as updated and says what its time is from now on; `isAssumed`: its recipe was taken as run. */
export function finish(update: Update, file: FileState, isAssumed = false): void {
  const { flags } = update;
  const ran = file.isRunning;
  let touched = false;
  file.isRunning = false;
  file.isUpdated = true;
  update.intermediateAnswers.delete(file);
  if (flags.touch && file.status === status.success) touched = touchTarget(update, file);
  file.timeBefore ??= file.time;
  if ((ran && !file.isPhony) || touched) {
    let isNew = isAssumed;
    if ((flags.question || flags.justPrint || flags.touch) && file.recipe !== null) {
      isNew ||= file.recipe.lines.some((_, index) => !isRecursiveLine(file, index));
    } else if (file.isTarget && file.recipe === null) isNew = true;
    file.time = isNew ? newTime : undefined;
  }
  if (file.doubleColon !== null && file.doubleColon.every((one) => one.isUpdated)) {
    // The last of the `::` rules decides for all of them.
    let time: number | undefined = file.time;
    for (const one of file.doubleColon) {
      if (time === undefined || one.time === undefined) time = undefined;
      else time = Math.max(time, one.time);
    }
    for (const one of file.doubleColon) one.time = time;
  }
  if (ran && file.status !== status.none) finishOthers(update, file, isAssumed);
  else if (file.status === status.none) file.status = status.success;
}

/** One run of a recipe with several targets makes all of them. */
function finishOthers(update: Update, file: FileState, isAssumed: boolean): void {
  for (const other of file.alsoMakes) {
    other.isUpdated = true;
    other.isRunning = false;
    other.status = file.status;
    if (other.isPhony) continue;
    other.timeBefore ??= other.time;
    other.time = isAssumed || file.time === newTime ? newTime : undefined;
    fileTime(update, other);
  }
}

/** `-t`: true when the file has been made new, or would have been under `-n`. */
function touchTarget(update: Update, file: FileState): boolean {
  if (file.recipe !== null && hasRecursiveLine(file)) {
    const isAll = file.recipe.lines.every((_, index) => isRecursiveLine(file, index));
    if (isAll) return false;
  }
  if (file.isPhony || file.recipe === null) return false;
  if (!update.flags.silent) update.driver.print('stdout', `touch ${file.name}\n`);
  update.commandsStarted++;
  if (!update.flags.justPrint) {
    const problem = update.driver.touch?.(hostPath(update.make.files, file.name)) ?? null;
    if (problem !== null) {
      const args = { target: file.name, status: null };
      report(update, 'make/recipe-failed', args, `touch: open: ${file.name}: ${problem}`, { isFatal: true });
      file.status = status.failed;
    }
  }
  return true;
}
