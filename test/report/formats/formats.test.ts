import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import AjvDraft4 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { cause, type AnyDiagnostic, diagnostic } from '../../../src/core/diagnostic.ts';
import { display } from '../../../src/core/display.ts';
import { reportFormats } from '../../../src/report/formats/index.ts';
import { reportFormatNames } from '../../../src/report/formats/names.ts';
import { type Reported, reportFindings, reportWithSuppressed } from '../../../src/report/formats/reported.ts';

/** Everything that a tree could bring to leave its place in a report. */
const hostile = '\x1b[31m]]>"<&\'\n::error::x\n##vso[task] %0A `code` | \u202e\x00 @team ';

const files: Record<string, string> = {
  Makefile: 'a:\n\techo a\n\n$(error no)\n',
  Kconfig: 'config A\n\tbool "A"\n\tdefault y\n\tdefault n\n',
};

function findingsOf(texts: Record<string, string>, diagnostics: readonly AnyDiagnostic[], prefix = '') {
  return reportFindings({
    diagnostics,
    fileOf: (path) => (path.startsWith('/') ? null : { path, shown: prefix + path, absolute: `/tree/${path}` }),
    textOf: ({ path }) => texts[path],
    isKept: ({ path }) => path in texts,
  });
}

const stop = (line: number): AnyDiagnostic =>
  diagnostic({
    code: 'make/error',
    severity: 'error',
    message: `Makefile:${line}: *** no.  Stop.`,
    args: { text: 'no' },
    location: { file: 'Makefile', line },
    causes: [
      cause('symbol', hostile, { file: 'Kconfig', line: 1 }, [
        cause('default', 'default y', { file: 'Kconfig', line: 3 }),
      ]),
      cause('command', 'gcc -x', null),
    ],
    notes: [hostile],
    fixes: [
      {
        title: 'remove it',
        kind: 'edit',
        safety: 'safe',
        changes: [],
        edits: [{ file: 'Kconfig', start: 30, end: 41, text: '' }],
        verified: true,
        effects: [],
      },
    ],
  });
const lost = diagnostic({
  code: 'kernel/value-not-kept',
  severity: 'warning',
  message: hostile,
  args: { symbol: 'A' },
  location: { file: '.config', line: 7 },
  causes: [cause('definition', 'A is defined', { file: 'Kconfig', line: 1 })],
});
const nowhere = diagnostic({ code: 'kernel/x', severity: 'info', message: 'note', args: {}, location: null });

const report = (findings: Reported['findings'] = findingsOf(files, [lost, stop(4), nowhere])): Reported => ({
  version: '0.1.0',
  command: 'check',
  subject: 'arm64, defconfig',
  verdict: 'FAIL  1 error',
  isFailed: true,
  build: null,
  findings,
});
/** As it is written. */
const written = (format: keyof typeof reportFormats, of: Reported = report()): string =>
  display(reportFormats[format]([of]));

describe('findings', () => {
  it('of a text of several lines have what happened and the line that says it, and the text as a note', () => {
    const text = [
      '  CC      special.o',
      'In file included from special.c:4:',
      'elf.h:10:10: fatal error: gelf.h: No such file or directory',
      'compilation terminated.',
      'make[6]: *** [Makefile.build:106: special.o] Error 1',
    ];
    const missing = {
      ...stop(4),
      code: 'make/missing-header',
      form: 'verbatim',
      message: text.join('\n'),
      notes: ['n'],
    } as const;
    const [found] = findingsOf(files, [missing]);
    expect(found?.message).toBe(
      'a header or a library is missing: elf.h:10:10: fatal error: gelf.h: No such file or directory',
    );
    expect(found?.notes).toEqual([text.map((line) => line.trim()).join(' '), 'n']);
    const shell = {
      ...missing,
      code: 'make/missing-program',
      message: '/bin/sh: 1: flex: not found\nmake: *** [M:9: x] Error 127',
    };
    expect(findingsOf(files, [shell])[0]?.message).toBe('a program is missing: /bin/sh: 1: flex: not found');
  });

  it('come by weight, each with a file of the repository: of its own, of its chain, else the top makefile', () => {
    expect(report().findings.map(({ place, rule }) => [rule, place.path, place.line])).toEqual([
      ['make/error', 'Makefile', 4],
      ['kernel/value-not-kept', 'Kconfig', 1],
      ['kernel/x', 'Makefile', 1],
    ]);
    expect(findingsOf(files, [lost], 'linux/')[0]?.place.path).toBe('linux/Kconfig');
  });

  it('keep their fingerprint where lines are added above, and have one each', () => {
    const above = '# one\n'.repeat(10);
    const moved = { ...files, Makefile: above + files['Makefile'] };
    const [before, after] = [findingsOf(files, [stop(4)]), findingsOf(moved, [stop(14)])];
    expect(after[0]?.fingerprint).toBe(before[0]?.fingerprint);
    const twice = findingsOf(files, [lost, { ...lost, message: 'other' }, stop(4)]);
    expect(new Set(twice.map(({ fingerprint }) => fingerprint)).size).toBe(3);
    // The values of a message do not count.
    expect(twice.map(({ fingerprint }) => fingerprint)).toContain(
      findingsOf(files, [{ ...lost, message: 'third' }])[0]?.fingerprint,
    );
    expect(findingsOf({ ...files, Makefile: 'x:\n\n\n$(error yes)\n' }, [stop(4)])[0]?.fingerprint).not.toBe(
      before[0]?.fingerprint,
    );
  });
});

