/**
 * What a tree's `merge_config.sh` does to a list of fragments: one text, and its words on the way.
 * There are two generations, which the text of the script shows: one looks for whole words anywhere in a
 * line and deletes by substring, the other reads lines once with awk.
 * Source: observed with the scripts of Linux 5.10, 6.1, 6.12 and 7.1, U-Boot 2023.01.
 */
import type { ByteString } from '../../core/bytes.ts';
import { unescapeEcho } from '../../probe/index.ts';
import { trimEnd } from '../../core/trim.ts';
import { HostError } from '../../core/errors.ts';

/** How the script of a tree behaves. */
export interface MergeBehaviour {
  /** Lines are read once, by their beginnings; otherwise by words anywhere in a line. */
  readonly isSinglePass: boolean;
  /** A base that is not there is made, empty; otherwise an error. */
  readonly createsBase: boolean;
  /** Each fragment is put behind a newline. */
  readonly separates: boolean;
}

/** Options of the script, by its letters. */
export interface MergeOptions {
  /** `-r`: list redundant entries. */
  readonly redundant: boolean;
  /** `-s`: a redefined value is a failure. */
  readonly strict: boolean;
  /** `-y`: y is not demoted to m. */
  readonly builtin: boolean;
  /** `-Q`: no words about overrides. */
  readonly quiet: boolean;
}

/** A configuration text and the name messages have for it. */
export interface NamedConfig {
  readonly name: ByteString;
  readonly text: ByteString;
}

/** The merged text, or null when strict mode was violated. */
export interface MergeResult {
  readonly stdout: ByteString;
  readonly merged: ByteString | null;
}

/** A value that was asked for, and the line of the final configuration (empty: none). */
export interface UnkeptValue {
  readonly symbol: ByteString;
  readonly requested: ByteString;
  readonly actual: ByteString;
}

/** Reads the behaviour off a script; the newest when a tree has none. */
export function mergeBehaviour(script: ByteString | undefined): MergeBehaviour {
  if (script === undefined) return { isSinglePass: false, createsBase: true, separates: true };
  return {
    isSinglePass: /\bAWK\b/.test(script),
    createsBase: script.includes('Creating one'),
    separates: /^[ \t]*echo >> ?\$TMP_FILE/m.test(script) || /\bAWK\b/.test(script),
  };
}

