/**
 * Provokes one stop of a kernel build and returns what GNU make prints and what kgate finds, in one form.
 * Source trees are read only: object directories and changed trees are made in a directory of the test.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunShell } from '../../src/core/run-shell.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { findRecipeStops } from '../../src/kernel/stops/find-stops.ts';
import { resolveRequest } from '../../src/kernel/levels/build-request.ts';
import { parseMakeCommand } from '../../src/kernel/levels/command-words.ts';
import {
  evaluateTop,
  eventsOf,
  isStoppedReading,
  type MakeLevel,
  type MakeRun,
} from '../../src/kernel/levels/top-makefile.ts';
import {
  evaluateMakefiles,
  type MakeEvent,
  missingIncludeEvents,
  type ParsedMakeVersion,
} from '../../src/make/index.ts';
import type { Coverage } from '../../src/results/coverage.ts';
import { runPlainShell } from './make-host.ts';

/** How to reach a stop. */
export interface StopCase {
  /** Short and unique. */
  readonly id: string;
  readonly tree: 'linux-6.1' | 'linux-6.12';
  /** Kind (E `$(error)`, W `$(warning)`, R recipe) and lines in 6.1, 6.12. */
  readonly place: string;
  /** `VAR=VALUE` words. `O=` is added unless it is among them. */
  readonly words?: readonly string[];
  readonly goals?: readonly string[];
  /** Lines of auto.conf, as after a syncconfig; absent: nothing was configured. */
  readonly config?: readonly string[];
  /** Files of the object directory. */
  readonly objects?: Readonly<Record<string, string>>;
  /** Files of the source tree that are other than in the tree; null takes one away. */
  readonly source?: Readonly<Record<string, string | null>>;
  /** Name of the changed tree's directory; `tree` when absent. */
  readonly sourceName?: string;
  /** Shell commands that are run in the changed tree first: those that make it a repository. */
  readonly prepare?: string;
  /** Variables of the environment, and programs (name to shell script) in front of the PATH. */
  readonly env?: Readonly<Record<string, string>>;
  readonly programs?: Readonly<Record<string, string>>;
  /** Words of a make that is started in the object directory, with the environment of the make that works there. */
  readonly direct?: readonly string[];
  /** Text that has to be in what make prints, so that a case cannot miss its stop. */
  readonly expect: string;
  /** Part of the name of a file that a cause has to name. */
  readonly because?: string;
}

/** Both sides of a stop. */
export interface StopOutcome {
  readonly status: number | null;
  /** Both streams of make as on a terminal, see {@link stopNormalisations}. */
  readonly wanted: string;
  readonly got: string;
  readonly events: readonly MakeEvent[];
  /** The lines that kgate has decided, and those it has not. */
  readonly coverage: Coverage;
  /** Everything make printed. */
  readonly raw: string;
}

/** What is left out of the output of make, and why. */
export const stopNormalisations: readonly { readonly name: string; readonly pattern: RegExp; readonly why: string }[] =
  [
    {
      name: 'directories',
      pattern: /^make(\[\d+\])?: (Entering|Leaving) directory '/,
      why: 'what make prints around a level is no finding',
    },
    {
      name: 'failure of an outer make',
      pattern: /^make(\[\d+\])?: \*\*\* \[.*\] Error 2$/,
      why: 'the outer makes of a chain repeat that the inner one failed; kgate reports the stop once, where it is',
    },
    {
      name: 'nothing to do',
      pattern: /^make(\[\d+\])?: (Nothing to be done for '.*'|'.*' is up to date)\.$/,
      why: 'no finding',
    },
    {
      name: 'short commands',
      pattern: /^ {2}[A-Z]+( \[M\])? +\S+/,
      why: 'names of the files that make builds on the way; kgate builds none',
    },
  ];

/** `$(warning)` in a recipe is said each time it is expanded; kgate says it once. */
const warningLine = /^[^ ]+:\d+: /;

