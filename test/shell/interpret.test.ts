import { expect, it } from 'vitest';
import { interpret } from './dash.ts';

it('a text outside of what is interpreted exactly is unsupported', () => {
  expect(interpret('sleep 1 &', '/')).toEqual({ kind: 'unsupported', reason: 'background command' });
  expect(interpret('echo a; wait', '/')).toMatchObject({ kind: 'unsupported' });
});

it('a file that cannot be read leaves the text to a real shell', () => {
  expect(interpret('x=$(cat /proc/self/mem); echo $x', '/')).toMatchObject({ kind: 'unsupported' });
});

it('a program without an answer, and a text without an end, are unknown', () => {
  expect(interpret('ls /', '/')).toEqual({ kind: 'unknown', reason: 'ls / is run' });
  expect(interpret('while :; do :; done', '/')).toMatchObject({ kind: 'unknown' });
  expect(interpret('f() { f; }; f', '/')).toMatchObject({
    kind: 'unknown',
    reason: 'the shell text is nested too deeply',
  });
});
