import { describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

const texts = [
  'true && echo y || echo n',
  'false && echo y || echo n',
  '! true; echo $?',
  'if false; then echo a; else echo b; fi',
  'for i in 1 2 3; do [ $i = 2 ] && continue; echo $i; done',
  'while true; do break; done; echo $?',
  'for i in 1 2; do for j in 1 2; do break 2; done; done; echo $i$j',
  'f() { echo "$1-$#"; return 3; }; f a b; echo $?',
  '(exit 4); echo $?',
  'x=1; (x=2; echo $x); echo $x',
  'set -e; false; echo no',
  'set -e; false || true; echo yes',
  'set -e; if false; then :; fi; echo yes',
  'set -e; (false); echo no',
  'trap "echo end" EXIT; echo a; exit 3',
  'trap "echo end" EXIT; (echo in); echo out',
  'x=$(exit 5); echo $?',
  'echo a | { read x; echo "<$x>"; }',
  'x=a; echo b | read x; echo $x',
  'case abc in a*) echo 1;; *) echo 2;; esac',
  'a=1 b=$a; echo $a$b',
  'nope-no-such-program; echo $?',
  'f() { g; }; g() { echo g; }; f',
  '{ echo a; echo b; } | { read x; read y; echo $y$x; }',
  'x=0; until [ $x = 3 ]; do x=$((x+1)); done; echo $x',
  'echo a; exit; echo b',
  'eval "echo a; exit 2"; echo b',
  'exec 2>/dev/null; nope-no-such-program; echo $?',
  'x=5; export x; x=6; echo $x',
  'command -v echo; command -v nope; echo $?',
];

describe.skipIf(!isDash)('commands as dash runs them', () => {
  it.each(texts)('%j', (text) => {
    expectAsDash(text);
  });
});
