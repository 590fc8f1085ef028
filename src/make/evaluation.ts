/** Starts an evaluation, reads all makefiles and answers questions about the result. */

import type { ByteString } from '../core/bytes.ts';
import type { EvaluateRequest, Evaluation, MakeStart, TargetInfo, TargetVariable, VariableInfo } from './contract.ts';
import { conditionalFunctions } from './functions/conditional.ts';
import { metaFunctions } from './functions/meta.ts';
import { nameFunctions } from './functions/names.ts';
import { comparingFunctions, numberFunctions } from './functions/numbers.ts';
import { loopFunctions, scopedFunctions, withBound } from './functions/scoped.ts';
import { shellFunctions } from './functions/shell.ts';
import { textFunctions } from './functions/text.ts';
import { childEnvironment, isExported } from './read/environment.ts';
import { expandReference, expandText } from './read/expand.ts';
import { parseFileNames } from './read/file-names.ts';
import { finishFlags } from './read/flag-variables.ts';
import { variableHistory } from './read/history.ts';
import { readEvalText, readMakefile } from './read/read.ts';
import { defineInitialVariables } from './read/start.ts';
import { openChain } from './rules/recipe.ts';
import { expandTildeOfWord } from './read/tilde.ts';
import { settleDeferred } from './rules/second-expansion.ts';
import { lookupVariable } from './state/define.ts';
import { fileExists, stripDotSlash } from './state/file-view.ts';
import { type FunctionTable, MakeLog, type MakeState, Modes, Position, Spent } from './state/make-state.ts';
import { catchStop, warn } from './state/messages.ts';
import { MakeOptions } from './state/options.ts';
import { RuleDatabase } from './state/rule-database.ts';
import { beginStatement, guardLimits, withinLimits } from './state/spending.ts';
import { VariableTable } from './state/variable-table.ts';
import { chainOf, flavorOf } from './state/variables.ts';

import { compareBytes, matchesPattern, splitWords } from './syntax/chars.ts';
import { dialects } from './syntax/dialect.ts';

const functions: FunctionTable = {
  eager: new Map([
    ...textFunctions,
    ...numberFunctions,
    ...nameFunctions,
    ...metaFunctions,
    ...shellFunctions,
    ...scopedFunctions,
  ]),
  lazy: new Map([...conditionalFunctions, ...comparingFunctions, ...loopFunctions]),
  evalText: readEvalText,
};

/** Reads the makefiles of a request as the make of its version does and returns what it knows then. */
export function evaluateMakefiles(request: EvaluateRequest): Evaluation {
  const make = newMakeState(request);
  const goals = (request.goals ?? []).map((goal) => stripDotSlash(expandTildeOfWord(make, goal)));
  catchStop(() => {
    defineInitialVariables(make, request, goals);
    request.onStart?.(startOf(make));
    readEverything(make, request);
  });
  Object.assign(make.at, new Position());
  make.modes.rulesAreClosed = true;
  // Where make has stopped, nothing comes after reading.
  if (make.keepGoing || make.log.stopped === undefined) catchStop(() => finishFlags(make));
  return makeEvaluation(make, goals);
}

function newMakeState(request: EvaluateRequest): MakeState {
  const { host, onEvent, runShell } = request;
  const env = request.env ?? host.env;
  const level = request.level ?? (Number.parseInt(env['MAKELEVEL'] ?? '0', 10) || 0);
  const name = request.program ?? 'make';
  const base = request.programName ?? name.slice(name.lastIndexOf('/') + 1);
  return {
    dialect: dialects[request.makeVersion ?? '4.3'],
    program: level === 0 ? base : `${base}[${level}]`,
    level,
    keepGoing: request.keepGoing ?? true,
    env,
    options: new MakeOptions(),
    runShell,
    functions,
    globals: new VariableTable(),
    rules: new RuleDatabase(),
    files: {
      host,
      cwd: request.cwd ?? host.cwd,
      writes: [],
      write: request.writeFile,
      includePath: null,
      directories: new Map(),
    },
    log: new MakeLog(onEvent),
    modes: new Modes(),
    spent: new Spent(host.budget),
    at: new Position(),
    sharing: null,
    memo: null,
  };
}

function readEverything(make: MakeState, request: EvaluateRequest): void {
  for (const text of make.options.evals) guardLimits(make, () => readEvalText(make, text));
  const readNamed = (name: ByteString, isIncluded: boolean, isOptional: boolean): boolean => {
    beginStatement(make);
    const request = { isIncluded, isOptional, location: null, references: [] };
    return guardLimits(make, () => readMakefile(make, name, request)) ?? false;
  };
  make.modes.setsDefaultGoal = false;
  for (const name of splitWords(withinLimits(make, () => expandReference(make, 'MAKEFILES'))))
    readNamed(stripDotSlash(name), true, true);
  make.modes.setsDefaultGoal = true;
  const words = [...(request.makefiles ?? []), ...make.options.makefiles];
  const named = words.map((word) => expandTildeOfWord(make, word));
  if (named.length > 0) {
    for (const name of named) {
      const found = readNamed(stripDotSlash(name), false, false);
      const error = make.log.readFiles.at(-1)?.error ?? null;
      if (request.remakes === true && !found && error !== null) {
        const args = { file: stripDotSlash(name), problem: error };
        warn(make, 'make/missing-include', `${args.file}: ${error}`, null, args);
      }
    }
    return;
  }
  for (const name of ['GNUmakefile', 'makefile', 'Makefile']) {
    if (!fileExists(make.files, name)) continue;
    readNamed(name, false, false);
    return;
  }
}

