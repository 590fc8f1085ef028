import { describe, it } from 'vitest';
import { expectAsDash, isDash } from '../dash.ts';

const texts = [
  'echo a >f; cat f',
  'echo a >f; echo b >>f; cat f',
  'echo a >f; echo b >f; cat f',
  '{ echo a; echo b >&2; } 2>&1',
  'echo a 2>/dev/null >&2',
  'cat <<E\na\nE',
  'x=1; cat <<E\n$x\nE',
  "x=1; cat <<'E'\n$x\nE",
  'cat <<-E\n\ta\n\tE',
  'echo a >no/such; echo $?',
  'cat <nope; echo $?',
  '>f; cat f; echo $?',
  'echo a >f 2>&1; cat <f',
  'read x <<E\nword\nE\necho $x',
  'if true; then echo a; fi >f; cat f',
  '(echo a; echo b) >f; cat f',
];

describe.skipIf(!isDash)('redirections as dash has them', () => {
  it.each(texts)('%j', (text) => {
    expectAsDash(text);
  });
});
