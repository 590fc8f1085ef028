/** What users call the things that a build makes: source files, objects, modules, directories, device trees. */

import type { ByteString } from '../../core/bytes.ts';
import { UsageError, passTroubleOn } from '../../core/errors.ts';
import { absolutePath, normalPath, parentPath } from '../../host/paths.ts';
import type { Session } from '../../kernel/index.ts';
import { directoriesAbove } from '../../kernel/objects/build-cases.ts';
import { findMakefiles } from '../../kernel/objects/find-makefiles.ts';
import type { Counted } from '../../kernel/objects/symbolic-lists.ts';

/** What a word names. */
export interface BuildTarget {
  readonly word: ByteString;
  readonly kind: 'source' | 'object' | 'module' | 'directory' | 'device-tree';
  /** File or directory from the top of the tree; of a module that is named alone, its name. */
  readonly path: ByteString;
  /** Objects that are made of it, from the top; any of them will do. Empty for a directory. */
  readonly objects: readonly ByteString[];
  readonly counted: Counted;
  /** Directories whose makefiles may name it, the likeliest first. */
  readonly directories: readonly ByteString[];
  /** True for `foo.ko`, which no other value than m makes. */
  readonly isModuleFile: boolean;
}

/** Suffixes of sources and what kbuild makes of them. Source: rules of scripts/Makefile.build, scripts/Makefile.dtbs. */
const sourceSuffixes: readonly (readonly [suffix: RegExp, made: readonly string[]])[] = [
  [/\.lds\.S$/, ['.lds']],
  [/\.(?:c|S|rs)$/, ['.o']],
  [/\.(?:cc|cpp)$/, ['.o']],
  [/\.dts$/, ['.dtb', '.dtb.o']],
  [/\.dtso$/, ['.dtbo', '.dtbo.o']],
  [/\.asn1$/, ['.asn1.o']],
  [/\.[ly]$/, ['.tab.o', '.lex.o', '.o']],
];

const headerSuffix = /\.(?:h|hh|hpp|inc|dtsi)$/;

/** What an object may be called in a makefile. */
const objectSuffix = /\.(?:o|a|lds|dtb|dtbo)$/;

/** True for a file that others take in. */
export function isHeader(file: ByteString): boolean {
  return headerSuffix.test(file);
}

/** The path from the top of the tree; a path that is not there is looked for from where the user stands, too. */
export function pathInTree(session: Session, file: ByteString, startDirectory: ByteString | undefined): ByteString {
  const { treeDirectory } = session.request;
  const tree = normalPath(treeDirectory, '.');
  const fromTop = normalPath(tree, file);
  const fromUser = startDirectory === undefined ? fromTop : normalPath(startDirectory, file);
  const isThere = (path: ByteString): boolean => path.startsWith(`${tree}/`) && session.host.stat(path) !== undefined;
  const path = !isThere(fromTop) && isThere(fromUser) ? fromUser : fromTop;
  if (path === tree) return '.';
  if (!path.startsWith(`${tree}/`)) {
    throw new UsageError('usage/not-in-tree', `${file}: not below ${session.request.treeName}`, {
      hint: 'name a file from the top of the tree',
    });
  }
  return path.slice(tree.length + 1);
}

/** Objects that kbuild makes of a source file, a host program's name without suffix among them; null for another file. */
export function objectsOfSource(file: ByteString): ByteString[] | null {
  const made = sourceSuffixes.find(([suffix]) => suffix.test(file));
  if (made === undefined) return null;
  return made[1].flatMap((suffix) => {
    const stem = file.replace(made[0], suffix);
    return suffix === '.o' ? [stem, stem.slice(0, -2)] : [stem];
  });
}

/**
 * What a word names. Throws UsageError `usage/header` for a file that others take in, `usage/no-source` for any other word
 * that kbuild makes nothing of.
 */
