/**
 * SARIF 2.1.0 (OASIS), as GitHub code scanning takes it: at most 25,000 results a run, each with a place in the
 * repository, rules with stable identifiers, fingerprints that stay. Source: SARIF v2.1.0 plus errata 01; GitHub,
 * "SARIF support for code scanning".
 */
import type { Severity } from '../../core/diagnostic.ts';
import { escapeJson } from '../../core/display.ts';
import { joinRuns } from './join-runs.ts';
import type { Reported, ReportedEdit, ReportedFinding, ReportedPlace, ReportedSuppressed } from './reported.ts';

/** Results that GitHub takes of one run. */
const maxResults = 25_000;

const levels: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note', hint: 'note' };

/** Runs that GitHub takes of one file. */
const maxRuns = 20;

/** A log with a run for each; the identifiers of several runs differ, as GitHub asks. */
export function renderSarif(reports: readonly Reported[]): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: (reports.length > maxRuns ? [joinRuns(reports)] : reports).map(runOf),
  };
  return `${escapeJson(JSON.stringify(log, null, 2))}\n`;
}

function runOf(report: Reported): object {
  // What counts comes before what is suppressed.
  const all: readonly (ReportedFinding | ReportedSuppressed)[] = [...report.findings, ...(report.suppressed ?? [])];
  const results = all.slice(0, maxResults);
  const rules = [...new Set(results.map(({ rule }) => rule))].sort();
  const left = all.length - results.length;
  return {
    tool: {
      driver: {
        name: 'kgate',
        version: report.version,
        rules: rules.map((id) => ({ id, help: { text: `kgate explain ${id}` } })),
      },
    },
    automationDetails: { id: `kgate ${report.command}/${report.build ?? report.subject}` },
    columnKind: 'utf16CodeUnits',
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications:
          left === 0
            ? []
            : [{ level: 'warning', message: { text: `${left} more findings are left out: ${maxResults} are taken` } }],
      },
    ],
    results: results.map((finding) => resultOf(finding, rules)),
  };
}

function resultOf(finding: ReportedFinding | ReportedSuppressed, rules: readonly string[]): object {
  const { fingerprint, fixes, message, notes, place, rule, severity, steps } = finding;
  const placed = steps.filter((step) => step.place !== null);
  const edited = fixes.filter(({ edits }) => edits.length > 0);
  return {
    ruleId: rule,
    ruleIndex: rules.indexOf(rule),
    level: levels[severity],
    message: { text: [message, ...notes, ...fixes.map((fix) => `Fix: ${fix.title}`)].join('\n') },
    locations: [locationOf(place)],
    ...('justification' in finding && {
      suppressions: [{ kind: 'inSource', status: 'accepted', justification: finding.justification }],
    }),
    partialFingerprints: { 'kgate/v1': fingerprint, primaryLocationLineHash: `${fingerprint.slice(0, 16)}:1` },
    ...(placed.length > 0 && {
      relatedLocations: placed.map((step, id) => ({
        id,
        ...locationOf(step.place as ReportedPlace),
        message: { text: step.message },
      })),
      // From the root to the finding, as code flows are read.
      codeFlows: [
        {
          threadFlows: [
            {
              locations: [...placed].reverse().map((step) => ({
                location: { ...locationOf(step.place as ReportedPlace), message: { text: step.message } },
              })),
            },
          ],
        },
      ],
    }),
    ...(edited.length > 0 && {
      fixes: edited.map((fix) => ({
        description: { text: fix.title },
        artifactChanges: changesOf(fix.edits),
      })),
    }),
  };
}

function locationOf({ path, line, column }: ReportedPlace): object {
  const region = { startLine: line, ...(column !== null && { startColumn: column }) };
  return { physicalLocation: { artifactLocation: { uri: uriOf(path), uriBaseId: '%SRCROOT%' }, region } };
}

/** A relative reference of RFC 3986. */
function uriOf(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}

function changesOf(edits: readonly ReportedEdit[]): object[] {
  return [...new Set(edits.map(({ path }) => path))].map((path) => ({
    artifactLocation: { uri: uriOf(path), uriBaseId: '%SRCROOT%' },
    replacements: edits
      .filter((edit) => edit.path === path)
      .map(({ end, start, text }) => ({
        deletedRegion: {
          startLine: start.line,
          startColumn: start.column,
          endLine: end.line,
          endColumn: end.column,
        },
        insertedContent: { text },
      })),
  }));
}
