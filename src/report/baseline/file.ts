/**
 * A baseline: findings that are known and do not count. It is a file of the repository, one finding a line, so that a
 * change of it can be read.
 */
import { UsageError } from '../../core/errors.ts';
import type { GoneFinding } from '../../results/baseline.ts';
import type { Reported, ReportedFinding } from '../formats/reported.ts';

/** The findings of a run, compared with a baseline. */
export interface BaselineComparison {
  /** Findings that it does not have. */
  readonly fresh: readonly ReportedFinding[];
  readonly known: readonly ReportedFinding[];
  /** What it has and this run did not find. */
  readonly gone: readonly GoneFinding[];
}

const version = 1;

/**
 * The file of what runs found: a version, then an entry a line in the order of paths. `before` are the entries that it has now:
 * those of builds that were not run stay.
 */
export function formatBaseline(runs: readonly Reported[], before: readonly GoneFinding[] = []): string {
  const own = runs.flatMap(({ build, findings }) =>
    findings.map(({ fingerprint, message, place, rule }): GoneFinding => {
      return { fingerprint, rule, path: place.path, message, ...(build !== null && { build }) };
    }),
  );
  const builds = new Set(runs.map(({ build }) => build));
  const isOther = ({ build }: GoneFinding): boolean => build !== undefined && !builds.has(build) && !builds.has(null);
  const entries = [...own, ...before.filter(isOther)];
  const key = ({ build = '', fingerprint, path, rule }: GoneFinding): string =>
    [path, rule, fingerprint, build].join('\0');
  entries.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  const lines = entries.map((entry) => `    ${JSON.stringify(entry)}`);
  return `{\n  "version": ${version},\n  "findings": [\n${lines.join(',\n')}${lines.length > 0 ? '\n' : ''}  ]\n}\n`;
}

/** Reads a baseline. Throws UsageError `usage/baseline` for any other file. */
export function parseBaseline(name: string, text: string): readonly GoneFinding[] {
  const wrong = (what: string): UsageError =>
    new UsageError('usage/baseline', `--baseline ${name}: ${what}`, {
      hint: '--update-baseline writes the file with what is found now',
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw wrong('not JSON');
  }
  const { findings, version: written } = (value ?? {}) as { findings?: unknown; version?: unknown };
  if (written !== version) throw wrong(`not a baseline of version ${version}`);
  if (!Array.isArray(findings) || !findings.every(isEntry)) throw wrong('an entry has no fingerprint');
  return findings;
}

function isEntry(value: unknown): value is GoneFinding {
  const { fingerprint } = (value ?? {}) as { fingerprint?: unknown };
  return typeof fingerprint === 'string' && /^[0-9a-f]{64}$/.test(fingerprint);
}

/** Sorts the findings of a run into those that a baseline has and those that it has not; entries of other builds do not count. */
export function compareBaseline(
  { build, findings }: Pick<Reported, 'build' | 'findings'>,
  entries: readonly GoneFinding[],
): BaselineComparison {
  const baseline = entries.filter((entry) => build === null || entry.build === undefined || entry.build === build);
  const names = new Set(baseline.map(({ fingerprint }) => fingerprint));
  const found = new Set(findings.map(({ fingerprint }) => fingerprint));
  return {
    fresh: findings.filter(({ fingerprint }) => !names.has(fingerprint)),
    known: findings.filter(({ fingerprint }) => names.has(fingerprint)),
    gone: baseline.filter(({ fingerprint }) => !found.has(fingerprint)),
  };
}
