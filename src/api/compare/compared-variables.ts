/** Variables of two makes that read the same makefiles with different compilers, word by word. */
import { type Cause, cause } from '../../core/diagnostic.ts';
import { formatLocation } from '../../core/location.ts';
import type { PlacedShellCall, ShellCall } from '../../core/run-shell.ts';
import { type ComparedAnswers, explainCalls } from '../../explain/difference.ts';
import { asksIdentity } from '../../explain/identity-question.ts';
import { symbolPrefix, wordsOf } from '../../kernel/levels/word-origins.ts';
import type { Definition, Evaluation, Reference } from '../../make/index.ts';
import type { ComparedVariable, ComparedWord, IdentityDifference } from '../../results/diff-toolchain.ts';
import { answersOf, type ComparedSide, toolVariables } from './compared-side.ts';

/** Reads within reads that are followed for one word. */
const maxDepth = 8;

/** Variables sorted by what came of them. */
export interface VariableComparison {
  readonly different: ComparedVariable[];
  readonly identity: IdentityDifference[];
  readonly unknown: ComparedVariable[];
}

interface Sides {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
  /** Runs of A with those of B at the same place. */
  readonly pairs: ReadonlyMap<PlacedShellCall, PlacedShellCall>;
}

/** Compares all variables but those of the configuration, which are its symbols. */
export function compareVariables(sides: Sides): VariableComparison {
  const { a, b } = sides;
  const comparison: VariableComparison = { different: [], identity: [], unknown: [] };
  if (a.make === null || b.make === null) return comparison;
  const left = a.make.values;
  const right = b.make.values;
  const given = new Set([...a.named.variables, ...b.named.variables].map((word) => /^\w*/.exec(word)?.[0] ?? ''));
  const isNamed = (name: string): boolean => given.has(name) || toolVariables.includes(name);
  const words = new WordSearch(sides);
  for (const name of [...new Set([...left.keys(), ...right.keys()])].sort()) {
    const one = left.get(name)?.value ?? '';
    const other = right.get(name)?.value ?? '';
    if (one === other) continue;
    const [maskedOne, maskedOther] = [wordsOf(a.mask(one)), wordsOf(b.mask(other))];
    if (wordsOf(one).join(' ') === wordsOf(other).join(' ')) continue;
    if (maskedOne.join(' ') === maskedOther.join(' ') || isNamed(name) || words.holdsIdentity(name)) {
      comparison.identity.push({ name, a: one, b: other });
      continue;
    }
    const exported = (left.get(name) ?? right.get(name))?.exported === true;
    const found = [
      ...lacking(maskedOne, maskedOther).map((word) => words.explain('a', name, word)),
      ...lacking(maskedOther, maskedOne).map((word) => words.explain('b', name, word)),
    ];
    if (found.length > 0 && found.every((word) => word.isIdentity)) {
      comparison.identity.push({ name, a: one, b: other });
      continue;
    }
    const reported = found.map(({ side, word, causes }) => ({ side, word, causes }));
    const variable = { name, exported, a: one, b: other, words: reported };
    (found.some((word) => word.isUnknown) ? comparison.unknown : comparison.different).push(variable);
  }
  return comparison;
}

/** Words of a list that the other has not, or not as often. */
function lacking(words: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const word of others) left.set(word, (left.get(word) ?? 0) + 1);
  return words.filter((word) => {
    const count = left.get(word) ?? 0;
    left.set(word, count - 1);
    return count <= 0;
  });
}

/** What was met on the way from a word to what decided it. */
interface Way {
  readonly calls: Set<ShellCall>;
  readonly references: Map<string, Reference>;
}

/** A word with what is known of the difference. */
interface ExplainedWord extends ComparedWord {
  readonly isUnknown: boolean;
  /** Nothing but questions who the compiler is, or where it stands, has a part in it. */
  readonly isIdentity: boolean;
}

class WordSearch {
  private readonly sides: Sides;
  /** Runs of B with those of A. */
  private readonly back: ReadonlyMap<ShellCall, ShellCall>;

