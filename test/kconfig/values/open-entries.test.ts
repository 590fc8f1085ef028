import { describe, expect, it } from 'vitest';
import { OpenEntries } from '../../../src/kconfig/values/open-entries.ts';
import { randomSource } from '../../differential/kconfig-generator.ts';

describe('OpenEntries', () => {
  it('takes all entries of a member at once', () => {
    const open = new OpenEntries(Int32Array.from([7, 8, 7, 9]));
    expect([open.size, open.take(2), open.size, open.take(0), open.take(1), open.take(0)]).toEqual([
      4,
      7,
      2,
      8,
      undefined,
      9,
    ]);
    expect(open.size).toBe(0);
  });

  it('is a list from which entries are taken by position', () => {
    const random = randomSource(1);
    for (let round = 0; round < 50; round++) {
      const members = Array.from({ length: random(20) }, () => random(12));
      const open = new OpenEntries(Int32Array.from(members));
      let list = members;
      while (list.length > 0) {
        const at = random(list.length + 2);
        const member = list[at];
        expect(open.take(at)).toBe(member);
        list = list.filter((other) => other !== member);
        expect(open.size).toBe(list.length);
      }
    }
  });
});
