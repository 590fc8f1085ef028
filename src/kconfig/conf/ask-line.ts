/** The line that answers a question: the user's, or the one of the mode. */
import type { ByteString } from '../../core/bytes.ts';
import { typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import { isLogical, tristateTexts } from '../values/config-state.ts';
import { effectiveType, isChangeable, isWithinRange } from '../values/symbol-values.ts';
import { hasUserValue } from '../values/user-values.ts';
import { upToNul } from './ask-input.ts';
import type { Asker } from './asker.ts';
import { AskStop, promptText, say, stopEndless } from './asker.ts';

/** True when the user's line is to be looked at; else the question was answered by printing the value. */
export function askValue(asker: Asker, symbol: number, shown: ByteString): boolean {
  const { state } = asker;
  if (!hasUserValue(state, symbol)) say(asker, '(NEW) ');
  asker.line = '\n';
  if (asker.asksAlways) {
    askValueAlways(asker, symbol, shown);
    return true;
  }
  if (!isChangeable(state, symbol) || (asker.mode !== 'all' && hasUserValue(state, symbol))) {
    say(asker, `${shown}\n`);
    return false;
  }
  checkTerminal(asker);
  readLine(asker);
  if (asker.echoes && state.dialect.modes.answerEcho === 'newline') say(asker, '\n');
  return true;
}

/** Fills the line buffer as the busybox generation does in each mode. */
function askValueAlways(asker: Asker, symbol: number, shown: ByteString): void {
  const { mode, state } = asker;
  const answer = isChangeable(state, symbol) ? wholeAnswer(asker, symbol) : null;
  if (answer !== null) {
    asker.line = `${tristateTexts[answer]}\n`;
    say(asker, asker.line);
    return;
  }
  if (!isChangeable(state, symbol) || mode === 'default' || (mode !== 'all' && hasUserValue(state, symbol))) {
    say(asker, `${shown}\n`);
  } else if (mode === 'all' || mode === 'new' || mode === 'silent') {
    checkTerminal(asker);
    readLine(asker);
  } else if (!isLogical(state, symbol)) say(asker, `${shown}\n`);
  else {
    if (mode === 'random') asker.line = `${tristateTexts[randomAnswer(asker, symbol)]}\n`;
    say(asker, asker.line);
  }
}

/** The answer of allyes, allmod and allno where every mode asks: the first that is allowed, null for none. */
function wholeAnswer({ mode, state }: Asker, symbol: number): Tristate | null {
  if ((mode !== 'yes' && mode !== 'mod' && mode !== 'no') || !isLogical(state, symbol)) return null;
  const isTristate = effectiveType(state, symbol) === typeCode.tristate;
  const wanted: Tristate[] = mode === 'yes' ? [2] : [];
  if (mode !== 'no') wanted.push(isTristate ? 1 : 2);
  wanted.push(0);
  return wanted.find((value) => isWithinRange(state, symbol, value)) ?? null;
}

function randomAnswer({ draw, state }: Asker, symbol: number): Tristate {
  for (;;) {
    const value = (draw() % 3) as Tristate;
    if (isWithinRange(state, symbol, value)) return value;
  }
}

/** The silent mode of older conf wants a terminal. */
export function checkTerminal(asker: Asker): void {
  const { syncNeedsTerminal } = asker.state.dialect.modes;
  if (asker.mode !== 'silent' || !syncNeedsTerminal || !asker.echoes || asker.wasAskedAll) return;
  say(asker, "aborted!\n\nConsole input/output is redirected. Run 'make oldconfig' to update configuration.\n\n");
  throw new AskStop();
}

/** Reads the user's line into the buffer, which stays as it is at the end of the input. */
export function readLine(asker: Asker): void {
  const piece = asker.reader.read();
  if (piece === null) {
    if (asker.asksAlways && asker.flat.dialect.modes.inputEndStops) throw new AskStop();
    // The oldest conf does not look whether there was a line.
    if (asker.asksAlways) return;
    asker.print('stderr', '\nError in reading or end of file.\n');
  } else {
    asker.line = upToNul(piece);
    asker.hasRead = true;
    asker.linesRead++;
  }
  if (asker.echoes && asker.state.dialect.modes.answerEcho === 'line') say(asker, asker.line);
}

/** Starts another round of a question: the last one must have read something, or it never ends. */
export function askAgain(asker: Asker, symbol: number, entry: number): void {
  const name = asker.flat.symbolNames[symbol] ?? '';
  if (!asker.hasRead && name === '') stopEndless(asker, `the choice '${promptText(asker, entry)}'`, null);
  if (!asker.hasRead) stopEndless(asker, `'${name}'`, name);
  asker.hasRead = false;
}
