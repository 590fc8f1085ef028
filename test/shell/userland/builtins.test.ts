import { describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

const texts = [
  'echo a  b; echo; echo -n x; echo "a\\tb\\c d"',
  'printf "%s-%d\\n" a 1 b 2',
  'pwd >/dev/null; cd /; pwd',
  'cd /nope; echo $?',
  'set -- a b c; shift; echo $1 $#; shift 2; echo $#',
  'shift; echo no',
  'export X=1; echo $X; unset X; echo "<$X>"',
  'f() { :; }; unset -f f; f; echo $?',
  'read x y <<E\na b c\nE\necho "<$x><$y>"',
  'read -r x <<E\na\\b\nE\necho "$x"',
  'eval echo a "b;" echo c',
  ':; echo $?',
  'exit 300',
  'test a; echo $?; [ a = b ]; echo $?',
  'command -v cd; command -v if; command echo a',
  'trap "" INT; echo a',
  'set -f; echo *; set +f',
  'export 1x=2; echo no',
  '[ a; echo $?',
  'unset 1; echo no',
  'exit a',
];

describe.skipIf(!isDash)('builtins as dash has them', () => {
  it.each(texts)('%j', (text) => {
    expectAsDash(text);
  });
});
