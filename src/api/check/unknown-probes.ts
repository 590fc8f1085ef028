/** Probes without an answer as diagnostics: what asked, and what depends on them. */

import type { Cause, Diagnostic, Severity } from '../../core/diagnostic.ts';
import type { UnknownAnswer } from '../../kconfig/index.ts';
import type { Session } from '../../kernel/index.ts';

/** Characters of a command shown in a list; the JSON form has all of it. */
const maxCommandLength = 160;

/** A long command in one line, for a list. */
function shorten(command: string): string {
  const line = command.replace(/\s+/g, ' ').trim();
  return line.length <= maxCommandLength ? line : `${line.slice(0, maxCommandLength)} ...`;
}

/** What a probe without an answer fed: the symbol and the line that asked. */
function fedBy(answers: readonly UnknownAnswer[], commands: readonly string[]): Cause[] {
  return answers
    .filter((answer) => commands.includes(answer.call.command))
    .map(({ entry, variable, text, location }) => {
      const name = entry?.symbol?.name ?? variable;
      const causes: readonly Cause[] = [];
      return { kind: 'macro', message: name == null ? text : `${name}: ${shorten(text)}`, location, causes };
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
      detail: [shorten(commands[0] ?? '')],
      causes: fedBy(answers, commands),
    }));
}

/** Probes without an answer, as one diagnostic; the verdict cannot be `pass` on a guess. */
export function unknownProbes(
  session: Session,
  severity: Severity,
  answers: readonly UnknownAnswer[] = [],
): Diagnostic[] {
  const count = session.unknownProbes.length;
  const toolchain = session.describeToolchain().name;
  if (count === 0) return assumedProbes(session, toolchain);
  return [
    ...assumedProbes(session, toolchain),
    {
      code: 'kernel/unknown-probe',
      severity,
      message: `${toolchain} has no answer to ${count} probe${count === 1 ? '' : 's'} of this tree; what follows from them is not known`,
      location: null,
      causes: unknownCauses(session, answers),
      notes: [
        session.host.policyLog === null
          ? 'run with the compiler itself, or with a profile that has these answers'
          : `a profile (--toolchain) may have these answers, or --shell may allow more than ${session.host.policyLog.policy}`,
      ],
      fixes: [],
    },
  ];
}

/** Says of probes without an answer that no answer would change anything. */
export function withoutInfluence(diagnostic: Diagnostic, tried: number): Diagnostic {
  if (diagnostic.code !== 'kernel/unknown-probe') return diagnostic;
  const message = diagnostic.message.replace(
    '; what follows from them is not known',
    `; all ${tried} combinations of yes and no lead to the same configuration and the same stops`,
  );
  return { ...diagnostic, message };
}

/** Probes that were taken to fail, or that somebody answered, in the place of a record. */
function assumedProbes(session: Session, toolchain: string): Diagnostic[] {
  const { assumedProbes: probes } = session;
  if (probes.length === 0) return [];
  const causes = probes.map(({ reason, command }): Cause => {
    return { kind: 'unknown', message: shorten(reason), location: null, detail: [shorten(command)], causes: [] };
  });
  const what = `${probes.length} probe${probes.length === 1 ? '' : 's'} of this tree`;
  const message = `${toolchain} has no answer to ${what}; --unknown-probe decided`;
  return [{ code: 'kernel/assumed-probe', severity: 'warning', message, location: null, causes, notes: [], fixes: [] }];
}
