import { expect, it } from 'vitest';
import {
  isPartlyKnown,
  knownPart,
  requireKnown,
  unorderedMark,
  unrecordedMark,
} from '../../../src/shell/language/marker.ts';
import { UnknownAnswer } from '../../../src/shell/language/signals.ts';

it('a mark is no byte, and what depends on the missing part is unknown', () => {
  for (const mark of [unrecordedMark, unorderedMark]) {
    expect(mark.charCodeAt(0)).toBeGreaterThan(0xff);
    expect(isPartlyKnown(`a\n${mark}\n`)).toBe(true);
    expect(() => requireKnown(`a\n${mark}\n`)).toThrow(UnknownAnswer);
    expect(knownPart(`a\n${mark}\nb\n`)).toBe('a\nb\n');
  }
  expect(isPartlyKnown('a')).toBe(false);
  expect(requireKnown('a')).toBe('a');
});
