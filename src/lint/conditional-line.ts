import type { MakefileScan, ScannedStatement } from '../make/index.ts';
import { type ConditionTest, testOf } from './condition.ts';

/** What one conditional directive does to the nesting. */
export interface ConditionalLine {
  /** `open`: `ifeq` and the like; `else`: plain or with a further test; `close`: `endif`. */
  readonly kind: 'open' | 'else' | 'close';
  /** The test, null for a plain `else`, for `endif` and for one that is malformed. */
  readonly test: ConditionTest | null;
}

const directive = /^\s*(?:(else\b)\s*)?(ifn?eq|ifn?def|endif)?\b/;

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

/** One `if…` with all its `else` lines and its `endif`; numbers are indices in the scan's statements. */
export interface ConditionalChain {
  /** The `if…` line and every `else` line of it, in order. */
  readonly branches: readonly number[];
  /** Just behind the `endif`; the end of the file closes what is left open. */
  readonly end: number;
}

/** Where a directive stands: its chain and which of the chain's branches it begins. */
export interface ChainPosition {
  readonly chain: ConditionalChain;
  readonly branch: number;
}

/** The chain of every `if…` and `else` line of a makefile, by statement index. Linear in the statements. */
export function findChains(scan: MakefileScan): ReadonlyMap<number, ChainPosition> {
  const positions = new Map<number, ChainPosition>();
  const open: { branches: number[]; end: number }[] = [];
  for (const [at, statement] of scan.statements.entries()) {
    const line = conditionalLine(statement);
    if (line === undefined) continue;
    if (line.kind === 'open') open.push({ branches: [], end: scan.statements.length });
    const chain = open.at(-1);
    if (chain === undefined) continue;
    if (line.kind === 'close') {
      chain.end = at + 1;
      open.pop();
    } else {
      positions.set(at, { chain, branch: chain.branches.length });
      chain.branches.push(at);
    }
  }
  return positions;
}
