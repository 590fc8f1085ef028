import { describe, expect, it } from 'vitest';
import { applyComments } from '../../../src/api/narrow/apply.ts';
import { withItems } from '../../../src/api/narrow/fewer-items.ts';
import { diagnostic } from '../../../src/core/diagnostic.ts';
import type { Diagnostic } from '../../../src/results/diagnostic.ts';
import { readComments } from '../../../src/suppress/comments.ts';

const item = (symbol: string, line: number) => ({
  message: `CONFIG_${symbol}=y becomes unset`,
  location: { file: 'f', line },
  symbol,
  wanted: 'y',
  value: '',
});
const lost = diagnostic({
  code: 'kernel/value-not-kept',
  severity: 'warning',
  message: '3 settings are lost: MEDIA is off',
  args: { symbol: null, wanted: null, value: null, count: 3, because: 'MEDIA', kind: 'default' },
  location: { file: 'f', line: 1 },
  items: [item('A', 1), item('B', 3), item('C', 5)],
}) as Diagnostic;

const apply = (text: string, diagnostics: readonly Diagnostic[], isKept = false) =>
  applyComments({
    diagnostics,
    commentsOf: (file) => (file === 'f' ? readComments(text, 'config') : []),
    isKept: () => isKept,
  });

describe('a finding about several lines', () => {
  const text =
    'CONFIG_A=y\n# kgate: allow kernel/value-not-kept -- later\nCONFIG_B=y\n\nCONFIG_C=y # nocheck: vendor\n';

  it('keeps the lines that no comment is about', () => {
    const { diagnostics, suppressed } = apply(text, [lost]);
    expect(diagnostics).toEqual([
      {
        ...lost,
        items: undefined,
        message: 'CONFIG_A=y becomes unset: MEDIA is off',
        args: { symbol: 'A', wanted: 'y', value: '', count: 1, because: 'MEDIA', kind: 'default' },
      },
    ]);
    expect(suppressed.map(({ comment, finding, reason }) => [finding.location?.line, reason, comment.line])).toEqual([
      [3, 'later', 2],
      [5, 'vendor', 5],
    ]);
  });

  it('goes where comments are about all lines', () => {
    const { diagnostics, suppressed } = apply('a # kgate: allow kernel/value-not-kept -- x\n'.repeat(5), [lost]);
    expect(diagnostics).toEqual([]);
    expect(suppressed).toHaveLength(3);
  });

  it('has the number of the lines that are left in its message and arguments', () => {
    const two = withItems(lost, (_one, index) => index > 0);
    expect(two).toMatchObject({
      message: '2 settings are lost: MEDIA is off',
      args: { count: 2 },
      location: { line: 3 },
    });
    const unknown = diagnostic({
      code: 'kernel/unknown-symbol',
      severity: 'warning',
      message: '3 lines name symbols that this tree does not have',
      args: { reason: 'gone', count: 3, symbols: ['A', 'B', 'C'] },
      location: { file: 'f', line: 1 },
      items: [item('A', 1), item('B', 3), item('C', 5)],
    }) as Diagnostic;
    expect(withItems(unknown, (_one, index) => index !== 1)).toMatchObject({
      message: '2 lines name symbols that this tree does not have',
      args: { count: 2, symbols: ['A', 'C'] },
    });
    expect(withItems(unknown, (_one, index) => index === 1)).toMatchObject({
      message: 'CONFIG_B=y becomes unset',
      args: { count: 1, symbols: ['B'] },
    });
  });
});

describe('a comment', () => {
  const one = (code: string): Diagnostic =>
    diagnostic({ code, severity: 'error', message: 'm', args: {}, location: { file: 'f', line: 1 } }) as never;

  it('is about the rules that it names, with or without lint/', () => {
    const text = 'a # kgate: allow dead-default, lint/dead-line -- x\n';
    const found = [one('lint/dead-default'), one('lint/dead-line'), one('lint/dead-symbol'), one('make/error')];
    expect(apply(text, found).diagnostics.map(({ code }) => code)).toEqual(['lint/dead-symbol', 'make/error']);
    // A code of another engine has its engine in front.
    expect(apply('a # kgate: allow error -- x\n', [one('make/error')]).diagnostics).toHaveLength(1);
  });

  it('of Android is about lost settings, also in the words of lint', () => {
    const found = [one('kernel/unknown-symbol'), one('lint/defconfig-not-kept'), one('lint/defconfig-duplicate')];
    expect(apply('CONFIG_A=y # nocheck: x\n', found).diagnostics.map(({ code }) => code)).toEqual([
      'lint/defconfig-duplicate',
    ]);
  });

  it('without a reason suppresses nothing', () => {
    expect(apply('a # kgate: allow dead-default\n', [one('lint/dead-default')]).suppressed).toEqual([]);
  });

  it('at a finding that stays has met it', () => {
    const { diagnostics, kept, suppressed } = apply('a # kgate: allow make/error -- x\n', [one('make/error')], true);
    expect([diagnostics.length, suppressed.length, kept.map(({ rule }) => rule)]).toEqual([1, 0, ['make/error']]);
  });
});
