/** Lists of file names in rules and directives. Source: GNU make manual 4.3 §4.3, §4.4, §11.1; observed with make 4.3. */
import type { ByteString } from '../../core/bytes.ts';
import { limits } from '../limits.ts';
import { stripDotSlash } from '../state/file-view.ts';
import type { MakeState } from '../state/make-state.ts';
import { limitReached } from '../state/spending.ts';
import { skipSpaces, splitWords, takeUntil } from '../syntax/chars.ts';
import { glob, globMembers, hasGlob } from './glob.ts';
import { expandTilde } from './tilde.ts';

/** Options of {@link parseFileNames}. */
export interface FileNameOptions {
  /** Character that ends the list (`:` or `|`), 0 for none. */
  readonly stop: number;
  readonly glob: boolean;
}

/** A list of names, and what is left of the text after it. */
export interface FileNames {
  readonly names: ByteString[];
  /** Text from the stop character on, empty when the list took everything. */
  readonly rest: ByteString;
}

/** Quotes, and white space that does not end a name. */
const needsCare = /[\\\n\v\f\r]/;

/** Splits names at blanks, honouring backslashes, and with `glob` expands tildes and wildcards. */
export function parseFileNames(make: MakeState, text: ByteString, options: FileNameOptions): FileNames {
  const names: ByteString[] = [];
  const mayGlob = options.glob && hasGlob(text);
  let archive: ByteString | null = null;
  const add = (raw: ByteString): void => {
    let name = stripDotSlash(raw);
    if (options.glob) name = expandTilde(make, name);
    if (archive !== null) {
      // `LIB(A B)` means `LIB(A) LIB(B)`. Source: GNU make manual 4.3 §11.1.
      if (name === ')') {
        archive = null;
        return;
      }
      const isLast = name.endsWith(')');
      name = `${archive}${isLast ? name : `${name})`}`;
      if (isLast) archive = null;
    } else if (name.indexOf('(') > 0 && !name.includes(')')) {
      const open = name.indexOf('(') + 1;
      if (!text.includes(')', text.indexOf(raw))) {
        names.push(name);
        return;
      }
      archive = name.slice(0, open);
      if (open === name.length) return;
      name = `${name})`;
    }
    if (mayGlob && hasGlob(name)) {
      const open = name.endsWith(')') ? name.indexOf('(') : -1;
      const found = open > 0 ? globMembers(make, name.slice(0, open), name.slice(open + 1, -1)) : glob(make, name);
      if (found.length > 0) {
        for (const one of found) names.push(one);
        return;
      }
    }
    names.push(name);
    if (names.length > limits.names) limitReached(make, 'make/limit-size', 'kgate: too many file names');
  };
  const stop = options.stop === 0 ? 32 : options.stop;
  if ((stop === 32 || text.indexOf(String.fromCharCode(stop)) < 0) && !needsCare.test(text)) {
    for (const name of splitWords(text)) add(name);
    return { names, rest: '' };
  }
  let at = 0;
  for (;;) {
    // White space of any kind is passed over before a name, but only blanks end one.
    at = skipSpaces(text, at);
    if (at >= text.length) return { names, rest: '' };
    if (text.charCodeAt(at) === stop) return { names, rest: text.slice(at) };
    const name = takeUntil(text, at, 32, 9, stop, false);
    add(name.taken);
    at = name.at < 0 ? text.length : name.at;
  }
}
