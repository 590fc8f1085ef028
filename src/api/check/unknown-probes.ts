/** Probes without an answer as diagnostics: what asked, and what depends on them. */

import { type Cause, cause, diagnostic, type Severity } from '../../core/diagnostic.ts';
import { shorten } from '../../core/shorten.ts';
import type { UnknownAnswer } from '../../kconfig/index.ts';
import type { Session } from '../../kernel/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';

/** Characters of a command shown in a list; the JSON form has all of it. */
const maxCommandLength = 160;

/** What a probe without an answer fed: the symbol and the line that asked. */
function fedBy(answers: readonly UnknownAnswer[], commands: readonly string[]): Cause[] {
  return answers
    .filter((answer) => commands.includes(answer.call.command))
    .map(({ call, entry, variable, text, location }) => {
      const name = entry?.symbol?.name ?? variable;
      const message = name == null ? text : `${name}: ${shorten(text, maxCommandLength)}`;
      return { ...cause('macro', message, location), call };
    });
}

/** Probes without an answer by reason, the most frequent reason first. */
function unknownCauses(session: Session, answers: readonly UnknownAnswer[]): Cause[] {
  const byReason = new Map<string, string[]>();
  for (const { reason, command } of session.unknownProbes) {
    const commands = byReason.get(reason);
    if (commands === undefined) byReason.set(reason, [command]);
    else commands.push(command);
  }
  return [...byReason]
    .sort((left, right) => right[1].length - left[1].length)
    .map(([reason, commands]) => ({
      kind: 'unknown',
      message: commands.length === 1 ? reason : `${reason} (${commands.length} probes)`,
      location: null,
      detail: [shorten(commands[0] ?? '', maxCommandLength)],
      causes: fedBy(answers, commands),
    }));
}

/**
 * Probes without an answer, as one diagnostic; the verdict cannot be `pass` on a guess. `tried`: the number of
 * combinations of answers that were found to make no difference.
 */
export function unknownProbes(
  session: Session,
  severity: Severity,
  answers: readonly UnknownAnswer[] = [],
  tried: number | null = null,
): Diagnostic[] {
  const count = session.unknownProbes.length;
  const toolchain = session.describeToolchain().name;
  if (count === 0) return assumedProbes(session, toolchain);
  const consequence =
    tried === null
      ? 'what follows from them is not known'
      : `all ${tried} combinations of yes and no lead to the same configuration and the same stops`;
  return [
    ...assumedProbes(session, toolchain),
    diagnostic({
      code: 'kernel/unknown-probe',
      severity,
      message: `${toolchain} has no answer to ${count} probe${count === 1 ? '' : 's'} of this tree; ${consequence}`,
      args: { toolchain, count, tried },
      causes: unknownCauses(session, answers),
      notes: [
        session.host.policyLog === null
          ? 'run with the compiler itself, or with a profile that has these answers'
          : `a profile (--toolchain) may have these answers, or --shell may allow more than ${session.host.policyLog.policy}`,
      ],
    }),
  ];
}

/** Probes that were taken to fail, or that somebody answered, in the place of a record. */
function assumedProbes(session: Session, toolchain: string): Diagnostic[] {
  const { assumedProbes: probes } = session;
  if (probes.length === 0) return [];
  const causes = probes.map(({ reason, command }): Cause => {
    return { ...cause('unknown', shorten(reason, maxCommandLength)), detail: [shorten(command, maxCommandLength)] };
  });
  const what = `${probes.length} probe${probes.length === 1 ? '' : 's'} of this tree`;
  const message = `${toolchain} has no answer to ${what}; --unknown-probe decided`;
  const args = { toolchain, count: probes.length };
  return [diagnostic({ code: 'kernel/assumed-probe', severity: 'warning', message, args, causes })];
}
