/** MAKEFLAGS, MFLAGS and what follows from an assignment to MAKEFLAGS. Source: GNU make manual 4.3 and 4.4 §5.7.3. */
import type { ByteString } from '../../core/bytes.ts';
import { defineBuiltin } from '../state/define.ts';
import { hostPath } from '../state/file-view.ts';
import { type MakeState, within } from '../state/make-state.ts';
import type { Origin } from '../state/records.ts';
import { enterTarget } from '../state/rule-database.ts';
import { guardLimits } from '../state/spending.ts';
import { ownVariable } from '../state/variables.ts';
import { splitAssignment } from '../syntax/statement.ts';
import { assignVariable } from './assign.ts';
import { defaultVariables, includeDirectories, suffixes } from './defaults.ts';
import { expandReference } from './expand.ts';
import { decodeOptions, flagText, splitFlags } from './flags.ts';
import { expandTilde } from './tilde.ts';

/** Directories in which an included file is looked for, those of `-I` first. */
export function includePath(make: MakeState): readonly ByteString[] {
  const { options } = make;
  if (make.files.includePath !== null) return make.files.includePath;
  const found: ByteString[] = [];
  let withDefaults = true;
  for (const written of options.includeDirs) {
    const directory = expandTilde(make, written);
    if (directory === '-' && make.dialect.dashClearsIncludePath) {
      found.length = 0;
      withDefaults = false;
    } else if (isDirectory(make, directory)) {
      found.push(directory.length > 1 && directory.endsWith('/') ? directory.replace(/(?<=.)\/+$/, '') : directory);
    }
  }
  if (withDefaults) found.push(...includeDirectories.filter((directory) => isDirectory(make, directory)));
  make.files.includePath = found;
  return found;
}

/** Sets `.INCLUDE_DIRS`. */
export function defineIncludeDirectories(make: MakeState): void {
  const isRecursive = !make.dialect.includeDirsAreSimple;
  defineBuiltin(make, '.INCLUDE_DIRS', includePath(make).join(' '), 'default', isRecursive);
}

function isDirectory(make: MakeState, directory: ByteString): boolean {
  return make.files.host.stat(hostPath(make.files, directory))?.kind === 'directory';
}

/** Sets MAKEFLAGS and MFLAGS from the options; `isReading` while makefiles are read. */
export function defineFlagVariables(make: MakeState, isReading: boolean): void {
  const { options, dialect } = make;
  const text = flagText(options, isReading && !dialect.flagsAreLive);
  const origin: Origin = options.envOverrides ? 'environment override' : 'file';
  const dashed = text === '' ? '' : text.startsWith(' ') ? text.slice(1) : `-${text}`;
  const mflags = defineBuiltin(make, 'MFLAGS', dashed, 'environment', true);
  mflags.exportState = 'export';
  let value = text;
  if (options.evals.length > 0) value += ' $(-*-eval-flags-*-)';
  const overrides = make.globals.get('MAKEOVERRIDES')?.value ?? '';
  if ((!isReading || dialect.flagsAreLive) && overrides !== '') {
    value += overridesText;
  }
  const flags = make.globals.get('MAKEFLAGS');
  if (flags !== undefined && flags.origin === 'environment') ownVariable(make.globals, flags).origin = origin;
  const defined = defineBuiltin(make, 'MAKEFLAGS', value, origin, true);
  if (defined.exportState !== 'export') ownVariable(make.globals, defined).exportState = 'export';
}

/** Takes over what the value of MAKEFLAGS asks for. */
function obeyFlags(make: MakeState, origin: Origin): void {
  const { options, dialect } = make;
  const before = options.includeDirs.length;
  const others: ByteString[] = [];
  for (const name of make.modes.rulesAreClosed ? ['GNUMAKEFLAGS', 'MAKEFLAGS'] : ['MAKEFLAGS']) {
    others.push(...decodeOptions(options, splitFlags(expandReference(make, name)), dialect));
  }
  if (options.includeDirs.length !== before) {
    make.files.includePath = null;
    defineIncludeDirectories(make);
  }
  for (const word of others) {
    const assignment = word.includes('=') ? splitAssignment(word, dialect.syntax) : null;
    if (assignment !== null) assignVariable(make, assignment, origin, null);
  }
}

/** Make 4.4: an assignment to MAKEFLAGS counts at once, and its value becomes the text of all options. */
export function resetFlags(make: MakeState): void {
  if (!make.dialect.flagsAreLive || make.modes.rulesAreClosed) return;
  const origin = make.globals.get('MAKEFLAGS')?.origin ?? 'file';
  takeOutOverrides(make);
  within(make, {}, () => obeyFlags(make, origin));
  defineFlagVariables(make, true);
}

const overridesText = ' -- $(MAKEOVERRIDES)';

/** Make 4.4: what `+=` puts behind the variables are options all the same. Observed with make 4.4.1. */
function takeOutOverrides(make: MakeState): void {
  const flags = make.globals.get('MAKEFLAGS');
  if (flags === undefined || !flags.isRecursive || !flags.value.includes(overridesText)) return;
  ownVariable(make.globals, flags).value = flags.value.replace(overridesText, () => '');
}

/** After reading, options that makefiles put into MAKEFLAGS count, and overrides become visible. */
export function finishFlags(make: MakeState): void {
  guardLimits(make, () => {
    const { options } = make;
    const hadRules = !options.letters.has('r') && !options.letters.has('R');
    const hadVariables = !options.letters.has('R');
    obeyFlags(make, 'command line');
    // More than one job, but not any number: children get at the jobserver of this make.
    if (options.jobs !== null && /^0*([2-9]|1\d)/.test(options.jobs)) options.jobserver ??= make.dialect.jobserver;
    if (options.letters.has('R') && make.dialect.flagsAreLive) options.letters.add('r');
    if (hadRules && options.letters.has('r')) dropSuffixes(make);
    if (hadVariables && options.letters.has('R')) {
      for (const name of [...defaultVariables.keys(), 'GNUMAKEFLAGS']) {
        if (make.globals.get(name)?.origin === 'default') make.globals.delete(name);
      }
    }
    defineFlagVariables(make, false);
  });
}

/** `-r` takes the built-in suffixes away. */
function dropSuffixes(make: MakeState): void {
  const record = enterTarget(make.rules, '.SUFFIXES');
  const builtin = new Set(suffixes.split(' '));
  record.setPrerequisites(record.prerequisites.filter(({ name }) => !builtin.has(name)));
  defineBuiltin(make, 'SUFFIXES', '', 'default', false);
}
