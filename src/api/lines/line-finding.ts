/** One finding for all lines that are lost in one way. */

import { type Cause, diagnostic, type FindingItem, type Severity } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { AskedLine } from './asked-lines.ts';

/** Names in one message before the rest is counted. */
const maxNames = 4;

/** Codes of findings about lines of one kind. */
export type LineCode =
  | 'kernel/unknown-symbol'
  | 'kernel/malformed-line'
  | 'kernel/symbol-without-prompt'
  | 'kernel/value-out-of-range';

/** A line that is lost, and why. */
export interface LostLine {
  readonly line: AskedLine;
  /** The result, complete on its own: `CONFIG_A=y: no such symbol`. */
  readonly words: string;
  /** What the symbol has in the end; absent for a line without a symbol. */
  readonly value?: string;
  /** What is behind it; asked for where the line stands alone. */
  readonly causes?: () => readonly Cause[];
  readonly notes?: readonly string[];
}

/** What {@link lineFindings} needs. */
export interface LineFindingRequest {
  readonly code: LineCode;
  readonly lost: readonly LostLine[];
  /** The headline for several lines: `3 lines name symbols that …`. */
  readonly several: (count: number) => string;
  readonly args?: Readonly<Record<string, string>>;
  readonly notes?: readonly string[];
}

/** `A, B, C and 4 more`. */
export function namesOf(names: readonly string[], most = maxNames): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}

/** A finding for the lines of each severity; those of the user first. */
export function lineFindings(request: LineFindingRequest): Diagnostic[] {
  const severities: readonly Severity[] = ['error', 'warning', 'info'];
  return severities.flatMap((severity) => {
    const lost = request.lost.filter(({ line }) => line.severity === severity);
    return lost.length === 0 ? [] : [oneFinding(request, lost, severity)];
  });
}

function oneFinding(
  { args = {}, code, notes = [], several }: LineFindingRequest,
  lost: readonly LostLine[],
  severity: Severity,
): Diagnostic {
  const [first] = lost;
  const isAlone = lost.length === 1;
  const found = {
    code,
    severity,
    message: isAlone ? (first?.words ?? '') : several(lost.length),
    args: { ...args, count: lost.length, symbols: lost.map(({ line }) => line.name.trim()) },
    location: first?.line.location ?? null,
    causes: isAlone ? (first?.causes?.() ?? []) : [],
    notes: [...(isAlone ? (first?.notes ?? []) : []), ...notes],
    ...(!isAlone && { items: lost.map(itemOf) }),
  };
  return diagnostic(found) as Diagnostic;
}

function itemOf({ line, notes = [], value, words }: LostLine): FindingItem {
  return {
    message: [words, ...notes].join('; '),
    location: line.location,
    ...(line.name !== '' && { symbol: line.name.trim(), wanted: line.value }),
    ...(value !== undefined && { value }),
  };
}
