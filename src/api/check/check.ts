/** The gate, step by step: configure, read, find, explain with fixes, verdict. */

import { type Memo, type Trace, withMemo } from '../../cache/memo.ts';
import { UsageError } from '../../core/errors.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import {
  buildTexts,
  type ConfiguredTree,
  configure,
  configureQuietly,
  findCompilerMisfit,
  findConfigGoalStops,
  findStopsAgain,
  openSession,
  readTop,
  startQuietly,
  type Session,
  type SessionOptions,
} from '../../kernel/index.ts';
import type { WalkRecord } from '../../kernel/kept-makes/walk-record.ts';
import { resolveRequest } from '../../kernel/levels/build-request.ts';
import { askMachineToolchain, missingCompiler } from '../../kernel/session/machine-toolchain.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { CheckResult } from '../../results/check.ts';
import { configPath, isOlderThanAutoConf } from '../config/config-path.ts';
import { findingInSources } from '../config/merged-text.ts';
import type { PolicyCall } from '../../host/policy-log.ts';
import type { Matters } from '../policy-findings.ts';
import { probeDiagnostics } from '../probe-diagnostics.ts';
import type { CheckOptions } from './check-options.ts';
import { confDiagnostics, explainedConfDiagnostics, explainNoConfiguration } from './conf-diagnostics.ts';
import { checkConfigurationGoals } from './configuration-goals.ts';
import { tryEveryAnswer } from './every-answer.ts';
import { explainBuildEvents, explainEarlyEvent, nameEvent } from './explain-events.ts';
import { gatherFindings, type TreeFindings } from './findings.ts';
import { explainKeptConfig, explainLeftStop, leftBuild, leftStops } from './left-config.ts';
import { checkLibrary, isLibraryTree } from '../config/library-check.ts';
import { checkModule } from './external-module.ts';
import { checkModuleDirectory, isModuleDirectory } from './module-directory.ts';
import { lostValues } from './lost-values.ts';
import { fold, mismatches } from '../mismatch/mismatches.ts';
import { defconfigOfOtherArch, namesOtherArch } from '../mismatch/other-arch.ts';
import { otherCompiler } from './other-compiler.ts';
import { joinCoverage, joinEvents, type KnownStops, readTree, readWith } from './read-tree.ts';
import { changesFor, onlyChanged } from '../narrow/check-since.ts';
import { suppressFindings } from '../narrow/check-comments.ts';
import { verdict } from './verdict.ts';
import { type LineFindings, lineFindingsOf } from '../lines/lines.ts';
import { newSymbolsFinding } from '../lines/new-symbols.ts';

/**
 * The gate: would this tree with this configuration and this compiler be stopped, or silently
 * changed? Throws KgateError when the question cannot be put (no tree, no compiler).
 */
export function checkTree(options: CheckOptions): CheckResult {
  // A revision that git does not know is a mistake that need not wait.
  const changes = changesFor(options);
  const result = suppressFindings(options, checkWhole(options));
  return changes === null ? result : onlyChanged(changes, result);
}

/** {@link checkTree} with what comments suppress and on all lines. */
function checkWhole(options: CheckOptions): CheckResult {
  const { failOn, host, isStrict, newSymbols, request } = options;
  return withMemo(options, (memo) => {
    if (isModuleDirectory(memo.host, request.variables)) {
      const key = { words: ['check', request, failOn, isStrict] };
      return memo.remember('results', key, () => checkModuleDirectory({ ...options, host: memo.host }));
    }
    if (isLibraryTree(memo.host, request)) return checkLibrary({ ...options, host: memo.host });
    const { moduleDirectory, objectTree } = resolveRequest(memo.host, request);
    const problem = host.writeProblem(objectTree);
    if (moduleDirectory !== null) {
      const key = { words: ['check', request, failOn, isStrict, problem] };
      return memo.remember('results', key, () => checkModule({ ...options, host: memo.host }));
    }
    const words = ['check', request, failOn, isStrict, newSymbols, isOlderThanAutoConf(host, request), problem];
    const key = { words, byContent: configPath(host, request), keepsTime: true };
    return memo.remember('results', key, (_note, trace) => {
      const quiet = checkQuietly(options, memo, trace);
      return quiet?.kind === 'result' ? quiet.result : check({ ...options, host: memo.host, models: memo }, quiet);
    });
  });
}

