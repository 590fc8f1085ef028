/** Compilers that accept the flags for which a probe failed. */

import type { Fix } from '../../core/diagnostic.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import { openSession, type Session } from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { CheckOptions } from './check-options.ts';
import { isGone } from './stops.ts';
import { namedToolchainFix, otherRecords } from './toolchain-fix.ts';

/** How gcc and clang name an option they do not take; the quotes around it may be UTF-8 bytes. */
const complaint =
  /(?:unrecognized (?:command[- ]line )?option|unknown argument:?|unsupported option|unrecognized argument (?:in|to) option) [^-\n]{0,3}(-[^\s'"\x80-\xff]+)/g;

/** The options a compiler complained about, in its own words. */
export function rejectedFlags(command: CommandEvidence): string[] {
  if (command.status === 0) return [];
  return [...command.stderr.matchAll(complaint)].map((match) => match[1] ?? '');
}

/** Recorded compilers under which this very request has no such stop and none that was not there. */
export function flagFixes(
  options: CheckOptions,
  event: MakeEvent,
  commands: readonly CommandEvidence[],
  srcarch: string | null,
  known: ReadonlySet<string>,
): Fix[] {
  const flags = [...new Set(commands.flatMap(rejectedFlags))];
  if (flags.length === 0) return [];
  const names = otherRecords(options, srcarch).flatMap((profile) => {
    const session = openSession({ host: options.host, request: options.request, profile });
    return isGoneIn(session, event, known) && session.unknownProbes.length === 0 ? [profile.name] : [];
  });
  return [namedToolchainFix(`use a compiler that accepts ${flags.slice(0, 3).join(' ')}`, names)];
}

/** True when another session does not come to an event, nor to anything new. */
export function isGoneIn(session: Session, event: MakeEvent, known: ReadonlySet<string>): boolean {
  const resolved = session.resolveConfig();
  if (resolved.configuration === null) return false;
  return isGone(event, [...resolved.events, ...session.readBuild(resolved.configuration)], known);
}
