import type { ByteString } from '../../core/bytes.ts';

/** Characters of the classes that have names, in the POSIX locale, as part of a list. */
const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  digit: '0-9',
  lower: 'a-z',
  space: ' \\t\\n\\v\\f\\r',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** Most repetitions that an interval may ask for. */
const maxRepetitions = 100;

/** Ends with a group. */
const endOfGroup = /(?<!\\)(?:\\\\)*\)$/;

/** Has a group that is repeated. */
export const repeatedGroup: RegExp = /(?<!\\)(?:\\\\)*\)[*+?]/;

/** A text up to a character, with it: as part of a path is. How often it is there is certain. */
const untilCharacter = /^\[\^(?:\\\\)?([^\\])\]\*\\?\1$/;

/**
 * A basic or extended regular expression as the source of one of JavaScript's with the same matches; null for what
 * may differ: back references, GNU's own escapes, and, unless `isTest` is set, what has a longest match that is not the first one
 * found: alternatives that are no texts, or whose place is not certain, and most groups that are repeated. With `isTest` the
 * source is good for the question whether a line matches. Source: POSIX.1-2017 XBD 9; `.` and the lists are as on lines, which
 * hold no newline.
 */
export function toPattern(pattern: ByteString, isExtended: boolean, isTest = false): string | null {
  return new PatternReader(pattern, isExtended, isTest).read();
}

/** A group that is open. */
interface OpenGroup {
  /** Where its content begins in the source. */
  readonly sourceStart: number;
  /** True when nothing before it can be longer or shorter. */
  readonly isAtFixedPlace: boolean;
  hasAlternatives: boolean;
}

class PatternReader {
  private source = '';
  private at = 0;
  /** True behind something that an operator may repeat. */
  private canRepeat = false;
  /** True until something is repeated. */
  private isFixed = true;
  private readonly open: OpenGroup[] = [];
  private readonly pattern: ByteString;
  private readonly isExtended: boolean;
  private readonly isTest: boolean;

  constructor(pattern: ByteString, isExtended: boolean, isTest: boolean) {
    this.pattern = pattern;
    this.isExtended = isExtended;
    this.isTest = isTest;
  }

  read(): string | null {
    while (this.at < this.pattern.length) if (!this.readOne()) return null;
    return this.open.length === 0 ? this.source : null;
  }

  /** True at the beginning of the pattern, of a group or of an alternative. */
  private get isAtStart(): boolean {
    return this.source === '' || /(?<!\\)(?:\\\\)*[(|]$/.test(this.source);
  }

  private readOne(): boolean {
    const { pattern, at, isExtended } = this;
    const one = pattern[at] ?? '';
    const next = pattern[at + 1] ?? '';
    if (one === '\\') return this.readEscape(next);
    if (one === '[') return this.readList();
    this.at += 1;
    if (one === '*') return this.repeat('*');
    if (isExtended && (one === '+' || one === '?')) return this.repeat(one);
    if (isExtended && one === '(') return this.openGroup();
    if (isExtended && one === ')') return this.closeGroup();
    if (isExtended && one === '|') return this.alternate();
    if (isExtended && one === '{') return this.readInterval('}');
    if (isExtended && one === '}') return false;
    if (one === '^') return this.anchor(one, this.isTest && isExtended ? this.isAtStart : at === 0);
    if (one === '$') {
      const isAtEnd = at === pattern.length - 1 || (this.isTest && isExtended && (next === ')' || next === '|'));
      return this.anchor(one, isAtEnd);
    }
    return this.put(/[(){}|+?/]/.test(one) ? `\\${one}` : one);
  }

  private put(text: string): boolean {
    this.source += text;
    this.canRepeat = true;
    return true;
  }

  private anchor(sign: string, isInPlace: boolean): boolean {
    this.source += sign;
    this.canRepeat = false;
    return isInPlace;
  }

  private repeat(operator: string): boolean {
    if (!this.canRepeat) return false;
    this.source += operator;
    this.canRepeat = false;
    this.isFixed = false;
    return true;
  }

  private readEscape(next: string): boolean {
    this.at += 2;
    if (this.isExtended) {
      if (!/[.[\](){}*+?^$|\\/-]/.test(next)) return false;
    } else if (next === '(') return this.openGroup();
    else if (next === ')') return this.closeGroup();
    else if (next === '+' || next === '?') return this.repeat(next);
    else if (next === '{') return this.readInterval('\\}');
    else if (!/[.[\]*^$\\/-]/.test(next)) return false;
    return this.put(/[-/]/.test(next) ? next : `\\${next}`);
  }

  private readList(): boolean {
    // A backslash means itself in a list, but to sed in front of a letter; `[:` begins a class; the others of that kind are
    // not covered.
    const found = /^\[(\^?)((?:\[:[a-z]+:\]|[^\][\\]|\\(?!\w))+)\]/.exec(this.pattern.slice(this.at));
    if (found === null) return false;
    const [whole, not = '', members = ''] = found;
    let isKnown = true;
    const list = members.replaceAll('\\', '\\\\').replace(/\[:([a-z]+):\]/g, (_, name: string) => {
      isKnown &&= Object.hasOwn(classes, name);
      return classes[name] ?? '';
    });
    // A range ends neither before nor behind a class.
    if (!isKnown || /-\[:|:\]-[^\]]/.test(whole) || !hasPlainRanges(members)) return false;
    this.at += whole.length;
    return this.put(`[${not}${list}]`);
  }

