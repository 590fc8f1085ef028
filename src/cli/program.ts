import { Command, CommanderError, Option } from 'commander';
import { decodeBytes, encodeBytes } from '../core/bytes.ts';
import { isReportFormat, reportFormatNames } from '../report/formats/names.ts';
import { UsageError } from '../core/errors.ts';
import { isShellPolicy, type ShellPolicy, shellPolicies } from '../core/shell-policy.ts';
import { absolutePath } from '../host/paths.ts';
import type { CommandInput, CommandName, OutputFormat } from './command.ts';
import { optionsOf, shortName, valueOptions } from './command-options.ts';
import { type CommandDeclaration, commandTable } from './command-table.ts';
import { type ExitCode, exitFailure, exitOk } from './exit-code.ts';
import { chosenCache } from './input/cache-input.ts';
import { toFixInput } from './input/fix-input.ts';
import { type Io, logOf, wantsColor, wantsLinks } from './io.ts';
import { noCheck, toCheckInput } from './input/check-input.ts';
import { toLintInput } from './input/lint-input.ts';
import { joinCounts, toMakeInput } from './input/make-input.ts';
import type { OptionDeclaration } from './option-declaration.ts';
import { version } from './version.ts';
import type { VariableWord } from './command.ts';
import { commandFirst, parseVariableWord, sortWords } from './words.ts';

/** A command line that asks for a run, or one that help text or the version answers. */
export type ParsedArguments =
  | {
      readonly kind: 'run';
      /** `-C` values in order, as byte strings. */
      readonly directories: readonly string[];
      readonly input: CommandInput;
    }
  | { readonly kind: 'text'; readonly exitCode: ExitCode; readonly stdout: string; readonly stderr: string };

type OptionValues = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

const helpHint = "'kgate --help' lists commands and options";

function addOption(command: Command, declaration: OptionDeclaration): void {
  const option = new Option(declaration.flags, declaration.description);
  if (declaration.choices !== undefined) option.choices(declaration.choices);
  if (declaration.fallback !== undefined) option.default(declaration.fallback);
  if (declaration.isList === true) {
    option.argParser((value: string, previous: readonly string[] | undefined) => [...(previous ?? []), value]);
  }
  const { onceHint } = declaration;
  if (onceHint !== undefined) {
    option.argParser((value: string, previous: string | undefined) => {
      if (previous === undefined) return value;
      const flag = shortName(declaration.flags);
      throw new UsageError('usage/option-repeated', `${flag} is given twice: ${previous} and ${value}`, {
        hint: onceHint,
      });
    });
  }
  if (declaration.isHidden === true) option.hideHelp();
  command.addOption(option);
}

/** What the parser calls when it has found a command. */
type Found = (
  declaration: CommandDeclaration,
  words: readonly string[],
  options: OptionValues,
  given: readonly string[],
) => void;

/** The commander program; `write` takes help texts. Also what documentation is generated from. */
export function createProgram(write: (text: string) => void, found: Found): Command {
  const program = new Command('kgate')
    .description('Reports, before a kernel build, what stops it or changes its configuration, and the fix.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print help for a command')
    .configureHelp({ helpWidth: 80, subcommandTerm: (command) => command.name() })
    .configureOutput({ writeOut: write, writeErr: () => {} })
    .exitOverride();
  for (const declaration of commandTable) {
    const command = program
      .command(declaration.name)
      .summary(declaration.summary)
      .description(`${declaration.summary.charAt(0).toUpperCase()}${declaration.summary.slice(1)}.`)
      .usage(`${declaration.operands} [options]`.trim())
      .argument('[words...]')
      .allowUnknownOption(declaration.name === 'probe');
    for (const option of optionsOf(declaration)) addOption(command, option);
    if (declaration.examples.length > 0) {
      command.addHelpText('after', `\nExamples:\n${declaration.examples.map((line) => `  ${line}`).join('\n')}`);
    }
    command.action((words: string[], options: OptionValues) => {
      const given = settable.filter((name) => command.getOptionValueSource(name) === 'cli');
      found(declaration, words, options, given);
    });
  }
  program.addHelpText(
    'after',
    '\nVAR=VALUE words (ARCH=arm64, LLVM=1, ...) are make variables.\n' +
      'Exit status: 0 no findings, 1 findings or a negative answer, 2 error.',
  );
  return program;
}

