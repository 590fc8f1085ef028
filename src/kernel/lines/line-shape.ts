/**
 * The shape of a shell text: what is left of it without the words that only programs see. Texts of one shape start the
 * same programs in the same order, as long as what those programs do does not depend on their words.
 */
import type { ByteString } from '../../core/bytes.ts';

/** Words after which a command begins. */
const openers: ReadonlySet<string> = new Set('! { } if then elif else fi do done while until'.split(' '));

/** Beginnings of a text whose shape is not taken. */
const unshaped: ReadonlySet<string> = new Set(['for', 'case', 'esac', 'in']);

const code = (char: string): number => char.charCodeAt(0);
const [tab, newline, blank, quote, apostrophe, backslash, dollar, backquote, hash] = [...'\t\n "\'\\$`#'].map(code) as [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];
/** `;`, `&`, `|`, `(`, `)`, `<`, `>`. */
const operators: ReadonlySet<number> = new Set([...';&|()<>'].map(code));

/**
 * The shape of a text, null for one that has none: with command substitutions, loops, here-documents or comments.
 * `keepsWords` says of a program whether its words matter.
 */
export function shapeOf(text: ByteString, keepsWords: (program: ByteString) => boolean): ByteString | null {
  let shape = '';
  let at = 0;
  let isStart = true;
  let isKept = false;
  /** `>` when a name of a file follows. */
  let isTarget = false;
  while (at < text.length) {
    const char = text.charCodeAt(at);
    if (char === blank || char === tab || (char === backslash && text.charCodeAt(at + 1) === newline)) {
      at += char === backslash ? 2 : 1;
      continue;
    }
    if (char === newline || operators.has(char)) {
      const isFile = char === 60 || char === 62;
      if (isFile && text.charCodeAt(at + 1) === 60) return null;
      shape += text.charAt(at);
      if (!isFile && !(char === 38 && isTarget)) isStart = true;
      isTarget = isFile || (char === 38 && isTarget);
      at += 1;
      continue;
    }
    if (char === hash) return null;
    const end = endOfWord(text, at);
    if (end < 0) return null;
    if (isTarget) {
      shape += text.startsWith('/dev/', at) || text.charCodeAt(at - 1) === 38 ? text.slice(at, end) : 'F';
      isTarget = false;
    } else if (isStart) {
      const word = text.slice(at, end);
      if (unshaped.has(word)) return null;
      shape += ` ${word}`;
      if (!openers.has(word) && !isAssignment(word)) {
        isStart = false;
        isKept = keepsWords(word);
      }
    } else if (isKept || isDescriptor(text, at, end) || isQuestion(text, at, end)) shape += ` ${text.slice(at, end)}`;
    at = end;
  }
  return shape;
}

/** True for the digit before a redirection. */
function isDescriptor(text: ByteString, at: number, end: number): boolean {
  const next = text.charCodeAt(end);
  return end === at + 1 && (next === 60 || next === 62) && text.charCodeAt(at) >= 48 && text.charCodeAt(at) <= 57;
}

/** True for the words by which a compiler only prints. */
function isQuestion(text: ByteString, at: number, end: number): boolean {
  if (text.charCodeAt(at) !== 45) return false;
  return (end === at + 2 && text.charCodeAt(at + 1) === 69) || (end === at + 9 && text.startsWith('--version', at));
}

function isAssignment(word: ByteString): boolean {
  return word.includes('=') && /^[A-Za-z_]\w*=/.test(word);
}

/** Characters that mean themselves. */
const quotedRun = /[^"\\`$]*/y;
const plainRun = /[^\t\n "'$&();<>\\`|]*/y;

/** Where the word that begins at `at` ends; negative when it holds a command substitution or a quote is open. */
function endOfWord(text: ByteString, start: number): number {
  let at = start;
  while (at < text.length) {
    plainRun.lastIndex = at;
    plainRun.test(text);
    at = plainRun.lastIndex;
    const char = text.charCodeAt(at);
    if (char === apostrophe) {
      at = text.indexOf("'", at + 1) + 1;
      if (at === 0) return -1;
    } else if (char === quote) {
      at += 1;
      for (;;) {
        quotedRun.lastIndex = at;
        quotedRun.test(text);
        at = quotedRun.lastIndex;
        const inner = text.charCodeAt(at);
        if (Number.isNaN(inner) || inner === backquote || (inner === dollar && text.charCodeAt(at + 1) === 40))
          return -1;
        if (inner === quote) break;
        at += inner === backslash ? 2 : 1;
      }
      at += 1;
    } else if (char === backslash) at += 2;
    else if (char === backquote || (char === dollar && text.charCodeAt(at + 1) === 40)) return -1;
    else if (char === blank || char === tab || char === newline || operators.has(char)) break;
    else at += 1;
  }
  return Math.min(at, text.length);
}
