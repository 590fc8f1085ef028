import type { ByteString } from '../../core/bytes.ts';
import type { CompilerProfile, FlagRecord } from './profile.ts';

/** What a profile says about one or more words of a compiler's command line. */
export interface FlagAnswer {
  /** The words, joined by blanks. */
  readonly flag: ByteString;
  readonly verdict: 'accepted' | 'rejected' | 'unknown';
  /** The compiler's words; empty unless rejected. */
  readonly words: ByteString;
  /** Number of command-line words this answer is about. */
  readonly length: number;
}

/** Longest recorded flag text, in words. */
const maxWords = 6;

/**
 * Options with a value that GCC lists as one option whatever the value is: when one value is
 * refused as an *unrecognized option*, the option itself is missing and every value is refused.
 * Source: GCC 12 manual, Option Summary; GCC 7.5 reports these as "unrecognized command line option".
 */
const optionsWithAnyValue: ReadonlySet<string> = new Set([
  '-fmacro-prefix-map=',
  '-ffile-prefix-map=',
  '-fmin-function-alignment=',
  '-fpatchable-function-entry=',
  '-fstrict-flex-arrays=',
  '-ftrivial-auto-var-init=',
  '-fzero-call-used-regs=',
  '-fzero-init-padding-bits=',
  '-mbranch-protection=',
  '-mharden-sls=',
  '-mpreferred-stack-boundary=',
  '-mstack-protector-guard=',
]);

/**
 * Options that take any number of the given form: one accepted number answers for all.
 * Source: GCC 12 manual, "Warning Options", "Optimize Options", "Instrumentation Options".
 */
const numericOptions: readonly (readonly [string, RegExp])[] = [
  ['-Wframe-larger-than=', /^[1-9]\d{0,8}$/],
  ['-Wstack-usage=', /^[1-9]\d{0,8}$/],
  ['-falign-functions=', /^\d{1,4}$/],
  ['-falign-jumps=', /^\d{1,4}$/],
  ['-falign-labels=', /^\d{1,4}$/],
  ['-falign-loops=', /^\d{1,4}$/],
  ['-mstack-protector-guard-offset=', /^\d{1,5}$/],
];

/** The form of the number an option takes; undefined for an option that takes none. */
function numberForm(name: string): RegExp | undefined {
  return numericOptions.find(([option]) => option === name)?.[1];
}

/** Option names to a number that was accepted, alone or with others. */
function acceptedNumbers(flags: CompilerProfile['flags']): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  for (const [text, { accepted }] of flags) {
    if (!accepted || !text.includes('=')) continue;
    for (const word of text.split(' ')) {
      const name = word.slice(0, word.indexOf('=') + 1);
      const value = word.slice(name.length);
      if (numberForm(name)?.test(value) === true && !numbers.has(name)) numbers.set(name, value);
    }
  }
  return numbers;
}

/** Looks up flags of a profile; built once per profile. */
export interface FlagBook {
  /** The answer to the longest recorded text that starts at `words[at]`. */
  lookUp(words: readonly ByteString[], at: number): FlagAnswer;
}

