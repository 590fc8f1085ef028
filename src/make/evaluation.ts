/** Starts an evaluation, reads all makefiles and answers questions about the result. */
import type { ByteString } from '../core/bytes.ts';
import { conditionalFunctions } from './functions/conditional.ts';
import { metaFunctions } from './functions/meta.ts';
import { nameFunctions } from './functions/names.ts';
import { comparingFunctions, numberFunctions } from './functions/numbers.ts';
import { loopFunctions, scopedFunctions } from './functions/scoped.ts';
import { shellFunctions } from './functions/shell.ts';
import { textFunctions } from './functions/text.ts';
import { childEnvironment, isExported } from './read/environment.ts';
import { expandReference, expandText } from './read/expand.ts';
import { finishFlags } from './read/flag-variables.ts';
import { newOptions } from './read/flags.ts';
import { variableHistory } from './read/history.ts';
import { readEvalText, readMakefile } from './read/read.ts';
import { defineInitialVariables } from './read/start.ts';
import { automaticScope, automaticVariables, expandRecipeLines, locateFile, openChain } from './rules/recipe.ts';
import { newRuleDatabase } from './rules/rule-database.ts';
import { findRule, isPhony, settleDeferred } from './rules/search.ts';
import { fileExists, hostPath, parseFileNames, stripDotSlash } from './state/files.ts';
import { guardLimits, type Session, StopReading, warn } from './state/session.ts';
import type {
  EvaluateRequest,
  Evaluation,
  MakeEvent,
  MakeStart,
  RuleMatch,
  TargetInfo,
  TargetVariable,
  VariableHistory,
  VariableInfo,
} from './state/types.ts';
import { VariableTable } from './state/variable-table.ts';
import { definitionsOf, lookupVariable } from './state/variables.ts';
import { compareBytes, matchesPattern, splitWords } from './syntax/chars.ts';
import { dialects } from './syntax/dialect.ts';

const eagerFunctions = new Map([
  ...textFunctions,
  ...numberFunctions,
  ...nameFunctions,
  ...metaFunctions,
  ...shellFunctions,
  ...scopedFunctions,
]);
const lazyFunctions = new Map([...conditionalFunctions, ...comparingFunctions, ...loopFunctions]);

/** Reads the makefiles of a request as GNU make 4.3 would and returns what it knows then. */
export function evaluateMakefiles(request: EvaluateRequest): Evaluation {
  const env = request.env ?? request.host.env;
  const level = request.level ?? (Number.parseInt(env.MAKELEVEL ?? '0', 10) || 0);
  const options = newOptions();
  const name = request.program ?? 'make';
  const base = request.programName ?? name.slice(name.lastIndexOf('/') + 1);
  const session: Session = {
    host: request.host,
    runShell: request.runShell,
    cwd: request.cwd ?? request.host.cwd,
    dialect: dialects[request.makeVersion ?? '4.3'],
    program: level === 0 ? base : `${base}[${level}]`,
    level,
    keepGoing: request.keepGoing ?? true,
    env,
    options,
    globals: new VariableTable(),
    rules: newRuleDatabase(),
    events: [],
    shellCalls: [],
    fileWrites: [],
    missingIncludes: [],
    makefiles: [],
    readFiles: [],
    functions: eagerFunctions,
    lazyFunctions,
    evalText: () => undefined,
    scope: null,
    context: null,
    reading: null,
    expanding: null,
    references: null,
    calls: null,
    depth: 0,
    statementSteps: 0,
    statementBytes: 0,
    totalSteps: 0,
    totalBytes: 0,
    includeDepth: 0,
    lineCount: 0,
    stopped: undefined,
    boundArguments: 0,
    environmentDepth: 0,
    history: { count: 0, notes: new Map() },
    assignedTarget: null,
    exportAll: false,
    recipePrefix: 9,
    secondExpansion: false,
    rulesAreClosed: false,
    setsDefaultGoal: true,
    includePath: null,
    directoryCache: new Map(),
    onEvent: request.onEvent,
    writeFile: request.writeFile,
    isPosix: false,
    startedWithBuiltins: false,
    builtinsInstalled: false,
    shared: null,
  };
  session.evalText = (text) => readEvalText(session, text);
  const goals = (request.goals ?? []).map(stripDotSlash);
  try {
    defineInitialVariables(session, request, goals);
    request.onStart?.(startOf(session));
    readEverything(session, request);
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
  }
  session.scope = null;
  session.context = null;
  session.reading = null;
  session.expanding = null;
  session.references = null;
  session.calls = null;
  session.depth = 0;
  session.rulesAreClosed = true;
  // Where make has stopped, nothing comes after reading.
  if (session.keepGoing || session.stopped === undefined) withoutStop(() => finishFlags(session));
  return makeEvaluation(session, goals);
}

