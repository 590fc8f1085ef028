/** Findings as the JSON form of `check` and `lint` has them: short, and with everything under `--verbose`. */
import type { Cause, ConfigChange, FindingItem, Fix, MessageArgs, MessageForm, Severity } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';

/** A leaf of the chain behind a finding: what decides. */
export interface FindingRoot {
  /** Equal for the same root cause of another finding, and of another run; holds no line number. */
  readonly key: string;
  /** One line. */
  readonly message: string;
  readonly location: Location | null;
}

/** A way out. */
export interface FindingFix extends Omit<Fix, 'effects'> {
  /** How many other options change once it is applied. */
  readonly effectCount: number;
  /** With `--verbose`: which. */
  readonly effects?: readonly ConfigChange[];
}

/** One finding. */
export interface FindingForm {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly form: MessageForm;
  /** Lists in it are cut to their first 20 values without `--verbose`. */
  readonly args: MessageArgs;
  readonly location: Location | null;
  /** The one of all report formats, by which a baseline knows it; unique within a run. */
  readonly fingerprint: string;
  /** Equal for findings with the same root causes; the beginning of the fingerprint where none is known. */
  readonly rootCause: string;
  readonly roots: readonly FindingRoot[];
  readonly notes: readonly string[];
  readonly fixes: readonly FindingFix[];
  /** Where one finding represents several symptoms of one cause: the first 20 of them, with `--verbose` all. */
  readonly items?: readonly FindingItem[];
  /** How many there are. */
  readonly itemCount?: number;
  /** With `--verbose`: the whole chain from symptom to root. */
  readonly causes?: readonly Cause[];
}

/** How many findings there are of each severity. */
export type SeverityCounts = Readonly<Record<Severity, number>>;
