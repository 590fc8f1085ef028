import { describe, expect, it } from 'vitest';
import { formatErrorReport, toErrorReport } from '../../src/cli/error-report.ts';
import { HostError } from '../../src/core/errors.ts';

describe('formatErrorReport', () => {
  it('puts message and hint on a line each', () => {
    const report = toErrorReport(new HostError('host/unwritable', 'cannot write\n x', { hint: 'fix it' }));
    expect(formatErrorReport(report, false)).toBe('kgate: cannot write x\n  hint: fix it\n');
  });

  it('shows the ends of a message that is too long to be read', () => {
    const path = `/begin/${'X'.repeat(50_000_000)}`;
    const text = formatErrorReport(toErrorReport(new HostError('host/unwritable', `cannot write ${path}: why`)), false);
    expect(text.length).toBeLessThan(2100);
    expect(text).toMatch(/^kgate: cannot write \/begin\/X+ … X+: why\n$/);
  });
});
