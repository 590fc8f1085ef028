import { HostError } from '../core/errors.ts';
import type { ToolchainSummary } from '../core/results.ts';
import type { Host } from '../host/host.ts';
import type { MakeLevel } from './top-makefile.ts';
import { probeTimeoutMs } from './probe-answers.ts';

/**
 * Asks the `$(CC)` of a make level who it is. A tree that sets no CC has no toolchain to ask.
 * Throws HostError `probe/tool-missing` when it is not there, `probe/timeout` when it hangs.
 */
export function askMachineToolchain(host: Host, level: MakeLevel): ToolchainSummary {
  const info = level.evaluation.lookup('CC');
  const cc = level.evaluation.expand('$(CC)').trim();
  const summary = { source: 'machine' as const, unknownProbes: [] };
  if (cc === '' || info.origin === 'default') return { ...summary, name: 'none', version: null };
  const argv = [...cc.split(/\s+/), '--version'];
  const result = host.run({ argv, cwd: host.cwd, env: { ...host.env, LC_ALL: 'C' }, timeoutMs: probeTimeoutMs });
  const hint = 'set CC= or CROSS_COMPILE= to a compiler you have, or answer from a record with --toolchain NAME';
  if (result.outcome === 'not-found' || result.outcome === 'not-executable') {
    throw new HostError('probe/tool-missing', `${argv[0] ?? ''}: compiler not found (CC = ${cc})`, { hint });
  }
  if (result.outcome === 'timed-out') {
    throw new HostError('probe/timeout', `${argv.join(' ')}: no answer within ${probeTimeoutMs / 1000} s`, { hint });
  }
  if (result.outcome === 'refused') return { ...summary, name: cc, version: null };
  return { ...summary, name: cc, version: result.stdout.split('\n')[0] ?? null };
}
