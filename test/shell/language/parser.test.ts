import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { isName, parseShell } from '../../../src/shell/language/parser.ts';
import { Unsupported } from '../../../src/shell/language/signals.ts';
import { isDash } from '../dash.ts';

const good = [
  'a',
  'a; b',
  'a && b || c',
  '! a',
  'a | b | c',
  '(a; b)',
  '{ a; }',
  'if a; then b; elif c; then d; else e; fi',
  'while a; do b; done',
  'until a; do b; done',
  'for x in 1 2; do a; done',
  'for x; do a; done',
  'case x in a|b) c;; (d) ;; esac',
  'f() { a; }',
  'a >x 2>&1 <y',
  'a <<E\n$x\nE\n',
  "a <<'E'\n$x\nE",
  'a=1 b=$(c) d',
  'a "$(b "c d")" `e`',
  'a ${x:-y} ${#x} ${x%%.*} $((1+2))',
  'a # comment',
  'a \\\n b',
  '',
];
const bad = [
  'if a; then b',
  'fi',
  'a | | b',
  '(a',
  'a )',
  'case x in a) b',
  'for 1 in a; do b; done',
  '"a',
  "'a",
  '$(a',
  '${x',
  'a && ',
  '{ a;',
  'done',
];

describe.skipIf(!isDash)('the parser takes what dash takes', () => {
  it.each(good)('%j', (text) => {
    expect(spawnSync('/bin/sh', ['-n', '-c', text]).status).toBe(0);
    expect(() => parseShell(text)).not.toThrow();
  });

  it.each(bad)('not %j', (text) => {
    expect(spawnSync('/bin/sh', ['-n', '-c', text]).status).not.toBe(0);
    expect(() => parseShell(text)).toThrow(Unsupported);
  });
});

it('numbers the lines of commands', () => {
  const program = parseShell('a\n\nb\n');
  expect(program).toMatchObject({ kind: 'sequence', commands: [{ line: 1 }, { line: 3 }] });
});

/** The shell's own rule: an assignment is one only for a name. */
it.each(['a', '_', 'A1', '1a', 'a-b', '', 'a.b', 'ä'])('isName(%j)', (text) => {
  const { status } = spawnSync('/bin/sh', ['-c', `set -e; ${text}=1; exit 7`]);
  expect(isName(text)).toBe(status === 7);
});

it('nesting has an end', () => {
  expect(() => parseShell('('.repeat(5000))).toThrow('nested too deeply');
});