describe('sarif', () => {
  const require = createRequire(import.meta.url);
  const schema: object = JSON.parse(
    readFileSync(require.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'), 'utf8'),
  );
  const ajv = new AjvDraft4.default({ strict: false, unicodeRegExp: false, allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);

  it('is valid by the schema of 2.1.0, and a wrong one is not', () => {
    const log = JSON.parse(written('sarif'));
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    log.runs[0].results[0].level = 'fatal';
    expect(validate(log)).toBe(false);
  });

  it('has what comments suppress with their reasons behind what counts, valid by the schema', () => {
    const source = {
      fileOf: (path: string) => ({ path, shown: path, absolute: `/tree/${path}` }),
      textOf: ({ path }: { path: string }) => files[path],
      isKept: ({ path }: { path: string }) => path in files,
    };
    const [one, other] = [stop(4), stop(2)];
    const all = findingsOf(files, [other, one]);
    const { findings, suppressed } = reportWithSuppressed({ ...source, diagnostics: [one] }, [
      { finding: other, reason: hostile },
    ]);
    const log = JSON.parse(written('sarif', { ...report(findings), suppressed }));
    expect(validate(log), JSON.stringify(validate.errors)).toBe(true);
    const { results } = log.runs[0];
    expect(
      results.map(({ suppressions = [] }: { suppressions?: { kind: string }[] }) => suppressions[0]?.kind),
    ).toEqual([undefined, 'inSource']);
    expect(results[1].suppressions[0].justification).toContain('`code`');
    // Fingerprints are those of the run without comments.
    const of = (list: readonly { fingerprint: string; place: { line: number } }[]) =>
      list.map(({ fingerprint, place }) => [place.line, fingerprint]).sort();
    expect(of([...findings, ...suppressed])).toEqual(of(all));
    for (const format of reportFormatNames.filter((name) => name !== 'sarif')) {
      const [commented, without] = [{ ...report(findings), suppressed }, report(findings)];
      expect(reportFormats[format]([commented])).toBe(reportFormats[format]([without]));
    }
  });

  it('has a place, steps, fixes and fingerprints in every result that has them', () => {
    const { results, tool } = JSON.parse(written('sarif')).runs[0];
    for (const result of results) {
      expect(result.locations[0].physicalLocation.artifactLocation.uri).toMatch(/^(?:Makefile|Kconfig)$/);
      expect(result.partialFingerprints['kgate/v1']).toMatch(/^[0-9a-f]{64}$/);
      expect(tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
    }
    expect(results[0].relatedLocations).toHaveLength(2);
    expect(results[0].codeFlows[0].threadFlows[0].locations).toHaveLength(2);
    expect(results[0].fixes[0].artifactChanges[0].replacements[0].deletedRegion).toEqual({
      startLine: 4,
      startColumn: 1,
      endLine: 5,
      endColumn: 1,
    });
  });

  it('holds what GitHub takes, and counts the rest', () => {
    const many = findingsOf(
      files,
      Array.from({ length: 25_010 }, () => nowhere),
    );
    const [run] = JSON.parse(reportFormats.sarif([report(many)])).runs;
    expect(run.results).toHaveLength(25_000);
    expect(run.invocations[0].toolExecutionNotifications[0].message.text).toContain('10 more findings');
  });
});

describe('junit and checkstyle', () => {
  const xsd = readFileSync(new URL('junit.xsd', import.meta.url), 'utf8');
  const errorsOf = async (xml: string, schema?: string): Promise<readonly string[]> => {
    const { errors } = await validateXML({
      xml: [{ fileName: 'report.xml', contents: xml }],
      ...(schema !== undefined && { schema: [{ fileName: 'report.xsd', contents: schema }] }),
    } as Parameters<typeof validateXML>[0]);
    return errors.map(({ message }) => message);
  };

  it('junit is valid by its schema, and a wrong one is not', async () => {
    const xml = written('junit');
    expect(await errorsOf(xml, xsd)).toEqual([]);
    expect(await errorsOf(xml.replace('classname=', 'class='), xsd)).not.toEqual([]);
    expect(xml).toContain('tests="4" failures="3"');
  });

  it('a run without findings is one test that passed', async () => {
    const xml = written('junit', { ...report([]), isFailed: false });
    expect(await errorsOf(xml, xsd)).toEqual([]);
    expect(xml).toContain('tests="1" failures="0"');
  });

  it('checkstyle is XML with the findings of each file', async () => {
    const xml = written('checkstyle');
    expect(await errorsOf(xml, anyXml)).toEqual([]);
    expect([...xml.matchAll(/<file name="(.*)">/g)].map(([, name]) => name)).toEqual(['Kconfig', 'Makefile']);
    expect(xml.match(/<error /g)).toHaveLength(3);
  });
});

/** What checkstyle's readers look at. */
const anyXml = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="checkstyle"><xs:complexType><xs:sequence>
    <xs:element name="file" minOccurs="0" maxOccurs="unbounded"><xs:complexType><xs:sequence>
      <xs:element name="error" maxOccurs="unbounded"><xs:complexType>
        <xs:attribute name="line" type="xs:positiveInteger" use="required"/>
        <xs:attribute name="column" type="xs:positiveInteger"/>
        <xs:attribute name="severity" use="required"><xs:simpleType><xs:restriction base="xs:string">
          <xs:enumeration value="error"/><xs:enumeration value="warning"/><xs:enumeration value="info"/>
        </xs:restriction></xs:simpleType></xs:attribute>
        <xs:attribute name="message" type="xs:string" use="required"/>
        <xs:attribute name="source" type="xs:string" use="required"/>
      </xs:complexType></xs:element>
    </xs:sequence><xs:attribute name="name" type="xs:string" use="required"/></xs:complexType></xs:element>
  </xs:sequence><xs:attribute name="version" type="xs:string"/></xs:complexType></xs:element>
</xs:schema>`;

describe('gitlab', () => {
  // Source: GitLab, "Code Quality", table of the report's fields.
  it('has the fields that GitLab asks for, and fingerprints that are unique', () => {
    const issues = JSON.parse(written('gitlab')) as Record<string, never>[];
    for (const issue of issues) {
      expect(Object.keys(issue).sort()).toEqual(['check_name', 'description', 'fingerprint', 'location', 'severity']);
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(issue['severity']);
      expect(issue['location']).toEqual({
        path: expect.not.stringMatching(/^\.?\//),
        lines: { begin: expect.any(Number) },
      });
    }
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  });
});

describe('github', () => {
  it('shows the ten worst of a level, and counts the others', () => {
    const many = findingsOf(files, [...Array.from({ length: 25 }, () => stop(4)), lost]);
    const lines = written('github', report(many)).split('\n');
    expect(lines.filter((line) => line.startsWith('::error '))).toHaveLength(10);
    expect(lines.filter((line) => line.startsWith('::warning '))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith('::notice '))).toEqual([
      '::notice title=kgate::15 more errors in the summary and the log',
    ]);
  });

  it('sends no command of the tree, and names no control', () => {
    const text = written('github');
    const commands = text.split('\n').filter((line) => /^\s*(?:::|##)/.test(line));
    expect(commands).toHaveLength(3);
    expect(commands.every((line) => /^::(?:error|warning|notice) file=\w+,line=\d+,title=[\w/-]+::/.test(line))).toBe(
      true,
    );
    // biome-ignore lint: control characters are the point
    expect(text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202e]/);
  });
});

describe('rdjsonl', () => {
  it('is one object a line, with edits of its file as suggestions', () => {
    const edited = diagnostic({ ...stop(4), location: { file: 'Kconfig', line: 4 } });
    const [line = ''] = written('rdjsonl', report(findingsOf(files, [edited]))).split('\n');
    const { code, location, severity, suggestions } = JSON.parse(line);
    expect([code.value, location.path, severity]).toEqual(['make/error', 'Kconfig', 'ERROR']);
    expect(suggestions).toEqual([{ range: { start: { line: 4, column: 1 }, end: { line: 5, column: 1 } }, text: '' }]);
  });
});

describe('markdown', () => {
  it('fits the summary of a step, and counts what does not', () => {
    const many = findingsOf(
      files,
      Array.from({ length: 20_000 }, () => stop(4)),
    );
    const text = reportFormats.markdown([report(many)]);
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000);
    expect(text).toMatch(/\d+ more findings do not fit here/);
  });

  it('has no mark-up and no mention of the tree', () => {
    const text = written('markdown');
    expect(text).not.toContain('<&');
    expect(text).not.toMatch(/@team/);
    expect(text).not.toMatch(/(?<!\\)\| /);
  });
});

describe('every format', () => {
  it.each(reportFormatNames)('%s takes a run without findings', (name) => {
    expect(() => reportFormats[name]([{ ...report([]), isFailed: false }])).not.toThrow();
  });
});
