/** The options of `kgate make`: make's own letters and names. */
import type { ByteString } from '../../core/bytes.ts';
import type { OptionDeclaration } from '../option-declaration.ts';

/** What `kgate make` was asked for, in addition to goals and variables. */
export interface MakeInput {
  /** `-f`, every one given. */
  readonly makefiles: readonly ByteString[];
  /** Words for make itself, in its own notation. */
  readonly options: readonly ByteString[];
  readonly isDry: boolean;
  readonly printsDatabase: boolean;
  /** `--why VAR`. */
  readonly why: ByteString | null;
}

/** As `--help` shows them. */
export const makeOptions: readonly OptionDeclaration[] = [
  { flags: '-f, --file <file>', description: 'read FILE as a makefile; repeatable', isList: true },
  { flags: '-n, --just-print', description: 'print the recipes that make runs' },
  { flags: '-p, --print-data-base', description: "print variables and rules in make's form" },
  { flags: '--why <variable>', description: 'explain the value of a variable' },
  { flags: '-k, --keep-going', description: 'continue with targets that do not depend on a failure' },
  { flags: '-i, --ignore-errors', description: 'ignore errors in recipes' },
  { flags: '-s, --silent', description: 'do not print recipes' },
  { flags: '-q, --question', description: 'run nothing; exit 1 if a target is out of date' },
  { flags: '-B, --always-make', description: 'treat all targets as out of date' },
  { flags: '-r, --no-builtin-rules', description: 'disable the built-in rules' },
  { flags: '-R, --no-builtin-variables', description: 'disable the built-in variables' },
  { flags: '-e, --environment-overrides', description: 'environment variables override makefiles' },
  { flags: '-I, --include-dir <dir>', description: 'search DIR for included makefiles', isList: true },
  { flags: '-W, --what-if <file>', description: 'treat FILE as new', isList: true },
  { flags: '-o, --old-file <file>', description: 'treat FILE as old', isList: true },
  { flags: '--eval <text>', description: 'evaluate TEXT as a makefile first', isList: true },
  { flags: '--warn-undefined-variables', description: 'warn about undefined variables' },
  { flags: '-w, --print-directory', description: 'print the current directory' },
  { flags: '--no-print-directory', description: 'disable -w, for sub-makes too' },
  { flags: '-j, --jobs [number]', description: 'accepted for MAKEFLAGS; no jobs run' },
];

/** Options of make that change nothing about what `kgate check` finds; it takes them so that a line for make fits. */
export const idleMakeOptions: readonly OptionDeclaration[] = [
  { flags: '-j, --jobs [number]', description: 'accepted, as are -k, -l, -n, -s and -w of make; no effect' },
  ...[
    '-k, --keep-going',
    '-l, --load-average [number]',
    '-n, --just-print',
    '-s, --silent',
    '-w, --print-directory',
    '--no-print-directory',
  ].map((flags) => ({ flags, description: '', isHidden: true })),
];

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** The letters that are handed on, by the name under which commander keeps them. */
const letters: Readonly<Record<string, string>> = {
  keepGoing: 'k',
  ignoreErrors: 'i',
  silent: 's',
  question: 'q',
  alwaysMake: 'B',
  environmentOverrides: 'e',
};

/** Letters of make that take no value and may stand before `j` or `l` in one word. */
const plainLetters = 'BRekinpqrsw';

/** A word that may take the next one: `j` a number, `l` what begins like one. */
const openCount = new RegExp(`^(?:-[${plainLetters}]*(?<letter>[jl])|--(?<name>jobs|load-average))$`);

/**
 * Joins `-j` and `-l` with their number, as make does. Source: GNU make 4.3, main.c `decode_switches`, `positive_int`
 * and `floating`.
 */
export function joinCounts(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const open = openCount.exec(word)?.groups;
    if (open === undefined) {
      joined.push(word);
      continue;
    }
    const isJobs = open['letter'] === 'j' || open['name'] === 'jobs';
    const next = words[index + 1];
    const takesNext = next !== undefined && (isJobs ? /^\d+$/ : /^[\d.]/).test(next);
    if (takesNext) index += 1;
    if (/^-\w\w/.test(word)) joined.push(word.slice(0, -1));
    // An empty value keeps the word behind it from being taken for one.
    joined.push(`--${isJobs ? 'jobs' : 'load-average'}=${takesNext ? next : ''}`);
  }
  return joined;
}

/** Reads commander's values; `list` gives the values of a repeated option as byte strings. */
export function toMakeInput(values: Values, list: (value: Values[string]) => string[]): MakeInput {
  const options: string[] = [];
  for (const [name, letter] of Object.entries(letters)) if (values[name] === true) options.push(`-${letter}`);
  // Options that begin with `no-` are true until they are given.
  if (values['builtinRules'] === false) options.push('-r');
  if (values['builtinVariables'] === false) options.push('-R');
  if (values['warnUndefinedVariables'] === true) options.push('--warn-undefined-variables');
  if (values['printDirectory'] === true) options.push('-w');
  if (values['printDirectory'] === false) options.push('--no-print-directory');
  for (const directory of list(values['includeDir'])) options.push(`-I${directory}`);
  for (const file of list(values['whatIf'])) options.push(`-W${file}`);
  for (const file of list(values['oldFile'])) options.push(`-o${file}`);
  for (const text of list(values['eval'])) options.push(`--eval=${text}`);
  const jobs = values['jobs'];
  if (typeof jobs === 'string') options.push(`-j${jobs}`);
  // The change itself is done; make prints it.
  if (list(values['C']).length > 0) options.unshift('-C', '.');
  const isDry = values['justPrint'] === true;
  if (isDry) options.push('-n');
  return {
    makefiles: list(values['file']),
    options,
    isDry,
    printsDatabase: values['printDataBase'] === true,
    why: list(values['why'] === undefined ? [] : [String(values['why'])])[0] ?? null,
  };
}