function linesOf(text: ByteString): ByteString[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

function joined(lines: readonly ByteString[]): ByteString {
  return lines.map((line) => `${line}\n`).join('');
}

/** Symbols of a fragment in order, repeated ones repeated. */
function assignedNames(lines: readonly ByteString[], prefix: ByteString): ByteString[] {
  const names: ByteString[] = [];
  const set = new RegExp(`^(${escape(prefix)}[a-zA-Z0-9_]*)=`);
  const notSet = new RegExp(`^# (${escape(prefix)}[a-zA-Z0-9_]*) is not set$`);
  for (const line of lines) {
    const name = (set.exec(line) ?? notSet.exec(line))?.[1];
    if (name !== undefined) names.push(name);
  }
  return names;
}

function escape(text: ByteString): ByteString {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function isWordByte(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || code === 95 || (code >= 97 && code <= 122);
}

/** True when `line` holds `word` as a whole word, as `grep -w` has it. */
function hasWord(line: ByteString, word: ByteString): boolean {
  for (let at = line.indexOf(word); at >= 0; at = line.indexOf(word, at + 1)) {
    const before = at === 0 || !isWordByte(line.charCodeAt(at - 1));
    const end = at + word.length;
    if (before && (end === line.length || !isWordByte(line.charCodeAt(end)))) return true;
  }
  return false;
}

function reversed(word: ByteString): ByteString {
  return [...word].reverse().join('');
}

/** Lines by the words in them, so that thousands of symbols need not read a text thousands of times. */
class WordIndex {
  readonly lines: (ByteString | null)[];
  private readonly byWord = new Map<ByteString, number[]>();
  /** What {@link find} has given since lines were last removed. */
  private readonly found = new Map<ByteString, ByteString | null>();

  /** Words that hold the prefix elsewhere than at their beginning, read backwards, sorted: nearly none. */
  private readonly oddWords: ByteString[] = [];

  constructor(lines: readonly ByteString[], prefix: ByteString) {
    this.lines = [...lines];
    lines.forEach((line, at) => {
      for (const word of new Set(line.match(/[A-Za-z0-9_]+/g))) {
        const known = this.byWord.get(word);
        if (known !== undefined) {
          known.push(at);
          continue;
        }
        this.byWord.set(word, [at]);
        if (prefix === '' || word.indexOf(prefix, 1) > 0) this.oddWords.push(reversed(word));
      }
    });
    this.oddWords.sort();
  }

  /** All lines with this word, joined as a command substitution gives them. */
  find(word: ByteString): ByteString | null {
    let known = this.found.get(word);
    if (known === undefined) this.found.set(word, (known = this.search(word)));
    return known;
  }

  private search(word: ByteString): ByteString | null {
    const found: ByteString[] = [];
    for (const at of this.byWord.get(word) ?? []) {
      const line = this.lines[at];
      if (line !== null && line !== undefined && hasWord(line, word)) found.push(line);
    }
    return found.length === 0 ? null : trimEnd(found.join('\n'), '\n');
  }

  /** Deletes lines where `word` stands before a blank or `=`, whatever stands before it. */
  remove(word: ByteString): void {
    for (const other of [word, ...this.wordsThatEndIn(word)]) {
      const left: number[] = [];
      for (const at of this.byWord.get(other) ?? []) {
        const line = this.lines[at];
        if (line == null) continue;
        if (line.includes(`${word} `) || line.includes(`${word}=`)) this.lines[at] = null;
        else left.push(at);
      }
      this.found.clear();
      // A name that a fragment repeats comes here as often.
      if (this.byWord.has(other)) this.byWord.set(other, left);
    }
  }

  /** Longer words whose last part is this one. */
  private wordsThatEndIn(word: ByteString): ByteString[] {
    const wanted = reversed(word);
    const found: ByteString[] = [];
    let low = 0;
    for (let high = this.oddWords.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.oddWords[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    for (let at = low; this.oddWords[at]?.startsWith(wanted) === true; at += 1) {
      if (this.oddWords[at] !== wanted) found.push(reversed(this.oddWords[at]!));
    }
    return found;
  }

  rest(): ByteString[] {
    return this.lines.filter((line) => line !== null);
  }
}

/** `echo` of unquoted words in the Debian shell: blanks collapse, backslashes count. */
function echoWords(text: ByteString): ByteString {
  const words = text.split(/[ \t\n]+/).filter((word) => word !== '');
  return unescapeEcho(words.join(' ')).text;
}

function valueAfter(line: ByteString | null, prefix: ByteString): ByteString {
  if (line === null || !line.startsWith(prefix)) return line ?? '';
  const equals = line.indexOf('=', prefix.length);
  return equals < 0 ? line : line.slice(equals + 1);
}

/** Bytes that the script may print: it repeats all lines of a name for each of them. */
const maxPrinted = 64 * 1024 * 1024;

function limitWords(bytes: number): void {
  if (bytes > maxPrinted) throw new HostError('host/too-large', 'merging the fragments prints more than 64 MiB');
}

/** A line up to the blanks before its comment. */
function withoutComment(line: ByteString): ByteString {
  for (let at = line.indexOf('#', 1); at > 0; at = line.indexOf('#', at + 1)) {
    if (/[ \t\n\r\f\v]/.test(line.charAt(at - 1))) return trimEnd(line.slice(0, at), ' \t\n\r\f\v');
  }
  return line;
}

/** Merges fragments into `base` in order. Source: see the head of this file. */
export function mergeFragments(
  base: ByteString,
  fragments: readonly NamedConfig[],
  options: MergeOptions,
  behaviour: MergeBehaviour,
  prefix: ByteString = 'CONFIG_',
): MergeResult {
  const merge = behaviour.isSinglePass ? mergeByLines : mergeByWords;
  const out: ByteString[] = [];
  const state: MergeState = { text: base, isViolated: false, out };
  const seen = new Set<ByteString>();
  for (const fragment of fragments) {
    out.push(`Merging ${fragment.name}`);
    if (behaviour.isSinglePass && seen.has(fragment.name) && !options.quiet) {
      out.push(`WARNING: Input file provided multiple times: ${fragment.name}`);
    }
    seen.add(fragment.name);
    merge(state, fragment, options, behaviour, prefix);
  }
  if (state.isViolated) out.push('The fragment redefined a value and strict mode had been passed.');
  return { stdout: joined(out), merged: state.isViolated ? null : state.text };
}

interface MergeState {
  text: ByteString;
  isViolated: boolean;
  readonly out: ByteString[];
}

function mergeByWords(
  state: MergeState,
  fragment: NamedConfig,
  options: MergeOptions,
  behaviour: MergeBehaviour,
  prefix: ByteString,
): void {
  const isOpen = state.text !== '' && !state.text.endsWith('\n');
  const target = new WordIndex(linesOf(state.text), prefix);
  const source = new WordIndex(linesOf(fragment.text), prefix);
  let printed = 0;
  const say = (line: ByteString): void => {
    if (options.quiet) return;
    const words = echoWords(line);
    limitWords((printed += words.length));
    state.out.push(words);
  };
  let hasEdited = false;
  for (const name of assignedNames(linesOf(fragment.text), prefix)) {
    const before = target.find(name);
    if (before === null) continue;
    const after = source.find(name) ?? '';
    const isKept = options.builtin && valueAfter(after, prefix) === 'm' && valueAfter(before, prefix) === 'y';
    if (isKept) {
      say(`Previous  value: ${before}`);
      say(`New value:       ${after}`);
      say('-y passed, will not demote y to m');
      say('');
      source.remove(name);
      continue;
    }
    if (before !== after) {
      say(`Value of ${name} is redefined by fragment ${fragment.name}:`);
      say(`Previous  value: ${before}`);
      say(`New value:       ${after}`);
      say('');
      if (options.strict) state.isViolated = true;
    } else if (options.redundant) {
      say(`Value of ${name} is redundant by fragment ${fragment.name}:`);
    }
    target.remove(name);
    hasEdited = true;
  }
  // Where the unfinished last line itself goes, what is left ends in a newline.
  const isLastKept = isOpen && target.lines.at(-1) !== null;
  const kept = hasEdited ? joined(target.rest()).slice(0, isLastKept ? -1 : undefined) : state.text;
  const added = source.lines.includes(null) ? joined(source.rest()) : fragment.text;
  state.text = kept + (behaviour.separates ? '\n' : '') + added;
}

/** The symbol a line is about, as the awk scripts see it; empty for none. */
function symbolOf(line: ByteString, prefix: ByteString): ByteString {
  const name = new RegExp(`^(?:# (?=${escape(prefix)}[a-zA-Z0-9_]+ is not set$))?(${escape(prefix)}[a-zA-Z0-9_]+)`);
  return name.exec(line)?.[1] ?? '';
}

function mergeByLines(
  state: MergeState,
  fragment: NamedConfig,
  options: MergeOptions,
  _behaviour: MergeBehaviour,
  prefix: ByteString,
): void {
  const lines = linesOf(fragment.text);
  const last = new Map<ByteString, number>();
  lines.forEach((line, index) => {
    const name = symbolOf(line, prefix);
    if (name !== '') last.set(name, index);
  });
  const skipped = new Set<number>();
  const kept: ByteString[] = [];
  const say = (...words: ByteString[]): void => {
    if (!options.quiet) state.out.push(...words);
  };
  for (const line of linesOf(state.text)) {
    const name = symbolOf(line, prefix);
    const index = last.get(name);
    if (name === '' || index === undefined) {
      kept.push(line);
      continue;
    }
    const wanted = lines[index] ?? '';
    if (options.builtin && wanted.endsWith('=m') && line.endsWith('=y')) {
      say(`${name}: -y passed, will not demote y to m`, `Previous value: ${line}`, `New value: ${wanted}`, '');
      kept.push(line);
      skipped.add(index);
    } else if (line === wanted) {
      if (options.redundant) say(`Value of ${name} is redundant by fragment ${fragment.name}:`);
    } else if (line.endsWith('=n') && wanted.endsWith(' is not set')) {
      kept.push(line);
    } else {
      say(`Value of ${name} is redefined by fragment ${fragment.name}:`);
      say(`Previous value: ${line}`, `New value: ${wanted}`, '');
      if (options.strict) state.isViolated = true;
    }
  }
  state.text = joined([...kept, '', ...lines.filter((_, index) => !skipped.has(index))]);
}

/** Requested values that the final configuration does not have, with the script's words about them. */
export function compareWithFinal(
  merged: ByteString,
  final: ByteString,
  options: MergeOptions,
  behaviour: MergeBehaviour,
  prefix: ByteString = 'CONFIG_',
): { readonly stdout: ByteString; readonly unkept: readonly UnkeptValue[]; readonly isViolated: boolean } {
  return behaviour.isSinglePass
    ? compareByLines(merged, final, options, prefix)
    : compareByWords(merged, final, prefix);
}

function compareByWords(
  merged: ByteString,
  final: ByteString,
  prefix: ByteString,
): ReturnType<typeof compareWithFinal> {
  const requests = new WordIndex(linesOf(merged), prefix);
  const results = new WordIndex(linesOf(final), prefix);
  const unkept: UnkeptValue[] = [];
  let stdout = '';
  for (const symbol of assignedNames(linesOf(merged), prefix)) {
    const requested = requests.find(symbol) ?? '';
    const actual = results.find(symbol) ?? '';
    if (requested === actual) continue;
    unkept.push({ symbol, requested, actual });
    const lines = [
      `Value requested for ${symbol} not in final .config`,
      `Requested value:  ${requested}`,
      `Actual value:     ${actual}`,
      '',
    ];
    stdout += joined(lines.map((line) => unescapeEcho(line).text));
    limitWords(stdout.length);
  }
  return { stdout, unkept, isViolated: false };
}

function compareByLines(
  merged: ByteString,
  final: ByteString,
  options: MergeOptions,
  prefix: ByteString,
): ReturnType<typeof compareWithFinal> {
  const results = new Map<ByteString, ByteString>();
  for (const line of linesOf(final)) {
    const name = symbolOf(line, prefix);
    if (name !== '') results.set(name, line);
  }
  const unkept: UnkeptValue[] = [];
  const out: ByteString[] = [];
  let isDifferent = false;
  for (const line of linesOf(merged)) {
    const symbol = symbolOf(line, prefix);
    if (symbol === '') continue;
    const requested = withoutComment(line);
    const actual = results.get(symbol) ?? '';
    if (requested === actual) continue;
    if (requested.endsWith('=n') && (actual.endsWith(' is not set') || actual === '')) continue;
    const isOff = requested.endsWith(' is not set');
    isDifferent = true;
    if (!(actual === '' && isOff)) unkept.push({ symbol, requested, actual });
    if (options.redundant || (actual === '' && isOff)) continue;
    out.push(
      actual === ''
        ? `WARNING: Value requested for ${symbol} not in final .config`
        : requested === ''
          ? `WARNING: ${symbol} not in merged config but added in final .config:`
          : `WARNING: ${symbol} differs:`,
      `Requested value: ${requested}`,
      `Actual value:    ${actual}`,
    );
  }
  const isViolated = options.strict && isDifferent;
  if (isViolated) out.push('Requested and effective config differ');
  return { stdout: joined(out), unkept, isViolated };
}
