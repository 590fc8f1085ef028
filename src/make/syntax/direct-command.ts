/** Commands that make starts itself, without a shell. Source: GNU make 4.3 job.c, construct_command_argv_internal. */
import type { ByteString } from '../../core/bytes.ts';
import { dialects, type MakeVersion } from './dialect.ts';

/** Characters that only a shell understands. */
const shellCharacters: ReadonlySet<string> = new Set('#;"*?[]&|<>(){}$`^~!');

/** A command as make would give it to a shell. */
interface ShellCommand {
  readonly text: ByteString;
  readonly shell: ByteString;
  readonly shellFlags: ByteString;
  readonly isOneShell: boolean;
  readonly makeVersion: MakeVersion;
}

/** The words of a command that make starts without a shell; null for one that goes to the shell, empty for none. */
export function directWords(command: ShellCommand): readonly ByteString[] | null {
  if (command.isOneShell) return null;
  const words = splitWithoutShell(command.text, dialects[command.makeVersion].shellCommands);
  if (words === null) return null;
  const { shell, shellFlags } = command;
  return shell === '/bin/sh' && (shellFlags === '-c' || shellFlags === '-ec') ? words : null;
}

/** What a make of this version says of a program that it starts itself and does not find. */
export function programNotFound(version: MakeVersion): string {
  return dialects[version].programNotFound;
}

/** The same as {@link directWords} for a command of the plain shell with plain flags, as `$(shell)` has it. */
export function splitWithoutShell(text: ByteString, shellCommands: ReadonlySet<ByteString>): ByteString[] | null {
  const words: ByteString[] = [];
  let word = '';
  let isOpen = false;
  let hasEquals = false;
  let isQuoted = false;
  const isFirst = (): boolean => words.length === 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (isQuoted) {
      if (char === "'") isQuoted = false;
      else word += char;
      continue;
    }
    if (shellCharacters.has(char) || char === '\n') return null;
    if (char === ' ' || char === '\t') {
      if (!isOpen) continue;
      // `A=1 program`: only a shell sets variables.
      if (isFirst() && (hasEquals || shellCommands.has(word))) return null;
      words.push(word);
      word = '';
      isOpen = false;
      continue;
    }
    isOpen = true;
    if (char === "'") isQuoted = true;
    else if (char === '\\') {
      at += 1;
      if (text[at] === '\n') {
        if (word === '') isOpen = false;
      } else word += text[at] ?? '';
    } else {
      if (char === '=') hasEquals = true;
      word += char;
    }
  }
  if (isQuoted) return null;
  if (isOpen) {
    if (isFirst() && (hasEquals || shellCommands.has(word))) return null;
    words.push(word);
  }
  return words;
}
