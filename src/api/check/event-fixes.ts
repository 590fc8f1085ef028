/** Ways out of a stop: changes of the configuration, and compilers that accept the flags for which a probe failed. */

import type { Fix } from '../../core/diagnostic.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import { standsIn } from '../../explain/failure.ts';
import type { Configuration, KconfigSymbol } from '../../kconfig/index.ts';
import { findStops, openConfigured, readBuild } from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import { findConfigFixes } from '../../solve/fixes.ts';
import { readWithout, type TreeFindings } from './findings.ts';
import { needsSync, syncCommands } from './left-config.ts';
import { isGone } from './stops.ts';
import { namedToolchainFix, otherRecords } from './toolchain-fix.ts';

/** Changes of the configuration under which an event of the build is gone. */
export function configFixes(event: MakeEvent, symbols: readonly KconfigSymbol[], findings: TreeFindings): Fix[] {
  const { configuration, known, tree } = findings;
  // Most changes fix nothing: what reading shows is known much sooner than what recipes show.
  const isOfRecipe = event.path.some((frame) => frame.kind === 'recipe');
  const isFixed = (changed: Configuration): boolean => {
    const reading = readBuild(openConfigured(tree, changed));
    return (isOfRecipe || isGone(event, reading.events, known)) && isGone(event, findStops(reading).events, known);
  };
  const isMissing = (word: string): boolean =>
    event.code === 'make/no-rule' ? namesMissing(word, findings) : standsIn(event.message, word);
  const fixes = findConfigFixes(configuration, { symbols, isMissing, isFixed });
  if (fixes.length === 0 || !needsSync(findings)) return fixes;
  const commands = syncCommands(findings, true);
  return fixes.map((fix) => ({ ...fix, commands }));
}

/** True for a word that names a file for which no rule was found, below whatever directory. */
function namesMissing(word: string, { build }: TreeFindings): boolean {
  return build.some(
    ({ code, args }) => code === 'make/no-rule' && (args.target === word || args.target.endsWith(`/${word}`)),
  );
}

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
