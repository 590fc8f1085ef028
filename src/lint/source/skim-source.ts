/**
 * A first look at the bytes of a source file: most files of a tree hold nothing that a rule is about, and a string costs
 * more than the look. It may say too often that a file is worth reading, never too seldom.
 */
/** Names as a set of hashes: `has` is right for every name in it, and for few others. */
export interface NameFilter {
  /** One bit a hash. */
  readonly bits: Uint8Array;
}

/** What {@link skimSource} needs. */
export interface Skim {
  readonly names: NameFilter;
  /** Gets every name that the file defines, as far as the filter knows it or it begins with `CONFIG_`. */
  readonly onDefine: (name: string) => unknown;
  /** Only definitions count; the whole file is looked at, and the answer is false. */
  readonly definesOnly?: boolean;
}

const hashBits = 20;
const basis = 0x811c9dc5 | 0;
const prime = 0x01000193;

const isWordByte = new Uint8Array(256);
for (let code = 0; code < 256; code++) if (/\w/.test(String.fromCharCode(code))) isWordByte[code] = 1;

/** The filter of some names. */
export function filterOf(names: Iterable<string>): NameFilter {
  const bits = new Uint8Array((1 << hashBits) / 8);
  for (const name of names) {
    let hash = basis;
    for (let at = 0; at < name.length; at++) hash = Math.imul(hash ^ name.charCodeAt(at), prime);
    const slot = hash >>> (32 - hashBits);
    bits[slot >>> 3]! |= 1 << (slot & 7);
  }
  return { bits };
}

/**
 * True when a preprocessor condition has a name of the filter or one that begins with `CONFIG_`, when a macro of
 * include/linux/kconfig.h may be called, and where a line holds a symbol in a comment (`//config:`). Then the rest was not
 * looked at: not all that the file defines was reported.
 */
export function skimSource(bytes: Uint8Array, { names: { bits }, onDefine, definesOnly = false }: Skim): boolean {
  const end = bytes.length;
  let at = 0;
  while (at < end) {
    let code = bytes[at]!;
    while ((code === 32 || code === 9) && at + 1 < end) code = bytes[++at]!;
    if (code === 35) {
      do code = ++at < end ? bytes[at]! : 10;
      while (code === 32 || code === 9);
      const next = at + 1 < end ? bytes[at + 1]! : 10;
      if (code === 100 && next === 101) {
        // define: the name alone counts.
        while (at < end && isWordByte[bytes[at]!] === 1) at++;
        while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at++;
        const start = at;
        let hash = basis;
        while (at < end && isWordByte[bytes[at]!] === 1) hash = Math.imul(hash ^ bytes[at++]!, prime);
        if (isKnown(bits, hash) || hasPrefix(bytes, start, at)) onDefine(latin(bytes, start, at));
      } else if (!definesOnly && ((code === 105 && next === 102) || (code === 101 && next === 108))) {
        // if, ifdef, ifndef, elif: every name up to the end of the logical line.
        for (; at < end; at++) {
          code = bytes[at]!;
          if (code === 10 && bytes[at - 1] !== 92) break;
          if (isWordByte[code] === 0) continue;
          const start = at;
          let hash = basis;
          while (at < end && isWordByte[bytes[at]!] === 1) hash = Math.imul(hash ^ bytes[at++]!, prime);
          if (isKnown(bits, hash) || hasPrefix(bytes, start, at) || startsWith(bytes, start, macroPrefix)) return true;
          at--;
        }
      }
    } else if (code === 47 && !definesOnly && startsWith(bytes, at, commentedSymbol)) return true;
    // To the next line; IS_… is looked for on the way.
    while (at < end) {
      code = bytes[at++]!;
      if (code === 10) break;
      if (code === 73 && at + 1 < end && bytes[at] === 83 && bytes[at + 1] === 95 && isMacro(bytes, at + 2)) {
        if (!definesOnly) return true;
      }
    }
  }
  return false;
}

const latinBytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));
const commentedSymbol = latinBytes('//config:');
const prefix = latinBytes('CONFIG_');
const macroPrefix = latinBytes('IS_');
/** What follows it in the macros' names. */
const macros = ['ENABLED', 'BUILTIN', 'MODULE', 'REACHABLE'].map(latinBytes);

function isMacro(bytes: Uint8Array, at: number): boolean {
  for (const name of macros) if (startsWith(bytes, at, name)) return true;
  return false;
}

function startsWith(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  for (let index = 0; index < text.length; index++) if (bytes[at + index] !== text[index]) return false;
  return true;
}

function isKnown(bits: Uint8Array, hash: number): boolean {
  const slot = hash >>> (32 - hashBits);
  return (bits[slot >>> 3]! & (1 << (slot & 7))) !== 0;
}

/** The word is longer than the prefix that it begins with. */
function hasPrefix(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start > prefix.length && startsWith(bytes, start, prefix);
}

function latin(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}
