/** Functions about variables, and those that only have effects. Source: GNU make manual 4.3 §8.7–§8.13. */
import type { ByteString } from '../../core/bytes.ts';
import { expansionLocation, noteRawRead } from '../read/expand.ts';
import { cannotWrite, hostPath, readMakeFile, writeFile } from '../state/files.ts';
import { type EagerFunction, fatal, inform, type Session, warn } from '../state/session.ts';
import { lookupVariable } from '../state/variables.ts';
import { skipSpaces, stripSpaces } from '../syntax/chars.ts';

function origin(session: Session, args: readonly ByteString[]): ByteString {
  const variable = lookupVariable(session, args[0]!);
  noteRawRead(session, args[0]!, variable);
  return variable === undefined ? 'undefined' : variable.origin;
}

function flavor(session: Session, args: readonly ByteString[]): ByteString {
  const variable = lookupVariable(session, args[0]!);
  noteRawRead(session, args[0]!, variable);
  return variable === undefined ? 'undefined' : variable.isRecursive ? 'recursive' : 'simple';
}

function value(session: Session, args: readonly ByteString[]): ByteString {
  const variable = lookupVariable(session, args[0]!);
  noteRawRead(session, args[0]!, variable);
  return variable === undefined ? '' : variable.value;
}

/** Several arguments are there only through `$(call info,…)`. */
function messageOf(session: Session, args: readonly ByteString[]): ByteString {
  return args.length > 1 && session.dialect.joinsMessageArguments ? args.join(', ') : args[0]!;
}

function error(session: Session, args: readonly ByteString[]): ByteString {
  fatal(session, 'make/error', messageOf(session, args), session.reading);
  return '';
}

function warning(session: Session, args: readonly ByteString[]): ByteString {
  warn(session, 'make/warning', messageOf(session, args), session.reading);
  return '';
}

function info(session: Session, args: readonly ByteString[]): ByteString {
  inform(session, messageOf(session, args));
  return '';
}

function evaluate(session: Session, args: readonly ByteString[]): ByteString {
  session.evalText(args[0]!);
  return '';
}

/** `$(file OP NAME,TEXT)`: reads are real, writes are kept in memory. */
function file(session: Session, args: readonly ByteString[]): ByteString {
  const request = args[0]!;
  const where = expansionLocation(session);
  const isWrite = request.startsWith('>');
  const isAppend = request.startsWith('>>');
  if (!isWrite && !request.startsWith('<')) {
    fatal(session, 'make/file-function', `file: invalid file operation: ${request}`, where);
    return '';
  }
  const whole = request.slice(skipSpaces(request, isAppend ? 2 : 1));
  const name = session.dialect.trimsFileNames ? stripSpaces(whole) : whole;
  if (name === '') {
    fatal(session, 'make/file-function', 'file: missing filename', where);
    return '';
  }
  if (isWrite) {
    const text = args[1];
    const content = text === undefined ? '' : text.endsWith('\n') ? text : `${text}\n`;
    const problem =
      session.writeFile === undefined
        ? cannotWrite(session, name)
        : session.writeFile(hostPath(session, name), content, isAppend);
    if (problem != null) fatal(session, 'make/file-function', `open: ${name}: ${problem}`, where);
    else if (session.writeFile === undefined) writeFile(session, name, content, isAppend);
    return '';
  }
  if (args[1] !== undefined) {
    fatal(session, 'make/file-function', 'file: too many arguments', where);
    return '';
  }
  session.globals.watcher?.refuse();
  const found = readMakeFile(session, name);
  if (found.text === undefined) {
    if (found.error !== undefined)
      fatal(
        session,
        'make/file-function',
        `${found.isDirectory === true ? 'read' : 'open'}: ${name}: ${found.error}`,
        where,
      );
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
