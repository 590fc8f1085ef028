import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';

/** Variables that make the command lines of probes, in the order in which their words are looked for. */
const usual: readonly ByteString[] = [
  'CC',
  'LD',
  'CLANG_FLAGS',
  'KBUILD_CPPFLAGS',
  'KBUILD_CFLAGS',
  'KBUILD_AFLAGS',
  'KBUILD_LDFLAGS',
];

/** What {@link findFlagSource} finds. */
export interface FlagSource {
  readonly variable: ByteString;
  /** Null for the command line, the environment and built-in values. */
  readonly location: Location | null;
}

/** The assignment whose text brings a flag onto command lines; null when its text holds no such word. */
export function findFlagSource({ evaluation }: MakeLevel, flag: ByteString): FlagSource | null {
  const words = flag.split(' ').map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?:^|[\\s,("'])${words.join('\\s+')}(?=$|[\\s,)"'])`);
  const rest = evaluation.variableNames().filter((name) => !usual.includes(name) && !/^(?:MAKE|\.|-\*-)/.test(name));
  for (const name of [...usual, ...rest]) {
    for (const { text, location, value } of evaluation.lookup(name).definitions) {
      if (pattern.test(text) || (location === null && pattern.test(value))) return { variable: name, location };
    }
  }
  return null;
}
