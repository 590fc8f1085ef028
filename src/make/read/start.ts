/** What make defines before it reads anything: environment, built-in and command-line variables. */
import type { ByteString } from '../../core/bytes.ts';
import type { EvaluateRequest } from '../contract.ts';
import { defineBuiltin } from '../state/define.ts';
import { stripDotSlash } from '../state/file-view.ts';
import type { MakeState } from '../state/make-state.ts';
import { warn } from '../state/messages.ts';
import { enterTarget } from '../state/rule-database.ts';
import type { Variable } from '../state/variables.ts';
import { splitWords } from '../syntax/chars.ts';
import { splitAssignment } from '../syntax/statement.ts';
import { assignVariable } from './assign.ts';
import { automaticNames, defaultVariables, suffixes } from './defaults.ts';
import { expandReference } from './expand.ts';
import { defineFlagVariables, defineIncludeDirectories } from './flag-variables.ts';
import { decodeOptions, quoteForFlags, settlePrintDirectory, splitFlags } from './flags.ts';
import { expandTildeOfWord } from './tilde.ts';
import { withinLimits } from '../state/spending.ts';

/** `-jN` of an inherited MAKEFLAGS. */
function inheritedSlots(flags: ByteString): string | null {
  return / -j(\d*)(?: |$)/.exec(` ${flags}`)?.[1] ?? null;
}

/**
 * A make below one with a jobserver takes part in it, unless `-j` is given to it or the jobserver is out of
 * reach. Source: GNU make manual 4.3 §5.7.3; observed with make 4.3.
 */
function settleJobserver(make: MakeState, jobs: string | null, isOpen: boolean): void {
  const { options } = make;
  if (options.jobs !== null) {
    const slots = options.jobs === '' ? '0' : options.jobs;
    // A make that has started itself again has said so.
    if (make.env['MAKE_RESTARTS'] === undefined)
      warn(make, 'make/jobserver', `warning: -j${slots} forced in submake: resetting jobserver mode.`, null);
    options.jobserver = null;
  } else if (isOpen) options.jobs = jobs;
  else {
    const text = "warning: jobserver unavailable: using -j1.  Add '+' to parent make rule.";
    warn(make, 'make/jobserver', text, null);
    options.jobs = '1';
    options.jobserver = null;
  }
}

/** Decodes the options and defines everything that is there before the first line; goals are added to `goals`. */
export function defineInitialVariables(make: MakeState, request: EvaluateRequest, goals: ByteString[]): void {
  const { options, env, dialect } = make;
  const fromFlags: ByteString[] = [];
  let isDefined = false;
  for (const name of ['GNUMAKEFLAGS', 'MAKEFLAGS']) {
    let value = env[name] ?? '';
    if (value.includes('$')) {
      if (!isDefined) defineEnvironment(make);
      isDefined = true;
      value = withinLimits(make, () => expandReference(make, name));
    }
    const others = decodeOptions(options, splitFlags(value), dialect);
    fromFlags.push(...others.filter((word) => word.includes('=')));
  }
  const inheritedWarnings = options.warnUndefined;
  const inherited = options.jobserver;
  options.jobs = inherited === null ? options.jobs : null;
  const inheritedJobs = inheritedSlots(env['MAKEFLAGS'] ?? '');
  const others = decodeOptions(options, request.options ?? [], dialect);
  if (inherited !== null) settleJobserver(make, inheritedJobs, request.hasJobserver ?? true);
  for (const word of others) if (!word.includes('=')) goals.push(stripDotSlash(expandTildeOfWord(make, word)));
  settlePrintDirectory(options, make.level, dialect);

  // Without built-in variables the built-in rules cannot work. Source: GNU make manual 4.3 §9.7.
  if (options.letters.has('R')) options.letters.add('r');

  if (isDefined || request.shared?.restoreStart(make, request) !== true) {
    if (!isDefined) defineEnvironment(make);
    if (!dialect.flagsAreLive || env.GNUMAKEFLAGS !== undefined) {
      make.globals.delete('GNUMAKEFLAGS');
      const emptied = defineBuiltin(make, 'GNUMAKEFLAGS', '', 'environment', false);
      emptied.exportState = 'noexport';
      emptied.origin = 'environment';
    }
    defineAutomaticVariables(make, request);
    if (!isDefined) make.sharing?.keepStart(make);
  }
  defineIncludeDirectories(make);
  const ownWords = others.filter((word) => word.includes('='));
  const overrides = [...fromFlags, ...(request.overrides ?? []), ...ownWords];
  // A variable is set when its word comes up: options behind it do not count yet.
  const { warnUndefined } = options;
  options.warnUndefined = false;
  const early = inheritedWarnings ? 0 : overrides.length - ownWords.length + options.warnUndefinedFrom;
  defineCommandVariables(make, overrides, (index) => {
    if (index === early) options.warnUndefined = warnUndefined;
  });
  options.warnUndefined = warnUndefined;
  for (const goal of goals) {
    const before = make.globals.get('MAKECMDGOALS')?.value ?? '';
    defineBuiltin(make, 'MAKECMDGOALS', before === '' ? goal : `${before} ${goal}`, 'default', false);
  }
  if (options.evals.length > 0) {
    const text = options.evals.map((text) => `--eval=${quoteForFlags(text)}`).join(' ');
    defineBuiltin(make, '-*-eval-flags-*-', text, 'automatic', false);
  }
  defineFlagVariables(make, true);
  defineSuffixes(make);
}

