/**
 * Why a symbol has another value in one configuration than in another of the same tree: the conditions, defaults
 * and selects that come out otherwise, through the symbols in them, down to the macros whose probes were answered
 * otherwise. Both sides are read off their own records; nothing is asked again.
 */
import { askedFlags } from '../core/blame.ts';
import { explainShellCall } from '../core/command-cause.ts';
import { type Cause, cause, distinct } from '../core/diagnostic.ts';
import type { ProbeInsight } from '../core/old-tool.ts';
import type { ShellCall } from '../core/run-shell.ts';
import { shorten } from '../core/shorten.ts';
import type { Configuration, KconfigSymbol, MacroUse } from '../kconfig/index.ts';
import { listPlaces, type Place } from './places.ts';

/** Chains are cut here. */
const maxDepth = 24;

/** How the answers of two toolchains are compared and explained. */
export interface ComparedAnswers {
  /** Takes the names of a side's own tools out of a text. */
  readonly mask: { readonly a: (text: string) => string; readonly b: (text: string) => string };
  /** The insight into commands that failed; nothing when absent. */
  readonly insight?: { readonly a: ProbeInsight; readonly b: ProbeInsight };
}

/** Two configurations of one tree, with how to speak of them. */
export interface ComparedConfigurations extends ComparedAnswers {
  readonly a: Configuration;
  readonly b: Configuration;
  /** What made an environment variable of conf what it is, on both sides. */
  readonly environment: (name: string) => readonly Cause[];
}

/** Why a symbol differs. */
export interface DifferenceExplanation {
  readonly causes: readonly Cause[];
  /** A probe without an answer has a part in it: that it differs is not known. */
  readonly isUnknown: boolean;
}

/** A macro at one place on both sides. */
export interface MacroPair {
  readonly a: MacroUse;
  readonly b: MacroUse;
}

interface Found {
  readonly cause: Cause;
  readonly isUnknown: boolean;
}

/** True when a command of the macro has no answer. */
export function isUnknownMacro(macro: MacroUse): boolean {
  return macro.shellCalls.some((call) => call.answer.unknown !== null);
}

/** Macros of a statement, paired by their text and, where one is written twice, by their order. */
export function pairMacros(a: readonly MacroUse[], b: readonly MacroUse[]): MacroPair[] {
  const waiting = [...b];
  return a.flatMap((one) => {
    const at = waiting.findIndex((other) => other.text === one.text);
    const [other] = at < 0 ? [] : waiting.splice(at, 1);
    return other === undefined ? [] : [{ a: one, b: other }];
  });
}

/** `.config`'s line for a symbol: its value, empty where there is none. */
export function lineValue(configuration: Configuration, symbol: KconfigSymbol | undefined): string {
  return symbol === undefined || !configuration.isWritten(symbol) ? '' : configuration.value(symbol);
}

/** Characters of an answer that are shown. */
const maxAnswer = 120;

/** The commands of one side, under its name, with their answer. */
function ofSide(
  side: string,
  calls: readonly ShellCall[],
  insight: ProbeInsight | undefined,
  asked: readonly string[] | undefined,
): Cause[] {
  const last = calls.at(-1);
  if (last === undefined) return [];
  const came = last.answer.unknown === null ? `: answered "${shorten(last.answer.stdout, maxAnswer)}"` : '';
  const causes = calls.flatMap((call) => explainShellCall(call, insight, asked));
  return [cause('note', `with ${side}${came}`, null, causes)];
}

/** The calls of two sides that were answered differently, each side under its name. */
export function explainCalls(
  a: readonly ShellCall[],
  b: readonly ShellCall[],
  { mask, insight }: ComparedAnswers,
  asked?: { readonly a: readonly string[]; readonly b: readonly string[] },
): Cause[] {
  const differs = (one: ShellCall | undefined, other: ShellCall | undefined): boolean =>
    one === undefined ||
    other === undefined ||
    one.answer.unknown !== null ||
    other.answer.unknown !== null ||
    mask.a(one.answer.stdout) !== mask.b(other.answer.stdout);
  const pairs = Array.from({ length: Math.max(a.length, b.length) }, (_, at) => ({ a: a[at], b: b[at] }));
  const different = pairs.filter((pair) => differs(pair.a, pair.b));
  // A text without a program only passes on what one before it answered.
  const withPrograms = different.filter((pair) => [pair.a, pair.b].some((call) => call?.answer.commands.length));
  const shown = withPrograms.length > 0 ? withPrograms : different;
  const calls = (side: 'a' | 'b'): ShellCall[] => shown.flatMap((pair) => pair[side] ?? []);
  return [...ofSide('A', calls('a'), insight?.a, asked?.a), ...ofSide('B', calls('b'), insight?.b, asked?.b)];
}

/** Explains the differences of one pair of configurations. */
export class DifferenceWalk {
  private readonly compared: ComparedConfigurations;
  /** Whether a symbol's difference rests on something unknown; absent: not looked at. */
  private readonly unknown = new Map<string, boolean>();

  constructor(compared: ComparedConfigurations) {
    this.compared = compared;
  }

