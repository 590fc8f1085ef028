/**
 * Makefile text taken apart, before anything is expanded: logical lines, statements, rule lines, expressions. Types only,
 * so that the parsers of this folder and the caches of {@link Syntax} share them.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { MakeArgs } from '../codes.ts';
import type { Pattern } from './chars.ts';
import type { FunctionShape } from './shapes.ts';

/** Assignment operator as written; `define` and `undefine` are the directives. */
export type AssignmentOperator = '=' | ':=' | '::=' | ':::=' | '?=' | '+=' | '!=' | 'define' | 'undefine';

/** Unexpanded text whose parts are found on first use. */
export interface Argument {
  readonly text: ByteString;
  parsed: Expression | undefined;
}

/** A piece of text that is not literal. */
export type Part =
  | ByteString
  | { readonly kind: 'reference'; readonly name: ByteString }
  | {
      readonly kind: 'substitution';
      readonly name: ByteString;
      readonly pattern: ByteString;
      readonly replacement: ByteString;
      /** The two taken apart, on first use. */
      compiled: Pattern | undefined;
      compiledReplacement: Pattern | undefined;
    }
  /** The name itself holds references; what it expands to may be a substitution reference. */
  | { readonly kind: 'computed'; readonly name: Argument }
  | {
      readonly kind: 'call';
      readonly shape: FunctionShape;
      readonly args: readonly Argument[];
      readonly text: ByteString;
    }
  | BrokenPart;

type BrokenCode = 'make/limit-size' | 'make/unterminated-reference' | 'make/unterminated-call';

/** A reference that is not well-formed, with the message for its expansion. */
type BrokenPart = {
  readonly [Code in BrokenCode]: {
    readonly kind: 'broken';
    readonly code: Code;
    readonly args: MakeArgs[Code];
    readonly message: ByteString;
  };
}[BrokenCode];

/** Literal text, or parts to be expanded one after the other. */
export type Expression = ByteString | readonly Part[];

/** `export`, `unexport`, `override` and `private` in front of an assignment. */
export interface Modifiers {
  readonly isExport: boolean;
  /** Make 4.4; of it and `export` the last one counts. */
  readonly isUnexport: boolean;
  readonly isOverride: boolean;
  readonly isPrivate: boolean;
}

/** An assignment taken apart but not expanded. */
export interface AssignmentText {
  readonly name: ByteString;
  readonly operator: AssignmentOperator;
  readonly value: ByteString;
}

/** Arguments of `ifeq`/`ifneq`, not expanded; null text means a syntax error at that point. */
export interface ComparisonText {
  /** Null: the first argument is malformed, nothing is expanded. */
  readonly left: ByteString | null;
  /** Null: the second argument is malformed, the first one is expanded all the same. */
  readonly right: ByteString | null;
  readonly hasExtraText: boolean;
}

/** The conditional directives that open a level. */
export type ConditionalWord = 'ifeq' | 'ifneq' | 'ifdef' | 'ifndef';

/** What a logical line is once it is known not to be a recipe line. */
export type Statement =
  | { readonly kind: 'blank' }
  | { readonly kind: 'assignment'; readonly modifiers: Modifiers; readonly assignment: AssignmentText }
  | { readonly kind: 'define'; readonly modifiers: Modifiers; readonly header: ByteString }
  | { readonly kind: 'undefine'; readonly modifiers: Modifiers; readonly name: ByteString }
  | {
      readonly kind: 'conditional';
      readonly word: ConditionalWord;
      readonly text: ByteString;
      readonly args: ByteString;
      readonly comparison: ComparisonText | null;
    }
  | { readonly kind: 'else'; readonly rest: ByteString; readonly nested: Statement | null }
  | { readonly kind: 'endif'; readonly rest: ByteString }
  | { readonly kind: 'export' | 'unexport' | 'vpath' | 'load'; readonly args: ByteString }
  | { readonly kind: 'include'; readonly isOptional: boolean; readonly args: ByteString; readonly word: string }
  | {
      readonly kind: 'rule';
      /** The part before an unquoted `;`, comment cut and continuations joined. */
      readonly head: ByteString;
      /** What follows the `;`, null without one. */
      readonly recipe: ByteString | null;
      /** True when the first word is `endef`, which ends an ignored `define`. */
      readonly isEndef: boolean;
    };

/** One logical line: physical lines joined by an odd number of backslashes, newline kept inside. */
export interface LogicalLine {
  readonly text: ByteString;
  /** First physical line, 1-based; 0 for eval text. */
  readonly line: number;
  /** Physical lines spanned; 0 for eval text. */
  readonly span: number;
  /** True when a NUL byte stands at the start of a physical line of it. */
  readonly hasNul: boolean;
  /** Filled on first use by the statement parser. */
  statement: Statement | undefined;
  /** Name of a plain assignment (see statement.ts), null for any other line, undefined before it is looked at. */
  plainName: ByteString | null | undefined;
  /** Value of the plain assignment. */
  plainValue: ByteString;
}

/** All logical lines of a text. */
export interface LogicalText {
  readonly lines: readonly LogicalLine[];
  /** Line number after the last one: where `missing 'endif'` is reported. */
  readonly endLine: number;
}

/** A word, and what follows it. */
export interface HeadWord {
  readonly kind: 'end' | 'colon' | 'other';
  readonly text: ByteString;
  readonly rest: ByteString;
  /** What {@link rest} is when the word holds all up to the `:`, undefined before it is looked at. */
  assignment: Statement | null | undefined;
  /** {@link rest} without the backslash of a quoted `=`. */
  plainRest: ByteString | undefined;
  /** {@link plainRest} in pieces of one word each; joined they are the same. */
  restWords: readonly ByteString[] | undefined;
}
