/** Limits that keep hostile makefiles from hanging or exhausting memory; `state/spending.ts` enforces them. */
export const limits = {
  /** Nested expansions. GNU make itself has no limit but its stack. */
  depth: 1200,
  /** Bytes of one expanded text. */
  size: 64 * 1024 * 1024,
  /** Variable and function expansions of one statement. */
  statementSteps: 2_000_000,
  /** Variable and function expansions of an evaluation. */
  totalSteps: 40_000_000,
  /** Bytes of text taken apart for one statement; arguments within arguments count again. */
  statementBytes: 192 * 1024 * 1024,
  /** Parts of one text that are not literal. */
  parts: 2_000_000,
  /** Names in one list of targets or prerequisites. */
  names: 1_000_000,
  /** Bytes produced by expansions of an evaluation. */
  totalBytes: 4 * 1024 * 1024 * 1024,
  /** Files included from within each other. */
  includes: 180,
  /** Entries kept in one list of references. */
  references: 2000,
  /** Events kept; the next one ends the evaluation. */
  events: 50_000,
  /** Logical lines read. */
  lines: 20_000_000,
  /** The same, events, steps and bytes of expansions, behind what stops make: it has ended there, and what it would have read then may have no end. */
  linesBehindStop: 50_000,
  eventsBehindStop: 2_000,
  stepsBehindStop: 10_000_000,
  bytesBehindStop: 32 * 1024 * 1024,
} as const;