/** The {@link FlagBook} of a profile. */
export function createFlagBook(profile: CompilerProfile): FlagBook {
  const { flags } = profile;
  // Option name to the words in which one of its values was refused.
  const missingOptions = new Map<string, { named: string; words: ByteString }>();
  const unrecognized = new Map<string, ByteString>();
  for (const { accepted, stderr } of flags.values()) {
    if (accepted) continue;
    // The driver names the word it does not know, which may be one of several.
    const named = /unrecognized command[- ]line option '([^']+)'/.exec(stderr)?.[1];
    if (named === undefined) continue;
    unrecognized.set(named, stderr);
    const name = named.slice(0, named.indexOf('=') + 1);
    if (optionsWithAnyValue.has(name)) missingOptions.set(name, { named, words: stderr });
  }
  const numbers = acceptedNumbers(flags);
  /** A word with the number that answers for all instead of its own. */
  const canonical = (word: ByteString): ByteString => {
    const name = word.slice(0, word.indexOf('=') + 1);
    const number = numbers.get(name);
    return number !== undefined && numberForm(name)?.test(word.slice(name.length)) === true ? name + number : word;
  };
  const found = (record: FlagRecord, flag: ByteString, length: number): FlagAnswer => ({
    flag,
    verdict: record.accepted ? 'accepted' : 'rejected',
    words: record.stderr,
    length,
  });
  const single = (word: ByteString): FlagAnswer => {
    const known = flags.get(word);
    if (known !== undefined) return found(known, word, 1);
    const refused = unrecognized.get(word);
    if (refused !== undefined) return { flag: word, verdict: 'rejected', words: refused, length: 1 };
    const name = word.slice(0, word.indexOf('=') + 1);
    const value = word.slice(name.length);
    const missing = name === '' ? undefined : missingOptions.get(name);
    if (missing !== undefined) {
      // The same words about this value; a suggestion would depend on the value.
      const words = missing.words.replace(/; did you mean.*$/s, '').replace(`'${missing.named}'`, `'${word}'`);
      return { flag: word, verdict: 'rejected', words, length: 1 };
    }
    if (word.startsWith('-Wa,')) return assemblerOption(word, profile);
    const isKnown = flags.get(canonical(word))?.accepted === true || isAcceptedByRule(word, name, value, profile);
    return { flag: word, verdict: isKnown ? 'accepted' : 'unknown', words: '', length: 1 };
  };
  return {
    lookUp(words, at) {
      const longest = Math.min(maxWords, words.length - at);
      for (let length = longest; length > 1; length--) {
        const some = words.slice(at, at + length);
        const text = some.join(' ');
        const record = flags.get(text) ?? flags.get(some.map(canonical).join(' '));
        if (record !== undefined) return found(record, text, length);
      }
      const word = words[at] ?? '';
      if (word === '--param' && words[at + 1] !== undefined) {
        const text = `--param ${words[at + 1]}`;
        const record = flags.get(`--param=${words[at + 1]}`);
        // Source: GCC manual, "Optimize Options": both spellings are the same option.
        return record === undefined ? { flag: text, verdict: 'unknown', words: '', length: 2 } : found(record, text, 2);
      }
      return single(word);
    },
  };
}

/** `-Wa,OPTION,…`: every option has to be recorded for the assembler. */
function assemblerOption(word: ByteString, profile: CompilerProfile): FlagAnswer {
  const options = word.slice('-Wa,'.length).split(',');
  const records = options.map((option) => profile.binutils?.assemblerOptions.get(option));
  const refused = records.find((record) => record?.accepted === false);
  if (refused !== undefined) return { flag: word, verdict: 'rejected', words: refused.stderr, length: 1 };
  const isKnown = records.every((record) => record?.accepted === true);
  return { flag: word, verdict: isKnown ? 'accepted' : 'unknown', words: '', length: 1 };
}

function isAcceptedByRule(word: ByteString, name: string, value: string, profile: CompilerProfile): boolean {
  const { flags } = profile;
  // Source: GCC manual, "Warning Options": an unknown -Wno-… is accepted without a word.
  if (/^-Wno-[a-z0-9][a-z0-9+-]*$/.test(word) && word !== '-Wno-error' && profile.vendor === 'gcc') return true;
  // Source: GCC manual, "C Dialect Options": the function's name is not looked at.
  if (/^-fno-builtin-[a-zA-Z_]\w*$/.test(word)) return true;
  if (name === '-fpatchable-function-entry=') {
    // N[,M] with M not above N. Source: GCC 8 manual, "Instrumentation Options".
    const form = /^(\d{1,4})(?:,(\d{1,4}))?$/.exec(value);
    const isSane = form !== null && Number(form[2] ?? 0) <= Number(form[1]);
    return isSane && flags.get('-fpatchable-function-entry=2')?.accepted === true;
  }
  if (/^-f(?:macro|file|debug)-prefix-map=$/.test(name) && /^[^= ]+=[^ ]*$/.test(value)) {
    // One map answers for all; and the option is known when only its argument was missed.
    if (flags.get(`${name}/x/=`)?.accepted === true) return true;
    return flags.get(name)?.stderr.includes('missing argument') === true;
  }
  return false;
}
