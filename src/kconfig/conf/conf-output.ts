import type { ByteString } from '../../core/bytes.ts';
import type { OutputChunk } from '../model/model.ts';
import type { NoteError } from '../report.ts';
import { Reporter } from '../report.ts';
import type { ConfigState } from '../values/config-state.ts';

/** Output of one run in conf's order: its own and that of the state it works on. */
export class ConfOutput {
  readonly chunks: OutputChunk[] = [];
  /** Diagnostics that are not the state's. */
  readonly notes = new Reporter();
  private state: ConfigState | null = null;
  /** Chunks of the state that are in `chunks` already. */
  private taken = 0;
  private readonly emit: ((chunk: OutputChunk) => void) | undefined;
  private readonly isSilent: boolean;

  /** `emit` gets every chunk as soon as it is printed; a silent conf prints no messages. */
  constructor(emit: ((chunk: OutputChunk) => void) | undefined, isSilent: boolean) {
    this.emit = emit;
    this.isSilent = isSilent;
  }

  /** Takes over the output of the state from now on. */
  follow(state: ConfigState): void {
    this.state = state;
  }

  print(stream: OutputChunk['stream'], text: ByteString): void {
    this.flush();
    this.push({ stream, text });
  }

  /** A message that `-s` and syncconfig suppress. */
  message(text: ByteString): void {
    if (!this.isSilent) this.print('stdout', `#\n# ${text}\n#\n`);
  }

  /** A diagnostic without place; its text is printed elsewhere. */
  readonly note: NoteError = (code, message, ...rest) => this.notes.note(code, 'error', message, null, ...rest);

  /** Prints the output of another reporter and keeps its diagnostics. */
  take(reporter: Reporter): void {
    for (const chunk of reporter.output) this.print(chunk.stream, chunk.text);
    this.notes.diagnostics.push(...reporter.diagnostics);
  }

  /** Moves the chunks that the state printed since the last call. */
  flush(): void {
    const printed = this.state?.reporter.output ?? [];
    while (this.taken < printed.length) this.push(printed[this.taken++]!);
  }

  /** All that was printed on one stream. */
  textOf(stream: OutputChunk['stream']): ByteString {
    return this.chunks.map((chunk) => (chunk.stream === stream ? chunk.text : '')).join('');
  }

  private push(chunk: OutputChunk): void {
    this.chunks.push(chunk);
    this.emit?.(chunk);
  }
}
