import { InternalError } from '../core/errors.ts';
import type { ByteString } from '../core/text.ts';
import type { Configuration } from './configuration-types.ts';
import type { Expr } from './model.ts';

/** An expression as conf prints it; with a configuration every symbol carries ` [=value]`. */
export function printExpression(_expr: Expr | null, _configuration: Configuration | null = null): ByteString {
  throw new InternalError('not built yet');
}
