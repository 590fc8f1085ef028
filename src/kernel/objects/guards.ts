/** Conditionals around a line, as they are now. */

import { type Evaluation, type ScannedGuard, splitComparison } from '../../make/index.ts';

/** A key for each branch of each conditional. */
export function guardKey({ location, branch, test }: ScannedGuard): string {
  return `${location.file}:${location.line}:${branch}:${test}`;
}

/** True where a conditional lets its branch be read with the values of now. */
export function holdsNow(evaluation: Evaluation, { test, args, branch }: ScannedGuard): boolean {
  const isThen = branch === 'then';
  if (test === 'ifdef' || test === 'ifndef') {
    const isSet = evaluation.lookup(evaluation.expand(args).trim()).value !== '';
    return (isSet === (test === 'ifdef')) === isThen;
  }
  const { left, right } = splitComparison(args);
  const isEqual = evaluation.expand(left ?? '') === evaluation.expand(right ?? '');
  return (isEqual === (test === 'ifeq')) === isThen;
}
