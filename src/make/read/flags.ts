/** Command-line options and the text of MAKEFLAGS. Source: GNU make manual 4.3 §5.7.3, §9.7; docs/make-semantics.md §3.1. */

import type { ByteString } from '../../core/bytes.ts';
import { type MakeOptions } from '../state/options.ts';
import { isBlank } from '../syntax/chars.ts';
import type { MakeDialect } from '../syntax/dialect.ts';

/** Letters in the order in which MAKEFLAGS shows them. */
const letterOrder = 'BdeikLnpqrRsStvw';

const longLetters: Readonly<Record<string, string>> = {
  'always-make': 'B',
  'environment-overrides': 'e',
  'ignore-errors': 'i',
  'keep-going': 'k',
  'no-keep-going': 'S',
  stop: 'S',
  'check-symlink-times': 'L',
  'just-print': 'n',
  'dry-run': 'n',
  recon: 'n',
  'print-data-base': 'p',
  question: 'q',
  'no-builtin-rules': 'r',
  'no-builtin-variables': 'R',
  silent: 's',
  quiet: 's',
  touch: 't',
  version: 'v',
  'print-directory': 'w',
};

const longWithArgument: Readonly<Record<string, string>> = {
  directory: 'C',
  file: 'f',
  makefile: 'f',
  'include-dir': 'I',
  jobs: 'j',
  'load-average': 'l',
  'max-load': 'l',
  'old-file': 'o',
  'assume-old': 'o',
  'new-file': 'W',
  'assume-new': 'W',
  'what-if': 'W',
  'output-sync': 'O',
  eval: 'E',
  debug: 'D',
  'jobserver-auth': 'J',
  'jobserver-fds': 'J',
  'sync-mutex': '',
};

/** Options whose arguments are kept one by one. */
const lists: Readonly<Record<string, 'directories' | 'makefiles' | 'newFiles' | 'oldFiles' | 'evals'>> = {
  C: 'directories',
  f: 'makefiles',
  W: 'newFiles',
  o: 'oldFiles',
  E: 'evals',
};

/** Words that are no options: goals and variable definitions. */
export function decodeOptions(options: MakeOptions, words: readonly ByteString[], dialect: MakeDialect): ByteString[] {
  const others: ByteString[] = [];
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word === '--') {
      others.push(...words.slice(i + 1));
      break;
    }
    if (word.startsWith('--')) {
      const equals = word.indexOf('=');
      const name = equals < 0 ? word.slice(2) : word.slice(2, equals);
      let argument = equals < 0 ? undefined : word.slice(equals + 1);
      const kind = longWithArgument[name];
      if (kind !== undefined) {
        if (argument === undefined && 'CfIoWE'.includes(kind) && kind !== '') argument = words[++i];
        setWithArgument(options, kind, argument, dialect);
      } else if (name === 'no-print-directory') {
        options.noPrintDirectory = true;
        if (dialect.lastDirectoryOptionWins) options.letters.delete('w');
      } else if (name === 'warn-undefined-variables') {
        if (!options.warnUndefined) options.warnUndefinedFrom = others.filter((other) => other.includes('=')).length;
        options.warnUndefined = true;
      } else if (name === 'trace') options.trace = true;
      else if (name === 'no-silent') options.letters.delete('s');
      else setLetter(options, longLetters[name], dialect);
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      others.push(word);
      continue;
    }
    for (let at = 1; at < word.length; at++) {
      const letter = word.charAt(at);
      if ('CfIoWE'.includes(letter)) {
        const rest = word.slice(at + 1);
        setWithArgument(options, letter, rest === '' ? words[++i] : rest, dialect);
        break;
      }
      if (letter === 'j' || letter === 'l' || letter === 'O') {
        let end = at + 1;
        if (letter === 'O') end = word.length;
        else while (end < word.length && /[0-9.]/.test(word.charAt(end))) end++;
        let argument: ByteString | undefined = word.slice(at + 1, end);
        if (argument === '' && letter !== 'O' && /^[0-9.]+$/.test(words[i + 1] ?? '')) argument = words[++i];
        setWithArgument(options, letter, argument, dialect);
        at = end - 1;
        continue;
      }
      setLetter(options, letter, dialect);
    }
  }
  return others;
}

