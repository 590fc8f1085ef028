/** Questions about rules that need no update: which rule makes a target, and what its recipe would be. */
import type { ByteString } from '../../core/bytes.ts';
import type { Evaluation, RecipeLine, RuleMatch } from '../contract.ts';
import { stateOf } from '../evaluation.ts';
import { hostPath, stripDotSlash } from '../state/file-view.ts';
import type { MakeState } from '../state/make-state.ts';
import { StopReading } from '../state/messages.ts';
import type { MakeEvent } from '../state/records.ts';
import type { UpdateDriver } from './driver.ts';
import type { FileState } from './file-state.ts';
import { newUpdate } from './goals.ts';
import { findRecipe } from './implicit.ts';
import { pendingFile } from './pending.ts';
import { setParent, type Update } from './state.ts';

/** Rules and recipes of one evaluation; files count as they were when they were first looked at. */
export interface Recipes {
  /** The rule make would use, undefined for `No rule to make target`. */
  rule(target: ByteString): RuleMatch | undefined;
  /**
   * The recipe of a target with automatic variables, undefined when it has none. `neededBy` names the targets it is
   * made for, the goal first: their target-specific variables are inherited. Messages of the expansion are appended
   * to {@link Evaluation.events}; make expands a whole recipe before it runs the first line.
   */
  expand(target: ByteString, neededBy?: readonly ByteString[]): readonly RecipeLine[] | undefined;
}

const idle: UpdateDriver = { print: () => undefined, runCommand: () => 'assumed' };

/** Opens the rules of an evaluation for questions. */
export function openRecipes(evaluation: Evaluation): Recipes {
  const make = stateOf(evaluation);
  const update = withoutStop(make, () => newUpdate(make, idle, { looksUpNames: true }));
  const find = (name: ByteString): FileState | undefined =>
    update === undefined ? undefined : withoutStop(make, () => findFile(update, stripDotSlash(name)));
  return {
    rule(target) {
      const file = find(target);
      if (file === undefined) return undefined;
      const prerequisites = file.dependencies.map(({ name, orderOnly }) => ({ name, orderOnly }));
      return { target, stem: file.stem, recipe: file.recipe, prerequisites };
    },
    expand(target, neededBy = []) {
      const file = find(target);
      if (update === undefined || file === undefined || file.recipe === null) return undefined;
      let outer: FileState | null = null;
      for (const name of [...neededBy, target]) {
        const inner = update.table.enter(name);
        if (outer !== null) setParent(update.table, inner, outer);
        outer = inner;
      }
      return pendingFile(update, file, true).expandRecipe();
    },
  };
}

/** A file with its rule; undefined when it has none and is not there. */
function findFile(update: Update, name: ByteString): FileState | undefined {
  const { make, table } = update;
  const file = table.enter(name);
  table.settle(file);
  findRecipe(update, file);
  if (file.recipe !== null || file.isTarget) return file;
  const isThere =
    make.files.host.stat(hostPath(make.files, name)) !== undefined || update.paths.find(name) !== undefined;
  return isThere ? file : undefined;
}

function withoutStop<Result>(make: MakeState, body: () => Result): Result | undefined {
  const { scope, reading } = make.at;
  try {
    return body();
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
    make.at.scope = scope;
    make.at.reading = reading;
    return undefined;
  }
}

/**
 * What make prints and does when missing includes are not remade. They are looked at from one end (which one depends
 * on the version) to the first that cannot be made.
 */
export function missingIncludeEvents(evaluation: Evaluation): readonly MakeEvent[] {
  const make = stateOf(evaluation);
  const list = evaluation.missingIncludes.filter(({ optional }) => !optional);
  if (list.length === 0) return [];
  if (make.dialect.missingInclude === 'last') list.reverse();
  const recipes = openRecipes(evaluation);
  const missing = list.find(({ name }) => recipes.rule(name)?.recipe == null);
  if (missing === undefined) return [];
  const { name, error, location, conditions, path, references } = missing;
  const prefix = location === null ? `${make.program}: ` : `${location.file}:${location.line}: `;
  const afterStop = make.log.stopped !== undefined;
  const common = { location, stream: 'stderr' as const, afterStop, conditions, path, references };
  const text = `${name}: ${error}`;
  const message = `No rule to make target '${name}'`;
  return [
    {
      ...common,
      kind: 'missing-include',
      code: 'make/missing-include',
      args: { file: name, problem: error },
      message: text,
      line: `${prefix}${text}`,
      fatal: false,
    },
    {
      ...common,
      kind: 'error',
      code: 'make/no-rule',
      args: { target: name, neededBy: null },
      message,
      line: `${make.program}: *** ${message}.  Stop.`,
      fatal: true,
    },
  ];
}
