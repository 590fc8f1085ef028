/**
 * The last line of a terminal, which two threads write to: the main thread draws what the run is doing there, and the worker
 * prints warnings and questions. Two words that both share keep one out while the other writes.
 */

/** Who has the line, and whether something is drawn on it that goes away. */
const owner = 0;
const drawn = 1;

const free = 0;
const drawing = 1;
const printing = 2;

/** Milliseconds that the worker sleeps at most while the main thread draws. */
const drawMs = 5;

/** What the two threads share. */
export type TerminalLine = Int32Array<SharedArrayBuffer>;

/** Clears the line that the cursor is on. Source: ECMA-48, EL. */
export const clearLine = '\r\u001b[K';

/** A line that no one has. */
export function createTerminalLine(): TerminalLine {
  return new Int32Array(new SharedArrayBuffer(8));
}

/** The main thread's side: draws, unless the worker has the line. */
export function drawOn(line: TerminalLine, draw: () => void): void {
  if (Atomics.compareExchange(line, owner, free, drawing) !== free) return;
  draw();
  Atomics.store(line, drawn, 1);
  Atomics.store(line, owner, free);
  Atomics.notify(line, owner);
}

/** True once for each time that something is drawn which has to be cleared. */
export function takeDrawn(line: TerminalLine): boolean {
  return Atomics.exchange(line, drawn, 0) === 1;
}

/** The worker's side: prints text, and keeps the line while what it printed is not ended. `clear` is called where it has to be. */
export function printOn(line: TerminalLine, text: string, print: () => void, clear: () => void): void {
  while (Atomics.load(line, owner) !== printing && Atomics.compareExchange(line, owner, free, printing) !== free) {
    Atomics.wait(line, owner, drawing, drawMs);
  }
  if (takeDrawn(line)) clear();
  print();
  if (text.endsWith('\n')) release(line);
}

/** The worker's side: the user has answered, which ends a line. */
export function release(line: TerminalLine): void {
  Atomics.compareExchange(line, owner, printing, free);
}
