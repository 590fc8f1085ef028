/** Words of a rule line before expansion. Source: GNU make manual 4.3 §4.2; the word ends observed with make 4.3. */
import type { ByteString } from '../../core/bytes.ts';
import type { HeadWord } from './ast.ts';
import { isSpace, skipReference } from './chars.ts';
import type { Syntax } from './syntax.ts';

/** One word of a rule line before expansion. */
interface RuleWord {
  readonly kind: 'end' | 'colon' | 'other';
  readonly start: number;
  readonly end: number;
}

/** The next word: ends at blanks, `:`, `=`, or before `?=`, `+=`, `&:`. */
function nextRuleWord(text: ByteString, from: number, knowsGroups: boolean): RuleWord {
  let at = from;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  const start = at;
  if (at >= text.length) return { kind: 'end', start, end: at };
  const first = text.charCodeAt(at);
  const second = text.charCodeAt(at + 1);
  switch (first) {
    case 59:
    case 61:
      return { kind: 'other', start, end: at + 1 };
    case 58:
      if (second === 61) return { kind: 'other', start, end: at + 2 };
      if (second === 58) {
        return text.charCodeAt(at + 2) === 61
          ? { kind: 'other', start, end: at + 3 }
          : { kind: 'colon', start, end: at + 2 };
      }
      return { kind: 'colon', start, end: at + 1 };
    case 38:
      if (second !== 58 || !knowsGroups) break;
      return { kind: 'colon', start, end: text.charCodeAt(at + 2) === 58 ? at + 3 : at + 2 };
    case 43:
    case 63:
    case 33:
      if (second === 61) return { kind: 'other', start, end: at + 2 };
      break;
    default:
  }
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (isSpace(code)) break;
    if (code === 61 || code === 58) break;
    if (code === 36) {
      at = skipReference(text, at) - 1;
      continue;
    }
    const next = text.charCodeAt(at + 1);
    if ((code === 63 || code === 43) && next === 61) break;
    if (code === 38 && next === 58 && knowsGroups) break;
    if (code === 92 && (next === 58 || next === 59 || next === 61 || next === 92)) at++;
  }
  return { kind: 'other', start, end: Math.min(at, text.length) };
}

/** The text in pieces that end before the blanks between words; blanks in references part nothing. */
export function wordPieces(text: ByteString): readonly ByteString[] {
  if (text.indexOf('$') < 0) return [text];
  const pieces: ByteString[] = [];
  let start = 0;
  for (let at = 0; at < text.length; ) {
    while (at < text.length && isSpace(text.charCodeAt(at))) at++;
    while (at < text.length && !isSpace(text.charCodeAt(at))) {
      at = text.charCodeAt(at) === 36 ? skipReference(text, at) : at + 1;
    }
    pieces.push(text.slice(start, at));
    start = at;
  }
  return pieces;
}

/** Words of a rule line; makefiles that many makes read have the same lines. */
export function headWords(head: ByteString, syntax: Syntax): readonly HeadWord[] {
  const known = syntax.heads.get(head);
  if (known !== undefined) return known;
  const words: HeadWord[] = [];
  for (let at = 0; ; ) {
    const { kind, start, end } = nextRuleWord(head, at, syntax.groupedTargets);
    const text = head.slice(start, end);
    words.push({
      kind,
      text,
      rest: head.slice(end),
      assignment: undefined,
      plainRest: undefined,
      restWords: undefined,
    });
    if (kind === 'end') break;
    at = end;
  }
  syntax.heads.set(head, words);
  return words;
}
