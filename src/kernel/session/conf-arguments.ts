import type { ByteString } from '../../core/bytes.ts';
import type { ConfMode } from '../../kconfig/index.ts';

/** A `conf` command line taken apart. */
export interface ConfArguments {
  readonly mode: ConfMode;
  /** Argument of `defconfig` and `savedefconfig`. */
  readonly file?: ByteString;
  /** `-s`: no messages. */
  readonly silent: boolean;
  /** The top Kconfig file. */
  readonly topFile: ByteString;
}

/** Modes by the name of their long option. Source: docs/kconfig-semantics.md §6.0. */
const modesByName: Readonly<Record<string, ConfMode>> = {
  oldaskconfig: 'oldaskconfig',
  oldconfig: 'oldconfig',
  syncconfig: 'syncconfig',
  silentoldconfig: 'syncconfig',
  olddefconfig: 'olddefconfig',
  oldnoconfig: 'olddefconfig',
  allnoconfig: 'allnoconfig',
  allyesconfig: 'allyesconfig',
  allmodconfig: 'allmodconfig',
  alldefconfig: 'alldefconfig',
  randconfig: 'randconfig',
  defconfig: 'defconfig',
  savedefconfig: 'savedefconfig',
  listnewconfig: 'listnewconfig',
  helpnewconfig: 'helpnewconfig',
  yes2modconfig: 'yes2modconfig',
  mod2yesconfig: 'mod2yesconfig',
  mod2noconfig: 'mod2noconfig',
};

/** Modes by letter that take a word. */
const namesFile: ReadonlySet<ConfMode> = new Set(['defconfig', 'savedefconfig']);

/** Words after `conf`; null for a mode there is none of. `letters`: names of the modes that are letters. */
export function parseConfArguments(
  words: readonly ByteString[],
  letters: Readonly<Record<string, ByteString>>,
): ConfArguments | null {
  let mode: ConfMode = 'oldaskconfig';
  let file: ByteString | undefined;
  let silent = false;
  const operands: ByteString[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word.startsWith('--')) {
      const [name = '', value] = word.slice(2).split(/=(.*)/s);
      if (name === 'silent') {
        silent = true;
        continue;
      }
      const named = modesByName[name];
      if (named === undefined) return null;
      mode = named;
      file = value;
      if (file === undefined && name === 'savedefconfig') file = words[(index += 1)];
    } else if (word.startsWith('-') && word.length > 1) {
      const letter = word.charAt(1);
      const lettered = Object.hasOwn(letters, letter) ? modesByName[letters[letter] ?? ''] : undefined;
      if (lettered !== undefined) {
        mode = lettered;
        if (namesFile.has(mode)) file = word.length > 2 ? word.slice(2) : words[(index += 1)];
      } else if (word === '-s') silent = true;
      else return null;
    } else {
      operands.push(word);
    }
  }
  const topFile = operands.at(-1);
  if (topFile === undefined) return null;
  return { mode, ...(file !== undefined && { file }), silent, topFile };
}

/** The mode of this name, or undefined; `NAME_defconfig` is none. */
export function modeNamed(name: ByteString): ConfMode | undefined {
  if (name === 'config') return 'oldaskconfig';
  return Object.hasOwn(modesByName, name) ? modesByName[name] : undefined;
}