  constructor(sides: Sides) {
    this.sides = sides;
    this.back = new Map([...sides.pairs].map(([one, other]) => [other, one]));
  }

  /** True when all that was run for the variable, on both sides, asked who the compiler is. */
  holdsIdentity(name: string): boolean {
    return [this.sides.a, this.sides.b].every(({ make }) => {
      if (make === null) return false;
      const calls = callsBehind(make.evaluation, name);
      return calls.length > 0 && calls.every(asksIdentity);
    });
  }

  /** Which statement brought a word to one side, and what decided that it is not on the other. */
  explain(side: 'a' | 'b', name: string, word: string): ExplainedWord {
    const own = this.sides[side];
    const base = { side: own.name, word };
    const last = own.make?.evaluation.lookup(name).definitions.at(-1);
    const definition = last === undefined ? null : this.findDefinition(last, word, own);
    if (definition === null) return { ...base, causes: [], isUnknown: false, isIdentity: false };
    const way: Way = { calls: new Set(), references: new Map() };
    this.followDefinition(definition, word, own, way, 0);
    const decided = this.deciders(side, way);
    const causes = decided.causes.length > 0 ? decided.causes : this.elsewhere(side, name, definition);
    return { ...base, ...decided, causes: [{ ...definitionCause(definition), causes }] };
  }

  /** The assignment that brought the word, the last one where a deferred text has it only once it is expanded. */
  private findDefinition(last: Definition, word: string, own: ComparedSide): Definition {
    let found: Definition | undefined;
    for (let at: Definition | null = last; at !== null; at = at.previous) {
      if (wordsOf(own.mask(at.value)).includes(word)) found = at;
      else if (found !== undefined) break;
    }
    return found ?? last;
  }

  /** What a definition was made of, as far as the word comes from it. */
  private followDefinition(definition: Definition, word: string, own: ComparedSide, way: Way, depth: number): void {
    for (const call of definition.shellCalls) way.calls.add(call);
    for (const reference of definition.nameReferences) this.note(reference, way);
    for (const condition of definition.conditions) {
      for (const call of condition.shellCalls) way.calls.add(call);
      for (const reference of condition.references) this.note(reference, way);
    }
    this.followAll(definition.references, word, own, way, depth);
  }

  private followAll(references: readonly Reference[], word: string, own: ComparedSide, way: Way, depth: number): void {
    if (depth > maxDepth) return;
    const bringing = references.filter((reference) => wordsOf(own.mask(reference.value)).includes(word));
    // Where none has the word itself it depends on one: `$(if $(CONFIG_X),word)`.
    if (bringing.length === 0) for (const reference of references) this.note(reference, way);
    for (const reference of bringing) {
      for (const call of reference.shellCalls) way.calls.add(call);
      const { definition } = reference;
      if (definition === null || definition.location === null) this.note(reference, way);
      else this.followDefinition(this.findDefinition(definition, word, own), word, own, way, depth + 1);
      // Where a program gave the word, the other words that it was given have no part in it.
      const isAnswered = reference.shellCalls.some((call) => wordsOf(call.answer.stdout).includes(word));
      if (!isAnswered) this.followAll(reference.references, word, own, way, depth + 1);
    }
  }

  /** What the other side did instead, where the statement itself does not show it: it read less, or wrote over it. */
  private elsewhere(side: 'a' | 'b', name: string, definition: Definition): Cause[] {
    const own = this.sides[side];
    const other = side === 'a' ? this.sides.b : this.sides.a;
    const { location, path } = definition;
    if (location === null || other.make === null) return [];
    if (!other.make.evaluation.makefiles.includes(location.file)) {
      const include = path.findLast((frame) => frame.kind === 'include');
      const message = `${location.file} is read with ${own.name} only`;
      return [cause('include', message, include?.location)];
    }
    const last = other.make.evaluation.lookup(name).definitions.at(-1);
    if (last === undefined || last.location === null || formatLocation(last.location) === formatLocation(location))
      return [];
    return [cause('note', `with ${other.name}`, null, [definitionCause(last)])];
  }

