import { hostname, machine, release, type, version } from 'node:os';
import { type ByteString, encodeBytes } from '../../core/bytes.ts';

/** The names that uname(2) gives. */
export interface SystemNames {
  readonly sysname: ByteString;
  readonly nodename: ByteString;
  readonly release: ByteString;
  readonly version: ByteString;
  readonly machine: ByteString;
}

/** The names of the running system, as `uname` prints them. */
export function systemNames(): SystemNames {
  return {
    sysname: encodeBytes(type()),
    nodename: encodeBytes(hostname()),
    release: encodeBytes(release()),
    version: encodeBytes(version()),
    machine: encodeBytes(machine()),
  };
}

/** The processor by Node's name: `x64`, `arm64`. */
export const processor: string = process.arch;
