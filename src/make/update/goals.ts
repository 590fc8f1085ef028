/** The goals of one make: updated one after the other. Source: GNU make manual 4.3 §9.2, §10.4. */
import type { ByteString } from '../../core/bytes.ts';
import type { Evaluation } from '../contract.ts';
import { stateOf } from '../evaluation.ts';
import { hostPath, stripDotSlash } from '../state/file-view.ts';
import { ExpansionMemo } from '../state/expansion-memo.ts';
import type { MakeState } from '../state/make-state.ts';
import { StopReading } from '../state/messages.ts';
import type { UpdateDriver, UpdateOptions, UpdateResult } from './driver.ts';
import { currentState, FileState, newTime, oldTime, status } from './file-state.ts';
import { FileTable } from './file-table.ts';
import { collectPatternRules, installSuffixRules, type SearchRule } from './pattern-rules.ts';
import { openFileScope, report, StopUpdating, say, type Update } from './state.ts';
import { runTask } from './task.ts';
import { SearchPaths } from './vpath.ts';
import { updateFile } from './walk.ts';

/** Starts an update of an evaluation; the driver gets every message from now on. */
function openUpdate(evaluation: Evaluation, driver: UpdateDriver, options: UpdateOptions): Update {
  const make = stateOf(evaluation);
  make.log.onEvent = (event) => {
    if (driver.event !== undefined) driver.event(event);
    else driver.print(event.stream, `${event.line}\n`);
  };
  if (options.files !== undefined) {
    make.files.host = options.files.host;
    make.runShell = options.files.runShell;
    make.files.directories.clear();
  }
  const update = newUpdate(make, driver, options);
  // Warnings about suffix rules come before all others.
  void update.rules;
  return update;
}

/** A new update; expands what `.SECONDEXPANSION` put off, where the version does that now. */
export function newUpdate(make: MakeState, driver: UpdateDriver, options: UpdateOptions): Update {
  installSuffixRules(make);
  if (make.dialect.settlesAllTargets && make.modes.secondExpansion) settleAll(make);
  const table = new FileTable(make, options.looksUpNames === true);
  make.memo = make.options.warnUndefined ? null : new ExpansionMemo(make);
  let rules: readonly SearchRule[] | null = null;
  const update: Update = {
    make,
    driver,
    flags: {
      justPrint: options.justPrint ?? false,
      question: options.question ?? false,
      touch: options.touch ?? false,
      keepGoing: options.keepGoing ?? false,
      ignoreErrors: options.ignoreErrors === true || table.ignoresErrors === 'all',
      silent: options.silent === true || table.isSilent === 'all',
      alwaysMake: options.alwaysMake ?? false,
      trace: options.trace ?? false,
      passesStops: options.passesStops ?? false,
    },
    table,
    paths: new SearchPaths(table),
    get rules() {
      return (rules ??= collectPatternRules(make, table.extraForPatterns));
    },
    impossible: new Set(),
    steps: 0,
    scopeOf: (file) => openFileScope(make, table, file),
    pass: 0,
    commandsStarted: 0,
    hasUnknown: false,
    idleGoals: [],
    isRemaking: false,
    goalProblem: null,
    intermediateAnswers: new Map(),
    considered: 0,
    maxFiles: options.maxFiles ?? 1_000_000,
    isCut: false,
    newFiles: options.newFiles ?? [],
    oldFiles: options.oldFiles ?? [],
    clockSkew: false,
    startedAt: driver.now?.() ?? 0,
  };
  for (const name of update.oldFiles) markFile(table, stripDotSlash(name), oldTime);
  return update;
}

/** `-W`: files that count as new. */
export function markFiles(update: Update): void {
  for (const name of update.newFiles) markFile(update.table, stripDotSlash(name), newTime);
}

function markFile(table: FileTable, name: ByteString, time: number): void {
  let file = table.enter(name);
  if (file.doubleColon !== null) {
    // It becomes one more `::` rule, without anything. Observed with make 4.3.
    const chain = file.doubleColon;
    file = new FileState(name);
    file.doubleColon = chain;
    file.isSettled = true;
    chain.push(file);
  }
  file.time = time;
  file.timeBefore = time;
  if (time !== oldTime) return;
  file.isUpdated = true;
  file.status = status.success;
}

/**
 * Updates the goals of an evaluation as make would, and prints what make prints through the driver.
 * The evaluation's events and its stop stay as they are; the driver gets all messages. Never throws for bad input.
 * One evaluation can be updated several times; changes by a driver's commands have to be visible through the
 * evaluation's host.
 */
