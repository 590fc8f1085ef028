import { HostError, UsageError, passTroubleOn } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { kernelArchitecture } from '../../toolchain/architectures.ts';
import { parseProfile } from './parse.ts';
import type { CompilerProfile } from './profile.ts';

/** Where profiles are looked for. */
export interface LoadProfileOptions {
  readonly host: Host;
  /** Directory with the profiles that come with kgate. */
  readonly profilesDirectory: string;
  /** `ARCH` as make has it: decides where compilers of several architectures have one name. */
  readonly arch?: string | null;
}

/** The profiles of the directory with their aliases, sorted by name; files that are no profile are left out. */
export function listProfiles(options: LoadProfileOptions): readonly { name: string; aliases: readonly string[] }[] {
  return readProfiles(options).map(({ name, aliases }) => ({ name, aliases }));
}

/**
 * The profile with this name or alias, or in this file (a text with a slash or ending in `.json`).
 * Throws UsageError `probe/no-such-profile` with the known names, `probe/bad-profile` with the file
 * and what is wrong in it.
 */
export function loadProfile(nameOrFile: string, options: LoadProfileOptions): CompilerProfile {
  if (nameOrFile.includes('/') || nameOrFile.endsWith('.json')) {
    const text = readText(nameOrFile, options.host);
    if (text === undefined) {
      throw new UsageError('probe/no-such-profile', `${nameOrFile}: no such toolchain profile file`, {
        hint: knownNames(options),
      });
    }
    return checked(nameOrFile, text);
  }
  const direct = `${options.profilesDirectory}/${nameOrFile}.json`;
  const isPlainName = /^[\w.+-]+$/.test(nameOrFile);
  const text = isPlainName ? readText(direct, options.host) : undefined;
  const arch = options.arch ?? null;
  const own = text === undefined ? undefined : checked(direct, text);
  if (own !== undefined && (arch === null || fits(own, arch))) return own;
  const named = readProfiles(options).filter(
    ({ name, aliases }) => name === nameOrFile || aliases.includes(nameOrFile),
  );
  const found =
    own === undefined && named.length > 1
      ? chooseByArch(nameOrFile, named, arch)
      : (named.find((profile) => fits(profile, arch)) ?? own ?? named[0]);
  if (found === undefined) {
    throw new UsageError('probe/no-such-profile', `no toolchain profile is called '${nameOrFile}'`, {
      hint: knownNames(options),
    });
  }
  return found;
}

/** Names of `ARCH` that are built by another one's compiler. Source: Linux 6.12 Makefile, SRCARCH; um for x86. */
const sameCompiler: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'x86'],
  ['i386', 'x86'],
  ['um', 'x86'],
  ['sparc32', 'sparc'],
  ['sparc64', 'sparc'],
  ['parisc64', 'parisc'],
]);

function fits({ target }: CompilerProfile, arch: string | null): boolean {
  return arch !== null && kernelArchitecture(target) === (sameCompiler.get(arch) ?? arch);
}

/** Of several profiles with one name, the one for the architecture, else the one that is called so. */
function chooseByArch(name: string, profiles: readonly CompilerProfile[], arch: string | null): CompilerProfile {
  const isFirst = (profile: CompilerProfile): boolean => name.startsWith(profile.name);
  const chosen =
    profiles.find((profile) => fits(profile, arch)) ?? (arch === null ? profiles.find(isFirst) : undefined);
  if (chosen !== undefined) return chosen;
  const names = profiles.map((profile) => profile.name).join(', ');
  const what = arch === null ? 'without ARCH=' : `for ARCH=${arch}`;
  throw new UsageError('probe/ambiguous-profile', `'${name}' is the name of several profiles ${what}: ${names}`, {
    hint: 'give one of these names, or the ARCH',
  });
}

function readText(path: string, host: Host): string | undefined {
  try {
    return host.readFile(path);
  } catch (error) {
    passTroubleOn(error);
    if (error instanceof HostError) throw new UsageError('probe/bad-profile', `${path}: ${error.message}`);
    throw error;
  }
}

function checked(file: string, text: string): CompilerProfile {
  const result = parseProfile(text);
  if ('problem' in result) {
    throw new UsageError('probe/bad-profile', `${file}: ${result.problem}`, {
      hint: 'a toolchain profile is JSON as docs/schema/profile.schema.json describes it',
    });
  }
  return result.profile;
}

function readProfiles({ host, profilesDirectory }: LoadProfileOptions): CompilerProfile[] {
  const profiles: CompilerProfile[] = [];
  for (const entry of host.readDirectory(profilesDirectory) ?? []) {
    if (!entry.endsWith('.json')) continue;
    const text = readText(`${profilesDirectory}/${entry}`, host);
    const result = text === undefined ? null : parseProfile(text);
    if (result !== null && 'profile' in result) profiles.push(result.profile);
  }
  return profiles.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function knownNames(options: LoadProfileOptions): string {
  const names = listProfiles(options).map(({ name, aliases }) => [name, ...aliases].join(' = '));
  return names.length > 0 ? `known profiles: ${names.join(', ')}` : `no profiles in ${options.profilesDirectory}`;
}
