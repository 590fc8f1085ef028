import { type Cause, cause } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { CommandEvidence } from '../core/run-shell.ts';
import type { Configuration, KconfigSymbol } from '../kconfig/index.ts';
import type { TreeInsight } from '../kernel/index.ts';
import type { MakeEvent } from '../make/index.ts';
import { explainFailure } from './failure.ts';
import { explainMissingHeader } from './missing-header.ts';
import { explainMissing } from './missing-program.ts';
import { explainNeeds, furtherSymbols } from './needs.ts';
import { explainCondition, newConditionWalk } from './references.ts';
import { explainRefusedFlags } from './refused-flags.ts';

/** What {@link explainStop} reads off an event. */
export interface StopExplanation {
  readonly causes: readonly Cause[];
  /** Symbols that decided the way there, nearest first. */
  readonly symbols: readonly KconfigSymbol[];
  /** Symbols that decided what is further out: why the target is made at all; nearest first. */
  readonly further: readonly KconfigSymbol[];
  /** Programs whose answers decided the way there, nearest first. */
  readonly commands: readonly CommandEvidence[];
}

function hasStep(step: Cause, test: (step: Cause) => boolean): boolean {
  return test(step) || step.causes.some((below) => hasStep(below, test));
}

/**
 * Conditions, innermost first. Around one that a symbol decides, those that hold because a program answered as it always
 * does (`umask`) are the way there and no reason.
 */
function withoutBystanders(conditions: readonly Cause[]): Cause[] {
  const first = conditions.findIndex((one) => hasStep(one, ({ symbol }) => symbol !== undefined));
  const isReason = (one: Cause): boolean =>
    hasStep(one, ({ status, symbol }) => symbol !== undefined || (status !== undefined && status !== 0));
  return conditions.map((one, at) => (first < 0 || at <= first || isReason(one) ? one : { ...one, causes: [] }));
}

/**
 * Why make reached a `$(error)` or `$(warning)`: the conditionals around it, innermost first, with
 * the symbols and probe commands that decided them, then the includes and calls that led there. With `insight`, commands
 * that failed are followed by the flags that made them fail.
 */
export function explainStop(
  event: MakeEvent,
  configuration: Configuration | null,
  insight?: TreeInsight,
): StopExplanation {
  const walk = newConditionWalk(configuration, null, insight);
  const isMissingHeader = event.code === 'make/missing-header';
  const needed = [
    ...explainMissing(event, walk),
    ...explainMissingHeader(event),
    ...(event.code === 'make/recipe-failed'
      ? explainFailure(event, walk)
      : explainNeeds(event.needs ?? [], walk, { isFirstPlaced: !isMissingHeader, untilSymbol: isMissingHeader })),
  ];
  const causes: Cause[] = [];
  for (const call of event.calls ?? []) {
    walk.commands.push(...call.answer.commands);
    causes.push(...explainRefusedFlags(call, insight, walk));
  }
  causes.push(
    ...withoutBystanders([...event.conditions].reverse().map((condition) => explainCondition(condition, walk))),
  );
  for (const frame of [...event.path].reverse()) {
    if (frame.kind !== 'include' && frame.kind !== 'call' && frame.kind !== 'eval') continue;
    const definition = frame.definition === null ? '' : `, defined at ${formatLocation(frame.definition)}`;
    const message =
      frame.kind === 'include'
        ? `include ${frame.name}`
        : frame.kind === 'call'
          ? `$(call ${frame.name})${definition}`
          : '$(eval)';
    causes.push(cause(frame.kind === 'include' ? 'include' : 'call', message, frame.location));
  }
  // Nothing decides how the command ends; something decides that it is run.
  if (event.code === 'make/recipe-failed' && walk.symbols.size === 0 && walk.commands.length === 0) {
    const asked = explainNeeds(event.needs ?? [], walk, { isFirstPlaced: false });
    if (walk.symbols.size > 0) needed.push(...asked);
  }
  return {
    causes: [...needed, ...causes],
    symbols: [...walk.symbols],
    further: furtherSymbols(event.needs ?? [], walk),
    commands: walk.commands,
  };
}
