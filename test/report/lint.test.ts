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

const result = {
  schemaVersion: 1,
  verdict: 'fail',
  tree: { directory: '.' },
  counts: {
    files: 3,
    makefiles: 2,
    kconfigs: 1,
    sources: 0,
    configs: 0,
    byRule: { 'undefined-config-reference': 1 },
    notApplied: [],
  },
  diagnostics: [finding, { ...finding, severity: 'hint' }],
  excerpts: [{ file: 'Makefile', lines: [{ line: 2, text: '\t$(CONFIG_X)' }] }],
} as const;

it('a finding has its line of source; hints are counted', () => {
  const text = renderLintText(result, { useColor: false, width: 60 });
  const lines = text.split('\n');
  expect(lines).toContain(' --> Makefile:2:5');
  expect(lines).toContain('2 |     $(CONFIG_X)');
  expect(text).toContain('2 makefiles, 1 Kconfig files, 0 source files, 0\n  configurations\n');
  expect(text).toMatch(/FAIL {2}0 errors, 1 warning, 0 notes; 1 hint/);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
});

it('is one line in the concise form, however long', () => {
  const lines = renderLintText(result, { useColor: false, width: 60, isConcise: true }).split('\n');
  expect(lines[0]).toBe(`Makefile:2:5: warning[lint/undefined-config-reference]: ${finding.message}`);
});

it('names the rules that were left out', () => {
  const counts = { ...result.counts, notApplied: ['unmet-select'] };
  const text = renderLintText({ ...result, counts }, { useColor: false, width: 100 });
  expect(text).toContain('not applied, since it takes long on this tree: unmet-select (--arch ARCH --select RULE)\n');
});
