import type { ByteString } from '../core/text.ts';
import { fnv1a } from './fnv1a.ts';

/** Token kinds of the Kconfig language. */
export const Token = {
  end: 0,
  eol: 1,
  word: 2,
  quoted: 3,
  helpText: 4,
  assignValue: 5,
  bool: 6,
  choice: 7,
  comment: 8,
  config: 9,
  defBool: 10,
  defTristate: 11,
  default: 12,
  depends: 13,
  endchoice: 14,
  endif: 15,
  endmenu: 16,
  help: 17,
  hex: 18,
  if: 19,
  imply: 20,
  int: 21,
  mainmenu: 22,
  menu: 23,
  menuconfig: 24,
  modules: 25,
  on: 26,
  prompt: 27,
  range: 28,
  select: 29,
  source: 30,
  string: 31,
  tristate: 32,
  visible: 33,
  or: 34,
  and: 35,
  equal: 36,
  unequal: 37,
  less: 38,
  lessEqual: 39,
  greater: 40,
  greaterEqual: 41,
  not: 42,
  openParenthesis: 43,
  closeParenthesis: 44,
  colonEqual: 45,
  plusEqual: 46,
} as const;

/** One of {@link Token}. */
export type TokenKind = (typeof Token)[keyof typeof Token];

/** Reserved words; such a word is never a name. Source: kconfig-semantics 1.2. */
const keywords: readonly (readonly [ByteString, TokenKind])[] = [
  ['bool', Token.bool],
  ['choice', Token.choice],
  ['comment', Token.comment],
  ['config', Token.config],
  ['def_bool', Token.defBool],
  ['def_tristate', Token.defTristate],
  ['default', Token.default],
  ['depends', Token.depends],
  ['endchoice', Token.endchoice],
  ['endif', Token.endif],
  ['endmenu', Token.endmenu],
  ['help', Token.help],
  ['hex', Token.hex],
  ['if', Token.if],
  ['imply', Token.imply],
  ['int', Token.int],
  ['mainmenu', Token.mainmenu],
  ['menu', Token.menu],
  ['menuconfig', Token.menuconfig],
  ['modules', Token.modules],
  ['on', Token.on],
  ['prompt', Token.prompt],
  ['range', Token.range],
  ['select', Token.select],
  ['source', Token.source],
  ['string', Token.string],
  ['tristate', Token.tristate],
  ['visible', Token.visible],
];

/** Open hash table over the hashes of the keywords; most words meet an empty slot at once. */
const slotCount = 128;
const slotHashes = new Int32Array(slotCount);
const slotWords = new Array<ByteString>(slotCount).fill('');
const slotTokens = new Uint8Array(slotCount);
for (const [word, token] of keywords) {
  const hash = fnv1a(word) | 0;
  let slot = hash & (slotCount - 1);
  while (slotTokens[slot] !== 0) slot = (slot + 1) & (slotCount - 1);
  slotHashes[slot] = hash;
  slotWords[slot] = word;
  slotTokens[slot] = token;
}

/** The keyword between two offsets, or 0; `hash` is the signed FNV-1a of the word. */
export function keywordAt(text: ByteString, start: number, end: number, hash: number): TokenKind | 0 {
  for (let slot = hash & (slotCount - 1); slotTokens[slot] !== 0; slot = (slot + 1) & (slotCount - 1)) {
    if (slotHashes[slot] !== hash) continue;
    const word = slotWords[slot] as ByteString;
    if (word.length === end - start && text.startsWith(word, start)) return slotTokens[slot] as TokenKind;
  }
  return 0;
}
