import type { Diagnostic } from '../../results/diagnostic.ts';
import { explainStop } from '../../explain/stop.ts';
import {
  type ConfiguredTree,
  createInsight,
  eventDiagnostic,
  runConfigGoal,
  type Session,
} from '../../kernel/index.ts';
import type { CheckResult } from '../../results/check.ts';
import { probeDiagnostics } from '../probe-diagnostics.ts';
import type { CheckOptions } from './check-options.ts';
import { confDiagnostics, explainNoConfiguration } from './conf-diagnostics.ts';
import { verdict } from './verdict.ts';

/** The result for goals that make a configuration: they are run, and nothing is built with what they make. */
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
  const run = (name: string): ConfiguredTree => {
    const tree = runConfigGoal(session, name, { given, passesStops: true });
    diagnostics.push(...explainGoal(options, tree));
    return tree;
  };
  const first = run(goal);
  const last = more.map(run).at(-1) ?? first;
  diagnostics.push(...session.probes.findings(), ...probeDiagnostics({ ...first, severity: 'error' }));
  return verdict(options, first, last.levels.at(-1), diagnostics, null);
}

function explainGoal(options: CheckOptions, tree: ConfiguredTree): readonly Diagnostic[] {
  if (tree.status !== 0) return explainNoConfiguration(options, tree);
  const insight = createInsight(tree.session, tree.levels.at(-1));
  return [
    ...tree.events.map((event) => ({ ...eventDiagnostic(event), causes: explainStop(event, null, insight).causes })),
    ...confDiagnostics(tree),
  ];
}
