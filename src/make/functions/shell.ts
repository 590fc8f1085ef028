/** `$(shell …)` and `!=`. Source: GNU make manual 4.3 §6.5, §8.14. */

import type { ByteString } from '../../core/bytes.ts';
import type { PlacedShellCall } from '../../core/run-shell.ts';
import { childEnvironment } from '../read/environment.ts';
import { expandVariable } from '../read/expand.ts';
import { macrosOf } from '../state/context.ts';
import {
  countStep,
  type EagerFunction,
  limitReached,
  limits,
  reportShellOutput,
  type Session,
} from '../state/session.ts';
import { defineVariable, lookupVariable } from '../state/variables.ts';
import { endOfWord, skipSpaces, stripSpaces } from '../syntax/chars.ts';

/** Newlines become blanks; at the end all of them go (`$(shell)`) or one (`!=`). */
function foldNewlines(output: ByteString, trimAll: boolean): ByteString {
  let text = output;
  const nul = text.indexOf('\0');
  if (nul >= 0) text = text.slice(0, nul);
  if (text.includes('\r')) text = text.replaceAll('\r\n', '\n');
  let end = text.length;
  if (trimAll) while (end > 0 && text.charCodeAt(end - 1) === 10) end--;
  else if (text.endsWith('\n')) end--;
  text = text.slice(0, end);
  return text.includes('\n') ? text.replaceAll('\n', ' ') : text;
}

/** Characters and words that make a command line need a shell. */
const shellCharacters = /[#;"*?[\]&|<>(){}$`^~!\n\\']/;
const shellWords = new Set(
  '. : alias bg break case cd command continue eval exec exit export fc fg for getopts hash if jobs login logout read readonly return set shift test times trap type ulimit umask unalias unset wait while'.split(
    ' ',
  ),
);

/** The program make would start without a shell, undefined when it needs one. */
export function directProgram(command: ByteString): ByteString | undefined {
  if (shellCharacters.test(command)) return undefined;
  const start = skipSpaces(command, 0);
  const word = command.slice(start, endOfWord(command, start));
  if (word === '' || word.includes('=') || shellWords.has(word)) return undefined;
  return word;
}

function shellQuote(text: ByteString): ByteString {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The text for `/bin/sh -c` that has the effect of make's `$(SHELL) $(.SHELLFLAGS) COMMAND`. */
function shellText(session: Session, command: ByteString): ByteString {
  const shellVariable = lookupVariable(session, 'SHELL');
  const shell =
    shellVariable === undefined ? '/bin/sh' : quietly(session, () => expandVariable(session, shellVariable));
  const flagsVariable = lookupVariable(session, '.SHELLFLAGS');
  const flags = flagsVariable === undefined ? '-c' : quietly(session, () => expandVariable(session, flagsVariable));
  const program = stripSpaces(shell);
  const isPlain = program === '' || program === '/bin/sh' || program === 'sh' || program === '/usr/bin/sh';
  if (isPlain && flags === '-c') return command;
  return `exec ${program === '' ? '/bin/sh' : program} ${flags} ${shellQuote(command)}`;
}

function quietly<T>(session: Session, body: () => T): T {
  const saved = session.references;
  session.references = null;
  const value = body();
  session.references = saved;
  return value;
}

/** From 4.4 on `$(shell)` gets exported variables; one that is being expanded keeps the value make was given. */
function shellEnvironment(session: Session): Readonly<Record<string, ByteString>> {
  // Every exported variable may run a shell that needs all the others.
  for (let i = 0; i < session.environmentDepth * 100; i++) countStep(session);
  session.environmentDepth++;
  const env = childEnvironment(session, session.scope, session.reading);
  session.environmentDepth--;
  return env;
}

/** Runs a command as make does and sets `.SHELLSTATUS`; `trimAll` as for `$(shell)`. */
export function runShellCommand(session: Session, command: ByteString, trimAll: boolean): ByteString {
  const text = stripSpaces(command);
  if (text === '') return '';
  const env = session.dialect.shellSeesExports ? shellEnvironment(session) : session.env;
  const whole = shellText(session, text);
  const location = session.expanding ?? session.reading;
  const answer = session.runShell({ command: whole, cwd: session.cwd, env, location });
  const call: PlacedShellCall = {
    command: text,
    answer,
    location: session.reading ?? location,
    macros: macrosOf(session.context),
  };
  session.shellCalls.push(call);
  if (session.calls !== null && session.calls.length < 1000) session.calls.push(call);
  // Only the plain shell with plain flags is ever left out.
  const program = whole === text ? directProgram(text) : undefined;
  if (whole === text && /^(?:'')+(?:[ \t\n]|$)/.test(text)) {
    // Single quotes alone do not need a shell: make looks for a program without a name.
    reportShellOutput(session, `${session.program}: : Permission denied`);
  } else if (answer.status === 127 && program !== undefined) {
    reportShellOutput(session, `${session.program}: ${program}: ${session.dialect.programNotFound}`);
  } else if (answer.stderr !== '') {
    reportShellOutput(session, answer.stderr.endsWith('\n') ? answer.stderr.slice(0, -1) : answer.stderr);
  }
  // It is set in the innermost scope: what runs inside `$(call)` or `$(foreach)` is gone afterwards.
  defineVariable(session, session.scope === null ? session.globals : session.scope.variables, {
    name: '.SHELLSTATUS',
    value: String(answer.status),
    origin: 'override',
    isRecursive: false,
    operator: ':=',
    location: null,
    text: '',
    references: [],
    shellCalls: [],
  });
  if (answer.stdout.length > limits.size) limitReached(session, 'make/limit-size', 'kgate: expansion is too large');
  return foldNewlines(answer.stdout, trimAll);
}

/** The functions of this file by name. */
export const shellFunctions: ReadonlyMap<string, EagerFunction> = new Map<string, EagerFunction>([
  ['shell', (session, args) => runShellCommand(session, args[0]!, true)],
]);
