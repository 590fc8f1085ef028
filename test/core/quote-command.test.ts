import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { quoteCommand } from '../../src/core/quote-command.ts';

it.each([[['gcc', '-c', 'a.c']], [['printf', '%s', "it's"]], [['x', '', 'a b', '$HOME', '"', '\\', '*', '`id`', 'é']]])(
  'a shell reads %j back',
  (argv) => {
    const words = execFileSync('/bin/sh', ['-c', `printf '%s\\n' ${quoteCommand(argv)}`], { encoding: 'utf8' });
    expect(words.split('\n').slice(0, -1)).toEqual(argv);
  },
);

it('leaves plain words alone', () => {
  expect(quoteCommand(['aarch64-linux-gnu-gcc', '-std=c11', '-I./include'])).toBe(
    'aarch64-linux-gnu-gcc -std=c11 -I./include',
  );
});
