import type { ByteString } from '../core/bytes.ts';
import type { Fix, Severity, TextEdit } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { Dialect, Entry, KconfigSymbol, StaticFile } from '../kconfig/index.ts';
import type { MakefileScan } from '../make/index.ts';
import type { LintDiagnostic, RuleName } from './codes.ts';
import type { ChainPosition } from './conditional-line.ts';
import type { ConditionReader } from './kconfig/conjuncts.ts';
import type { Circle } from './kconfig/recursion.ts';
import type { SourceGraph } from './kconfig/source-graph.ts';
import type { SymbolIndex } from './kconfig/symbol-index.ts';
import type { BuiltBy } from './source/built-by.ts';
import type { KbuildModel } from './make/kbuild-model.ts';
import type { TreeProofs } from './proofs.ts';
import type { LintSource } from './source/scan-source.ts';

/** What a rule says about itself. */
export interface RuleMeta {
  readonly name: RuleName;
  /** One line without a final dot: the pattern that is found. */
  readonly summary: string;
  /** The heaviest severity its findings can have. */
  readonly severity: Severity;
  /** True when some findings carry a text edit. */
  readonly hasFix: boolean;
  /** The smallest preset that has it. */
  readonly preset: Preset;
  /** First version of kgate that has it. */
  readonly since: string;
  /** True for a rule that reads what a solver has proved: it runs on small trees, and where it is named. */
  readonly needsProofs?: boolean;
}

/** Sets of rules, each with those before it: what a maintainer leaves switched on, what is true, matters of taste. */
export type Preset = 'recommended' | 'all' | 'pedantic';

/** One text as rules see it. */
export interface LintText {
  /** Path below the tree. */
  readonly path: string;
  readonly text: ByteString;
  /** Offset of every line's first byte; line n is at index n - 1. */
  readonly lineStarts: readonly number[];
}

/** One Kconfig file as rules see it. */
export interface LintKconfig extends LintText {
  readonly parsed: StaticFile;
}

/** One makefile as rules see it. */
export interface LintMakefile extends LintText {
  readonly scan: MakefileScan;
  /** Chain of every `if…` and `else` line, by statement index. */
  readonly chains: ReadonlyMap<number, ChainPosition>;
}

/** One line of a configuration that sets a symbol. */
export interface LintSetting {
  /** Without prefix. */
  readonly symbol: string;
  /** As the line has it. */
  readonly name: string;
  /** As written; `n` for "is not set". */
  readonly value: string;
  readonly line: number;
}

/** A defconfig or fragment of the tree. */
export interface LintConfigFile extends LintText {
  /** In the order of the lines. */
  readonly settings: readonly LintSetting[];
}

/** One defconfig as conf reads it. */
export interface EvaluatedConfig {
  /** Final texts of the symbols that the file sets, those of its ARCH only. */
  readonly values: ReadonlyMap<string, ByteString>;
  /** Symbols that savedefconfig would write, with their places in its order. */
  readonly saved: ReadonlyMap<string, number>;
}

