import type { ByteString } from '../../core/bytes.ts';
import type { KconfigDiagnostic } from '../codes.ts';
import type { Location } from '../../core/location.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import type { Dialect } from '../dialect/dialect.ts';

/** n = 0 < m = 1 < y = 2; AND is the minimum, OR the maximum, NOT x is 2 − x. */
export type Tristate = 0 | 1 | 2;

/** Declared type of a symbol; `unknown` for a name that is only mentioned. */
export type SymbolType = 'unknown' | 'bool' | 'tristate' | 'int' | 'hex' | 'string';

/** Relation between the two symbols of a comparison. */
export type Relation = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** A leaf: the value of one symbol or constant. */
export interface SymbolExpr {
  readonly kind: 'symbol';
  readonly id: number;
  readonly symbol: KconfigSymbol;
}

/** Negation. */
export interface NotExpr {
  readonly kind: 'not';
  readonly id: number;
  readonly operand: Expr;
}

/** `&&` or `||`; a chain leans to the left, as conf parses it. */
export interface LogicExpr {
  readonly kind: 'and' | 'or';
  readonly id: number;
  readonly left: Expr;
  readonly right: Expr;
}

/** A comparison of two symbols; its value is n or y. */
export interface CompareExpr {
  readonly kind: Relation;
  readonly id: number;
  readonly left: KconfigSymbol;
  readonly right: KconfigSymbol;
}

/**
 * An immutable expression. Equal expressions of one model are the same object (`===`), and `id`
 * numbers them from 0 within the model. An absent expression (null) means y.
 */
export type Expr = SymbolExpr | NotExpr | LogicExpr | CompareExpr;

/** One user variable that an expansion went through. */
export interface MacroStep {
  readonly name: ByteString;
  /** Arguments after expansion. */
  readonly arguments: readonly ByteString[];
  /** Where the variable was assigned last before this use. */
  readonly definition: Location;
  /** Nesting: 0 for the variable named in the text itself. */
  readonly depth: number;
}

/** One `$(…)` as written in a statement and all it went through. */
export interface MacroUse {
  /** `$(cc-option,-fno-x)`, as written. */
  readonly text: ByteString;
  readonly location: Location;
  /** The result of the expansion. */
  readonly result: ByteString;
  /** User variables in the order they were entered. */
  readonly steps: readonly MacroStep[];
  /** Commands in the order they ran, those run when a `:=` variable was assigned included. */
  readonly shellCalls: readonly ShellCall[];
  /** Environment variables that were read. */
  readonly environment: readonly ByteString[];
}

/** A `:=` assignment (or `+=` to one) whose expansion ran commands. */
export interface AssignedMacro extends MacroUse {
  readonly variable: ByteString;
}

/** One condition line as written: `depends on E`, `if E` or `visible if E`. */
export interface Clause {
  readonly kind: 'depends' | 'if' | 'visible';
  readonly expr: Expr;
  readonly location: Location;
  readonly entry: Entry;
  readonly macros: readonly MacroUse[];
}

/** Kind of a property; `menu` is the prompt of a menu or menuconfig, `comment` that of a comment. */
export type PropertyKind = 'prompt' | 'menu' | 'comment' | 'default' | 'select' | 'imply' | 'range';

/** One attribute line of an entry that can have an `if`. */
export interface Property {
  readonly kind: PropertyKind;
  /** Prompt, menu or comment text; null for the other kinds. */
  readonly text: ByteString | null;
  /** Value of a default; the target as a leaf for select and imply; null otherwise. */
  readonly value: Expr | null;
  /** Target of select and imply; null otherwise. */
  readonly target: KconfigSymbol | null;
  /** Bounds of a range; null otherwise. */
  readonly low: KconfigSymbol | null;
  readonly high: KconfigSymbol | null;
  /** The condition conf evaluates: everything around it joined in, simplified. */
  readonly condition: Expr | null;
  /** Its own `if` as written. */
  readonly writtenCondition: Expr | null;
  readonly location: Location;
  readonly entry: Entry;
  readonly macros: readonly MacroUse[];
}

/** Statement an entry came from. */
export type EntryKind = 'root' | 'menu' | 'if' | 'choice' | 'comment' | 'config' | 'menuconfig';

/**
 * One statement of the menu tree. `parent`, `firstChild` and `next` are conf's tree after
 * finalisation; `enclosing` is the block it was written in.
 */
export interface Entry {
  /** Position in textual order, 0 is the root. */
  readonly id: number;
  readonly kind: EntryKind;
  /** Null for root, menu, if and comment; a choice has a nameless symbol. */
  readonly symbol: KconfigSymbol | null;
  readonly location: Location;
  readonly parent: Entry | null;
  readonly firstChild: Entry | null;
  readonly next: Entry | null;
  readonly enclosing: Entry | null;
  readonly prompt: Property | null;
  /** All properties written in this entry, in order. */
  readonly properties: readonly Property[];
  /** `depends on` lines, or the condition of an `if`, as written. */
  readonly clauses: readonly Clause[];
  /** `visible if` lines of a menu. */
  readonly visibleClauses: readonly Clause[];
  /** Own and outer conditions joined and simplified. */
  readonly dependency: Expr | null;
  /** The `visible if` lines joined. */
  readonly visibility: Expr | null;
  readonly help: ByteString | null;
  /** Where the type was stated in this entry; null when it was not. */
  readonly typeLocation: Location | null;
  /** Members in textual order; empty unless this is a choice. */
  readonly members: readonly KconfigSymbol[];
  /** `optional` in a choice. */
  readonly isOptional: boolean;
  /** From `configdefault`: it only adds defaults, its symbol is defined elsewhere. */
  readonly isConfigDefault: boolean;
}

