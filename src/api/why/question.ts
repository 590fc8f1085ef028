/**
 * What people have in hand, and the symbol behind it: a name in other letters, a module, a source file, the text of a prompt,
 * a compatible of a device tree.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Host } from '../../host/host.ts';
import { isPrompt, type KconfigModel } from '../../kconfig/index.ts';
import type { OwnerResult } from '../../results/owner.ts';

/** Directories and makefiles of a tree that are looked at; Linux 6.12 has 5,600 directories. */
const maxDirectories = 20_000;

/** Symbols of one word that are named. */
const maxCandidates = 5;

/** A symbol that a word leads to. */
export interface NamedSymbol {
  readonly name: ByteString;
  /** How the word leads there, in a few words; empty where the word is the name. */
  readonly how: string;
  readonly location: Location | null;
}

/** What {@link namedSymbols} needs. */
export interface QuestionTree {
  readonly host: Host;
  readonly treeDirectory: ByteString;
  readonly model: KconfigModel;
  /** Prefix of names in the tree's configuration files. */
  readonly prefix: ByteString;
  /** Who compiles a source file, by its path from the top of the tree; null where that cannot be asked. */
  readonly ownerOf: (file: ByteString) => OwnerResult | null;
}

/** The symbols behind a word, the likeliest first; none for a word that leads nowhere. */
export function namedSymbols(word: ByteString, tree: QuestionTree): NamedSymbol[] {
  const { model, prefix } = tree;
  const isDefined = (name: ByteString): boolean => (model.symbols.get(name)?.entries.length ?? 0) > 0;
  const plain = prefix !== '' && word.startsWith(prefix) ? word.slice(prefix.length) : word;
  for (const name of [plain, word]) if (isDefined(name)) return [{ name, how: '', location: null }];
  const upper = plain.toUpperCase().replace(/[-.\s]/g, '_');
  if (isDefined(upper))
    return [{ name: upper, how: '', location: model.symbols.get(upper)?.entries[0]?.location ?? null }];
  const quoted = /^"?([\w.+-]+,[\w.,+-]+)"?$/.exec(word)?.[1];
  if (quoted !== undefined) return ofCompatible(quoted, tree);
  if (/\.(?:c|S|rs)$/.test(word)) return ofSource(word, tree);
  const prompted = ofPrompt(word, model);
  if (prompted.length > 0) return prompted;
  return /^[\w.+-]+$/.test(word) ? ofModule(word.replace(/\.(?:ko|o)$/, ''), tree) : [];
}

/** Symbols with a prompt of a text, else with one that begins with it. */
function ofPrompt(text: ByteString, model: KconfigModel): NamedSymbol[] {
  const wanted = text.trim().toLowerCase();
  if (wanted.length < 3 || !/\s/.test(wanted)) return [];
  const found: { readonly symbol: NamedSymbol; readonly isWhole: boolean }[] = [];
  for (const { properties, symbol } of model.entries) {
    if (symbol === null || symbol.name === '') continue;
    const prompt = properties.find((one) => isPrompt(one) && one.text?.toLowerCase().includes(wanted) === true);
    if (prompt === undefined) continue;
    const isWhole = prompt.text?.toLowerCase() === wanted;
    found.push({ symbol: { name: symbol.name, how: `"${prompt.text ?? ''}"`, location: prompt.location }, isWhole });
  }
  const whole = found.filter(({ isWhole }) => isWhole);
  return (whole.length > 0 ? whole : found).slice(0, maxCandidates).map(({ symbol }) => symbol);
}

/** The symbol on the line that names the object of a source file. */
function ofSource(file: ByteString, { ownerOf, prefix }: QuestionTree): NamedSymbol[] {
  const owner = ownerOf(file);
  for (const chain of owner?.chains ?? []) {
    for (const { location, symbols } of chain.steps) {
      const [symbol] = symbols;
      if (symbol !== undefined)
        return [{ name: symbol.name.slice(prefix.length), how: `${file} is compiled for it`, location }];
    }
  }
  return [];
}

/** Every makefile of kbuild with its lines, directory by directory. */
function* makefilesOf({
  host,
  treeDirectory,
}: QuestionTree): Generator<{ file: ByteString; lines: readonly ByteString[] }> {
  const waiting: ByteString[] = [''];
  let left = maxDirectories;
  for (let at = waiting.pop(); at !== undefined && left > 0; at = waiting.pop()) {
    left -= 1;
    const names = host.readDirectory(at === '' ? treeDirectory : `${treeDirectory}/${at}`) ?? [];
    for (const name of names) {
      const path = at === '' ? name : `${at}/${name}`;
      if (name === 'Makefile' || name === 'Kbuild') {
        yield { file: path, lines: (host.readFile(`${treeDirectory}/${path}`) ?? '').split('\n') };
      } else if (
        !name.includes('.') &&
        !/^(?:Documentation|include|LICENSES|Kconfig|MAINTAINERS|README|COPYING)$/.test(name)
      ) {
        if (host.stat(`${treeDirectory}/${path}`)?.kind === 'directory') waiting.push(path);
      }
    }
  }
}

/** The symbols on lines that name a module or a built-in object. */
function ofModule(name: ByteString, tree: QuestionTree): NamedSymbol[] {
  // A module is loaded under its name with underscores, whatever its file is called.
  const form = name.replace(/[-_]/g, '[-_]').replace(/[.+]/g, '\\$&');
  const line = new RegExp(`^\\s*obj-\\$\\(CONFIG_(\\w+)\\)\\s*[+:]?=.*(?<![\\w/-])${form}\\.o\\b`);
  const found = new Map<ByteString, NamedSymbol>();
  for (const { file, lines } of makefilesOf(tree)) {
    for (const [index, text] of lines.entries()) {
      const symbol = line.exec(text)?.[1];
      const isKnown = symbol === undefined || found.has(symbol) || tree.model.symbols.get(symbol) === undefined;
      if (isKnown) continue;
      found.set(symbol, { name: symbol, how: `${name}.o is built for it`, location: { file, line: index + 1 } });
    }
  }
  return [...found.values()].slice(0, maxCandidates);
}

/** The symbol of the driver that names a compatible. */
function ofCompatible(compatible: ByteString, tree: QuestionTree): NamedSymbol[] {
  const { host, treeDirectory } = tree;
  const directories = ['drivers', 'sound', 'arch', 'block', 'net'].filter(
    (name) => host.stat(`${treeDirectory}/${name}`)?.kind === 'directory',
  );
  if (directories.length === 0) return [];
  const argv = ['grep', '-rnF', '--include=*.c', `"${compatible}"`, ...directories];
  const result = host.run({ argv, cwd: treeDirectory, env: { ...host.env, LC_ALL: 'C' }, timeoutMs: 30_000 });
  if (result.outcome !== 'exited') return [];
  for (const line of result.stdout.split('\n').filter((one) => one.includes('compatible'))) {
    const [, file = '', number = ''] = /^([^:]+):(\d+):/.exec(line) ?? [];
    const [symbol] = file === '' ? [] : ofSource(file, tree);
    if (symbol === undefined) continue;
    return [{ ...symbol, how: `${file}:${number} names ${compatible}` }];
  }
  return [];
}
