import type { Severity } from '../../core/diagnostic.ts';
import type { Reported, ReportedFinding } from './reported.ts';

const order: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/**
 * Runs as one, for formats that know one: a finding of several builds is there once, under the one fingerprint that it has, with
 * the heaviest severity and the names of the builds. A run by itself stays as it is.
 */
export function joinRuns(runs: readonly Reported[]): Reported {
  const [first] = runs;
  if (first === undefined || runs.length === 1) return first ?? noRun;
  const found = new Map<string, { finding: ReportedFinding; builds: string[] }>();
  for (const { build, findings } of runs) {
    for (const finding of findings) {
      const known = found.get(finding.fingerprint);
      const builds = [...(known?.builds ?? []), build ?? ''];
      const isHeavier = known === undefined || order.indexOf(finding.severity) < order.indexOf(known.finding.severity);
      found.set(finding.fingerprint, { finding: isHeavier ? finding : known.finding, builds });
    }
  }
  const findings = [...found.values()].map(({ builds, finding }): ReportedFinding => {
    const names = `${builds.length === 1 ? 'build' : 'builds'} ${builds.join(', ')}`;
    return { ...finding, message: `${finding.message} (${names})` };
  });
  const suppressed = new Map(
    runs.flatMap((run) => (run.suppressed ?? []).map((finding) => [finding.fingerprint, finding] as const)),
  );
  // What one build has counts, whatever a comment says in another.
  for (const fingerprint of found.keys()) suppressed.delete(fingerprint);
  const failed = runs.filter(({ isFailed }) => isFailed);
  const names = failed.map(({ build }) => build ?? '').join(', ');
  return {
    ...first,
    build: null,
    subject: `${runs.length} builds`,
    verdict:
      failed.length === 0 ? `${runs.length} builds pass` : `${failed.length} of ${runs.length} builds fail: ${names}`,
    isFailed: failed.length > 0,
    findings: findings.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity)),
    suppressed: [...suppressed.values()],
  };
}

const noRun: Reported = {
  version: '',
  command: 'check',
  subject: '',
  verdict: '',
  isFailed: false,
  build: null,
  findings: [],
};
