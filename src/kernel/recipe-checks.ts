/**
 * Stops in recipes: follows a goal through its prerequisites as make would, builds nothing, and decides
 * those recipe lines that only check (see check-text.ts). Every other line is taken to succeed and its
 * target to be made anew by it.
 *
 * A check that looks at files below make's directory is decided only while no other recipe line would
 * have run before it: what that line leaves there is not known. Checks of the source tree are decided
 * always.
 */
import { formatLocation, type Location } from '../core/location.ts';
import type { RunShell, ShellAnswer } from '../core/shell.ts';
import type { ByteString } from '../core/text.ts';
import type { Evaluation, MakeEvent, RecipeLine, RuleMatch } from '../make/index.ts';
import { classifyCheck } from './check-text.ts';

/** What a kernel tree calls everything that comes before the first object file. */
const preparationGoal = 'prepare';

/** Targets that need each other, one within the other, before the rest is left out. */
const maxDepth = 300;

/** Targets followed before the rest is left out. */
const maxTargets = 20_000;

/** Shells whose language the interpreter speaks. */
const plainShells: ReadonlySet<string> = new Set(['/bin/sh', '/usr/bin/sh', 'sh', '']);

/** What {@link checkRecipes} needs. */
export interface RecipeCheckRequest {
  readonly evaluation: Evaluation;
  /** Absolute working directory of that make. */
  readonly cwd: string;
  /** Answers lines that only check. It has to see the files the evaluation saw. */
  readonly runShell: RunShell;
  /** Goals to follow; the goal `prepare`, or the default goal when there is none, when absent. */
  readonly goals?: readonly ByteString[];
}

/** Modification time of what was made just now: newer than everything that was there. */
const madeNow = Number.POSITIVE_INFINITY;

interface Walk extends RecipeCheckRequest {
  readonly events: MakeEvent[];
  /** Time of every target considered, as it is by then; undefined: does not exist. */
  readonly times: Map<ByteString, number | undefined>;
  /** Answers of {@link isNewer} for intermediate files. */
  readonly newer: Map<string, boolean>;
  readonly intermediates: ReadonlySet<ByteString> | 'all';
  readonly ignoresErrors: ReadonlySet<ByteString> | 'all';
  isStopped: boolean;
  /** True once a line that does more than check would have run. */
  hasBuilt: boolean;
  isFull: boolean;
}

/**
 * Stops and warnings of recipes that only check, and of `$(error)`, `$(warning)` in any recipe, in the
 * order in which make comes to them. A recipe's warnings are `make/recipe-warning`, its failure is
 * `make/recipe-failed` with the text as make's user sees it. What follows a stop is marked.
 */
export function checkRecipes(request: RecipeCheckRequest): readonly MakeEvent[] {
  const { evaluation } = request;
  const { goals = evaluation.target(preparationGoal)?.isTarget === true ? [preparationGoal] : evaluation.goals } =
    request;
  // With .ONESHELL a recipe is one text for whatever shell; no kernel tree uses it.
  if (evaluation.target('.ONESHELL') !== undefined) return [];
  if (!plainShells.has(evaluation.expand('$(SHELL)').trim())) return [];
  const lacksInclude = (): boolean => evaluation.missingIncludeEvents().some((event) => event.fatal);
  const walk: Walk = {
    ...request,
    events: [],
    times: new Map(),
    newer: new Map(),
    intermediates: namesOf(evaluation, ['.SECONDARY', '.INTERMEDIATE']),
    ignoresErrors: namesOf(evaluation, ['.IGNORE']),
    isStopped: evaluation.stop !== undefined || lacksInclude(),
    hasBuilt: false,
    isFull: false,
  };
  for (const goal of goals) update(walk, goal, []);
  return walk.events;
}

