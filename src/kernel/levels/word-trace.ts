/**
 * What a word came from, step by step: the variables that a rule line read to get it, the definitions that brought it
 * into them, what those read, down to symbols of the configuration, commands and words of the user's. Read off the
 * records of reading; nothing is expanded again.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { ShellCall } from '../../core/run-shell.ts';
import { baseName } from '../../host/paths.ts';
import { type Definition, definitionsUpTo, type ExpandedWord, type Need, type Reference } from '../../make/index.ts';
import { symbolPrefix } from './word-origins.ts';

/** Variables within variables that are followed. */
const maxDepth = 10;

/** One variable on the way. */
export interface TraceStep {
  readonly reference: Reference;
  /** The assignment that brought the word; null for a variable that no makefile set. */
  readonly definition: Definition | null;
  /** Symbols in the name of the list: `obj-$(CONFIG_X)`. */
  readonly names: readonly Reference[];
  /** Commands whose output the word may be. */
  readonly shellCalls: readonly ShellCall[];
  readonly steps: readonly TraceStep[];
}

/** How much of the word a value holds: all of it, a part such as its directory or its name without a suffix. */
type Relation = 'whole' | 'part' | 'none';

/** Names that kbuild gives to the make of a directory: they are in every word of its lists. */
const directoryNames: ReadonlySet<ByteString> = new Set(['obj', 'src', 'srctree', 'objtree', 'srcroot']);

/** The words of a value, without quotes and without the slash behind a directory. */
function piecesOf(value: ByteString): ByteString[] {
  return value
    .split(/[\s"']+/)
    .map((piece) => (piece.length > 1 && piece.endsWith('/') ? piece.slice(0, -1) : piece))
    .filter((piece) => piece !== '');
}

function withoutSuffix(name: ByteString): ByteString {
  const dot = name.lastIndexOf('.');
  return dot > 0 ? name.slice(0, dot) : name;
}

/** True when `part` is in `whole` with no letter or digit of a longer name around it. */
function holds(whole: ByteString, part: ByteString): boolean {
  for (let at = whole.indexOf(part); at >= 0; at = whole.indexOf(part, at + 1)) {
    const before = at === 0 || whole.charAt(at - 1) === '/' || part.startsWith('/') || part.startsWith('.');
    const end = at + part.length;
    const behind = end === whole.length || /[/.]/.test(whole.charAt(end)) || part.endsWith('/');
    if (before && behind) return true;
  }
  return false;
}

function relation(piece: ByteString, word: ByteString): Relation {
  if (piece === word) return 'whole';
  const base = baseName(piece);
  if (holds(word, piece) || holds(piece, word)) return 'part';
  // `foo.c` in a list of sources, `foo.o` where it is looked for.
  return withoutSuffix(base) === withoutSuffix(baseName(word)) ? 'part' : 'none';
}

/** The piece of a value that a word has most of. */
function closestPiece(value: ByteString, word: ByteString): ByteString | null {
  let found: ByteString | null = null;
  for (const piece of piecesOf(value)) {
    const kind = relation(piece, word);
    if (kind === 'whole') return piece;
    if (kind === 'part' && (found === null || piece.length > found.length)) found = piece;
  }
  return found;
}

/** The variables that a need's words read and from which its name came. */
export function traceNeed(need: Need): TraceStep[] {
  // The stem is what the target was called with.
  const stems = need.stemWords.flatMap((word) => traceWord(word, need.neededBy));
  return [...stems, ...traceWord(need.word, need.name)];
}

function traceWord({ references }: ExpandedWord, word: ByteString): TraceStep[] {
  return traceReferences(references, word);
}

/** References of which the word has a part; one that has all of it leaves the others out. */
export function traceReferences(references: readonly Reference[], word: ByteString, depth = 0): TraceStep[] {
  if (depth > maxDepth) return [];
  const related: { readonly reference: Reference; readonly piece: ByteString }[] = [];
  for (const reference of references) {
    if (directoryNames.has(reference.name)) continue;
    const piece = closestPiece(reference.value, word);
    if (piece !== null) related.push({ reference, piece });
  }
  // A word made of its letters, as `$(foreach …)` and `$(subst …)` do.
  if (related.length === 0) {
    for (const reference of references) {
      const piece = piecesOf(reference.value).find((one) => word.includes(one));
      if (piece !== undefined && !directoryNames.has(reference.name)) related.push({ reference, piece });
    }
  }
  const whole = related.filter(({ piece }) => piece === word);
  const known = new Set<Definition | null>();
  const steps: TraceStep[] = [];
  for (const { reference, piece } of whole.length > 0 ? whole : related) {
    if (reference.definition !== null && known.has(reference.definition)) continue;
    known.add(reference.definition);
    steps.push(traceReference(reference, piece, depth));
  }
  const ending = steps.filter((step) => hasEnd(step));
  return ending.length > 0 ? ending : steps;
}

/** True for a step that leads to a line on which the word is written, a symbol, a command or a word of the user's. */
function hasEnd({ definition, names, reference, shellCalls, steps }: TraceStep): boolean {
  if (reference.name.startsWith(symbolPrefix) || shellCalls.length > 0 || names.length > 0) return true;
  if (definition !== null && (definition.location === null || !definition.text.includes('$'))) return true;
  return steps.some((step) => hasEnd(step));
}

function traceReference(reference: Reference, word: ByteString, depth: number): TraceStep {
  const definition = definitionWith(reference, word);
  const isOfConfiguration = reference.name.startsWith(symbolPrefix);
  const inner = isOfConfiguration ? [] : [...reference.references, ...(definition?.references ?? [])];
  const calls = [...reference.shellCalls, ...(definition?.shellCalls ?? [])];
  return {
    reference,
    definition,
    names: definition?.nameReferences ?? [],
    shellCalls: calls.filter((call) => closestPiece(call.answer.stdout, word) !== null),
    steps: traceReferences(inner, word, depth + 1),
  };
}

/** The assignment that brought the word into a variable; the last one where that cannot be seen. */
function definitionWith({ definition, references }: Reference, word: ByteString): Definition | null {
  if (definition === null) return null;
  for (const one of definitionsUpTo(definition)) {
    if (one.flavor === 'recursive' && one.text.includes('$')) {
      const isRead = references.some(
        (inner) => one.text.includes(inner.name) && closestPiece(inner.value, word) !== null,
      );
      if (isRead || piecesOf(one.text).includes(word)) return one;
      continue;
    }
    const { operator, previous, value } = one;
    const added = operator === '+=' && previous !== null ? value.slice(previous.value.length) : value;
    if (piecesOf(added).includes(word)) return one;
  }
  return definition;
}

/** The steps with all within them, outer ones first. */
export function* everyStep(steps: readonly TraceStep[]): Generator<TraceStep> {
  for (const step of steps) {
    yield step;
    yield* everyStep(step.steps);
  }
}
