/** Events of a build as diagnostics: the causes of each, and what would keep it away. */

import type { Diagnostic } from '../../results/diagnostic.ts';
import { explainStop, type StopExplanation } from '../../explain/stop.ts';
import { eventDiagnostic } from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import { configFixes, type EventToFix } from './config-fixes.ts';
import { flagFixes } from './event-fixes.ts';
import type { TreeFindings } from './findings.ts';
import { leftStops, missingConfigFixes } from './left-config.ts';
import { withOldMake } from './old-tools.ts';
import { packageFixes } from './package-fix.ts';
import { explainRelease, releaseFixes } from './release-length.ts';
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

/** The events of the build, which sees the configuration, with what decided each. */
export function explainedEvents(
  findings: TreeFindings,
): (EventToFix & StopExplanation & { readonly reached: MakeEvent })[] {
  const { build, configuration, early, insight } = findings;
  const isStopped = early.some(isStop) || leftStops(findings).length > 0;
  return build.map((event) => {
    const reached = !event.afterStop && !isStopped ? event : { ...event, afterStop: true };
    const stop = explainStop(reached, configuration, insight);
    const release = explainRelease(event, findings);
    if (release === null) return { event, reached, ...stop };
    const { causes, symbols } = release;
    return { event, reached, ...stop, causes: [...causes, ...stop.causes], symbols: [...symbols, ...stop.symbols] };
  });
}

/** The events of the build as diagnostics: changes of the configuration may be the way out. */
export function explainBuildEvents(findings: TreeFindings): Diagnostic[] {
  const explained = explainedEvents(findings);
  const fixes = configFixes(explained, findings);
  return explained.map(({ causes, commands, event, reached }, index) => {
    const all = [
      ...packageFixes(event, findings.options.host),
      ...missingConfigFixes(event, findings),
      ...(fixes[index] ?? []),
      ...releaseFixes(event, findings),
      ...flagFixes(event, commands, findings),
    ];
    return withOldMake({ ...eventDiagnostic(reached), causes, notes: notesOf(reached), fixes: all }, event, findings);
  });
}

/** An event with its causes, without what would keep it away: it follows from something else. */
export function nameEvent(event: MakeEvent, { configuration, insight }: TreeFindings): Diagnostic {
  const { causes } = explainStop(event, configuration, insight);
  return { ...eventDiagnostic(event), causes, notes: notesOf(event) };
}

/** What is to be said of an event that make does not reach, and of files from which a missing one would be made. */
export function notesOf(event: MakeEvent): string[] {
  const { afterStop, sources = [] } = event;
  const notes = afterStop ? ['make stops earlier and does not come this far; it would be the next stop'] : [];
  if (sources.length === 1) notes.push(`it would be made from ${sources[0]}, which is not there`);
  if (sources.length > 1)
    notes.push(`it would be made from one of these, none of which is there: ${sources.join(', ')}`);
  if (event.code === 'make/missing-header' && event.args.further > 0)
    notes.push(`${furtherLines(event.args.further)} for the same cause`);
  return notes;
}

function furtherLines(count: number): string {
  return count === 1 ? '1 more recipe line stops' : `${count} more recipe lines stop`;
}