function checkOperands(
  declaration: CommandDeclaration,
  operands: readonly string[],
  variables: readonly VariableWord[],
): void {
  const usage = `usage: kgate ${declaration.name} ${declaration.operands}`.trimEnd();
  if (operands.length < declaration.minOperands || (declaration.minOperands > 0 && operands[0] === '')) {
    const at = operands.length < declaration.minOperands ? operands.length : 0;
    const what = declaration.operands.split(' ')[at] ?? '';
    throw new UsageError('usage/operand-missing', `${declaration.name}: ${what} is missing`, {
      hint:
        declaration.name === 'why' && operands.length === 0 && variables[0] !== undefined
          ? `${variables[0].name} is a variable of make: CONFIG_${variables[0].name} asks about the symbol`
          : usage,
    });
  }
  const extra = operands[declaration.maxOperands];
  if (extra !== undefined) {
    throw new UsageError('usage/operand-unexpected', `${declaration.name}: unexpected argument '${extra}'`, {
      hint: usage,
    });
  }
}

function text(value: OptionValues[string]): string | null {
  return typeof value === 'string' ? encodeBytes(value) : null;
}

function list(value: OptionValues[string]): string[] {
  return Array.isArray(value) ? value.map(encodeBytes) : [];
}

/** The policy of the command line, else of the environment. */
function shellPolicy(typed: string | null, io: Io): ShellPolicy {
  const name = typed ?? (io.env['KGATE_SHELL'] || 'run');
  if (isShellPolicy(name)) return name;
  throw new UsageError('usage/bad-shell-policy', `KGATE_SHELL=${name}: no such policy`, {
    hint: `there are ${shellPolicies.join(', ')}`,
  });
}

/** Options that a project file has settings for, as commander names them. */
const settable = [
  'C',
  'O',
  'arch',
  'baseline',
  'config',
  'defconfig',
  'failOn',
  'fragment',
  'goal',
  'makeVersion',
  'new',
  'preset',
  'shell',
  'strict',
  'timeLimit',
  'toolchain',
  'unknownProbe',
] as const;

/** Options that variables of the environment set. */
function givenBy({ env }: Io): string[] {
  const variables = { KGATE_SHELL: 'shell', KGATE_TIME_LIMIT: 'timeLimit' };
  return Object.entries(variables).flatMap(([name, option]) => ((env[name] ?? '') === '' ? [] : [option]));
}

/** Seconds that an evaluation may take where nothing else is said. */
const defaultTimeLimit = 600;

/** The limit of the command line, else of the environment. */
function timeLimit(typed: string | null, io: Io): number {
  const given = typed ?? io.env['KGATE_TIME_LIMIT'] ?? '';
  if (given === '') return defaultTimeLimit;
  const seconds = /^\d{1,6}(?:\.\d{1,3})?$/.test(given) ? Number(given) : 0;
  if (seconds > 0) return seconds;
  const source = typed === null ? 'KGATE_TIME_LIMIT=' : '--time-limit ';
  throw new UsageError('usage/time-limit', `${source}${given}: not a number of seconds from 0.001 to 999999`);
}

function directoryValue(flag: string, value: string): string {
  if (value.startsWith('=')) {
    throw new UsageError('usage/equals', `${flag}${value}: a short option takes its value without '='`, {
      hint: `write ${flag} ${value.slice(1)}`,
    });
  }
  return value;
}

function unknownProbe(value: OptionValues[string]): CommandInput['unknownProbe'] {
  return value === 'no' || value === 'ask' ? value : 'error';
}

function depthOf(value: OptionValues[string]): number | null {
  if (value === undefined) return null;
  if (typeof value === 'string' && /^[1-9]\d{0,2}$/.test(value)) return Number(value);
  throw new UsageError('usage/depth', `--depth ${String(value)}: not a number from 1 to 999`);
}

const outputFormats: ReadonlySet<unknown> = new Set<OutputFormat>([
  'json',
  'concise',
  'dot',
  'fragment',
  'dimacs',
  'uvl',
  ...reportFormatNames,
]);

function outputFormat(value: OptionValues[string]): OutputFormat {
  return outputFormats.has(value) ? (value as OutputFormat) : 'text';
}

