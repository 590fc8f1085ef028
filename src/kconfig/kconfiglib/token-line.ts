/** The tokens of one line, read from left to right. Source: kconfiglib.py 14.1, _expect_…, _parse_expr. */

import type { ByteString } from '../../core/bytes.ts';
import type { Reader } from './reader.ts';
import type { LibrarySession } from './session.ts';
import { isText, type Token } from './tokenizer.ts';
import { type Expr, type Relation, Sym } from './types.ts';

const relations: ReadonlySet<unknown> = new Set(['=', '!=', '<', '<=', '>', '>=']);
/** Parentheses within each other, as deep as Python's stack lets them be, about. */
const maxDepth = 240;

/** A line on its way through the parser. */
export class TokenLine {
  readonly list: readonly Token[];
  /** Number of the next token; the keyword is behind. */
  at = 1;
  private readonly session: LibrarySession;
  private readonly reader: Reader;
  private depth = 0;

  constructor(list: readonly Token[], session: LibrarySession, reader: Reader) {
    this.list = list;
    this.session = session;
    this.reader = reader;
  }

  /** The keyword that the line begins with; null for a line without. */
  get keyword(): string | null {
    const first = this.list[0];
    return typeof first === 'string' ? first : null;
  }

  /** Passes a keyword or an operator; false when it is not the next token. */
  passes(token: string): boolean {
    if (this.list[this.at] !== token) return false;
    this.at++;
    return true;
  }

  /** Fails unless the line ends before this token. */
  expectEnd(at: number): void {
    if (this.list[at] !== null) this.reader.fail('extra tokens at end of line');
  }

  /** The next token, which has to be a symbol or a constant. */
  symbol(): Sym {
    const token = this.list[this.at++];
    return token instanceof Sym ? token : this.reader.fail('expected symbol');
  }

  /** The first word behind the keyword, which has to be a symbol. */
  target(): Sym {
    const token = this.list[1];
    this.at = 2;
    return token instanceof Sym && !token.isConstant ? token : this.reader.fail('expected nonconstant symbol');
  }

  /** A text, and nothing behind it. */
  textToEnd(): ByteString {
    const token = this.list[this.at++];
    if (!isText(token)) return this.reader.fail('expected string');
    this.expectEnd(this.at);
    return token.text;
  }

  /** A condition, and nothing behind it. */
  conditionToEnd(): Expr {
    const expr = this.expression(true);
    this.expectEnd(this.at);
    return expr;
  }

  /** `if CONDITION`, or nothing, to the end of the line. */
  guard(): Expr {
    const expr = this.passes('if') ? this.expression(true) : this.session.y;
    this.expectEnd(this.at);
    return expr;
  }

  /** An expression; `withModules`: a lone m needs MODULES. */
  expression(withModules: boolean): Expr {
    const left = this.conjunction(withModules);
    return this.passes('||') ? { op: '||', left, right: this.expression(withModules) } : left;
  }

  private conjunction(withModules: boolean): Expr {
    const left = this.factor(withModules);
    return this.passes('&&') ? { op: '&&', left, right: this.conjunction(withModules) } : left;
  }

  private factor(withModules: boolean): Expr {
    const token = this.list[this.at++];
    if (token instanceof Sym) {
      const relation = this.list[this.at];
      if (relations.has(relation)) {
        this.at++;
        return { op: relation as Relation, left: token, right: this.symbol() };
      }
      const { m, modules } = this.session;
      return withModules && token === m ? { op: '&&', left: m, right: modules } : token;
    }
    if (++this.depth > maxDepth) this.reader.fail('maximum recursion depth exceeded');
    if (token === '!') {
      const left = this.factor(withModules);
      this.depth--;
      return { op: '!', left };
    }
    if (token === '(') {
      const inner = this.expression(withModules);
      this.depth--;
      if (this.passes(')')) return inner;
    }
    return this.reader.fail('malformed expression');
  }
}
