/** A file before it is updated, as the driver and questions about rules see it. */
import type { ByteString } from '../../core/bytes.ts';
import type { RecipeLine } from '../contract.ts';
import { automaticScope, expandRecipeLines } from '../rules/recipe.ts';
import { StopReading } from '../state/messages.ts';
import { automaticValues } from './automatic.ts';
import type { PendingFile } from './driver.ts';
import { currentState, type FileState, missingTime } from './file-state.ts';
import { findRecipe } from './implicit.ts';
import type { Update } from './state.ts';
import { fileTime, isNewer } from './times.ts';

/** What can be asked about a file; its rule is searched on the first question about it. */
export function pendingFile(update: Update, file: FileState, isGoal: boolean): PendingFile {
  const found = (): FileState => {
    update.table.settle(file);
    findRecipe(update, file);
    return file;
  };
  return {
    target: file.name,
    isGoal,
    isThere: !file.isPhony && fileTime(update, file) !== missingTime,
    get hasRecipe() {
      return found().recipe !== null;
    },
    get prerequisites() {
      return found().dependencies.map(({ name }) => name);
    },
    expandRecipe: () => expandPending(update, found()),
  };
}

/** The recipe of a file with the prerequisites as they are; none when its expansion ends in a stop. */
function expandPending(update: Update, file: FileState): readonly RecipeLine[] {
  const { recipe } = file;
  if (recipe === null) return [];
  const time = fileTime(update, file);
  for (const dependency of file.dependencies) {
    const own = fileTime(update, dependency.file);
    dependency.file = currentState(dependency.file);
    const isMissing = time === missingTime || own === missingTime;
    dependency.changed = isMissing || isNewer(update, [file, time], [dependency.file, own]);
  }
  // What nothing makes is used where a search path has found it.
  const nameOf = (state: FileState): ByteString => (state.recipe === null ? state.foundName : state.name);
  const values = automaticValues(update.table, file, { stem: file.stem, isForced: false, nameOf });
  const scope = automaticScope(values, update.scopeOf(file));
  try {
    return expandRecipeLines(update.make, { recipe, target: file.name, location: file.location }, scope);
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
    return [];
  }
}
