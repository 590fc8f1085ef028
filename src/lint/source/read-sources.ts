/** Reads the source files of a tree for lint: what is asked for where, and what is defined anywhere. */
import { passTroubleOn } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { SymbolIndex } from '../kconfig/symbol-index.ts';
import { isScript, join, type LintFile } from '../tree-files.ts';
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
}

/** What {@link readSources} gives. */
export interface SourcesRead {
  /** Files with something to look at. */
  readonly files: readonly LintSource[];
  /** Files that were linted. */
  readonly linted: number;
  /** Macros that sources and makefiles define. */
  readonly defines: ReadonlySet<string>;
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
  const found: LintSource[] = [];
  let linted = 0;
  const skim: Skim = {
    names: filterOf(symbols.symbols.keys()),
    onDefine: (name) => isOfInterest(name, symbols) && defines.names.add(name),
  };
  const hasConfigMacro = files.some(({ path }) => path === corebootHeader);
  for (const file of files) {
    if (!file.isLinted) continue;
    linted++;
    const bytes = bytesOf(request, file.path);
    if (bytes === undefined || !(skimSource(bytes, skim) || hasConfigMacro)) continue;
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    if (text.includes('//config:')) {
      for (const [, name] of text.matchAll(symbolInComment)) request.looseNames.add(name as string);
    }
    const source = scanSource(file.path, text, symbols, defines, hasConfigMacro);
    if (source !== undefined) found.push(source);
  }
  const open = openNames(found, symbols, defines.names);
  if (open.size > 0) {
    const names = filterOf(open);
    const onDefine = (name: string): unknown => open.has(name) && defines.names.add(name);
    for (const file of files) {
      const bytes = file.isLinted ? undefined : bytesOf(request, file.path);
      if (bytes === undefined) continue;
      if (isScript(file.path)) collectPrinted(bytes, onDefine);
      else skimSource(bytes, { names, onDefine, definesOnly: true });
    }
  }
  return { files: found, linted, defines: defines.names };
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
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
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
