import type { Cache } from '../cache/cache.ts';
import { type ByteString, decodeBytes, encodeBytes } from '../core/bytes.ts';
import { quoteCommand } from '../core/quote-command.ts';
import { UsageError } from '../core/errors.ts';
import { otherWriterOf } from '../host/node/other-users.ts';
import { absolutePath } from '../host/paths.ts';
import { type BuildRequest, type CompilerProfile, type DecideUnknown, listProfiles, loadProfile } from '../index.ts';
import { commandCache, describeWriter, warnOn } from './cache.ts';
import type { CommandHost, CommandInput } from './command.ts';
import { packageRoot } from '../host/node/package-root.ts';

/** What {@link treeOptions} gives. */
interface TreeQuestion {
  readonly host: CommandHost;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  readonly cache: Cache | null;
}

/** The tree and the make words of a command line. */
export function buildRequest(input: CommandInput): BuildRequest {
  if (input.config !== null && input.defconfig !== null) {
    throw new UsageError('usage/two-configurations', '--config and --defconfig exclude each other', {
      hint: 'give a finished .config with --config, or a configuration goal with --defconfig',
    });
  }
  return {
    treeName: input.treeName,
    objectDirectory: input.objdir,
    variables: input.variables
      .filter((word) => word.name !== 'O')
      .map((word) => `${word.name}${word.operator}${word.value}`),
    configFile:
      input.config === null ? null : { name: input.config, path: absolutePath(input.startDirectory, input.config) },
    // `config` merges them itself.
    ...(input.command !== 'config' &&
      input.fragments.length > 0 && {
        fragments: input.fragments.map((name) => ({ name, path: absolutePath(input.startDirectory, name) })),
      }),
    defconfig: input.defconfig,
    ...(input.goals.length > 0 && { goals: input.goals }),
    makeVersion: input.makeVersion,
  };
}

/** What every question about a tree takes from the command line: the request, who answers its probes, and the cache. */
export function treeOptions(input: CommandInput, host: CommandHost): TreeQuestion {
  return {
    host,
    request: buildRequest(input),
    profile: requestedProfile(input, host),
    cache: commandCache(input, host.env, warnOn(host)),
  };
}

function profileOptions(host: CommandHost): { readonly host: CommandHost; readonly profilesDirectory: string } {
  return { host, profilesDirectory: encodeBytes(`${packageRoot()}/profiles`) };
}

/** The compiler record `--toolchain` names, or null. A file is looked for where the user stands. */
export function requestedProfile(input: CommandInput, host: CommandHost): CompilerProfile | null {
  if (input.toolchain === null) return null;
  const isFile = input.toolchain.includes('/') || input.toolchain.endsWith('.json');
  return profileFrom(isFile ? absolutePath(input.startDirectory, input.toolchain) : input.toolchain, input, host);
}

/** The record of a name or a path, for the architecture of the command line. */
function profileFrom(name: ByteString, input: CommandInput, host: CommandHost): CompilerProfile {
  const arch = input.variables.findLast((word) => word.name === 'ARCH')?.value ?? host.env['ARCH'] ?? null;
  const other = name.startsWith('/') ? otherWriterOf(name) : null;
  if (other !== null) {
    throw new UsageError('probe/foreign-profile', decodeBytes(`--toolchain ${name}: ${describeWriter(other)}`), {
      hint: 'its answers would be taken for those of a compiler; copy it to a place that only you can write',
    });
  }
  const profile = loadProfile(name, { ...profileOptions(host), arch });
  const decideUnknown = unknownDecision(input, host);
  return decideUnknown === null ? profile : { ...profile, decideUnknown };
}

/** What `--unknown-probe` has done with a program that a record has no answer for; null leaves it unknown. */
export function unknownDecision(input: CommandInput, host: CommandHost): DecideUnknown | null {
  if (input.unknownProbe === 'error') return null;
  if (input.unknownProbe === 'no') return () => 1;
  const known = new Map<string, number | null>();
  return (argv, reason) => {
    const key = JSON.stringify(argv);
    let status = known.get(key);
    if (status === undefined) {
      host.print('stderr', `${reason}\n  $ ${quoteCommand(argv)}\nDoes it succeed? [y/n] `);
      const answer = host.readLine()?.trim().toLowerCase() ?? '';
      status = /^y(?:es)?$/.test(answer) ? 0 : /^no?$/.test(answer) ? 1 : null;
      known.set(key, status);
    }
    return status;
  };
}

/** The record of a name, alias or file, null when there is none. A file is looked for where the user stands. */
export function profileNamed(name: ByteString, input: CommandInput, host: CommandHost): CompilerProfile | null {
  const isFile = name.endsWith('.json');
  if (!isFile && name.includes('/')) return null;
  try {
    return profileFrom(isFile ? absolutePath(input.startDirectory, name) : name, input, host);
  } catch (error) {
    if (!isFile && error instanceof UsageError && error.code === 'probe/no-such-profile') return null;
    throw error;
  }
}

/** Every record that ships with kgate. */
export function shippedProfiles(host: CommandHost): CompilerProfile[] {
  const options = profileOptions(host);
  return listProfiles(options).map(({ name }) => loadProfile(name, options));
}
