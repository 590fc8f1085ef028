import { fileURLToPath } from 'node:url';
import { type Cache, cacheDirectory, cacheLimit, openCache } from '../cache/cache.ts';
import type { ByteString } from '../core/bytes.ts';
import { encodeBytes } from '../core/bytes.ts';
import { stampFile } from '../host/node/machine-stamps.ts';
import { type OtherWriter, otherWriterOf } from '../host/node/other-users.ts';
import type { CommandHost, CommandInput } from './command.ts';
import { isBuilt, version } from './version.ts';

/**
 * Identifies this kgate: its version, the entry of the command line, which every build writes again and which is next to all
 * files that this code is bundled in, and Node. Null when run from sources, where there is no such file.
 */
export function cacheVersion(): string | null {
  const build = isBuilt ? stampFile(encodeBytes(fileURLToPath(new URL('cli.js', import.meta.url)))) : null;
  return build === null ? null : `${version}:${build}:${process.version}`;
}

/**
 * The cache of this kgate, or null where there is to be none. Records are of one build. One that another user could have
 * written is not read: `onForeign` gets the reason, in a line.
 */
export function commandCache(
  input: Pick<CommandInput, 'noCache' | 'shell'>,
  env: Readonly<Record<string, ByteString>>,
  onForeign: (line: ByteString) => void,
): Cache | null {
  // What a policy lets through depends on who has named a program and on what stands in a tree.
  const directory = input.noCache || input.shell !== 'run' ? null : cacheDirectory(env);
  const build = directory === null ? null : cacheVersion();
  if (directory === null || build === null) return null;
  const other = otherWriterOf(directory);
  const maxBytes = cacheLimit(env);
  if (other === null) return openCache({ directory, version: build, ...(maxBytes !== undefined && { maxBytes }) });
  onForeign(`the cache ${directory} is not used: ${describeWriter(other)} [host/foreign-cache]`);
  return null;
}

/** Why what is there is not to be trusted. */
export function describeWriter({ path, reason }: OtherWriter): ByteString {
  return `${path} ${reason}`;
}

/** Prints a warning of {@link commandCache}. */
export function warnOn(host: CommandHost): (line: ByteString) => void {
  return (line) => host.print('stderr', `kgate: ${line}\n`);
}