/** What rules may know about the rest of the tree. */
export interface LintTree {
  /** How the tree's own conf reads its files. */
  readonly dialect: Dialect;
  readonly symbols: SymbolIndex;
  readonly conditions: ConditionReader;
  readonly sources: SourceGraph;
  /** What was proved over all configurations; null where no rule asked for it. */
  readonly proofs: TreeProofs | null;
  /** Circles of dependencies that conf reports, whatever the architecture. */
  readonly circles: readonly Circle[];
  /** True where conf stops at such a circle; older ones go on after a warning. */
  readonly isRecursionFatal: boolean;
  /** Kconfig files by path. */
  readonly kconfigs: ReadonlyMap<string, StaticFile>;
  /** True when the tree has something at a path, of whatever kind. */
  has(path: string): boolean;
  /** What conf makes of a defconfig; undefined for a fragment, and where the Kconfig files cannot be read as they stand. */
  evaluateConfig(file: LintConfigFile): EvaluatedConfig | undefined;
  /** By whose value source files are built. */
  readonly builtBy: BuiltBy;
  /** A file of the tree, read again; undefined where that fails. For the few places that need a closer look. */
  textOf(path: string): ByteString | undefined;
  /** True when some makefile has a text anywhere: it may make the file of that name. */
  isNamedByMakefile(text: string): boolean;
  /** Symbols of Kconfig files with mistakes, by the look of the line alone. */
  readonly looseNames: ReadonlySet<string>;
  /** `CONFIG_` names (with prefix) that some makefile of the tree sets itself. */
  readonly assignedNames: ReadonlySet<string>;
  /**
   * Macros that makefiles (`-DNAME`) and source files (`#define NAME`) define themselves, as far as they have `CONFIG_` or
   * the name of a symbol.
   */
  readonly defines: ReadonlySet<string>;
  /** Those of them that only single C files define, for themselves, with these. */
  readonly ownDefines: ReadonlyMap<string, ReadonlySet<string>>;
  /** Symbols (without prefix) by whose value some makefile chooses a list: `obj-$(CONFIG_X)`. */
  readonly valueLists: ReadonlySet<string>;
  /** What names of symbols begin with outside of Kconfig: `CONFIG_`, nothing in Buildroot. */
  readonly configPrefix: string;
  /** What kbuild makes of the makefiles. */
  readonly kbuild: KbuildModel;
  /** True for a file that findings may be about. */
  isLinted(path: string): boolean;
  /** C files that some source file includes. */
  isIncludedSource(path: string): boolean;
  /** True when a Kconfig file could not be read or there is none: a missing symbol is then no finding. */
  readonly isSymbolIndexIncomplete: boolean;
}

/** Findings of one rule in one file that are listed; a file with more is noise or hostile. */
export const maxFindingsPerFile = 1_000;

/** A check of one kind of file against the tree. Findings come in any order; no text makes it throw. */
export interface Rule {
  readonly meta: RuleMeta;
  checkMakefile?(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[];
  checkKconfig?(file: LintKconfig, tree: LintTree): readonly LintDiagnostic[];
  checkSource?(file: LintSource, tree: LintTree): readonly LintDiagnostic[];
  checkConfig?(file: LintConfigFile, tree: LintTree): readonly LintDiagnostic[];
  /** Findings about files that no parse is needed for. */
  checkTree?(tree: LintTree): readonly LintDiagnostic[];
}

/** Offset of every line's first byte. */
export function findLineStarts(text: ByteString): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Offset where a 1-based line begins; the end of the text for a line beyond it. */
export function lineStart(file: LintText, line: number): number {
  return file.lineStarts[line - 1] ?? file.text.length;
}

/** One physical line without its newline. */
export function lineText(file: LintText, line: number): ByteString {
  const start = lineStart(file, line);
  const next = file.lineStarts[line];
  return file.text.slice(start, next === undefined ? file.text.length : next - 1);
}

/** An edit that takes a whole line away, with the lines that continue it. */
export function withoutLine(file: LintText, line: number): TextEdit {
  let last = line;
  while (last < file.lineStarts.length && lineText(file, last).endsWith('\\')) last++;
  return { file: file.path, start: lineStart(file, line), end: lineStart(file, last + 1), text: '' };
}

/** A fix that consists of edits. */
export function editFix(title: string, safety: Fix['safety'], edits: readonly TextEdit[]): Fix {
  return { title, kind: 'edit', safety, changes: [], edits, verified: false, effects: [] };
}

/** Entries of one file that define a symbol: `config` and `menuconfig`. */
export function definitionsIn(file: LintKconfig): readonly (Entry & { readonly symbol: KconfigSymbol })[] {
  return file.parsed.entries.filter(isDefinition);
}

function isDefinition(entry: Entry): entry is Entry & { readonly symbol: KconfigSymbol } {
  return entry.symbol !== null && (entry.kind === 'config' || entry.kind === 'menuconfig');
}

/** The place of a line, and of a byte in it when `column` (1-based) is given. */
export function placeIn(file: LintText, line: number, column?: number): Location {
  return column === undefined ? { file: file.path, line } : { file: file.path, line, column };
}

/** Longest piece of a file that is quoted in a message, in bytes. */
const maxQuote = 120;

/** A piece of a file for a one-line message: no control characters, not too long. */
export function quote(text: ByteString): ByteString {
  const line = text
    .slice(0, maxQuote * 2)
    .replace(/[\x00-\x1f\x7f]+/g, ' ')
    .trim();
  return line.length > maxQuote ? `${line.slice(0, maxQuote - 3)}...` : line;
}
