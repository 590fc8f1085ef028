import type { ByteString } from '../../core/bytes.ts';
import { Unsupported } from '../language/signals.ts';

/** Collects what is written to it. */
export interface Sink {
  readonly kind: 'sink';
  chunks: ByteString[];
  size: number;
}

/** Bytes that can be read once. */
export interface Source {
  readonly kind: 'source';
  readonly data: ByteString;
  position: number;
  /** True once a program took it that may have left some of it; reading on would be a guess. */
  isTaken: boolean;
  /** The file the bytes came from, when they came from one. */
  readonly path?: string;
}

/** A file of the overlay opened for writing. */
export interface FileSink {
  readonly kind: 'file';
  readonly path: string;
  readonly write: (text: ByteString) => void;
}

/** What a descriptor leads to. */
export type Stream = Sink | Source | FileSink | { readonly kind: 'null' };

/** The descriptors of a shell, 0 to 9. */
export type Descriptors = ReadonlyMap<number, Stream>;

/** A stream that swallows writes and is at its end for reads. */
export const nullStream: Stream = { kind: 'null' };

/** A new empty {@link Sink}. */
export function createSink(): Sink {
  return { kind: 'sink', chunks: [], size: 0 };
}

/** A new {@link Source} over `data`. */
export function createSource(data: ByteString, path?: string): Source {
  const source = { kind: 'source' as const, data, position: 0, isTaken: false };
  return path === undefined ? source : { ...source, path };
}

/** Everything written to the sink so far. */
export function sinkText(sink: Sink): ByteString {
  if (sink.chunks.length > 1) sink.chunks = [sink.chunks.join('')];
  return sink.chunks[0] ?? '';
}

/** Takes all that is left to read; empty for anything that cannot be read. */
export function takeRest(stream: Stream | undefined): ByteString {
  if (stream === undefined || stream.kind !== 'source') return '';
  if (stream.isTaken) throw new Unsupported('input shared between programs');
  const rest = stream.data.slice(stream.position);
  stream.position = stream.data.length;
  return rest;
}

/** Takes one line with its newline; undefined at the end. */
export function takeLine(stream: Stream | undefined): ByteString | undefined {
  if (stream === undefined || stream.kind !== 'source') return undefined;
  if (stream.isTaken) throw new Unsupported('input shared between programs');
  if (stream.position >= stream.data.length) return undefined;
  const newline = stream.data.indexOf('\n', stream.position);
  const end = newline < 0 ? stream.data.length : newline + 1;
  const line = stream.data.slice(stream.position, end);
  stream.position = end;
  return line;
}

/**
 * Gives a program all that is left, where it is unknown how much of it the program will read. A later
 * reader of the same input is refused.
 */
export function lendRest(stream: Stream | undefined): ByteString {
  const rest = takeRest(stream);
  if (rest !== '' && stream?.kind === 'source') stream.isTaken = true;
  return rest;
}

/** What a command substitution takes of an output. Throws Unsupported for a NUL byte. */
export function withoutLastNewlines(text: ByteString): ByteString {
  if (text.includes('\0')) throw new Unsupported('NUL byte in an output');
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) === 10) end--;
  return text.slice(0, end);
}
