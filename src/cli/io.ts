import type { ByteString } from '../core/bytes.ts';
import { encodeBytes } from '../core/bytes.ts';
import { processEnvironment } from '../host/node/node-host.ts';
import { exitFailure } from './exit-code.ts';
import { createLineInput, type LineInput } from './standard-input.ts';

/** Where one stream's text goes. */
export interface Sink {
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Resolves once the text has been handed to the system. A reader that went away is no error. */
  write(text: string | Buffer): Promise<void>;
}

/** What {@link main} needs of its process. */
export interface Io {
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** Absent: there is no input. */
  readonly stdin?: LineInput;
  readonly env: Readonly<Record<string, ByteString>>;
  /** Absolute. */
  readonly cwd: ByteString;
  /** The worker's module when it is not the one next to this one. */
  readonly workerUrl?: URL;
}

function createSink(stream: NodeJS.WriteStream): Sink {
  let isClosed = false;
  // Absent, not false, when the stream is no terminal, whatever its type says.
  const isTerminal = 'isTTY' in stream && stream.isTTY;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isClosed = true;
    // `kgate … | head` has seen enough. Anything else (a full disk) must not pass silently.
    if (error.code === 'EPIPE') return;
    process.exitCode = exitFailure;
    if (stream === process.stdout) process.stderr.write(`kgate: cannot write standard output: ${error.code}\n`);
  });
  return {
    isTerminal,
    columns: isTerminal && stream.columns > 0 ? stream.columns : 80,
    write(text) {
      if (isClosed || text.length === 0) return Promise.resolve();
      return new Promise((resolve) => {
        stream.write(text, () => resolve());
      });
    },
  };
}

/** The {@link Io} of this process. */
export function createProcessIo(): Io {
  return {
    stdout: createSink(process.stdout),
    stderr: createSink(process.stderr),
    stdin: createLineInput(() => process.stdin),
    env: processEnvironment(),
    cwd: encodeBytes(process.cwd()),
  };
}

/** Whether text for `sink` may be coloured. Source: https://no-color.org for NO_COLOR. */
export function wantsColor(when: string, sink: Sink, env: Io['env']): boolean {
  if (when !== 'auto') return when === 'always';
  return sink.isTerminal && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}
