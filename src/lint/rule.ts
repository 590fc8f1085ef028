import type { ByteString } from '../core/bytes.ts';
import type { Severity } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { MakefileScan } from '../make/index.ts';
import type { LintDiagnostic, RuleName } from './codes.ts';
import type { ChainPosition } from './conditional-line.ts';
import type { SymbolIndex } from './symbol-index.ts';

/** What a rule says about itself. */
export interface RuleMeta {
  readonly name: RuleName;
  /** One line without a final dot: the pattern that is found. */
  readonly summary: string;
  /** The heaviest severity its findings can have. */
  readonly severity: Severity;
  /** True when some findings carry a text edit. */
  readonly hasFix: boolean;
  /** First version of kgate that has it. */
  readonly since: string;
}

/** One makefile as rules see it. */
export interface LintMakefile {
  /** Path below the tree. */
  readonly path: string;
  readonly text: ByteString;
  readonly scan: MakefileScan;
  /** Offset of every line's first byte; line n is at index n - 1. */
  readonly lineStarts: readonly number[];
  /** Chain of every `if…` and `else` line, by statement index. */
  readonly chains: ReadonlyMap<number, ChainPosition>;
}

/** What rules may know about the rest of the tree. */
export interface LintTree {
  readonly symbols: SymbolIndex;
  /** Symbols of Kconfig files with mistakes, by the look of the line alone. */
  readonly looseNames: ReadonlySet<string>;
  /** `CONFIG_` names (with prefix) that some makefile of the tree sets itself. */
  readonly assignedNames: ReadonlySet<string>;
  /** Symbols (without prefix) by whose value some makefile chooses a list: `obj-$(CONFIG_X)`. */
  readonly valueLists: ReadonlySet<string>;
  /** True when a Kconfig file could not be read or there is none: a missing symbol is then no finding. */
  readonly isSymbolIndexIncomplete: boolean;
}

/** Findings of one rule in one file that are listed; a file with more is noise or hostile. */
export const maxFindingsPerFile = 1_000;

/** A check of one makefile against the tree. */
export interface Rule {
  readonly meta: RuleMeta;
  /** Findings in any order. Must not throw for any text. */
  checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[];
}

/** Offset of every line's first byte. */
export function findLineStarts(text: ByteString): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Offset where a 1-based line begins; the end of the text for a line beyond it. */
export function lineStart(makefile: LintMakefile, line: number): number {
  return makefile.lineStarts[line - 1] ?? makefile.text.length;
}

/** One physical line without its newline. */
export function lineText(makefile: LintMakefile, line: number): ByteString {
  const start = lineStart(makefile, line);
  const next = makefile.lineStarts[line];
  return makefile.text.slice(start, next === undefined ? makefile.text.length : next - 1);
}

/** The place of a line, and of a byte in it when `column` (1-based) is given. */
export function placeIn(makefile: LintMakefile, line: number, column?: number): Location {
  return column === undefined ? { file: makefile.path, line } : { file: makefile.path, line, column };
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
