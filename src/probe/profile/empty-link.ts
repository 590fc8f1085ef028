/** Links of a text without content: makefiles ask so what the linker takes (`cc-ldoption` of Linux up to 5.3). */
import { type CompilerWords, splitCompilerWords } from './compiler-words.ts';
import type { CompilerProfile, RecordedAnswer } from './profile.ts';

/** Words that the linker gets or that choose what is linked. Source: GCC manual, "Link Options"; aarch64 link specs. */
const linkerWord =
  /^-(?:Wl,|nostdlib$|nostartfiles$|nodefaultlibs$|shared|static|rdynamic$|symbolic$|s$|r$|(?:no-)?pie$|f(?:no-)?(?:pie|PIE|pic|PIC)$|fuse-ld=|flto|m(?:little|big)-endian$|E[BL]$|m(?:abi|cmodel)=|mfix-cortex)/;

function linkerWords({ flags }: CompilerWords): string {
  return JSON.stringify(flags.filter((flag) => linkerWord.test(flag)).sort());
}

function isEmptyLink(call: CompilerWords): boolean {
  const { flags, inputs, language, mode, obstacle } = call;
  const isEmpty = language === 'c' && inputs.length === 1 && inputs[0] === '/dev/null';
  return mode === 'link' && isEmpty && obstacle === null && flags.includes('-nostdlib');
}

/**
 * The recorded link of a text without content and without libraries that the linker sees alike: what is compiled is empty
 * whatever the other words are, as long as the compiler takes them. Null when there is none that succeeded.
 */
export function findEmptyLink(call: CompilerWords, profile: CompilerProfile): RecordedAnswer | null {
  if (!isEmptyLink(call)) return null;
  const wanted = linkerWords(call);
  const isSame = ({ args, input, status, tool }: RecordedAnswer): boolean => {
    if (tool !== 'compiler' || input !== null || status !== 0 || !args.includes('-nostdlib')) return false;
    const words = splitCompilerWords(args);
    return isEmptyLink(words) && linkerWords(words) === wanted;
  };
  return profile.answers.find(isSame) ?? null;
}
