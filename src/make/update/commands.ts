/** Runs recipes: expansion, what is printed, what is run, what a failure means. Source: GNU make manual 4.3 §5. */

import type { ByteString } from '../../core/bytes.ts';
import { formatLocation, type Location } from '../../core/location.ts';
import type { RecipeLine } from '../contract.ts';
import { childEnvironment } from '../read/environment.ts';
import { expandReference } from '../read/expand.ts';
import { automaticScope, expandRecipeLines } from '../rules/recipe.ts';
import { hostPath } from '../state/file-view.ts';
import { StopReading } from '../state/messages.ts';
import type { Recipe } from '../state/records.ts';
import { guardLimits } from '../state/spending.ts';
import type { Scope } from '../state/variables.ts';
import { stripSpaces } from '../syntax/chars.ts';
import { automaticValues } from './automatic.ts';
import type { CommandOutcome, RecipeCommand } from './driver.ts';
import { type FileState, missingTime, newTime, status } from './file-state.ts';
import { isNamed } from './file-table.ts';
import { finish } from './finish.ts';
import { oneShellLine, textForShell } from './one-shell.ts';
import { needsOf } from './needs.ts';
import { neededBy, report, StopUpdating, type Update } from './state.ts';
import { nameTime } from './times.ts';
import { countTime } from '../state/spending.ts';

/** True when no line of a recipe holds more than prefix characters and blanks. */
function isEmptyRecipe(recipe: Recipe): boolean {
  return recipe.lines.every((line) => /^[\s@+-]*$/.test(line));
}

/** `FILE:LINE` as messages about recipes name it. */
export function recipePosition(location: Location): string {
  return location.file === '<builtin>' ? '<builtin>' : formatLocation(location);
}

/** Carries out the recipe of a file and finishes it. */
export function executeRecipe(update: Update, file: FileState): void {
  const recipe = file.recipe!;
  file.isRunning = true;
  if (isEmptyRecipe(recipe)) {
    file.status = status.success;
    finish(update, file);
    return;
  }
  const values = automaticValues(update.table, file, { stem: file.stem, isForced: update.flags.alwaysMake });
  const scope = automaticScope(values, update.scopeOf(file));
  const lines = expandLines(update, file, recipe, scope);
  file.shellStatus = scope.variables.get('.SHELLSTATUS') ?? null;
  const outcome = lines === null ? 'passed' : runLines(update, file, lines, scope, values);
  if (outcome === 'assumed') file.time = newTime;
  file.status = outcome === 'failed' ? status.failed : outcome === 'question' ? status.question : status.success;
  finish(update, file, outcome === 'assumed' || outcome === 'passed');
}

/** Null when the expansion of a line is a stop that is passed over. */
function expandLines(update: Update, file: FileState, recipe: Recipe, scope: Scope): RecipeLine[] | null {
  const { make, table } = update;
  const before = make.log.events.length;
  let lines: RecipeLine[] = [];
  const use = { recipe, target: file.name, location: file.location };
  try {
    lines = table.isOneShell
      ? oneShellLine(make, use, scope)
      : expandRecipeLines(make, use, scope, (index) => (file.recursiveLines ??= new Set()).add(index));
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
    throw new StopUpdating();
  }
  for (let i = before; i < make.log.events.length; i++) {
    if (!make.log.events[i]!.fatal) continue;
    if (!update.flags.passesStops) throw new StopUpdating();
    return null;
  }
  return lines;
}

type RecipeOutcome = 'done' | 'failed' | 'question' | 'assumed' | 'passed';

