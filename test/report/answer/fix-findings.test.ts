import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { fixFindings, type SettingsFile } from '../../../src/report/answer/fix-findings.ts';
import { reportFormats } from '../../../src/report/formats/index.ts';
import { reportFormatNames } from '../../../src/report/formats/names.ts';
import { type Reported, reportFindings } from '../../../src/report/formats/reported.ts';
import type { FixResult } from '../../../src/results/fix.ts';
import { emptyFix, fixAnswer } from '../../support/fix-results.ts';

const fixed: FixResult = { ...emptyFix, verdict: 'fixed', answers: [fixAnswer()] };
const fragment = (text: string, name = 'board.config'): SettingsFile => ({ name, text });

/** A file with the edits of all findings, those that stand last first. */
function edited(result: FixResult, file: SettingsFile): string {
  const edits = fixFindings(result, [file]).flatMap(({ fixes }) => fixes.flatMap(({ edits: own = [] }) => own));
  let text = file.text;
  for (const { end, start, text: own } of edits.toReversed().sort((one, other) => other.start - one.start)) {
    text = text.slice(0, start) + own + text.slice(end);
  }
  return text;
}

describe('a change', () => {
  it('is a finding at the line that has the setting, which it replaces', () => {
    const file = fragment('CONFIG_A=y\nCONFIG_MODVERSIONS=y\n# CONFIG_RUST is not set\n');
    const found = fixFindings(fixed, [file]);
    expect(found.map(({ code, location, message }) => [code, location, message])).toEqual([
      ['fix/change', { file: 'board.config', line: 2 }, 'CONFIG_MODVERSIONS=n: RUST depends on !MODVERSIONS'],
      ['fix/change', { file: 'board.config', line: 3 }, 'CONFIG_RUST=y: for RUST=y'],
    ]);
    expect(found[0]?.causes).toMatchObject([{ location: { file: 'init/Kconfig', line: 1978 } }]);
    expect(edited(fixed, file)).toBe('CONFIG_A=y\n# CONFIG_MODVERSIONS is not set\nCONFIG_RUST=y\n');
  });

  it.each([
    ['CONFIG_A=y\n', 'CONFIG_A=y\n'],
    ['CONFIG_A=y', 'CONFIG_A=y\n'],
    ['', ''],
  ])('of a setting that no file has stands at the end: %j', (text, before) => {
    expect(edited(fixed, fragment(text))).toBe(`${before}# CONFIG_MODVERSIONS is not set\nCONFIG_RUST=y\n`);
  });

  it('is in the file that counts: the last line of the first file that has it; a longer name is another symbol', () => {
    const files = [
      fragment('CONFIG_RUST_IS_AVAILABLE=y\nCONFIG_RUST=n\nCONFIG_RUST=m\n', 'last.config'),
      fragment('CONFIG_RUST=y\nCONFIG_MODVERSIONS=y\n', 'base.config'),
    ];
    expect(fixFindings(fixed, files).map(({ location }) => location)).toEqual([
      { file: 'base.config', line: 2 },
      { file: 'last.config', line: 3 },
    ]);
  });

  it('is at what asks for it where there is no file', () => {
    const found = fixFindings(fixed, []);
    expect(found.map(({ location }) => location)).toEqual([{ file: 'init/Kconfig', line: 1978 }, null]);
    expect(found.flatMap(({ fixes }) => fixes.map(({ edits }) => edits))).toEqual([[], []]);
  });
});

it('without an answer: what stands against it; nothing where all holds', () => {
  expect(fixFindings({ ...emptyFix, verdict: 'holds' }, [])).toEqual([]);
  const conflicts = [{ message: 'RUST depends on X', location: { file: 'init/Kconfig', line: 3 }, symbol: 'RUST' }];
  const proof = { requests: ['RUST=y'], conflicts, roots: [] };
  const [found] = fixFindings({ ...emptyFix, verdict: 'impossible', proof }, []);
  expect(found).toMatchObject({
    code: 'fix/impossible',
    severity: 'error',
    location: { file: 'init/Kconfig', line: 3 },
  });
  expect(fixFindings(emptyFix, [])).toMatchObject([{ code: 'fix/undecided', severity: 'warning' }]);
});

describe('in the formats of other programs', () => {
  const file = fragment('CONFIG_MODVERSIONS=y\n');
  const findings = reportFindings({
    diagnostics: fixFindings(fixed, [file]),
    fileOf: (path) => ({ path, shown: path, absolute: path }),
    textOf: ({ path }) => (path === file.name ? file.text : undefined),
    isKept: () => true,
  });
  const report: Reported = {
    version: '1',
    command: 'fix',
    subject: 'RUST=y',
    build: null,
    verdict: 'FIXED',
    isFailed: false,
    findings,
  };
  const text = (name: (typeof reportFormatNames)[number]): string => reportFormats[name]([report]);

  it('sarif is valid, with each line as a fix', () => {
    const require = createRequire(import.meta.url);
    const path = require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json');
    const schema = JSON.parse(readFileSync(path, 'utf8')) as object;
    const ajv = new AjvDraft4.default({ strict: false, unicodeRegExp: false });
    addFormats.default(ajv);
    const validate = ajv.compile(schema);
    const log = JSON.parse(text('sarif'));
    expect(validate(log) ? [] : validate.errors).toEqual([]);
    const [first] = log.runs[0].results;
    expect(first.fixes[0].artifactChanges[0].replacements[0]).toEqual({
      deletedRegion: { startLine: 1, startColumn: 1, endLine: 1, endColumn: 21 },
      insertedContent: { text: '# CONFIG_MODVERSIONS is not set' },
    });
  });

  it('rdjsonl has a suggestion for each', () => {
    const lines = text('rdjsonl')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ suggestions }) => suggestions[0].text)).toEqual([
      '# CONFIG_MODVERSIONS is not set',
      'CONFIG_RUST=y\n',
    ]);
  });

  it.each(reportFormatNames)('%s names both', (name) => {
    expect(text(name)).toContain('MODVERSIONS');
    expect(text(name)).toContain('RUST');
  });
});
