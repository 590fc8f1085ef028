/**
 * Flags whose effect assembly shows: a compiler may accept one and do nothing. A small function is compiled with the
 * flag and its assembly is looked at.
 */

import type { ByteString } from '../../core/bytes.ts';
import { countPatchableNops } from './patchable-entry.ts';

/** The complaint about an assembly that lacks a part of the effect; null when the part is there. */
type Check = (assembly: ByteString) => string | null;

/** A row of the table of flags whose effect can be checked. */
interface FlagEffect {
  /** The C text to compile, whose function is `traced` or `subject`. */
  readonly text: ByteString;
  /** Checks for the effect that the words ask for; empty when they turn it off, null when they say nothing of it. */
  checksFor(words: readonly ByteString[]): readonly Check[] | null;
  /** The note for words that turn the effect off. */
  readonly offNote: string;
}

/** A function whose entry must carry the NOPs; it calls another one, so it is no leaf. */
export const effectText = 'extern int callee(int);\nint traced(int x)\n{\n\treturn callee(x) + 1;\n}\n';

/** A function with a buffer on its stack, calls, a store through a pointer, and a leaf behind it. */
const protectedText = `extern void fill(char *);
int subject(int (*next)(char *), int *store)
{
	char text[64];

	fill(text);
	*store = next(text);
	return text[0] + 1;
}
int leaf(int x)
{
	return x + 1;
}
`;

/** Words of the call that shows an effect, with the C text as its input. */
export function effectWords(words: readonly ByteString[]): ByteString[] {
  return [...words, '-O2', '-S', '-o', '-', '-x', 'c', '-'];
}

/** The last of the words with such a form: later options override earlier ones. */
function lastMatch(words: readonly ByteString[], form: RegExp): RegExpExecArray | null {
  return words.map((word) => form.exec(word)).findLast((match) => match !== null) ?? null;
}

/** Lines of a function, from its label to its end. */
function bodyOf(assembly: ByteString, name: string): ByteString {
  const start = new RegExp(`^_?${name}:`, 'm').exec(assembly)?.index ?? assembly.length;
  const rest = assembly.slice(start);
  return rest.slice(0, /^\s*\.size\b/m.exec(rest)?.index);
}

const contains =
  (form: RegExp, what: string, name?: string): Check =>
  (assembly) =>
    form.test(name === undefined ? assembly : bodyOf(assembly, name)) ? null : `no ${what}`;

/** Signs the return address. AArch64 prints it as a hint where the processor may be older. */
const signing = /\b(?:paci[ab]sp|pac(?:bti)?\s+r12|hint\s+#?2[57])\b/;
/** Lets an indirect branch land; an instruction that signs does so as well. Source: Arm ARM, PACIASP. */
const landing = /\b(?:bti|paci[ab]sp|pacbti|hint\s+#?(?:34|38|25|27))\b/;
const propertyNote = contains(/\.section\s+"?\.note\.gnu\.property/, 'section .note.gnu.property');

const effects: readonly FlagEffect[] = [
  {
    // Source: GCC 12 manual, "Instrumentation Options".
    text: effectText,
    checksFor(words) {
      const match = lastMatch(words, /^-fpatchable-function-entry=(\d{1,4})(?:,\d{1,4})?$/);
      if (match === null) return null;
      const wanted = Number(match[1]);
      if (wanted === 0) return [];
      return [
        (assembly) => {
          const nops = countPatchableNops(assembly, 'traced');
          return nops < wanted ? `${nops} of ${wanted} NOPs at the function's entry` : null;
        },
        contains(/\.section\s+"?__patchable_function_entries/, 'section __patchable_function_entries'),
      ];
    },
    offNote: 'no NOPs are asked for',
  },
  {
    // Source: GCC 12 manual, "Instrumentation Options"; Linux 6.12 arch/Kconfig, STACKPROTECTOR_STRONG.
    text: protectedText,
    checksFor(words) {
      const match = lastMatch(words, /^-f(no-)?stack-protector(?:-strong|-all)?$/);
      if (match === null) return null;
      return match[1] === undefined ? [contains(/__stack_chk_fail/, 'call of __stack_chk_fail', 'subject')] : [];
    },
    offNote: 'no stack protector is asked for',
  },
  {
    // Source: GCC 12 manual, "AArch64 Options"; Linux 6.12 arch/arm64/Makefile.
    text: protectedText,
    checksFor(words) {
      const match = lastMatch(words, /^-mbranch-protection=([\w+-]+)$/);
      if (match === null) return null;
      const parts = (match[1] ?? '').split('+');
      const isStandard = parts.includes('standard');
      const what = 'instruction that signs the return address';
      return [
        ...(isStandard || parts.includes('pac-ret') ? [contains(signing, what, 'subject')] : []),
        ...(parts.includes('leaf') ? [contains(signing, `${what} of a leaf function`, 'leaf')] : []),
        ...(isStandard || parts.includes('bti') ? [contains(landing, 'landing pad', 'subject')] : []),
      ];
    },
    offNote: 'no branch protection is asked for',
  },
  {
    // Source: Linux 6.12 scripts/Makefile.kasan; GCC 12 manual, "Instrumentation Options".
    text: protectedText,
    checksFor(words) {
      const match = lastMatch(words, /^-f(no-)?sanitize=(?:[\w,-]*,)?(?:kernel-address|all)(?:,|$)/);
      if (match === null) return null;
      return match[1] === undefined ? [contains(/\b__asan_\w*store4/, 'check of a store (__asan_…store4)')] : [];
    },
    offNote: 'no address sanitizer is asked for',
  },
  {
    // Source: GCC 12 manual, "Instrumentation Options"; Linux 6.12 arch/x86/Makefile.
    text: protectedText,
    checksFor(words) {
      const match = lastMatch(words, /^-fcf-protection(?:=(full|branch|return|none|check))?$/);
      if (match === null) return null;
      const [, part = 'full'] = match;
      return [
        ...(part === 'full' || part === 'branch' ? [contains(/\bendbr(?:32|64)\b/, 'endbr', 'subject')] : []),
        ...(part === 'full' || part === 'return' ? [propertyNote] : []),
      ];
    },
    offNote: 'no control-flow protection is asked for',
  },
];

/** An effect that the words of a flag ask for. */
export interface AskedEffect {
  readonly text: ByteString;
  readonly checks: readonly Check[];
  readonly offNote: string;
}

/** The effects that words ask for, or turn off; mostly none. */
export function effectsOf(words: readonly ByteString[]): AskedEffect[] {
  return effects.flatMap(({ text, offNote, checksFor }) => {
    const checks = checksFor(words);
    return checks === null ? [] : [{ text, checks, offNote }];
  });
}

/** The verdict on effects, each with the assembly of its text. */
export function judgeEffects(seen: readonly { readonly effect: AskedEffect; readonly assembly: ByteString }[]): {
  readonly works: boolean;
  readonly text: string;
  readonly notes: readonly string[];
} {
  const found = seen.flatMap(({ effect, assembly }) => effect.checks.map((check) => check(assembly)));
  const missing = found.filter((complaint) => complaint !== null);
  if (missing.length === 0) {
    const notes = seen.filter(({ effect }) => effect.checks.length === 0).map(({ effect }) => effect.offNote);
    return { works: true, text: 'accepted, and works', notes };
  }
  const hasNone = missing.every((complaint) => complaint.startsWith('no ')) && missing.length === found.length;
  return {
    works: false,
    text: hasNone ? 'accepted, but without effect' : 'accepted, but does not work',
    notes: [`the assembly has ${missing.join(' and ')}`],
  };
}
