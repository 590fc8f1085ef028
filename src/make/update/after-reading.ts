/** What make does once it has read its makefiles, in one piece. */

import type { Evaluation } from '../contract.ts';
import { stateOf } from '../evaluation.ts';
import { stripDotSlash } from '../state/file-view.ts';
import type { UpdateDriver, UpdateOptions, UpdateResult } from './driver.ts';
import { guarded, runGoals } from './goals.ts';
import { remakeMakefiles } from './remake.ts';
import { optionsOf } from './run-make.ts';

/**
 * Updates the makefiles themselves, then the goals, with the options of the evaluation and of `options`. A makefile
 * that would be remade is not read again: what it would then hold is not known. Never throws for bad input.
 */
export function updateAfterReading(
  evaluation: Evaluation,
  driver: UpdateDriver,
  options: UpdateOptions = {},
): UpdateResult {
  const all = { ...optionsOf(evaluation), ...options };
  const goals = (all.goals ?? evaluation.goals).map(stripDotSlash);
  return guarded(evaluation, driver, all, (update) => {
    for (const name of goals) for (const one of chainOf(update, name)) one.isGoal = true;
    const hasNamed = stateOf(evaluation).log.readFiles.some((file) => !file.isIncluded);
    const remade = remakeMakefiles(update, hasNamed ? [] : ['GNUmakefile', 'makefile', 'Makefile']);
    if (remade.next === 'stop') return 2;
    return Math.max(runGoals(update, goals), remade.status);
  });
}

function chainOf(update: Parameters<typeof runGoals>[0], name: string): ReturnType<typeof update.table.enter>[] {
  const file = update.table.enter(name);
  return file.doubleColon ?? [file];
}
