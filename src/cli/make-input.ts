/** The options of `kgate make`: make's own letters and names. */
import type { ByteString } from '../core/bytes.ts';
import type { OptionDeclaration } from './option-declaration.ts';

/** What `kgate make` was asked for, beside goals and variables. */
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
  { flags: '-f, --file <file>', description: 'read FILE as a makefile; may be repeated', isList: true },
  { flags: '-n, --just-print', description: 'print the recipes that make would run' },
  { flags: '-p, --print-data-base', description: "print variables and rules in make's form" },
  { flags: '--why <variable>', description: "tell where a variable's value comes from" },
  { flags: '-k, --keep-going', description: 'go on with what does not depend on a failure' },
  { flags: '-i, --ignore-errors', description: 'ignore failures of recipes' },
  { flags: '-s, --silent', description: 'do not print recipes' },
  { flags: '-q, --question', description: 'exit 1 where something would have to be made' },
  { flags: '-B, --always-make', description: 'make everything, whatever its age' },
  { flags: '-r, --no-builtin-rules', description: 'without built-in rules' },
  { flags: '-R, --no-builtin-variables', description: 'without built-in variables' },
  { flags: '-e, --environment-overrides', description: 'the environment wins over makefiles' },
  { flags: '-I, --include-dir <dir>', description: 'look for included makefiles in DIR, too', isList: true },
  { flags: '-W, --what-if <file>', description: 'take FILE to be new', isList: true },
  { flags: '-o, --old-file <file>', description: 'take FILE to be old', isList: true },
  { flags: '--eval <text>', description: 'evaluate TEXT as a makefile first', isList: true },
  { flags: '--warn-undefined-variables', description: 'warn of references to undefined variables' },
  { flags: '-w, --print-directory', description: 'tell which directory is entered' },
  { flags: '--no-print-directory', description: 'do not tell, not in further makes either' },
  { flags: '-j, --jobs [number]', description: 'taken for the words of makefiles; nothing runs' },
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
  if (jobs === true) options.push('-j');
  else if (typeof jobs === 'string') options.push(`-j${jobs}`);
  // The change itself is done; make tells of it.
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
