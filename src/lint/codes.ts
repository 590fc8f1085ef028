import type { RuleName } from './rule.ts';

/** Every code lint can report: one per rule, and `lint/skipped` for a file that could not be looked at. */
export type LintCode = `lint/${RuleName}` | 'lint/skipped';
