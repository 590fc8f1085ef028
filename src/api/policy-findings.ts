/** What a policy (`--shell`) kept a tree from doing, for reports. */

import { quoteCommand } from '../core/quote-command.ts';
import { cause, diagnostic } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import { shorten } from '../core/shorten.ts';
import type { Host } from '../host/host.ts';
import type { PolicyCall, PolicyLog } from '../host/policy-log.ts';
import type { ProbeDiagnostic } from '../probe/codes.ts';
import type { Diagnostic } from '../results/diagnostic.ts';

/** Calls listed; the rest is counted. */
const maxListed = 50;

/** Characters of a command that are shown. */
const maxCommandLength = 240;

/** True for a call whose answer is wanted and is not the machine's. */
export type Matters = (call: PolicyCall) => boolean;

function isRefused({ kind }: PolicyCall): boolean {
  return kind === 'refused';
}

/** Codes of answers that are not the machine's. */
const openCodes: ReadonlySet<string> = new Set([
  'probe/refused',
  'probe/contained',
  'probe/assumed',
  'kernel/build-unknown',
]);

/** True for a finding of {@link policyFindings} that keeps a verdict from being `pass`. */
export function isOpenAnswer({ code, severity }: Diagnostic): boolean {
  return openCodes.has(code) && severity === 'warning';
}

/** One call as a diagnostic. */
function callDiagnostic(call: PolicyCall, policy: string, matters: Matters): ProbeDiagnostic {
  const { kind, argv, location, reason } = call;
  const command = shorten(call.text, maxCommandLength);
  const program = shorten(quoteCommand(argv), maxCommandLength);
  const common = {
    severity: kind !== 'in-memory' && matters(call) ? 'warning' : 'info',
    form: 'line',
    location,
  } as const;
  switch (kind) {
    case 'refused': {
      const message = `refused by --shell=${policy}: ${command}`;
      const causes = [cause('command', `${program}: ${reason}`)];
      return diagnostic({ ...common, code: 'probe/refused', message, args: { command, reason, count: 1 }, causes });
    }
    case 'contained': {
      const message = `ran in the sandbox: ${command}`;
      const causes = [cause('command', program)];
      return diagnostic({ ...common, code: 'probe/contained', message, args: { command, count: 1 }, causes });
    }
    case 'assumed': {
      const message = `${command} (${reason})`;
      return diagnostic({ ...common, code: 'probe/assumed', message, args: { command, reason } });
    }
    case 'in-memory': {
      const args = { command, path: argv[0] ?? '', reason };
      const message = `${reason}: ${args.path}, for: ${command}`;
      return diagnostic({ ...common, code: 'probe/kept-in-memory', message, args });
    }
  }
}

/**
 * One diagnostic for every call that the policy of a host refused, then for those it contained or kept in memory, in
 * the order in which the tree asked; none for a host without a policy. A call is a warning where it `matters`, as refused ones
 * do when nothing is said, else a note.
 */
export function policyFindings(host: Host, matters: Matters = isRefused): ProbeDiagnostic[] {
  const { policyLog } = host;
  if (policyLog === null) return [];
  // What has no answer counts more than what was only contained.
  const calls = [...policyLog.calls.filter(isRefused), ...policyLog.calls.filter((call) => !isRefused(call))];
  const listed = [
    ...missingWall(policyLog),
    ...calls.slice(0, maxListed).map((call) => callDiagnostic(call, policyLog.policy, matters)),
  ];
  const count = Math.max(calls.length - maxListed, 0) + policyLog.more;
  if (count > 0) {
    const message = `${count} more calls were refused or contained by --shell=${policyLog.policy}`;
    const rest = calls.slice(maxListed).filter(isRefused);
    const isGrave = policyLog.more > 0 || rest.length > 0;
    listed.push(
      isGrave
        ? diagnostic({
            code: 'probe/refused',
            severity: policyLog.more > 0 || rest.some(matters) ? 'warning' : 'info',
            message,
            form: 'line',
            args: { command: null, reason: null, count },
          })
        : diagnostic({
            code: 'probe/contained',
            severity: calls.slice(maxListed).some(matters) ? 'warning' : 'info',
            message,
            form: 'line',
            args: { command: null, count },
          }),
    );
  }
  return listed;
}

/** What stands in the way of the second wall, where there is none. */
function missingWall({ missingWall: reason, policy }: PolicyLog): ProbeDiagnostic[] {
  if (reason === null) return [];
  return [
    diagnostic({
      code: 'probe/no-wall',
      severity: 'warning',
      form: 'line',
      message: `programs that --shell=${policy} allows run without a container: ${reason}`,
      args: { reason },
      notes: ['install bubblewrap and allow user namespaces; --shell=deny starts no program'],
    }),
  ];
}

/** The same as lines, for commands whose output is not a report. */
export function policyLines(host: Host): string[] {
  return policyFindings(host).map(({ location, message, causes, notes }) => {
    const place = location === null ? '' : `${formatLocation(location)}: `;
    const more = causes[0]?.message ?? notes[0];
    const why = more === undefined ? '' : ` (${more})`;
    return `${place}${message}${why}`;
  });
}