export function updateGoals(evaluation: Evaluation, driver: UpdateDriver, options: UpdateOptions = {}): UpdateResult {
  const goals = options.goals ?? evaluation.goals;
  return runUpdate(evaluation, driver, options, (update) => {
    if (options.goals === undefined && goals.length === 0) return stopWithoutGoals(update);
    markFiles(update);
    return runGoals(update, goals.map(stripDotSlash));
  });
}

/** Runs `body` on a new update; a stop in it is status 2. */
export function runUpdate(
  evaluation: Evaluation,
  driver: UpdateDriver,
  options: UpdateOptions,
  body: (update: Update) => number,
): UpdateResult {
  const make = stateOf(evaluation);
  const saved = { onEvent: make.log.onEvent, stopped: make.log.stopped, count: make.log.events.length };
  let update: Update | undefined;
  let result = 2;
  try {
    update = openUpdate(evaluation, driver, options);
    result = body(update);
  } catch (error) {
    if (!(error instanceof StopUpdating || error instanceof StopReading)) throw error;
  }
  try {
    if (update !== undefined) endUpdate(update);
  } finally {
    make.log.onEvent = saved.onEvent;
    make.log.stopped = saved.stopped;
    make.log.events.length = saved.count;
  }
  return {
    status: result === 0 ? 0 : result === 1 ? 1 : 2,
    commandsStarted: update?.commandsStarted ?? 0,
    hasUnknown: update?.hasUnknown ?? false,
    idleGoals: update?.idleGoals ?? [],
  };
}

/** Ends a make that has no goals, or not one of them. */
export function stopWithoutGoals(
  update: Update,
  message = update.make.log.makefiles.length > 0 ? 'No targets' : 'No targets specified and no makefile found',
): number {
  report(update, 'make/no-targets', {}, `*** ${message}.  Stop.`, { isFatal: true, message });
  return 2;
}

/** Status of make for these goals. */
export function runGoals(update: Update, goals: readonly ByteString[]): number {
  const files = goals.map((name) => update.table.enter(name));
  for (const file of files) for (const one of file.chain) one.isGoal = true;
  update.pass++;
  let result: number = status.none;
  for (const file of files) {
    const outcome = updateGoal(update, file);
    if (outcome.status !== null) result = Math.max(outcome.status, result === status.none ? 0 : result);
    if (outcome.stops) break;
  }
  return result === status.failed ? 2 : result === status.question ? 1 : 0;
}

/** Updates one goal and says that there was nothing to do. */
function updateGoal(update: Update, goal: FileState): { readonly status: number | null; readonly stops: boolean } {
  const { flags } = update;
  const started = update.commandsStarted;
  const result = runTask(updateFile(update, goal, 0));
  const file = currentState(goal);
  const last = file.chain.reduce((worst, one) => Math.max(worst, one.status), 0);
  if (result !== status.success || last > status.none) {
    const worst = Math.max(result, last);
    return { status: worst, stops: !flags.keepGoing && worst === status.failed };
  }
  if (file.recipe === null && !file.isPhony && !file.isTarget && Number.isFinite(file.time)) {
    update.idleGoals.push(file.name);
  }
  if (update.commandsStarted === started && !flags.silent && !flags.question) {
    const isIdle = file.isPhony || file.recipe === null;
    say(update, isIdle ? `Nothing to be done for '${file.name}'.` : `'${file.name}' is up to date.`);
  }
  return { status: status.success, stops: false };
}

/** Removes intermediate files and gives the last warnings. */
function endUpdate(update: Update): void {
  removeIntermediates(update);
  if (update.clockSkew) {
    const text = 'warning:  Clock skew detected.  Your build may be incomplete.';
    report(update, 'make/clock-skew', { file: null }, text);
  }
}

function removeIntermediates(update: Update): void {
  const { table, flags, driver, make } = update;
  if (table.allSecondary || flags.question || flags.touch) return;
  const names: ByteString[] = [];
  const seen = new Set<FileState>();
  for (const file of table.files.values()) {
    if (seen.has(file)) continue;
    seen.add(file);
    if (!file.isIntermediate || file.isSecondary || file.isGoal || (file.isPrecious && !file.dontCare)) continue;
    // Nothing has made it, so nothing takes it away.
    if (file.status === status.none) continue;
    if (!flags.justPrint) {
      const removed = driver.remove?.(hostPath(make.files, file.name)) ?? 'removed';
      if (removed === 'missing') continue;
    }
    if (!file.dontCare) names.push(file.name);
  }
  if (names.length > 0 && !flags.silent) driver.print('stdout', `rm ${names.join(' ')}\n`);
}

function settleAll(make: MakeState): void {
  const table = new FileTable(make);
  for (const name of make.rules.targets.keys()) {
    const file = table.lookup(name);
    for (const one of file?.chain ?? []) table.settle(one);
  }
}
