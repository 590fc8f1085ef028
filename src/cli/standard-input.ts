import type { ByteString } from '../core/bytes.ts';

/** Standard input, read only when a line is asked for. */
export interface LineInput {
  readonly isTerminal: boolean;
  /** The next line with its newline (the last may lack it); undefined at the end of the input. */
  readLine(): Promise<ByteString | undefined>;
  /** Lets go of the stream, so that the process can end. */
  close(): void;
}

/** Lines of a stream, which is not looked at before the first is asked for. */
export function createLineInput(open: () => NodeJS.ReadStream): LineInput {
  let stream: NodeJS.ReadStream | null = null;
  let buffered = '';
  let hasEnded = false;
  let waiting: ((line: ByteString | undefined) => void) | null = null;

  function deliver(): void {
    if (waiting === null || stream === null) return;
    const newline = buffered.indexOf('\n');
    if (newline < 0 && !hasEnded) {
      stream.resume();
      return;
    }
    const end = newline < 0 ? buffered.length : newline + 1;
    const line = end === 0 ? undefined : buffered.slice(0, end);
    buffered = buffered.slice(end);
    const resolve = waiting;
    waiting = null;
    // What was not asked for stays with the system, for the next reader.
    stream.pause();
    resolve(line);
  }

  return {
    get isTerminal() {
      const input = open();
      return 'isTTY' in input && input.isTTY;
    },
    readLine() {
      if (stream === null) {
        stream = open();
        stream.on('data', (chunk: Buffer) => {
          buffered += chunk.toString('latin1');
          deliver();
        });
        const end = (): void => {
          hasEnded = true;
          deliver();
        };
        stream.on('end', end);
        stream.on('error', end);
      }
      return new Promise((resolve) => {
        waiting = resolve;
        deliver();
      });
    },
    close() {
      if (stream === null) return;
      stream.pause();
      // Absent, whatever its type says, when the input is a file or /dev/null.
      if ('unref' in stream) stream.unref();
    },
  };
}
