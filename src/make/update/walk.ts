/**
 * Brings files up to date: prerequisites first, then the recipe where it is due. Source: GNU make manual
 * 4.3 §4.2, §10.4; order, and the cases in which make does nothing: docs/make-semantics.md §4.3.
 */

import { record } from '../state/messages.ts';
import { executeRecipe, reportGoalProblem } from './commands.ts';
import { currentState, type Dependency, type FileState, missingTime, newTime, status } from './file-state.ts';
import { finish } from './finish.ts';
import { findRecipe } from './implicit.ts';
import { hasRecursiveLine } from './line-flags.ts';
import { needsOf } from './needs.ts';
import { pendingFile } from './pending.ts';
import { neededBy, report, StopUpdating, setParent, type Update } from './state.ts';
import { type Task, waitFor } from './task.ts';
import { fileTime, isNewer, noteTime, type Timed, targetTime } from './times.ts';
import { countTime } from '../state/spending.ts';

/** Updates a file with all its `::` rules; gives the worst status. */
export function* updateFile(update: Update, file: FileState, depth: number): Task<number> {
  const all = file.chain;
  const first = all[0]!;
  if (first.considered === update.pass) {
    const isToBeReported = first.isUpdated && first.status > status.none && !first.dontCare && first.isUnreported;
    if (!isToBeReported) return first.isUpdated ? first.status : status.success;
  }
  let worst: number = status.success;
  for (const one of all) {
    one.considered = update.pass;
    const asks = update.driver.enters !== undefined && !one.isUpdated;
    if (asks && passesOver(update, one, depth === 0)) continue;
    const result = yield* waitFor(updateOne(update, one, depth));
    if (asks) update.driver.leaves?.(one.name);
    if (result > worst) worst = result;
    if (result !== status.success && !update.flags.keepGoing) break;
  }
  return worst;
}

/** Leaves a file as it is when the driver does not enter it. */
function passesOver(update: Update, file: FileState, isGoal: boolean): boolean {
  fileTime(update, file);
  if (update.driver.enters?.(pendingFile(update, file, isGoal)) !== false) return false;
  // A file without a recipe is used where a search path has found it.
  if (file.recipe === null) file.name = file.foundName;
  finish(update, file);
  return true;
}

/** Keeps hostile makefiles from exhausting memory. */
function isCut(update: Update, file: FileState): boolean {
  if (update.isCut) return true;
  countTime(update.make, 16);
  if (++update.considered <= update.maxFiles) return false;
  update.isCut = true;
  const { make } = update;
  const message = `kgate: recipes beyond '${file.name}' are not looked at`;
  const line = `${make.program}: ${message}`;
  record(make, { kind: 'limit', code: 'make/limit-depth', line, message, location: null, fatal: false });
  return true;
}

function setUpdating(file: FileState, value: boolean): void {
  (file.doubleColon?.[0] ?? currentState(file)).isUpdating = value;
}

function isUpdating(file: FileState): boolean {
  return (file.doubleColon?.[0] ?? currentState(file)).isUpdating;
}

/** Drops a prerequisite of `owner`, which is `file` or a file made along with it. */
function dropCircle(update: Update, file: FileState, owner: FileState, dependency: Dependency): void {
  const text = `Circular ${file.name} <- ${dependency.file.name} dependency dropped.`;
  report(update, 'make/circular-dependency', { target: file.name, prerequisite: dependency.file.name }, text);
  const rest = owner.dependencies.filter((one) => one !== dependency);
  // The first one of a file made along goes in a strange way. Observed with make 4.3.
  if (owner.dependencies[0] === dependency) file.dependencies = rest;
  else owner.dependencies = rest;
}