/** Replaces `{tree}`, `{objects}` in the texts of a case. */
interface Places {
  readonly tree: string;
  readonly objects: string;
}

function fill(text: string, places: Places): string {
  return text.replaceAll('{tree}', places.tree).replaceAll('{objects}', places.objects);
}

/** A tree of links to `original` with some files of its own. */
export function changedTree(original: string, target: string, files: Readonly<Record<string, string | null>>): void {
  mkdirSync(target, { recursive: true });
  const entries = new Map<string, Record<string, string | null>>();
  for (const [name, text] of Object.entries(files)) {
    const slash = name.indexOf('/');
    const first = slash < 0 ? name : name.slice(0, slash);
    const below = entries.get(first) ?? {};
    below[slash < 0 ? '' : name.slice(slash + 1)] = text;
    entries.set(first, below);
  }
  for (const name of existing(original)) if (!entries.has(name)) symlinkSync(join(original, name), join(target, name));
  for (const [name, below] of entries) {
    const text = below[''];
    if (text === undefined) changedTree(join(original, name), join(target, name), below);
    else if (text !== null) {
      const mode = text.startsWith('#!') ? 0o755 : 0o644;
      writeFileSync(join(target, name), text, { encoding: 'latin1', mode });
    }
  }
}

function existing(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/** What syncconfig leaves, as if `.config` had been read: auto.conf is newer and depends on nothing else. */
function writeConfiguration(objects: string, lines: readonly string[], name: string): void {
  const files = {
    [name]: '',
    'include/config/auto.conf': `${lines.join('\n')}\n`,
    'include/config/auto.conf.cmd': '',
    'include/generated/autoconf.h': '',
    'include/generated/rustc_cfg': '',
  };
  writeAll(objects, files);
  utimesSync(join(objects, name), 1e9, 1e9);
}

function writeAll(root: string, files: Readonly<Record<string, string>>, mode = 0o644): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode, encoding: 'latin1' });
  }
}

/** Runs both; `root` is a fresh directory. */
export function provokeStop(one: StopCase, original: string, root: string): StopOutcome {
  const objects = join(root, 'objects');
  const tree =
    one.source === undefined && one.sourceName === undefined ? original : join(root, one.sourceName ?? 'tree');
  const places: Places = { tree, objects };
  if (tree !== original) changedTree(original, tree, one.source ?? {});
  if (one.prepare !== undefined) {
    const { status, stderr } = spawnSync('/bin/sh', ['-ec', one.prepare], { cwd: tree, encoding: 'latin1' });
    if (status !== 0) throw new Error(`${one.id}: ${stderr}`);
  }
  const arrange = (): void => {
    mkdirSync(objects, { recursive: true });
    const name = one.words?.find((word) => word.startsWith('KCONFIG_CONFIG='))?.slice(15) ?? '.config';
    if (one.config !== undefined) writeConfiguration(objects, one.config, name);
    const files = Object.entries(one.objects ?? {}).map(([name, text]) => [name, fill(text, places)]);
    writeAll(objects, Object.fromEntries(files) as Record<string, string>);
  };
  arrange();
  writeAll(join(root, 'bin'), one.programs ?? {}, 0o755);
  const env: Record<string, string> = {
    PATH: `${join(root, 'bin')}:${process.env['PATH'] ?? ''}`,
    HOME: '/root',
    LC_ALL: 'C',
  };
  for (const [name, value] of Object.entries(one.env ?? {})) env[name] = fill(value, places);
  const words = (one.words ?? []).map((word) => fill(word, places));
  const output = words.find((word) => word.startsWith('O='))?.slice(2) ?? objects;
  const host = createNodeHost({ cwd: tree, env });
  const variables = words.filter((word) => !word.startsWith('O='));
  const request = resolveRequest(host, {
    treeName: tree,
    objectDirectory: output,
    variables,
    configFile: null,
    defconfig: null,
  });
  const shell: RunShell = (shellRequest) => runPlainShell(shellRequest);
  const goals = one.goals ?? [];
  const run: MakeRun = { host, runShell: shell, request, makeVersion: () => make43 };
  const found = evaluateTop(run, goals);
  if (one.direct !== undefined) return provokeDirect(one, places, run, found.working);
  const { evaluation } = found.working;
  const reading = readingText(found.levels);
  const own = eventsOf(found.levels, found.working);
  const isStopped = found.levels.some((level) => isStoppedReading(level, level !== found.working));
  const { coverage, events: checks } = findRecipeStops(stopsRequest(run, found.working, evaluation.goals, isStopped));
  const events = [...own, ...checks];
  const real = runMake(tree, [`O=${output}`, ...variables, ...goals], env);
  return { ...real, got: withoutRest(reading + textOf(checks)), events, coverage };
}

