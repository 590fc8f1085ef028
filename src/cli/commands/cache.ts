import { describeCache, emptyCache } from '../../api/cache.ts';
import { cacheDirectory, cacheLimit, cachePlace } from '../../cache/cache.ts';
import { decodeBytes } from '../../core/bytes.ts';
import { HostError, UsageError } from '../../core/errors.ts';
import { otherWriterOf } from '../../host/node/other-users.ts';
import { renderCacheText } from '../../report/cache.ts';
import { cacheVersion, describeWriter } from '../cache.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliverResult } from '../deliver.ts';
import { exitOk } from '../exit-code.ts';

/** `kgate cache info|clear`: what is kept between runs. */
export function run(input: CommandInput, host: CommandHost): CommandOutcome {
  const action = input.words[0] ?? '';
  if (action !== 'info' && action !== 'clear') {
    throw new UsageError('usage/unknown-action', `cache ${action}: no such action`, { hint: 'there are info, clear' });
  }
  const directory = cachePlace(host.env, input.cacheDir);
  if (directory === null) {
    throw new HostError('host/no-cache-directory', 'neither XDG_CACHE_HOME nor HOME is an absolute path', {
      hint: 'name a directory with --cache-dir; without one kgate keeps nothing',
    });
  }
  const other = otherWriterOf(directory);
  if (other !== null) {
    throw new HostError(
      'host/foreign-cache',
      decodeBytes(`the cache ${directory} is not used: ${describeWriter(other)}`),
      {
        hint: 'name a directory that only you can write: --cache-dir DIR',
      },
    );
  }
  const isUsed = cacheDirectory(host.env, input.cacheDir) !== null;
  const options = { directory, isUsed, version: cacheVersion() ?? '', maxBytes: cacheLimit(host.env) };
  const result = action === 'info' ? describeCache(options) : emptyCache(options);
  return deliverResult(input, exitOk, result, renderCacheText);
}