/**
 * The result where nothing is found. Where something has to be reported, which takes a full reading, the stops that were
 * found; null where these do not count either.
 */
function checkQuietly(
  options: CheckOptions,
  memo: Memo,
  trace: Trace,
): { readonly kind: 'result'; readonly result: CheckResult } | KnownStops | null {
  if (!memo.isKept || isConfiguring(options)) return null;
  const session = openSession({ ...options, memo });
  const quiet = configureQuietly(session);
  if (quiet === null) return null;
  const start = startQuietly(session, quiet.texts, quiet.cwd);
  if (start === null) return null;
  const { reading } = start;
  const { working } = reading;
  if (missingCompiler(session.host, working) !== null || findCompilerMisfit(reading) !== null) return null;
  if (namesOtherArch(session, quiet.source, working)) return null;
  const toolchain = askMachineToolchain(session.host, reading.working);
  const before = trace.before();
  const earlier = before === null ? null : { record: before.value as WalkRecord, changed: before.changed };
  const { isTakenOver, stops, walk } = findStopsAgain(reading, earlier);
  if (isTakenOver) before?.take();
  if (walk !== null) trace.leave(walk);
  if (session.probes.unknown().length > 0 || session.probes.findings().length > 0) return null;
  if (stops.events.length > 0) return { kind: 'stops', texts: quiet.texts, stops, walk };
  const result = verdict(
    options,
    { session, source: quiet.source, toolchain },
    reading.working,
    { diagnostics: [], follows: [] },
    joinCoverage(start.coverage, stops.coverage),
  );
  return { kind: 'result', result };
}

/** What a check under a profile leads to, as a text to compare; null where make or conf stops before there is one. */
function outcomeOf({ host, request }: CheckOptions, profile: CompilerProfile | null): string | null {
  const read = readWith(host, request, profile);
  // An answer that is more than yes or no was not to be had.
  if (read === null || read.unknownProbes > 0) return null;
  const { config } = buildTexts(read.configuration);
  return JSON.stringify([config, [...read.early, ...read.build].map((event) => event.line)]);
}

/** True where every goal makes a configuration. Source: Linux top Makefile, `config-build`: all that end in `config`. */
function isConfiguring({ request: { goals = [] } }: CheckOptions): boolean {
  return goals.length > 0 && goals.every((name) => name.endsWith('config'));
}

function check(options: CheckOptions & Pick<SessionOptions, 'models'>, known: KnownStops | null): CheckResult {
  const session = openSession({ ...options, allowsMissingCompiler: true });
  const [goal, ...more] = options.request.goals ?? [];
  if (goal !== undefined && isConfiguring(options)) {
    return checkConfigurationGoals(options, session, goal, more);
  }
  let tree: ConfiguredTree;
  try {
    tree = configure(session);
  } catch (error) {
    const result = checkOtherDefconfig(options, session, error);
    if (result === null) throw error;
    return result;
  }
  const read = readTree(tree, known);
  const findings = read === null ? null : gatherFindings(options, read);
  const conf = confDiagnostics(tree);
  const lines = findings === null ? null : linesOf(findings);
  options.host.progress.begin('explaining findings');
  const first = mismatches(options, tree, findings, conf);
  const rest =
    findings === null
      ? explainNoConfiguration(options, withRecipes(tree))
      : explain(findings, lines, first.length > 0 ? 'named' : 'whole');
  rest.push(...session.probes.findings(), ...explainProbes(options, tree));
  const level = read?.reading.working ?? tree.levels.at(-1);
  return verdict(options, tree, level, fold(first, inSources(tree, rest)), read?.coverage ?? null);
}

/** What is to be said about the lines of the user's files. */
function linesOf({ configuration, srcarch, tree }: TreeFindings): LineFindings {
  const { asked, session } = tree;
  const { host, request } = session;
  const place = { host, treeDirectory: request.treeDirectory, architecture: srcarch };
  return lineFindingsOf(configuration, asked, place);
}

