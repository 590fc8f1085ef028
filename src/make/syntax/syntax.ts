/** What a version of make decides before anything is expanded, and the texts already taken apart that way. */
import type { ByteString } from '../../core/bytes.ts';
import type { Expression, HeadWord, LogicalText } from './ast.ts';
import type { FunctionShape } from './shapes.ts';

/** Rules of the text level. */
export interface SyntaxRules {
  /** `#` begins a comment even inside `$(…)`. */
  readonly commentsInReferences: boolean;
  /** `:::=` is an assignment. */
  readonly immediateRecursive: boolean;
  /** `unexport` may stand before an assignment, as `export` may. */
  readonly unexportIsModifier: boolean;
  /** `&:` makes grouped targets. */
  readonly groupedTargets: boolean;
  readonly functions: ReadonlyMap<string, FunctionShape>;
}

/** {@link SyntaxRules} with what was parsed under them; evaluations of one version share it. */
export interface Syntax extends SyntaxRules {
  readonly expressions: TextCache<Expression>;
  readonly files: TextCache<LogicalText>;
  readonly evals: TextCache<LogicalText>;
  readonly heads: TextCache<readonly HeadWord[]>;
}

/** Results by text; forgets everything when the texts take more than a number of bytes. */
export class TextCache<T> {
  readonly #entries = new Map<ByteString, T>();
  readonly #maximum: number;
  readonly #longest: number;
  #bytes = 0;

  /** `maximum` bytes of all texts together; texts of more than `longest` bytes are not kept. */
  constructor(maximum: number, longest: number) {
    this.#maximum = maximum;
    this.#longest = longest;
  }

  get(text: ByteString): T | undefined {
    // To look for a text is to read all of it.
    if (text.length > this.#longest) return undefined;
    return this.#entries.get(text);
  }

  set(text: ByteString, value: T): void {
    if (text.length > this.#longest) return;
    // An entry has a cost of its own, however short its text is.
    this.#bytes += text.length + 64;
    if (this.#bytes > this.#maximum) {
      this.#entries.clear();
      this.#bytes = text.length + 64;
    }
    this.#entries.set(text, value);
  }
}

/** Rules with empty caches. */
export function newSyntax(rules: SyntaxRules): Syntax {
  return {
    ...rules,
    expressions: new TextCache(48 * 1024 * 1024, 1 << 16),
    files: new TextCache(48 * 1024 * 1024, 24 * 1024 * 1024),
    evals: new TextCache(8 * 1024 * 1024, 1 << 12),
    heads: new TextCache(4 * 1024 * 1024, 1 << 14),
  };
}
