/** Starts an evaluation, reads all makefiles and answers questions about the result. */
import type { ByteString } from '../core/text.ts';
import { assignVariable } from './assign.ts';
import { splitWords } from './chars.ts';
import { automaticNames, defaultVariables, includeDirectories, suffixes } from './defaults.ts';
import { dialects } from './dialect.ts';
import { expandReference, expandText } from './expand.ts';
import { fileExists, hostPath, stripDotSlash } from './files.ts';
import { decodeOptions, flagText, newOptions, quoteForFlags, settlePrintDirectory, splitFlags } from './flags.ts';
import { conditionalFunctions } from './functions/conditional.ts';
import { metaFunctions } from './functions/meta.ts';
import { nameFunctions } from './functions/names.ts';
import { loopFunctions, scopedFunctions } from './functions/scoped.ts';
import { shellFunctions } from './functions/shell.ts';
import { textFunctions } from './functions/text.ts';
import { readEvalText, readMakefile } from './read.ts';
import { childEnvironment, expandRecipeLines, isExported, locateFile, openChain } from './recipe.ts';
import { enterTarget, newRuleDatabase } from './rules.ts';
import { findRule, isPhony, settleDeferred } from './search.ts';
import { guardLimits, type Session, StopReading } from './session.ts';
import { splitAssignment } from './statement.ts';
import type { EvaluateRequest, Evaluation, MakeEvent, TargetInfo, TargetVariable, VariableInfo } from './types.ts';
import { compareBytes } from './chars.ts';
import { VariableTable } from './variable-table.ts';
import { defineBuiltin, definitionsOf, lookupVariable, type Variable } from './variables.ts';

const eagerFunctions = new Map([
  ...textFunctions,
  ...nameFunctions,
  ...metaFunctions,
  ...shellFunctions,
  ...scopedFunctions,
]);
const lazyFunctions = new Map([...conditionalFunctions, ...loopFunctions]);

/** Reads the makefiles of a request as GNU make 4.3 would and returns what it knows then. */
export function evaluateMakefiles(request: EvaluateRequest): Evaluation {
  const env = request.env ?? request.host.env;
  const level = request.level ?? (Number.parseInt(env.MAKELEVEL ?? '0', 10) || 0);
  const options = newOptions();
  const name = request.program ?? 'make';
  const base = name.slice(name.lastIndexOf('/') + 1);
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
    totalSteps: 0,
    totalBytes: 0,
    includeDepth: 0,
    lineCount: 0,
    stopped: undefined,
    boundArguments: 0,
    exportAll: false,
    recipePrefix: 9,
    secondExpansion: false,
    rulesAreClosed: false,
    setsDefaultGoal: true,
    directoryCache: new Map(),
  };
  session.evalText = (text) => readEvalText(session, text);
  const commandVariables: Variable[] = [];
  const goals = (request.goals ?? []).map(stripDotSlash);
  try {
    defineInitialVariables(session, request, goals, commandVariables);
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
  finishFlags(session, commandVariables);
  return makeEvaluation(session, goals);
}