function runLines(
  update: Update,
  file: FileState,
  lines: readonly RecipeLine[],
  scope: Scope,
  values: ReadonlyMap<ByteString, ByteString>,
): RecipeOutcome {
  const { flags, driver } = update;
  const silences = isNamed(update.table.isSilent, file);
  const ignores = flags.ignoreErrors || isNamed(update.table.ignoresErrors, file);
  traceTarget(update, file, values);
  const shared = sharedParts(update, file, scope);
  let outcome: RecipeOutcome = 'done';
  let hasRun = false;
  for (const line of lines) {
    if (flags.question && !line.isRecursive) return 'question';
    if (flags.touch && !line.isRecursive) continue;
    const silent = line.silent || silences;
    if (flags.justPrint || flags.trace || (!silent && !flags.silent)) {
      driver.print('stdout', `${shared.text(line.text)}\n`);
    }
    update.commandsStarted++;
    if (line.text === ':' && shared.isPlainShell()) continue;
    if (flags.justPrint && !line.isRecursive) continue;
    const ignoreErrors = line.ignoreErrors || ignores;
    const isFirst = !hasRun;
    hasRun = true;
    update.make.spent.budget?.at(line.location);
    countTime(update.make, 64);
    const result = driver.runCommand(newCommand(update, file, line, { silent, ignoreErrors, isFirst }, shared));
    if (result === 'assumed' || result === 'unknown') {
      if (result === 'unknown') update.hasUnknown = true;
      outcome = 'assumed';
      continue;
    }
    update.table.forgetDirectories();
    if (result.status === 0 && result.signal === undefined) continue;
    // A make below has said that something is to be done.
    if (flags.question && result.status === 1 && result.signal === undefined) return 'question';
    reportFailure(update, file, line, result, ignoreErrors);
    if (ignoreErrors) continue;
    if (flags.passesStops) return 'passed';
    deleteTargets(update, file, result);
    file.status = status.failed;
    if (!flags.keepGoing && !file.dontCare) {
      finish(update, file);
      throw new StopUpdating();
    }
    return 'failed';
  }
  return outcome;
}

interface Shared {
  readonly env: () => Readonly<Record<string, ByteString>>;
  readonly shell: () => readonly [ByteString, ByteString];
  readonly isPlainShell: () => boolean;
  readonly text: (text: ByteString) => ByteString;
  readonly neededBy: () => readonly ByteString[];
}

/** What all commands of one run share, made when it is first asked for. */
function sharedParts(update: Update, file: FileState, scope: Scope): Shared {
  const { make } = update;
  let env: Record<string, ByteString> | null = null;
  let shell: readonly [ByteString, ByteString] | null = null;
  let names: readonly ByteString[] | null = null;
  const inScope = <T>(body: () => T): T => {
    const saved = { ...make.at };
    Object.assign(make.at, { scope, references: null });
    try {
      return body();
    } catch (error) {
      if (!(error instanceof StopReading)) throw error;
      throw new StopUpdating();
    } finally {
      Object.assign(make.at, saved);
    }
  };
  const findShell = (): readonly [ByteString, ByteString] => {
    const program = stripSpaces(expandReference(make, 'SHELL'));
    const flags = make.globals.has('.SHELLFLAGS') ? expandReference(make, '.SHELLFLAGS') : '-c';
    return [program === '' ? '/bin/sh' : program, flags];
  };
  const getShell = (): readonly [ByteString, ByteString] =>
    (shell ??= inScope(() => guardLimits(make, findShell)) ?? ['/bin/sh', '-c']);
  return {
    env: () => (env ??= inScope(() => childEnvironment(make, scope))),
    text: (text) => (update.table.isOneShell ? inScope(() => textForShell(make, text, scope)) : text),
    shell: getShell,
    isPlainShell: () => getShell()[0] === '/bin/sh',
    neededBy: () => (names ??= neededBy(file)),
  };
}

