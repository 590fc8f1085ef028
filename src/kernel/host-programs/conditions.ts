/**
 * Conditions of sources that hold or do not hold wherever they stand: none of the files that are taken in defines one of
 * their macros or takes it away. They are what the words of the call, its forced headers and the compiler make them, and
 * the compiler says what that is, in one question for many conditions.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest } from '../../host/host.ts';
import { type Directives, identifiersOf } from './directives.ts';
import type { RunProgram } from './machine-headers.ts';

/** The call in which conditions stand. */
export interface ConditionPlace {
  /** The compiler, and words that may decide which macros it defines: no places, no warnings, no macros. */
  readonly words: readonly ByteString[];
  readonly isCxx: boolean;
  /** Words of `-D` and `-U` in their order, with the macro of each. */
  readonly macroWords: readonly { readonly macro: ByteString; readonly word: ByteString }[];
  /** Headers that the call takes in before the source, in their order. */
  readonly forced: readonly ForcedHeader[];
  readonly env: CommandRequest['env'];
  /** True for a macro that a file may define, or take away, once the source is read. */
  readonly mayChange: (macro: ByteString) => boolean;
}

/** A header that a call takes in before its source. */
export class ForcedHeader {
  /** Its directives, one a line. */
  readonly text: ByteString;
  /** True for one that leaves the same behind however often it is taken in, and asks nothing. */
  readonly isPlain: boolean;
  /** Its macros, each with the identifiers of its texts. */
  readonly macros = new Map<ByteString, ByteString[]>();

  constructor({ definitions, text }: Directives) {
    this.text = text;
    this.isPlain = definitions.length === text.split('\n').length - 1;
    for (const { macro, uses } of definitions) this.macros.set(macro, [...(this.macros.get(macro) ?? []), ...uses]);
  }
}

/** Operands and macros that depend on the place in a file. */
const ofPlace =
  /\b(?:__has_(?:include|embed)\w*|__COUNTER__|__INCLUDE_LEVEL__|__(?:BASE_)?FILE(?:_NAME)?__|__LINE__|__DATE__|__TIME__|__TIMESTAMP__)\b/;

type Macros = ReadonlyMap<ByteString, readonly ByteString[]>;

interface Asked {
  readonly condition: ByteString;
  readonly key: string;
}

/** Answers of compilers for conditions, kept between calls. */
export class Conditions {
  private readonly run: RunProgram;
  /** Macros that a compiler defines by itself, each with the identifiers of its text; null where it does not say. */
  private readonly predefined = new Map<string, Macros | null>();
  private readonly headers = new Map<ForcedHeader, number>();
  /** Answers by everything that they depend on; null where the compiler has none. */
  private readonly answers = new Map<string, boolean | null>();

  constructor(run: RunProgram) {
    this.run = run;
  }

  /** Those of some conditions that are the same everywhere, with how they turn out. */
  decide(conditions: Iterable<ByteString>, place: ConditionPlace): ReadonlyMap<ByteString, boolean> {
    const groups = new Map<string, { words: Set<ByteString>; text: ByteString; asked: Asked[] }>();
    const fixed: Asked[] = [];
    const withForced = this.placeKey(place, place.forced);
    const without = this.placeKey(place, []);
    for (const condition of new Set(conditions)) {
      const needed = ofPlace.test(condition) ? null : this.neededFor(condition, place);
      if (needed === null) continue;
      const words = place.macroWords.filter(({ macro }) => needed.has(macro)).map(({ word }) => word);
      const isForced = place.forced.some(({ macros }) => [...needed].some((macro) => macros.has(macro)));
      const text = !isForced ? '' : place.forced.map((header) => header.text).join('');
      const key = JSON.stringify([isForced ? withForced : without, words, condition]);
      fixed.push({ condition, key });
      if (this.answers.has(key)) continue;
      const group = groups.get(text) ?? { words: new Set(), text, asked: [] };
      groups.set(text, group);
      for (const word of words) group.words.add(word);
      group.asked.push({ condition, key });
    }
    for (const { asked, text, words } of groups.values()) {
      const inOrder = place.macroWords.filter(({ word }) => words.has(word)).map(({ word }) => word);
      this.ask(place, inOrder, text, asked);
    }
    const decided = new Map<ByteString, boolean>();
    for (const { condition, key } of fixed) {
      const answer = this.answers.get(key) ?? null;
      if (answer !== null) decided.set(condition, answer);
    }
    return decided;
  }