function defineInitialVariables(
  session: Session,
  request: EvaluateRequest,
  goals: ByteString[],
  commandVariables: Variable[],
): void {
  const { options, env } = session;
  const others = decodeOptions(options, request.options ?? []);
  const fromFlags: ByteString[] = [];
  const flags = env.MAKEFLAGS;
  if (flags !== undefined && flags !== '') {
    const inherited = newOptions();
    fromFlags.push(...decodeOptions(inherited, splitFlags(flags)).filter((word) => word.includes('=')));
    for (const letter of inherited.letters) options.letters.add(letter);
    options.includeDirs.unshift(...inherited.includeDirs);
    options.noPrintDirectory ||= inherited.noPrintDirectory;
    options.warnUndefined ||= inherited.warnUndefined;
    options.envOverrides ||= inherited.envOverrides;
    options.trace ||= inherited.trace;
    options.jobs ??= inherited.jobs;
    options.outputSync ??= inherited.outputSync;
  }
  for (const word of others) if (!word.includes('=')) goals.push(stripDotSlash(word));
  settlePrintDirectory(options, session.level);

  for (const [name, value] of Object.entries(env)) {
    if (name === 'MAKE_RESTARTS') continue;
    const variable = defineBuiltin(
      session,
      name,
      value,
      options.envOverrides ? 'environment override' : 'environment',
      true,
    );
    variable.exportState = name === 'SHELL' ? 'noexport' : 'export';
  }
  for (const name of automaticNames) {
    defineBuiltin(session, `${name}D`, `$(patsubst %/,%,$(dir $${name}))`, 'automatic', true);
    defineBuiltin(session, `${name}F`, `$(notdir $${name})`, 'automatic', true);
  }
  defineBuiltin(session, 'MAKELEVEL', String(session.level), 'environment', false);
  defineBuiltin(session, 'MAKE_VERSION', request.makeVersionText ?? session.dialect.version, 'default', false);
  defineBuiltin(session, 'MAKE_HOST', 'x86_64-pc-linux-gnu', 'default', false);
  defineBuiltin(session, '.FEATURES', session.dialect.features, 'default', false);
  defineBuiltin(session, '.VARIABLES', '', 'default', false);
  defineBuiltin(session, '.RECIPEPREFIX', '', 'default', false);
  defineBuiltin(session, '.SHELLFLAGS', '-c', 'default', false);
  defineBuiltin(session, '.LOADED', '', 'default', false);
  const shell = defineBuiltin(session, 'SHELL', '/bin/sh', 'default', false);
  if (shell.origin !== 'default') {
    session.globals.delete('SHELL');
    const own = defineBuiltin(session, 'SHELL', '/bin/sh', 'file', true);
    own.exportState = 'noexport';
  }
  defineBuiltin(session, 'MAKEFILES', '', 'default', false).exportState = 'ifset';
  const gnuFlags = defineBuiltin(session, 'GNUMAKEFLAGS', '', 'environment', false);
  gnuFlags.exportState = 'noexport';
  defineBuiltin(session, 'CURDIR', session.cwd, 'file', false);
  defineBuiltin(session, '.DEFAULT_GOAL', '', 'file', false);
  defineBuiltin(session, 'MAKEFILE_LIST', '', 'file', false);
  defineBuiltin(session, 'MAKE_COMMAND', request.program ?? 'make', 'default', false);
  defineBuiltin(session, 'MAKE', '$(MAKE_COMMAND)', 'default', true);

  for (const directory of includeDirectories) {
    if (session.host.stat(directory)?.kind === 'directory') options.includeDirs.push(directory);
  }
  defineBuiltin(session, '.INCLUDE_DIRS', options.includeDirs.join(' '), 'default', true);

  defineCommandVariables(
    session,
    [...fromFlags, ...(request.overrides ?? []), ...others.filter((word) => word.includes('='))],
    commandVariables,
  );
  for (const goal of goals) {
    const before = session.globals.get('MAKECMDGOALS')?.value ?? '';
    defineBuiltin(session, 'MAKECMDGOALS', before === '' ? goal : `${before} ${goal}`, 'default', false);
  }
  defineFlagVariables(session, true);
  const noRules = options.letters.has('r') || options.letters.has('R');
  defineBuiltin(session, 'SUFFIXES', noRules ? '' : suffixes, 'default', false);
  if (!noRules) {
    const known = splitWords(suffixes).map((name) => ({ name, orderOnly: false }));
    enterTarget(session.rules, '.SUFFIXES').setPrerequisites(known);
  }
  if (!options.letters.has('R')) {
    for (const [name, value] of defaultVariables) defineBuiltin(session, name, value, 'default', true);
  }
}

