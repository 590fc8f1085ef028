import { describe, expect, it } from 'vitest';
import { askingFor, PolicyLog } from '../../src/host/policy-log.ts';

const location = { file: 'Makefile', line: 3 };

describe('PolicyLog', () => {
  it('notes each call once, with the text that asks', () => {
    const log = new PolicyLog('probe');
    for (let time = 0; time < 3; time += 1) {
      askingFor(log, { text: 'ls', location }, () => log.note('refused', ['ls', `${time}`], 'no tool'));
    }
    log.note('refused', ['ls'], 'no tool');
    expect(log.calls).toEqual([
      { kind: 'refused', text: 'ls', location, argv: ['ls', '0'], reason: 'no tool' },
      { kind: 'refused', text: 'ls', location: null, argv: ['ls'], reason: 'no tool' },
    ]);
  });

  it('goes back to the outer text, also after an error', () => {
    const log = new PolicyLog('deny');
    askingFor(log, { text: 'outer', location: null }, () => {
      expect(() =>
        askingFor(log, { text: 'inner', location: null }, () => {
          throw new Error('inner');
        }),
      ).toThrow('inner');
      log.note('refused', ['cc'], '');
    });
    expect(log.calls.map(({ text }) => text)).toEqual(['outer']);
  });

  it('counts what it does not keep', () => {
    const log = new PolicyLog('deny');
    for (let at = 0; at < 2010; at += 1) log.note('refused', [`p${at}`], '');
    expect([log.calls.length, log.more]).toEqual([2000, 10]);
  });

  it('a write to the own places is none', () => {
    const log = new PolicyLog('deny', ['/tree']);
    log.noteWrite('/tree/.tmp');
    expect(log.calls).toEqual([]);
    log.noteWrite('/etc/x');
    expect(log.calls).toMatchObject([{ kind: 'in-memory', argv: ['/etc/x'] }]);
  });

  it('isOwn goes by the place that writing reaches', () => {
    const log = new PolicyLog('probe', ['/tree']);
    /** `/tree/out` leads elsewhere; the file `/tree/link` is a link to `/etc/x`, `/tree/lost` one that leads nowhere. */
    const follow = (path: string): string | null =>
      path === '/tree/lost' ? null : path.replace('/tree/out', '/other').replace('/tree/link', '/etc/x');
    expect(log.isOwn(follow, '/tree/.config', false)).toBe(true);
    expect(log.isOwn(follow, '/tree/out/.config', true)).toBe(false);
    expect(log.isOwn(follow, '/tree/link', false)).toBe(false);
    expect(log.isOwn(follow, '/tree/link', true)).toBe(true);
    expect(log.isOwn(follow, '/tree/lost', false)).toBe(false);
  });
});

it('without a policy the body runs', () => {
  expect(askingFor(null, { text: '', location: null }, () => 7)).toBe(7);
});
