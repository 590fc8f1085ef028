/** The questions that a tree puts to its compiler, in Kconfig and in makefiles, answered by two of them. */
import { explainShellCall } from '../../core/command-cause.ts';
import { formatLocation, type Location } from '../../core/location.ts';
import type { PlacedShellCall, ShellCall } from '../../core/run-shell.ts';
import { isUnknownMacro, type MacroPair } from '../../explain/difference.ts';
import { asksIdentity, type IdentitySymbols } from '../../explain/identity-question.ts';
import { absolutePath } from '../../host/paths.ts';
import type { KconfigModel, MacroUse } from '../../kconfig/index.ts';
import type { ComparedProbe, SideName, UnknownComparison } from '../../results/diff-toolchain.ts';
import type { ComparedSide, ReadMake } from './compared-side.ts';

/** Probes sorted by what came of them. */
export interface ProbeComparison {
  readonly different: ComparedProbe[];
  /** Different because the compilers are not the same one. */
  readonly identity: ComparedProbe[];
  readonly unknown: UnknownComparison[];
}

/** A macro and the symbol whose statement uses it. */
interface UsedMacro {
  readonly macro: MacroUse;
  readonly feeds: string | null;
}

/** Every macro of a tree that came down to a command, by place. */
function macrosOf(model: KconfigModel): Map<string, UsedMacro> {
  const used = new Map<string, UsedMacro>();
  for (const entry of model.entries) {
    const feeds = entry.symbol?.name || null;
    for (const { macros } of [...entry.clauses, ...entry.visibleClauses, ...entry.properties]) {
      for (const macro of macros) {
        if (macro.shellCalls.length === 0) continue;
        const base = `${formatLocation(macro.location)} ${macro.text}`;
        let key = base;
        for (let count = 2; used.has(key); count++) key = `${base} ${count}`;
        used.set(key, { macro, feeds });
      }
    }
  }
  return used;
}

function unknownReason(calls: readonly ShellCall[]): string | undefined {
  return calls.find((call) => call.answer.unknown !== null)?.answer.unknown ?? undefined;
}

/** Commands whose answers differ; where one only repeats the answer of another, that other. */
function differingCalls(pair: MacroPair, { a, b }: Sides): readonly [ShellCall | undefined, ShellCall | undefined] {
  const left = pair.a.shellCalls;
  const right = pair.b.shellCalls;
  const at = left.findIndex((call, index) => a.mask(call.answer.stdout) !== b.mask(right[index]?.answer.stdout ?? ''));
  return at < 0 ? [left.at(-1), right.at(-1)] : [left[at], right[at]];
}

interface Sides {
  readonly a: ComparedSide;
  readonly b: ComparedSide;
}

/** Compares what Kconfig asked. */
export function compareKconfigProbes(sides: Sides, identities: IdentitySymbols): ProbeComparison {
  const { a, b } = sides;
  const comparison: ProbeComparison = { different: [], identity: [], unknown: [] };
  if (a.configuration === null || b.configuration === null) return comparison;
  const right = macrosOf(b.configuration.model);
  for (const [key, one] of macrosOf(a.configuration.model)) {
    const other = right.get(key);
    if (other === undefined) continue;
    const { text, location } = one.macro;
    const feeds = [...new Set([one.feeds, other.feeds])].filter((name) => name !== null);
    const silent: SideName[] = [];
    if (isUnknownMacro(one.macro)) silent.push('A');
    if (isUnknownMacro(other.macro)) silent.push('B');
    if (silent.length > 0) {
      const reason = unknownReason([...one.macro.shellCalls, ...other.macro.shellCalls]) ?? '';
      comparison.unknown.push({ stage: 'kconfig', location, text, feeds, sides: silent, reason });
      continue;
    }
    if (a.mask(one.macro.result) === b.mask(other.macro.result)) continue;
    const [left, rightCall] = differingCalls({ a: one.macro, b: other.macro }, sides);
    const probe: ComparedProbe = {
      stage: 'kconfig',
      location,
      text,
      feeds,
      a: answerOf(one.macro.result, left),
      b: answerOf(other.macro.result, rightCall),
    };
    const isIdentity = identities.isIdentityMacro(one.macro) && identities.isIdentityMacro(other.macro);
    (isIdentity ? comparison.identity : comparison.different).push(probe);
  }
  return comparison;
}

