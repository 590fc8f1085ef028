import type { ByteString } from '../../core/bytes.ts';
import { KgateError } from '../../core/errors.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { normalPath } from '../../host/paths.ts';
import {
  type EvaluateRequest,
  type Evaluation,
  evaluateMakefiles,
  type MakeEvent,
  missingIncludeEvents,
  openRecipes,
  type ParsedMakeVersion,
} from '../../make/index.ts';
import type { ResolvedRequest } from './build-request.ts';
import { type MakeCommand, parseMakeCommand, splitSimpleCommand } from './command-words.ts';

/** Sub-makes that a top Makefile may put between the user and the real work. */
const maxLevels = 6;

/**
 * Targets that only start make again. Source: Linux top Makefile, `__sub-make` (5.3 and later) and
 * `sub-make` (before).
 */
export const subMakeTargets: readonly ByteString[] = ['__sub-make', 'sub-make'];

/** What the kernel layer needs for one make run. */
export interface MakeRun {
  readonly host: Host;
  readonly runShell: RunShell;
  readonly request: ResolvedRequest;
  /** Whose behaviour is followed; asked when the first makefile is read. */
  readonly makeVersion: () => ParsedMakeVersion;
}

/** One make process: where it ran and what it read. */
export interface MakeLevel {
  readonly evaluation: Evaluation;
  /** Absolute CURDIR. */
  readonly cwd: string;
  /** Messages of recipes that were expanded, in order. */
  readonly recipeEvents?: readonly MakeEvent[];
}

/** The chain of make processes from the user's command line to the one that does the work. */
export interface TopMake {
  readonly levels: readonly MakeLevel[];
  /** The last one. */
  readonly working: MakeLevel;
}

/** True when make ends while it reads: by a stop, or for outer makes by a makefile that is not there and cannot be made. */
export function isStoppedReading({ evaluation }: MakeLevel, isOuter: boolean): boolean {
  if (evaluation.stop !== undefined) return true;
  return isOuter && missingIncludeEvents(evaluation).some((event) => event.fatal);
}

/**
 * Events of all levels in make's order, those that several levels repeat once. What comes behind a stop is marked,
 * in the levels below it, too: make does not start them. Missing makefiles of the level that is `updated` afterwards
 * are left to that.
 */
export function eventsOf(levels: readonly MakeLevel[], updated: MakeLevel | null = null): MakeEvent[] {
  const seen = new Set<string>();
  const events: MakeEvent[] = [];
  let isStopped = false;
  for (const level of levels) {
    const { evaluation, cwd, recipeEvents = [] } = level;
    const missing = evaluation.stop === undefined && level !== updated ? missingIncludeEvents(evaluation) : [];
    let isFatal = false;
    for (const event of [...evaluation.events, ...recipeEvents, ...missing]) {
      if (event.kind === 'info' || event.kind === 'shell-stderr') continue;
      isFatal ||= event.fatal;
      const key = eventKey(event, cwd);
      if (seen.has(key)) continue;
      seen.add(key);
      events.push(isStopped && !event.afterStop ? { ...event, afterStop: true } : event);
    }
    isStopped ||= isFatal;
  }
  return events;
}

/** The outer make calls the top Makefile by another name. */
function eventKey(event: MakeEvent, cwd: string): string {
  const { location, message, code } = event;
  return location === null ? event.line : `${code} ${normalPath(cwd, location.file)}:${location.line} ${message}`;
}

/** A make as a recipe starts it. */
export interface StartedMake {
  readonly cwd: string;
  /** What `$(MAKE)` is in it. */
  readonly program: ByteString;
  readonly command: MakeCommand;
  readonly env: Readonly<Record<string, ByteString>>;
}

/** Reads the makefiles of a make that a recipe starts; reading goes on behind a stop. */
export function readMake(
  run: Omit<MakeRun, 'request'> & Pick<EvaluateRequest, 'shared'>,
  { cwd, program, command, env }: StartedMake,
): Evaluation {
  const { host, runShell, makeVersion, shared } = run;
  return evaluateMakefiles({
    host,
    runShell,
    ...makeVersion(),
    cwd,
    ...(command.makefiles.length > 0 && { makefiles: command.makefiles }),
    goals: command.goals,
    overrides: command.overrides,
    options: command.options,
    env,
    program,
    keepGoing: true,
    ...(shared !== undefined && { shared }),
  });
}

/** Starts the make process a recipe line asks for; null when the line is no such call. */
function enterSubMake(
  run: Omit<MakeRun, 'request'>,
  from: MakeLevel,
  target: ByteString,
  line: ByteString,
): MakeLevel | null {
  const program = from.evaluation.expand('$(MAKE)');
  const words = splitSimpleCommand(line);
  const command = words === null ? null : parseMakeCommand(words, program);
  if (command === null) return null;
  const cwd = command.directory === null ? from.cwd : normalPath(from.cwd, command.directory);
  const env = from.evaluation.exportedEnvironment(target);
  return { evaluation: readMake(run, { cwd, program, command, env }), cwd };
}

/**
 * Reads the top Makefile for `goals` and follows its sub-makes to the level where the work is done.
 * Stops are in the events of the levels; nothing is thrown for them.
 */
export function evaluateTop(run: MakeRun, goals: readonly ByteString[]): TopMake {
  const { treeDirectory, words } = run.request;
  const first: MakeLevel = {
    cwd: treeDirectory,
    evaluation: evaluateMakefiles({
      host: run.host,
      runShell: run.runShell,
      ...run.makeVersion(),
      cwd: treeDirectory,
      goals,
      overrides: words,
      env: run.host.env,
      keepGoing: true,
    }),
  };
  return followSubMakes(run, first);
}

/** Follows the makes that the top Makefile of a kernel puts between the user and the real work. */
export function followSubMakes(run: Omit<MakeRun, 'request'>, first: MakeLevel): TopMake {
  const levels = [first];
  let working = first;
  for (;;) {
    const next = nextLevel(run, working);
    if (next === null) return { levels, working };
    if (levels.length >= maxLevels) {
      throw new KgateError(
        'kernel/too-many-levels',
        `the top Makefile starts make again more than ${maxLevels} times`,
        {
          hint: 'the tree does not look like a kernel tree that kgate knows',
        },
      );
    }
    levels.push(next);
    working = next;
  }
}

function nextLevel(run: Omit<MakeRun, 'request'>, from: MakeLevel): MakeLevel | null {
  for (const target of subMakeTargets) {
    if (from.evaluation.target(target)?.recipe == null) continue;
    for (const line of openRecipes(from.evaluation).expand(target) ?? []) {
      const next = enterSubMake(run, from, target, line.text);
      if (next !== null) return next;
    }
  }
  return null;
}
