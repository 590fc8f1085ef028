/**
 * JUnit's XML as Jenkins and GitLab read it: one test case for each rule of a file that was reported, and one for the
 * verdict, so that a run without findings has a test that passed. Source: the "Ant JUnit" form, Jenkins' xunit-plugin.
 */
import { isAtLeast } from '../../core/diagnostic.ts';
import type { Reported, ReportedFinding } from './reported.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/** A suite for each run: errors and warnings are failures, notes are cases that passed. */
export function renderJunit(reports: readonly Reported[]): string {
  const suites = reports.map(suiteOf);
  const sum = (of: (counts: Counts) => number): number => suites.reduce((total, { counts }) => total + of(counts), 0);
  const counts = { tests: sum(({ tests }) => tests), failures: sum(({ failures }) => failures), errors: 0, skipped: 0 };
  const [first] = suites;
  const name = first !== undefined && suites.length === 1 ? first.name : `kgate ${reports[0]?.command ?? ''}`.trim();
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${xmlAttributes({ name, ...counts })}>`,
    ...suites.flatMap(({ lines }) => lines),
    '</testsuites>',
    '',
  ].join('\n');
}

interface Counts {
  readonly tests: number;
  readonly failures: number;
}

function suiteOf({ build, command, findings, isFailed, subject, verdict }: Reported): {
  readonly name: string;
  readonly counts: Counts;
  readonly lines: readonly string[];
} {
  const name = `kgate ${command} ${build ?? subject}`.trim();
  const failed = findings.filter(({ severity }) => isAtLeast(severity, 'warning'));
  const counts = { tests: findings.length + 1, failures: failed.length + (isFailed ? 1 : 0), errors: 0, skipped: 0 };
  const verdictCase = isFailed
    ? `<testcase${xmlAttributes({ classname: name, name: 'verdict' })}><failure${xmlAttributes({ message: verdict, type: 'error' })}/></testcase>`
    : `<testcase${xmlAttributes({ classname: name, name: 'verdict' })}/>`;
  const lines = [
    `  <testsuite${xmlAttributes({ name, ...counts })}>`,
    `    ${verdictCase}`,
    ...findings.map((finding) => `    ${caseOf(finding)}`),
    '  </testsuite>',
  ];
  return { name, counts, lines };
}

function caseOf(finding: ReportedFinding): string {
  const { fixes, message, notes, place, rule, severity, steps } = finding;
  const attributes = xmlAttributes({
    classname: place.path,
    name: `${rule} ${finding.fingerprint.slice(0, 8)}`,
    file: place.path,
    line: place.line,
  });
  if (!isAtLeast(severity, 'warning')) return `<testcase${attributes}/>`;
  const body = [
    `${place.path}:${place.line}: ${message}`,
    ...steps.map((step) => `  ${step.place === null ? '' : `${step.place.path}:${step.place.line}: `}${step.message}`),
    ...notes,
    ...fixes.map((fix) => `fix: ${[fix.title, ...fix.commands].join('; ')}`),
  ].join('\n');
  return `<testcase${attributes}><failure${xmlAttributes({ message, type: severity })}>${xmlText(body)}</failure></testcase>`;
}