function newCommand(
  update: Update,
  file: FileState,
  line: RecipeLine,
  flags: { readonly silent: boolean; readonly ignoreErrors: boolean; readonly isFirst: boolean },
  shared: Shared,
): RecipeCommand {
  const { isRecursive, location, raw } = line;
  const text = shared.text(line.text);
  return {
    text,
    target: file.name,
    ...flags,
    isRecursive,
    location,
    raw,
    cwd: update.make.files.cwd,
    isRemaking: update.isRemaking,
    isOneShell: update.table.isOneShell,
    makeVersion: update.make.dialect.version,
    get neededBy() {
      return shared.neededBy();
    },
    get needs() {
      return needsOf(update.make, file);
    },
    get shell() {
      return shared.shell()[0];
    },
    get shellFlags() {
      return shared.shell()[1];
    },
    get env() {
      return shared.env();
    },
    get conditions() {
      return line.conditions;
    },
    get path() {
      return line.path;
    },
    references: line.references,
  };
}

/** `--trace`: why the target is made. */
function traceTarget(update: Update, file: FileState, values: ReadonlyMap<ByteString, ByteString>): void {
  if (!update.flags.trace) return;
  const where = recipePosition(file.recipe!.location);
  const newer = values.get('?') ?? '';
  const isMissing = file.isPhony || file.timeBefore === missingTime || fileIsMissing(update, file);
  const { traceStyle } = update.make.dialect;
  let text: string;
  if (traceStyle === 'old') {
    text = isMissing ? `target '${file.name}' does not exist` : `update target '${file.name}' due to: ${newer}`;
  } else {
    const reason = file.isPhony ? 'target is .PHONY' : isMissing ? 'target does not exist' : newer;
    text = `update target '${file.name}' due to: ${reason === '' ? 'unknown reasons' : reason}`;
  }
  update.driver.print('stdout', `${where}: ${text}\n`);
}

function fileIsMissing(update: Update, file: FileState): boolean {
  return nameTime(update, file.name) === missingTime;
}

function reportFailure(
  update: Update,
  file: FileState,
  line: RecipeLine,
  result: Exclude<CommandOutcome, string>,
  isIgnored: boolean,
): void {
  reportGoalProblem(update);
  const where = `[${recipePosition(line.location)}: ${file.name}]`;
  const what =
    result.signal === undefined
      ? `Error ${result.status}`
      : `${result.signal}${result.dumpedCore === true ? ' (core dumped)' : ''}`;
  const text = `${isIgnored ? '' : '*** '}${where} ${what}${isIgnored ? ' (ignored)' : ''}`;
  if (file.dontCare || (isIgnored && update.flags.silent)) return;
  const { conditions, path, references } = line;
  const message = `${where} ${what}`;
  const args = { target: file.name, status: result.signal === undefined ? result.status : null };
  report(update, isIgnored ? 'make/recipe-warning' : 'make/recipe-failed', args, text, {
    isFatal: !isIgnored,
    conditions,
    path,
    references,
    message,
    place: line.location,
  });
}

/** The include line of a makefile that could not be read, printed before what went wrong with making it. */
export function reportGoalProblem(update: Update): void {
  const problem = update.goalProblem;
  if (problem === null) return;
  update.goalProblem = null;
  const { location, ...args } = problem;
  const message = `${args.file}: ${args.problem}`;
  const text = location === null ? message : `${formatLocation(location)}: ${message}`;
  report(update, 'make/missing-include', args, text, { location, message });
}

/** After a failure `.DELETE_ON_ERROR` removes a target that was changed. */
function deleteTargets(update: Update, file: FileState, result: Exclude<CommandOutcome, string>): void {
  if (!update.table.deletesOnError && result.signal === undefined) return;
  const remove = (one: FileState, onBehalfOf: ByteString | null): void => {
    if (one.isPrecious || one.isPhony) return;
    const now = update.make.files.host.stat(hostPath(update.make.files, one.name));
    if (now === undefined || now.kind !== 'file' || now.mtimeMs === one.time) return;
    const pre = onBehalfOf === null ? '*** ' : `*** [${onBehalfOf}] `;
    const args = { target: one.name, status: null };
    report(update, 'make/recipe-warning', args, `${pre}Deleting file '${one.name}'`);
    update.driver.remove?.(hostPath(update.make.files, one.name));
  };
  remove(file, null);
  for (const other of file.alsoMakes) remove(other, file.name);
}