function defineEnvironment(make: MakeState): void {
  for (const [name, value] of Object.entries(make.env)) {
    const variable = defineBuiltin(make, name, value, 'environment', true);
    variable.exportState = name === 'SHELL' || name === 'MAKE_RESTARTS' ? 'noexport' : 'export';
    // `-e` is not known yet: the variable gets its strength when something tries to change it.
    variable.origin = 'environment';
  }
}

function defineAutomaticVariables(make: MakeState, request: EvaluateRequest): void {
  for (const name of automaticNames) {
    defineBuiltin(make, `${name}D`, `$(patsubst %/,%,$(dir $${name}))`, 'automatic', true);
    defineBuiltin(make, `${name}F`, `$(notdir $${name})`, 'automatic', true);
  }
  make.globals.delete('MAKELEVEL');
  defineBuiltin(make, 'MAKELEVEL', String(make.level), 'environment', false);
  defineBuiltin(make, 'MAKE_VERSION', request.makeVersionText ?? make.dialect.version, 'default', false);
  defineBuiltin(make, 'MAKE_HOST', 'x86_64-pc-linux-gnu', 'default', false);
  defineBuiltin(make, '.FEATURES', make.dialect.features, 'default', false);
  defineBuiltin(make, '.VARIABLES', '', 'default', false);
  defineBuiltin(make, '.RECIPEPREFIX', '', 'default', false);
  defineBuiltin(make, '.SHELLFLAGS', '-c', 'default', false);
  defineBuiltin(make, '.LOADED', '', 'default', false);
  const shell = defineBuiltin(make, 'SHELL', '/bin/sh', 'default', false);
  if (shell.origin !== 'default') {
    make.globals.delete('SHELL');
    const own = defineBuiltin(make, 'SHELL', '/bin/sh', 'file', true);
    own.exportState = 'noexport';
  }
  defineBuiltin(make, 'MAKEFILES', '', 'default', false).exportState = 'ifset';
  defineBuiltin(make, 'CURDIR', make.files.cwd, 'file', false);
  defineBuiltin(make, '.DEFAULT_GOAL', '', 'file', false);
  defineBuiltin(make, 'MAKEFILE_LIST', '', 'file', false);
  defineBuiltin(make, 'MAKE_COMMAND', request.program ?? 'make', 'default', false);
  defineBuiltin(make, 'MAKE', '$(MAKE_COMMAND)', 'default', true);
}

function defineSuffixes(make: MakeState): void {
  const { letters } = make.options;
  const noRules = letters.has('r') || letters.has('R');
  make.modes.startedWithBuiltins = !noRules;
  defineBuiltin(make, 'SUFFIXES', noRules ? '' : suffixes, 'default', false);
  if (!noRules) {
    const known = splitWords(suffixes).map((name) => ({ name, orderOnly: false }));
    enterTarget(make.rules, '.SUFFIXES').setPrerequisites(known);
  }
  if (letters.has('R')) return;
  const { otherDefaults } = make.dialect;
  for (const [name, value] of defaultVariables) {
    defineBuiltin(make, name, otherDefaults[name] ?? value, 'default', true);
  }
  defineBuiltin(make, 'GNUMAKEFLAGS', '', 'default', true);
}

/** `VAR=VALUE` words; MAKEOVERRIDES lists the latest first. */
function defineCommandVariables(make: MakeState, words: readonly ByteString[], before: (index: number) => void): void {
  const found: Variable[] = [];
  for (const [index, word] of words.entries()) {
    before(index);
    const assignment = splitAssignment(word, make.dialect.syntax);
    if (assignment === null) continue;
    const variable = assignVariable(make, assignment, 'command line', null);
    if (variable !== null && !found.includes(variable)) found.unshift(variable);
  }
  if (found.length === 0) return;
  const text = found
    .map(
      (variable) =>
        `${quoteForFlags(variable.name)}${variable.isRecursive ? '' : ':'}=${quoteForFlags(variable.value)}`,
    )
    .join(' ');
  defineBuiltin(make, '-*-command-variables-*-', text, 'automatic', false);
  const origin = make.dialect.exportsOverrides ? 'environment' : 'default';
  const overrides = defineBuiltin(make, 'MAKEOVERRIDES', '${-*-command-variables-*-}', origin, true);
  overrides.exportState = make.dialect.exportsOverrides ? 'export' : 'default';
}
