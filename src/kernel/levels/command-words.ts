import type { ByteString } from '../../core/bytes.ts';

/**
 * Splits one simple command into words as a shell would: blanks, backslash-newline, quotes. Null
 * when the text is more than a simple command (operators, substitutions, redirections).
 */
export function splitSimpleCommand(text: ByteString): ByteString[] | null {
  const words: ByteString[] = [];
  let word = '';
  let isOpen = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index] ?? '';
    if (character === '\\') {
      index += 1;
      if (text[index] === '\n') continue;
      word += text[index] ?? '';
      isOpen = true;
    } else if (character === "'" || character === '"') {
      const end = text.indexOf(character, index + 1);
      if (end < 0) return null;
      const body = text.slice(index + 1, end);
      if (character === '"' && /[$`\\]/.test(body)) return null;
      word += body;
      isOpen = true;
      index = end;
    } else if (character === ' ' || character === '\t' || character === '\n') {
      if (isOpen) words.push(word);
      word = '';
      isOpen = false;
    } else if (';&|<>()$`'.includes(character)) {
      return null;
    } else {
      word += character;
      isOpen = true;
    }
  }
  if (isOpen) words.push(word);
  return words;
}

/** A make command line taken apart. */
export interface MakeCommand {
  /** Where `-C` leads, all of them together. */
  readonly directory: ByteString | null;
  readonly makefiles: readonly ByteString[];
  readonly options: readonly ByteString[];
  readonly overrides: readonly ByteString[];
  readonly goals: readonly ByteString[];
  /** All words as they were written, without `-C`. */
  readonly words: readonly ByteString[];
}

/** Options whose argument is the next word. Source: GNU make manual 4.3 §9.7. */
const optionsWithWord: ReadonlySet<string> = new Set(['-I', '-o', '-W']);

/** Reads `make -C DIR -f FILE VAR=VALUE goal …`; null when it is not a call of `program`. */
export function parseMakeCommand(words: readonly ByteString[], program: ByteString): MakeCommand | null {
  return words[0] === program ? readMakeWords(words.slice(1)) : null;
}

/** Reads the words after `make`. */
export function readMakeWords(args: readonly ByteString[]): MakeCommand {
  let directory: ByteString | null = null;
  const makefiles: ByteString[] = [];
  const options: ByteString[] = [];
  const overrides: ByteString[] = [];
  const goals: ByteString[] = [];
  const words: ByteString[] = [];
  for (let index = 0; index < args.length; index += 1) {
    const word = args[index] ?? '';
    if (word.startsWith('-C')) {
      const next: ByteString = word === '-C' ? (args[(index += 1)] ?? '') : word.slice(2);
      directory = directory === null || next.startsWith('/') ? next : `${directory}/${next}`;
      continue;
    }
    words.push(word);
    if (word === '-f' || optionsWithWord.has(word)) {
      index += 1;
      const argument = args[index] ?? '';
      words.push(argument);
      if (word === '-f') makefiles.push(argument);
      else options.push(word, argument);
    } else if (word.startsWith('-')) options.push(word);
    else if (word.includes('=')) overrides.push(word);
    else goals.push(word);
  }
  return { directory, makefiles, options, overrides, goals, words };
}
