/** The words of make's command line that are answered before anything is read. Source: GNU make manual 4.3 §9.7. */
import type { MakeVersion } from '../../src/make/syntax/dialect.ts';

/** How the front was started. */
export interface FrontWords {
  readonly words: readonly string[];
  /** What `$(MAKE)` is. */
  readonly command: string;
  readonly version: MakeVersion;
}

/** What is left to do. */
export interface FrontVerdict {
  /** Set when make ends here. */
  readonly status: number | undefined;
  /** Words for the engine, `-C` taken off. */
  readonly options: string[];
  readonly directories: readonly string[];
  /** `make` or `make[1]`. */
  readonly program: string;
  readonly checksLinks: boolean;
}

/** Short: no test compares the text. */
const usage = 'Usage: make [options] [target] ...\nThe options are those of make(1).\n';

const years: Readonly<Record<MakeVersion, string>> = { '4.2.1': '2016', '4.3': '2020', '4.4.1': '2023' };

function versionText(version: MakeVersion): string {
  const gpl = version === '4.4.1' ? 'https://gnu.org/licenses/gpl.html' : 'http://gnu.org/licenses/gpl.html';
  return `GNU Make ${version}
Built for x86_64-pc-linux-gnu
Copyright (C) 1988-${years[version]} Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <${gpl}>
This is free software: you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;
}

const flags = new Set('bBdehikLmnpqrRsStvw');
const takesArgument = new Set('CEfIoW');
const mayTakeArgument = new Set('jlO');
const longNames: Readonly<Record<string, string>> = {
  'always-make': 'B',
  directory: 'C:',
  debug: '?',
  'environment-overrides': 'e',
  eval: 'E:',
  file: 'f:',
  makefile: 'f:',
  help: 'h',
  'ignore-errors': 'i',
  'include-dir': 'I:',
  jobs: 'j?',
  'keep-going': 'k',
  'load-average': 'l?',
  'max-load': 'l?',
  'check-symlink-times': 'L',
  'just-print': 'n',
  'dry-run': 'n',
  recon: 'n',
  'old-file': 'o:',
  'assume-old': 'o:',
  'output-sync': 'O?',
  'print-data-base': 'p',
  question: 'q',
  'no-builtin-rules': 'r',
  'no-builtin-variables': 'R',
  silent: 's',
  quiet: 's',
  'no-silent': '',
  'no-keep-going': 'S',
  stop: 'S',
  touch: 't',
  trace: '',
  version: 'v',
  'print-directory': 'w',
  'no-print-directory': '',
  'what-if': 'W:',
  'new-file': 'W:',
  'assume-new': 'W:',
  'warn-undefined-variables': '',
  'jobserver-auth': ':',
  'jobserver-fds': ':',
  'sync-mutex': ':',
};

/** Answers `-v`, `-h` and wrong words; takes `-C` off. Prints what make prints for them. */
export function checkWords(
  front: FrontWords,
  env: Readonly<Record<string, string>>,
  write: (descriptor: number, text: string) => void,
): FrontVerdict {
  const level = Number.parseInt(env['MAKELEVEL'] ?? '0', 10) || 0;
  const program = level === 0 ? 'make' : `make[${level}]`;
  const options: string[] = [];
  const directories: string[] = [];
  let isBad = false;
  let asksVersion = false;
  let asksHelp = false;
  let checksLinks = (env['MAKEFLAGS'] ?? '').split(' ')[0]!.replace(/^-/, '').includes('L');
  const complain = (text: string): void => {
    write(2, `${program}: ${text}\n`);
    isBad = true;
  };
  const { words } = front;
  const take = (letter: string, argument: string): void => {
    if (argument === '' && letter !== 'E') {
      write(2, `${program}: *** the '-${letter}' option requires a non-empty string argument\n`);
      isBad = true;
    }
    if (letter === 'C') directories.push(argument);
    options.push(`-${letter}`, argument);
  };
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === '--') {
      options.push(...words.slice(at));
      break;
    }
    if (word.startsWith('--')) {
      const [name, argument] = splitLong(word);
      const known = Object.keys(longNames).filter((one) => one === name || one.startsWith(name));
      const found = longNames[name] === undefined && known.length > 0 ? known[0]! : name;
      const kind = longNames[found];
      const kinds = new Set(known.map((one) => longNames[one]));
      if (kind === undefined) complain(`unrecognized option '${word}'`);
      else if (longNames[name] === undefined && kinds.size > 1) complain(`option '${word}' is ambiguous`);
      else if (kind.endsWith(':')) {
        const value = argument ?? words[++at];
        if (value === undefined) complain(`option '--${found}' requires an argument`);
        else if (kind.length > 1) take(kind.charAt(0), value);
      } else if (!kind.endsWith('?') && argument !== undefined) {
        complain(`option '--${found}' doesn't allow an argument`);
      } else {
        if (kind === 'v') asksVersion = true;
        if (kind === 'h') asksHelp = true;
        if (kind === 'L') checksLinks = true;
        options.push(argument === undefined ? `--${found}` : `--${found}=${argument}`);
      }
      continue;
    }
    if (!word.startsWith('-') || word === '-') {
      options.push(word);
      continue;
    }
    let kept = '-';
    for (let i = 1; i < word.length; i++) {
      const letter = word.charAt(i);
      if (takesArgument.has(letter)) {
        const value = word.length > i + 1 ? word.slice(i + 1) : words[++at];
        if (kept !== '-') options.push(kept);
        kept = '-';
        if (value === undefined) complain(`option requires an argument -- '${letter}'`);
        else take(letter, value);
        break;
      }
      if (mayTakeArgument.has(letter)) {
        options.push(...(kept === '-' ? [] : [kept]), `-${word.slice(i)}`);
        kept = '-';
        break;
      }
      if (!flags.has(letter)) complain(`invalid option -- '${letter}'`);
      else {
        if (letter === 'v') asksVersion = true;
        if (letter === 'h') asksHelp = true;
        if (letter === 'L') checksLinks = true;
        kept += letter;
      }
    }
    if (kept !== '-') options.push(kept);
  }
  const verdict = { options, directories, program, checksLinks };
  if (isBad) {
    write(2, usage);
    return { ...verdict, status: 2 };
  }
  if (asksHelp) {
    write(1, usage);
    return { ...verdict, status: 0 };
  }
  if (asksVersion) {
    write(1, versionText(front.version));
    return { ...verdict, status: 0 };
  }
  return { ...verdict, status: undefined };
}

function splitLong(word: string): readonly [string, string | undefined] {
  const equals = word.indexOf('=');
  return equals < 0 ? [word.slice(2), undefined] : [word.slice(2, equals), word.slice(equals + 1)];
}
