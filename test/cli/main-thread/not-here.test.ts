import { beforeEach, expect, it } from 'vitest';
import { missing, notHere } from '../../../src/cli/main-thread/not-here.ts';

beforeEach(() => {
  missing.isAskedFor = false;
});

it.each<[string, (part: never) => unknown]>([
  ['called', (part: () => void) => part()],
  ['made an object of', (part: new () => object) => new part()],
  ['asked for a member', (part: { readonly size: number }) => part.size],
  ['looked into', (part: object) => 'size' in part],
  ['spread', (part: object) => ({ ...part })],
  ['a class of errors', (part: new () => object) => new Error('x') instanceof part],
  ['put into a text', (part: string) => `${part}.`],
])('a part that is left out ends the run when it is %s', (_, use) => {
  const part = notHere('runMake') as never;
  expect(missing.isAskedFor).toBe(false);
  expect(() => use(part)).toThrow('runMake');
  expect(missing.isAskedFor).toBe(true);
});