function readEverything(session: Session, request: EvaluateRequest): void {
  for (const text of session.options.evals) guardLimits(session, () => readEvalText(session, text));
  const readNamed = (name: ByteString, isIncluded: boolean, isOptional: boolean): boolean => {
    let found = false;
    session.statementSteps = 0;
    session.statementBytes = 0;
    guardLimits(session, () => {
      found = readMakefile(session, name, { isIncluded, isOptional, location: null, references: [] });
    });
    return found;
  };
  session.setsDefaultGoal = false;
  for (const name of splitWords(expandReference(session, 'MAKEFILES'))) readNamed(stripDotSlash(name), true, true);
  session.setsDefaultGoal = true;
  const named = [...(request.makefiles ?? []), ...session.options.makefiles];
  if (named.length > 0) {
    for (const name of named) {
      const found = readNamed(stripDotSlash(name), false, false);
      const error = session.readFiles.at(-1)?.error ?? null;
      if (request.remakes === true && !found && error !== null) {
        warn(session, 'make/missing-include', `${stripDotSlash(name)}: ${error}`, null);
      }
    }
    return;
  }
  for (const name of ['GNUmakefile', 'makefile', 'Makefile']) {
    if (!fileExists(session, name)) continue;
    readNamed(name, false, false);
    return;
  }
}

function makeEvaluation(session: Session, commandGoals: readonly ByteString[]): Evaluation {
  session.rulesAreClosed = true;
  const evaluation: Evaluation = {
    program: session.program,
    events: session.events,
    get stop() {
      return session.stopped;
    },
    missingIncludes: session.missingIncludes,
    makefiles: session.makefiles,
    shellCalls: session.shellCalls,
    fileWrites: session.fileWrites,
    get lineCount() {
      return session.lineCount;
    },
    goals: commandGoals.length > 0 ? commandGoals : defaultGoals(session),
    lookup: (name) => describeVariable(session, name),
    history: (name, expand) => {
      let found: VariableHistory | undefined;
      // An `$(error)` in the value ends its expansion.
      withoutStop(() => (found = variableHistory(session, name, expand === true)));
      return found ?? variableHistory(session, name, false);
    },
    expand: (text) => {
      let value = '';
      session.statementSteps = 0;
      session.statementBytes = 0;
      withoutStop(() =>
        guardLimits(session, () => {
          value = expandText(session, text);
        }),
      );
      return value;
    },
    variableNames: () => [...session.globals.keys()].sort(compareBytes),
    exportedEnvironment: (target, neededBy) => {
      const scope = target === undefined ? null : openChain(session, [...(neededBy ?? []), target]);
      let env: Record<string, ByteString> = {};
      withoutStop(() => (env = childEnvironment(session, scope)));
      return env;
    },
    hasTargetVariables: (name) =>
      (session.rules.targets.get(name)?.variables?.size ?? 0) > 0 ||
      session.rules.patternVariables.some(({ pattern }) => matchesPattern(pattern, name)),
    release() {
      session.globals = new VariableTable();
      session.rules = newRuleDatabase();
      session.events.length = 0;
      session.directoryCache.clear();
    },
    target: (name) => describeTarget(session, name),
    targetNames: () => [...session.rules.targets.keys()],
    patternRules: () => session.rules.patterns,
    findRule: (name) => {
      let found: RuleMatch | undefined;
      withoutStop(() => (found = findRule(session, name)));
      return found;
    },
    expandRecipe: (name, neededBy) => {
      const match = findRule(session, name);
      const recipe = match?.recipe ?? null;
      if (match === undefined || recipe === null) return undefined;
      let lines: ReturnType<typeof expandRecipeLines> = [];
      withoutStop(() => {
        const scope = automaticScope(
          automaticVariables(session, match),
          openChain(session, [...(neededBy ?? []), name]),
        );
        lines = expandRecipeLines(session, { recipe, target: name, location: match.location }, scope);
      });
      return lines;
    },
    fileTime: (name) =>
      isPhony(session, name) ? undefined : session.host.stat(hostPath(session, locateFile(session, name)))?.mtimeMs,
    missingIncludeEvents: () => missingIncludeEvents(session),
  };
  sessions.set(evaluation, session);
  return evaluation;
}

