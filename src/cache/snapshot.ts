/**
 * The machine as kept values are compared with it. A value and the parts that it contains have seen much the same: within
 * one comparison, and all those inside, a path is looked at once and a program runs once.
 */
import type { ByteString } from '../core/bytes.ts';
import type { FileStamp, StampSource } from '../host/file-stamp.ts';
import type { CommandRequest, CommandResult, Host } from '../host/host.ts';
import { layerHost } from '../host/layers/layer-host.ts';
import { createStillHost } from '../host/layers/still-host.ts';

/** A program that was asked. */
export interface AskedProgram {
  readonly request: CommandRequest;
  readonly result: CommandResult;
}

/** See the head of this file. */
export interface Snapshot {
  readonly host: Host;
  readonly stamps: StampSource;
  /** The request like this one that was asked, and its answer; undefined for none. */
  asked(request: CommandRequest): AskedProgram | undefined;
}

function keyOf({ argv, cwd, env, input = '' }: CommandRequest): string {
  return JSON.stringify([argv, cwd, input, env]);
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

/** A snapshot that is taken look by look. */
export function openSnapshot(base: Host, stamps: StampSource): Snapshot {
  const answers = new Map<string, AskedProgram>();
  const { prefetch } = base;
  const host = layerHost(createStillHost(base), {
    run(request) {
      const key = keyOf(request);
      let asked = answers.get(key);
      if (asked === undefined) answers.set(key, (asked = { request, result: base.run(request) }));
      return asked.result;
    },
    prefetch:
      prefetch === null ? null : (requests) => prefetch(requests.filter((request) => !answers.has(keyOf(request)))),
  });
  return {
    host,
    stamps: stillStamps(stamps),
    asked: (request) => (answers.size === 0 ? undefined : answers.get(keyOf(request))),
  };
}
