import { type Memo, withMemo } from '../../cache/memo.ts';
import { buildTexts, openSession } from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { CheckResult } from '../../results/check.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { configPath } from '../config/config-path.ts';
import { guardedDiagnostics } from '../guarded.ts';
import type { CheckOptions } from './check-options.ts';
import { confDiagnostics, explainNoConfiguration } from './conf-diagnostics.ts';
import { checkConfigurationGoals } from './configuration-goals.ts';
import { tryEveryAnswer } from './every-answer.ts';
import { explainEarlyEvent, explainEvent } from './explain-events.ts';
import { lostValues } from './lost-values.ts';
import { otherCompiler } from './other-compiler.ts';
import { isStop, stopKey } from './stops.ts';
import { unknownProbes } from './unknown-probes.ts';
import { verdictOf } from './verdict.ts';

/**
 * The gate: would this tree with this configuration and this compiler be stopped, or silently
 * changed? Throws KgateError when the question cannot be put (no tree, no compiler).
 */
export function checkTree(given: CheckOptions): CheckResult {
  const { cache = null, ...options } = given;
  const { failOn, host, profile, request } = options;
  return withMemo(host, profile === null ? cache : null, (memo) => {
    const key = { words: ['check', request, failOn], byContent: configPath(host, request) };
    return memo.remember('results', key, () => checkQuietly(options, memo) ?? check({ ...options, host: memo.host }));
  });
}

/** The result where nothing is found; null where there may be something to report, which takes a full reading. */
function checkQuietly(options: Omit<CheckOptions, 'cache'>, memo: Memo): CheckResult | null {
  if (!memo.isKept) return null;
  const session = openSession({ ...options, memo });
  const quiet = session.resolveQuietly();
  if (quiet === null || session.readBuild(quiet).length > 0 || session.unknownProbes.length > 0) return null;
  if (session.toolFindings().length > 0) return null;
  return {
    schemaVersion: 1,
    verdict: 'pass',
    tree: session.describeTree(),
    toolchain: session.describeToolchain(),
    config: quiet.source,
    diagnostics: [],
  };
}

/** What a check under a profile comes to, as a text to compare; null where make or conf stops before there is one. */
function outcomeOf({ host, request }: CheckOptions, profile: CompilerProfile | null): string | null {
  const session = openSession({ host, request, profile });
  const resolved = session.resolveConfig();
  if (resolved.configuration === null) return null;
  const events = [...resolved.events, ...session.readBuild(resolved.configuration)];
  const { config } = buildTexts(resolved.configuration);
  // An answer that is more than yes or no was not to be had.
  if (session.unknownProbes.length > 0) return null;
  return JSON.stringify([config, events.map((event) => event.line)]);
}

function check(options: Omit<CheckOptions, 'cache'>): CheckResult {
  const session = openSession(options);
  const goals = options.request.goals ?? [];
  // Source: Linux top Makefile, `config-build`: `config` and all that end in it.
  if (goals.length > 0 && goals.every((goal) => goal.endsWith('config'))) {
    return checkConfigurationGoals(options, session, goals);
  }
  const resolved = session.resolveConfig();
  const diagnostics: Diagnostic[] = [];
  const { configuration } = resolved;
  if (configuration === null) {
    diagnostics.push(...explainNoConfiguration(options, session, resolved));
  } else {
    const early = new Set(resolved.events.map((event) => event.line));
    const build = session.readBuild(configuration).filter((event) => !early.has(event.line));
    const events = [...resolved.events, ...build];
    const stops = new Set(events.filter(isStop).map(stopKey));
    const all = new Set(events.map(stopKey));
    const knownFor = (event: MakeEvent): ReadonlySet<string> => (isStop(event) ? stops : all);
    for (const event of resolved.events) diagnostics.push(explainEarlyEvent(event, session, options, knownFor(event)));
    diagnostics.push(...confDiagnostics(resolved), ...lostValues(session, resolved, configuration));
    diagnostics.push(...otherCompiler({ ...options, session, resolved, configuration }));
    const isUnreached = resolved.events.some(isStop);
    for (const event of build) {
      const reached = isUnreached ? { ...event, afterStop: true } : event;
      diagnostics.push(explainEvent(reached, configuration, session, options, knownFor(event)));
    }
  }
  diagnostics.push(...session.toolFindings());
  const isOpen = configuration !== null && session.unknownProbes.length > 0;
  const outcome = (profile: CompilerProfile | null): string | null => outcomeOf(options, profile);
  const tried = isOpen ? tryEveryAnswer({ ...options, outcome }) : null;
  const severity = tried === null ? 'error' : 'info';
  diagnostics.push(...unknownProbes(session, severity, configuration?.model.unknownAnswers, tried));
  diagnostics.push(...guardedDiagnostics(session.host));
  return {
    schemaVersion: 1,
    verdict: verdictOf(diagnostics, options),
    tree: session.describeTree(),
    toolchain: session.describeToolchain(),
    config: resolved.source,
    diagnostics,
  };
}
