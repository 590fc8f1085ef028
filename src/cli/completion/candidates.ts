/** What may stand at the end of a command line: from the table of commands, and names of the tree and of this package. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { createNodeHost } from '../../host/node/node-host.ts';
import { packageRoot } from '../../host/node/package-root.ts';
import { absolutePath } from '../../host/paths.ts';
import { reportFormatNames } from '../../report/formats/names.ts';
import { checkCodes, pageCodes, ruleNames } from '../code-names.ts';
import { optionsOf, shortName, valueOptions } from '../command-options.ts';
import { type CommandDeclaration, commandTable } from '../command-table.ts';
import type { OptionDeclaration } from '../option-declaration.ts';
import { findProject, isRead } from '../project/find-project.ts';
import { parseProject } from '../project/parse-project.ts';
import { commandFirst, parseVariableWord } from '../words.ts';
import { crossPrefixes, TreeNames } from './tree-names.ts';

/** One word, and what it means. */
export type Candidate = readonly [word: string, meaning: string];

/** What the shell offers: our candidates, and names of files or directories that it finds itself. */
export interface Offer {
  readonly paths: 'files' | 'directories' | 'none';
  readonly candidates: readonly Candidate[];
}

/** Where a command line is typed. */
export interface TypedAt {
  /** Absolute. */
  readonly cwd: ByteString;
  readonly env: Readonly<Record<string, ByteString>>;
}

/** Shells that there is a script for. */
export const shellNames = ['bash', 'zsh', 'fish'] as const;

const configModes = [
  'olddefconfig',
  'oldconfig',
  'allnoconfig',
  'allyesconfig',
  'allmodconfig',
  'alldefconfig',
  'randconfig',
  'savedefconfig',
  'listnewconfig',
  'helpnewconfig',
  'syncconfig',
  'yes2modconfig',
  'mod2yesconfig',
  'mod2noconfig',
];

const nothing: Offer = { paths: 'none', candidates: [] };

function plain(words: readonly string[]): Candidate[] {
  return words.map((word) => [word, '']);
}

function offer(words: readonly string[], paths: Offer['paths'] = 'none'): Offer {
  return { paths, candidates: plain(words) };
}

/** Values of an option, by its name, else by the word that represents its value in `--help`. */
const valuesOf: Readonly<Record<string, (line: TypedLine) => Offer>> = {
  '--defconfig': ({ tree }) => offer(tree.defconfigs()),
  '--toolchain': () => offer(toolchains(), 'files'),
  '--goal': ({ tree }) => offer(tree.goals()),
  '--make-version': () => offer(['4.2', '4.3', '4.4']),
  '<file>': () => offer([], 'files'),
  '<dir>': () => offer([], 'directories'),
  '<objdir>': () => offer([], 'directories'),
  '<symbol>': (line) => offer(symbolsFor(line)),
  '<arch>': ({ tree }) => offer(tree.archs()),
  '<rule>': () => offer(ruleNames()),
  '<rule=level>': ({ current }) => pairs(current, ruleNames(), () => offer(['error', 'warning', 'info', 'off'])),
  '<code=level>': ({ current }) => pairs(current, checkCodes(), () => offer(['error', 'warning', 'info', 'off'])),
  '<format=file>': ({ current }) => pairs(current, reportFormatNames, () => offer([], 'files')),
};

/** Operands of a command. */
const operandsOf: Readonly<Record<string, (line: TypedLine) => Offer>> = {
  check: (line) => offer([...buildNames(line), ...line.tree.goals(), ...line.tree.defconfigs()], 'directories'),
  why: symbolOperands,
  fix: (line) => (line.operands[0] === 'build' ? treePaths(line) : withWord(symbolOperands(line), line, 'build')),
  dead: (line) => offer(symbolsFor(line)),
  owner: treePaths,
  config: ({ operands, tree }) => (operands.length > 0 ? nothing : offer([...configModes, ...tree.defconfigs()])),
  make: ({ tree }) => offer(tree.goals()),
  'diff-toolchain': () => offer([...toolchains(), 'LLVM=1', 'CC=']),
  lint: treePaths,
  explain: ({ operands }) => (operands.length > 0 ? nothing : offer(codeNames())),
  cache: ({ operands }) => (operands.length > 0 ? nothing : offer(['info', 'clear'])),
  completion: ({ operands }) => (operands.length > 0 ? nothing : offer(shellNames)),
};

