import type { ByteString } from '../../core/bytes.ts';
import type { KconfigDiagnostic } from '../codes.ts';
import type { Location } from '../../core/location.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { defaultDialect } from '../dialect/dialects.ts';
import type { Entry, KconfigSymbol, MacroUse, SymbolType } from '../model/model.ts';
import { TreeBuilder } from '../model/tree-builder.ts';
import { ConfStop, Reporter } from '../report.ts';
import { isBlank, isPathCode, isWordCode } from './characters.ts';
import { createScanner, parseTokens } from './create-parser.ts';
import type { Expansion } from './macro.ts';
import type { ParserHooks, SourceForm } from './token-reader.ts';
import type { TokenExpander } from './token-source.ts';

/** One `source` line of a file that was parsed alone. */
export interface StaticSource extends SourceForm {
  /** As written, macros unexpanded. */
  readonly path: ByteString;
  readonly location: Location;
  /** The block the line stands in. */
  readonly enclosing: Entry;
}

/** One line that states a type: `bool`, with or without a prompt, or `def_bool` and its like. */
export interface StaticType {
  readonly entry: Entry;
  readonly type: SymbolType;
  readonly location: Location;
}

/** One macro assignment of a file that was parsed alone. */
export interface StaticAssignment {
  readonly name: ByteString;
  readonly operator: '=' | ':=' | '+=';
  readonly value: ByteString;
  readonly location: Location;
}

/** One Kconfig file parsed alone: `source` is not followed and no macro is run. */
export interface StaticFile {
  /** Entries in textual order, root first; nothing is joined in or simplified. */
  readonly entries: readonly Entry[];
  readonly symbols: ReadonlyMap<ByteString, KconfigSymbol>;
  readonly sources: readonly StaticSource[];
  readonly assignments: readonly StaticAssignment[];
  /** True when the file has a `mainmenu`: it is the top of a tree. */
  readonly hasMainMenu: boolean;
  /** In textual order. */
  readonly types: readonly StaticType[];
  readonly diagnostics: readonly KconfigDiagnostic[];
}

/** Parses one file for lint; an unexpanded `$(…)` stays in words and strings as written. */
export function parseKconfigFile(name: string, text: ByteString, dialect: Dialect = defaultDialect): StaticFile {
  const reporter = new Reporter();
  const builder = new StaticBuilder(name, reporter, dialect, expressionsOfFile);
  const expander = new LiteralExpander(dialect.reading.pathWords);
  const scanner = createScanner(name, text, reporter, expander, dialect);
  expander.position = () => ({ file: name, line: scanner.line });
  expander.isAtStatementStart = () => scanner.isAtStatementStart;
  const here = (): Location => ({ file: name, line: scanner.statementLine });
  const sources: StaticSource[] = [];
  const assignments: StaticAssignment[] = [];
  let hasMainMenu = false;
  const hooks: ParserHooks = {
    assign: (variable, operator, value) => assignments.push({ name: variable, operator, value, location: here() }),
    source: (path, form) => sources.push({ path, ...form, location: here(), enclosing: builder.openEntry }),
    onMainMenu: () => {
      hasMainMenu = true;
    },
    onMacros: () => undefined,
    setFromEnvironment: () => undefined,
  };
  try {
    parseTokens(scanner, builder, reporter, hooks);
  } catch (error) {
    if (!(error instanceof ConfStop)) throw error;
  }
  builder.seal();
  return {
    entries: builder.entries,
    symbols: builder.symbols.named,
    sources,
    assignments,
    hasMainMenu,
    types: builder.types,
    diagnostics: reporter.diagnostics,
  };
}

/** Room for the expressions of one file; a large one gets more. A tree has thousands of files. */
const expressionsOfFile = 1 << 8;

/** Keeps every line that states a type. */
class StaticBuilder extends TreeBuilder {
  readonly types: StaticType[] = [];

  override setType(type: SymbolType, location: Location): void {
    super.setType(type, location);
    this.types.push({ entry: this.current, type, location });
  }
}

/** Leaves references as they are written. */
class LiteralExpander implements TokenExpander {
  position: () => Location = () => ({ file: '', line: 0 });
  isAtStatementStart: () => boolean = () => false;
  private readonly pathWords: boolean;

  constructor(pathWords: boolean) {
    this.pathWords = pathWords;
  }

  expandWord(text: ByteString, start: number, end: number, uses: MacroUse[]): Expansion {
    let at = start;
    while (at < end) {
      if (text.charCodeAt(at) === 36) at = this.expandReference(text, at, end, uses).end;
      else if (isWordCode(text.charCodeAt(at)) || (this.pathWords && isPathCode(text.charCodeAt(at)))) at++;
      else break;
    }
    // A statement that is one reference leaves nothing, such as $(error-if,…). On a continuation
    // line a reference is an operand.
    const isStatement = this.isAtStatementStart() && isBlankUpTo(text, at, end);
    return { value: isStatement ? '' : text.slice(start, at), end: at };
  }

  expandReference(text: ByteString, start: number, end: number, uses: MacroUse[]): Expansion {
    if (text.charCodeAt(start + 1) !== 40 || start + 1 >= end) return { value: '$', end: start + 1 };
    let nesting = 0;
    let at = start + 1;
    for (; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === 40) nesting++;
      else if (code === 41 && --nesting === 0) {
        at++;
        break;
      }
    }
    const value = text.slice(start, at);
    uses.push({ text: value, location: this.position(), result: value, steps: [], shellCalls: [], environment: [] });
    return { value, end: at };
  }
}

function isBlankUpTo(text: ByteString, start: number, end: number): boolean {
  let at = start;
  while (at < end && isBlank(text.charCodeAt(at))) at++;
  return at >= end;
}