/** `FORMAT=FILE` of each `--report`. */
function reportFiles(words: readonly string[], io: Io): CommandInput['reports'] {
  return words.map((word) => {
    const at = word.indexOf('=');
    const format = word.slice(0, Math.max(at, 0));
    if (at < 1 || at === word.length - 1) {
      throw new UsageError('usage/report', `--report ${decodeBytes(word)}: not FORMAT=FILE`, {
        hint: `FORMAT is one of ${reportFormatNames.join(', ')}`,
      });
    }
    if (!isReportFormat(format)) {
      throw new UsageError('usage/report', `--report ${decodeBytes(word)}: there is no format ${decodeBytes(format)}`, {
        hint: `the formats are ${reportFormatNames.join(', ')}`,
      });
    }
    return { format, path: absolutePath(io.cwd, word.slice(at + 1)) };
  });
}

function baselineOf(options: OptionValues, io: Io): Pick<CommandInput, 'baseline' | 'updatesBaseline'> {
  const name = text(options['baseline']);
  const updatesBaseline = options['updateBaseline'] === true;
  if (updatesBaseline && name === null) {
    throw new UsageError('usage/baseline', '--update-baseline without --baseline FILE', {
      hint: 'FILE is where the findings are written',
    });
  }
  return { baseline: name === null ? null : { name, path: absolutePath(io.cwd, name) }, updatesBaseline };
}

function failLevel(value: OptionValues[string]): CommandInput['failOn'] {
  return value === 'warning' || value === 'changed' || value === 'error' ? value : null;
}

function newSymbolsMode(value: OptionValues[string]): CommandInput['newSymbols'] {
  return value === 'error' || value === 'ignore' ? value : 'warn';
}

/** The file of `--record`, absolute. */
function recordFile(options: OptionValues, io: Io): string | null {
  const file = text(options['record']);
  if (file === null) return null;
  if (!file.endsWith('.json')) {
    throw new UsageError(
      'usage/record-name',
      `--record ${options['record'] as string}: a recorded compiler is a .json file`,
      {
        hint: 'its name without .json is what --toolchain takes',
      },
    );
  }
  return absolutePath(io.cwd, file);
}

function toInput(
  declaration: CommandDeclaration,
  words: readonly string[],
  literal: readonly string[],
  options: OptionValues,
  given: readonly string[],
  io: Io,
): CommandInput {
  const sorted = sortWords(declaration.name, words);
  if (declaration.name === 'probe') {
    const stray = sorted.operands.find((word) => !word.startsWith('-'));
    if (stray !== undefined) {
      throw new UsageError('usage/operand-unexpected', `probe: '${stray}' is no compiler flag`, {
        hint: "flags begin with '-'; words that do not go behind --",
      });
    }
  }
  const operands = [...sorted.operands, ...literal];
  checkOperands(declaration, operands, sorted.variables);
  const typedOutput = text(options['output']);
  const output = typedOutput === null || typedOutput === '-' ? typedOutput : absolutePath(io.cwd, typedOutput);
  const variables = sorted.variables.map((word) => ({ ...word, value: encodeBytes(word.value) }));
  const objdirWord = variables.findLast((word) => word.name === 'O')?.value;
  const color = typeof options['color'] === 'string' ? options['color'] : 'auto';
  return {
    command: declaration.name satisfies CommandName,
    version,
    startDirectory: io.cwd,
    treeName:
      list(options['C']).reduce((outer, inner) => (outer === '' ? inner : absolutePath(outer, inner)), '') || '.',
    words: operands.map(encodeBytes),
    variables,
    objdir: text(options['O']) ?? objdirWord ?? null,
    config: text(options['config']),
    defconfig: text(options['defconfig']),
    toolchain: text(options['toolchain']),
    unknownProbe: unknownProbe(options['unknownProbe']),
    makeVersion: text(options['makeVersion']),
    shell: shellPolicy(text(options['shell']), io),
    timeLimit: timeLimit(text(options['timeLimit']), io),
    // Options that begin with `no-` are true until they are given.
    noCache: options['cache'] === false,
    cacheDir: chosenCache(text(options['cacheDir']), io),
    format: outputFormat(options['format']),
    output,
    color: (output === null || output === '-' || color !== 'auto') && wantsColor(color, io.stdout, io.env),
    columns: io.stdout.columns,
    links: (output === null || output === '-') && wantsLinks(color, io.stdout, io.env),
    log: output === null || output === '-' ? logOf(io.stdout, io.env) : null,
    // A depth asks for the chain.
    isVerbose: options['verbose'] === true || options['depth'] !== undefined,
    depth: depthOf(options['depth']),
    isQuiet: options['quiet'] === true,
    failOn: failLevel(options['failOn']),
    newSymbols: newSymbolsMode(options['new']),
    cc: text(options['cc']),
    record: recordFile(options, io),
    trees: options['record'] === undefined ? [] : list(options['C']).map((tree) => absolutePath(io.cwd, tree)),
    explain: text(options['explain']),
    arch: list(options['arch']),
    severity: list(options['severity']),
    project: {
      file: text(options['project']),
      isOff: options['project'] === false,
      printsConfig: options['printConfig'] === true,
    },
    given: [...given, ...givenBy(io)],
    build: null,
    ...baselineOf(options, io),
    reports: reportFiles(list(options['report']), io),
    showsSuppressed: options['showSuppressed'] === true,
    goals: [...list(options['goal']), ...(declaration.name === 'check' ? operands.map(encodeBytes) : [])],
    ...(declaration.name === 'check' ? toCheckInput(options, list) : noCheck),
    isStrict: declaration.name === 'check' && options['strict'] === true,
    listsUndecided: options['listUndecided'] === true,
    fragments: list(options['fragment']),
    merge: {
      mergeOnly: options['mergeOnly'] === true,
      alln: options['alln'] === true,
      redundant: options['redundant'] === true,
      strict: options['strict'] === true,
      builtin: options['builtin'] === true,
      quiet: options['quiet'] === true,
    },
    seed: text(options['seed']),
    dialect: text(options['dialect']),
    kconfig: text(options['kconfig']),
    make: declaration.name === 'make' ? toMakeInput(options, list) : null,
    lint: declaration.name === 'lint' ? toLintInput(options, list) : null,
    fix: declaration.name === 'fix' ? toFixInput(options, sorted.operands, literal, variables, list) : null,
    isInteractive: io.stdin?.isTerminal === true && io.stdout.isTerminal,
  };
}

