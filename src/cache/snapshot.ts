/**
 * The machine as kept values are compared with it. A value and the parts that it contains have seen much the same: within
 * one comparison, and all those inside, a path is looked at once and a program runs once.
 */
import type { ByteString } from '../core/bytes.ts';
import type { FileStamp, StampSource } from '../host/file-stamp.ts';
import type { Host } from '../host/host.ts';
import { createRepeatHost, type RepeatHost } from '../host/layers/repeat-host.ts';
import { createStillHost } from '../host/layers/still-host.ts';

/** See the head of this file. */
export interface Snapshot {
  readonly host: RepeatHost;
  readonly stamps: StampSource;
}

/** `source` with the first stamp of each path. */
function stillStamps(source: StampSource): StampSource {
  const known = new Map<ByteString, FileStamp>();
  return {
    ...source,
    stamp(path) {
      let stamp = known.get(path);
      if (stamp === undefined) known.set(path, (stamp = source.stamp(path)));
      return stamp;
    },
  };
}

/** A snapshot that is taken look by look. No kept value rests on a program that has seen the scratch directory. */
export function openSnapshot(base: Host, stamps: StampSource): Snapshot {
  return { host: createRepeatHost(createStillHost(base), () => false), stamps: stillStamps(stamps) };
}
