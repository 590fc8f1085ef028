/** Services of a shell for builtins, utilities and the interpreter: variables, files, output, limits. */

import type { ByteString } from '../../core/bytes.ts';
import type { AbsentThing } from '../../core/run-shell.ts';
import type { FileStat } from '../../host/host.ts';
import { parentPath } from '../../host/paths.ts';
import { type ShellError, UnknownAnswer, Unsupported } from '../language/signals.ts';
import type { Shell } from './state.ts';
import type { Variable } from './variables.ts';

/** Bytes of discarded output, and things looked for in vain, that are kept of a text. */
const maxDiscarded = 4096;
const maxAbsent = 16;

/** Sets a variable, keeping whether it is exported. */
export function setVariable(shell: Shell, name: string, value: ByteString): void {
  if (name === 'OPTIND' || name === 'LINENO') throw new Unsupported(`assignment to ${name}`);
  countBytes(shell, value.length);
  if (shell.variables.get(name)?.elements !== undefined) throw new Unsupported('assignment to an element');
  shell.variables.set(name, { value, isExported: shell.variables.get(name)?.isExported ?? false });
}

/** Sets an array of bash; `appends`: to what is there. */
export function setArray(shell: Shell, name: string, words: readonly ByteString[], appends: boolean): void {
  const before = shell.variables.get(name);
  const isArray = before?.elements !== undefined;
  if (before?.isExported === true || (appends && !isArray && before?.value !== undefined)) {
    throw new Unsupported('a variable that becomes an array');
  }
  for (const word of words) countBytes(shell, word.length + 1);
  const elements = appends ? [...(before?.elements ?? []), ...words] : words;
  shell.variables.set(name, { value: elements[0], isExported: false, elements });
}

/** Runs `action` with exported variables that are there for its time only. */
export function withVariables(
  { variables }: Shell,
  overrides: ReadonlyMap<string, ByteString>,
  action: () => number,
): number {
  if (overrides.size === 0) return action();
  const saved = new Map<string, Variable | undefined>();
  for (const [name, value] of overrides) {
    saved.set(name, variables.get(name));
    variables.set(name, { value, isExported: true });
  }
  try {
    return action();
  } finally {
    for (const [name, variable] of saved) variables.set(name, variable);
  }
}

/** An absolute path for a name as the text has it. */
export function resolvePath(shell: Shell, name: ByteString): string {
  return name.startsWith('/') ? name : `${shell.directory}/${name}`;
}

/** File information through the overlay; undefined when there is none. */
export function statFile(shell: Shell, name: ByteString): FileStat | undefined {
  return name === '' ? undefined : shell.run.overlay.stat(resolvePath(shell, name));
}

/** True for a symbolic link, which is one of the machine: texts make none in memory. */
export function isLink(shell: Shell, name: ByteString): boolean {
  const path = resolvePath(shell, name);
  if (name === '' || shell.run.overlay.owns(path)) return false;
  const last = path.slice(path.lastIndexOf('/') + 1);
  if (last === '' || last === '.' || last === '..') return false;
  const { host } = shell.run.world;
  if (!host.hasEntry(path)) return false;
  const directory = host.realPath(parentPath(path));
  return directory === undefined || host.realPath(path) !== `${directory === '/' ? '' : directory}/${last}`;
}

/** Writes to a descriptor. */
export function write(shell: Shell, descriptor: number, text: ByteString): void {
  if (text === '') return;
  countBytes(shell, text.length);
  const stream = shell.descriptors.get(descriptor);
  if (stream === undefined || stream.kind === 'source') throw new Unsupported('write to a closed descriptor');
  if (stream.kind === 'sink') {
    stream.chunks.push(text);
    stream.size += text.length;
  } else if (stream.kind === 'file') stream.write(text);
  else if (shell.run.discarded.length < maxDiscarded) shell.run.discarded += text.slice(0, maxDiscarded);
}

/** Notes what a text looked for in vain. */
export function noteAbsent({ run }: Shell, kind: AbsentThing['kind'], name: ByteString): void {
  const isKnown = run.absent.some((one) => one.kind === kind && one.name === name);
  if (name !== '' && !isKnown && run.absent.length < maxAbsent) run.absent.push({ kind, name });
}

/** Writes a message in the shell's own form: its name, the line, the text. */
export function reportError(shell: Shell, message: ByteString): void {
  // Its status may be another one as well.
  if (shell.isBash) throw new Unsupported('a message of bash');
  write(shell, 2, `${shell.name}: ${shell.line}: ${message}\n`);
}

/** Writes the message of an error where standard error leads now, unless it was written. */
export function reportOnce(shell: Shell, error: ShellError): void {
  if (!error.isReported) reportError(shell, error.message);
  error.isReported = true;
}

/** Counts work; throws when the text does more than any honest one. */
export function spend({ run }: Shell, work: number): void {
  run.steps += work;
  if (run.world.host.budget?.spend(work, null) === true) throw new UnknownAnswer('the time limit is over');
  if (run.steps > run.limits.maxSteps) {
    throw new UnknownAnswer(`the shell text did more than ${run.limits.maxSteps} steps`);
  }
}

function countBytes({ run }: Shell, count: number): void {
  run.bytes += count;
  if (run.bytes > run.limits.maxBytes) {
    throw new UnknownAnswer(`the shell text made more than ${run.limits.maxBytes} bytes`);
  }
}
