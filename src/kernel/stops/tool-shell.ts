/** `$(shell …)` of the makes below `tools/`, which ask for directories that earlier recipes have made. */
import type { RunShell } from '../../core/run-shell.ts';
import { exitedResult } from '../../host/command-result.ts';
import type { Host } from '../../host/host.ts';
import { layerHost } from '../../host/layers/layer-host.ts';
import { baseName } from '../../host/paths.ts';
import { createRealShell, UnsupportedShellText } from '../../probe/index.ts';

/** Longest one text may take, in milliseconds. */
const timeoutMs = 10_000;

/**
 * Answers over `host`, the files as recipes have left them. Throws UnsupportedShellText for a text without an answer: a
 * test of a feature is a make, which builds.
 */
export function createToolShell(host: Host): RunShell {
  const shell = createRealShell({
    host: layerHost(host, {
      run: (asked) =>
        baseName(asked.argv[0] ?? '') === 'make'
          ? { ...exitedResult('', 0, 'a make in $(shell)'), outcome: 'refused', status: null }
          : host.run(asked),
    }),
    scripts: 'interpret',
    fallback: 'refuse',
    timeoutMs,
  });
  return (request) => {
    const answer = shell(request);
    if (answer.unknown !== null) throw new UnsupportedShellText(`$(shell ${request.command}): ${answer.unknown}`);
    return answer;
  };
}
