import { expect, it } from 'vitest';
import { diagnostic } from '../../src/core/diagnostic.ts';
import { renderLintText } from '../../src/report/lint.ts';

const finding = diagnostic({
  code: 'lint/undefined-config-reference',
  severity: 'warning',
  message: `CONFIG_X is not defined ${'in words '.repeat(20)}end`,
  form: 'line',
  args: { symbol: 'X', suggestion: null },
  location: { file: 'Makefile', line: 2, column: 5 },
});

it('a finding is one line behind its position, however long; hints are counted', () => {
  const text = renderLintText(
    {
      schemaVersion: 1,
      verdict: 'fail',
      tree: { directory: '.' },
      counts: { files: 3, makefiles: 2, kconfigs: 1, byRule: { 'undefined-config-reference': 1 } },
      diagnostics: [finding, { ...finding, severity: 'hint' }],
    },
    { useColor: false, width: 60 },
  );
  const lines = text.split('\n');
  expect(lines).toContain(`Makefile:2:5: ${finding.message}`);
  expect(lines).toContain('2 makefiles and 1 Kconfig files');
  expect(text).toMatch(/fail: 1 finding, and 1 hint/);
});
