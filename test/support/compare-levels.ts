/** All makes of one build, GNU make's and kgate's, and where they differ. */
import { join } from 'node:path';
import type { RunShell } from '../../src/core/run-shell.ts';
import type { ParsedMakeVersion } from '../../src/make/index.ts';
import {
  isOuterMake,
  type LevelRecord,
  type MakeStart,
  nextRealStart,
  nextStart,
  readLevel,
  readRealLevel,
} from './make-levels.ts';

/** What is not compared as it stands, and why. */
export const normalisations: readonly { readonly name: string; readonly why: string }[] = [
  {
    name: 'probe',
    why: 'both read one more makefile behind the last one, which prints the variables; its own messages and the variables of its loop are left out',
  },
  {
    name: 'order of .VARIABLES',
    why: "the value of .VARIABLES is in the order of make's hash table; its names are compared, each with its value",
  },
  {
    name: 'directories of .INCLUDE_DIRS',
    why: "those that every make looks in are compiled into it; a make of one's own has others than that of Debian",
  },
  {
    name: 'Entering directory',
    why: 'what make prints around a level is printed by the front (`kgate make`), not by the engine that is compared',
  },
  {
    name: 'failure of an outer make',
    why: 'the probe makes the inner make fail; the line in which the outer one says so is not compared here',
  },
];

/** Makes nested in one another before the chain is taken for endless. */
const maxLevels = 6;

const make43: ParsedMakeVersion = { makeVersion: '4.3', makeVersionText: '4.3' };

/** One difference. */
export interface LevelDifference {
  readonly level: number;
  /** `variable CC`, `environment PATH`, `stdout`, `stderr`, `words`, `directory`, `end`. */
  readonly what: string;
  readonly wanted: string | undefined;
  readonly got: string | undefined;
}

/** What was compared, and what differs. */
export interface LevelsReport {
  readonly levels: number;
  /** Variables of all levels. */
  readonly variables: number;
  /** Variables in the environments of all levels. */
  readonly environment: number;
  readonly isStopped: boolean;
  readonly differences: readonly LevelDifference[];
}

/** Compares every make that `start` leads to. */
export function compareLevels(
  make: string,
  start: MakeStart,
  options: { readonly scratch: string; readonly runShell: RunShell; readonly version?: ParsedMakeVersion },
): LevelsReport {
  const differences: LevelDifference[] = [];
  let variables = 0;
  let environment = 0;
  let isStopped = false;
  let at: MakeStart | null = start;
  let level = 0;
  for (; at !== null && level < maxLevels; level++) {
    const scratch = join(options.scratch, String(level));
    const wanted = readRealLevel(make, at, scratch);
    const got = readLevel(at, scratch, options.runShell, options.version ?? make43);
    const differ = (what: string, left: string | undefined, right: string | undefined): void => {
      if (left !== right) differences.push({ level, what, wanted: left, got: right });
    };
    compareRecords(wanted, got, differ);
    variables += wanted.variables.size;
    environment += Object.keys(wanted.exported).length;
    isStopped = wanted.isStopped;
    if (isStopped) break;
    const next = isOuterMake(wanted) ? nextRealStart(make, wanted, scratch) : null;
    const mine = nextStart(got);
    differ('words', next?.args.join('\n'), mine?.args.join('\n'));
    differ('directory', next?.cwd, mine?.cwd);
    if (next !== null && mine !== null) compareMaps(toMap(next.env), toMap(mine.env), 'environment for', differ);
    at = next;
  }
  return { levels: level + (isStopped ? 1 : 0), variables, environment, isStopped, differences };
}

type Differ = (what: string, wanted: string | undefined, got: string | undefined) => void;

function compareRecords(wanted: LevelRecord, got: LevelRecord, differ: Differ): void {
  differ('end', String(wanted.isStopped), String(got.isStopped));
  compareMaps(ownDirectories(wanted.variables), ownDirectories(got.variables), 'variable', differ);
  differ('stdout', ownLines(wanted.stdout), ownLines(got.stdout));
  differ('stderr', ownLines(wanted.stderr), ownLines(got.stderr));
  if (!wanted.isStopped) compareMaps(toMap(wanted.exported), toMap(got.exported), 'environment', differ);
}

function compareMaps(
  wanted: ReadonlyMap<string, string>,
  got: ReadonlyMap<string, string>,
  what: string,
  differ: Differ,
): void {
  for (const name of new Set([...wanted.keys(), ...got.keys()])) {
    differ(`${what} ${name}`, wanted.get(name), got.get(name));
  }
}

function toMap(env: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(env));
}

function ownDirectories(variables: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const name = '.INCLUDE_DIRS';
  const text = (variables.get(name) ?? '').replace(/ ?(?<=[| ])\/usr\/(?:local\/|gnu\/)?include\b/g, '');
  return new Map(variables).set(name, text);
}

function ownLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => !/^make(\[\d+\])?: (Entering|Leaving) directory '/.test(line))
    .join('\n');
}
