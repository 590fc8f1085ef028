/** What reports say of a tree and its toolchain. */

import { usualPrefix } from '../../core/symbol-name.ts';
import type { ToolchainSummary, TreeSummary } from '../../results/summary.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import type { Session } from './session.ts';

/** The tree, by the variables of a make that read its makefiles; without a make there is no version of it. */
export function describeTree({ dialect, request }: Session, level: MakeLevel | undefined): TreeSummary {
  const read = (name: string): string | null => level?.evaluation.expand(`$(${name})`) || null;
  // conf takes the prefix from its environment. Source: scripts/kconfig/lkc.h CONFIG_prefix.
  const isNamed = (level?.evaluation.expand('$(origin CONFIG_)') ?? 'undefined') !== 'undefined';
  // `unexport CONFIG_` names it, too: scripts/kconfig/Makefile of Linux.
  const prefix = (isNamed ? level?.evaluation.exportedEnvironment()['CONFIG_'] : null) ?? dialect.dotConfig.prefix;
  return {
    directory: request.treeName,
    objectDirectory: request.isOutOfTree ? (request.objectDirectory ?? request.objectTree) : null,
    version: read('KERNELVERSION'),
    arch: read('ARCH'),
    srcarch: read('SRCARCH'),
    ...(prefix !== usualPrefix && { symbolPrefix: prefix }),
  };
}

/** The compiler that answers, with the probes that have had no answer up to now. `machine`: the machine's own words. */
export function describeToolchain({ probes, profile }: Session, machine: ToolchainSummary | null): ToolchainSummary {
  const unknownProbes = probes.unknown().map((probe) => probe.command);
  if (profile !== null) {
    const version = profile.versionOutput.split('\n')[0] ?? '';
    return { source: 'profile', name: profile.name, version, unknownProbes };
  }
  return { ...(machine ?? { source: 'machine', name: 'none', version: null }), unknownProbes };
}
