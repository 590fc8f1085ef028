/** The words and options of `kgate fix`. */
import type { ByteString } from '../../core/bytes.ts';
import { decodeBytes, encodeBytes } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { FixQuestion } from '../../index.ts';
import { reportFormatNames } from '../../report/formats/names.ts';
import type { OptionDeclaration } from '../option-declaration.ts';

/** What `kgate fix` was asked for, in addition to the tree and the variables of make. */
export interface FixInput {
  readonly question: FixQuestion;
  /** `--keep` and `--allow`, every one given. */
  readonly keep: readonly ByteString[];
  readonly allow: readonly ByteString[];
  /** `--max`; null where it is not given. */
  readonly max: number | null;
  /** `--apply`: the configuration is written. */
  readonly isApplied: boolean;
}

/** As `--help` shows them. */
export const fixOptions: readonly OptionDeclaration[] = [
  { flags: '--stops', description: 'the change after which check passes' },
  { flags: '--goal <goal>', description: 'with --stops: check this goal of make; repeatable', isList: true },
  { flags: '--keep <symbol>', description: 'leave SYMBOL as it is; repeatable', isList: true },
  {
    flags: '--allow <symbol>',
    description: 'SYMBOL may change although it says what the machine is; repeatable',
    isList: true,
  },
  { flags: '--builtin', description: 'with build: into the kernel, not as a module' },
  { flags: '--max <number>', description: 'answers at most (default: 3)' },
  { flags: '--apply', description: 'write the .config, as olddefconfig leaves it' },
  {
    flags: '--fragment <file>',
    description: 'merge FILE over the configuration first; repeatable',
    isList: true,
  },
  { flags: '--verbose', description: 'every change and every other option that changes' },
  {
    flags: '--format <form>',
    description: 'format of the result; fragment: the lines of the first answer',
    choices: ['text', 'json', 'fragment', ...reportFormatNames],
    fallback: 'text',
  },
  {
    flags: '--report <format=file>',
    description: 'also write the first answer to FILE in one of these formats; repeatable',
    isList: true,
  },
];

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A variable of make. */
interface NamedValue {
  readonly name: string;
  readonly value: ByteString;
}

/** A word that names a file, which only `build` takes. */
const fileWord = /\/|\.(?:c|S|rs|o|ko|dts|dtb|dtbo)$/;

function isGiven(value: Values[string]): boolean {
  return value !== undefined && value !== false;
}

function maxOf(value: Values[string]): number | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && /^[1-9]\d?$/.test(value)) return Number(value);
  throw new UsageError('usage/max', `--max ${String(value)}: not a number from 1 to 99`);
}

/** The symbols of the command line, for `--stops` and `build`, which take none. */
function refuseSymbols(what: string, words: readonly string[]): void {
  const [word] = words;
  if (word === undefined) return;
  const name = word.split('=')[0] ?? '';
  const isAssignment = word.includes('=');
  throw new UsageError('usage/operand-unexpected', `fix: ${what} takes no symbols, '${word}' is one`, {
    hint: isAssignment
      ? `write ${name}:=${word.slice(name.length + 1)} for a variable of make; a symbol needs a run of its own`
      : 'a symbol needs a run of its own',
  });
}

function questionOf(
  options: Values,
  operands: readonly string[],
  literal: readonly string[],
  variables: readonly NamedValue[],
): FixQuestion {
  const [first, ...rest] = operands;
  const isBuild = first === 'build';
  for (const [flag, name, isRight] of [
    ['--goal', 'goal', options['stops'] === true],
    ['--builtin', 'builtin', isBuild],
  ] as const) {
    if (!isGiven(options[name]) || isRight) continue;
    const with_ = name === 'goal' ? '--stops' : 'build PATH';
    throw new UsageError('usage/option-unexpected', `fix: ${flag} is for ${with_}`);
  }
  if (options['stops'] === true) {
    if (isBuild) {
      throw new UsageError('usage/operand-unexpected', 'fix: --stops and build exclude each other', {
        hint: 'one question a run',
      });
    }
    refuseSymbols('--stops', [...operands, ...literal]);
    return { kind: 'stops' };
  }
  if (isBuild) {
    refuseSymbols(
      'build',
      rest.filter((word) => word.includes('=')),
    );
    const paths = [...rest, ...literal];
    if (paths.length === 0 || paths.includes('')) {
      throw new UsageError('usage/operand-missing', 'fix: build needs a PATH', {
        hint: 'as in kgate fix build drivers/net/tun.c, kgate fix build e1000e.ko, kgate fix build drivers/mfd/',
      });
    }
    return { kind: 'build', paths: paths.map(encodeBytes), builtin: options['builtin'] === true };
  }
  const words = [...operands, ...literal];
  if (words.length === 0 || words.includes('')) {
    const [variable] = words.length === 0 ? variables : [];
    throw new UsageError('usage/operand-missing', 'fix: SYMBOL=VALUE, --stops or build PATH is missing', {
      hint:
        variable === undefined
          ? 'as in kgate fix RUST=y'
          : `${variable.name} is a variable of make: CONFIG_${variable.name}=${decodeBytes(variable.value)} asks for the symbol`,
    });
  }
  const file = words.find((word) => !word.includes('=') && fileWord.test(word));
  if (file !== undefined) {
    throw new UsageError('usage/operand-unexpected', `fix: '${file}' is no symbol`, {
      hint: `kgate fix build ${file} finds the change after which it is built`,
    });
  }
  return { kind: 'values', words: words.map(encodeBytes) };
}

/**
 * Reads the options and words of `kgate fix`; `operands` are the words that are no variables of make, `literal` those behind
 * `--`; `list` gives the values of a repeated option as byte strings. Throws UsageError.
 */
export function toFixInput(
  options: Values,
  operands: readonly string[],
  literal: readonly string[],
  variables: readonly NamedValue[],
  list: (value: Values[string]) => string[],
): FixInput {
  const keep = list(options['keep']);
  const allow = list(options['allow']);
  const plain = (name: string): string => name.replace(/^CONFIG_/, '');
  const both = keep.find((name) => allow.some((other) => plain(other) === plain(name)));
  if (both !== undefined) {
    throw new UsageError('usage/option-unexpected', `fix: ${decodeBytes(both)} is given with --keep and with --allow`);
  }
  const empty = ['keep', 'allow'].find((name) => list(options[name]).includes(''));
  if (empty !== undefined) throw new UsageError('usage/operand-missing', `fix: --${empty} needs a SYMBOL`);
  return {
    question: questionOf(options, operands, literal, variables),
    keep,
    allow,
    max: maxOf(options['max']),
    isApplied: options['apply'] === true,
  };
}
