import { fileURLToPath } from 'node:url';
import { type Cache, cacheDirectory, cacheLimit, openCache } from '../cache/cache.ts';
import type { ByteString } from '../core/bytes.ts';
import { encodeBytes } from '../core/bytes.ts';
import { readCacheHead } from '../host/node/cache-files.ts';
import { type OtherWriter, otherWriterOf } from '../host/node/other-users.ts';
import type { CommandHost, CommandInput } from './command.ts';
import { isBuilt, version } from './version.ts';

/**
 * Identifies this kgate: its version, the content of all files that it is bundled in, which scripts/build.mjs writes next to them, and
 * Node. Null when run from sources, where there is no such file.
 */
export function cacheVersion(): string | null {
  if (!isBuilt) return null;
  const path = encodeBytes(fileURLToPath(new URL('build.id', import.meta.url)));
  const id = readCacheHead(path, 64)?.toString('latin1').trim();
  return id === undefined || !/^[0-9a-f]{40}$/.test(id) ? null : `${version}:${id}:${process.version}`;
}

/**
 * The cache of this kgate, or null where there is to be none. Records are of one build. One that another user could have
 * written is not read: `onForeign` gets the reason, in a line.
 */
export function commandCache(
  input: Pick<CommandInput, 'cacheDir' | 'noCache' | 'shell'>,
  env: Readonly<Record<string, ByteString>>,
  onForeign: (line: ByteString) => void,
): Cache | null {
  // What a policy lets through depends on who has named a program and on what stands in a tree.
  const directory = input.noCache || input.shell !== 'run' ? null : cacheDirectory(env, input.cacheDir);
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
