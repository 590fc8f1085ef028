import type { Diagnostic } from '../../results/diagnostic.ts';
import { explainStop } from '../../explain/stop.ts';
import { eventDiagnostic, type Session } from '../../kernel/index.ts';
import type { CheckResult } from '../../results/check.ts';
import { guardedDiagnostics } from '../guarded.ts';
import type { CheckOptions } from './check-options.ts';
import { confDiagnostics, explainNoConfiguration } from './conf-diagnostics.ts';
import { unknownProbes } from './unknown-probes.ts';
import { verdictOf } from './verdict.ts';

/** The result for goals that make a configuration: they are run, and nothing is built with what they make. */
export function checkConfigurationGoals(
  options: CheckOptions,
  session: Session,
  goals: readonly string[],
): CheckResult {
  const { configFile } = session.request;
  const text = configFile === null ? undefined : session.host.readFile(configFile.path);
  const given = configFile === null || text === undefined ? null : { name: configFile.name, text };
  const diagnostics: Diagnostic[] = [];
  let source: CheckResult['config'] | null = null;
  for (const goal of goals) {
    const result = session.runMode(goal, { given, passesStops: true });
    source ??= result.source;
    if (result.status !== 0) diagnostics.push(...explainNoConfiguration(options, session, result));
    else {
      for (const event of result.events) {
        diagnostics.push({ ...eventDiagnostic(event), causes: explainStop(event, null, session.insight).causes });
      }
      diagnostics.push(...confDiagnostics(result));
    }
  }
  diagnostics.push(...session.toolFindings(), ...unknownProbes(session, 'error'), ...guardedDiagnostics(session.host));
  return {
    schemaVersion: 1,
    verdict: verdictOf(diagnostics, options),
    tree: session.describeTree(),
    toolchain: session.describeToolchain(),
    config: source ?? { source: 'defconfig', file: null, symbols: 0, isImplicit: false },
    diagnostics,
  };
}
