import { test } from 'vitest';
import { expectExpansions } from '../../support/make-both.ts';

test('if, or and and expand an argument only when it is needed', () => {
  expectExpansions([
    '$(if  x , yes ,no)|$(if ,yes, no )|$(if $(E),yes)|$(if  ,a)',
    '$(or ,$(E), b ,$(info not reached))|$(or )',
    '$(and a,$(info reached)b,c )|$(and a,,$(info not reached))',
    '$(if $(filter a,a b),$(if ,x,y))',
  ]);
});
