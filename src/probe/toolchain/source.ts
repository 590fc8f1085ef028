import type { ByteString } from '../../core/text.ts';
import type { Host } from '../../host/host.ts';
import type { CompilerProfile } from '../profile/profile.ts';

/** Whom a probe asks: a compiler on this machine, or a recorded one. */
export type ProbeSource =
  | {
      readonly kind: 'tool';
      readonly host: Host;
      /** Compiler words, for example `['ccache', 'aarch64-linux-gnu-gcc']`. */
      readonly cc: readonly ByteString[];
      /** Linker words; no linker is asked when absent. */
      readonly ld?: readonly ByteString[];
      /** Environment of the runs; the host's when absent. `LC_ALL=C` is added. */
      readonly env?: Readonly<Record<string, ByteString>>;
      /** Directory to run in; the host's scratch directory when absent. */
      readonly cwd?: string;
      /** Limit for each run in milliseconds; 10 000 when absent. */
      readonly timeoutMs?: number;
    }
  | { readonly kind: 'profile'; readonly profile: CompilerProfile };