function setLetter(options: MakeOptions, letter: string | undefined, dialect: MakeDialect): void {
  if (letter === undefined || !letterOrder.includes(letter)) return;
  if (letter === 'S') options.letters.delete('k');
  if (letter === 'k') options.letters.delete('S');
  if (letter !== 'S' || dialect.flagsAreLive) options.letters.add(letter);
  if (letter === 'e') options.envOverrides = true;
  if (letter === 'w' && dialect.lastDirectoryOptionWins) options.noPrintDirectory = false;
}

function setWithArgument(
  options: MakeOptions,
  kind: string,
  argument: ByteString | undefined,
  dialect: MakeDialect,
): void {
  const value = argument ?? '';
  const list = lists[kind];
  if (list !== undefined) options[list].push(value);
  else if (kind === 'I') {
    if (!dialect.flagsAreLive || !options.includeDirs.includes(value)) options.includeDirs.push(value);
  } else if (kind === 'j') options.jobs = value;
  else if (kind === 'l') options.loadAverage = value;
  else if (kind === 'O') options.outputSync = value === '' ? 'target' : value;
  else if (kind === 'J') options.jobserver = value;
  else if (kind === 'D') options.debug.push(value === '' ? 'basic' : value);
}

/** Splits the value of MAKEFLAGS into words; the first one may lack its dash. */
export function splitFlags(value: ByteString): ByteString[] {
  const words: ByteString[] = [];
  let word = '';
  let isOpen = false;
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 92 && i + 1 < value.length) {
      word += value.charAt(++i);
      isOpen = true;
    } else if (isBlank(code) || code === 10) {
      if (isOpen) words.push(word);
      word = '';
      isOpen = false;
    } else {
      word += value.charAt(i);
      isOpen = true;
    }
  }
  if (isOpen) words.push(word);
  if (words.length > 0 && !words[0]!.startsWith('-') && !words[0]!.includes('=')) words[0] = `-${words[0]!}`;
  return words;
}

/**
 * `-w` turns itself on in a sub-make and with `-C`, and off again with `-s` or `--no-print-directory`.
 * Source: GNU make manual 4.3 §5.7.4; with all of them observed with make 4.3.
 */
export function settlePrintDirectory(options: MakeOptions, level: number, dialect: MakeDialect): void {
  const { letters } = options;
  if (dialect.lastDirectoryOptionWins) return;
  if (options.noPrintDirectory) letters.delete('w');
  else if (!letters.has('s') && !letters.has('q') && (level > 0 || options.directories.length > 0)) letters.add('w');
}

/** What the options look like in MAKEFLAGS, without variable definitions. */
export function flagText(options: MakeOptions, isReading: boolean): ByteString {
  let letters = '';
  for (const letter of letterOrder) if (options.letters.has(letter)) letters += letter;
  let rest = '';
  if (!isReading) {
    for (const directory of options.includeDirs) rest += ` -I${directory}`;
    if (options.jobs !== null && options.jobs !== '1') rest += ` -j${options.jobs}`;
    if (options.jobserver !== null && options.jobs !== null) rest += ` --jobserver-auth=${options.jobserver}`;
    if (options.loadAverage !== null) rest += ` -l${options.loadAverage}`;
    if (options.outputSync !== null) rest += ` -O${options.outputSync}`;
    for (const name of options.debug) rest += ` --debug=${name}`;
  }
  if (options.trace) rest += ' --trace';
  if (options.noPrintDirectory) rest += ' --no-print-directory';
  if (options.warnUndefined) rest += ' --warn-undefined-variables';
  return letters + rest;
}

/** Quotes text so that it survives MAKEFLAGS: `$` doubled, blanks and backslashes escaped. */
export function quoteForFlags(text: ByteString): ByteString {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '$') out += '$$';
    else if (char === '\\' || isBlank(text.charCodeAt(i))) out += `\\${char}`;
    else out += char;
  }
  return out;
}
