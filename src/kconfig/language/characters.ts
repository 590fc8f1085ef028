/** Classes of characters in Kconfig files, by code. */

export const tab = 9;
export const newline = 10;
export const space = 32;

/** Space or tab. */
export function isBlank(code: number): boolean {
  return code === space || code === tab;
}

/** White space as isspace(3) has it. */
export function isSpace(code: number): boolean {
  return code === space || (code >= tab && code <= 13);
}

/** Letters, digits, `_` and `-`. */
export function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 45
  );
}

/** `.` and `/`, which some dialects take for parts of a word. */
export function isPathCode(code: number): boolean {
  return code === 46 || code === 47;
}

/** 1 for the characters of a word. */
export const isWord = Uint8Array.from({ length: 256 }, (_, code) => (isWordCode(code) ? 1 : 0));

/** The same where words have `.` and `/`. */
export const isPathWord = Uint8Array.from({ length: 256 }, (_, code) => (isWordCode(code) || isPathCode(code) ? 1 : 0));

/** Offset of the next newline, or of the end of the text. */
export function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}

/** True when the character after `at` is `code`. */
export function followedBy(text: string, at: number, code: number): boolean {
  return at + 1 < text.length && text.charCodeAt(at + 1) === code;
}

/** The text up to its first NUL, because conf keeps texts as C strings. */
export function upToNul(text: string): string {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}
