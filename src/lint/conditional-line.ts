import type { MakefileScan, ScannedStatement } from '../make/index.ts';
import { type ConditionTest, testOf } from './condition.ts';

/** What one conditional directive does to the nesting. */
export interface ConditionalLine {
  /** `open`: `ifeq` and the like; `else`: plain or with a further test; `close`: `endif`. */
  readonly kind: 'open' | 'else' | 'close';
  /** The test, null for a plain `else`, for `endif` and for one that is malformed. */
  readonly test: ConditionTest | null;
}

const directive = /^[\s]*(else\b)?\s*(ifn?eq|ifn?def|endif)?\b/;

/** Reads a statement of kind `conditional`; undefined for every other. */
export function conditionalLine(statement: ScannedStatement): ConditionalLine | undefined {
  if (statement.kind !== 'conditional') return undefined;
  const words = `${statement.keyword} ${statement.left} ${statement.right}`.trim();
  const match = directive.exec(words);
  if (match === null) return undefined;
  if (match[2] === 'endif') return { kind: 'close', test: null };
  const test = match[2] === undefined ? null : (testOf(match[2], words.slice(match[0].length)) ?? null);
  if (match[1] !== undefined) return { kind: 'else', test };
  return match[2] === undefined ? undefined : { kind: 'open', test };
}

/**
 * Index just behind the conditional that `open` begins (behind its `endif`), and the indices of its
 * own `else` lines. The end of the file closes what is left open.
 */
export function conditionalRange(scan: MakefileScan, open: number): { end: number; elses: number[] } {
  const elses: number[] = [];
  let depth = 0;
  for (let at = open; at < scan.statements.length; at++) {
    const statement = scan.statements[at];
    const line = statement === undefined ? undefined : conditionalLine(statement);
    if (line === undefined) continue;
    if (line.kind === 'open') depth++;
    else if (line.kind === 'close' && --depth === 0) return { end: at + 1, elses };
    else if (line.kind === 'else' && depth === 1) elses.push(at);
  }
  return { end: scan.statements.length, elses };
}
