import { describe, expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { makeVersionOf } from '../../../src/kernel/levels/make-version.ts';

describe('makeVersionOf', () => {
  it('takes the name that is given and asks nothing', () => {
    const host = createMemoryHost();
    expect(makeVersionOf(host, '4.4.1')().makeVersionText).toBe('4.4.1');
    expect(host.calls).toEqual([]);
    expect(() => makeVersionOf(host, '3.82')).toThrow(expect.objectContaining({ code: 'kernel/unknown-make-version' }));
  });

  it('asks the make on PATH once, when it is called', () => {
    const host = createMemoryHost({ run: () => ({ stdout: 'GNU Make 4.2.1\n' }) });
    const version = makeVersionOf(host, null);
    expect(host.calls).toHaveLength(0);
    expect([version().makeVersion, version().makeVersion]).toEqual(['4.2.1', '4.2.1']);
    expect(host.calls).toHaveLength(1);
  });

  it('is 4.3 where there is no make', () => {
    expect(makeVersionOf(createMemoryHost(), null)().makeVersion).toBe('4.3');
  });
});