  /** False for a macro that the compiler does not define by itself. */
  mayBePredefined(macro: ByteString, place: Pick<ConditionPlace, 'env' | 'isCxx' | 'words'>): boolean {
    return this.predefinedBy(place)?.has(macro) !== false;
  }

  /** The macros that decide a condition, with those in their texts; null where one of them is not the same everywhere. */
  private neededFor(condition: ByteString, place: ConditionPlace): ReadonlySet<ByteString> | null {
    const predefined = this.predefinedBy(place);
    if (predefined === null) return null;
    const needed = new Set(identifiersOf(condition));
    for (const macro of needed) {
      if (place.mayChange(macro)) return null;
      for (const name of predefined.get(macro) ?? []) needed.add(name);
      for (const { macro: own, word } of place.macroWords)
        if (own === macro) for (const name of identifiersOf(word)) needed.add(name);
      for (const { macros } of place.forced) for (const name of macros.get(macro) ?? []) needed.add(name);
    }
    return ofPlace.test([...needed].join(' ')) ? null : needed;
  }

  /** A text for a compiler with the headers that it reads first. */
  private placeKey({ isCxx, words }: ConditionPlace, forced: readonly ForcedHeader[]): string {
    const numbers = forced.map((header) => {
      const number = this.headers.get(header) ?? this.headers.size;
      this.headers.set(header, number);
      return number;
    });
    return JSON.stringify([words, isCxx, numbers]);
  }

  private predefinedBy({ env, isCxx, words }: Pick<ConditionPlace, 'env' | 'isCxx' | 'words'>): Macros | null {
    const key = JSON.stringify([words, isCxx]);
    let macros = this.predefined.get(key);
    if (macros === undefined) {
      const argv = [...words, '-dM', '-E', '-x', isCxx ? 'c++' : 'c', '/dev/null'];
      const { outcome, status, stdout } = this.run({ argv, cwd: '/', env });
      macros = outcome === 'exited' && status === 0 ? readMacros(stdout) : null;
      this.predefined.set(key, macros);
    }
    return macros;
  }

  private ask(
    place: ConditionPlace,
    macroWords: readonly ByteString[],
    text: ByteString,
    asked: readonly Asked[],
  ): void {
    const argv = [...place.words, ...macroWords, '-E', '-P', '-x', place.isCxx ? 'c++' : 'c', '-'];
    const lines = asked.map(({ condition }, at) => `#if ${condition}\nkgate_${at}_1\n#else\nkgate_${at}_0\n#endif\n`);
    const found = this.run({ argv, cwd: '/', env: place.env, input: text + lines.join('') });
    const isAnswer = found.outcome === 'exited' && (found.status === 0 || found.status === 1);
    const answers = new Map<number, boolean>();
    for (const match of isAnswer ? found.stdout.matchAll(/^kgate_(\d+)_([01])$/gm) : [])
      answers.set(Number(match[1]), match[2] === '1');
    // A condition that is no expression is an error, and counts as one that does not hold.
    const above = text.split('\n').length;
    for (const match of found.stderr.matchAll(/^<stdin>:(\d+):(?:\d+:)? (?:fatal )?error: /gm))
      answers.delete(Math.floor((Number(match[1]) - above) / 5));
    asked.forEach(({ key }, at) => this.answers.set(key, answers.get(at) ?? null));
  }
}

function readMacros(stdout: ByteString): Macros {
  const macros = new Map<ByteString, readonly ByteString[]>();
  for (const match of stdout.matchAll(/^#define (\w+)([^\n]*)/gm))
    macros.set(match[1] ?? '', identifiersOf(match[2] ?? ''));
  return macros;
}
