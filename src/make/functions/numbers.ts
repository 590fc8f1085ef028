/** Numbers in arguments: `word`, `wordlist`, `intcmp`. Source: GNU make manual 4.4 §8.3, §8.4; messages observed. */
import type { ByteString } from '../../core/bytes.ts';
import { expandArgument, expansionLocation } from '../read/expand.ts';
import type { EagerFunction, LazyFunction, MakeState } from '../state/make-state.ts';
import { fatal } from '../state/messages.ts';
import type { Argument } from '../syntax/ast.ts';
import { compareBytes, endOfWord, skipSpaces, splitWords, stripSpaces } from '../syntax/chars.ts';

const digitsOnly = /^[0-9]+$/;
/** Sign, and digits without zeros in front; no digit is left of zero. */
const signedDigits = /^[ \t\n\v\f\r]*([+-]?)(?=[0-9])0*(?!0)([0-9]*)[ \t\n\v\f\r]*$/;
const largest = 9223372036854775807n;
/** More digits make a number that is larger. */
const maxDigits = 19;

function refuse(make: MakeState, message: ByteString): null {
  fatal(make, 'make/invalid-argument', message, expansionLocation(make), { problem: message });
  return null;
}

/** What a 32-bit `int` keeps of a number that is first held in 64 bits. */
function toInt(text: ByteString): number {
  const digits = text.replace(/^0+/, '');
  return Number(BigInt.asIntN(32, isHuge(digits, largest) ? largest : BigInt(digits)));
}

/** True when the number is larger than `limit`; `digits` have no zeros in front. */
function isHuge(digits: ByteString, limit: bigint): boolean {
  return digits.length > maxDigits || BigInt(digits) > limit;
}

/** The value of an argument, null after a message. `position` is `first` or `second`. */
function readNumber(make: MakeState, text: ByteString, position: string, name: string): number | null {
  if (!make.dialect.parsesNumbers) {
    const digits = stripSpaces(text);
    // Blanks alone pass for a number.
    if (digits === '' && text !== '') return 0;
    if (digitsOnly.test(digits)) return toInt(digits);
    return refuse(make, `non-numeric ${position} argument to '${name}' function: '${text}'`);
  }
  const what = `invalid ${position} argument to '${name}' function:`;
  if (stripSpaces(text) === '') return refuse(make, `${what} empty value`);
  const found = signedDigits.exec(text);
  if (found === null) return refuse(make, `${what} '${text}'`);
  if (isHuge(found[2]!, found[1] === '-' ? largest + 1n : largest))
    return refuse(make, `${what} '${text}' out of range`);
  const size = BigInt(found[2]!);
  return Number(found[1] === '-' ? -size : size);
}

function word(make: MakeState, args: readonly ByteString[]): ByteString {
  const index = readNumber(make, args[0]!, 'first', 'word');
  if (index === null) return '';
  if (index === 0 || (index < 0 && make.dialect.parsesNumbers)) {
    refuse(make, "first argument to 'word' function must be greater than 0");
    return '';
  }
  return index < 0 ? '' : nthWord(args[1]!, index);
}

/** The n-th word, counted from 1; empty when there are fewer. */
export function nthWord(text: ByteString, index: number): ByteString {
  let at = 0;
  for (let count = 1; ; count++) {
    at = skipSpaces(text, at);
    if (at >= text.length) return '';
    const end = endOfWord(text, at);
    if (count === index) return text.slice(at, end);
    at = end;
  }
}

/** White space between the chosen words stays as it was. */
function wordlist(make: MakeState, args: readonly ByteString[]): ByteString {
  const first = readNumber(make, args[0]!, 'first', 'wordlist');
  if (first === null) return '';
  const { parsesNumbers } = make.dialect;
  if (first < 1 && parsesNumbers) {
    refuse(make, `invalid first argument to 'wordlist' function: '${first}'`);
    return '';
  }
  const last = readNumber(make, args[1]!, 'second', 'wordlist');
  if (last === null) return '';
  if (first < 1) {
    refuse(make, `invalid first argument to 'wordlist' function: '${first}'`);
    return '';
  }
  if (last < 0 && parsesNumbers) {
    refuse(make, `invalid second argument to 'wordlist' function: '${last}'`);
    return '';
  }
  let count = last - first + 1;
  if (count <= 0) return '';
  const text = args[2]!;
  let at = skipSpaces(text, 0);
  for (let skipped = 1; skipped < first && at < text.length; skipped++) at = skipSpaces(text, endOfWord(text, at));
  if (at >= text.length) return '';
  const start = at;
  let end = endOfWord(text, at);
  while (--count > 0) {
    const next = skipSpaces(text, end);
    if (next >= text.length) break;
    end = endOfWord(text, next);
  }
  return text.slice(start, end);
}

/** A whole number of any size, as the text that shows it; null after a message. */
function readInteger(make: MakeState, text: ByteString, position: string): ByteString | null {
  const found = signedDigits.exec(text);
  if (found !== null) return found[2] === '' ? '0' : `${found[1] === '-' ? '-' : ''}${found[2]}`;
  const shown = stripSpaces(text) === '' ? 'empty value' : `'${text}'`;
  return refuse(make, `non-numeric ${position} argument to 'intcmp' function: ${shown}`);
}

/** Below, at or above zero as the first is smaller, equal or larger. */
function compareIntegers(left: ByteString, right: ByteString): number {
  if (left === right) return 0;
  const isNegative = left.startsWith('-');
  if (isNegative !== right.startsWith('-')) return isNegative ? -1 : 1;
  const order = left.length === right.length ? compareBytes(left, right) : left.length - right.length;
  return isNegative ? -order : order;
}

/** `$(intcmp LEFT,RIGHT[,LESS[,EQUAL[,GREATER]]])`: only the chosen text is expanded. */
function intcmp(make: MakeState, args: readonly Argument[]): ByteString {
  const leftText = expandArgument(make, args[0]!);
  const rightText = expandArgument(make, args[1]!);
  const left = readInteger(make, leftText, 'first');
  if (left === null) return '';
  const right = readInteger(make, rightText, 'second');
  if (right === null) return '';
  const [, , less, equal, greater] = args;
  if (less === undefined) return left === right ? left : '';
  const order = compareIntegers(left, right);
  const chosen = order < 0 ? less : order === 0 ? equal : (greater ?? equal);
  return chosen === undefined ? '' : expandArgument(make, chosen);
}

/** The functions of this file that take expanded arguments. */
export const numberFunctions: ReadonlyMap<string, EagerFunction> = new Map<string, EagerFunction>([
  ['word', word],
  ['wordlist', wordlist],
  ['words', (_make, args) => String(splitWords(args[0]!).length)],
  ['firstword', (_make, args) => nthWord(args[0]!, 1)],
]);

/** `intcmp` by name. */
export const comparingFunctions: ReadonlyMap<string, LazyFunction> = new Map([['intcmp', intcmp]]);
