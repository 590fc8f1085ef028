import type { ByteString } from '../../core/bytes.ts';

/** A command; `line` is the 1-based line of the text that the shell's own messages name. */
export type Command =
  | SimpleCommand
  | { readonly kind: 'pipeline'; readonly commands: readonly Command[] }
  | { readonly kind: 'not'; readonly command: Command }
  | { readonly kind: 'and' | 'or'; readonly left: Command; readonly right: Command }
  | { readonly kind: 'sequence'; readonly commands: readonly Command[] }
  | {
      readonly kind: 'subshell' | 'redirected';
      readonly body: Command;
      readonly redirections: readonly Redirection[];
      readonly line: number;
    }
  | { readonly kind: 'if'; readonly condition: Command; readonly then: Command; readonly otherwise: Command | null }
  | { readonly kind: 'while' | 'until'; readonly condition: Command; readonly body: Command }
  | {
      readonly kind: 'for';
      readonly variable: ByteString;
      /** Null when `in` is absent: the positional parameters. */
      readonly words: readonly Word[] | null;
      readonly body: Command;
      readonly line: number;
    }
  | { readonly kind: 'case'; readonly subject: Word; readonly items: readonly CaseItem[]; readonly line: number }
  | { readonly kind: 'function'; readonly name: ByteString; readonly body: Command };

/** `A=1 B=2 name words… redirections`; each part may be absent. */
export interface SimpleCommand {
  readonly kind: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly Word[];
  readonly redirections: readonly Redirection[];
  /** 1-based line of the text, as the shell's own messages count it. */
  readonly line: number;
}

/** One `NAME=value` before a command. */
export interface Assignment {
  readonly name: ByteString;
  readonly value: Word;
  /** bash: `NAME=(words)` in place of the value. */
  readonly elements?: readonly Word[];
  /** bash: `NAME+=(words)`. */
  readonly appends?: boolean;
}

/** One arm of a `case`. */
export interface CaseItem {
  readonly patterns: readonly Word[];
  readonly body: Command | null;
}

/** One redirection; `target` is the file name, the descriptor word, the here-document's text or the here-string's (bash). */
export interface Redirection {
  readonly descriptor: number;
  readonly operator: '<' | '>' | '>>' | '<&' | '>&' | '<<' | '<<<';
  readonly target: Word;
}

/** A word before expansion. */
export interface Word {
  readonly parts: readonly WordPart[];
}

/**
 * Operators of `${name operator word}`; `length` is `${#name}`, the empty one a plain reference, `bad` one
 * that only other shells know: an error where it is expanded, not where it is read. `/` and `//` replace a text (bash).
 */
export type ParameterOperator = '' | 'length' | 'bad' | '-' | '=' | '?' | '+' | '%' | '%%' | '#' | '##' | '/' | '//';

/** A piece of a word; `quoted` pieces take no part in field splitting and pattern matching. */
export type WordPart =
  | { readonly kind: 'literal'; readonly text: ByteString; readonly quoted: boolean }
  | {
      readonly kind: 'parameter';
      readonly name: ByteString;
      readonly operator: ParameterOperator;
      /** `${x:-w}` treats an empty value as unset, `${x-w}` does not. */
      readonly colon: boolean;
      readonly word: Word | null;
      /** bash: `${name[@]}`, `${name[*]}`. */
      readonly subscript?: '@' | '*';
      /** What takes the place of the text `word` under `/` and `//`. */
      readonly replacement?: ByteString;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly body: Command; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly expression: Word; readonly quoted: boolean };
