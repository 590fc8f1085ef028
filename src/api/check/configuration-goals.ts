import type { Diagnostic } from '../../results/diagnostic.ts';
import { explainStop } from '../../explain/stop.ts';
import {
  type ConfiguredTree,
  createInsight,
  eventDiagnostic,
  findConfigGoalStops,
  runConfigGoal,
  type Session,
} from '../../kernel/index.ts';
import type { CheckResult } from '../../results/check.ts';
import type { Coverage } from '../../results/coverage.ts';
import { probeDiagnostics } from '../probe-diagnostics.ts';
import type { CheckOptions } from './check-options.ts';
import { explainedConfDiagnostics, explainNoConfiguration } from './conf-diagnostics.ts';
import { fold, isMacroError } from '../mismatch/mismatches.ts';
import { noCompiler } from '../mismatch/no-compiler.ts';
import { defconfigOfOtherArch } from '../mismatch/other-arch.ts';
import { joinCoverage, joinEvents } from './read-tree.ts';
import { verdict } from './verdict.ts';

/**
 * The result for goals that make a configuration: they are run, the recipes on the way to conf are looked at, and nothing
 * is built with what conf makes.
 */
export function checkConfigurationGoals(
  options: CheckOptions,
  session: Session,
  goal: string,
  more: readonly string[],
): CheckResult {
  const { configFile } = session.request;
  const text = configFile === null ? undefined : session.host.readFile(configFile.path);
  const given = configFile === null || text === undefined ? null : { name: configFile.name, text };
  const diagnostics: Diagnostic[] = [];
  let coverage: Coverage | null = null;
  const run = (name: string): ConfiguredTree => {
    const tree = runConfigGoal(session, name, { given, passesStops: true });
    const found = findConfigGoalStops(session, name);
    coverage = joinCoverage(coverage, found.coverage);
    diagnostics.push(...explainGoal(options, { ...tree, events: joinEvents(found.events, tree.events) }, name));
    return tree;
  };
  const first = run(goal);
  const last = more.map(run).at(-1) ?? first;
  diagnostics.push(
    ...session.probes.findings(),
    ...probeDiagnostics({ ...first, severity: 'error', matters: () => true }),
  );
  return verdict(options, first, last.levels.at(-1), fold([], diagnostics), coverage);
}

function explainGoal(options: CheckOptions, tree: ConfiguredTree, goal: string): readonly Diagnostic[] {
  if (tree.status !== 0) {
    const level = tree.levels.at(-1);
    const whole = explainNoConfiguration(options, tree);
    const other = defconfigOfOtherArch(options, tree.session, goal, level);
    if (other !== null) return [other, ...whole.filter(({ code }) => code !== 'kernel/conf-failed')];
    const missing = noCompiler(options, level, whole.find(isMacroError));
    return missing === null ? whole : fold([missing], whole).diagnostics;
  }
  const insight = createInsight(tree.session, tree.levels.at(-1));
  return [
    ...tree.events.map((event) => ({ ...eventDiagnostic(event), causes: explainStop(event, null, insight).causes })),
    ...explainedConfDiagnostics(options, tree),
  ];
}