  private readInterval(end: string): boolean {
    const close = this.pattern.indexOf(end, this.at);
    const found = /^(\d{1,3})(,(\d{0,3}))?$/.exec(this.pattern.slice(this.at, close < 0 ? this.at : close));
    const [whole = '', from = '', to = '', most = ''] = found ?? [];
    const isOfGroup = endOfGroup.test(this.source);
    const isSmall = Math.max(Number(from), Number(most)) <= maxRepetitions;
    if (found === null || !isSmall || isOfGroup || (most !== '' && Number(most) < Number(from))) return false;
    this.at = close + end.length;
    const isFixed = this.isFixed && to === '';
    if (!this.repeat(`{${whole}}`)) return false;
    this.isFixed = isFixed;
    return true;
  }

  private openGroup(): boolean {
    // The text of a group in another one is what the last repetition of that has matched.
    if (this.open.length > 0 && !this.isTest) return false;
    this.source += '(';
    this.canRepeat = false;
    this.open.push({
      sourceStart: this.source.length,
      isAtFixedPlace: this.isFixed,
      hasAlternatives: false,
    });
    return true;
  }

  private closeGroup(): boolean {
    const group = this.open.pop();
    if (group === undefined || (this.isAtStart && this.source.endsWith('|'))) return false;
    if (group.hasAlternatives && !this.isTest) {
      const isTexts = areApart(this.source.slice(group.sourceStart).split('|'));
      if (!isTexts || !group.isAtFixedPlace) return false;
      this.isFixed = false;
    }
    const isUntilCharacter = untilCharacter.test(this.source.slice(group.sourceStart));
    this.source += ')';
    this.canRepeat = this.isTest || isUntilCharacter;
    return true;
  }

  private alternate(): boolean {
    const group = this.open.at(-1);
    if (this.isAtStart || (group === undefined && !this.isTest)) return false;
    if (group !== undefined) group.hasAlternatives = true;
    this.source += '|';
    this.canRepeat = false;
    return true;
  }
}

/** True for alternatives of which a text begins with at most one. */
function areApart(alternatives: readonly string[]): boolean {
  return (
    alternatives.every((one) => /^\w+$/.test(one)) &&
    !alternatives.some((one, at) => alternatives.some((other, index) => at !== index && other.startsWith(one)))
  );
}

/** True where the ranges of a list go upwards and none begins at the end of another: the rest is an error or not defined. */
function hasPlainRanges(inner: string): boolean {
  for (let at = 0; at < inner.length; at += 1) {
    if (inner[at + 1] !== '-' || at + 2 >= inner.length) continue;
    if (inner[at]! > inner[at + 2]! || (inner[at + 3] === '-' && at + 4 < inner.length)) return false;
    at += 2;
  }
  return true;
}