/** What `.DEFAULT_GOAL` names: one target, whose name may hold blanks; several names are an error later. */
function defaultGoals(session: Session): readonly ByteString[] {
  let text = '';
  withoutStop(() =>
    guardLimits(session, () => {
      const variable = session.globals.get('.DEFAULT_GOAL');
      text = variable === undefined ? '' : variable.isRecursive ? expandText(session, variable.value) : variable.value;
    }),
  );
  if (session.rules.targets.has(text)) return [text];
  return parseFileNames(session, text, { stop: 0, glob: false }).names;
}

/** What {@link EvaluateRequest.onStart} is told. */
export function startOf(session: Session): MakeStart {
  const { letters, noPrintDirectory, directories } = session.options;
  // Make 4.4 keeps what turns itself on out of the letters.
  const turnsOn = session.level > 0 || directories.length > 0;
  const isOn = letters.has('w') || (session.dialect.lastDirectoryOptionWins && turnsOn && !letters.has('s'));
  return { program: session.program, cwd: session.cwd, printsDirectory: isOn && !noPrintDirectory };
}

const sessions = new WeakMap<Evaluation, Session>();

/** The state behind an evaluation, for the rest of this folder. */
export function sessionOf(evaluation: Evaluation): Session {
  return sessions.get(evaluation)!;
}

function withoutStop(body: () => void): void {
  try {
    body();
  } catch (error) {
    if (!(error instanceof StopReading)) throw error;
  }
}

function describeVariable(session: Session, name: ByteString): VariableInfo {
  const variable = lookupVariable(session, name);
  if (variable === undefined) {
    return { name, value: '', flavor: 'undefined', origin: 'undefined', exported: false, definitions: [] };
  }
  return {
    name,
    value: variable.value,
    flavor: variable.isRecursive ? 'recursive' : 'simple',
    origin: variable.origin,
    exported: isExported(session, variable),
    definitions: definitionsOf(variable),
  };
}

function describeTarget(session: Session, name: ByteString): TargetInfo | undefined {
  const record = session.rules.targets.get(name);
  if (record === undefined) return undefined;
  settleDeferred(session, record);
  const variables: TargetVariable[] = [...(record.variables?.values() ?? [])].map((variable) => ({
    name: variable.name,
    value: variable.value,
    flavor: variable.isRecursive ? 'recursive' : 'simple',
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
    isPhony: isPhony(session, name),
    prerequisites: record.prerequisites,
    recipe: record.recipe,
    stem: record.stem,
    locations: record.locations,
    variables,
  };
}

/** Missing includes are looked at from one end (which one depends on the version) to the first that cannot be made. */
function missingIncludeEvents(session: Session): MakeEvent[] {
  const events: MakeEvent[] = [];
  const list = session.missingIncludes.slice();
  if (session.dialect.missingInclude === 'last') list.reverse();
  for (const missing of list) {
    if (missing.optional) continue;
    const match = findRule(session, missing.name);
    if (match !== undefined && match.recipe !== null) continue;
    const where = missing.location;
    const prefix = where === null ? `${session.program}: ` : `${where.file}:${where.line}: `;
    const common = {
      location: where,
      stream: 'stderr' as const,
      afterStop: session.stopped !== undefined,
      conditions: missing.conditions,
      path: missing.path,
      references: missing.references,
    };
    events.push({
      ...common,
      kind: 'missing-include',
      code: 'make/missing-include',
      message: `${missing.name}: ${missing.error}`,
      line: `${prefix}${missing.name}: ${missing.error}`,
      fatal: false,
    });
    const message = `No rule to make target '${missing.name}'`;
    events.push({
      ...common,
      kind: 'error',
      code: 'make/no-rule',
      message,
      line: `${session.program}: *** ${message}.  Stop.`,
      fatal: true,
    });
    break;
  }
  return events;
}
