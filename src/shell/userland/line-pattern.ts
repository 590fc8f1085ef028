import { RE2JS } from 're2js';
import type { ByteString } from '../../core/bytes.ts';
import { repeatedGroup } from './posix-pattern.ts';

/** The lines that patterns are tried on. */
export interface LineCount {
  readonly lines: number;
  /** Length of the longest. */
  readonly longest: number;
}

/** Sums up the lines of a text. */
export function countLines(lines: readonly ByteString[]): LineCount {
  return { lines: lines.length, longest: lines.reduce((longest, { length }) => Math.max(longest, length), 0) };
}

/** Steps that matching all lines of a text may take with backtracking. */
const maxSteps = 1e6;

/** True when a pattern cannot take long: backtracking tries every way to share a line between repetitions. */
function isQuick(source: string, { lines, longest }: LineCount): boolean {
  // Groups that are repeated have ways without a number, and each alternative doubles them.
  if (repeatedGroup.test(source)) return false;
  const repetitions = source.match(/[*+?{|]/g)?.length ?? 0;
  // Ways to put that many cuts into a line.
  let ways = 1;
  for (let cut = 1; cut <= repetitions + 1 && ways <= maxSteps; cut += 1) ways *= Math.max(longest / cut, 2);
  return ways * lines <= maxSteps;
}

/**
 * A pattern of {@link toPattern} for lines. Matching takes time by the length of a line, whatever the pattern: where
 * backtracking could take longer, RE2 matches. Both take the first match and the most for each repetition in turn, which is the longest
 * match where the repeated parts are single characters.
 */
export class LinePattern {
  private readonly native: RegExp | null;
  /** The same for all matches of a line. */
  private readonly nativeGlobal: RegExp | null;
  private readonly linear: RE2JS | null;
  /** Where the first match need not be the longest one: what finds that. */
  private readonly longest: RE2JS | null;

  /** `source` as {@link toPattern} gives it: for {@link replace} one that is good for more than a test. */
  constructor(source: string, count: LineCount, ignoresCase = false) {
    const isNative = isQuick(source, count);
    this.native = isNative ? new RegExp(source, ignoresCase ? 'is' : 's') : null;
    this.nativeGlobal = this.native && new RegExp(source, `g${this.native.flags}`);
    const flags = RE2JS.DOTALL | (ignoresCase ? RE2JS.CASE_INSENSITIVE : 0);
    this.linear = isNative ? null : RE2JS.compile(source, flags);
    this.longest = repeatedGroup.test(source) ? RE2JS.compile(source, flags | RE2JS.LONGEST_MATCH) : null;
  }

  /** True for a line with a match. */
  test(line: ByteString): boolean {
    return this.native?.test(line) ?? this.linear!.matcher(line).find();
  }

  /** False for a line where what {@link replace} takes is not the longest match. */
  takesLongest(line: ByteString): boolean {
    if (this.longest === null) return true;
    const taken = this.linear!.matcher(line);
    const longest = this.longest.matcher(line);
    return !longest.find() || (taken.find() && taken.end() === longest.end());
  }

  /** A line with `by` for its first match, or for all; texts and numbers of groups. Null for a line without a match. */
  replace(line: ByteString, by: readonly (string | number)[], isGlobal: boolean): ByteString | null {
    let result = '';
    let at = 0;
    const put = (start: number, end: number, group: (number: number) => string | null | undefined): void => {
      result += line.slice(at, start);
      for (const part of by) result += typeof part === 'number' ? (group(part) ?? '') : part;
      at = end;
    };
    if (this.native !== null) {
      const found = isGlobal ? [...line.matchAll(this.nativeGlobal!)] : [this.native.exec(line)];
      for (const match of found) {
        if (match !== null) put(match.index, match.index + match[0].length, (number) => match[number]);
      }
      if (found[0] == null) return null;
    } else {
      const matcher = this.linear!.matcher(line);
      if (!matcher.find()) return null;
      do put(matcher.start(), matcher.end(), (number) => matcher.group(number));
      while (isGlobal && matcher.find());
    }
    return result + line.slice(at);
  }
}