/** The words with the command first; `-j 8` is one word where the command has make's options. */
function orderWords(words: readonly string[], valued: ReadonlySet<string>): string[] {
  const joined = commandFirst(joinCounts(words), valued);
  const command = commandTable.find(({ name }) => name === joined[0]);
  const hasJobs = command?.options.some(({ flags }) => flags.startsWith('-j')) === true;
  return hasJobs ? joined : commandFirst(words, valued);
}

/** Commander's words as one line without its own prefix. */
function usageError(error: CommanderError): UsageError {
  const [first = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = rest.map((line) => line.trim()).filter((line) => line !== '');
  const message = [first, ...suggestion].join(' ');
  return new UsageError(`usage/${error.code.replace(/^commander\./, '')}`, message, {
    hint: helpHint,
  });
}

function noCommand(): UsageError {
  return new UsageError('usage/no-command', 'no command given', { hint: helpHint });
}

/** Reads the words after the program's name. Throws UsageError. */
export function parseArguments(argv: readonly string[], io: Io): ParsedArguments {
  const dashes = argv.indexOf('--');
  const before = dashes < 0 ? argv : argv.slice(0, dashes);
  const literal = dashes < 0 ? [] : argv.slice(dashes + 1);
  let written = '';
  let parsed: ParsedArguments | undefined;
  const program = createProgram(
    (help) => {
      written += help;
    },
    (declaration, words, options, given) => {
      const objdir = options['O'];
      if (typeof objdir === 'string') directoryValue('-O', objdir);
      const named = list(options['C']).map((value) => directoryValue('-C', value));
      // A record may be of several trees.
      const directories = options['record'] === undefined ? named : [];
      parsed = { kind: 'run', directories, input: toInput(declaration, words, literal, options, given, io) };
    },
  );
  const valued = valueOptions();
  const words = orderWords(before, valued);
  if (words.length === 0) {
    return { kind: 'text', exitCode: exitFailure, stdout: '', stderr: program.helpInformation() };
  }
  const [first = ''] = words;
  const isCommandMissing = parseVariableWord(first) !== undefined || valued.has(first.slice(0, 2)) || valued.has(first);
  if (isCommandMissing && !words.includes('--help') && !words.includes('-h')) throw noCommand();
  const topic = first === 'help' ? words[1] : undefined;
  if (topic !== undefined && !topic.startsWith('-') && !commandTable.some(({ name }) => name === topic)) {
    throw new UsageError('usage/unknownCommand', `unknown command '${topic}'`, { hint: helpHint });
  }
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', exitCode: exitOk, stdout: written, stderr: '' };
    throw usageError(error);
  }
  if (parsed !== undefined) return parsed;
  throw noCommand();
}
