/** Ways out of a stop by another compiler: those that accept the flags for which a probe failed. */

import type { Fix } from '../../core/diagnostic.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import type { MakeEvent } from '../../make/index.ts';
import { readWithout, type TreeFindings } from './findings.ts';
import { namedToolchainFix, otherRecords } from './toolchain-fix.ts';

/** How gcc and clang name an option they do not take; the quotes around it may be UTF-8 bytes. */
const complaint =
  /(?:unrecognized (?:command[- ]line )?option|unknown argument:?|unsupported option|unrecognized argument (?:in|to) option) [^-\n]{0,3}(-[^\s'"\x80-\xff]+)/g;

/** The options a compiler complained about, in its own words. */
export function rejectedFlags(command: CommandEvidence): string[] {
  if (command.status === 0) return [];
  return [...command.stderr.matchAll(complaint)].map((match) => match[1] ?? '');
}

/** Recorded compilers that accept the flags these commands were refused, and under which the event is gone. */
export function flagFixes(event: MakeEvent, commands: readonly CommandEvidence[], findings: TreeFindings): Fix[] {
  const flags = [...new Set(commands.flatMap(rejectedFlags))];
  if (flags.length === 0) return [];
  const names = otherRecords(findings.options, findings.srcarch).flatMap((profile) => {
    const read = readWithout(event, findings, { profile });
    return read !== null && read.tree.session.probes.unknown().length === 0 ? [profile.name] : [];
  });
  return [namedToolchainFix(`use a compiler that accepts ${flags.slice(0, 3).join(' ')}`, names)];
}
