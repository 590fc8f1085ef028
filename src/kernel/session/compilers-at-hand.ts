import { coerce, gte } from 'semver';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { locateProgram } from '../../probe/index.ts';
import { probeTimeoutMs } from './probe-answers.ts';

/** A compiler on PATH. */
export interface CompilerAtHand {
  /** As `CC=` takes it. */
  readonly name: ByteString;
  /** Semver string. */
  readonly version: string;
  /** As `-dumpmachine` prints it. */
  readonly target: ByteString;
}

/** Major versions that distributions name programs after. */
const majors: readonly number[] = Array.from({ length: 18 }, (_, at) => 22 - at);

/** Compilers of one vendor on PATH, the plain name first, then newer names before older ones; each that is there is asked who it is. */
export function compilersAtHand(host: Host, vendor: 'gcc' | 'clang', prefix: ByteString): CompilerAtHand[] {
  const plain = vendor === 'gcc' ? `${prefix}gcc` : 'clang';
  const searchPath = host.env['PATH'] ?? '';
  const names = [plain, ...majors.map((major) => `${plain}-${major}`)];
  const found = names.filter((name) => locateProgram(host, name, searchPath, host.cwd).kind === 'found');
  const ask = (name: ByteString, flags: readonly ByteString[]): ByteString => {
    const env = { ...host.env, LC_ALL: 'C' };
    const result = host.run({ argv: [name, ...flags], cwd: host.cwd, env, timeoutMs: probeTimeoutMs });
    return result.outcome === 'exited' && result.status === 0 ? result.stdout.trim() : '';
  };
  return found.flatMap((name) => {
    // clang answers -dumpversion in full, gcc from 7 on -dumpfullversion; the first that counts is printed.
    const words = ask(name, vendor === 'gcc' ? ['-dumpfullversion', '-dumpversion'] : ['-dumpversion']);
    const version = coerce(words)?.version;
    return version === undefined ? [] : [{ name, version, target: ask(name, ['-dumpmachine']) }];
  });
}

/** True for a version that is not below another; both as tools print them. False for what is no version. */
export function isVersionAtLeast(version: string | null, minimum: string): boolean {
  const [left, right] = [coerce(version), coerce(minimum)];
  return left !== null && right !== null && gte(left, right);
}
