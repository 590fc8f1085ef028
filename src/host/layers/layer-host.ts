import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../host.ts';

/**
 * A host whose members are those of `layer`, and of `base` where the layer has none. The result is a plain object with
 * members of its own: a call costs the same however many layers there are. Members of `base` beyond the contract are
 * passed on as well. The bytes of a file are those of its text, unless a layer has both.
 */
export function layerHost<Base extends Host>(base: Base, layer: Partial<Host>): Base {
  const { readFile } = layer;
  const bytes = readFile === undefined ? {} : { readBytes: (path: string) => bytesOf(readFile(path)) };
  return { ...base, ...bytes, ...layer };
}

/** A text as {@link Host.readBytes} gives it. */
export function bytesOf(text: ByteString | undefined): Uint8Array | undefined {
  return text === undefined ? undefined : Buffer.from(text, 'latin1');
}