function* updateOne(update: Update, file: FileState, depth: number): Task<number> {
  if (file.isUpdated) {
    if (file.status <= status.none) return status.success;
    if (file.isUnreported && !file.dontCare) complain(update, file);
    return file.status;
  }
  if (isCut(update, file)) return status.success;
  setUpdating(file, true);
  file.isUnreported = file.dontCare;
  const ownTime = fileTime(update, file);
  const isMissing = ownTime === missingTime;
  const thisTime = targetTime(file, ownTime);
  update.table.settle(file);
  findRecipe(update, file);
  const walk: Walk = { file, thisTime, mustMake: isMissing, worst: status.success };
  if (update.make.dialect.groupIsOneTarget) {
    walk.mustMake ||= file.alsoMakes.some((other) => fileTime(update, other) === missingTime && !other.isPhony);
  }
  yield* waitFor(updatePrerequisites(update, walk, depth + 1));
  if (walk.mustMake || update.flags.alwaysMake) yield* waitFor(updateIntermediates(update, walk, depth + 1));
  setUpdating(file, false);
  if (walk.worst !== status.success) {
    file.status = walk.worst;
    finish(update, file);
    if (depth === 0 && update.flags.keepGoing && !update.flags.justPrint && !update.flags.question) {
      const text = `Target '${file.name}' not remade because of errors.`;
      report(update, 'make/no-rule', { target: file.name, neededBy: null }, text);
    }
    return walk.worst;
  }
  if (!isDue(update, walk, isMissing)) {
    finish(update, file);
    for (const one of file.chain) one.name = one.foundName;
    return status.success;
  }
  // What its recipe would do with a file that is not there says nothing of the build.
  if (file.dependencies.some((dependency) => currentState(dependency.file).isPassedStop)) {
    file.status = status.success;
    file.time = newTime;
    if (!file.isPhony) update.driver.passes?.(file.name);
    finish(update, file);
    return file.status;
  }
  // A file that a search path found is made here, not there.
  if (file.name !== file.foundName) file.ignoresVpath = true;
  remake(update, file);
  return file.status;
}

interface Walk {
  readonly file: FileState;
  readonly thisTime: number;
  mustMake: boolean;
  worst: number;
}

/** Everything but intermediate files, and what those are made from. */
function* updatePrerequisites(update: Update, walk: Walk, depth: number): Task<void> {
  const { file, thisTime } = walk;
  for (const owner of [file, ...file.alsoMakes]) {
    if (owner !== file) update.table.settle(owner);
    for (const dependency of owner.dependencies) {
      const before = fileTime(update, dependency.file);
      dependency.file = currentState(dependency.file);
      if (isUpdating(dependency.file)) {
        dropCircle(update, file, owner, dependency);
        continue;
      }
      const { file: needed } = dependency;
      setParent(update.table, needed, file);
      const answer = { mustMake: walk.mustMake };
      const cared = needed.dontCare;
      if (update.isRemaking) needed.dontCare = file.dontCare;
      const result = yield* waitFor(checkPrerequisite(update, needed, depth, [file, thisTime], answer));
      if (update.isRemaking) needed.dontCare = cared;
      if (result > walk.worst) walk.worst = result;
      if (!dependency.orderOnly) walk.mustMake = answer.mustMake;
      dependency.file = currentState(needed);
      if (walk.worst !== status.success && !update.flags.keepGoing) return;
      dependency.changed = before === missingTime || fileTime(update, dependency.file) !== before;
    }
  }
}

/** Intermediate files are made once it is clear that they are needed. */
function* updateIntermediates(update: Update, walk: Walk, depth: number): Task<void> {
  const { file } = walk;
  for (const dependency of file.dependencies) {
    const needed = currentState(dependency.file);
    if (!needed.isIntermediate) continue;
    const before = fileTime(update, needed);
    setParent(update.table, needed, file);
    const cared = needed.dontCare;
    if (update.isRemaking) needed.dontCare = file.dontCare;
    const result = yield* waitFor(updateFile(update, needed, depth));
    if (update.isRemaking) needed.dontCare = cared;
    if (result > walk.worst) walk.worst = result;
    if (walk.worst !== status.success && !update.flags.keepGoing) return;
    dependency.changed = (file.isPhony && file.recipe !== null) || fileTime(update, needed) !== before;
  }
}

/** Decides whether the recipe has to run now that all prerequisites are what they will be. */
function isDue(update: Update, walk: Walk, isMissing: boolean): boolean {
  const { file, thisTime } = walk;
  let { mustMake } = walk;
  let isAnyChanged = false;
  for (const dependency of file.dependencies) {
    const time = fileTime(update, dependency.file);
    dependency.file = currentState(dependency.file);
    if (!dependency.orderOnly) {
      if (time === missingTime && !dependency.file.isIntermediate) mustMake = true;
      if (dependency.changed) isAnyChanged = true;
    }
    dependency.changed ||= isMissing || isNewer(update, [file, thisTime], [dependency.file, time]);
  }
  if (file.doubleColon !== null && file.dependencies.length === 0) return true;
  if (!isMissing && file.isTarget && !isAnyChanged && file.recipe === null) return false;
  return mustMake || (file.recipe !== null && update.flags.alwaysMake);
}

