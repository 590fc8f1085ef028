/** Events of a build as diagnostics: the causes of each, and what would keep it away. */

import type { Diagnostic } from '../../results/diagnostic.ts';
import { explainStop } from '../../explain/stop.ts';
import { eventDiagnostic } from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import { configFixes, flagFixes } from './event-fixes.ts';
import type { TreeFindings } from './findings.ts';
import { leftStops } from './left-config.ts';
import { withOldMake } from './old-tools.ts';
import { packageFixes } from './package-fix.ts';
import { isStop } from './stops.ts';

/**
 * An event on the way to conf. There is no configuration yet: no symbol has a value, and no change of
 * the configuration can keep make from it.
 */
export function explainEarlyEvent(event: MakeEvent, findings: TreeFindings): Diagnostic {
  const { causes, commands } = explainStop(event, null, findings.insight);
  const fixes = [...packageFixes(event, findings.options.host), ...flagFixes(event, commands, findings)];
  return withOldMake({ ...eventDiagnostic(event), causes, notes: notesOf(event), fixes }, event, findings);
}

/** An event of the build, which sees the configuration: changes of it may be the way out. */
export function explainBuildEvent(event: MakeEvent, findings: TreeFindings): Diagnostic {
  const isReached = !event.afterStop && !findings.early.some(isStop) && leftStops(findings).length === 0;
  const reached = isReached ? event : { ...event, afterStop: true };
  const { causes, commands, symbols } = explainStop(reached, findings.configuration, findings.insight);
  const fixes = [
    ...packageFixes(event, findings.options.host),
    ...configFixes(event, symbols, findings),
    ...flagFixes(event, commands, findings),
  ];
  return withOldMake({ ...eventDiagnostic(reached), causes, notes: notesOf(reached), fixes }, event, findings);
}

/** An event with its causes, without what would keep it away: it follows from something else. */
export function nameEvent(event: MakeEvent, { configuration, insight }: TreeFindings): Diagnostic {
  const { causes } = explainStop(event, configuration, insight);
  return { ...eventDiagnostic(event), causes, notes: notesOf(event) };
}

/** What is to be said of an event that make does not reach. */
export function notesOf(event: MakeEvent): string[] {
  return event.afterStop ? ['make stops earlier and does not come this far; it would be the next stop'] : [];
}
