import type { Fix } from '../core/diagnostic.ts';
import { settingText } from '../core/symbol-name.ts';
import type { Configuration, KconfigSymbol } from '../kconfig/index.ts';
import { type AppliedPlan, applyPlan } from './apply.ts';
import { changesOf } from './least-change.ts';
import { plansToRename } from './text-plans.ts';

/** Re-checks per stop; each one is a full evaluation of the makefiles. */
const maxChecks = 12;

/** Fixes shown per stop. */
const maxFixes = 4;

/** What {@link findConfigFixes} needs to know about one stop. */
export interface StopToFix {
  /** Symbols that the way to the stop depends on, nearest to the stop first. */
  readonly symbols: readonly KconfigSymbol[];
  /** True for a word of a string symbol that names a file without a rule. */
  readonly isMissing?: (word: string) => boolean;
  /**
   * True when, under this configuration, the stop is gone and no stop is there that was not there
   * before.
   */
  readonly isFixed: (configuration: Configuration) => boolean;
}

/** Changes that could remove a stop, those of nearer symbols first, each once. */
function candidates(
  configuration: Configuration,
  { symbols, isMissing }: Pick<StopToFix, 'symbols' | 'isMissing'>,
): AppliedPlan[] {
  const found = new Map<string, AppliedPlan>();
  for (const symbol of symbols) {
    const changes =
      symbol.type === 'string'
        ? plansToRename(configuration, symbol, isMissing ?? (() => false)).map((plan) => applyPlan(configuration, plan))
        : changesOf(configuration, symbol);
    for (const change of changes) {
      const key = [...change.plan].map(([target, value]) => `${target.id}=${value}`).sort();
      if (key.length > 0 && !found.has(key.join(' '))) found.set(key.join(' '), change);
    }
  }
  return [...found.values()];
}

function touched(applied: AppliedPlan): Set<string> {
  return new Set([...applied.changes, ...applied.effects].map((change) => change.symbol));
}

function isSuperset(large: ReadonlySet<string>, small: ReadonlySet<string>): boolean {
  if (large.size < small.size) return false;
  for (const name of small) if (!large.has(name)) return false;
  return true;
}

/** A change this much wider than one that helps is another product, not a fix. */
function tolerable(size: number): number {
  return 2 * size + 6;
}

function title(applied: AppliedPlan): string {
  return applied.changes
    .map(({ symbol, to }) => `set ${settingText(symbol, to === '' ? 'n' : to, applied.configuration.state.prefix)}`)
    .join(', ');
}

/** Changes that have a chance to remove a stop, applied to copies, the least intrusive first. */
export function fixCandidates(
  configuration: Configuration,
  stop: Pick<StopToFix, 'symbols' | 'isMissing'>,
): AppliedPlan[] {
  return candidates(configuration, stop)
    .filter((candidate) => candidate.changes.every((change) => change.from !== change.to))
    .sort((left, right) => left.changes.length - right.changes.length || left.effects.length - right.effects.length);
}

/** The candidates that pass a check, at most a few. One that contains a smaller one that passed is left out. */
export function selectFixes(
  candidates: readonly AppliedPlan[],
  isFixed: (candidate: AppliedPlan) => boolean,
): AppliedPlan[] {
  const fixes: { readonly candidate: AppliedPlan; readonly touched: Set<string> }[] = [];
  let checks = 0;
  for (const candidate of candidates) {
    if (fixes.length >= maxFixes || checks >= maxChecks) break;
    const names = touched(candidate);
    if (fixes.some((known) => isSuperset(names, known.touched) || names.size > tolerable(known.touched.size))) continue;
    checks += 1;
    if (isFixed(candidate)) fixes.push({ candidate, touched: names });
  }
  return fixes.map(({ candidate }) => candidate);
}

/** A candidate as a fix. */
export function configFix(candidate: AppliedPlan, verified: boolean): Fix {
  return {
    title: title(candidate),
    kind: 'config',
    safety: 'unsafe',
    changes: candidate.changes.map((change) => ({ ...change, to: change.to === '' ? 'n' : change.to })),
    verified,
    effects: candidate.effects,
  };
}

/**
 * Changes of the configuration that remove a stop, least intrusive first. Every one was applied to
 * a copy and the makefiles were evaluated again.
 */
export function findConfigFixes(configuration: Configuration, stop: StopToFix): Fix[] {
  const passed = selectFixes(fixCandidates(configuration, stop), (candidate) => stop.isFixed(candidate.configuration));
  return passed.map((candidate) => configFix(candidate, true));
}
