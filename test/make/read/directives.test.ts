import { describe, test } from 'vitest';
import { expectAsMake } from '../../support/make-both.ts';

describe('export, unexport, undefine', () => {
  const show = 'all: ; @echo "[$$A] [$$B] [$$C]"\n';
  test.each([
    ['A = 1\nexport A\nB = 2\n'],
    ['export\nA = 1\nB = $(A)2\n'],
    ['export A B\nA = 1\nunexport A\n'],
    ['export A = 1\nexport B := 2\nunexport C\n'],
    ['A = 1\nexport A\nundefine A\n'],
    ['override undefine C\nexport C\n'],
    ['undefine \n'],
  ])('%j', (text) => {
    expectAsMake(text + show, { env: { C: 'env' } });
  });
});
