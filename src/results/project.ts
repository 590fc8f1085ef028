import type { CheckForm, CheckResult } from './check.ts';

/** One build of a project. */
export interface BuildOutcome {
  readonly name: string;
  /** What was looked at, in a few words: `arm64, defconfig, 2 fragments`. */
  readonly subject: string;
  /** `error`: there is no verdict, and `error` has the reason. */
  readonly verdict: CheckResult['verdict'] | 'error';
  /** True where the build makes the run fail. */
  readonly isFailed: boolean;
  readonly error: BuildError | null;
  /** Null where there is an error. */
  readonly result: CheckResult | null;
}

/** Why a build could not be looked at. */
export interface BuildError {
  readonly code: string | null;
  readonly message: string;
  readonly hint: string | null;
}

/** Result of `kgate check` over the builds of a project; its JSON form is {@link ProjectForm}. */
export interface ProjectResult {
  readonly schemaVersion: 1;
  /** The project file, as named. */
  readonly project: string;
  /** `error`: a build could not be looked at; else `fail` where one fails. */
  readonly verdict: 'pass' | 'fail' | 'error';
  /** In the order of the file. */
  readonly builds: readonly BuildOutcome[];
}

/** The JSON form of {@link ProjectResult}. */
export interface ProjectForm extends Omit<ProjectResult, 'schemaVersion' | 'builds'> {
  readonly schemaVersion: 2;
  readonly builds: readonly BuildForm[];
}

/** The same of one build. */
export interface BuildForm extends Omit<BuildOutcome, 'result'> {
  readonly result: CheckForm | null;
}
