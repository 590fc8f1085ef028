import type { ByteString } from '../../core/bytes.ts';
import { KgateError } from '../../core/errors.ts';
import { normalPath } from '../../host/paths.ts';
import { type Evaluation, type MakeEvent, missingIncludeEvents } from '../../make/index.ts';
import type { ResolvedRequest } from './build-request.ts';
import { readMakeWords } from './command-words.ts';
import { type MakeReading, readMake, type StartedMake, subMakesOf } from './sub-makes.ts';

/** Sub-makes that a top Makefile may put between the user and the real work. */
const maxLevels = 6;

/**
 * Targets that only start make again. Source: Linux top Makefile, `__sub-make` (5.3 and later) and
 * `sub-make` (before); BusyBox, `_all` with `O=`, which has no recipe anywhere else.
 */
export const subMakeTargets: readonly ByteString[] = ['__sub-make', 'sub-make', '_all'];

/** What the kernel layer needs for one make run. */
export interface MakeRun extends MakeReading {
  readonly request: ResolvedRequest;
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

/** The make that the user starts: the top Makefile with these goals. */
export function userMake(
  { host, request }: Pick<MakeRun, 'host' | 'request'>,
  goals: readonly ByteString[],
): StartedMake {
  const command = { ...readMakeWords([]), goals, overrides: request.words };
  return { cwd: request.treeDirectory, program: 'make', command, env: host.env };
}

/**
 * Reads the top Makefile for `goals` and follows its sub-makes to the level where the work is done.
 * Stops are in the events of the levels; nothing is thrown for them.
 */
export function evaluateTop(run: MakeRun, goals: readonly ByteString[]): TopMake {
  return followSubMakes(run, { cwd: run.request.treeDirectory, evaluation: readMake(run, userMake(run, goals)) });
}

/** Follows the makes that the top Makefile of a kernel puts between the user and the real work. */
export function followSubMakes(run: MakeReading, first: MakeLevel): TopMake {
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

function nextLevel(run: MakeReading, { cwd, evaluation }: MakeLevel): MakeLevel | null {
  const targets = subMakeTargets.filter((target) => evaluation.target(target)?.recipe != null);
  const [next] = subMakesOf(evaluation, targets, cwd, (target) => evaluation.exportedEnvironment(target));
  return next === undefined ? null : { evaluation: readMake(run, next), cwd: next.cwd };
}