/** `VAR=VALUE` words; MAKEOVERRIDES lists the latest first. */
function defineCommandVariables(session: Session, words: readonly ByteString[], found: Variable[]): void {
  for (const word of words) {
    const assignment = splitAssignment(word, session.dialect.syntax);
    if (assignment === null) continue;
    const variable = assignVariable(session, assignment, 'command line', null);
    if (variable !== null && !found.includes(variable)) found.unshift(variable);
  }
  if (found.length === 0) return;
  const text = found
    .map(
      (variable) =>
        `${quoteForFlags(variable.name)}${variable.isRecursive ? '' : ':'}=${quoteForFlags(variable.value)}`,
    )
    .join(' ');
  defineBuiltin(session, '-*-command-variables-*-', text, 'automatic', false);
  defineBuiltin(session, 'MAKEOVERRIDES', '${-*-command-variables-*-}', 'environment', true).exportState = 'export';
}

function defineFlagVariables(session: Session, isReading: boolean): void {
  const text = flagText(session.options, isReading);
  const origin = session.options.envOverrides ? 'environment override' : 'file';
  const withDash = text === '' ? '' : text.startsWith(' ') ? text.slice(1) : `-${text}`;
  defineBuiltin(session, 'MFLAGS', withDash, 'environment', true);
  let value = text;
  if (!isReading && session.globals.has('-*-command-variables-*-')) value += ' -- $(MAKEOVERRIDES)';
  defineBuiltin(session, 'MAKEFLAGS', value, origin, true).exportState = 'export';
}

/** After reading, options that makefiles put into MAKEFLAGS count, and overrides become visible. */
function finishFlags(session: Session, _commandVariables: readonly Variable[]): void {
  guardLimits(session, () => {
    const inherited = newOptions();
    decodeOptions(inherited, splitFlags(expandReference(session, 'MAKEFLAGS')));
    for (const letter of inherited.letters) session.options.letters.add(letter);
    for (const directory of inherited.includeDirs) {
      if (!session.options.includeDirs.includes(directory)) session.options.includeDirs.unshift(directory);
    }
    session.options.noPrintDirectory ||= inherited.noPrintDirectory;
    session.options.warnUndefined ||= inherited.warnUndefined;
    for (const directory of includeDirectories) {
      const at = session.options.includeDirs.lastIndexOf(directory);
      if (at >= 0) session.options.includeDirs.splice(at, 1);
    }
    defineFlagVariables(session, false);
  });
}

function readEverything(session: Session, request: EvaluateRequest): void {
  for (const text of session.options.evals) guardLimits(session, () => readEvalText(session, text));
  const readNamed = (name: ByteString, isIncluded: boolean, isOptional: boolean): boolean => {
    let found = false;
    session.statementSteps = 0;
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
    for (const name of named) readNamed(stripDotSlash(name), false, false);
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
  const defaultGoal = session.globals.get('.DEFAULT_GOAL');
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
    goals: commandGoals.length > 0 ? commandGoals : splitWords(defaultGoal?.value ?? ''),
    lookup: (name) => describeVariable(session, name),
    expand: (text) => {
      let value = '';
      session.statementSteps = 0;
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
      return childEnvironment(session, scope);
    },
    target: (name) => describeTarget(session, name),
    targetNames: () => [...session.rules.targets.keys()],
    patternRules: () => session.rules.patterns,
    findRule: (name) => findRule(session, name),
    expandRecipe: (name, neededBy) => {
      const match = findRule(session, name);
      if (match === undefined || match.recipe === null) return undefined;
      let lines: ReturnType<typeof expandRecipeLines> = [];
      withoutStop(() => {
        lines = expandRecipeLines(session, match, openChain(session, [...(neededBy ?? []), name]));
      });
      return lines;
    },
    fileTime: (name) =>
      isPhony(session, name) ? undefined : session.host.stat(hostPath(session, locateFile(session, name)))?.mtimeMs,
    missingIncludeEvents: () => missingIncludeEvents(session),
  };
  return evaluation;
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

/** Make 4.3 looks at missing includes from the last to the first and stops at the first it cannot make. */
function missingIncludeEvents(session: Session): MakeEvent[] {
  const events: MakeEvent[] = [];
  for (let i = session.missingIncludes.length - 1; i >= 0; i--) {
    const missing = session.missingIncludes[i]!;
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
