import { HostError } from '../core/errors.ts';
import type { ByteString } from '../core/text.ts';
import type { Host } from '../host/host.ts';
import { absolutePath } from '../host/paths.ts';
import { type BuildRequest, configName, openSession } from '../kernel/index.ts';
import type { CompilerProfile } from '../probe/index.ts';

/** What {@link resolveMode} needs. */
export interface ModeOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  /** A configuration goal: `olddefconfig`, `defconfig`, `foo_defconfig`, `allnoconfig`, … */
  readonly mode: ByteString;
}

/** What conf would print and write. */
export interface ModeResult {
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  /** The `.config`, absolute path; null when conf stops. */
  readonly file: { readonly path: ByteString; readonly text: ByteString } | null;
}

/**
 * Runs a configuration goal as the tree's own makefiles would. Throws UsageError for a mode the tree
 * does not have, HostError `probe/unknown` when a record cannot answer a probe: a configuration on
 * guesses is not written.
 */
export function resolveMode(options: ModeOptions): ModeResult {
  const session = openSession(options);
  const isGivenFile = options.request.configFile !== null && options.mode === 'olddefconfig';
  const { run, cwd, events } = isGivenFile ? session.resolveConfig() : session.runMode(options.mode);
  const [unknown] = session.unknownProbes;
  if (unknown !== undefined) {
    const count = session.unknownProbes.length;
    throw new HostError('probe/unknown', `${count} probes have no recorded answer, first: ${unknown.reason}`, {
      hint: 'run with the compiler itself, or with a profile that has these answers',
    });
  }
  if (run === null) return { stdout: '', stderr: events.map((event) => `${event.line}\n`).join(''), file: null };
  const config = run.exitStatus === 0 ? run.files[0] : undefined;
  return {
    stdout: run.stdout,
    stderr: run.stderr,
    file:
      config === undefined
        ? null
        : {
            path: absolutePath(
              session.request.isOutOfTree ? session.request.objectTree : cwd,
              configName(options.host, session.request),
            ),
            text: config.text,
          },
  };
}
