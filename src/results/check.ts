import type { Diagnostic } from './diagnostic.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from './summary.ts';

/** Result of `kgate check`; this is also its JSON form. */
export interface CheckResult {
  readonly schemaVersion: 1;
  readonly verdict: 'pass' | 'fail';
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  /** In make's own order: the way to conf, conf, then the build reading, stop by stop. */
  readonly diagnostics: readonly Diagnostic[];
}
