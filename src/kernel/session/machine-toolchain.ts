import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { locateProgram, troubleCode, troubleOf, unwrapped } from '../../probe/index.ts';
import type { ToolchainSummary } from '../../results/summary.ts';
import type { MakeLevel } from '../levels/top-makefile.ts';
import { probeTimeoutMs } from './probe-answers.ts';

/**
 * Asks the `$(CC)` of a make level who it is. A tree that sets no CC has no toolchain to ask.
 * Throws HostError `probe/tool-missing` when it is not there or cannot be run, `probe/timeout` when it hangs,
 * `probe/no-answer` when it is killed, writes without end or says nothing.
 */
export function askMachineToolchain(host: Host, level: MakeLevel): ToolchainSummary {
  const info = level.evaluation.lookup('CC');
  const cc = level.evaluation.expand('$(CC)').trim();
  const summary = { source: 'machine' as const, unknownProbes: [] };
  if (cc === '' || info.origin === 'default') return { ...summary, name: 'none', version: null };
  const argv = [...cc.split(/\s+/), '--version'];
  const request = { argv, cwd: host.cwd, env: { ...host.env, LC_ALL: 'C' }, timeoutMs: probeTimeoutMs };
  const result = host.run(request);
  if (result.outcome === 'refused') return { ...summary, name: cc, version: null };
  const trouble = troubleOf(host, request, result);
  if (trouble !== null) {
    const [kind, words] = trouble;
    const message = kind === 'missing' ? `${argv[0] ?? ''}: compiler not found` : words;
    throw new HostError(troubleCode(kind), `${message} (CC = ${cc}; asked: ${argv.join(' ')})`, {
      hint: 'set CC= or CROSS_COMPILE= to a compiler you have, or answer from a record with --toolchain NAME',
    });
  }
  return { ...summary, name: cc, version: result.stdout.split('\n')[0] ?? null };
}

/** The program of `$(CC)` that is not there, a wrapper in front of the compiler included; null when all are. */
export function missingCompiler(host: Host, { evaluation }: MakeLevel): ByteString | null {
  if (evaluation.lookup('CC').origin === 'default') return null;
  const words = evaluation
    .expand('$(CC)')
    .split(/\s+/)
    .filter((word) => word !== '');
  const names = [words[0], unwrapped(words)[0]].filter((name) => name !== undefined);
  const searchPath = host.env['PATH'] ?? '';
  return names.find((name) => locateProgram(host, name, searchPath, host.cwd).kind === 'missing') ?? null;
}
