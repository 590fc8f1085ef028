/**
 * What kgate may start on behalf of a tree: `run` everything, as make does; `probe` compilers, linkers and
 * binutils of the machine with words that neither write nor bring code; `sandbox` everything, inside
 * bubblewrap; `deny` nothing.
 */
export type ShellPolicy = 'run' | 'probe' | 'sandbox' | 'deny';

/** Every {@link ShellPolicy}, the freest first. */
export const shellPolicies: readonly ShellPolicy[] = ['run', 'probe', 'sandbox', 'deny'];

/** True for the name of a policy. */
export function isShellPolicy(name: string): name is ShellPolicy {
  return (shellPolicies as readonly string[]).includes(name);
}
