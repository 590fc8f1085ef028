/** Questions for one symbol. Source: scripts/kconfig/conf.c conf_string, conf_sym; docs/kconfig-semantics.md §6.4. */
import type { ByteString } from '../../core/bytes.ts';
import { typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import { tristateTexts } from '../values/config-state.ts';
import { chooseMember } from '../values/entry-values.ts';
import { invalidate, keepValues } from '../values/propagate.ts';
import { isTextWithinRange, isWithinRange, tristateOf, valueOf } from '../values/symbol-values.ts';
import { giveTristate, setUserValue, userText } from '../values/user-values.ts';
import { strip } from './ask-input.ts';
import { askAgain, askValue } from './ask-line.ts';
import type { Asker } from './asker.ts';
import { AskStop, blanks, hasHelpSign, promptText, say } from './asker.ts';

const signs = ['N', 'M', 'Y'] as const;

const answerWords = new Map<ByteString, Tristate>([
  ...['n', 'N', 'no', 'No'].map((word) => [word, 0] as const),
  ...['m', 'M'].map((word) => [word, 1] as const),
  ...['y', 'Y', 'yes', 'Yes'].map((word) => [word, 2] as const),
]);

/** Asks for an int, hex or string until the value is valid. */
export function askString(asker: Asker, entry: number, symbol: number): void {
  const name = asker.flat.symbolNames[symbol]!;
  asker.hasRead = false;
  for (;;) {
    let value: ByteString | null = valueOf(asker.state, symbol);
    say(asker, `${blanks(asker)}${promptText(asker, entry)} (${name}) [${value}] `);
    if (!askValue(asker, symbol, value)) return;
    if (asker.line === '?\n') {
      say(asker, asker.helpOf(entry));
      value = null;
    } else if (!asker.line.startsWith('\n')) value = asker.line.slice(0, -1);
    if (value !== null && setText(asker, symbol, value)) return;
    if (asker.flat.dialect.modes.inputEndGuard && asker.reader.hasEnded) {
      const message = `no value for new symbol '${name}' at end of input`;
      asker.print('stderr', `\nerror: ${message}\n`);
      asker.note('kconfig/no-value-at-end-of-input', message, { symbol: name });
      throw new AskStop();
    }
    askAgain(asker, symbol, entry);
  }
}

/** Asks for a bool or tristate until the value is valid. */
export function askTristate(asker: Asker, entry: number, symbol: number): void {
  const { state } = asker;
  const name = asker.flat.symbolNames[symbol]!;
  const label = name === '' ? '' : `(${name}) `;
  asker.hasRead = false;
  for (;;) {
    const old = tristateOf(state, symbol);
    let options: string = signs[old];
    for (const value of [0, 1, 2] as const) {
      if (old !== value && isWithinRange(state, symbol, value)) options += `/${tristateTexts[value]}`;
    }
    if (hasHelpSign(asker, entry)) options += '/?';
    say(asker, `${blanks(asker)}${promptText(asker, entry)} ${label}[${options}] `);
    if (!askValue(asker, symbol, tristateTexts[old])) return;
    const answer = strip(asker.line);
    const value = answer === '' ? old : answerWords.get(answer);
    if (value !== undefined && setTristate(asker, symbol, value)) return;
    if (value !== undefined || answer.startsWith('?')) say(asker, asker.helpOf(entry));
    askAgain(asker, symbol, entry);
  }
}

function setTristate(asker: Asker, symbol: number, value: Tristate): boolean {
  const { isNewEngine, state } = asker;
  const old = tristateOf(state, symbol);
  if ((isNewEngine || old !== value) && !isWithinRange(state, symbol, value)) return false;
  const choice = state.flat.symbolChoice[symbol]!;
  giveAnswer(asker, old !== value, () => {
    if (!isNewEngine && choice >= 0 && value === 2) chooseMember(state, choice, symbol);
    else setOwn(asker, symbol, value);
  });
  return true;
}

/** An n or m for a member leaves its choice as it was: without an answer, or with the one it had (old engines). */
function setOwn({ isNewEngine, state }: Asker, symbol: number, value: Tristate): void {
  if (isNewEngine || state.flat.symbolChoice[symbol]! < 0) {
    setUserValue(state, symbol, tristateTexts[value]);
    return;
  }
  giveTristate(state, symbol, value);
  state.changed = true;
  state.pending.push(symbol);
}

function setText(asker: Asker, symbol: number, text: ByteString): boolean {
  const { flat, state } = asker;
  if (!isTextWithinRange(state, symbol, text)) return false;
  const needsPrefix = flat.symbolType[symbol] === typeCode.hex && !/^0[xX]/.test(text);
  const isSame = !needsPrefix && userText(state, symbol) === text;
  giveAnswer(asker, !isSame, () => setUserValue(state, symbol, needsPrefix ? `0x${text}` : text));
  return true;
}

/** Gives values; conf forgets all that it computed only where an answer is another than the present value. */
export function giveAnswer(asker: Asker, isOther: boolean, give: () => void): void {
  const { state } = asker;
  const { changed } = state;
  give();
  asker.changes++;
  if (isOther) {
    invalidate(state);
    return;
  }
  keepValues(state);
  state.changed = changed;
}
