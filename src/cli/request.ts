import { UsageError } from '../core/errors.ts';
import { encodeBytes } from '../core/text.ts';
import { absolutePath } from '../host/paths.ts';
import { type BuildRequest, type CompilerProfile, listProfiles, loadProfile } from '../index.ts';
import type { CommandHost, CommandInput } from './command.ts';
import { packageRoot } from './package-root.ts';

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
    defconfig: input.defconfig,
    ...(input.goals.length > 0 && { goals: input.goals }),
    makeVersion: input.makeVersion,
  };
}

function profileOptions(host: CommandHost): { readonly host: CommandHost; readonly profilesDirectory: string } {
  return { host, profilesDirectory: encodeBytes(`${packageRoot()}/profiles`) };
}

/** The compiler record `--toolchain` names, or null. A file is looked for where the user stands. */
export function requestedProfile(input: CommandInput, host: CommandHost): CompilerProfile | null {
  if (input.toolchain === null) return null;
  const isFile = input.toolchain.includes('/') || input.toolchain.endsWith('.json');
  return loadProfile(isFile ? absolutePath(input.startDirectory, input.toolchain) : input.toolchain, {
    ...profileOptions(host),
    arch: input.variables.findLast(({ name }) => name === 'ARCH')?.value ?? host.env['ARCH'] ?? null,
  });
}

/** Every record that ships with kgate. */
export function shippedProfiles(host: CommandHost): CompilerProfile[] {
  const options = profileOptions(host);
  return listProfiles(options).map(({ name }) => loadProfile(name, options));
}
