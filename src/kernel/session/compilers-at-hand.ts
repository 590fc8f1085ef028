import { coerce, gte } from 'semver';
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { kernelArchitecture, locateProgram } from '../../probe/index.ts';
import { usualTriplets } from '../../toolchain/architectures.ts';
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

/** A cross compiler on PATH. */
export interface CrossCompiler {
  /** As `CROSS_COMPILE=` takes it. */
  readonly prefix: ByteString;
  /** As `-dumpmachine` prints it. */
  readonly target: ByteString;
  /** The directory of arch/ it compiles for. */
  readonly architecture: string;
}

/**
 * The `PREFIX-gcc` on PATH for some directories of arch/, each prefix once: those of the usual triplets first, then
 * others for Linux, then the rest.
 */
export function crossCompilersAtHand(host: Host, architectures: readonly string[]): CrossCompiler[] {
  const prefixes = new Set<ByteString>();
  for (const directory of (host.env['PATH'] ?? '').split(':')) {
    for (const name of directory.startsWith('/') ? (host.readDirectory(directory) ?? []) : []) {
      const prefix = /^(.+-)gcc$/.exec(name)?.[1];
      // Names say less than the compiler, and each one that is asked takes time.
      if (prefix !== undefined && architectures.includes(kernelArchitecture(prefix) ?? '')) prefixes.add(prefix);
    }
  }
  const usual = architectures.flatMap(usualTriplets);
  const rank = ({ prefix, target }: CrossCompiler): number => {
    const at = usual.indexOf(prefix.slice(0, -1));
    return at >= 0 ? at : usual.length + (target.includes('linux') ? 0 : 1);
  };
  return [...prefixes]
    .sort()
    .flatMap((prefix) => {
      const target = targetOf(host, [`${prefix}gcc`]);
      const architecture = kernelArchitecture(target ?? '');
      const fits = target !== null && architecture !== null && architectures.includes(architecture);
      return fits ? [{ prefix, target, architecture }] : [];
    })
    .sort((one, other) => rank(one) - rank(other));
}

/** What a compiler says it compiles for; null when it does not answer. */
export function targetOf(host: Host, compiler: readonly ByteString[]): ByteString | null {
  const argv = [...compiler, '-dumpmachine'];
  const result = host.run({ argv, cwd: host.cwd, env: { ...host.env, LC_ALL: 'C' }, timeoutMs: probeTimeoutMs });
  const isAnswer = result.outcome === 'exited' && result.status === 0 && result.stdout.trim() !== '';
  return isAnswer ? result.stdout.trim() : null;
}

/** True for a version that is not below another; both as tools print them. False for what is no version. */
export function isVersionAtLeast(version: string | null, minimum: string): boolean {
  const [left, right] = [coerce(version), coerce(minimum)];
  return left !== null && right !== null && gte(left, right);
}
