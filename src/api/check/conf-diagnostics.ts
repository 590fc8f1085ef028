/** What conf has to say. */

import { diagnostic } from '../../core/diagnostic.ts';
import { explainStop } from '../../explain/stop.ts';
import { eventDiagnostic, type ResolvedConfig, type Session } from '../../kernel/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { CheckOptions } from './check-options.ts';
import { withInsight } from './old-tools.ts';

/** Findings of conf itself; unknown answers are gathered into one diagnostic elsewhere. */
export function confDiagnostics(resolved: ResolvedConfig): readonly Diagnostic[] {
  return (resolved.run?.diagnostics ?? []).filter((one) => one.code !== 'kconfig/unknown-shell-answer');
}

/** For a conf that stops with words no other diagnostic has. */
function confFailure(words: string): Diagnostic {
  const message = words === '' ? 'conf stops without a word' : words;
  return diagnostic({ code: 'kernel/conf-failed', severity: 'error', message, args: { words } });
}

/** Why there is no configuration: what stopped make or conf, in their words. */
export function explainNoConfiguration(
  options: CheckOptions,
  session: Session,
  resolved: ResolvedConfig,
): Diagnostic[] {
  const diagnostics = [
    ...resolved.events.map((event) => ({
      ...eventDiagnostic(event),
      causes: explainStop(event, null, session.insight).causes,
    })),
    ...confDiagnostics(resolved).map((one) => withInsight(one, options, session)),
  ];
  const isTold = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return isTold ? diagnostics : [...diagnostics, confFailure(resolved.run?.stderr.trim() ?? '')];
}
