import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { Definition } from '../../make/index.ts';
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
  readonly definition: Definition;
}

/** The assignment whose text brings a flag onto command lines; null when its text holds no such word. */
export function findFlagSource({ evaluation }: MakeLevel, flag: ByteString): FlagSource | null {
  const words = flag.split(' ').map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`(?:^|[\\s,("'])${words.join('\\s+')}(?=$|[\\s,)"'])`);
  const rest = evaluation.variableNames().filter((name) => !usual.includes(name) && !/^(?:MAKE|\.|-\*-)/.test(name));
  for (const name of [...usual, ...rest]) {
    for (const definition of evaluation.lookup(name).definitions) {
      const { text, location, value } = definition;
      const isNamed = pattern.test(text) || (location === null && pattern.test(value));
      if (isNamed) return { variable: name, location, definition };
    }
  }
  return null;
}
