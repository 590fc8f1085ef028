import { describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

const texts = [
  'x="a  b"; for w in $x; do echo "<$w>"; done',
  'x="a  b"; for w in "$x"; do echo "<$w>"; done',
  'set -- a "b c" ""; for w in "$@"; do echo "<$w>"; done',
  'set -- a "b c" ""; for w in "$*" $*; do echo "<$w>"; done',
  'IFS=:; x=a:b::c:; for w in $x; do echo "<$w>"; done',
  'echo "<${x-d}>" "<${x:-d}>" "<${x+s}>"',
  'x=; echo "<${x-d}>" "<${x:-d}>" "<${x+s}>" "<${x:+s}>"',
  'echo ${x=v} $x',
  'x=abc; echo ${x#a} ${x%c} ${x##*b} ${x%%b*}',
  'echo \'a\'"b"c\\d',
  'echo "$(printf "a\\n\\n")x"',
  'echo "`echo a`"',
  'x=1; x=$((x+1)); echo $x',
  'echo $# $0',
  'set -u; echo $nope; echo no',
  'echo \'*\' "*" \\*',
  'echo a{b,c}',
  'echo "$@"x',
  'set --; for w in "$@" x; do echo "<$w>"; done',
];

describe.skipIf(!isDash)('expansion as dash has it', () => {
  it.each(texts)('%j', (text) => {
    expectAsDash(text);
  });
});