/** Prerequisites of special targets; without any such a target means every file. Source: GNU make manual 4.3 §4.8. */
function namesOf(evaluation: Evaluation, specials: readonly ByteString[]): ReadonlySet<ByteString> | 'all' {
  const names = new Set<ByteString>();
  for (const special of specials) {
    const target = evaluation.target(special);
    if (target?.isTarget !== true) continue;
    if (target.prerequisites.length === 0 && special !== '.INTERMEDIATE') return 'all';
    for (const { name } of target.prerequisites) names.add(name);
  }
  return names;
}

function has(names: ReadonlySet<ByteString> | 'all', name: ByteString): boolean {
  return names === 'all' || names.has(name);
}

/** Time of a target as it is now in this walk. */
function timeOf(walk: Walk, name: ByteString): number | undefined {
  return walk.times.has(name) ? walk.times.get(name) : walk.evaluation.fileTime(name);
}

/** Keeps hostile makefiles from hanging or exhausting the stack. */
function isBeyondLimit(walk: Walk, name: ByteString, depth: number): boolean {
  if (walk.isFull) return true;
  if (depth <= maxDepth && walk.times.size < maxTargets) return false;
  walk.isFull = true;
  const message = `kgate: recipes beyond '${name}' are not looked at`;
  walk.events.push({
    kind: 'limit',
    code: 'make/limit-depth',
    line: `${walk.evaluation.program}: ${message}`,
    message,
    location: null,
    stream: 'stderr',
    fatal: false,
    afterStop: walk.isStopped,
    conditions: [],
    path: [],
    references: [],
  });
  return true;
}

/**
 * Makes sure that a target is up to date: its prerequisites first, then, when it does not exist or is
 * older than one of them, its recipe. Each target once; a circle is cut where it closes.
 * Source: GNU make manual 4.3 §4.2, §10.4; order of updates observed with make 4.3 -d.
 */
function update(walk: Walk, name: ByteString, chain: readonly ByteString[]): void {
  if (walk.times.has(name) || isBeyondLimit(walk, name, chain.length)) return;
  const { evaluation } = walk;
  const own = evaluation.fileTime(name);
  walk.times.set(name, own);
  const match = evaluation.findRule(name);
  if (match === undefined) {
    // Some recipe before this one makes it on the side.
    walk.times.set(name, madeNow);
    return;
  }
  const inner = [...chain, name];
  let isDue = own === undefined;
  for (const prerequisite of match.prerequisites) {
    const newer = isNewer(walk, prerequisite.name, own, inner);
    if (newer && !prerequisite.orderOnly) isDue = true;
  }
  if (!isDue) return;
  // Intermediate files wait until it is clear that they are needed.
  for (const prerequisite of match.prerequisites) update(walk, prerequisite.name, inner);
  walk.times.set(name, madeNow);
  // One run of a pattern rule makes all its targets.
  for (const target of match.pattern?.targets ?? []) {
    if (match.stem !== null)
      walk.times.set(
        target.replace('%', () => match.stem ?? ''),
        madeNow,
      );
  }
  if (match.recipe !== null) checkRecipe(walk, match, chain);
}

/** Updates what `name` stands for and tells whether something older than `than` has to be made again. */
function isNewer(walk: Walk, name: ByteString, than: number | undefined, chain: readonly ByteString[]): boolean {
  const { evaluation } = walk;
  const isIntermediate = has(walk.intermediates, name) && evaluation.target(name)?.isPhony !== true;
  if (!isIntermediate) {
    update(walk, name, chain);
    const time = timeOf(walk, name);
    return time === undefined || than === undefined || time > than;
  }
  const time = timeOf(walk, name);
  if (time !== undefined && (than === undefined || time > than)) return true;
  // An intermediate file that is missing counts by what it is made from.
  const key = `${than ?? ''} ${name}`;
  const known = walk.newer.get(key);
  if (known !== undefined) return known;
  walk.newer.set(key, false);
  if (isBeyondLimit(walk, name, chain.length) || walk.newer.size > maxTargets) return false;
  let isAny = false;
  const inner = [...chain, name];
  for (const prerequisite of evaluation.findRule(name)?.prerequisites ?? []) {
    const newer = isNewer(walk, prerequisite.name, than, inner);
    if (newer && !prerequisite.orderOnly) isAny = true;
  }
  walk.newer.set(key, isAny);
  return isAny;
}

