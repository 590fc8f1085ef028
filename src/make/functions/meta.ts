/** Functions about variables, and those that only have effects. Source: GNU make manual 4.3 §8.7–§8.13. */

import type { ByteString } from '../../core/bytes.ts';
import { expansionLocation, noteRawRead } from '../read/expand.ts';
import { lookupVariable } from '../state/define.ts';
import { cannotWrite, hostPath, readMakeFile, writeFile } from '../state/file-view.ts';
import { type EagerFunction, type MakeState, refuseRepeating } from '../state/make-state.ts';
import { fatal, inform, warn } from '../state/messages.ts';
import { flavorOf } from '../state/variables.ts';
import { skipSpaces, stripSpaces } from '../syntax/chars.ts';

function origin(make: MakeState, args: readonly ByteString[]): ByteString {
  const variable = lookupVariable(make, args[0]!);
  noteRawRead(make, args[0]!, variable);
  return variable === undefined ? 'undefined' : variable.origin;
}

function flavor(make: MakeState, args: readonly ByteString[]): ByteString {
  const variable = lookupVariable(make, args[0]!);
  noteRawRead(make, args[0]!, variable);
  return flavorOf(variable);
}

function value(make: MakeState, args: readonly ByteString[]): ByteString {
  const variable = lookupVariable(make, args[0]!);
  noteRawRead(make, args[0]!, variable);
  return variable === undefined ? '' : variable.value;
}

/** Several arguments are there only through `$(call info,…)`. */
function messageOf(make: MakeState, args: readonly ByteString[]): ByteString {
  return args.length > 1 && make.dialect.joinsMessageArguments ? args.join(', ') : args[0]!;
}

function error(make: MakeState, args: readonly ByteString[]): ByteString {
  const text = messageOf(make, args);
  fatal(make, 'make/error', text, make.at.reading, { text });
  return '';
}

function warning(make: MakeState, args: readonly ByteString[]): ByteString {
  const text = messageOf(make, args);
  warn(make, 'make/warning', text, make.at.reading, { text });
  return '';
}

function info(make: MakeState, args: readonly ByteString[]): ByteString {
  inform(make, messageOf(make, args));
  return '';
}

function evaluate(make: MakeState, args: readonly ByteString[]): ByteString {
  // It may set variables of targets and add names to scopes.
  refuseRepeating(make);
  make.memo = null;
  make.functions.evalText(make, args[0]!);
  return '';
}

/** `$(file OP NAME,TEXT)`: reads are real, writes are kept in memory. */
function file(make: MakeState, args: readonly ByteString[]): ByteString {
  const request = args[0]!;
  const where = expansionLocation(make);
  const isWrite = request.startsWith('>');
  const isAppend = request.startsWith('>>');
  if (!isWrite && !request.startsWith('<')) {
    fatal(make, 'make/file-function', `file: invalid file operation: ${request}`, where, { file: null });
    return '';
  }
  const whole = request.slice(skipSpaces(request, isAppend ? 2 : 1));
  const name = make.dialect.trimsFileNames ? stripSpaces(whole) : whole;
  if (name === '') {
    fatal(make, 'make/file-function', 'file: missing filename', where, { file: null });
    return '';
  }
  refuseRepeating(make);
  if (isWrite) {
    const text = args[1];
    const content = text === undefined ? '' : text.endsWith('\n') ? text : `${text}\n`;
    const problem =
      make.files.write === undefined
        ? cannotWrite(make.files, name)
        : make.files.write(hostPath(make.files, name), content, isAppend);
    if (problem != null) fatal(make, 'make/file-function', `open: ${name}: ${problem}`, where, { file: name });
    else if (make.files.write === undefined) writeFile(make.files, name, content, isAppend, make.at.reading);
    return '';
  }
  if (args[1] !== undefined) {
    fatal(make, 'make/file-function', 'file: too many arguments', where, { file: name });
    return '';
  }
  const found = readMakeFile(make.files, name);
  if (found.text === undefined) {
    if (found.error !== undefined) {
      const message = `${found.isDirectory === true ? 'read' : 'open'}: ${name}: ${found.error}`;
      fatal(make, 'make/file-function', message, where, { file: name });
    }
    return '';
  }
  return found.text.endsWith('\n') ? found.text.slice(0, -1) : found.text;
}

/** The functions of this file by name. */
export const metaFunctions: ReadonlyMap<string, EagerFunction> = new Map<string, EagerFunction>([
  ['origin', origin],
  ['flavor', flavor],
  ['value', value],
  ['error', error],
  ['warning', warning],
  ['info', info],
  ['eval', evaluate],
  ['file', file],
]);