  /** Why a symbol differs; `seen` names what was explained already. */
  explain(name: string, seen: Set<string> = new Set()): DifferenceExplanation {
    seen.add(name);
    const found = this.reasons(name, seen, 0);
    const isUnknown = found.some((one) => one.isUnknown);
    this.unknown.set(name, isUnknown);
    return { causes: found.map((one) => one.cause), isUnknown };
  }

  private differs(name: string): boolean {
    const { a, b } = this.compared;
    const one = a.model.symbols.get(name);
    const other = b.model.symbols.get(name);
    // The value of a name that nothing defines is the name itself.
    if (!one?.entries.length && !other?.entries.length) return false;
    if (one === undefined || other === undefined) return true;
    return a.value(one) !== b.value(other) || a.visibility(one) !== b.visibility(other);
  }

  private reasons(name: string, seen: Set<string>, depth: number): Found[] {
    const { a, b } = this.compared;
    const one = a.model.symbols.get(name);
    const other = b.model.symbols.get(name);
    const left = one === undefined ? new Map<string, Place>() : listPlaces(a, one);
    const right = other === undefined ? new Map<string, Place>() : listPlaces(b, other);
    const found: Found[] = [];
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      const from = left.get(key);
      const to = right.get(key);
      if (from?.value === to?.value) continue;
      found.push(this.placeStep(from, to, name, seen, depth));
    }
    // That the choice went elsewhere is a reason only where nothing nearer is.
    const near = found.filter(({ cause: { causes, kind } }) => kind !== 'choice' && causes.length > 0);
    return distinctSteps(near.length > 0 ? near : found);
  }

  private placeStep(
    from: Place | undefined,
    to: Place | undefined,
    name: string,
    seen: Set<string>,
    depth: number,
  ): Found {
    const place = from ?? to;
    const text = place?.text ?? '';
    const kind = place?.kind ?? 'note';
    const macros = pairMacros(from?.macros ?? [], to?.macros ?? []).flatMap((pair) => this.macroStep(pair) ?? []);
    const symbols = new Set([...(from?.symbols ?? []), ...(to?.symbols ?? [])].map((symbol) => symbol.name));
    const steps = [...symbols]
      .filter((other) => other !== name && this.differs(other))
      .map((other) => this.symbolStep(other, seen, depth + 1));
    const causes = [...macros, ...steps];
    const message = `${text}: ${shown(from)} with A, ${shown(to)} with B`;
    const step = cause(
      kind,
      message,
      place?.location,
      causes.map((one) => one.cause),
    );
    return { cause: step, isUnknown: causes.some((one) => one.isUnknown) };
  }

  private macroStep({ a, b }: MacroPair): Found | null {
    const isUnknown = isUnknownMacro(a) || isUnknownMacro(b);
    if (!isUnknown && a.result === b.result) return null;
    const result = (macro: MacroUse): string => (isUnknownMacro(macro) ? 'not known' : `"${macro.result}"`);
    const names = new Set([...a.environment, ...b.environment]);
    const asked = { a: askedFlags(a.steps[0]), b: askedFlags(b.steps[0]) };
    const message = `${a.text} is ${result(a)} with A, ${result(b)} with B`;
    const causes = [
      ...explainCalls(a.shellCalls, b.shellCalls, this.compared, asked),
      ...(a.shellCalls.length > 0 ? [] : [...names].flatMap((name) => this.compared.environment(name))),
    ];
    return { isUnknown, cause: cause(isUnknown ? 'unknown' : 'macro', message, a.location, causes) };
  }

  private symbolStep(name: string, seen: Set<string>, depth: number): Found {
    const { a, b } = this.compared;
    const one = a.model.symbols.get(name);
    const other = b.model.symbols.get(name);
    const base = { kind: 'symbol' as const, symbol: name, location: (one ?? other)?.entries[0]?.location ?? null };
    const values = [valueOf(a, one), valueOf(b, other)];
    const head =
      values[0] === values[1]
        ? `${name} = ${values[0]}, visible to the user ${one !== undefined && a.visibility(one) > 0 ? 'with A' : 'with B'} only`
        : `${name} = ${values[0]} with A, ${values[1]} with B`;
    if (seen.has(name)) {
      const isUnknown = this.unknown.get(name) ?? false;
      return { isUnknown, cause: { ...base, message: `${head} (explained above)`, causes: [] } };
    }
    seen.add(name);
    if (depth > maxDepth) return { isUnknown: true, cause: { ...base, message: head, causes: [] } };
    const found = this.reasons(name, seen, depth);
    const isUnknown = found.some((step) => step.isUnknown);
    this.unknown.set(name, isUnknown);
    return { isUnknown, cause: { ...base, message: head, causes: found.map((step) => step.cause) } };
  }
}

function shown(place: Place | undefined): string {
  return place === undefined ? 'not there' : place.shown;
}

function valueOf(configuration: Configuration, symbol: KconfigSymbol | undefined): string {
  if (symbol === undefined) return 'not defined';
  const value = configuration.value(symbol);
  return value === '' ? 'unset' : symbol.type === 'string' ? `"${value}"` : value;
}

function distinctSteps(steps: readonly Found[]): Found[] {
  const kept = new Set(distinct(steps.map((step) => step.cause)));
  return steps.filter((step) => kept.has(step.cause));
}
