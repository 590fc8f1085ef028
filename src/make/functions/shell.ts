/** `$(shell …)` and `!=`. Source: GNU make manual 4.3 §6.5, §8.14; docs/make-semantics.md §3.3. */

import type { ByteString } from '../../core/bytes.ts';
import type { PlacedShellCall } from '../../core/run-shell.ts';
import { limits } from '../limits.ts';
import { childEnvironment } from '../read/environment.ts';
import { expandVariable } from '../read/expand.ts';
import { macrosOf } from '../state/context.ts';
import { defineVariable, lookupVariable } from '../state/define.ts';
import { type EagerFunction, type MakeState, within } from '../state/make-state.ts';
import { reportShellOutput } from '../state/messages.ts';
import { countStep, tooLarge } from '../state/spending.ts';
import { stripSpaces } from '../syntax/chars.ts';
import { dialects } from '../syntax/dialect.ts';
import { splitWithoutShell } from '../syntax/direct-command.ts';

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

function shellQuote(text: ByteString): ByteString {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The text for `/bin/sh -c` that has the effect of make's `$(SHELL) $(.SHELLFLAGS) COMMAND`. */
function shellText(make: MakeState, command: ByteString): ByteString {
  const valueOf = (name: string): ByteString | undefined => {
    const variable = lookupVariable(make, name);
    return variable && within(make, { references: null }, () => expandVariable(make, variable));
  };
  const shell = valueOf('SHELL') ?? '/bin/sh';
  const flags = valueOf('.SHELLFLAGS') ?? '-c';
  const program = stripSpaces(shell);
  const isPlain = program === '' || program === '/bin/sh' || program === 'sh' || program === '/usr/bin/sh';
  if (isPlain && flags === '-c') return command;
  return `exec ${program === '' ? '/bin/sh' : program} ${flags} ${shellQuote(command)}`;
}

/** From 4.4 on `$(shell)` gets exported variables; one that is being expanded keeps the value make was given. */
function shellEnvironment(make: MakeState): Readonly<Record<string, ByteString>> {
  // Every exported variable may run a shell that needs all the others.
  for (let i = 0; i < make.at.environmentDepth * 100; i++) countStep(make);
  make.at.environmentDepth++;
  const env = childEnvironment(make, make.at.scope, make.at.reading);
  make.at.environmentDepth--;
  return env;
}

/** A word that shells carry out themselves, where this make looks for a program: `command` before 4.3. */
function isShellWord(program: ByteString | undefined): boolean {
  return program !== undefined && dialects['4.3'].shellCommands.has(program);
}

/** Runs a command as make does and sets `.SHELLSTATUS`; `trimAll` as for `$(shell)`. */
export function runShellCommand(make: MakeState, command: ByteString, trimAll: boolean): ByteString {
  const text = stripSpaces(command);
  if (text === '') return '';
  if (make.memo !== null) make.memo.impurities++;
  const env = make.dialect.shellSeesExports ? shellEnvironment(make) : make.env;
  const whole = shellText(make, text);
  // Only the plain shell with plain flags is ever left out.
  const [program] = (whole === text ? splitWithoutShell(text, make.dialect.shellCommands) : null) ?? [];
  const location = make.at.expanding ?? make.at.reading;
  const answer = make.runShell({
    command: isShellWord(program) ? `exec ${whole}` : whole,
    cwd: make.files.cwd,
    env,
    location,
  });
  const call: PlacedShellCall = {
    command: text,
    answer,
    location: make.at.reading ?? location,
    macros: macrosOf(make.at.context),
  };
  make.log.shellCalls.push(call);
  if (make.at.calls !== null && make.at.calls.length < 1000) make.at.calls.push(call);
  if (program === '') {
    // make looks for a program without a name.
    reportShellOutput(make, `${make.program}: : Permission denied`);
  } else if (answer.status === 127 && program !== undefined) {
    reportShellOutput(make, `${make.program}: ${program}: ${make.dialect.programNotFound}`);
  } else if (answer.stderr !== '') {
    reportShellOutput(make, answer.stderr.endsWith('\n') ? answer.stderr.slice(0, -1) : answer.stderr);
  }
  // It is set in the innermost scope: what runs inside `$(call)` or `$(foreach)` is gone afterwards.
  defineVariable(make, make.at.scope === null ? make.globals : make.at.scope.variables, {
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
  if (answer.stdout.length > limits.size) tooLarge(make);
  return foldNewlines(answer.stdout, trimAll);
}

/** The functions of this file by name. */
export const shellFunctions: ReadonlyMap<string, EagerFunction> = new Map<string, EagerFunction>([
  ['shell', (make, args) => runShellCommand(make, args[0]!, true)],
]);
