/**
 * A place in a text file, as conf and GNU make count it: both are line clocks, so a line is the
 * primary coordinate and a column is optional.
 */
export interface Location {
  /** Name as the engine was given it (relative to its working directory, never resolved). */
  readonly file: string;
  /** 1-based physical line. */
  readonly line: number;
  /** 1-based column in bytes; absent when only the line is known. */
  readonly column?: number;
}

/** `FILE:LINE` (with `:COLUMN` when known), the form both oracles and editors understand. */
export function formatLocation(location: Location): string {
  const column = location.column === undefined ? '' : `:${location.column}`;
  return `${location.file}:${location.line}${column}`;
}