function answerOf(result: string, call: ShellCall | undefined): ComparedProbe['a'] {
  return { result, command: call?.command.trim() ?? '', causes: call === undefined ? [] : explainShellCall(call) };
}

/** The runs of two makes at the same lines, in the order of A; what only one of them ran has no partner. */
export function pairShellCalls(a: ReadMake, b: ReadMake): Map<PlacedShellCall, PlacedShellCall> {
  const keyed = (calls: readonly PlacedShellCall[]): Map<string, PlacedShellCall> => {
    const counts = new Map<string, number>();
    const found = new Map<string, PlacedShellCall>();
    for (const call of calls) {
      const place = call.location === null ? '' : formatLocation(call.location);
      const count = counts.get(place) ?? 0;
      counts.set(place, count + 1);
      found.set(`${place} ${count}`, call);
    }
    return found;
  };
  const right = keyed(b.shellCalls);
  const pairs = new Map<PlacedShellCall, PlacedShellCall>();
  for (const [key, call] of keyed(a.shellCalls)) {
    const other = right.get(key);
    if (other !== undefined) pairs.set(call, other);
  }
  return pairs;
}

/** The statement at a place. */
interface Statement {
  readonly text: string;
  /** What it assigns, null where it assigns nothing. */
  readonly variable: string | null;
}

/** Finds statements: assignments by make's own records, others by their line. */
class StatementFinder {
  private readonly known = new Map<string, Statement>();
  private readonly side: ComparedSide;

  constructor({ a, b }: Sides) {
    this.side = a;
    for (const { make } of [a, b]) {
      for (const variable of make?.evaluation.variableNames() ?? []) {
        for (const { location, nameText, operator, text } of make?.evaluation.lookup(variable).definitions ?? []) {
          if (location === null || operator === 'define') continue;
          const key = formatLocation(location);
          if (!this.known.has(key))
            this.known.set(key, { text: `${nameText} ${operator} ${text}`.trimEnd(), variable });
        }
      }
    }
  }

  find(location: Location | null, call: ShellCall): Statement {
    if (location === null) return { text: call.command.trim(), variable: null };
    const key = formatLocation(location);
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const path = absolutePath(this.side.make?.cwd ?? this.side.session.host.cwd, location.file);
    const text = this.side.session.host.readFile(path)?.split('\n')[location.line - 1]?.trim() ?? '';
    const statement = { text: text === '' ? call.command.trim() : text, variable: null };
    this.known.set(key, statement);
    return statement;
  }
}

/** Compares what the make that builds asked while it read. */
export function compareMakeProbes(
  { a, b }: Sides,
  pairs: ReadonlyMap<PlacedShellCall, PlacedShellCall>,
): ProbeComparison {
  const comparison: ProbeComparison = { different: [], identity: [], unknown: [] };
  if (a.make === null || b.make === null) return comparison;
  const statements = new StatementFinder({ a, b });
  const seen = new Set<string>();
  for (const [one, other] of pairs) {
    const { location } = one;
    const { text, variable } = statements.find(location, one);
    const feeds = variable === null ? [] : [variable];
    const silent: SideName[] = [];
    if (one.answer.unknown !== null) silent.push('A');
    if (other.answer.unknown !== null) silent.push('B');
    // A deferred text is run wherever it is expanded.
    const key = `${location === null ? '' : formatLocation(location)}\0${one.command}\0${other.command}`;
    if (seen.has(key)) continue;
    if (silent.length > 0) {
      seen.add(key);
      const reason = unknownReason([one, other]) ?? '';
      comparison.unknown.push({ stage: 'make', location, text, feeds, sides: silent, reason });
      continue;
    }
    const [left, right] = [one.answer.stdout.trim(), other.answer.stdout.trim()];
    if (a.mask(left) === b.mask(right)) continue;
    seen.add(key);
    const probe: ComparedProbe = {
      stage: 'make',
      location,
      text,
      feeds,
      a: answerOf(left, one),
      b: answerOf(right, other),
    };
    (asksIdentity(one) && asksIdentity(other) ? comparison.identity : comparison.different).push(probe);
  }
  return comparison;
}
