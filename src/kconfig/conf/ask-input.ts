import type { ByteString } from '../../core/bytes.ts';
import { trimEnds } from '../../core/trim.ts';

/** Standard input of conf. Synchronous: the caller waits for the user. */
export interface LineSource {
  /** The next line with its newline, which only the last may lack; null at the end, again and again. */
  readLine(): ByteString | null;
}

/** Input that is at its end. */
export const emptyInput: LineSource = { readLine: () => null };

/** Lines as C's `fgets` cuts them. */
export class LineReader {
  /** The end was met: reading it found nothing, or a last line without newline. */
  hasEnded = false;
  private readonly source: LineSource;
  private readonly limit: number;
  /** What is left of a line that was too long. */
  private rest: ByteString = '';

  /** `size` is that of conf's buffer; a line gives at most one byte less. */
  constructor(source: LineSource, size: number) {
    this.source = source;
    this.limit = size - 1;
  }

  /** The next piece, null at the end of the input. */
  read(): ByteString | null {
    const line = this.rest === '' ? this.source.readLine() : this.rest;
    if (line === null || line === '') {
      this.hasEnded = true;
      return null;
    }
    this.rest = line.slice(this.limit);
    const piece = line.slice(0, this.limit);
    if (!piece.endsWith('\n') && piece.length < this.limit) this.hasEnded = true;
    return piece;
  }
}

/** What C sees of bytes that hold a NUL. */
export function upToNul(text: ByteString): ByteString {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

/** Without white space at both ends, by C's `isspace`. */
export function strip(text: ByteString): ByteString {
  return trimEnds(text, ' \t\n\v\f\r');
}
