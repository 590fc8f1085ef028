/** Reads the source files of a tree for lint: what is asked for where, and what is defined anywhere. */
import type { ByteString } from '../../core/bytes.ts';
import { passTroubleOn } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { SymbolIndex } from '../kconfig/symbol-index.ts';
import { allowMark } from '../../suppress/comments.ts';
import { isScript, join, type LintFile } from '../tree-files.ts';
import type { IncludedSources } from './included-sources.ts';
import { isOfInterest, type LintSource, type SourceDefines, scanSource } from './scan-source.ts';
import { filterOf, type Skim, skimSource } from './skim-source.ts';

/** What {@link readSources} is asked. */
export interface SourcesRequest {
  readonly host: Host;
  readonly directory: string;
  readonly files: readonly LintFile[];
  readonly symbols: SymbolIndex;
  /** Macros that makefiles define with `-D`. */
  readonly flags: ReadonlySet<string>;
  /** Gets the symbols that sources define in comments (`//config:` of BusyBox). */
  readonly looseNames: Set<string>;
  /** Gets the C files that sources include. */
  readonly includes: IncludedSources;
  /** Gets the linted files that may have comments that suppress findings. */
  readonly onComment: (path: string, text: ByteString) => void;
}

/** What {@link readSources} gives. */
export interface SourcesRead {
  /** Files with something to look at. */
  readonly files: readonly LintSource[];
  /** Files that were linted. */
  readonly linted: number;
  /** Macros that sources and makefiles define. */
  readonly defines: ReadonlySet<string>;
  /** Those of them that only C files define which no other file includes, with these: for other C files they do not exist. */
  readonly ownDefines: ReadonlyMap<string, ReadonlySet<string>>;
}

/** A Kconfig line in a comment, as BusyBox's `scripts/gen_build_files.sh` takes them. */
const symbolInComment = /^\/\/config:\s*(?:menu)?config\s+(\w+)/gm;
/** Where `CONFIG(X)` is defined. */
const corebootHeader = 'src/include/kconfig.h';
/** Larger files are tables. */
const maxBytes = 4 * 1024 * 1024;

/** Looks at the files to lint, and at all others only where a name is open that they could define. */
export function readSources(request: SourcesRequest): SourcesRead {
  const { files, symbols } = request;
  const defines: SourceDefines = { names: new Set(request.flags) };
  const own = new Map<string, Set<string>>();
  /** Takes what one file defines. */
  const take = (path: string, names: Iterable<string>): void => {
    for (const name of names) {
      if (!path.endsWith('.c')) defines.names.add(name);
      else if (!defines.names.has(name)) own.set(name, (own.get(name) ?? new Set()).add(path));
    }
  };
  const found: LintSource[] = [];
  let path = '';
  let linted = 0;
  const skim: Skim = {
    names: filterOf(symbols.symbols.keys()),
    onDefine: (name) => isOfInterest(name, symbols) && take(path, [name]),
  };
  const hasConfigMacro = files.some(({ path }) => path === corebootHeader);
  for (const file of files) {
    request.host.progress.step('reading sources');
    if (!file.isLinted) continue;
    linted++;
    ({ path } = file);
    const bytes = bytesOf(request, file.path);
    request.includes.add(file.path, bytes);
    if (bytes !== undefined && bufferOf(bytes).includes(allowMark, 0, 'latin1')) {
      request.onComment(file.path, bufferOf(bytes).toString('latin1'));
    }
    if (bytes === undefined || !(skimSource(bytes, skim) || hasConfigMacro)) continue;
    const text = bufferOf(bytes).toString('latin1');
    if (text.includes('//config:')) {
      for (const [, name] of text.matchAll(symbolInComment)) request.looseNames.add(name as string);
    }
    const ofFile: SourceDefines = { names: new Set() };
    const source = scanSource(file.path, text, symbols, ofFile, hasConfigMacro);
    take(file.path, ofFile.names);
    if (source !== undefined) found.push(source);
  }
  const open = openNames(found, symbols, defines.names);
  for (const name of own.keys()) open.add(name);
  if (open.size > 0) {
    const names = filterOf(open);
    // Programs of the build machine take in sources of the tree: what their C files define counts everywhere.
    const onDefine = (name: string): unknown => open.has(name) && defines.names.add(name);
    for (const file of files) {
      const bytes = file.isLinted ? undefined : bytesOf(request, file.path);
      if (bytes === undefined) continue;
      if (isScript(file.path)) collectPrinted(bytes, onDefine);
      else skimSource(bytes, { names, onDefine, definesOnly: true });
    }
  }
  const ownDefines = new Map<string, ReadonlySet<string>>();
  for (const [name, paths] of own) {
    const isShared = defines.names.has(name) || [...paths].some((one) => request.includes.has(one));
    if (!isShared) ownDefines.set(name, paths);
    defines.names.add(name);
  }
  return { files: found, linted, defines: defines.names, ownDefines };
}

/** The same bytes. */
function bufferOf(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Names that nothing read so far defines. */
function openNames(files: readonly LintSource[], symbols: SymbolIndex, known: ReadonlySet<string>): Set<string> {
  const open = new Set<string>();
  for (const { references } of files) {
    for (const { name } of references) {
      const isSymbol = name.startsWith('CONFIG_') && symbols.symbols.has(name.slice('CONFIG_'.length));
      if (!isSymbol && !known.has(name)) open.add(name);
    }
  }
  return open;
}

/** A script prints what it defines, anywhere in its lines. */
function collectPrinted(bytes: Uint8Array, onDefine: (name: string) => unknown): void {
  const text = bufferOf(bytes).toString('latin1');
  for (const [, name] of text.matchAll(/#[ \t]*define[ \t]+(\w+)/g)) onDefine(name as string);
}

/** A file that cannot be read, that is too large or no text has nothing to look at. */
function bytesOf({ host, directory }: SourcesRequest, path: string): Uint8Array | undefined {
  try {
    const bytes = host.readBytes(join(directory, path));
    return bytes === undefined || bytes.length > maxBytes ? undefined : bytes;
  } catch (error) {
    passTroubleOn(error);
    return undefined;
  }
}

/**
 * True where a file is no link that leads out of the tree. Asking for each of many thousand files takes longer than it is
 * worth: who has found something in one asks.
 */
export function isInTree(host: Host, directory: string, path: string): boolean {
  const [root, real] = [host.realPath(directory), host.realPath(join(directory, path))];
  return root !== undefined && real?.startsWith(root === '/' ? '/' : `${root}/`) === true;
}
