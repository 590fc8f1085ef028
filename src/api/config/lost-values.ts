/** What the result of a merge does not have of the files that were merged, in the words of `check`. */

import type { Diagnostic } from '../../results/diagnostic.ts';
import type { Severity } from '../../core/diagnostic.ts';
import { type ConfiguredTree, createInsight, describeTree } from '../../kernel/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import { isAboutSetting, isChange } from '../change-codes.ts';
import { confDiagnostics } from '../check/conf-diagnostics.ts';
import { type AskedLines, askedLines, resultOf, wantedBy } from '../lines/asked-lines.ts';
import { askedPlaces } from '../lines/asked-places.ts';
import { lineFindingsOf } from '../lines/lines.ts';
import { findLost, listedValues, lostFindings, type PlacedValue } from '../lost-values.ts';
import { inOrder } from '../order.ts';
import { findingInSources } from './merged-text.ts';

/** Goals whose result a change in memory shows: what has no line gets its default. */
const defaultGoals: ReadonlySet<string> = new Set(['olddefconfig', 'alldefconfig']);

/** Goals that replace values that were read. Source: docs/kconfig-semantics.md §8.28. */
const rewritingGoals: ReadonlySet<string> = new Set(['yes2modconfig', 'mod2yesconfig', 'mod2noconfig']);

/** What {@link mergeFindings} needs. */
export interface MergeFindingsRequest {
  /** The tree after the goal, with `asked` and `merged`. */
  readonly tree: ConfiguredTree;
  /** The goal that was run on the merged text. */
  readonly goal: string;
  readonly profile: CompilerProfile | null;
  /** True where a setting that is lost is an error. */
  readonly isStrict: boolean;
  /** True where y of an earlier file stays. */
  readonly isBuiltin: boolean;
}

/** Settings that are lost or replaced, by root cause, at the lines of the files. */
export function mergeFindings({ goal, isBuiltin, isStrict, profile, tree }: MergeFindingsRequest): Diagnostic[] {
  const { asked, configuration, merged, session } = tree;
  if (configuration === null || merged === null) return [];
  const level = tree.levels.at(-1);
  const { host, request } = session;
  const { srcarch } = describeTree(session, level);
  const lines = lineFindingsOf(configuration, asked, {
    host,
    treeDirectory: request.treeDirectory,
    architecture: srcarch,
  });
  const places = askedPlaces(tree);
  // conf warns of each line alike.
  const ofFile = (one: Diagnostic): Diagnostic => {
    const place = one.location === null ? null : places(one.location);
    return { ...one, severity: place?.severity ?? 'info' };
  };
  const lost = findLost(configuration, places).filter(({ symbol }) => !lines.explained.has(symbol));
  const found = [
    ...lines.annotate(confDiagnostics(tree).filter(isAboutSetting)).map(ofFile),
    ...lines.diagnostics,
    ...lostFindings(lost, {
      session,
      configuration,
      insight: createInsight(session, level),
      level,
      profile,
      // A whole base is not what the user asks for, and it may lose hundreds of values.
      seeksChange: (severity) => severity === 'warning',
      holding: (changes) => (defaultGoals.has(goal) ? changes : []),
    }),
    ...(rewritingGoals.has(goal) ? rewritten(askedLines(configuration, asked), goal, isBuiltin) : []),
  ];
  const placed = found.map(findingInSources({ ...merged, sources: asked }));
  return inOrder(isStrict ? placed.map(asError) : placed);
}

function asError(one: Diagnostic): Diagnostic {
  return isChange(one) ? { ...one, severity: 'error' } : one;
}

/** Values that the goal itself has replaced before anything was computed. */
function rewritten({ configuration, given, prefix }: AskedLines, goal: string, isBuiltin: boolean): Diagnostic[] {
  const lost: PlacedValue[] = [];
  for (const [symbol, lines] of given) {
    const line = lines.at(-1);
    const wanted = line === undefined ? '' : wantedBy(line, symbol);
    if (line === undefined || symbol.type !== 'tristate' || configuration.userValue(symbol)?.text === wanted) continue;
    const value = resultOf(configuration, symbol);
    const isKept = isBuiltin && wanted === 'm' && value === 'y';
    if (value === wanted || (wanted === 'n' && value === '') || isKept) continue;
    lost.push({ symbol, wanted, value, location: line.location, severity: line.severity });
  }
  const severities: readonly Severity[] = ['warning', 'info'];
  return severities.flatMap((severity) => {
    const own = lost.filter((one) => one.severity === severity);
    if (own.length === 0) return [];
    const message = `${own.length === 1 ? '1 setting is' : `${own.length} settings are`} lost: ${goal} replaces what was read`;
    return [listedValues(own, message, severity, (name) => prefix + name)];
  });
}
