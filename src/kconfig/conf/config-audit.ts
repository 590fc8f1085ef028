/** What a `.config` says and leaves out, line by line: for reports. No state of a run is changed. */
import type { ByteString } from '../../core/bytes.ts';
import { createConfigState } from '../values/compute-symbol.ts';
import { cloneConfigState, type ConfigState } from '../values/config-state.ts';
import { type ReadLine, readUserValues } from '../values/dotconfig.ts';
import { finishReading } from '../values/finish-reading.ts';
import { askNew } from './ask.ts';
import { type AskMode, AskStop, createAsker } from './asker.ts';
import { isWritten, valueOf } from '../values/symbol-values.ts';
import { userText } from '../values/user-values.ts';
import { newSymbols } from './new-symbols.ts';

/** What conf asks for where a `.config` does not say it. */
export interface NewQuestions {
  /** What `listnewconfig` prints, line by line. */
  readonly lines: readonly ByteString[];
  /** How often conf asks where each answer is Enter; 1 where it takes no such answer. */
  readonly questions: number;
  /** True where conf stops, or asks for ever, once its input is at its end. */
  readonly stopsAtEnd: boolean;
}

/** What the reader makes of each line of a text that is no comment of its own, in order. */
export function readLines({ flat, options }: ConfigState, text: ByteString, fileName: string): ReadLine[] {
  const lines: ReadLine[] = [];
  readUserValues(createConfigState(flat, options), text, fileName, (line) => lines.push(line));
  return lines;
}

/**
 * True where a configuration, or conf's reader, leaves something of the text behind, or where conf asks for more than the
 * text has; `state` is what olddefconfig made of it.
 */
export function hasMoreToSay(state: ConfigState, text: ByteString): boolean {
  const fresh = createConfigState(state.flat, state.options);
  let isSilent = false;
  readUserValues(fresh, text, state.userFile, (line) => {
    if (line.kind === 'ignored' || (line.kind === 'unknown' && line.value !== 'n')) isSilent = true;
    if (line.kind === 'stray' && line.text.includes('not set')) isSilent = true;
  });
  if (isSilent || losesValues(state, fresh)) return true;
  for (const _ of newSymbols(cloneConfigState(state))) return true;
  return false;
}

/** True where a value that was read is another one in the end. */
function losesValues(state: ConfigState, read: ConfigState): boolean {
  for (const symbol of state.flat.symbolNames.keys()) {
    if (read.user.has[symbol] === 0 || read.user.lines[symbol] === 0) continue;
    const given = userText(read, symbol);
    const value = isWritten(state, symbol) ? valueOf(state, symbol) : '';
    if (value !== given && !(given === 'n' && value === '')) return true;
  }
  return false;
}

/** The questions of conf for a text that was not read yet. */
export function questionsOfText({ flat, options }: ConfigState, text: ByteString, fileName: string): NewQuestions {
  const state = createConfigState(flat, options);
  readUserValues(state, text, fileName);
  finishReading(state);
  return newQuestions(state);
}

/** The questions of conf for a configuration that was read and not answered yet. */
export function newQuestions(state: ConfigState): NewQuestions {
  const lines: ByteString[] = [];
  let found = 0;
  for (const { line } of newSymbols(cloneConfigState(state))) {
    found += 1;
    if (line !== null) lines.push(line);
  }
  return found === 0 ? { lines, questions: 0, stopsAtEnd: false } : { lines, ...askAtEnd(state) };
}

/** How often the same question may be answered by Enter: conf asks for a number without a default for ever. */
const maxAnswers = 20_000;

/** Asks everything that is new: once with Enter as each answer, once with an input that is at its end. */
function askAtEnd(state: ConfigState): Pick<NewQuestions, 'questions' | 'stopsAtEnd'> {
  let questions = 0;
  askAll(state, 'new', () => (questions < maxAnswers && ++questions > 0 ? '\n' : null));
  const stopsAtEnd = !askAll(state, state.dialect.modes.asksInAllModes ? 'silent' : 'new', () => null);
  return { questions: questions === maxAnswers ? 1 : questions, stopsAtEnd };
}

/** False where conf stops, or asks for ever. */
function askAll(state: ConfigState, mode: AskMode, readLine: () => ByteString | null): boolean {
  const asker = createAsker({
    state: cloneConfigState(state),
    input: { readLine },
    echoes: true,
    print: () => {},
    helpOf: () => '',
    hasHelp: () => true,
    note: () => {},
    draw: () => 0,
  });
  try {
    askNew(asker, mode);
  } catch (error) {
    if (!(error instanceof AskStop)) throw error;
    return false;
  }
  return true;
}