const make43: ParsedMakeVersion = { makeVersion: '4.3', makeVersionText: '4.3' };

function stopsRequest(
  run: MakeRun,
  level: MakeLevel,
  goals: readonly string[],
  isStopped: boolean,
): Parameters<typeof findRecipeStops>[0] {
  const { host, runShell, makeVersion, request } = run;
  const { treeDirectory, objectTree } = request;
  return { level, goals, host, machine: host, runShell, makeVersion, treeDirectory, objectTree, isStopped };
}

function provokeDirect(one: StopCase, places: Places, run: MakeRun, from: MakeLevel): StopOutcome {
  const words = (one.direct ?? []).map((word) => fill(word, places));
  const env = { ...from.evaluation.exportedEnvironment() };
  const command = parseMakeCommand(['make', ...words], 'make');
  if (command === null) throw new Error(`no make command: ${words.join(' ')}`);
  const { makefiles, goals, overrides, options } = command;
  const host = createNodeHost({ cwd: from.cwd, env });
  const { runShell } = run;
  const evaluation = evaluateMakefiles({ host, runShell, cwd: from.cwd, env, makefiles, goals, overrides, options });
  const level: MakeLevel = { evaluation, cwd: from.cwd };
  const reading = readingText([level]);
  const own = eventsOf([level], level);
  const { coverage, events: checks } = findRecipeStops(
    stopsRequest({ ...run, host }, level, evaluation.goals, isStoppedReading(level, false)),
  );
  return {
    ...runMake(from.cwd, words, env),
    got: withoutRest(reading + textOf(checks)),
    events: [...own, ...checks],
    coverage,
  };
}

function runMake(
  cwd: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Pick<StopOutcome, 'status' | 'wanted' | 'raw'> {
  // One stream, so that the order of both is known.
  const done = spawnSync('/bin/sh', ['-c', 'exec make "$@" 2>&1', 'sh', ...words], {
    cwd,
    env,
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  return { status: done.status, wanted: withoutRest(done.stdout), raw: done.stdout };
}

/** What make's user sees up to the first stop. */
function textOf(events: readonly MakeEvent[]): string {
  return events
    .filter((event) => !event.afterStop && event.kind !== 'info')
    .map((event) => `${event.line}\n`)
    .join('');
}

/** What the makes print while they read, up to the first stop. */
function readingText(levels: readonly MakeLevel[]): string {
  let text = '';
  for (const level of levels) {
    const { evaluation } = level;
    const isOuter = level !== levels.at(-1);
    text += textOf([
      ...evaluation.events,
      ...(isOuter && evaluation.stop === undefined ? missingIncludeEvents(evaluation) : []),
    ]);
    if (isStoppedReading(level, level !== levels.at(-1))) break;
  }
  return text;
}

function withoutRest(text: string): string {
  const seen = new Set<string>();
  const isRepeated = (line: string): boolean => warningLine.test(line) && (seen.has(line) || !seen.add(line));
  return text
    .split('\n')
    .filter((line) => !isRepeated(line))
    .filter((line) => !stopNormalisations.some(({ pattern }) => pattern.test(line)))
    .join('\n')
    .trimEnd();
}
