/** What one run of Kconfiglib knows: switches, symbols, messages. */

import { trimEnd } from '../../core/trim.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { type Choice, MenuNode, type Place, Sym } from './types.ts';

/** Where two releases of Kconfiglib differ. */
export interface LibraryVariant {
  /** `configdefault` (Zephyr since 4.2). */
  readonly hasConfigDefault: boolean;
  /** `depends on A if B`, and an assignment line that is empty behind its macros (Zephyr's own fork). */
  readonly isFork: boolean;
}

/** A function that Kconfig files may call: how many arguments it takes and what it gives. */
export interface PythonFunction {
  readonly least: number;
  /** Null: any number. */
  readonly most: number | null;
}

/** Functions that the tree's own Python module defines. */
export interface PythonFunctions {
  readonly table: ReadonlyMap<ByteString, PythonFunction>;
  /** The result of a call, its arguments without the name: the text, what it printed, the exception that it ended with. */
  call(
    name: ByteString,
    args: readonly ByteString[],
    place: Place,
  ): { readonly value: ByteString; readonly printed: ByteString; readonly fault: ByteString | null };
  /** Asks for what had no answer; true when the tree has to be read again. */
  settle(): boolean;
}

/** What a tree is read with. */
export interface LibraryOptions {
  readonly host: Host;
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  readonly topFile: ByteString;
  readonly runShell: RunShell;
  readonly functions?: PythonFunctions | null;
  readonly variant?: LibraryVariant;
  /** Another order in which what follows from a symbol is looked at for loops; Kconfiglib's is that of addresses. */
  readonly loopOrder?: (items: readonly (Sym | Choice)[]) => readonly (Sym | Choice)[];
  /** False: warnings are kept and not printed at once. */
  readonly warnsAtOnce?: boolean;
  readonly emit: (stream: 'stdout' | 'stderr', text: ByteString) => void;
}

/** One warning, with the statement it is about where it has one. */
export interface LibraryWarning {
  readonly text: ByteString;
  readonly place: Place | null;
}

/** The error that ends Kconfiglib; caught where the run begins. */
export class LibraryError extends Error {
  readonly place: Place | null;
  constructor(text: ByteString, place: Place | null = null) {
    super(text);
    this.place = place === null ? null : { file: place.file, line: place.line };
  }
}

/** A preprocessor variable. */
export interface Variable {
  readonly name: ByteString;
  isRecursive: boolean;
  value: ByteString;
  expansions: number;
}

/** The state of one Kconfiglib. */
export class LibrarySession {
  readonly options: LibraryOptions;
  /** Where messages go: at first to where the options say. */
  emit: LibraryOptions['emit'];
  readonly env: Readonly<Record<string, ByteString>>;
  readonly srctree: ByteString;
  /** What begins the canonical path of a file in the tree; it is left out of names. */
  readonly srctreePrefix: ByteString;
  readonly prefix: ByteString;
  readonly y: Sym;
  readonly m: Sym;
  readonly n: Sym;
  readonly modules: Sym;
  readonly topNode: MenuNode;
  readonly syms = new Map<ByteString, Sym>();
  readonly constants = new Map<ByteString, Sym>();
  readonly namedChoices = new Map<ByteString, Choice>();
  readonly variables = new Map<ByteString, Variable>();
  definedSyms: Sym[] = [];
  choices: Choice[] = [];
  readonly warnings: LibraryWarning[] = [];
  /** Files read, as messages name them; each inclusion counts. */
  readonly files: ByteString[];
  /** Environment variables that macros read. */
  readonly envVariables = new Set<ByteString>();
  /** Names of `$(NAME)` that neither a macro nor the environment gives, with the first place. */
  readonly unsetVariables = new Map<ByteString, Place>();
  missing: { readonly name: ByteString; readonly value: ByteString; readonly place: Place }[] = [];
  defconfigList: Sym | null = null;
  warns = true;
  warnsAtOnce: boolean;
  warnsUndefinedAssignment: boolean;
  warnsOverride = true;
  warnsRedundant = true;
  warnsNoPrompt = true;

  constructor(options: LibraryOptions) {
    this.options = options;
    this.emit = options.emit;
    const { env } = options;
    this.env = env;
    this.srctree = env['srctree'] ?? '';
    const tree = this.srctree.startsWith('/') ? this.srctree : `${options.cwd}/${this.srctree}`;
    this.srctreePrefix = `${trimEnd(options.host.realPath(tree) ?? tree, '/')}/`;
    this.prefix = env['CONFIG_'] ?? 'CONFIG_';
    this.warnsAtOnce = options.warnsAtOnce !== false;
    this.warnsUndefinedAssignment = env['KCONFIG_WARN_UNDEF_ASSIGN'] === 'y';
    this.n = new Sym('n', true, null);
    this.m = new Sym('m', true, this.n);
    this.y = new Sym('y', true, this.n);
    for (const [value, one] of [this.n, this.m, this.y].entries()) {
      one.type = 'tristate';
      one.knownTri = value as 0 | 1 | 2;
      this.constants.set(one.name, one);
    }
    this.modules = this.symbol('MODULES');
    this.topNode = new MenuNode('menu', null, { file: options.topFile, line: 1 }, this.y);
    this.topNode.isMenuconfig = true;
    this.topNode.prompt = { text: 'Main menu', cond: this.y };
    this.files = [options.topFile];
  }

  /** The symbol with this name, made when it is not there. */
  symbol(name: ByteString): Sym {
    let found = this.syms.get(name);
    if (found === undefined) {
      found = new Sym(name, false, this.n);
      this.syms.set(name, found);
    }
    return found;
  }

  /** The constant with this text. */
  constant(name: ByteString): Sym {
    let found = this.constants.get(name);
    if (found === undefined) {
      found = new Sym(name, true, this.n);
      this.constants.set(name, found);
    }
    return found;
  }

  /** Reports a warning; `place` stands before it, `about` only says where its cause is. */
  warn(message: ByteString, place: Place | null = null, about: Place | null = place): void {
    if (!this.warns) return;
    const text = `${place === null ? '' : `${place.file}:${place.line}: `}warning: ${message}`;
    this.warnings.push({ text, place: about === null ? null : { file: about.file, line: about.line } });
    if (this.warnsAtOnce) this.emit('stderr', `${text}\n`);
  }

  /** The menu nodes in the order of the menu, without the top one. */
  *nodes(): Generator<MenuNode> {
    for (let node: MenuNode | null = followingNode(this.topNode); node !== null; node = followingNode(node)) yield node;
  }
}

/** The node behind one in the order of the menu. */
export function followingNode(from: MenuNode): MenuNode | null {
  if (from.list !== null) return from.list;
  for (let node: MenuNode | null = from; node !== null; node = node.parent) {
    if (node.next !== null) return node.next;
  }
  return null;
}
