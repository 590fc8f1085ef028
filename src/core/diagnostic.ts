import { formatLocation, type Location } from './location.ts';
import type { ShellCall } from './run-shell.ts';

/** Weight of a diagnostic; `error` and `warning` are what `--fail-on` compares with. */
export type Severity = 'error' | 'warning' | 'info' | 'hint';

/** What a step in a chain of causes is about. */
export type CauseKind =
  | 'stop'
  | 'conditional'
  | 'include'
  | 'call'
  | 'variable'
  | 'symbol'
  | 'user-value'
  | 'default'
  | 'select'
  | 'imply'
  | 'dependency'
  | 'visibility'
  | 'choice'
  | 'range'
  | 'definition'
  | 'macro'
  | 'command'
  | 'flag'
  | 'version'
  | 'unknown'
  | 'note';

/** The part of a source line that decides, and its value. */
export interface SourceMark {
  /** As the line has it. */
  readonly text: string;
  /** A few words: its value, and whose that is. */
  readonly label: string;
}

/** One step from symptom to root. `causes` are the reasons of this step, the strongest first. */
export interface Cause {
  readonly kind: CauseKind;
  /** One line, complete on its own. */
  readonly message: string;
  readonly location: Location | null;
  /** Symbol name without prefix, when the step is about one. */
  readonly symbol?: string;
  /** The value that symbol has, when the step is about one. */
  readonly value?: string;
  /** Further lines, verbatim (a compiler's words, a makefile line). */
  readonly detail?: readonly string[];
  /** What decides in the line of `location`. */
  readonly mark?: SourceMark;
  /** The `$(shell …)` that the step is about. The JSON form leaves it out. */
  readonly call?: ShellCall;
  /** Exit status, when the step is about one program; null when it was killed or its answer is unknown. */
  readonly status?: number | null;
  readonly causes: readonly Cause[];
}

/** A step; what is not given is empty. */
export function cause(
  kind: CauseKind,
  message: string,
  location: Location | null | undefined = null,
  causes: readonly Cause[] = [],
): Cause {
  return { kind, message, location, causes };
}

/** Steps without those of the same kind, message and place as an earlier one. */
export function distinct(causes: readonly Cause[]): Cause[] {
  const found = new Map<string, Cause>();
  for (const one of causes) {
    const key = `${one.kind}\0${one.message}\0${one.location === null ? '' : formatLocation(one.location)}`;
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.values()];
}

/** One `CONFIG_symbol` going `from` one value `to` another; values as `.config` writes them. */
export interface ConfigChange {
  readonly symbol: string;
  readonly from: string;
  readonly to: string;
}

/** A replacement of whole bytes in one file; half-open offsets into its byte string. */
export interface TextEdit {
  readonly file: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A way out of a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly kind: 'config' | 'toolchain' | 'edit' | 'command' | 'package';
  /** `safe`: `--fix` may apply it; `manual`: only a person can. */
  readonly safety: 'safe' | 'unsafe' | 'manual';
  /** What the user has to change, empty for a toolchain fix. */
  readonly changes: readonly ConfigChange[];
  readonly edits?: readonly TextEdit[];
  /** What is to be typed, in this order, after the changes. */
  readonly commands?: readonly string[];
  /** True only when kgate applied it in memory and the diagnostic was gone afterwards. */
  readonly verified: boolean;
  /** What else changes once it is applied. */
  readonly effects: readonly ConfigChange[];
}

/** One of several symptoms that one finding represents: a line of a file that is ignored, an option that is lost. */
export interface FindingItem {
  /** Complete on its own, without the place: `RUST=y becomes n`. */
  readonly message: string;
  readonly location: Location | null;
  /** Symbol name without prefix, when it is about one. */
  readonly symbol?: string;
  /** What was asked for and what came of it, when it is about a value. */
  readonly wanted?: string;
  readonly value?: string;
}

/** Values in the message of a diagnostic, by name. */
export type MessageArgs = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Arguments of a code whose message holds no values. */
// oxlint-disable-next-line typescript/no-generated-empty-object-type -- an empty record is what is meant
export type NoArgs = Readonly<Record<never, never>>;

/**
 * How a message is written. `verbatim`: text of another program to the letter, position included. `line`: one line of
 * kgate that quotes the tree and is never broken. `text`: a sentence of kgate.
 */
export type MessageForm = 'verbatim' | 'line' | 'text';

/** A diagnostic of one code. Engines never print and never throw for bad input; they report these. */
export interface DiagnosticOf<Code extends string, Args> {
  /** `engine/what`, one of a closed union per engine, listed in docs/diagnostics.md. */
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  readonly form: MessageForm;
  /** The values in the message. */
  readonly args: Args;
  readonly location: Location | null;
  /** Chains from symptom to root. */
  readonly causes: readonly Cause[];
  /** What to do, in plain words. */
  readonly notes: readonly string[];
  readonly fixes: readonly Fix[];
  /** Where one finding represents several symptoms of one cause: all of them; absent where there is one. */
  readonly items?: readonly FindingItem[];
}

/** The diagnostics of a table that maps codes to the types of their arguments. */
export type DiagnosticIn<Table> = {
  [Code in keyof Table & string]: DiagnosticOf<Code, Readonly<Table[Code]>>;
}[keyof Table & string];

/** Any diagnostic, where its code does not matter. */
export type AnyDiagnostic = DiagnosticOf<string, MessageArgs>;

/** The fields of a diagnostic that have no default. */
type Essential = 'code' | 'severity' | 'message' | 'args';

/** A diagnostic; what is not given is empty. */
export function diagnostic<const Code extends string, const Args extends MessageArgs>(
  given: Pick<DiagnosticOf<Code, Args>, Essential> & Partial<DiagnosticOf<Code, Args>>,
): DiagnosticOf<Code, Args> {
  const {
    code,
    severity,
    message,
    args,
    form = 'text',
    location = null,
    causes = [],
    notes = [],
    fixes = [],
    items,
  } = given;
  const base = { code, severity, message, form, args, location, causes, notes, fixes };
  return items === undefined ? base : { ...base, items };
}

/** The last parameters of a function that reports a code: its arguments, which may be left out where it has none, and causes. */
export type RestOf<Args> = NoArgs extends Args
  ? [args?: Args, causes?: readonly Cause[]]
  : [args: Args, causes?: readonly Cause[]];

/** {@link RestOf} of a code that is not known. */
export type AnyRest = readonly [args?: MessageArgs, causes?: readonly Cause[]];

const severityRank: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2, hint: 3 };

/** True when `severity` is as heavy as `threshold` or heavier. */
export function isAtLeast(severity: Severity, threshold: Severity): boolean {
  return severityRank[severity] <= severityRank[threshold];
}
