/** Builtins of a script for bash. Source: Bash Reference Manual 5.2, 4.1 and 4.2. */

import type { ByteString } from '../../core/bytes.ts';
import { isName } from '../language/parser.ts';
import { Unsupported } from '../language/signals.ts';
import { setArray, setVariable } from '../run/services.ts';
import type { Builtin, Shell } from '../run/state.ts';
import { builtins } from './builtins.ts';

/** Builtins that only bash has, or that do something else there. */
export const bashBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ['declare', runDeclare],
  ['getopts', runGetopts],
  ['local', runLocal],
]);

/** `declare -a NAME…`: in a function it is `local -a`. */
function runDeclare(shell: Shell, args: readonly ByteString[], isTested: boolean): number {
  if (args[0] !== '-a') throw new Unsupported('declare');
  if (shell.locals !== null) return runLocal(shell, args, isTested);
  for (const name of args.slice(1)) {
    if (!isName(name) || shell.variables.get(name)?.value !== undefined) throw new Unsupported('operand of declare');
    setArray(shell, name, [], true);
  }
  return 0;
}

function runLocal(shell: Shell, args: readonly ByteString[], isTested: boolean): number {
  const isArray = args[0] === '-a';
  const operands = isArray ? args.slice(1) : args;
  if (isArray && !operands.every(isName)) throw new Unsupported('operand of local');
  const { locals } = shell;
  for (const operand of operands) {
    const [name = ''] = operand.split('=');
    // An array of a caller is hidden.
    if (locals?.has(name) === false && shell.variables.get(name)?.elements !== undefined) {
      locals.set(name, shell.variables.get(name));
      shell.variables.set(name, undefined);
    }
  }
  const status = builtins.get('local')?.(shell, operands, isTested) ?? 0;
  if (isArray) for (const name of operands) setArray(shell, name, [], true);
  return status;
}

/** Where in a word of several options a shell is; forgotten when OPTIND is another one. */
const places = new WeakMap<Shell, { readonly index: number; readonly at: number }>();

/** `getopts :LETTERS NAME [WORD…]`; without the colon it would have messages of its own. */
function runGetopts(shell: Shell, args: readonly ByteString[]): number {
  const [letters = '', name = '', ...given] = args;
  if (!letters.startsWith(':') || !isName(name)) throw new Unsupported('getopts');
  const words = given.length > 0 ? given : shell.positional;
  const index = Number(shell.variables.get('OPTIND')?.value ?? '1');
  const place = places.get(shell);
  const at = place?.index === index ? place.at : 1;
  const word = words[index - 1] ?? '';
  const isEnd = at === 1 && (!/^-./.test(word) || word === '--');
  /** Sets what a call gives, and where the next one begins. */
  const give = (option: ByteString, argument: ByteString | null, next: number, nextAt = 1): number => {
    setVariable(shell, name, option);
    if (argument === null) shell.variables.set('OPTARG', undefined);
    else setVariable(shell, 'OPTARG', argument);
    shell.variables.set('OPTIND', { value: String(next), isExported: false });
    places.set(shell, { index: next, at: nextAt });
    return isEnd ? 1 : 0;
  };
  if (isEnd) return give('?', null, word === '--' ? index + 1 : index);
  const letter = word.charAt(at);
  const isLast = at + 1 === word.length;
  const [next, nextAt] = isLast ? [index + 1, 1] : [index, at + 1];
  const known = letter === ':' ? -1 : letters.indexOf(letter, 1);
  if (known < 0) return give('?', letter, next, nextAt);
  if (letters.charAt(known + 1) !== ':') return give(letter, null, next, nextAt);
  if (!isLast) return give(letter, word.slice(at + 1), index + 1);
  const argument = words[index];
  return argument === undefined ? give(':', letter, index + 1) : give(letter, argument, index + 2);
}