/** Decides the lines of one recipe in order, up to the first that fails. */
function checkRecipe(walk: Walk, match: RuleMatch, chain: readonly ByteString[]): void {
  const { evaluation, cwd } = walk;
  const before = evaluation.events.length;
  const lines = evaluation.expandRecipe(match.target, chain) ?? [];
  for (const event of evaluation.events.slice(before)) {
    if (event.kind === 'info' || event.kind === 'shell-stderr') continue;
    walk.events.push({ ...event, afterStop: walk.isStopped });
    if (event.fatal) walk.isStopped = true;
  }
  // Make expands the whole recipe first and does not come to its lines after an error.
  if (evaluation.events.slice(before).some((event) => event.fatal)) return;

  let env: Readonly<Record<string, ByteString>> | null = null;
  let seen = '';
  const warnings: MakeEvent[] = [];
  for (const line of lines) {
    if (line.text === ':') continue;
    const check = classifyCheck(line.text, cwd);
    if (check === null) walk.hasBuilt = true;
    if (check === null || (check.readsFiles && walk.hasBuilt)) continue;
    // Only what refers to variables needs an environment, and that is expensive to make.
    if (line.text.includes('$')) env ??= evaluation.exportedEnvironment(match.target, chain);
    const answer = answerLine(walk, line, env ?? {});
    if (answer === null) continue;
    if (!line.silent) seen += `${line.text}\n`;
    seen += answer.output;
    const failure = `[${formatLocation(line.location)}: ${match.target}] Error ${answer.status}`;
    const isFatal = answer.status !== 0 && !line.ignoreErrors && !has(walk.ignoresErrors, match.target);
    if (isFatal) {
      const text = `${seen}${evaluation.program}: *** ${failure}`;
      walk.events.push(recipeEvent(walk, line, text, seen === '' ? failure : withoutNewline(seen), true));
      walk.isStopped = true;
      return;
    }
    const ignored = answer.status === 0 ? '' : `${evaluation.program}: ${failure} (ignored)\n`;
    seen += ignored;
    const text = withoutNewline(answer.stderr + ignored);
    if (text !== '') warnings.push(recipeEvent(walk, line, text, text, false));
  }
  walk.events.push(...warnings);
}

interface LineAnswer {
  readonly status: number;
  readonly stderr: ByteString;
  /** Both streams as they come to one terminal. */
  readonly output: ByteString;
}

/** Null when nobody can tell. */
function answerLine(walk: Walk, line: RecipeLine, env: Readonly<Record<string, ByteString>>): LineAnswer | null {
  const ask = (command: ByteString): ShellAnswer => walk.runShell({ command, cwd: walk.cwd, env });
  const answer = ask(line.text);
  if (answer.unknown !== null) return null;
  const { status, stdout, stderr } = answer;
  if (stdout === '' || stderr === '') return { status, stderr, output: stdout + stderr };
  // One stream more and the order of both is known.
  const merged = ask(`{ ${line.text}\n} 2>&1`);
  return { status, stderr, output: merged.unknown === null ? merged.stdout : stdout + stderr };
}

function withoutNewline(text: ByteString): ByteString {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

function recipeEvent(walk: Walk, line: RecipeLine, text: ByteString, message: ByteString, fatal: boolean): MakeEvent {
  const location: Location = line.location;
  return {
    kind: fatal ? 'error' : 'warning',
    code: fatal ? 'make/recipe-failed' : 'make/recipe-warning',
    line: text,
    message,
    location,
    stream: 'stderr',
    fatal,
    afterStop: walk.isStopped,
    conditions: line.conditions,
    path: line.path,
    references: line.references,
  };
}
