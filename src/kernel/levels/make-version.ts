import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { type ParsedMakeVersion, parseMakeVersion } from '../../make/index.ts';
import { probeTimeoutMs } from '../session/probe-answers.ts';

/** Whose behaviour is followed where there is no make, or one whose behaviour is not known. */
const fallback: ParsedMakeVersion = { makeVersion: '4.3', makeVersionText: '4.3' };

/**
 * The version of make to be followed: the one `named` (`--make-version`), else that of the make on PATH, which is
 * asked when the result is called, once; 4.3 where a policy keeps it from being asked. Throws UsageError `kernel/unknown-make-version` for a name that is none.
 */
export function makeVersionOf(host: Host, named: ByteString | null): () => ParsedMakeVersion {
  if (named !== null) {
    const parsed = parseMakeVersion(named);
    if (parsed === undefined) {
      throw new UsageError('kernel/unknown-make-version', `--make-version ${named}: no version kgate knows`, {
        hint: 'versions from 4.2 on, as in 4.2.1, 4.3 or 4.4',
      });
    }
    return () => parsed;
  }
  let known: ParsedMakeVersion | undefined;
  return () => (known ??= askMake(host));
}

function askMake(host: Host): ParsedMakeVersion {
  const { policyLog } = host;
  if (policyLog?.policy === 'deny') {
    const argv = ['make', '--version'];
    const text = `make is not asked for its version: the rules of GNU make ${fallback.makeVersion} are followed`;
    policyLog.asking({ text, location: null }, () => policyLog.note('assumed', argv, '--make-version chooses others'));
    return fallback;
  }
  const env = { PATH: host.env['PATH'] ?? '', LC_ALL: 'C' };
  const result = host.run({ argv: ['make', '--version'], cwd: host.cwd, env, timeoutMs: probeTimeoutMs });
  return (result.outcome === 'exited' && result.status === 0 ? parseMakeVersion(result.stdout) : undefined) ?? fallback;
}
