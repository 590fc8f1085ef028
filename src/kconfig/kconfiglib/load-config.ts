/** Reads a `.config`. Source: kconfiglib.py 14.1, load_config, Symbol.set_value, Choice.set_value. */

import type { ByteString } from '../../core/bytes.ts';
import { nameAndPlace, unescapeText } from './expressions.ts';
import { parseInteger, stripEnd, stripStart } from './python-text.ts';
import { errorName, joinPaths, readLines } from './reader.ts';
import { LibraryError, type LibrarySession } from './session.ts';
import { type Choice, isLogical, type Place, type Sym, type Tri, triNames } from './types.ts';
import type { Values } from './values.ts';

/** Sets the values of one file; `replaces`: what it does not set has no user value. Gives Kconfiglib's message. */
export function loadConfig(values: Values, name: ByteString | null, replaces = true): ByteString {
  const { session } = values;
  const { cwd, env, host } = session.options;
  let file = name;
  let message = '';
  if (file === null) {
    const standard = env['KCONFIG_CONFIG'] ?? '.config';
    file = standard;
    const places = [standard, joinPaths(session.srctree, standard)];
    if (places.every((place) => host.stat(joinPaths(cwd, place)) === undefined)) {
      const found = defconfigFile(values);
      if (found === null) return `Using default symbol values (no '${standard}')`;
      message = ` default configuration '${found}' (no '${standard}')`;
      file = found;
    }
  }
  if (message === '') message = ` configuration '${file}'`;
  const lines = openConfig(session, file);
  session.warnsNoPrompt = false;
  readConfig(values, file, lines, replaces);
  session.warnsNoPrompt = true;
  return `${replaces ? 'Loaded' : 'Merged'}${message}`;
}

/** The lines of a file, in the working directory or below the tree. Throws LibraryError with the words of the script. */
export function openConfig(session: LibrarySession, name: ByteString): ByteString[] {
  const { cwd, host } = session.options;
  const own = readLines(host, joinPaths(cwd, name));
  if (typeof own !== 'string') return own;
  const lines = readLines(host, joinPaths(cwd, joinPaths(session.srctree, name)));
  if (typeof lines !== 'string') return lines;
  const set = session.srctree === '' ? 'unset or blank' : `set to '${session.srctree}'`;
  const what = `Could not open '${name}' (${errorName(lines)}: ${lines}).`;
  throw new LibraryError(`${what} Check that the $srctree environment variable (${set}) is set correctly.`);
}

function defconfigFile(values: Values): ByteString | null {
  const { defconfigList, options, srctree } = values.session;
  for (const { cond, value } of defconfigList?.defaults ?? []) {
    if (values.expr(cond) === 0) continue;
    const name = values.text(value as Sym);
    const found = [name, joinPaths(srctree, name)].find(
      (place) => typeof readLines(options.host, joinPaths(options.cwd, place)) !== 'string',
    );
    if (found !== undefined) return found;
  }
  return null;
}

function readConfig(values: Values, file: ByteString, lines: readonly ByteString[], replaces: boolean): void {
  const { session } = values;
  if (replaces) {
    session.missing = [];
    for (const item of [...session.definedSyms, ...session.choices]) item.wasSet = false;
  }
  const prefix = session.prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const forms = { set: new RegExp(`^${prefix}([^=]+)=(.*)`), unset: new RegExp(`^# ${prefix}([^ ]+) is not set`) };
  for (const [index, raw] of lines.entries()) readLine(values, stripEnd(raw), { file, line: index + 1 }, forms);
  if (!replaces) return;
  for (const symbol of session.definedSyms) {
    if (symbol.wasSet || symbol.userValue === null) continue;
    symbol.userValue = null;
    symbol.userPlace = null;
    forgetWithPrompt(values, symbol);
  }
  for (const choice of session.choices) {
    if (choice.wasSet || (choice.userValue === null && choice.userSelection === null)) continue;
    choice.userValue = null;
    choice.userSelection = null;
    values.forget(choice);
  }
}

function readLine(values: Values, line: ByteString, place: Place, forms: { set: RegExp; unset: RegExp }): void {
  const { session } = values;
  const set = forms.set.exec(line);
  const unset = set === null ? forms.unset.exec(line) : null;
  const name = (set ?? unset)?.[1];
  if (name === undefined) {
    if (line !== '' && !stripStart(line).startsWith('#')) session.warn(`ignoring malformed line '${line}'`, place);
    return;
  }
  const given = set?.[2] ?? 'n';
  const symbol = session.syms.get(name);
  if (symbol === undefined || symbol.nodes.length === 0) {
    session.missing.push({ name, value: given, place });
    if (session.warnsUndefinedAssignment)
      session.warn(`attempt to assign the value '${given}' to the undefined symbol ${name}`, place);
    return;
  }
  if (unset !== null && !isLogical(symbol.type)) return;
  const value = set === null ? 'n' : fileValue(values, symbol, given, place);
  if (value === null) return;
  if (symbol.wasSet) warnTwice(session, symbol, value, place);
  const logical = isLogical(symbol.type) ? triNames.indexOf(value as 'n') : -1;
  if (setValue(values, symbol, logical >= 0 ? (logical as Tri) : value)) symbol.userPlace = place;
}

