import type { Location } from '../core/location.ts';
import type { ByteString } from '../core/text.ts';

/** A conditional directive that lexically encloses a place; `branch` tells which side. */
export interface ScannedGuard {
  /** `ifeq`, `ifneq`, `ifdef`, `ifndef`. */
  readonly test: string;
  /** Arguments as written. */
  readonly args: ByteString;
  readonly branch: 'then' | 'else';
  readonly location: Location;
}

/** One statement of a makefile, not evaluated. */
export interface ScannedStatement {
  readonly kind:
    | 'assignment'
    | 'define'
    | 'undefine'
    | 'conditional'
    | 'rule'
    | 'recipe'
    | 'include'
    | 'export'
    | 'unexport'
    | 'vpath'
    | 'expression';
  readonly location: Location;
  /** Last physical line of the statement, 1-based and inclusive. */
  readonly endLine: number;
  /** Directive word (`ifeq`, `else`, `endif`, `-include`), assignment operator, or `:`/`::`/`&:`. */
  readonly keyword: string;
  /** Left side: variable name, targets, or empty. */
  readonly left: ByteString;
  /** Right side: value, prerequisites, arguments, recipe text. */
  readonly right: ByteString;
  /** Assignment modifiers in order: `override`, `export`, `private`. */
  readonly modifiers: readonly string[];
  /** Conditionals around it, outermost first. */
  readonly guards: readonly ScannedGuard[];
  /** Nesting depth of conditionals. */
  readonly depth: number;
}

/** A call of a built-in function such as `$(error …)`. */
export interface ScannedCall {
  readonly name: string;
  /** Arguments as written, unsplit. */
  readonly args: ByteString;
  readonly location: Location;
  readonly guards: readonly ScannedGuard[];
  /** True when it stands in a recipe line. */
  readonly inRecipe: boolean;
}

/** A `CONFIG_…` name in the text. */
export interface ScannedSymbol {
  /** With the prefix, as written. */
  readonly name: ByteString;
  readonly location: Location;
  readonly inRecipe: boolean;
}

/** Everything {@link scanMakefile} finds in one file. */
export interface MakefileScan {
  readonly statements: readonly ScannedStatement[];
  readonly calls: readonly ScannedCall[];
  readonly symbols: readonly ScannedSymbol[];
}

/** Lists the statements of one makefile without evaluating anything. */
export function scanMakefile(_file: string, _text: ByteString): MakefileScan {
  return { statements: [], calls: [], symbols: [] };
}
