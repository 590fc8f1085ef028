/** A block of bytes made of frames: what the codecs of models have in common. */
import type { ByteString } from '../../../core/bytes.ts';

/** A length in four bytes, the highest last, then the bytes. */
export function frame(bytes: Uint8Array): Uint8Array {
  const framed = Buffer.alloc(bytes.length + 4);
  framed.writeUInt32LE(bytes.length, 0);
  framed.set(bytes, 4);
  return framed;
}

/** Numbers as a frame. */
export function words(array: Int32Array): Uint8Array {
  return frame(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
}

/** Lengths (−1 for null), then all texts in one. */
export function textParts(texts: readonly (ByteString | null)[]): Uint8Array[] {
  const lengths = Int32Array.from(texts, (text) => text?.length ?? -1);
  return [words(lengths), frame(Buffer.from(texts.map((text) => text ?? '').join(''), 'latin1'))];
}

/** Takes frames off a block; after one that is cut short everything is empty. */
export class FrameReader {
  private readonly block: Buffer;
  private at = 0;
  private isWhole = true;

  constructor(bytes: Uint8Array) {
    this.block = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  isDone(): boolean {
    return this.isWhole && this.at === this.block.length;
  }

  take(length: number): Buffer | undefined {
    if (!this.isWhole || this.at + length > this.block.length) {
      this.isWhole = false;
      return undefined;
    }
    this.at += length;
    return this.block.subarray(this.at - length, this.at);
  }

  frame(): Buffer | undefined {
    const length = this.take(4)?.readUInt32LE(0);
    return length === undefined ? undefined : this.take(length);
  }

  bytes(): Uint8Array {
    return Uint8Array.from(this.frame() ?? []);
  }

  words(): Int32Array {
    const frame = this.frame();
    if (frame === undefined || frame.length % 4 !== 0) {
      this.isWhole = false;
      return new Int32Array(0);
    }
    // A copy: the frame need not start at a multiple of four.
    const copy = new Uint8Array(frame.length);
    copy.set(frame);
    return new Int32Array(copy.buffer);
  }

  texts(): (ByteString | null)[] {
    const lengths = this.words();
    const all = this.frame()?.toString('latin1') ?? '';
    const texts = new Array<ByteString | null>(lengths.length);
    let at = 0;
    for (let index = 0; index < lengths.length; index++) {
      const length = lengths[index]!;
      texts[index] = length < 0 ? null : all.slice(at, at + length);
      if (length > 0) at += length;
    }
    return texts;
  }
}
