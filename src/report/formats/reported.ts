/**
 * Findings as the formats of other programs take them: decoded, with places in the repository, and each with a fingerprint
 * that stays the same when lines are added above it.
 */
import { createHash } from 'node:crypto';
import { decodeBytes } from '../../core/bytes.ts';
import type { AnyDiagnostic, Cause, Fix, Severity } from '../../core/diagnostic.ts';
import { nameControls } from '../../core/display.ts';
import type { Location } from '../../core/location.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { headlineOf } from '../headline.ts';

/** A place in a file of the repository. */
export interface ReportedPlace {
  /** Relative to the repository, `/` between parts, without `./`. */
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; null where only the line is known. */
  readonly column: number | null;
}

/** A step of the chain behind a finding. */
export interface ReportedStep {
  readonly message: string;
  readonly place: ReportedPlace | null;
}

/** A replacement of text, as lines and columns count it. */
export interface ReportedEdit {
  readonly path: string;
  /** 1-based line and column of the first byte that goes, and of the first one behind. */
  readonly start: { readonly line: number; readonly column: number };
  readonly end: { readonly line: number; readonly column: number };
  readonly text: string;
}

/** A way out. */
export interface ReportedFix {
  readonly title: string;
  readonly edits: readonly ReportedEdit[];
  /** What is to be typed. */
  readonly commands: readonly string[];
  readonly isVerified: boolean;
}

/** One finding. */
export interface ReportedFinding {
  /** The finding as the engine gave it. */
  readonly origin: AnyDiagnostic;
  /** The code: `make/error`, `lint/dead-default`. */
  readonly rule: string;
  readonly severity: Severity;
  /** One line. */
  readonly message: string;
  /** Always a file of the repository: where the finding has none, the first of its chain, else the top makefile. */
  readonly place: ReportedPlace;
  /** Equal for the same finding of another run; unique within one. */
  readonly fingerprint: string;
  /** The chain, depth first. */
  readonly steps: readonly ReportedStep[];
  readonly notes: readonly string[];
  readonly fixes: readonly ReportedFix[];
}

/** A finding that a comment suppresses. */
export interface ReportedSuppressed extends ReportedFinding {
  /** The reason that the comment gives, in one line. */
  readonly justification: string;
}

/** One run. */
export interface Reported {
  readonly version: string;
  /** `check` or `lint`. */
  readonly command: string;
  /** What was looked at, in a few words: `arm64 defconfig, gcc 12`. */
  readonly subject: string;
  /** One line: `FAIL  2 errors`. */
  readonly verdict: string;
  readonly isFailed: boolean;
  /** The build of a project; null for a run by itself. */
  readonly build: string | null;
  /** Errors first. */
  readonly findings: readonly ReportedFinding[];
  /** None of `findings`; a format that has no form for these leaves them out. */
  readonly suppressed?: readonly ReportedSuppressed[];
}

/** A file that a report can name. */
export interface ReportedFile {
  /** What a fingerprint knows it by: below the tree, or behind `//` in the user's repository. */
  readonly path: string;
  /** Relative to the repository. */
  readonly shown: string;
  readonly absolute: string;
}

/** What {@link reportFindings} needs. */
export interface FindingSource {
  readonly diagnostics: readonly AnyDiagnostic[];
  /** The file that a location names; null for one that is in no repository. */
  readonly fileOf: (file: string) => ReportedFile | null;
  /** The text of a file; undefined where it cannot be read. */
  readonly textOf: (file: ReportedFile) => string | undefined;
  /** True for a file that the repository has: a `.config` is mostly none. */
  readonly isKept: (file: ReportedFile) => boolean;
}

/** A place, and the file that it is in. */
interface FoundPlace {
  readonly file: ReportedFile;
  readonly line: number;
  readonly column: number | null;
}

const order: readonly Severity[] = ['error', 'warning', 'info', 'hint'];

