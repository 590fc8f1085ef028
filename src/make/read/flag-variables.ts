/** MAKEFLAGS, MFLAGS and what follows from an assignment to MAKEFLAGS. Source: GNU make manual 4.3 and 4.4 §5.7.3. */
import type { ByteString } from '../../core/bytes.ts';
import { enterTarget } from '../rules/rules.ts';
import { hostPath } from '../state/files.ts';
import { guardLimits, type Session } from '../state/session.ts';
import type { Origin } from '../state/types.ts';
import { defineBuiltin, ownVariable } from '../state/variables.ts';
import { splitAssignment } from '../syntax/statement.ts';
import { assignVariable } from './assign.ts';
import { defaultVariables, includeDirectories, suffixes } from './defaults.ts';
import { expandReference } from './expand.ts';
import { decodeOptions, flagText, splitFlags } from './flags.ts';

/** Directories in which an included file is looked for, those of `-I` first. */
export function includePath(session: Session): readonly ByteString[] {
  const { options } = session;
  if (session.includePath !== null) return session.includePath;
  const found: ByteString[] = [];
  let withDefaults = true;
  for (const directory of options.includeDirs) {
    if (directory === '-' && session.dialect.dashClearsIncludePath) {
      found.length = 0;
      withDefaults = false;
    } else if (isDirectory(session, directory)) {
      found.push(directory.length > 1 && directory.endsWith('/') ? directory.replace(/(?<=.)\/+$/, '') : directory);
    }
  }
  if (withDefaults) found.push(...includeDirectories.filter((directory) => isDirectory(session, directory)));
  session.includePath = found;
  return found;
}

/** Sets `.INCLUDE_DIRS`. */
export function defineIncludeDirectories(session: Session): void {
  const isRecursive = !session.dialect.includeDirsAreSimple;
  defineBuiltin(session, '.INCLUDE_DIRS', includePath(session).join(' '), 'default', isRecursive);
}

function isDirectory(session: Session, directory: ByteString): boolean {
  return session.host.stat(hostPath(session, directory))?.kind === 'directory';
}

/** Sets MAKEFLAGS and MFLAGS from the options; `isReading` while makefiles are read. */
export function defineFlagVariables(session: Session, isReading: boolean): void {
  const { options, dialect } = session;
  const text = flagText(options, isReading && !dialect.flagsAreLive);
  const origin: Origin = options.envOverrides ? 'environment override' : 'file';
  const dashed = text === '' ? '' : text.startsWith(' ') ? text.slice(1) : `-${text}`;
  const mflags = defineBuiltin(session, 'MFLAGS', dashed, 'environment', true);
  mflags.exportState = 'export';
  let value = text;
  if (options.evals.length > 0) value += ' $(-*-eval-flags-*-)';
  const overrides = session.globals.get('MAKEOVERRIDES')?.value ?? '';
  if ((!isReading || dialect.flagsAreLive) && overrides !== '') {
    value += overridesText;
  }
  const flags = session.globals.get('MAKEFLAGS');
  if (flags !== undefined && flags.origin === 'environment') ownVariable(session.globals, flags).origin = origin;
  const defined = defineBuiltin(session, 'MAKEFLAGS', value, origin, true);
  if (defined.exportState !== 'export') ownVariable(session.globals, defined).exportState = 'export';
}

/** Takes over what the value of MAKEFLAGS asks for. */
function obeyFlags(session: Session, origin: Origin): void {
  const { options, dialect } = session;
  const before = options.includeDirs.length;
  const others: ByteString[] = [];
  for (const name of session.rulesAreClosed ? ['GNUMAKEFLAGS', 'MAKEFLAGS'] : ['MAKEFLAGS']) {
    others.push(...decodeOptions(options, splitFlags(expandReference(session, name)), dialect));
  }
  if (options.includeDirs.length !== before) {
    session.includePath = null;
    defineIncludeDirectories(session);
  }
  for (const word of others) {
    const assignment = word.includes('=') ? splitAssignment(word, dialect.syntax) : null;
    if (assignment !== null) assignVariable(session, assignment, origin, null);
  }
}

/** Make 4.4: an assignment to MAKEFLAGS counts at once, and its value becomes the text of all options. */
export function resetFlags(session: Session): void {
  if (!session.dialect.flagsAreLive || session.rulesAreClosed) return;
  const origin = session.globals.get('MAKEFLAGS')?.origin ?? 'file';
  const { reading, references, calls } = session;
  takeOutOverrides(session);
  obeyFlags(session, origin);
  Object.assign(session, { reading, references, calls });
  defineFlagVariables(session, true);
}

const overridesText = ' -- $(MAKEOVERRIDES)';

/** Make 4.4: what `+=` puts behind the variables are options all the same. Observed with make 4.4.1. */
function takeOutOverrides(session: Session): void {
  const flags = session.globals.get('MAKEFLAGS');
  if (flags === undefined || !flags.isRecursive || !flags.value.includes(overridesText)) return;
  ownVariable(session.globals, flags).value = flags.value.replace(overridesText, () => '');
}

/** After reading, options that makefiles put into MAKEFLAGS count, and overrides become visible. */
export function finishFlags(session: Session): void {
  guardLimits(session, () => {
    const { options } = session;
    const hadRules = !options.letters.has('r') && !options.letters.has('R');
    const hadVariables = !options.letters.has('R');
    obeyFlags(session, 'command line');
    // More than one job, but not any number: children get at the jobserver of this make.
    if (options.jobs !== null && /^0*([2-9]|1\d)/.test(options.jobs)) options.jobserver ??= session.dialect.jobserver;
    if (options.letters.has('R') && session.dialect.flagsAreLive) options.letters.add('r');
    if (hadRules && options.letters.has('r')) dropSuffixes(session);
    if (hadVariables && options.letters.has('R')) {
      for (const name of [...defaultVariables.keys(), 'GNUMAKEFLAGS']) {
        if (session.globals.get(name)?.origin === 'default') session.globals.delete(name);
      }
    }
    defineFlagVariables(session, false);
  });
}

/** `-r` takes the built-in suffixes away. */
function dropSuffixes(session: Session): void {
  const record = enterTarget(session.rules, '.SUFFIXES');
  const builtin = new Set(suffixes.split(' '));
  record.setPrerequisites(record.prerequisites.filter(({ name }) => !builtin.has(name)));
  defineBuiltin(session, 'SUFFIXES', '', 'default', false);
}