/**
 * A symbol: defined, only mentioned, a quoted constant, or that of a choice (nameless unless the
 * dialect has named choices; those of one name share a symbol).
 */
export interface KconfigSymbol {
  /** Order of first mention, 0-based; y, m and n are the first three. */
  readonly id: number;
  readonly kind: 'symbol' | 'constant' | 'choice';
  /** Without prefix; empty for a choice without name. */
  readonly name: ByteString;
  readonly type: SymbolType;
  /** Over all definitions, in textual order. */
  readonly properties: readonly Property[];
  /** Definitions in textual order; empty for a name that is only mentioned. */
  readonly entries: readonly Entry[];
  readonly directDependency: Expr | null;
  readonly reverseDependency: Expr | null;
  readonly impliedDependency: Expr | null;
  /** Select properties that name this symbol, in the order of the reverse dependency. */
  readonly selectedBy: readonly Property[];
  /** Imply properties that name this symbol. */
  readonly impliedBy: readonly Property[];
  /** The choice this symbol is a member of. */
  readonly choice: Entry | null;
  /** Bits of `symbolFlag` (flat-model.ts). */
  readonly flags: number;
}

/** One Kconfig file that was read. */
export interface KconfigFile {
  /** Name as written in `source`. */
  readonly name: string;
  /** Path given to the host. */
  readonly path: string;
  /** The `source` statement that first named it; null for the top file. */
  readonly includedFrom: Location | null;
}

/** A `$(shell …)` without a known answer, and the place that used it. */
export interface UnknownAnswer {
  readonly call: ShellCall;
  readonly location: Location;
  /** The reference as written in the statement. */
  readonly text: ByteString;
  /** Entry whose statement used it; null when it fed only a variable. */
  readonly entry: Entry | null;
  /** Variable whose `:=` assignment used it. */
  readonly variable: ByteString | null;
}

/** A symbol that a text names as `$NAME`; only dialects that expand symbols in texts have any. */
export interface TextReference {
  readonly symbol: KconfigSymbol;
  readonly kind: 'source' | 'mainmenu';
  readonly location: Location;
  /** The block the statement stands in. */
  readonly entry: Entry;
}

/** A parsed and finalised tree; immutable, shared by all configurations of it. */
export interface KconfigModel {
  readonly dialect: Dialect;
  /** Every name mentioned anywhere, constants excepted; those never defined have no entries. */
  readonly symbols: ReadonlyMap<ByteString, KconfigSymbol>;
  /** Choices in textual order. */
  readonly choices: readonly Entry[];
  readonly root: Entry;
  /** All entries in textual order, root first. */
  readonly entries: readonly Entry[];
  readonly mainMenu: ByteString;
  /** The module switch; the constant n when the tree has none. */
  readonly modules: KconfigSymbol;
  /** The symbol with `option defconfig_list`: its defaults name files to read without .config. */
  readonly defconfigList: KconfigSymbol | null;
  readonly yes: KconfigSymbol;
  readonly mod: KconfigSymbol;
  readonly no: KconfigSymbol;
  /** All symbols in the order of conf's hash table: the order of auto.conf and of evaluation. */
  readonly hashOrder: readonly KconfigSymbol[];
  readonly symbolCount: number;
  readonly expressionCount: number;
  readonly files: readonly KconfigFile[];
  /** Environment variables read by macros, in order of first use. */
  readonly environment: readonly { readonly name: ByteString; readonly value: ByteString }[];
  readonly unknownAnswers: readonly UnknownAnswer[];
  /** In the order of the files. */
  readonly assignedMacros: readonly AssignedMacro[];
  readonly textReferences: readonly TextReference[];
  /**
   * Symbols with dependencies before dependents when a chain of them is too long for recursion;
   * null in every ordinary tree.
   */
  readonly dependencyOrder: readonly KconfigSymbol[] | null;
}

/** One write of conf to a stream, in order. */
export interface OutputChunk {
  readonly stream: 'stdout' | 'stderr';
  readonly text: ByteString;
}

/** The result of reading a tree. */
export interface ParseResult {
  /** Null only when conf stops before the tree is finalised and nothing could be kept. */
  readonly model: KconfigModel | null;
  readonly output: readonly OutputChunk[];
  readonly diagnostics: readonly KconfigDiagnostic[];
  /** True where conf exits 1. */
  readonly failed: boolean;
  /** Files read, in order of first inclusion. */
  readonly files: readonly KconfigFile[];
  readonly environment: readonly { readonly name: ByteString; readonly value: ByteString }[];
  readonly unknownAnswers: readonly UnknownAnswer[];
}