/** The value of an assignment; null where it is ignored. */
function fileValue(values: Values, symbol: Sym, given: ByteString, place: Place): ByteString | null {
  const { session } = values;
  if (isLogical(symbol.type)) {
    const value = given[0] ?? '';
    if (!(symbol.type === 'bool' ? ['y', 'n'] : ['y', 'm', 'n']).includes(value)) {
      const what = `'${given}' is not a valid value for the ${symbol.type} symbol ${nameAndPlace(symbol)}.`;
      session.warn(`${what} Assignment ignored.`, place);
      return null;
    }
    if (symbol.choice !== null && value !== 'n') {
      const { userValue } = symbol.choice;
      if (userValue !== null && triNames[userValue] !== value)
        session.warn('both m and y assigned to symbols within the same choice', place);
      setChoiceValue(values, symbol.choice, triNames.indexOf(value as 'y') as Tri);
    }
    return value;
  }
  if (symbol.type !== 'string') return given;
  const literal = /^"((?:[^\\"]|\\.)*)"/.exec(given);
  if (literal === null) {
    session.warn(`malformed string literal in assignment to ${nameAndPlace(symbol)}. Assignment ignored.`, place);
    return null;
  }
  return unescapeText(literal[1] ?? '');
}

function warnTwice(session: LibrarySession, symbol: Sym, value: ByteString, place: Place): void {
  const old = typeof symbol.userValue === 'number' ? triNames[symbol.userValue] : symbol.userValue;
  if (old === value ? !session.warnsRedundant : !session.warnsOverride) return;
  session.warn(`${nameAndPlace(symbol)} set more than once. Old value "${old}", new value "${value}".`, place);
}

/** Sets a user value; false, with a warning, where it does not fit the type. */
export function setValue(values: Values, symbol: Sym, value: Tri | ByteString): boolean {
  const { session } = values;
  if (value === symbol.userValue && symbol.choice === null) {
    symbol.wasSet = true;
    return true;
  }
  if (!fits(symbol, value)) {
    const shown = typeof value === 'number' ? triNames[value] : `'${value}'`;
    const what = `the value ${shown} is invalid for ${nameAndPlace(symbol)}, which has type ${symbol.type}`;
    session.warn(`${what} -- assignment ignored`, null, symbol.nodes[0]);
    return false;
  }
  symbol.userValue = value;
  symbol.wasSet = true;
  if (symbol.choice !== null && value === 2) {
    symbol.choice.userSelection = symbol;
    symbol.choice.wasSet = true;
    values.forget(symbol.choice);
  } else forgetWithPrompt(values, symbol);
  return true;
}

function fits({ type }: Sym, value: Tri | ByteString): boolean {
  if (typeof value === 'number') return type === 'tristate' || (type === 'bool' && value !== 1);
  if (type === 'int') return parseInteger(value, 10) !== undefined;
  return type === 'string' || (type === 'hex' && (parseInteger(value, 16) ?? -1n) >= 0n);
}

/** Sets the value of a choice; false, with a warning, where it does not fit the type. */
export function setChoiceValue(values: Values, choice: Choice, value: Tri): boolean {
  if (value === choice.userValue) {
    choice.wasSet = true;
    return true;
  }
  if (choice.type !== 'tristate' && (choice.type !== 'bool' || value === 1)) {
    const what = `the value ${triNames[value]} is invalid for ${nameAndPlace(choice)}, which has type ${choice.type}`;
    values.session.warn(`${what} -- assignment ignored`, null, choice.nodes[0]);
    return false;
  }
  choice.userValue = value;
  choice.wasSet = true;
  values.forget(choice);
  return true;
}

function forgetWithPrompt(values: Values, symbol: Sym): void {
  if (symbol.nodes.some(({ prompt }) => prompt !== null)) values.forget(symbol);
  else if (values.session.warnsNoPrompt) {
    values.session.warn(
      `${nameAndPlace(symbol)} has no prompt, meaning user values have no effect on it`,
      null,
      symbol.nodes[0],
    );
  }
}
