import type { ByteString } from '../../core/bytes.ts';
import { trimEnds } from '../../core/trim.ts';

/**
 * The output of `CC -E -P` for a text of plain lines, `#if defined(X)` groups and names of
 * predefined macros, as version scripts use it; null for anything else. Runs of blanks between
 * tokens come out as one, as GCC prints them.
 */
export function preprocessSimple(source: ByteString, predefined: ReadonlyMap<string, string>): ByteString | null {
  const stack: { isTaken: boolean; wasTaken: boolean; sawElse: boolean }[] = [];
  const isActive = (): boolean => stack.every((group) => group.isTaken);
  const output: string[] = [];
  let hasGap = false;
  for (const line of source.split('\n')) {
    if (line.includes('\r')) return null;
    const directive = /^#[ \t]*(\w+)([^]*)/.exec(line);
    if (directive !== null) {
      const name = directive[1] ?? '';
      const rest = trimEnds(directive[2] ?? '', ' \t');
      const group = stack.at(-1);
      if (name === 'if' || name === 'ifdef' || name === 'ifndef') {
        const condition = evalCondition(name, rest, predefined);
        if (condition === null) return null;
        stack.push({ isTaken: condition, wasTaken: condition, sawElse: false });
      } else if (name === 'elif' && group !== undefined && !group.sawElse) {
        const condition = evalCondition('if', rest, predefined);
        if (condition === null) return null;
        group.isTaken = !group.wasTaken && condition;
        group.wasTaken ||= condition;
      } else if (name === 'else' && group !== undefined && !group.sawElse) {
        group.isTaken = !group.wasTaken;
        group.sawElse = true;
      } else if (name === 'endif' && group !== undefined) {
        stack.pop();
      } else {
        return null;
      }
      hasGap ||= output.length > 0;
      continue;
    }
    if (!isActive()) continue;
    if (line === '') {
      hasGap ||= output.length > 0;
      continue;
    }
    // How GCC lays out lines that do not follow each other is not worth its rule.
    if (hasGap && output.length > 0) return null;
    const text = expandLine(line, predefined);
    if (text === null) return null;
    output.push(text);
  }
  if (stack.length > 0) return null;
  return output.map((line) => `${line}\n`).join('');
}

function evalCondition(name: string, rest: string, predefined: ReadonlyMap<string, string>): boolean | null {
  const form = name === 'if' ? /^(!?)[ \t]*defined[ \t]*(?:\([ \t]*(\w+)[ \t]*\)|(\w+))$/.exec(rest) : null;
  const macro = name === 'if' ? (form?.[2] ?? form?.[3]) : /^\w+$/.exec(rest)?.[0];
  if (macro === undefined || /^\d/.test(macro) || isDynamicMacro(macro)) return null;
  const isNegated = name === 'ifndef' || form?.[1] === '!';
  return predefined.has(macro) !== isNegated;
}

function expandLine(line: ByteString, predefined: ReadonlyMap<string, string>): string | null {
  // Words and numbers only: other tokens may be glued or parted.
  if (!/^\w[\w \t.]*$/.test(line)) return null;
  const words = line.split(/[ \t]+/).filter((word) => word !== '');
  const expanded: string[] = [];
  for (const word of words) {
    if (isDynamicMacro(word)) return null;
    const value = predefined.get(word);
    if (value !== undefined && !/^[\w.]+$/.test(value)) return null;
    // A replacement that is a macro again would need rescanning.
    if (value !== undefined && predefined.has(value)) return null;
    expanded.push(value ?? word);
  }
  return expanded.join(' ');
}

/** Macros a compiler knows without listing them among the predefined ones. */
export function isDynamicMacro(name: string): boolean {
  return /^(?:__(?:FILE|LINE|DATE|TIME|TIMESTAMP|COUNTER|BASE_FILE|INCLUDE_LEVEL|FILE_NAME|VA_ARGS|VA_OPT)__|__has_\w+|_Pragma|defined)$/.test(
    name,
  );
}