export function readBuildWord(
  session: Session,
  word: ByteString,
  { srcarch, startDirectory }: { readonly srcarch: ByteString | null; readonly startDirectory?: ByteString },
): BuildTarget {
  if (!word.includes('/') && /^[\w.+-]+$/.test(word) && !isHeader(word)) {
    const module = word.replace(/\.ko$/, '');
    const isFile = objectsOfSource(word) !== null || /\.(?:o|dtbo?)$/.test(word);
    const found = isFile ? null : moduleNamed(session, module, srcarch);
    if (found !== null) return { word, ...found, isModuleFile: word.endsWith('.ko') };
    if (word.endsWith('.ko')) throw noSource(word, `no makefile of the tree makes a module ${word}`);
  }
  const path = pathInTree(session, word, startDirectory);
  const stat = session.host.stat(absolutePath(session.request.treeDirectory, path));
  if (stat?.kind === 'directory') return directoryTarget(word, path);
  if (word.endsWith('/')) throw noSource(word, `${word}: there is no such directory in the tree`);
  if (isHeader(path)) {
    const isTree = path.endsWith('.dtsi');
    throw new UsageError(
      'usage/header',
      `${path}: ${isTree ? 'device trees take it in' : 'a header'}; it is not compiled itself`,
      {
        hint: isTree ? 'name a .dts file that includes it' : 'name a source file that includes it',
      },
    );
  }
  const own = parentPath(`/${path}`).slice(1) || '.';
  const directories = [own, ...directoriesAbove(own)];
  const common = { word, path, directories, isModuleFile: false };
  const objects = objectsOfSource(path);
  if (objects !== null) {
    const kind = /\.dtso?$/.test(path) ? 'device-tree' : 'source';
    return { ...common, kind, objects, counted: 'source' };
  }
  if (path.endsWith('.ko')) {
    const written = path.replace(/\.ko$/, '.o');
    return { ...common, kind: 'module', objects: [written], counted: 'whole', isModuleFile: true };
  }
  if (objectSuffix.test(path)) {
    const kind = /\.dtbo?$/.test(path) ? 'device-tree' : 'object';
    return { ...common, kind, objects: [path], counted: 'object' };
  }
  throw noSource(word, `${word}: no source file, module or directory that kbuild makes something of`);
}

function noSource(word: ByteString, message: string): UsageError {
  return new UsageError('usage/no-source', message, {
    hint: /^[\w.+-]+$/.test(word)
      ? 'name a file or a directory from the top of the tree, or a module'
      : 'name a .c, .S, .rs or .dts file, an object or a directory, from the top of the tree',
  });
}

function directoryTarget(word: ByteString, path: ByteString): BuildTarget {
  const directories = [path, ...directoriesAbove(path)];
  return { word, kind: 'directory', path, objects: [], counted: 'object', directories, isModuleFile: false };
}

/** The objects of a module's name, wherever a makefile has them; null for a name that none has. */
function moduleNamed(
  session: Session,
  name: ByteString,
  srcarch: ByteString | null,
): Omit<BuildTarget, 'word' | 'isModuleFile'> | null {
  const { host, request } = session;
  // A module is loaded under its name with underscores, whatever its file is called.
  const form = name.replace(/[.+]/g, '\\$&').replace(/[-_]/g, '[-_]');
  const object = new RegExp(`(?<![\\w./+-])(?:[\\w.+-]+/)*${form}\\.o(?![\\w.-])`, 'g');
  const { treeDirectory } = request;
  const found = new Set<ByteString>();
  const directories = new Set<ByteString>();
  const makefiles = findMakefiles({ host, treeDirectory, srcarch }, (text) => text.search(object) >= 0);
  for (const { directory, text } of makefiles) {
    for (const [written] of text.matchAll(object)) {
      found.add(normalPath(`/${directory}`, written).slice(1));
      directories.add(directory === '' ? '.' : directory);
    }
  }
  if (found.size === 0) return null;
  return { kind: 'module', path: name, objects: [...found], counted: 'whole', directories: [...directories] };
}

/** Sources next to a file that include it. */
export function includedBy(session: Session, file: ByteString): ByteString[] {
  const directory = parentPath(`/${file}`).slice(1);
  const base = file.slice(file.lastIndexOf('/') + 1);
  const from = absolutePath(session.request.treeDirectory, directory === '' ? '.' : directory);
  const pattern = new RegExp(
    `^[ \\t]*(?:#[ \\t]*|/)include/?[ \\t]+"(?:[^"\\n]*/)?${base.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"`,
    'm',
  );
  const found: ByteString[] = [];
  for (const name of session.host.readDirectory(from) ?? []) {
    if (name === base || !/\.(?:c|h|S|dtsi?)$/.test(name) || found.length >= 5) continue;
    let text: ByteString | undefined;
    try {
      text = session.host.readFile(`${from}/${name}`);
    } catch (error) {
      passTroubleOn(error);
      continue;
    }
    if (text !== undefined && pattern.test(text)) found.push(directory === '' ? name : `${directory}/${name}`);
  }
  return found;
}
