/** Values that were asked for and are not in the result, gathered by what they were lost for: one finding a root cause. */
import { type Cause, cause, diagnostic, type FindingItem, type Fix, type Severity } from '../core/diagnostic.ts';
import type { Location } from '../core/location.ts';
import type { FoundRoots, RootFinder } from '../explain/roots/find-roots.ts';
import type { Configuration, KconfigSymbol } from '../kconfig/index.ts';
import type { Diagnostic } from '../results/diagnostic.ts';
import type { RootCause, RootKind } from '../results/root-cause.ts';
import type { AppliedPlan } from '../solve/apply.ts';
import { leastChange } from '../solve/least-change.ts';

/** Root causes that one message names. */
const maxNamed = 4;

/** Changes are looked for so long, in milliseconds; groups after that have their root causes alone. */
const timeLimit = 5000;

/** Part of the roots of two values that has to be the same for one group. */
const minShared = 0.5;

/** A value that was asked for and is not there. */
export interface LostValue {
  readonly symbol: KconfigSymbol;
  readonly wanted: string;
  /** As `.config` writes it; empty when it has no line. */
  readonly value: string;
  readonly location: Location;
}

/** A value with what stands against it. */
interface Explained extends LostValue {
  readonly found: FoundRoots;
}

/** Values that were lost for the same root causes. */
export interface LostGroup {
  readonly values: readonly LostValue[];
  /** The roots that most of them have. */
  readonly roots: readonly RootCause[];
  /** What gives all of them their value, as far as the configuration goes; null where nothing was found. */
  readonly applied: AppliedPlan | null;
}

/** True for a root that a line of `.config` removes. */
export function isSettable({ kind }: RootCause): boolean {
  return kind === 'line' || kind === 'default' || kind === 'choice';
}

/** Gathers lost values, those that most others share a root with first; `seeksChange`: with what brings them back. */
export function groupLost(
  lost: readonly LostValue[],
  configuration: Configuration,
  finder: RootFinder,
  seeksChange = true,
): LostGroup[] {
  const groups: LostGroup[] = [];
  const end = performance.now() + timeLimit;
  let left = lost.map((one): Explained => ({ ...one, found: finder.find(one.symbol, one.wanted) }));
  while (left.length > 0) {
    const chosen = alike(largestGroup(left));
    const isChosen = new Set(chosen);
    left = left.filter((one) => !isChosen.has(one));
    if (seeksChange) groups.push(...split(chosen, configuration, end));
    else groups.push({ values: chosen, roots: commonRoots(chosen), applied: null });
  }
  return groups;
}

/** The values that share the root that most values have; roots that no configuration removes go before others. */
function largestGroup(values: readonly Explained[]): Explained[] {
  const byKey = new Map<string, Explained[]>();
  for (const one of values) {
    const hard = one.found.keys.filter((_, at) => !isSettable(one.found.roots[at] as RootCause));
    for (const key of hard.length > 0 ? hard : one.found.keys) {
      const list = byKey.get(key);
      if (list === undefined) byKey.set(key, [one]);
      else list.push(one);
    }
  }
  let best = values.slice(0, 1);
  for (const list of byKey.values()) if (list.length > best.length) best = list;
  return best;
}

/** Those whose roots are mostly the roots that most of them have. */
function alike(values: readonly Explained[]): Explained[] {
  const counts = new Map<string, number>();
  const keyOf = ({ found }: Explained): string => [...found.keys].sort().join('\n');
  for (const one of values) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + 1);
  const [usual] = [...values].sort((left, right) => (counts.get(keyOf(right)) ?? 0) - (counts.get(keyOf(left)) ?? 0));
  const keys = new Set(usual?.found.keys);
  return values.filter(({ found }) => {
    const shared = found.keys.filter((key) => keys.has(key)).length;
    const all = found.keys.length + keys.size - shared;
    return all === 0 || shared / all >= minShared;
  });
}

/** A group with the change that helps all of it; where nothing helps all, each value by itself. */
function split(values: readonly Explained[], configuration: Configuration, end: number): LostGroup[] {
  const isSet = values.every(({ found }) => found.roots.every(isSettable));
  const isInTime = performance.now() < end;
  const applied = isSet && isInTime ? leastChange(configuration, values) : null;
  if (applied === null && isSet && isInTime && values.length > 1) {
    return values.flatMap((one) => split([one], configuration, end));
  }
  return [{ values, roots: commonRoots(values), applied }];
}

