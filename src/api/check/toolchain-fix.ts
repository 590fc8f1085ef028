/** Another compiler as a way out of a stop. */

import type { Fix } from '../../core/diagnostic.ts';
import { type CompilerProfile, kernelArchitecture } from '../../probe/index.ts';
import type { CheckOptions } from './check-options.ts';

/** True when a compiler for this target can build for an architecture, as `SRCARCH` names it. */
export function canBuild({ target }: { readonly target: string }, srcarch: string | null): boolean {
  return kernelArchitecture(target) === srcarch;
}

/** The recorded compilers, without the one in use, that can build for an architecture. */
export function otherRecords(
  { otherProfiles, profile }: Pick<CheckOptions, 'profile'> & Partial<Pick<CheckOptions, 'otherProfiles'>>,
  srcarch: string | null,
): CompilerProfile[] {
  return (otherProfiles?.() ?? []).filter((other) => other.name !== profile?.name && canBuild(other, srcarch));
}

/** A fix that takes another toolchain; `verified` when the tree was read with it and is fine. */
export function toolchainFix(title: string, verified: boolean): Fix {
  return { title, kind: 'toolchain', safety: 'manual', changes: [], verified, effects: [] };
}

/** The same with the names of the toolchains that were tried; not verified without one. */
export function namedToolchainFix(what: string, names: readonly string[]): Fix {
  return toolchainFix(names.length === 0 ? what : `${what}: ${names.join(' or ')}`, names.length > 0);
}
