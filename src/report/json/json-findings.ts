/** The JSON form of results with findings: short, so that a log can hold it, and with `--verbose` everything. */
import { createHash } from 'node:crypto';
import { decodeBytes } from '../../core/bytes.ts';
import type { AnyDiagnostic, MessageArgs } from '../../core/diagnostic.ts';
import { escapeJson } from '../../core/display.ts';
import type { Location } from '../../core/location.ts';
import { shorten } from '../../core/shorten.ts';
import type { CheckForm, CheckResult } from '../../results/check.ts';
import type { FindingForm, FindingRoot, SeverityCounts } from '../../results/finding.ts';
import type { LintForm, LintResult } from '../../results/lint.ts';
import type { ProjectForm, ProjectResult } from '../../results/project.ts';
import type { SuppressedCountForm, SuppressedSummary } from '../../results/suppressed.ts';
import { rootsOf } from '../fold.ts';
import { isLost } from '../lost.ts';

/** Symptoms of a finding, values of a list, roots of a chain, and characters of a root, without `--verbose`. */
const maxItems = 20;
const maxRoots = 8;
const maxRootLength = 300;

/** What the forms need apart from the result. */
export interface FormOptions {
  readonly isVerbose: boolean;
  /** See `ReportedFinding.fingerprint`. */
  readonly fingerprints: ReadonlyMap<AnyDiagnostic, string>;
}

function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(parts.map(decodeBytes).join('\0')).digest('hex').slice(0, 16);
}

/** The file of a place, without where the machine has it. */
function fileOf(location: Location | null): string {
  const file = location?.file ?? '';
  return file.startsWith('/') ? file.slice(file.lastIndexOf('/') + 1) : file;
}

function rootForms(diagnostic: AnyDiagnostic): FindingRoot[] {
  return rootsOf(diagnostic.causes).map(({ location, text, title }) => ({
    key: keyOf(fileOf(location), title),
    message: location === null ? text : title,
    location,
  }));
}

/** The finding as JSON has it. */
function findingForm(diagnostic: AnyDiagnostic, { fingerprints, isVerbose }: FormOptions): FindingForm {
  const { args, causes, code, fixes, form, items, location, message, notes, severity } = diagnostic;
  const fingerprint = fingerprints.get(diagnostic) ?? '';
  const all = rootForms(diagnostic);
  const roots = isVerbose
    ? all
    : all.slice(0, maxRoots).map((root) => ({ ...root, message: shorten(root.message, maxRootLength) }));
  const keys = [...new Set(all.map(({ key }) => key))].sort();
  return {
    code,
    severity,
    message,
    form,
    args: isVerbose ? args : cutLists(args),
    location,
    fingerprint,
    rootCause: keys.length === 0 ? fingerprint.slice(0, 16) : keyOf(...keys),
    roots,
    notes,
    fixes: fixes.map(({ effects, ...fix }) => ({ ...fix, effectCount: effects.length, ...(isVerbose && { effects }) })),
    ...(items !== undefined && { items: isVerbose ? items : items.slice(0, maxItems), itemCount: items.length }),
    ...(isVerbose && { causes }),
  };
}

function cutLists(args: MessageArgs): MessageArgs {
  const cut = Object.entries(args).map(([name, value]) => [
    name,
    typeof value === 'object' && value !== null ? value.slice(0, maxItems) : value,
  ]);
  return Object.fromEntries(cut) as MessageArgs;
}

function severityCounts(diagnostics: readonly AnyDiagnostic[]): SeverityCounts {
  const counts = { error: 0, warning: 0, info: 0, hint: 0 };
  for (const { severity } of diagnostics) counts[severity]++;
  return counts;
}

function codeCounts(diagnostics: readonly AnyDiagnostic[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { code } of diagnostics) counts[code] = (counts[code] ?? 0) + 1;
  return counts;
}

function suppressedForm({ count, findings }: SuppressedSummary, options: FormOptions): SuppressedCountForm {
  if (findings === undefined) return { count };
  return {
    count,
    findings: findings.map(({ finding, ...rest }) => ({ ...rest, finding: findingForm(finding, options) })),
  };
}

/** The JSON form of `kgate check`. */
export function checkForm(result: CheckResult, options: FormOptions): CheckForm {
  const { coverage, diagnostics, excerpts, follows, suppressed, ...rest } = result;
  const { isVerbose } = options;
  const undecided = coverage?.undecided ?? [];
  const lost = diagnostics.filter((one) => one.severity === 'warning' && isLost(one));
  return {
    ...rest,
    schemaVersion: 2,
    counts: {
      ...severityCounts(diagnostics),
      byCode: codeCounts(diagnostics),
      lostSettings: lost.reduce((sum, { items = [] }) => sum + Math.max(1, items.length), 0),
      undecided: undecided.length,
      couldStop: undecided.filter(({ couldStop }) => couldStop).length,
    },
    coverage:
      coverage === null
        ? null
        : { goals: coverage.goals, decided: coverage.decided, ...(isVerbose && { undecided: coverage.undecided }) },
    diagnostics: diagnostics.map((one) => findingForm(one, options)),
    follows: follows.map((one) => findingForm(one, options)),
    ...(suppressed !== undefined && { suppressed: suppressedForm(suppressed, options) }),
    ...(isVerbose && { excerpts }),
  };
}

/** The JSON form of `kgate lint`. */
export function lintForm(result: LintResult, options: FormOptions): LintForm {
  const { counts, diagnostics, excerpts, suppressed, ...rest } = result;
  const found = Object.entries(counts.byRule).filter(([, count]) => count > 0);
  return {
    ...rest,
    schemaVersion: 2,
    counts: {
      ...counts,
      byRule: options.isVerbose ? counts.byRule : Object.fromEntries(found),
      ...severityCounts(diagnostics),
    },
    diagnostics: diagnostics.map((one) => findingForm(one, options)),
    ...(suppressed !== undefined && { suppressed: suppressedForm(suppressed, options) }),
    ...(options.isVerbose && { excerpts }),
  };
}

/** The JSON form of `kgate check` over the builds of a project; `optionsOf`: what the form of each needs, by its name. */
export function projectForm(result: ProjectResult, optionsOf: (name: string) => FormOptions): ProjectForm {
  const builds = result.builds.map((build) => ({
    ...build,
    result: build.result === null ? null : checkForm(build.result, optionsOf(build.name)),
  }));
  return { ...result, schemaVersion: 2, builds };
}

/** JSON with one finding a line, so that lines of a log can be looked for and compared. */
export function renderForm(form: object): string {
  const lines = Object.entries(form).map(([name, value]: [string, unknown]) => {
    if (!Array.isArray(value) || value.length === 0) return `${JSON.stringify(name)}: ${line(value)}`;
    return `${JSON.stringify(name)}: [\n${value.map((one) => `    ${line(one)}`).join(',\n')}\n  ]`;
  });
  return `{\n${lines.map((one) => `  ${one}`).join(',\n')}\n}\n`;
}

/** `call` of a cause is for those who look further. */
function line(value: unknown): string {
  const form = (key: string, item: unknown): unknown =>
    typeof item === 'string' ? decodeBytes(item) : key === 'call' ? undefined : item;
  return escapeJson(JSON.stringify(value, form));
}
