/** Events of a build as diagnostics: the causes of each, and what would keep it away. */

import type { Diagnostic } from '../../results/diagnostic.ts';
import { explainStop } from '../../explain/stop.ts';
import type { Configuration } from '../../kconfig/index.ts';
import { eventDiagnostic, type Session } from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import { findConfigFixes } from '../../solve/fixes.ts';
import type { CheckOptions } from './check-options.ts';
import { flagFixes, isGoneIn } from './flag-fixes.ts';
import { withOldMake } from './old-tools.ts';
import { isGone } from './stops.ts';

/** An event of the build reading, which sees the configuration: changes of it may be the way out. */
export function explainEvent(
  event: MakeEvent,
  configuration: Configuration,
  session: Session,
  options: CheckOptions,
  known: ReadonlySet<string>,
): Diagnostic {
  const explanation = explainStop(event, configuration, session.insight);
  const diagnostic = eventDiagnostic(event);
  // Most changes do not mend: what reading tells is known much sooner than what recipes tell.
  const isOfRecipe = event.path.some((frame) => frame.kind === 'recipe');
  const isMended = (changed: Configuration): boolean =>
    (isOfRecipe || isGone(event, session.readBuild(changed, { isReadOnly: true }), known)) &&
    isGone(event, session.readBuild(changed), known);
  const fixes = findConfigFixes(configuration, { symbols: explanation.symbols, isMended });
  fixes.push(...flagFixes(options, event, explanation.commands, session.describeTree().srcarch, known));
  const whole = { ...diagnostic, causes: explanation.causes, notes: notesOf(event), fixes };
  return withOldMake(whole, options, session, (other) => isGoneIn(other, event, known));
}

/**
 * An event on the way to conf. There is no configuration yet: no symbol has a value, and no change of
 * the configuration can keep make from it.
 */
export function explainEarlyEvent(
  event: MakeEvent,
  session: Session,
  options: CheckOptions,
  known: ReadonlySet<string>,
): Diagnostic {
  const explanation = explainStop(event, null, session.insight);
  const fixes = flagFixes(options, event, explanation.commands, session.describeTree().srcarch, known);
  const whole = { ...eventDiagnostic(event), causes: explanation.causes, notes: notesOf(event), fixes };
  return withOldMake(whole, options, session, (other) => isGoneIn(other, event, known));
}

function notesOf(event: MakeEvent): string[] {
  return event.afterStop ? ['make stops earlier and does not come this far; it would be the next stop'] : [];
}