/** Values of variables of make. */
const variableValues: Readonly<Record<string, (line: TypedLine) => Offer>> = {
  ARCH: ({ tree }) => offer(tree.archs()),
  CROSS_COMPILE: ({ at }) => offer(crossPrefixes(createNodeHost(at))),
  LLVM: () => offer(['1']),
  W: () => offer(['1', '2', '3']),
  O: () => offer([], 'directories'),
  M: () => offer([], 'directories'),
};

/** A command line that is typed, taken apart. */
interface TypedLine {
  readonly at: TypedAt;
  /** The word that is being typed; of `NAME=VALUE` the value. */
  readonly current: string;
  readonly operands: readonly string[];
  readonly tree: TreeNames;
  /** True where `-C` names the tree: paths of the tree are not those of the shell. */
  readonly isElsewhere: boolean;
}

/** What may stand in place of the last one of the words behind `kgate`. */
export function offerFor(words: readonly string[], at: TypedAt): Offer {
  const current = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const valued = valueOptions();
  const [name = '', ...rest] = commandFirst(before, valued);
  const declaration = commandTable.find((one) => one.name === name);
  const isLiteral = rest.includes('--');
  const last = before.at(-1) ?? '';
  const option = isLiteral ? undefined : findOption(declaration, last);
  const line = readLine(rest, current, valued, at);
  if (option?.flags.includes('<') === true) return begun(valueOffer(option, line), current);
  const [, long = '', value = ''] = /^(--[\w-]+)=([\s\S]*)$/.exec(isLiteral ? '' : current) ?? [];
  const own = long === '' ? undefined : findOption(declaration, long);
  if (own !== undefined) return prefixed(valueOffer(own, { ...line, current: value }), `${long}=`, value);
  if (declaration === undefined) return begun(name === 'help' ? commands() : topLevel(name, current), current);
  if (current.startsWith('-') && !isLiteral) return begun(options(declaration, before), current);
  return begun(operandOffer(declaration, line), current);
}

function commands(): Offer {
  return { paths: 'none', candidates: commandTable.map(({ name, summary }) => [name, summary]) };
}

/** Behind `kgate` alone; nothing behind a command that there is not. */
function topLevel(name: string, current: string): Offer {
  if (name !== '' && !name.startsWith('-') && parseVariableWord(name) === undefined) return nothing;
  const switches: Candidate[] = [
    ['--help', 'print this help'],
    ['--version', 'print the version'],
    ['-C', 'change to DIR first'],
  ];
  if (current.startsWith('-')) return { paths: 'none', candidates: switches };
  return { paths: 'none', candidates: [...commands().candidates, ['help', 'print help for a command']] };
}

function findOption(declaration: CommandDeclaration | undefined, name: string): OptionDeclaration | undefined {
  const of = declaration === undefined ? commandTable.flatMap(optionsOf) : optionsOf(declaration);
  return name.startsWith('-') ? of.find(({ flags }) => shortName(flags) === name) : undefined;
}

/** Options that may still be given. */
function options(declaration: CommandDeclaration, before: readonly string[]): Offer {
  const open = optionsOf(declaration).filter(
    ({ flags, isHidden, isList }) =>
      isHidden !== true && (isList === true || !before.some((word) => word.split('=')[0] === shortName(flags))),
  );
  const own = open.map(({ description, flags }): Candidate => [shortName(flags), description]);
  return { paths: 'none', candidates: [...own, ['--help', 'print this help']] };
}

function valueOffer({ choices, flags }: OptionDeclaration, line: TypedLine): Offer {
  if (choices !== undefined) return offer(choices);
  const placeholder = /<[^<>]*>/.exec(flags)?.[0] ?? '';
  return (valuesOf[shortName(flags)] ?? valuesOf[placeholder])?.(line) ?? nothing;
}

function operandOffer({ name, operands }: CommandDeclaration, line: TypedLine): Offer {
  const word = parseVariableWord(line.current);
  const values = word === undefined ? undefined : variableValues[word.name];
  if (word !== undefined && values !== undefined) {
    return prefixed(values({ ...line, current: word.value }), `${word.name}=`, word.value);
  }
  const own = operandsOf[name]?.(line) ?? nothing;
  if (!operands.includes('VAR=VALUE')) return own;
  const variables = Object.keys(variableValues).map((one): Candidate => [`${one}=`, 'variable of make']);
  return { ...own, candidates: [...own.candidates, ...variables] };
}

