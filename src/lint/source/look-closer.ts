/** A closer look at the text of a source file, for the few places that are about to become findings. */
import type { ByteString } from '../../core/bytes.ts';

/** Longest block that is looked through. */
const maxBlock = 20_000;

/** True when the file switches a macro by hand: it undefines it, or has its definition in a comment. */
export function isHandSet(text: ByteString, macro: string): boolean {
  return new RegExp(`#[ \\t]*(?:undef|define)[ \\t]+${macro}\\b`).test(text);
}

/** True when a word stands in the code of a file, outside of comments, quotes, conditions and `IS_ENABLED()` and its like. */
export function isUsedAsCode(text: ByteString, word: string): boolean {
  if (!text.includes(word)) return false;
  const plain = text
    .replace(/\/\*[^]*?\*\/|\/\/[^\n]*|"(?:[^"\\\n]|\\.)*"|\bIS_[A-Z]+\([ \t]*\w+[ \t]*\)/g, ' ')
    .replace(/\\\n/g, ' ');
  const use = new RegExp(`\\b${word}\\b`);
  return plain.split('\n').some((line) => use.test(line) && !/^[ \t]*#[ \t]*(?:if|elif|else|endif|undef)/.test(line));
}

/** True when a file asks for modules at run time: it knows of the difference between y and m. */
export function loadsModules(text: ByteString): boolean {
  return /\b(?:request_module|symbol_get|symbol_request|try_then_request_module)\w*[ \t]*\(/.test(text);
}

/** True when a condition, which begins in a line of a file, guards `#include` lines and nothing else. */
export function guardsHeadersOnly(lines: readonly ByteString[], line: number): boolean {
  let size = 0;
  for (let at = line; at < lines.length && size < maxBlock; at++) {
    const text = (lines[at] ?? '').trim();
    size += text.length + 1;
    // Lines of the condition itself, and blanks.
    if (text === '' || lines[at - 1]?.endsWith('\\') === true) continue;
    if (/^#[ \t]*(?:endif|else|elif)\b/.test(text)) return true;
    if (!/^#[ \t]*include\b|^\/[/*]/.test(text)) return false;
  }
  return false;
}
