/** What make defines before it reads anything: environment, built-in and command-line variables. */
import type { ByteString } from '../../core/bytes.ts';
import { enterTarget } from '../rules/rules.ts';
import { keepStart, restoreStart } from '../sharing/shared-start.ts';
import { stripDotSlash } from '../state/files.ts';
import { type Session, warn } from '../state/session.ts';
import type { EvaluateRequest } from '../state/types.ts';
import { defineBuiltin, type Variable } from '../state/variables.ts';
import { splitWords } from '../syntax/chars.ts';
import { splitAssignment } from '../syntax/statement.ts';
import { assignVariable } from './assign.ts';
import { automaticNames, defaultVariables, suffixes } from './defaults.ts';
import { expandReference } from './expand.ts';
import { defineFlagVariables, defineIncludeDirectories } from './flag-variables.ts';
import { decodeOptions, quoteForFlags, settlePrintDirectory, splitFlags } from './flags.ts';

/** `-jN` of an inherited MAKEFLAGS. */
function inheritedSlots(flags: ByteString): string | null {
  return / -j(\d*)(?: |$)/.exec(` ${flags}`)?.[1] ?? null;
}

/**
 * A make below one with a jobserver takes part in it, unless `-j` is given to it or the jobserver is out of
 * reach. Source: GNU make manual 4.3 §5.7.3; observed with make 4.3.
 */
function settleJobserver(session: Session, jobs: string | null, isOpen: boolean): void {
  const { options } = session;
  if (options.jobs !== null) {
    const slots = options.jobs === '' ? '0' : options.jobs;
    // A make that has started itself again has said so.
    if (session.env['MAKE_RESTARTS'] === undefined)
      warn(session, 'make/jobserver', `warning: -j${slots} forced in submake: resetting jobserver mode.`, null);
    options.jobserver = null;
  } else if (isOpen) options.jobs = jobs;
  else {
    const text = "warning: jobserver unavailable: using -j1.  Add '+' to parent make rule.";
    warn(session, 'make/jobserver', text, null);
    options.jobs = '1';
    options.jobserver = null;
  }
}

/** Decodes the options and defines everything that is there before the first line; goals are added to `goals`. */
export function defineInitialVariables(session: Session, request: EvaluateRequest, goals: ByteString[]): void {
  const { options, env, dialect } = session;
  const fromFlags: ByteString[] = [];
  let isDefined = false;
  for (const name of ['GNUMAKEFLAGS', 'MAKEFLAGS']) {
    let value = env[name] ?? '';
    if (value.includes('$')) {
      if (!isDefined) defineEnvironment(session);
      isDefined = true;
      value = expandReference(session, name);
    }
    const others = decodeOptions(options, splitFlags(value), dialect);
    fromFlags.push(...others.filter((word) => word.includes('=')));
  }
  const inheritedWarnings = options.warnUndefined;
  const inherited = options.jobserver;
  options.jobs = inherited === null ? options.jobs : null;
  const inheritedJobs = inheritedSlots(env['MAKEFLAGS'] ?? '');
  const others = decodeOptions(options, request.options ?? [], dialect);
  if (inherited !== null) settleJobserver(session, inheritedJobs, request.hasJobserver ?? true);
  for (const word of others) if (!word.includes('=')) goals.push(stripDotSlash(word));
  settlePrintDirectory(options, session.level, dialect);

  // Without built-in variables the built-in rules cannot work. Source: GNU make manual 4.3 §9.7.
  if (options.letters.has('R')) options.letters.add('r');

  if (isDefined || !restoreStart(session, request)) {
    if (!isDefined) defineEnvironment(session);
    if (!dialect.flagsAreLive || env.GNUMAKEFLAGS !== undefined) {
      session.globals.delete('GNUMAKEFLAGS');
      const emptied = defineBuiltin(session, 'GNUMAKEFLAGS', '', 'environment', false);
      emptied.exportState = 'noexport';
      emptied.origin = 'environment';
    }
    defineAutomaticVariables(session, request);
    if (!isDefined) keepStart(session, request);
  }
  defineIncludeDirectories(session);
  const ownWords = others.filter((word) => word.includes('='));
  const overrides = [...fromFlags, ...(request.overrides ?? []), ...ownWords];
  // A variable is set when its word comes up: options behind it do not count yet.
  const { warnUndefined } = options;
  options.warnUndefined = false;
  const early = inheritedWarnings ? 0 : overrides.length - ownWords.length + options.warnUndefinedFrom;
  defineCommandVariables(session, overrides, (index) => {
    if (index === early) options.warnUndefined = warnUndefined;
  });
  options.warnUndefined = warnUndefined;
  for (const goal of goals) {
    const before = session.globals.get('MAKECMDGOALS')?.value ?? '';
    defineBuiltin(session, 'MAKECMDGOALS', before === '' ? goal : `${before} ${goal}`, 'default', false);
  }
  if (options.evals.length > 0) {
    const text = options.evals.map((text) => `--eval=${quoteForFlags(text)}`).join(' ');
    defineBuiltin(session, '-*-eval-flags-*-', text, 'automatic', false);
  }
  defineFlagVariables(session, true);
  defineSuffixes(session);
}

