/** What a long run is doing, in the last line of the terminal that standard error is; gone before anything else is printed. */
import { type ByteString, decodeBytes } from '../../core/bytes.ts';
import { nameControls, own } from '../../core/display.ts';
import { formatLocation, type Location } from '../../core/location.ts';
import { type ProgressWords, viewProgress } from '../../core/progress.ts';
import type { Sink } from '../io.ts';
import { clearLine, drawOn, type TerminalLine, takeDrawn } from './terminal-line.ts';

/** Seconds of a run in which nothing is drawn. */
const quietSeconds = 1;

/** Milliseconds between two drawings, and those that a place of the tree is shown after the worker has named it. */
const drawMs = 100;
const placeMs = 1000;

/** What {@link ProgressLine} looks at. */
export interface ProgressSource {
  readonly words: ProgressWords;
  readonly line: TerminalLine;
  /** The directory of the tree, absolute: places in it are shown below it. */
  readonly tree: ByteString;
  /** Seconds since the program was started. */
  readonly seconds: () => number;
}

/** Characters that may take two columns: all that are not of the first alphabets. */
const firstWide = 0x1100;

/** The beginning of a line that takes at most so many columns. */
function cut(text: string, columns: number): string {
  let taken = 0;
  let end = 0;
  for (const character of text) {
    taken += (character.codePointAt(0) ?? 0) < firstWide ? 1 : 2;
    if (taken > columns) return text.slice(0, end);
    end += character.length;
  }
  return text;
}

/** Draws the line now and then until it is stopped. */
export class ProgressLine {
  private readonly stderr: Sink;
  private readonly source: ProgressSource;
  private readonly timer: NodeJS.Timeout;
  private place: Location | null = null;
  private placeAt = 0;
  private last = '';

  constructor(stderr: Sink, source: ProgressSource) {
    this.stderr = stderr;
    this.source = source;
    this.timer = setInterval(() => this.draw(), drawMs);
    this.timer.unref();
  }

  /** A line of the tree that the run is at. */
  at(place: Location): void {
    this.place = place;
    this.placeAt = this.source.seconds();
  }

  /** Takes the line away, before something else is printed. */
  clear(): void {
    this.last = '';
    if (takeDrawn(this.source.line)) void this.stderr.show(own(clearLine));
  }

  /** Takes the line away for good. */
  stop(): void {
    clearInterval(this.timer);
    this.clear();
  }

  /** Draws the line, where it has changed. */
  draw(): void {
    const seconds = this.source.seconds();
    if (seconds < quietSeconds) return;
    const text = this.text(seconds);
    if (text === this.last) return;
    drawOn(this.source.line, () => {
      this.last = text;
      void this.stderr.show(`${own(clearLine)}${text}`);
    });
  }

  private text(seconds: number): string {
    const { done, phase, total } = viewProgress(this.source.words);
    const { place } = this;
    const count = done === 0 ? '' : total === 0 ? ` ${done}` : ` ${done} of ${total}`;
    const isRecent = place !== null && (seconds - this.placeAt) * 1000 < placeMs;
    const at = isRecent ? formatLocation(place) : '';
    const { tree } = this.source;
    const where = at === '' ? '' : `, ${decodeBytes(at.startsWith(`${tree}/`) ? at.slice(tree.length + 1) : at)}`;
    const line = `kgate: ${Math.floor(seconds)} s, ${phase}${count}${where}`;
    // The last column stays free: some terminals go on to the next line with it.
    return cut(nameControls(line).replace(/[\n\t]/g, ' '), this.stderr.columns - 1);
  }
}