/** Findings at the lines of the fragments, where some were merged. */
function inSources({ asked, merged }: ConfiguredTree, rest: readonly Diagnostic[]): readonly Diagnostic[] {
  return merged === null ? rest : rest.map(findingInSources({ ...merged, sources: asked }));
}

/** Where conf did not start: with the stops of the recipe that was to start it. */
function withRecipes(tree: ConfiguredTree): ConfiguredTree {
  const { events, run, session, source } = tree;
  if (run !== null || source.source === 'file') return tree;
  const found = findConfigGoalStops(session, session.request.defconfig ?? 'defconfig');
  return { ...tree, events: joinEvents(found.events, events) };
}

/** The result where a goal names a configuration that only other architectures have; null for any other error. */
function checkOtherDefconfig(options: CheckOptions, session: Session, error: unknown): CheckResult | null {
  const { defconfig } = session.request;
  if (!(error instanceof UsageError) || error.code !== 'kernel/no-such-defconfig' || defconfig === null) return null;
  const { working } = readTop({ session, host: session.base, texts: new Map() });
  const found = defconfigOfOtherArch(options, session, defconfig, working);
  if (found === null) return null;
  const source = { source: 'defconfig', file: null, symbols: 0, isImplicit: false } as const;
  return verdict(options, { session, source, toolchain: null }, working, fold([found], []), null);
}

/** Everything that was found, in the order of the build; `named`: without what would keep it away. */
function explain(findings: TreeFindings, lines: LineFindings | null, depth: 'named' | 'whole'): Diagnostic[] {
  const { build, early, options, reading, tree } = findings;
  const isWhole = depth === 'whole';
  return [
    ...early.map((event) => (isWhole ? explainEarlyEvent(event, findings) : nameEvent(event, findings))),
    ...(lines?.annotate(isWhole ? explainedConfDiagnostics(options, tree) : confDiagnostics(tree)) ?? []),
    ...(lines?.diagnostics ?? []),
    ...lostValues(findings, isWhole, lines?.explained),
    ...newSymbolsFinding(tree, options.newSymbols ?? 'ignore'),
    ...otherCompiler({ ...findings, ...findings.options, levels: reading.levels, isWhole }),
    ...explainKeptConfig(findings),
    ...(isWhole ? leftBuild(findings) : []),
    ...leftStops(findings).map((event) => explainLeftStop(event, findings)),
    ...(isWhole ? explainBuildEvents(findings) : build.map((event) => nameEvent(event, findings))),
  ];
}

/**
 * Probes without an answer, and what a policy refused, contained or assumed; where there is a configuration, whether any
 * other answer would change something.
 */
function explainProbes(options: CheckOptions, tree: ConfiguredTree): Diagnostic[] {
  const { configuration, session } = tree;
  const calls = session.host.policyLog?.calls ?? [];
  const isAsked = (kind: PolicyCall['kind']): boolean => calls.some((call) => call.kind === kind);
  const unknown = session.probes.unknown().length;
  const isOpen = unknown > 0 || isAsked('refused') || isAsked('contained');
  const outcome = (profile: CompilerProfile | null): string | null => outcomeOf(options, profile);
  const tried = configuration !== null && isOpen ? tryEveryAnswer({ ...options, outcome }) : null;
  const answers = configuration?.model.unknownAnswers ?? [];
  const isAssumed = isAsked('assumed') && configuration !== null && (tried !== null || !isOpen);
  const isSameMake = isAssumed && isSameForEveryMake(options);
  const matters: Matters = ({ kind }) => (kind === 'assumed' ? !isSameMake : tried === null);
  const severity = unknown > 0 && tried === null ? 'error' : 'info';
  return probeDiagnostics({ ...tree, severity, answers, tried, matters });
}

/** True where the result does not depend on whose rules are followed in place of a make that was not asked. */
function isSameForEveryMake(options: CheckOptions): boolean {
  const { profile, request } = options;
  const first = outcomeOf(options, profile);
  const isSame = (makeVersion: string): boolean =>
    outcomeOf({ ...options, request: { ...request, makeVersion } }, profile) === first;
  return first !== null && otherMakes.every(isSame);
}

/** Makes whose rules differ from those of 4.3. */
const otherMakes = ['4.2.1', '4.4.1'];