function makeEvaluation(make: MakeState, commandGoals: readonly ByteString[]): Evaluation {
  const evaluation: Evaluation = {
    program: make.program,
    events: make.log.events,
    get stop() {
      return make.log.stopped;
    },
    missingIncludes: make.log.missingIncludes,
    makefiles: make.log.makefiles,
    shellCalls: make.log.shellCalls,
    fileWrites: make.files.writes,
    get lineCount() {
      return make.log.lineCount;
    },
    goals: commandGoals.length > 0 ? commandGoals : defaultGoals(make),
    lookup: (name) => describeVariable(make, name),
    // An `$(error)` in the value ends its expansion.
    history: (name, expand = false) =>
      catchStop(() => variableHistory(make, name, expand)) ?? variableHistory(make, name, false),
    expand: (text, bound) => {
      beginStatement(make);
      const expand = (): ByteString =>
        bound === undefined ? expandText(make, text) : withBound(make, bound, () => expandText(make, text));
      return catchStop(() => guardLimits(make, expand)) ?? '';
    },
    variableNames: () => [...make.globals.keys()].sort(compareBytes),
    exportedEnvironment: (target, neededBy) => {
      const scope = target === undefined ? null : openChain(make, [...(neededBy ?? []), target]);
      return catchStop(() => childEnvironment(make, scope)) ?? {};
    },
    hasTargetVariables: (name) =>
      (make.rules.targets.get(name)?.variables?.size ?? 0) > 0 ||
      make.rules.patternVariables.some(({ pattern }) => matchesPattern(pattern, name)),
    release() {
      make.globals = new VariableTable();
      make.rules = new RuleDatabase();
      make.log.events.length = 0;
      make.files.directories.clear();
    },
    target: (name) => describeTarget(make, name),
    targetNames: () => [...make.rules.targets.keys()],
    patternRules: () => make.rules.patterns,
  };
  states.set(evaluation, make);
  return evaluation;
}

/** What `.DEFAULT_GOAL` names: one target, whose name may hold blanks; several names are an error later. */
function defaultGoals(make: MakeState): readonly ByteString[] {
  const read = (): ByteString => {
    const variable = make.globals.get('.DEFAULT_GOAL');
    return variable === undefined ? '' : variable.isRecursive ? expandText(make, variable.value) : variable.value;
  };
  const text = catchStop(() => guardLimits(make, read)) ?? '';
  if (make.rules.targets.has(text)) return [text];
  return parseFileNames(make, text, { stop: 0, glob: false }).names;
}

/** What {@link EvaluateRequest.onStart} gets. */
export function startOf(make: MakeState): MakeStart {
  const { letters, noPrintDirectory, directories } = make.options;
  // Make 4.4 keeps what turns itself on out of the letters.
  const turnsOn = make.level > 0 || directories.length > 0;
  const isOn = letters.has('w') || (make.dialect.lastDirectoryOptionWins && turnsOn && !letters.has('s'));
  return { program: make.program, cwd: make.files.cwd, printsDirectory: isOn && !noPrintDirectory };
}

const states = new WeakMap<Evaluation, MakeState>();

/** The state behind an evaluation, for the rest of this folder. */
export function stateOf(evaluation: Evaluation): MakeState {
  return states.get(evaluation)!;
}

function describeVariable(make: MakeState, name: ByteString): VariableInfo {
  const variable = lookupVariable(make, name);
  return {
    name,
    value: variable?.value ?? '',
    flavor: flavorOf(variable),
    origin: variable?.origin ?? 'undefined',
    exported: variable !== undefined && isExported(make, variable),
    definitions: chainOf(variable?.definition ?? null),
  };
}

function describeTarget(make: MakeState, name: ByteString): TargetInfo | undefined {
  const record = make.rules.targets.get(name);
  if (record === undefined) return undefined;
  settleDeferred(make, record);
  const variables: TargetVariable[] = [...(record.variables?.values() ?? [])].map((variable) => ({
    name: variable.name,
    value: variable.value,
    flavor: flavorOf(variable),
    origin: variable.origin,
    append: variable.isAppend,
    isPrivate: variable.isPrivate,
    exported: variable.exportState === 'export',
    definition: variable.definition,
  }));
  return {
    name,
    isTarget: record.isTarget,
    isDoubleColon: record.doubleColon !== null,
    isPhony: make.rules.targets.get('.PHONY')?.prerequisites.some((one) => one.name === name) === true,
    prerequisites: record.prerequisites,
    recipe: record.recipe,
    stem: record.stem,
    locations: record.rules.map((rule) => rule.location),
    variables,
  };
}
