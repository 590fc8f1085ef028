import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';
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
  optional: 47,
  option: 48,
  transitional: 49,
  defconfigList: 50,
  allnoconfigY: 51,
  defInt: 52,
  defHex: 53,
  defString: 54,
  rsource: 55,
  osource: 56,
  orsource: 57,
  configdefault: 58,
  requires: 59,
  /** Word at the start of a line that is no keyword, where such words are a token of their own. */
  variable: 60,
  reset: 61,
} as const;

/** One of {@link Token}. */
export type TokenKind = (typeof Token)[keyof typeof Token];

/** Values by token, for quick access. */
export function tableOf<Value>(values: Readonly<Partial<Record<TokenKind, Value>>>): readonly (Value | undefined)[] {
  return Array.from(Object.values(Token), (token) => values[token]);
}

type Keyword = readonly [ByteString, TokenKind];

/** Words every generation knows. Source: docs/kconfig-semantics.md §1.2. */
const common: readonly Keyword[] = [
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
  ['int', Token.int],
  ['mainmenu', Token.mainmenu],
  ['menu', Token.menu],
  ['menuconfig', Token.menuconfig],
  ['on', Token.on],
  ['prompt', Token.prompt],
  ['range', Token.range],
  ['select', Token.select],
  ['source', Token.source],
  ['string', Token.string],
  ['tristate', Token.tristate],
];

/** §7.5 */
const busyboxWords: readonly Keyword[] = [
  ['def_boolean', Token.defBool],
  ['enable', Token.select],
  ['requires', Token.requires],
];

const extendedWords: readonly Keyword[] = [
  ['configdefault', Token.configdefault],
  ['grsource', Token.orsource],
  ['gsource', Token.osource],
  ['def_hex', Token.defHex],
  ['def_int', Token.defInt],
  ['def_string', Token.defString],
  ['orsource', Token.orsource],
  ['osource', Token.osource],
  ['rsource', Token.rsource],
];

/** The words a dialect knows. Where keywords are reserved, those that name options are words too. */
function keywordsOf(dialect: Dialect): Keyword[] {
  const words: Keyword[] = [...common];
  const isReserved = dialect.reading.keywords === 'reserved';
  const hasOptionLines =
    dialect.reading.optionDefconfigList || dialect.reading.optionAllnoconfigY || dialect.reading.optionEnv === 'sets';
  if (dialect.reading.booleanWord) words.push(['boolean', Token.bool]);
  if (dialect.reading.imply) words.push(['imply', Token.imply]);
  if (dialect.reading.visibleIf !== 'unknown') words.push(['visible', Token.visible]);
  if (dialect.reading.dashedHelp && dialect.reading.keywords !== 'busybox') words.push(['---help---', Token.help]);
  if (dialect.reading.resetInChoice) words.push(['reset', Token.reset]);
  if (dialect.reading.optionalChoice) words.push(['optional', Token.optional]);
  if (dialect.reading.transitional) words.push(['transitional', Token.transitional]);
  if (dialect.reading.moduleSwitch === 'modules') words.push(['modules', Token.modules]);
  if (hasOptionLines) {
    words.push(['option', Token.option]);
    if (isReserved) {
      words.push(['modules', Token.modules]);
      if (dialect.reading.optionDefconfigList) words.push(['defconfig_list', Token.defconfigList]);
      if (dialect.reading.optionAllnoconfigY) words.push(['allnoconfig_y', Token.allnoconfigY]);
    }
  }
  if (dialect.reading.keywords === 'busybox') words.push(...busyboxWords);
  if (dialect.reading.extendedKeywords) words.push(...extendedWords);
  return words;
}

const slotCount = 128;

/** Open hash table over the hashes of a dialect's keywords; most words meet an empty slot at once. */
export class KeywordTable {
  private readonly hashes = new Int32Array(slotCount);
  private readonly words = new Array<ByteString>(slotCount).fill('');
  private readonly tokens = new Uint8Array(slotCount);

  private constructor(keywords: readonly Keyword[]) {
    for (const [word, token] of keywords) {
      const hash = fnv1a(word) | 0;
      let slot = hash & (slotCount - 1);
      while (this.tokens[slot] !== 0) slot = (slot + 1) & (slotCount - 1);
      this.hashes[slot] = hash;
      this.words[slot] = word;
      this.tokens[slot] = token;
    }
  }

  private static readonly made = new WeakMap<Dialect, KeywordTable>();

  /** The table of a dialect, made once. */
  static of(dialect: Dialect): KeywordTable {
    let table = KeywordTable.made.get(dialect);
    if (table === undefined) {
      table = new KeywordTable(keywordsOf(dialect));
      KeywordTable.made.set(dialect, table);
    }
    return table;
  }

  /** The keyword between two offsets, or 0; `hash` is the signed FNV-1a of the word. */
  find(text: ByteString, start: number, end: number, hash: number): TokenKind | 0 {
    const { tokens, hashes } = this;
    for (let slot = hash & (slotCount - 1); tokens[slot] !== 0; slot = (slot + 1) & (slotCount - 1)) {
      if (hashes[slot] !== hash) continue;
      const word = this.words[slot]!;
      if (word.length === end - start && text.startsWith(word, start)) return tokens[slot] as TokenKind;
    }
    return 0;
  }
}
