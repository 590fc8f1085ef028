/** What a conditional directive compares, texts as written. */
export type ConditionTest =
  | { readonly kind: 'ifdef' | 'ifndef'; readonly name: string }
  | { readonly kind: 'ifeq' | 'ifneq'; readonly left: string; readonly right: string };

/** A symbol that must be on (y or m) or off for a branch to be read. */
export interface Requirement {
  /** Without `CONFIG_`. */
  readonly symbol: string;
  readonly isOn: boolean;
}

const configReference = /^\$(?:\(CONFIG_(\w+)\)|\{CONFIG_(\w+)\})/;
const configName = /^CONFIG_(\w+)$/;
/** Longest text that is analysed; real tests are shorter than a line. */
const maxTextLength = 2_000;

/**
 * What the values of symbols must be for `test` to come out as `holds`. Only what is certain is
 * listed: an empty answer means "nothing is known", and further conditions may have to hold.
 */
export function requirementsOf(test: ConditionTest, holds: boolean): Requirement[] {
  if ('name' in test) {
    const name = configName.exec(test.name.trim())?.[1];
    return name === undefined ? [] : [{ symbol: name, isOn: (test.kind === 'ifdef') === holds }];
  }
  const isEqual = (test.kind === 'ifeq') === holds;
  const left = test.left.trim();
  const right = test.right.trim();
  if (left.length > maxTextLength || right.length > maxTextLength) return [];
  return compare(left, right, isEqual) ?? compare(right, left, isEqual) ?? [];
}

/** Undefined when `tested` does not hold the references or `constant` is no constant. */
function compare(tested: string, constant: string, isEqual: boolean): Requirement[] | undefined {
  if (!tested.includes('$') || constant.includes('$')) return undefined;
  if (constant === '') return isEqual ? emptyWhen(tested) : nonEmptyWhen(tested);
  const symbols = referencesOf(tested);
  if (symbols === undefined) {
    // $(filter y,$(CONFIG_X)) compared with y says the same as compared with nothing.
    return constant === 'y' || constant === 'm' ? (isEqual ? nonEmptyWhen(tested) : emptyWhen(tested)) : undefined;
  }
  // y for one reference, yy for two: each of them is y. The reverse says nothing of any single one of several.
  if (constant.length === symbols.length && /^[ym]+$/.test(constant)) {
    if (isEqual) return symbols.map((symbol) => ({ symbol, isOn: true }));
    return symbols.length === 1 && constant === 'y' ? symbols.map((symbol) => ({ symbol, isOn: false })) : [];
  }
  return [];
}

/** Symbols of a text that is nothing but `$(CONFIG_X)` one after another. */
function referencesOf(text: string): string[] | undefined {
  const symbols: string[] = [];
  let rest = text;
  while (rest !== '') {
    const match = configReference.exec(rest);
    if (match === null) return undefined;
    symbols.push(match[1] ?? match[2] ?? '');
    rest = rest.slice(match[0].length).trimStart();
  }
  return symbols;
}

/** What must hold for a text to expand to something. */
function nonEmptyWhen(text: string): Requirement[] | undefined {
  const symbols = referencesOf(text);
  if (symbols !== undefined) return symbols.length === 1 ? symbols.map((symbol) => ({ symbol, isOn: true })) : [];
  const call = callIn(text, ['filter', 'and', 'strip', 'if']);
  if (call === undefined) return undefined;
  const parts = splitArguments(call.args);
  if (call.name === 'filter')
    return parts[0]?.trim() === 'y' && parts[1] !== undefined ? nonEmptyWhen(parts[1].trim()) : [];
  if (call.name === 'strip') return nonEmptyWhen(call.args.trim());
  if (call.name === 'if') return parts.length === 2 ? nonEmptyWhen((parts[0] ?? '').trim()) : [];
  return parts.flatMap((part) => nonEmptyWhen(part.trim()) ?? []);
}

/** What must hold for a text to expand to nothing. */
function emptyWhen(text: string): Requirement[] | undefined {
  const symbols = referencesOf(text);
  if (symbols !== undefined) return symbols.map((symbol) => ({ symbol, isOn: false }));
  const call = callIn(text, ['or', 'strip']);
  if (call === undefined) return undefined;
  if (call.name === 'strip') return emptyWhen(call.args.trim());
  return splitArguments(call.args).flatMap((part) => emptyWhen(part.trim()) ?? []);
}

/** The call that a text consists of, when it is one of `names` and ends with its own bracket. */
function callIn(text: string, names: readonly string[]): { name: string; args: string } | undefined {
  const name = names.find((candidate) => text.startsWith(candidate, 2));
  const after = name === undefined ? undefined : text[2 + name.length];
  if (name === undefined || text[0] !== '$' || (after !== ' ' && after !== '\t')) return undefined;
  let depth = 0;
  for (let at = 1; at < text.length; at++) {
    const char = text[at];
    if (char === '(' || char === '{') depth++;
    else if ((char === ')' || char === '}') && --depth === 0) {
      return at === text.length - 1 ? { name, args: text.slice(3 + name.length, at) } : undefined;
    }
  }
  return undefined;
}

/** Splits at commas outside references. */
export function splitArguments(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '(' || char === '{') depth++;
    else if (char === ')' || char === '}') depth--;
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}

/**
 * The two sides of `ifeq`'s arguments, `(a,b)` or quoted; undefined for anything else.
 * Source: GNU make manual 4.3 §7.2.
 */
export function sidesOf(args: string): { left: string; right: string } | undefined {
  const text = args.trim();
  if (text.startsWith('(')) {
    const end = text.lastIndexOf(')');
    const parts = end === -1 ? [] : splitArguments(text.slice(1, end));
    return parts.length < 2 ? undefined : { left: parts[0] ?? '', right: parts.slice(1).join(',') };
  }
  const quoted = /^(?:"([^"]*)"|'([^']*)')\s*(?:"([^"]*)"|'([^']*)')/.exec(text);
  if (quoted === null) return undefined;
  return { left: quoted[1] ?? quoted[2] ?? '', right: quoted[3] ?? quoted[4] ?? '' };
}

/** The test of a directive word and its arguments; undefined when it is not a valid one. */
export function testOf(word: string, args: string): ConditionTest | undefined {
  if (word === 'ifdef' || word === 'ifndef') return { kind: word, name: args };
  if (word !== 'ifeq' && word !== 'ifneq') return undefined;
  const sides = sidesOf(args);
  return sides === undefined ? undefined : { kind: word, ...sides };
}
