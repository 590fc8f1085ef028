import type { RunShell } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { askingFor } from '../../host/policy-log.ts';
import { createRealShell } from '../../probe/index.ts';
import { probeTimeoutMs } from './probe-answers.ts';

/**
 * Answers recipe lines that only check, on the files that make was given. No compiler is asked, so that
 * a record makes no difference.
 */
export function createCheckShell(machine: Host, host: Host): RunShell {
  const run: Host['run'] = (request) =>
    host.run(machine.stat(request.cwd) === undefined ? { ...request, cwd: host.scratchDirectory() } : request);
  const shell = createRealShell({ host: layerHost(host, { run }), timeoutMs: probeTimeoutMs });
  return (request) =>
    askingFor(host.policyLog, { text: request.command, location: request.location ?? null }, () => shell(request));
}