function defineEnvironment(session: Session): void {
  for (const [name, value] of Object.entries(session.env)) {
    const variable = defineBuiltin(session, name, value, 'environment', true);
    variable.exportState = name === 'SHELL' || name === 'MAKE_RESTARTS' ? 'noexport' : 'export';
    // `-e` is not known yet: the variable gets its strength when something tries to change it.
    variable.origin = 'environment';
  }
}

function defineAutomaticVariables(session: Session, request: EvaluateRequest): void {
  for (const name of automaticNames) {
    defineBuiltin(session, `${name}D`, `$(patsubst %/,%,$(dir $${name}))`, 'automatic', true);
    defineBuiltin(session, `${name}F`, `$(notdir $${name})`, 'automatic', true);
  }
  session.globals.delete('MAKELEVEL');
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
  defineBuiltin(session, 'CURDIR', session.cwd, 'file', false);
  defineBuiltin(session, '.DEFAULT_GOAL', '', 'file', false);
  defineBuiltin(session, 'MAKEFILE_LIST', '', 'file', false);
  defineBuiltin(session, 'MAKE_COMMAND', request.program ?? 'make', 'default', false);
  defineBuiltin(session, 'MAKE', '$(MAKE_COMMAND)', 'default', true);
}

function defineSuffixes(session: Session): void {
  const { letters } = session.options;
  const noRules = letters.has('r') || letters.has('R');
  session.startedWithBuiltins = !noRules;
  defineBuiltin(session, 'SUFFIXES', noRules ? '' : suffixes, 'default', false);
  if (!noRules) {
    const known = splitWords(suffixes).map((name) => ({ name, orderOnly: false }));
    enterTarget(session.rules, '.SUFFIXES').setPrerequisites(known);
  }
  if (letters.has('R')) return;
  const { otherDefaults } = session.dialect;
  for (const [name, value] of defaultVariables) {
    defineBuiltin(session, name, otherDefaults[name] ?? value, 'default', true);
  }
  defineBuiltin(session, 'GNUMAKEFLAGS', '', 'default', true);
}

/** `VAR=VALUE` words; MAKEOVERRIDES lists the latest first. */
function defineCommandVariables(session: Session, words: readonly ByteString[], before: (index: number) => void): void {
  const found: Variable[] = [];
  for (const [index, word] of words.entries()) {
    before(index);
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
  const origin = session.dialect.exportsOverrides ? 'environment' : 'default';
  const overrides = defineBuiltin(session, 'MAKEOVERRIDES', '${-*-command-variables-*-}', origin, true);
  overrides.exportState = session.dialect.exportsOverrides ? 'export' : 'default';
}
