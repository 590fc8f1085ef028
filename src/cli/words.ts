import type { CommandName, VariableWord } from './command.ts';

const variableWord = /^([A-Za-z_][A-Za-z0-9_.-]*?)(:::?|[+:?!])?=([\s\S]*)$/;

/**
 * Variables of kbuild, and of the builds of other trees, that people write on a command line. `why` and `fix` need to know
 * them: their operand `SYMBOL=VALUE` has the form of a variable.
 */
const kbuildVariable =
  /^(?:(?:SUB|SRC|UTS_)?ARCH|CROSS_COMPILE(?:_\w+)?|LLVM(?:_IAS)?|[OVWCM]|MO|CF|CHECK|KBUILD_\w+|KCONFIG_\w+|K(?:C|A|CPP|RUST)FLAGS|(?:HOST)?(?:CC|CXX|LD|AR|AS|NM|RUSTC)|(?:HOST|USER)(?:CFLAGS|LDFLAGS)|CPP|OBJCOPY|OBJDUMP|READELF|STRIP|PAHOLE|BINDGEN|RUST(?:C|FMT|DOC)|LOCALVERSION|EXTRAVERSION|MAKE|SHELL|FLEX|LEX|YACC|BISON|PERL|PYTHON3?|BASH|AWK|INSTALL_\w+|(?:C|A|LD|RUST)FLAGS_\w+|KERNELVERSION|KERNELRELEASE|SUBDIRS|MAKEFLAGS|DEPMOD|DTC_FLAGS|CHECK_DTBS|PKG_CONFIG|TARGETS|srctree|objtree|BR2_(?:EXTERNAL|DEFCONFIG)|BL31|DEVICE_TREE|EXT_DTB|BINMAN_\w+|BUILD_TIMELESS|DOTCONFIG)$/;

/** Reads `NAME=VALUE` and its kin as make's command line does; undefined for any other word. */
export function parseVariableWord(word: string): VariableWord | undefined {
  const match = variableWord.exec(word);
  if (match === null) return undefined;
  const [, name = '', operator = '', value = ''] = match;
  return { name, operator: `${operator}=`, value };
}

/** Operands and variables of a command line. */
export interface SortedWords {
  readonly operands: readonly string[];
  readonly variables: readonly VariableWord[];
}

/** Names of symbols, but for the few with `-`, which `--` in front allows. Source: docs/kconfig-semantics.md §1.1. */
const symbolForm = /^\w+$/;

/** Words that name a toolchain and have the form of a variable. */
const toolchainWord = /^(?:CC|CROSS_COMPILE|LLVM)=/;

/** True for a word of `fix` that asks for a symbol. */
function isRequest({ name, operator }: VariableWord): boolean {
  return operator === '=' && symbolForm.test(name) && !kbuildVariable.test(name);
}

/**
 * Separates operands from `VAR=VALUE` words. For `why`, the first word whose name is no kbuild variable is
 * the symbol asked about, unless a word without `=` is there to be it. For `fix`, every word `NAME=VALUE` whose name is
 * no kbuild variable asks for a symbol; `NAME:=VALUE` is a variable whatever its name. `diff-toolchain` has two operands: where
 * fewer words without `=` are there, the first `CC=`, `CROSS_COMPILE=` and `LLVM=` words make up for them.
 */
export function sortWords(command: CommandName, words: readonly string[]): SortedWords {
  const operands: string[] = [];
  const variables: VariableWord[] = [];
  let wantsSymbol = command === 'why' && words.every((word) => word.includes('='));
  const plain = words.filter((word) => parseVariableWord(word) === undefined).length;
  let wantsToolchains = command === 'diff-toolchain' ? 2 - plain : 0;
  for (const word of words) {
    const variable = word.startsWith('-') ? undefined : parseVariableWord(word);
    if (variable === undefined) {
      operands.push(word);
    } else if (wantsSymbol && variable.operator === '=' && !kbuildVariable.test(variable.name)) {
      wantsSymbol = false;
      operands.push(word);
    } else if (command === 'fix' && isRequest(variable)) {
      operands.push(word);
    } else if (wantsToolchains > 0 && toolchainWord.test(word)) {
      wantsToolchains -= 1;
      operands.push(word);
    } else {
      variables.push(variable);
    }
  }
  return { operands, variables };
}

/**
 * Moves the command's name to the front, so that options and variables may stand before it.
 * `valueOptions` are the options that take the next word as their value.
 */
export function commandFirst(words: readonly string[], valueOptions: ReadonlySet<string>): string[] {
  let index = 0;
  while (index < words.length) {
    const word = words[index] ?? '';
    if (valueOptions.has(word)) index += 2;
    else if (word.startsWith('-') || parseVariableWord(word) !== undefined) index += 1;
    else return [word, ...words.slice(0, index), ...words.slice(index + 1)];
  }
  return [...words];
}
