/** State of one makefile text while it is read. */
import type { Location } from '../../core/location.ts';
import { recordRule } from '../rules/record-rule.ts';
import type { Context } from '../state/context.ts';
import type { MakeState } from '../state/make-state.ts';
import type { WaitingRule } from '../state/rule-database.ts';

/** One level of `if … endif`. */
export interface ConditionalLevel {
  /** `false`: this branch is read; `true`: not; `'done'`: an earlier branch was read. */
  ignoring: boolean | 'done';
  sawElse: boolean;
  /** Context to return to at `endif`. */
  readonly outer: Context | null;
}

/** State of one text being read. */
export class ReadState {
  readonly file: string;
  /** Eval text keeps the position of the statement around it. */
  readonly fixedLocation: Location | null;
  readonly hasPosition: boolean;
  line = 0;
  readonly levels: ConditionalLevel[] = [];
  /** By depth: {@link ConditionalLevel.ignoring} of the level that was closed last. */
  readonly lastIgnoring: (boolean | 'done')[] = [];
  /** Levels whose branch is not read. */
  ignoredLevels = 0;
  isIgnoring = false;
  inIgnoredDefine = false;
  /** The rule whose recipe is being collected. */
  waiting: WaitingRule | null = null;
  /** After a rule without targets its recipe lines are dropped. */
  skipsRecipe = false;

  constructor(file: string, fixedLocation: Location | null, hasPosition: boolean) {
    this.file = file;
    this.fixedLocation = fixedLocation;
    this.hasPosition = hasPosition;
  }
}

/** Position of the statement at hand; null for `--eval` text. */
export function positionOf(state: ReadState): Location | null {
  if (!state.hasPosition) return null;
  return state.fixedLocation ?? { file: state.file, line: state.line };
}

/** Enters the rule whose recipe was being collected; any other statement closes it. */
export function recordWaiting(make: MakeState, state: ReadState): void {
  const waiting = state.waiting;
  state.waiting = null;
  state.skipsRecipe = false;
  if (waiting !== null) recordRule(make, waiting);
}