function commonRoots(values: readonly Explained[]): RootCause[] {
  const [first, ...others] = values;
  if (first === undefined) return [];
  if (others.length === 0) return [...first.found.roots];
  const counts = new Map<string, { readonly root: RootCause; number: number }>();
  for (const { found } of values) {
    for (const [at, key] of found.keys.entries()) {
      const known = counts.get(key);
      if (known !== undefined) known.number += 1;
      else counts.set(key, { root: found.roots[at] as RootCause, number: 1 });
    }
  }
  const most = [...counts.values()].filter(({ number }) => number * 2 > values.length);
  return most.map(({ root }) => root);
}

/** A diagnostic of each kind of root has this kind of step. */
const causeKinds: Readonly<Record<RootKind, Cause['kind']>> = {
  line: 'user-value',
  default: 'default',
  choice: 'choice',
  range: 'range',
  'nothing-sets': 'definition',
  fixed: 'definition',
  contradiction: 'dependency',
  undefined: 'definition',
  compiler: 'flag',
  'other-compiler': 'version',
  'tool-missing': 'version',
  'tool-old': 'version',
  'file-missing': 'version',
  probe: 'macro',
  unknown: 'unknown',
};

/** A root cause below the conditions that lead to it. */
export function chainTo(root: RootCause): Cause {
  const { kind, location, message, origin, symbol, value, via, words } = root;
  const isSaid = origin === '' || kind === 'compiler';
  const leaf: Cause = {
    ...cause(causeKinds[kind], isSaid ? message : `${message}: ${origin}`, location),
    ...(symbol !== null && { symbol }),
    ...(value !== null && { value }),
    ...(words.length > 0 && { detail: words }),
  };
  return via.reduceRight<Cause>(
    (below, step) => ({ ...cause('dependency', step.text, step.location, [below]), symbol: step.symbol }),
    leaf,
  );
}

/** `MEDIA_SUPPORT, I2C and MODULES are off`, else the roots one after the other. */
export function rootWords(roots: readonly RootCause[]): string {
  const off = roots.filter(
    ({ kind, message, symbol }) => isSettable({ kind } as RootCause) && message === `${symbol} is off`,
  );
  const names = off.map(({ symbol }) => symbol ?? '');
  const shown = names.slice(0, maxNamed);
  const rest = names.length - shown.length;
  const list =
    rest > 0
      ? `${shown.join(', ')} and ${rest} more`
      : [shown.slice(0, -1).join(', '), shown.at(-1) ?? ''].filter((part) => part !== '').join(' and ');
  const parts = off.length === 0 ? [] : [`${list} ${names.length === 1 ? 'is' : 'are'} off`];
  for (const root of roots) if (!off.includes(root)) parts.push(root.message);
  return parts.slice(0, maxNamed).join('; ');
}

/** What a group's diagnostic has in addition to the group. */
export interface GroupPresentation {
  readonly severity: Severity;
  /** A name as the tree's files write it. */
  readonly nameOf: (symbol: string) => string;
  readonly detail: (root: RootCause) => RootCause;
  readonly fixes: readonly Fix[];
}

/** Each value as one symptom. */
export function lostItems(values: readonly LostValue[], nameOf: (symbol: string) => string): FindingItem[] {
  return values.map(({ location, symbol, value, wanted }) => ({
    message: `${nameOf(symbol.name)}=${wanted} becomes ${value === '' ? 'unset' : value}`,
    location,
    symbol: symbol.name,
    wanted,
    value,
  }));
}

/** The finding of a group. */
export function groupDiagnostic(
  { roots, values }: LostGroup,
  { detail, fixes, nameOf, severity }: GroupPresentation,
): Diagnostic {
  const detailed = roots.map(detail);
  const [first] = values;
  // What no line of .config removes represents the group.
  const root = detailed.find((one) => !isSettable(one)) ?? detailed[0];
  const items = lostItems(values, nameOf);
  const why = detailed.length === 0 ? '' : `: ${rootWords(detailed)}`;
  const isOne = items.length === 1;
  const message = isOne ? `${items[0]?.message ?? ''}${why}` : `${items.length} settings are lost${why}`;
  return diagnostic({
    code: 'kernel/value-not-kept',
    severity,
    message,
    args: {
      symbol: isOne ? (first?.symbol.name ?? null) : null,
      wanted: isOne ? (first?.wanted ?? null) : null,
      value: isOne ? (first?.value ?? null) : null,
      count: items.length,
      because: root?.symbol ?? null,
      kind: root?.kind ?? null,
    },
    location: first?.location ?? null,
    causes: detailed.map(chainTo),
    fixes,
    ...(!isOne && { items }),
  });
}
