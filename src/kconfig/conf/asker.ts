/** One run of questions: its options, its position, and the ways to print. */
import type { ByteString } from '../../core/bytes.ts';
import type { FlatModel } from '../model/flat-model.ts';
import { entryCode } from '../model/flat-model.ts';
import type { OutputChunk } from '../model/model.ts';
import type { NoteError } from '../report.ts';
import type { ConfigState } from '../values/config-state.ts';
import { isEntryVisible } from '../values/entry-values.ts';
import { visibilityOf } from '../values/symbol-values.ts';
import type { LineSource } from './ask-input.ts';
import { LineReader } from './ask-input.ts';

/** How the modes differ while asking; the last four only exist where every mode asks. */
export type AskMode = 'all' | 'new' | 'silent' | 'default' | 'yes' | 'mod' | 'no' | 'random';

/** Input and output of an {@link Asker}, and the state that it changes. */
export interface AskOptions {
  readonly state: ConfigState;
  readonly input: LineSource;
  /** Answers are printed: standard input or output is no terminal. */
  readonly echoes: boolean;
  readonly print: (stream: OutputChunk['stream'], text: ByteString) => void;
  /** Text of `?` for an entry. */
  readonly helpOf: (entry: number) => ByteString;
  readonly hasHelp: (entry: number) => boolean;
  /** Reports an end that is a diagnostic as well; its text is printed by the asker. */
  readonly note: NoteError;
  /** The C library's rand(), for random answers. */
  readonly draw: () => number;
}

/** Asks for the values of symbols and sets them in the state. */
export interface Asker extends AskOptions {
  readonly flat: FlatModel;
  readonly reader: LineReader;
  /** Choices by their entry. */
  readonly choiceAt: ReadonlyMap<number, number>;
  /** Members of choices that have several entries. */
  readonly askedTwice: ReadonlySet<number>;
  /** Choices have no value of their own. */
  readonly isNewEngine: boolean;
  /** The busybox generation: every mode asks. */
  readonly asksAlways: boolean;
  /** Menus without new symbols are listed, too, but in the silent mode. */
  readonly showsMenus: boolean;
  mode: AskMode;
  /** The silent mode follows the mode that asks all: questions are then allowed anywhere. */
  wasAskedAll: boolean;
  indent: number;
  /** The menu that is being listed. */
  root: number;
  /** Symbols found new in this pass. */
  found: number;
  /** Values were set in this pass. */
  changes: number;
  /** The answer: the text in conf's line buffer. */
  line: ByteString;
  linesRead: number;
  /** A line was read in this round of a question. */
  hasRead: boolean;
}

/** Thrown where conf calls exit(1), or where it would never end; caught by the run. */
export class AskStop extends Error {}

/** An asker at the root of the tree. */
export function createAsker(options: AskOptions): Asker {
  const { flat } = options.state;
  const { dialect, choices } = flat;
  const asksAlways = dialect.modes.asksInAllModes;
  return {
    ...options,
    flat,
    reader: new LineReader(options.input, dialect.modes.lineSize),
    choiceAt: new Map(choices.map((choice, index) => [choice.entry, index])),
    askedTwice: repeatedMembers(flat),
    isNewEngine: dialect.values.choiceEngine === 'new',
    asksAlways,
    showsMenus: dialect.modes.oldconfigShowsMenus,
    mode: 'all',
    wasAskedAll: false,
    indent: 1,
    root: 0,
    found: 0,
    changes: 0,
    line: '',
    linesRead: 0,
    hasRead: false,
  };
}

/** Members of choices that have more than one entry there. */
function repeatedMembers(flat: FlatModel): ReadonlySet<number> {
  const seen = new Set<number>();
  const repeated = new Set<number>();
  for (const { below } of flat.choices) for (const member of below) (seen.has(member) ? repeated : seen).add(member);
  return repeated;
}

/** Prints on stdout. */
export function say(asker: Asker, text: ByteString): void {
  asker.print('stdout', text);
}

/** Spaces in front of a question. */
export function blanks(asker: Asker): string {
  return ' '.repeat(asker.indent - 1);
}

/** Prompt of an entry; its symbol's name where it has none. */
export function promptText({ flat }: Asker, entry: number): ByteString {
  return flat.entryPrompt[entry] ?? flat.symbolNames[flat.entrySymbol[entry]!] ?? '(null)';
}

/** True for the root, a menu and a menuconfig with prompt. */
export function isMenu({ flat }: Asker, entry: number): boolean {
  const kind = flat.entryKind[entry];
  if (kind === entryCode.root || kind === entryCode.menu) return true;
  return kind === entryCode.menuconfig && flat.entryPrompt[entry] !== null;
}

/**
 * conf shows the entries it found visible last: of a choice of the new engine only the members up to the
 * winner are looked at again. A member with several prompts has several lines, each visible by itself.
 */
export function isShown({ askedTwice, flat, isNewEngine, state }: Asker, entry: number): boolean {
  const symbol = flat.entrySymbol[entry]!;
  const isMember = isNewEngine && symbol >= 0 && flat.symbolChoice[symbol]! >= 0;
  if (!isMember || (flat.entryPrompt[entry] ?? null) === null) return isEntryVisible(state, entry);
  if (visibilityOf(state, symbol) === 0) return false;
  return !askedTwice.has(symbol) || isEntryVisible(state, entry);
}

/** Older conf offer `?` only where there is help. */
export function hasHelpSign(asker: Asker, entry: number): boolean {
  return asker.state.dialect.modes.alwaysOffersHelp || asker.hasHelp(entry);
}

/** Stops where conf would ask for ever; `symbol` is the one that is asked for, if it has a name. */
export function stopEndless(asker: Asker, question: string, symbol: ByteString | null): never {
  const message = `no valid answer for ${question} and no more input: conf would ask for ever`;
  asker.print('stderr', `\nerror: ${message}\n`);
  asker.note('kconfig/endless-question', message, { symbol });
  throw new AskStop();
}
