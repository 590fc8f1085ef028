/** Commands that make starts itself, without a shell. Source: GNU make 4.3 job.c, construct_command_argv_internal. */
import type { ByteString } from '../../core/bytes.ts';

/** Characters that only a shell understands. */
const shellCharacters: ReadonlySet<string> = new Set('#;"*?[]&|<>(){}$`^~!');

/** Commands that only a shell has. */
const shellCommands: ReadonlySet<string> = new Set(
  (
    '. : alias bg break case cd command continue eval exec exit export fc fg for getopts hash if jobs login logout ' +
    'read readonly return set shift test times trap type ulimit umask unalias unset wait while'
  ).split(' '),
);

/** A command as make would give it to a shell. */
interface ShellCommand {
  readonly text: ByteString;
  readonly shell: ByteString;
  readonly shellFlags: ByteString;
  readonly isOneShell: boolean;
}

/** The words of a command that make starts without a shell; null for one that goes to the shell, empty for none. */
export function directWords(command: ShellCommand): readonly ByteString[] | null {
  if (command.isOneShell) return null;
  const words = splitWithoutShell(command.text);
  if (words === null) return null;
  const { shell, shellFlags } = command;
  return shell === '/bin/sh' && (shellFlags === '-c' || shellFlags === '-ec') ? words : null;
}

/** The same for a command of the plain shell with plain flags, as `$(shell)` has it. */
export function splitWithoutShell(text: ByteString): ByteString[] | null {
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
