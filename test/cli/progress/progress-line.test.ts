import { afterEach, expect, it } from 'vitest';
import type { Sink } from '../../../src/cli/io.ts';
import { ProgressLine } from '../../../src/cli/progress/progress-line.ts';
import { createTerminalLine, printOn, release } from '../../../src/cli/progress/terminal-line.ts';
import { encodeBytes } from '../../../src/core/bytes.ts';
import { display } from '../../../src/core/display.ts';
import { createProgressWords, Progress } from '../../../src/core/progress.ts';

let stop = (): void => {};
afterEach(() => stop());

/** A line on a terminal of 40 columns, whose clock the test has. */
function terminal() {
  const written: string[] = [];
  const sink: Sink = {
    isTerminal: true,
    isWatched: true,
    columns: 40,
    show: (text) => {
      written.push(display(text));
      return Promise.resolve();
    },
    pass: () => Promise.resolve(),
  };
  const words = createProgressWords();
  const line = createTerminalLine();
  const clock = { seconds: 0.5 };
  const drawn = new ProgressLine(sink, { words, line, tree: '/tree', seconds: () => clock.seconds });
  stop = () => drawn.stop();
  const at = (seconds: number): string[] => {
    clock.seconds = seconds;
    written.length = 0;
    drawn.draw();
    return [...written];
  };
  return { at, clock, drawn, line, progress: new Progress(words), written };
}

const clear = '\r\u001b[K';

it('is drawn from the first second on, when it changes, and cleared once', () => {
  const { at, drawn, progress, written } = terminal();
  progress.begin('applying rules', 9);
  expect(at(0.9)).toEqual([]);
  expect(at(1)).toEqual([`${clear}kgate: 1 s, applying rules`]);
  expect(at(1.5)).toEqual([]);
  progress.step('applying rules');
  expect(at(1.6)).toEqual([`${clear}kgate: 1 s, applying rules 1 of 9`]);
  written.length = 0;
  drawn.clear();
  drawn.clear();
  drawn.stop();
  expect(written).toEqual([clear]);
});

it('is cut to the terminal, whatever the tree calls its files, and sends nothing of it that drives the terminal', () => {
  const { at, clock, drawn } = terminal();
  clock.seconds = 2;
  drawn.at({ file: encodeBytes('/tree/a\u001b[2J\nb\tc\u202e'), line: 7 });
  expect(at(2.1)).toEqual([`${clear}kgate: 2 s, starting, a\\x1b[2J b c\\u202e`.slice(0, 39 + clear.length)]);
  drawn.at({ file: encodeBytes('漢'.repeat(40)), line: 1 });
  const [text = ''] = at(2.2);
  // 'kgate: 2 s, starting, ' has 22 columns, each character two: 8 of them fit in 39.
  expect(text).toBe(`${clear}kgate: 2 s, starting, ${'漢'.repeat(8)}`);
  // A second later the run is elsewhere.
  expect(at(3.5)).toEqual([`${clear}kgate: 3 s, starting`]);
});

it('keeps off the line while a question stands on it', () => {
  const { at, line, progress } = terminal();
  const printed: string[] = [];
  const print = (text: string): void =>
    printOn(
      line,
      text,
      () => printed.push(text),
      () => printed.push('clear'),
    );
  progress.begin('asking git');
  expect(at(1)).toHaveLength(1);
  print('Does it succeed? ');
  expect(printed).toEqual(['clear', 'Does it succeed? ']);
  progress.begin('applying rules');
  expect(at(2)).toEqual([]);
  release(line);
  expect(at(2)).toEqual([`${clear}kgate: 2 s, applying rules`]);
  printed.length = 0;
  print('a warning\n');
  print('another\n');
  expect(printed).toEqual(['clear', 'a warning\n', 'another\n']);
  expect(at(3)).toHaveLength(1);
});