/** Symbols, and for one with `=` its values. */
function symbolOperands(line: TypedLine): Offer {
  const [, symbol = ''] = /^(\w+)=/.exec(line.current) ?? [];
  return offer(symbol === '' ? symbolsFor(line) : ['y', 'm', 'n'].map((value) => `${symbol}=${value}`));
}

function symbolsFor({ current, tree }: TypedLine): string[] {
  const prefix = current.startsWith('CONFIG_') ? 'CONFIG_' : '';
  const names = tree.symbols(current.slice(prefix.length));
  return prefix === '' ? names : names.map((name) => prefix + name);
}

function withWord(own: Offer, { operands }: TypedLine, word: string): Offer {
  return operands.length > 0 ? own : { ...own, candidates: [...own.candidates, [word, '']] };
}

/** Files of the tree: the shell knows them where the user stands in it. */
function treePaths({ current, isElsewhere, tree }: TypedLine): Offer {
  return isElsewhere ? offer(tree.entries(current)) : offer([], 'files');
}

/** `NAME=VALUE`: names first, values behind them. */
function pairs(current: string, names: readonly string[], values: () => Offer): Offer {
  const at = current.indexOf('=');
  if (at < 0) return offer(names.map((name) => `${name}=`));
  const { candidates, paths } = values();
  return { paths, candidates: candidates.map(([word, meaning]) => [current.slice(0, at + 1) + word, meaning]) };
}

/** Those that go on with what is typed, in an order that stays, and none that a shell or a terminal could take for more. */
function begun({ candidates, paths }: Offer, typed: string): Offer {
  const own = candidates.filter(([word]) => word.startsWith(typed) && !/[\s\p{C}]/u.test(word));
  return { paths, candidates: [...new Map(own)].sort(([one], [other]) => (one < other ? -1 : 1)) };
}

/** The same for a word of which `prefix` is typed before `value`. */
function prefixed(found: Offer, prefix: string, value: string): Offer {
  const { candidates, paths } = begun(found, value);
  return { paths, candidates: candidates.map(([word, meaning]) => [prefix + word, meaning]) };
}

/** `words`: those behind the command's name that stand before the one that is typed. */
function readLine(words: readonly string[], current: string, valued: ReadonlySet<string>, at: TypedAt): TypedLine {
  const operands: string[] = [];
  let directory = '';
  let arch: string | null = at.env['ARCH'] ?? null;
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? '';
    const variable = parseVariableWord(word);
    if (word === '-C' || word === '--arch') {
      const value = words[++index] ?? '';
      if (word === '--arch') arch = value;
      else directory = directory === '' ? value : absolutePath(directory, value);
    } else if (word.startsWith('--arch=')) arch = word.slice('--arch='.length);
    else if (valued.has(word)) index += 1;
    else if (variable?.name === 'ARCH' && variable.operator === '=') arch = variable.value;
    else if (!word.startsWith('-')) operands.push(word);
  }
  const cwd = directory === '' ? at.cwd : absolutePath(at.cwd, directory);
  const known = arch === null || !/^[\w-]+$/.test(arch) ? null : arch;
  return {
    at,
    current,
    operands,
    tree: new TreeNames(createNodeHost({ cwd, env: at.env }), known),
    isElsewhere: directory !== '',
  };
}

/** Recorded compilers that ship with kgate. */
function toolchains(): string[] {
  return namesIn('profiles', '.json');
}

/** Codes with a page, and rules. */
function codeNames(): string[] {
  return [...pageCodes(), ...ruleNames().map((rule) => `lint/${rule}`)];
}

/** Builds of the nearest project file; none of one that cannot be read. */
function buildNames({ at }: TypedLine): readonly string[] {
  try {
    const found = findProject(at.cwd);
    if (found === null || !isRead(found)) return [];
    const place = { name: '', path: '', directory: '' };
    return (parseProject({ ...place, name: decodeBytes(found.name) }, decodeBytes(found.text)).file.builds ?? []).map(
      ({ name }) => name,
    );
  } catch {
    return [];
  }
}

function namesIn(directory: string, extension: string): string[] {
  const names = readdirSync(join(packageRoot(), directory));
  return names.filter((name) => name.endsWith(extension)).map((name) => name.slice(0, -extension.length));
}