/** Updates a prerequisite, or what an intermediate one is made from; `answer` says whether its target is out of date. */
function* checkPrerequisite(
  update: Update,
  file: FileState,
  depth: number,
  target: Timed,
  answer: { mustMake: boolean },
): Task<number> {
  if (file.isPhony || !file.isIntermediate) {
    setUpdating(file, true);
    const result = yield* waitFor(updateFile(update, file, depth));
    setUpdating(file, false);
    const state = currentState(file);
    const time = fileTime(update, state);
    if (time === missingTime || isNewer(update, target, [state, time])) answer.mustMake = true;
    return result;
  }
  update.table.settle(file);
  findRecipe(update, file);
  const time = fileTime(update, file);
  if (time !== missingTime && isNewer(update, target, [file, time])) {
    answer.mustMake = true;
    return status.success;
  }
  let answers = update.intermediateAnswers.get(file);
  if (answers === undefined) {
    answers = new Map();
    update.intermediateAnswers.set(file, answers);
  }
  const known = answers.get(target[1]);
  if (known !== undefined) {
    noteTime(update, target);
    answer.mustMake ||= known.mustMake;
    return known.status;
  }
  if (isCut(update, file)) return status.success;
  setUpdating(file, true);
  const own = { mustMake: false };
  let worst: number = status.success;
  for (const dependency of file.dependencies) {
    dependency.file = currentState(dependency.file);
    if (isUpdating(dependency.file)) {
      dropCircle(update, file, file, dependency);
      continue;
    }
    setParent(update.table, dependency.file, file);
    const inner = { mustMake: own.mustMake };
    const result = yield* waitFor(checkPrerequisite(update, dependency.file, depth + 1, target, inner));
    if (!dependency.orderOnly) own.mustMake = inner.mustMake;
    if (result > worst) worst = result;
    if (worst !== status.success && !update.flags.keepGoing) break;
  }
  setUpdating(file, false);
  answers.set(target[1], { mustMake: own.mustMake, status: worst });
  answer.mustMake ||= own.mustMake;
  return worst;
}

/** Runs the recipe of a file that is due, or says that there is none. */
function remake(update: Update, file: FileState): void {
  if (file.recipe === null) {
    if (file.isPhony || file.isTarget) file.status = status.success;
    else if (update.driver.acceptsMissing?.(file.name, neededBy(file), () => needsOf(update.make, file)) === true) {
      file.status = status.success;
      file.time = newTime;
    } else {
      if (!(update.isRemaking && file.dontCare)) complain(update, file);
      file.status = update.flags.passesStops ? status.success : status.failed;
      file.isPassedStop = update.flags.passesStops;
    }
    finish(update, file);
    return;
  }
  if (!update.flags.touch || hasRecursiveLine(file)) {
    executeRecipe(update, file);
    return;
  }
  file.status = status.success;
  finish(update, file);
}

/** Says why a file cannot be made; for what failed because of a prerequisite, why that one cannot. */
function complain(update: Update, file: FileState): void {
  const seen = new Set<FileState>();
  let at = file;
  while (at.isUnreported && !seen.has(at)) {
    seen.add(at);
    const inner = at.dependencies
      .map((dependency) => currentState(dependency.file))
      .find((one) => one.isUpdated && one.isUnreported);
    if (inner === undefined) break;
    at = inner;
  }
  reportGoalProblem(update);
  at.isUnreported = false;
  const needed = at.parent === null ? '' : `, needed by '${at.parent.name}'`;
  const message = `No rule to make target '${at.name}'${needed}`;
  const { keepGoing, passesStops } = update.flags;
  const args = { target: at.name, neededBy: at.parent?.name ?? null };
  const needs = needsOf(update.make, at);
  report(update, 'make/no-rule', args, `*** ${message}${keepGoing ? '.' : '.  Stop.'}`, {
    isFatal: true,
    message,
    needs,
  });
  if (!keepGoing && !passesStops) throw new StopUpdating();
}