/** Findings in the order of their weight, else as they came. */
export function reportFindings(source: FindingSource): ReportedFinding[] {
  const seen = new Map<string, number>();
  const lines = new Map<string, readonly string[]>();
  const linesOf = (file: ReportedFile): readonly string[] => {
    const known = lines.get(file.absolute) ?? (source.textOf(file) ?? '').split('\n');
    lines.set(file.absolute, known);
    return known;
  };
  const findings = source.diagnostics.map((diagnostic): ReportedFinding => {
    const own = placeIn(source, diagnostic.location);
    const place = own ?? firstPlace(source, diagnostic.causes) ?? topPlace(source);
    const key = [diagnostic.code, place.file.path, essenceOf(diagnostic, source, linesOf)].join('\0');
    const ordinal = seen.get(key) ?? 0;
    seen.set(key, ordinal + 1);
    return {
      origin: diagnostic,
      rule: diagnostic.code,
      severity: diagnostic.severity,
      message: messageOf(diagnostic),
      place: shownPlace(place),
      fingerprint: createHash('sha256').update(`${key}\0${ordinal}`).digest('hex'),
      steps: stepsOf(source, diagnostic.causes),
      notes: notesOf(diagnostic),
      fixes: diagnostic.fixes.map((fix) => fixOf(source, fix)),
    };
  });
  return findings.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

/**
 * {@link reportFindings} with those that comments suppress. These have their number among equals, so that a comment changes
 * the fingerprint of no other finding.
 */
export function reportWithSuppressed(
  source: FindingSource,
  suppressed: readonly { readonly finding: AnyDiagnostic; readonly reason: string }[],
): Required<Pick<Reported, 'findings' | 'suppressed'>> {
  const diagnostics = [...source.diagnostics];
  for (const { finding } of suppressed) {
    const { code, location } = finding;
    const next = diagnostics.findIndex(
      (one) => one.code === code && one.location?.file === location?.file && isBehind(one.location, location),
    );
    diagnostics.splice(next === -1 ? diagnostics.length : next, 0, finding);
  }
  const reasons = new Map(suppressed.map(({ finding, reason }) => [finding, reason]));
  const findings = reportFindings({ ...source, diagnostics });
  return {
    findings: findings.filter(({ origin }) => !reasons.has(origin)),
    suppressed: findings.flatMap((one) => {
      const reason = reasons.get(one.origin);
      return reason === undefined ? [] : [{ ...one, justification: oneLine(reason) }];
    }),
  };
}

function isBehind(one: Location | null, other: Location | null): boolean {
  return one !== null && other !== null && one.line > other.line;
}

/** What says most in a text of several lines, the first of these that it has. Source: gcc, clang, dash, GNU make. */
const decisive = [/\b(?:fatal )?error: /, /: not found$/, /\*\*\* /];

/** Of a text of another program that has several lines, what happened and the line that says it. */
function messageOf(diagnostic: AnyDiagnostic): string {
  const lines = linesOfText(diagnostic);
  if (lines.length < 2) return oneLine(diagnostic.message);
  const line = decisive.flatMap((pattern) => lines.find((one) => pattern.test(one)) ?? [])[0] ?? lines[0] ?? '';
  const { title } = headlineOf(diagnostic as Diagnostic);
  return `${title}: ${oneLine(line)}`;
}

/** The notes, in front of them what {@link messageOf} leaves out. */
function notesOf(diagnostic: AnyDiagnostic): string[] {
  const notes = diagnostic.notes.map(oneLine);
  return linesOfText(diagnostic).length < 2 ? notes : [oneLine(diagnostic.message), ...notes];
}

/** The lines of a text of another program; none of a message of ours. */
function linesOfText({ form, message }: AnyDiagnostic): string[] {
  return form === 'verbatim' ? message.split('\n').filter((line) => line.trim() !== '') : [];
}

/** Foreign text as one line without controls. */
function oneLine(text: string): string {
  const lines = nameControls(decodeBytes(text)).split('\n');
  return lines
    .map((line) => line.trim())
    .join(' ')
    .trim();
}

/**
 * What makes a finding the one that it is, without line numbers, values and names of the machine: the symbol it is about
 * where there is one, else its line with blanks run together.
 */
function essenceOf(
  { args, location }: AnyDiagnostic,
  source: FindingSource,
  linesOf: (file: ReportedFile) => readonly string[],
): string {
  const { symbol } = args;
  const file = location === null ? null : source.fileOf(location.file);
  const line = file === null || location === null ? undefined : linesOf(file)[location.line - 1];
  const setting = /^(?:# )?(\w+)(?:=| is not set)/.exec(line ?? '')?.[1];
  if (typeof symbol === 'string' && symbol !== '') return `symbol ${symbol}`;
  if (setting !== undefined && /(?:^|\/)(?:\.config|auto\.conf|\w*defconfig|[\w.-]+\.config)$/.test(file?.path ?? '')) {
    return `setting ${setting}`;
  }
  return (line ?? '').trim().replace(/\s+/g, ' ');
}

/** A place in a file that the repository has. */
function placeIn(source: FindingSource, location: Location | null): FoundPlace | null {
  const file = location === null ? null : source.fileOf(location.file);
  if (file === null || location === null || !source.isKept(file)) return null;
  return { file, line: Math.max(1, location.line), column: location.column ?? null };
}

/** The first place of a chain, breadth first: what is next to the finding comes before its reasons. */
function firstPlace(source: FindingSource, causes: readonly Cause[]): FoundPlace | null {
  for (let level = causes; level.length > 0; level = level.flatMap((cause) => cause.causes)) {
    for (const cause of level) {
      const place = placeIn(source, cause.location);
      if (place !== null) return place;
    }
  }
  return null;
}

function topPlace(source: FindingSource): FoundPlace {
  const files = ['Makefile', 'Kconfig'].flatMap((path) => source.fileOf(path) ?? []);
  const file = files.find((one) => source.isKept(one)) ?? files[0];
  return { file: file ?? { path: 'Makefile', shown: 'Makefile', absolute: 'Makefile' }, line: 1, column: null };
}

function shownPlace({ column, file, line }: FoundPlace): ReportedPlace {
  return { path: file.shown, line, column };
}

/** Steps of a chain that are reported; GitHub shows 100 locations of a result. */
const maxSteps = 90;

function stepsOf(source: FindingSource, causes: readonly Cause[]): ReportedStep[] {
  const steps: ReportedStep[] = [];
  const add = (cause: Cause): void => {
    if (steps.length >= maxSteps) return;
    const place = placeIn(source, cause.location);
    const words = [cause.message, ...(cause.detail ?? [])].map(oneLine).filter((text) => text !== '');
    steps.push({ message: words.join('; '), place: place === null ? null : shownPlace(place) });
    for (const inner of cause.causes) add(inner);
  };
  for (const cause of causes) add(cause);
  return steps;
}

function fixOf(source: FindingSource, fix: Fix): ReportedFix {
  const edits: ReportedEdit[] = [];
  for (const edit of fix.edits ?? []) {
    const file = source.fileOf(edit.file);
    const text = file === null ? undefined : source.textOf(file);
    if (file === null || text === undefined) continue;
    edits.push({
      path: file.shown,
      start: positionAt(text, edit.start),
      end: positionAt(text, edit.end),
      text: decodeBytes(edit.text),
    });
  }
  return {
    title: oneLine(fix.title),
    edits,
    commands: (fix.commands ?? []).map(oneLine),
    isVerified: fix.verified,
  };
}

/** Line and column of an offset, both from 1; columns are UTF-16 units. */
function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const line = before.slice(before.lastIndexOf('\n') + 1);
  return { line: before.split('\n').length, column: decodeBytes(line).length + 1 };
}
