/** A whole make: reading, remaking makefiles, reading again, goals. Source: GNU make manual 4.3 §3.7, §9. */
import type { ByteString } from '../../core/bytes.ts';
import type { EvaluateRequest, Evaluation, MakeStart } from '../contract.ts';
import { evaluateMakefiles, startOf, stateOf } from '../evaluation.ts';
import { printDatabase } from '../rules/database.ts';
import { stripDotSlash } from '../state/file-view.ts';
import type { UpdateDriver, UpdateOptions, UpdateResult } from './driver.ts';
import { FileTable } from './file-table.ts';
import { markFiles, runGoals, runUpdate, stopWithoutGoals } from './goals.ts';
import { type RemakeResult, remakeMakefiles } from './remake.ts';
import type { Update } from './state.ts';

/** How to run one make. */
export interface MakeRunRequest extends Omit<EvaluateRequest, 'onEvent' | 'onStart' | 'keepGoing' | 'remakes'> {
  readonly driver: UpdateDriver;
  /** More options than those that `options` words hold. */
  readonly update?: UpdateOptions;
  /** Times everything may be read again because a makefile was remade; 100 when absent. */
  readonly maxRestarts?: number;
}

/** How a make ended. */
export interface MakeRunResult {
  readonly status: 0 | 1 | 2;
  /** The last reading. */
  readonly evaluation: Evaluation;
  readonly restarts: number;
  readonly hasUnknown: boolean;
}

/**
 * Runs make with these words as far as the driver does what it asks for. Prints everything make would
 * print through `driver.print`. Never throws for bad input.
 */
export function runMake(request: MakeRunRequest): MakeRunResult {
  const { driver, maxRestarts = 100 } = request;
  let env = request.env ?? request.host.env;
  let hasEntered = false;
  let hasUnknown = false;
  for (let restarts = 0; ; restarts++) {
    const printer = (stream: 'stdout' | 'stderr', text: ByteString): void => {
      driver.print(stream, text);
    };
    const enter = ({ program, cwd, printsDirectory }: MakeStart): void => {
      if (hasEntered || !printsDirectory) return;
      hasEntered = true;
      printer('stdout', `${program}: Entering directory '${cwd}'\n`);
    };
    const evaluation = evaluateMakefiles({
      ...request,
      env,
      keepGoing: false,
      remakes: true,
      onStart: enter,
      onEvent: (event) => {
        if (driver.event !== undefined) driver.event(event);
        else printer(event.stream, `${event.line}\n`);
      },
    });
    const make = stateOf(evaluation);
    enter(startOf(make));
    let isRestart = false;
    let status: 0 | 1 | 2 = 2;
    let table: FileTable | undefined;
    if (evaluation.stop === undefined) {
      const options = { ...optionsOf(evaluation), ...request.update };
      const isAgain = (make.globals.get('MAKE_RESTARTS')?.value ?? '') !== '';
      const result = runUpdate(evaluation, driver, options, (update) => {
        ({ table } = update);
        const goals = evaluation.goals.map(stripDotSlash);
        const remade = remakeAll(update, goals, isAgain);
        if (remade.next === 'restart' && restarts < maxRestarts) {
          isRestart = true;
          return 0;
        }
        if (remade.next === 'stop') return 2;
        if (goals.length > 1 && make.globals.get('MAKECMDGOALS') === undefined) {
          return stopWithoutGoals(update, '.DEFAULT_GOAL contains more than one target');
        }
        if (goals.length === 0) return stopWithoutGoals(update);
        return Math.max(runGoals(update, goals), remade.status);
      });
      status = result.status;
      hasUnknown ||= result.hasUnknown;
    }
    if (isRestart) {
      env = { ...env, MAKE_RESTARTS: String(Number.parseInt(env['MAKE_RESTARTS'] ?? '0', 10) + 1) };
      continue;
    }
    if (make.options.letters.has('p')) printer('stdout', printDatabase(evaluation, table ?? new FileTable(make)));
    if (hasEntered) printer('stdout', `${make.program}: Leaving directory '${make.files.cwd}'\n`);
    return { status, evaluation, restarts, hasUnknown };
  }
}

function remakeAll(update: Update, goals: readonly ByteString[], isAgain: boolean): RemakeResult {
  const { flags } = update;
  // What `-B` and `-W` ask for has been done to makefiles before they were read again.
  const { alwaysMake } = flags;
  if (isAgain) flags.alwaysMake = false;
  else markFiles(update);
  const result = remakeFor(update, goals);
  flags.alwaysMake = alwaysMake;
  if (isAgain) markFiles(update);
  return result;
}

function remakeFor(update: Update, goals: readonly ByteString[]): RemakeResult {
  const { make, table } = update;
  for (const name of goals) for (const one of table.enter(name).chain) one.isGoal = true;
  const hasNamed = make.log.readFiles.some((file) => !file.isIncluded);
  return remakeMakefiles(update, hasNamed ? [] : ['GNUmakefile', 'makefile', 'Makefile']);
}

/**
 * What make does once it has read its makefiles: updates the makefiles themselves, then the goals, with the options of the
 * evaluation and of `options`. A makefile that would be remade is not read again: what it would then hold is not known.
 * Never throws for bad input.
 */
export function updateAfterReading(
  evaluation: Evaluation,
  driver: UpdateDriver,
  options: UpdateOptions = {},
): UpdateResult {
  const all = { ...optionsOf(evaluation), ...options };
  const goals = (all.goals ?? evaluation.goals).map(stripDotSlash);
  return runUpdate(evaluation, driver, all, (update) => {
    const remade = remakeFor(update, goals);
    return remade.next === 'stop' ? 2 : Math.max(runGoals(update, goals), remade.status);
  });
}

/** Options of the update as the words of make and MAKEFLAGS give them. */
export function optionsOf(evaluation: Evaluation): UpdateOptions {
  const { letters, trace, newFiles, oldFiles } = stateOf(evaluation).options;
  return {
    justPrint: letters.has('n'),
    keepGoing: letters.has('k'),
    ignoreErrors: letters.has('i'),
    silent: letters.has('s'),
    question: letters.has('q'),
    touch: letters.has('t'),
    alwaysMake: letters.has('B'),
    trace,
    newFiles,
    oldFiles,
  };
}