  private note(reference: Reference, way: Way): void {
    if (!way.references.has(reference.name)) way.references.set(reference.name, reference);
    for (const inner of reference.references)
      if (inner.name.startsWith(symbolPrefix)) way.references.set(inner.name, inner);
  }

  /** Of what was met, that which is not the same on the other side. */
  private deciders(side: 'a' | 'b', way: Way): Pick<ExplainedWord, 'causes' | 'isUnknown' | 'isIdentity'> {
    const { a, b, pairs } = this.sides;
    const causes: Cause[] = [];
    let isUnknown = false;
    let isIdentity = false;
    let isAbility = false;
    for (const call of way.calls) {
      const partner = side === 'a' ? pairs.get(call as PlacedShellCall) : this.back.get(call);
      const [one, other] = side === 'a' ? [call, partner] : [partner, call];
      if (call.answer.unknown !== null || partner?.answer.unknown != null) isUnknown = true;
      const calls = explainCalls(one === undefined ? [] : [one], other === undefined ? [] : [other], answersOf(a, b));
      if (calls.length === 0) continue;
      if (asksIdentity(call)) isIdentity = true;
      else isAbility = true;
      causes.push(...calls);
    }
    for (const name of way.references.keys()) {
      // Who the tools are is what is asked about.
      if (toolVariables.includes(name)) continue;
      const [one, other] = [a, b].map(({ make, mask }) => mask(make?.evaluation.lookup(name).value ?? ''));
      if (one === other || isLong(one) || isLong(other)) continue;
      isAbility = true;
      const isSymbol = name.startsWith(symbolPrefix);
      const message = `${name} is ${one === '' ? 'empty' : one} with A, ${other === '' ? 'empty' : other} with B`;
      const step = cause(isSymbol ? 'symbol' : 'variable', message);
      causes.push(isSymbol ? { ...step, symbol: name.slice(symbolPrefix.length) } : step);
    }
    return { causes, isUnknown, isIdentity: isIdentity && !isAbility };
  }
}

/** A statement as it would be written. */
function definitionCause({ location, nameText, operator, text }: Definition): Cause {
  return cause('definition', `${nameText} ${operator} ${text}`.trimEnd(), location);
}

function isLong(value: string | undefined): boolean {
  return value === undefined || value.length > 200;
}

/** Every command behind the value of a variable. */
export function callsBehind(evaluation: Evaluation, name: string): ShellCall[] {
  const { definitions, flavor } = evaluation.lookup(name);
  const calls = new Set<ShellCall>();
  const visit = (reference: Reference, depth: number): void => {
    if (depth > maxDepth) return;
    for (const call of [...reference.shellCalls, ...(reference.definition?.shellCalls ?? [])]) calls.add(call);
    for (const inner of reference.references) visit(inner, depth + 1);
  };
  const last = definitions.at(-1);
  for (const call of last?.shellCalls ?? []) calls.add(call);
  for (const reference of last?.references ?? []) visit(reference, 0);
  if (flavor === 'recursive') {
    const { expansion } = evaluation.history(name, true);
    for (const call of expansion?.shellCalls ?? []) calls.add(call);
    for (const reference of expansion?.references ?? []) visit(reference, 0);
  }
  return [...calls];
}

/** The last assignment of a variable and the commands behind it, as causes. */
export function explainEnvironmentVariable(
  a: Evaluation,
  b: Evaluation,
  name: string,
  answers: ComparedAnswers,
): Cause[] {
  const definition = a.lookup(name).definitions.at(-1);
  if (definition === undefined) return [];
  const { location, operator, text } = definition;
  return [
    {
      kind: 'definition',
      message: `${name} ${operator} ${text}${location === null ? '' : ` (${formatLocation(location)})`}`,
      location: null,
      causes: explainCalls(callsBehind(a, name), callsBehind(b, name), answers),
    },
  ];
}
