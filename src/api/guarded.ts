/** What a policy (`--shell`) kept a tree from doing, for reports. */

import { quoteCommand } from '../core/command-cause.ts';
import type { Diagnostic } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { Host } from '../host/host.ts';
import type { PolicyCall } from '../host/policy-log.ts';

/** Calls listed; the rest is counted. */
const maxListed = 50;

/** Characters of a command that are shown. */
const maxCommandLength = 240;

const codes = {
  refused: 'probe/refused',
  contained: 'probe/contained',
  'in-memory': 'probe/kept-in-memory',
  assumed: 'probe/assumed',
} as const;

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= maxCommandLength ? line : `${line.slice(0, maxCommandLength)} ...`;
}

function messageOf({ kind, text, argv, reason }: PolicyCall, policy: string): string {
  const command = shorten(text);
  switch (kind) {
    case 'refused':
      return `refused by --shell=${policy}: ${command}`;
    case 'contained':
      return `ran in the sandbox: ${command}`;
    case 'assumed':
      return `${command} (${reason})`;
    case 'in-memory':
      return `${reason}: ${argv[0] ?? ''}, for: ${command}`;
  }
}

/**
 * One diagnostic for every call that the policy of a host refused, then for those it contained or kept in memory, in
 * the order in which the tree asked; none for a host without a policy.
 */
export function guardedDiagnostics(host: Host): Diagnostic[] {
  const { policyLog } = host;
  if (policyLog === null) return [];
  // What has no answer counts more than what was only contained.
  const isRefused = ({ kind }: PolicyCall): boolean => kind === 'refused';
  const calls = [...policyLog.calls.filter(isRefused), ...policyLog.calls.filter((call) => !isRefused(call))];
  const listed = calls.slice(0, maxListed).map((call): Diagnostic => {
    const program = shorten(quoteCommand(call.argv));
    const message = call.kind === 'refused' ? `${program}: ${call.reason}` : program;
    return {
      code: codes[call.kind],
      severity: call.kind === 'refused' ? 'warning' : 'info',
      message: messageOf(call, policyLog.policy),
      location: call.location,
      causes:
        call.kind === 'in-memory' || call.kind === 'assumed'
          ? []
          : [{ kind: 'command', message, location: null, causes: [] }],
      notes: [],
      fixes: [],
    };
  });
  const more = calls.length - listed.length + policyLog.more;
  if (more > 0) {
    const isGrave = policyLog.more > 0 || calls.slice(maxListed).some(isRefused);
    listed.push({
      code: isGrave ? codes.refused : codes.contained,
      severity: isGrave ? 'warning' : 'info',
      message: `${more} more calls were refused or contained by --shell=${policyLog.policy}`,
      location: null,
      causes: [],
      notes: [],
      fixes: [],
    });
  }
  return listed;
}

/** The same as lines, for commands whose output is not a report. */
export function guardedLines(host: Host): string[] {
  return guardedDiagnostics(host).map(({ location, message, causes }) => {
    const place = location === null ? '' : `${formatLocation(location)}: `;
    const why = causes[0] === undefined ? '' : ` (${causes[0].message})`;
    return `${place}${message}${why}`;
  });
}
