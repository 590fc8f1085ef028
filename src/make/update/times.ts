/** Modification times as make compares them. Source: GNU make manual 4.3 §4.5.3, §4.6, §11. */

import type { ByteString } from '../../core/bytes.ts';
import { formatLocation } from '../../core/location.ts';
import type { FileStat } from '../../host/host.ts';
import { hostPath, stripDotSlash } from '../state/file-view.ts';
import type { Recipe } from '../state/records.ts';
import { memberTime } from './archive.ts';
import { currentState, type FileState, missingTime, newTime, oldTime } from './file-state.ts';
import { report, type Update } from './state.ts';

/**
 * Time of a name without a search; missing when there is no such file. Nothing depends on it before it is compared, see
 * {@link isNewer}.
 */
export function nameTime(update: Update, name: ByteString): number {
  const found = update.make.files.host.stat(hostPath(update.make.files, name));
  return found === undefined ? missingTime : (found.unseenMtimeMs ?? found.mtimeMs);
}

/** A file and its time. */
export type Timed = readonly [file: FileState, time: number];

/** True for a time that a file has on disk; others say that it has none, or was just made. */
function isOfDisk(time: number): boolean {
  return Number.isFinite(time) && time !== oldTime;
}

/** The file of a time on disk as it is found, under its names. */
function findTimed({ make }: Update, [file]: Timed): readonly FileStat[] {
  const { foundName, name } = currentState(file);
  return [...new Set([name, foundName])].flatMap((one) => make.files.host.stat(hostPath(make.files, one)) ?? []);
}

/** True for what this run itself has made, in memory. */
function isMade({ unseenMtimeMs }: FileStat): boolean {
  return unseenMtimeMs === undefined;
}

/**
 * True where a prerequisite is newer than its target. The result depends on both times then, unless one of the files is not there: in a
 * build that begins with nothing made most files are compared with nothing. What this run has made is newer than what is no file of the future.
 */
export function isNewer(update: Update, target: Timed, prerequisite: Timed): boolean {
  const result = prerequisite[1] > target[1];
  if (!isOfDisk(target[1]) || !isOfDisk(prerequisite[1])) return result;
  const [made, needed] = [findTimed(update, target), findTimed(update, prerequisite)];
  const isOrdinary = made.every(isMade) ? !result : needed.every(isMade) && result;
  // What is looked at for its size is not of the future either: its stamp shows that.
  for (const found of [...made, ...needed]) if (!isMade(found)) void (isOrdinary ? found.size : found.mtimeMs);
  return result;
}

/** Has what is kept depend on the time of a file. */
export function noteTime(update: Update, timed: Timed): void {
  if (isOfDisk(timed[1])) for (const found of findTimed(update, timed)) void found.mtimeMs;
}

/** Time of a file, looked up once; a search path may give the file another name. */
export function fileTime(update: Update, file: FileState, searches = true): number {
  const state = currentState(file);
  if (state.time !== undefined) return state.time;
  const member = memberTime(update, state.name, (archive) => {
    const container = update.table.enter(archive);
    fileTime(update, container);
    return currentState(container).foundName;
  });
  if (member !== undefined) state.hasCoarseTime = true;
  let time = member ?? nameTime(update, state.name);
  if (time === missingTime && member === undefined && searches && !state.ignoresVpath) {
    const found =
      update.paths.find(state.name) ?? (state.name.startsWith('-l') ? findLibrary(update, state.name) : undefined);
    if (found !== undefined) {
      const known = update.table.lookup(stripDotSlash(found))?.time;
      const keeps = update.paths.isKept(found, state.name);
      const merged = rename(update, state, found, keeps);
      if (merged !== state) return fileTime(update, merged, searches);
      time = known === oldTime || known === newTime ? known : nameTime(update, found);
    }
  }
  if (time !== missingTime && Number.isFinite(time)) warnOfFuture(update, state, time);
  // An intermediate file that is there is one like any other, unless a rule was searched for it before. Observed.
  const isFound = time !== missingTime && !state.triedImplicit && !state.isUpdated;
  if (isFound && state.isIntermediate) {
    state.isIntermediate = false;
    update.intermediateAnswers.clear();
  }
  for (const one of state.chain) one.time = time;
  return time;
}

/** Time to which prerequisites are compared: that of a coarse clock may be any within its second. */
export function targetTime(file: FileState, time: number): number {
  return file.hasCoarseTime && Math.abs(time) < 1e17 ? Math.floor(time / 1000) * 1000 + 999.999_999 : time;
}

/** Uses the file that a search path has found in place of `file`; `keeps` (GPATH): from now on. */
function rename(update: Update, file: FileState, found: ByteString, keeps: boolean): FileState {
  const { table } = update;
  const other = table.lookup(found);
  if (other === undefined || other === file) {
    for (const one of file.chain) {
      one.foundName = found;
      if (keeps) one.name = found;
    }
    table.files.set(found, file);
    return file;
  }
  if (file.recipe !== null) {
    if (other.recipe === null) other.recipe = file.recipe;
    else if (other.recipe !== file.recipe) reportTwoRecipes(update, file, file.recipe, other, other.recipe);
  }
  if (file.dependencies.length > 0) other.dependencies = [...other.dependencies, ...file.dependencies];
  other.isTarget ||= file.isTarget;
  other.isPrecious ||= file.isPrecious;
  other.isGoal ||= file.isGoal;
  other.triedImplicit ||= file.triedImplicit;
  other.isPhony ||= file.isPhony;
  other.isUpdating ||= file.isUpdating;
  other.isSecondary ||= file.isSecondary;
  other.parent ??= file.parent;
  other.variables ??= file.variables;
  file.renamed = other;
  return other;
}

function reportTwoRecipes(update: Update, file: FileState, recipe: Recipe, other: FileState, kept: Recipe): void {
  const location = recipe.location;
  const where = formatLocation(location);
  for (const text of [
    `Recipe was specified for file '${file.name}' at ${formatLocation(kept.location)},`,
    `but '${file.name}' is now considered the same file as '${other.name}'.`,
    `Recipe for '${other.name}' will be ignored in favor of the one for '${file.name}'.`,
  ]) {
    report(update, 'make/recipe-overridden', { target: other.name }, `${where}: ${text}`, { location, message: text });
  }
  other.recipe = recipe;
}

function findLibrary(update: Update, name: ByteString): ByteString | undefined {
  return update.paths.findLibrary(name, (element) => {
    report(update, 'make/invalid-rule', { target: null }, `.LIBPATTERNS element '${element}' is not a pattern`);
  });
}

/** Whole minutes are not worth a digit behind the point. */
function shortNumber(value: number): string {
  if (value < 99.95) {
    const digits = 2 - Math.max(Math.floor(Math.log10(Math.max(value, 1))) + 1, 1);
    return trimZeros(value.toFixed(Math.max(digits, 0)), value);
  }
  return trimZeros(value.toPrecision(2), value);
}

function trimZeros(text: string, value: number): string {
  return text.includes('e') ? String(Number(value.toPrecision(2))) : text;
}

function warnOfFuture(update: Update, file: FileState, time: number): void {
  if (update.driver.now === undefined) return;
  const now = update.driver.now();
  // Clocks of file systems are coarse.
  if (time <= now + 10) return;
  if (update.clockSkew) return;
  update.clockSkew = true;
  const ahead = shortNumber((time - now) / 1000);
  const text = `Warning: File '${file.name}' has modification time ${ahead} s in the future`;
  report(update, 'make/clock-skew', { file: file.name }, text);
}
