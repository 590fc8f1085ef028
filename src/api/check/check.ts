import type { Cache } from '../../cache/cache.ts';
import { type Cause, type Diagnostic, type Fix, isAtLeast, type Severity } from '../../core/diagnostic.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import { explainStop } from '../../explain/stop.ts';
import { explainSymbol } from '../../explain/symbol.ts';
import type { Host } from '../../host/host.ts';
import type { Configuration, UnknownAnswer } from '../../kconfig/index.ts';
import { hasPrompt } from '../../kconfig/index.ts';
import {
  type BuildRequest,
  buildTexts,
  eventDiagnostic,
  openSession,
  type ResolvedConfig,
  type Session,
} from '../../kernel/index.ts';
import { type ConfigCache, createConfigCache } from '../../kernel/session/cached-config.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { CompilerProfile } from '../../probe/index.ts';
import type { CheckResult } from '../../results/check.ts';
import { findConfigFixes } from '../../solve/fixes.ts';
import { configPath } from '../config/config-path.ts';
import { guardedDiagnostics } from '../guarded.ts';
import { tryEveryAnswer } from './every-answer.ts';
import { canBuild, withInsight, withOldMake } from './old-tools.ts';
import { otherCompiler } from './other-compiler.ts';

/** Values that were asked for and not kept: more than this are counted, not listed. */
const maxLostValues = 50;

/** Characters of a command shown in a list; the JSON form has all of it. */
const maxCommandLength = 160;

/** What {@link checkTree} needs. */
export interface CheckOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  /** Recorded compilers that may be offered as a way out; asked only when a stop needs one. */
  readonly otherProfiles: () => readonly CompilerProfile[];
  /** Severity from which the verdict is `fail`. */
  readonly failOn: 'error' | 'warning';
  /** Answers of programs of earlier runs; nothing is taken over without it. */
  readonly cache?: Cache | null;
}

function isStop(event: MakeEvent): boolean {
  return event.kind !== 'warning' && event.kind !== 'info' && event.kind !== 'shell-stderr';
}

/** Identity of a stop across configurations: where it stands, not what it says. */
function stopKey(event: MakeEvent): string {
  return event.location === null ? event.line : `${event.code} ${event.location.file}:${event.location.line}`;
}

/** How gcc and clang name an option they do not take; the quotes around it may be UTF-8 bytes. */
const complaint =
  /(?:unrecognized (?:command[- ]line )?option|unknown argument:?|unsupported option|unrecognized argument (?:in|to) option) [^-\n]{0,3}(-[^\s'"\x80-\xff]+)/g;

/** The options a compiler complained about, in its own words. */
export function rejectedFlags(command: CommandEvidence): string[] {
  if (command.status === 0) return [];
  return [...command.stderr.matchAll(complaint)].map((match) => match[1] ?? '');
}

/** Recorded compilers under which this very request has no such stop and none that was not there. */
function toolchainFixes(
  options: CheckOptions,
  event: MakeEvent,
  commands: readonly CommandEvidence[],
  srcarch: string | null,
  known: ReadonlySet<string>,
): Fix[] {
  const flags = [...new Set(commands.flatMap(rejectedFlags))];
  if (flags.length === 0) return [];
  const names: string[] = [];
  for (const profile of options.otherProfiles()) {
    if (profile.name === options.profile?.name || !canBuild(profile, srcarch)) continue;
    const session = openSession({ host: options.host, request: options.request, profile });
    if (isGoneIn(session, event, known) && session.unknownProbes.length === 0) names.push(profile.name);
  }
  const what = `use a compiler that accepts ${flags.slice(0, 3).join(' ')}`;
  return [
    {
      title: names.length === 0 ? what : `${what}: ${names.join(' or ')}`,
      kind: 'toolchain',
      safety: 'manual',
      changes: [],
      verified: names.length > 0,
      effects: [],
    },
  ];
}

/** True when `event` is not among what is left, and nothing as heavy is that was not `known` before. */
function isGone(event: MakeEvent, left: readonly MakeEvent[], known: ReadonlySet<string>): boolean {
  const keys = left.filter(isStop(event) ? isStop : () => true).map(stopKey);
  return !left.some((other) => stopKey(other) === stopKey(event)) && keys.every((key) => known.has(key));
}

/** An event of the build reading, which sees the configuration: changes of it may be the way out. */
function explainEvent(
  event: MakeEvent,
  configuration: Configuration,
  session: Session,
  options: CheckOptions,
  known: ReadonlySet<string>,
): Diagnostic {
  const explanation = explainStop(event, configuration, session.insight);
  const diagnostic = eventDiagnostic(event);
  // Most changes do not mend: what reading tells is known much sooner than what recipes tell.
  const isOfRecipe = event.path.some((frame) => frame.kind === 'recipe');
  const isMended = (changed: Configuration): boolean =>
    (isOfRecipe || isGone(event, session.readBuild(changed, { isReadOnly: true }), known)) &&
    isGone(event, session.readBuild(changed), known);
  const fixes = findConfigFixes(configuration, { symbols: explanation.symbols, isMended });
  fixes.push(...toolchainFixes(options, event, explanation.commands, session.describeTree().srcarch, known));
  const whole = { ...diagnostic, causes: explanation.causes, notes: notesOf(event), fixes };
  return withOldMake(whole, options, session, (other) => isGoneIn(other, event, known));
}

/** True when another session does not come to an event, nor to anything new. */
function isGoneIn(session: Session, event: MakeEvent, known: ReadonlySet<string>): boolean {
  const resolved = session.resolveConfig();
  if (resolved.configuration === null) return false;
  return isGone(event, [...resolved.events, ...session.readBuild(resolved.configuration)], known);
}

/**
 * An event on the way to conf. There is no configuration yet: no symbol has a value, and no change of
 * the configuration can keep make from it.
 */
function explainEarlyEvent(
  event: MakeEvent,
  session: Session,
  options: CheckOptions,
  known: ReadonlySet<string>,
): Diagnostic {
  const explanation = explainStop(event, null, session.insight);
  const fixes = toolchainFixes(options, event, explanation.commands, session.describeTree().srcarch, known);
  const whole = { ...eventDiagnostic(event), causes: explanation.causes, notes: notesOf(event), fixes };
  return withOldMake(whole, options, session, (other) => isGoneIn(other, event, known));
}

function notesOf(event: MakeEvent): string[] {
  return event.afterStop ? ['make stops earlier and does not come this far; it would be the next stop'] : [];
}

/** For a conf that stops with words no other diagnostic has. */
function confFailure(words: string): Diagnostic {
  const message = words === '' ? 'conf stops without a word' : words;
  return { code: 'kernel/conf-failed', severity: 'error', message, location: null, causes: [], notes: [], fixes: [] };
}

/** Lines of the user's `.config` that olddefconfig silently changes. */
function lostValues(session: Session, resolved: ResolvedConfig, configuration: Configuration): Diagnostic[] {
  const severity: Severity = resolved.source.source === 'file' ? 'warning' : 'info';
  const diagnostics: Diagnostic[] = [];
  let more = 0;
  for (const symbol of configuration.model.symbols.values()) {
    const given = configuration.userValue(symbol);
    if (given === null || given.location === null || symbol.entries.length === 0) continue;
    if (!hasPrompt(symbol)) continue;
    const value = configuration.isWritten(symbol) ? configuration.value(symbol) : '';
    const isLogical = symbol.type === 'bool' || symbol.type === 'tristate';
    if (value === given.text || (isLogical && given.text === 'n' && value === '')) continue;
    if (diagnostics.length >= maxLostValues) {
      more += 1;
      continue;
    }
    diagnostics.push({
      code: 'kernel/value-not-kept',
      severity,
      message: `CONFIG_${symbol.name}=${given.text} becomes ${value === '' ? 'unset' : value}`,
      location: given.location,
      causes: [explainSymbol(configuration, symbol, new Set(), session.insight)],
      notes: [],
      fixes: [],
    });
  }
  if (more > 0) {
    diagnostics.push({
      code: 'kernel/value-not-kept',
      severity,
      message: `${more} more values are not kept`,
      location: null,
      causes: [],
      notes: [],
      fixes: [],
    });
  }
  return diagnostics;
}

/** A long command in one line, for a list. */
function shorten(command: string): string {
  const line = command.replace(/\s+/g, ' ').trim();
  return line.length <= maxCommandLength ? line : `${line.slice(0, maxCommandLength)} ...`;
}

/** What a probe without an answer fed: the symbol and the line that asked. */
function fedBy(answers: readonly UnknownAnswer[], commands: readonly string[]): Cause[] {
  return answers
    .filter((answer) => commands.includes(answer.call.command))
    .map(({ entry, variable, text, location }) => {
      const name = entry?.symbol?.name ?? variable;
      const causes: readonly Cause[] = [];
      return { kind: 'macro', message: name == null ? text : `${name}: ${shorten(text)}`, location, causes };
    });
}

/** Probes without an answer by reason, the most frequent reason first. */
function unknownCauses(session: Session, answers: readonly UnknownAnswer[]): Cause[] {
  const byReason = new Map<string, string[]>();
  for (const { reason, command } of session.unknownProbes) {
    const commands = byReason.get(reason);
    if (commands === undefined) byReason.set(reason, [command]);
    else commands.push(command);
  }
  return [...byReason]
    .sort((left, right) => right[1].length - left[1].length)
    .map(([reason, commands]) => ({
      kind: 'unknown',
      message: commands.length === 1 ? reason : `${reason} (${commands.length} probes)`,
      location: null,
      detail: [shorten(commands[0] ?? '')],
      causes: fedBy(answers, commands),
    }));
}

/** Probes without an answer, as one diagnostic; the verdict cannot be `pass` on a guess. */
export function unknownProbes(
  session: Session,
  severity: Severity,
  answers: readonly UnknownAnswer[] = [],
): Diagnostic[] {
  const count = session.unknownProbes.length;
  const toolchain = session.describeToolchain().name;
  if (count === 0) return assumedProbes(session, toolchain);
  return [
    ...assumedProbes(session, toolchain),
    {
      code: 'kernel/unknown-probe',
      severity,
      message: `${toolchain} has no answer to ${count} probe${count === 1 ? '' : 's'} of this tree; what follows from them is not known`,
      location: null,
      causes: unknownCauses(session, answers),
      notes: [
        session.host.guard === undefined
          ? 'run with the compiler itself, or with a profile that has these answers'
          : `a profile (--toolchain) may have these answers, or --shell may allow more than ${session.host.guard.policy}`,
      ],
      fixes: [],
    },
  ];
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

/** Says of probes without an answer that no answer would change anything. */
function withoutInfluence(diagnostic: Diagnostic, tried: number): Diagnostic {
  if (diagnostic.code !== 'kernel/unknown-probe') return diagnostic;
  const message = diagnostic.message.replace(
    '; what follows from them is not known',
    `; all ${tried} combinations of yes and no lead to the same configuration and the same stops`,
  );
  return { ...diagnostic, message };
}

/** Probes that were taken to fail, or that somebody answered, in the place of a record. */
function assumedProbes(session: Session, toolchain: string): Diagnostic[] {
  const { assumedProbes: probes } = session;
  if (probes.length === 0) return [];
  const causes = probes.map(({ reason, command }): Cause => {
    return { kind: 'unknown', message: shorten(reason), location: null, detail: [shorten(command)], causes: [] };
  });
  const what = `${probes.length} probe${probes.length === 1 ? '' : 's'} of this tree`;
  const message = `${toolchain} has no answer to ${what}; --unknown-probe decided`;
  return [{ code: 'kernel/assumed-probe', severity: 'warning', message, location: null, causes, notes: [], fixes: [] }];
}

/**
 * The gate: would this tree with this configuration and this compiler be stopped, or silently
 * changed? Throws KgateError when the question cannot be put (no tree, no compiler).
 */
export function checkTree(given: CheckOptions): CheckResult {
  const { cache = null, ...options } = given;
  if (cache === null || given.profile !== null) return check(options);
  const config = createConfigCache(given.host, cache);
  const file = configPath(options.host, options.request);
  const question = JSON.stringify(['check', options.request, options.failOn]);
  const known = config.recall(question) as CheckResult | undefined;
  if (known === undefined) config.startLastAsked(question);
  const result =
    known ??
    config.remember(question, () => checkQuietly(options, config), file) ??
    config.remember(question, () => check({ ...options, host: config.host }), file);
  config.save();
  return result;
}

/** The result where nothing is found; null where something may have to be told, which takes a full reading. */
function checkQuietly(options: Omit<CheckOptions, 'cache'>, cache: ConfigCache): CheckResult | null {
  const session = openSession({ ...options, cache });
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

/** Findings of conf itself; unknown answers are gathered into one diagnostic elsewhere. */
function confDiagnostics(resolved: ResolvedConfig): readonly Diagnostic[] {
  return (resolved.run?.diagnostics ?? []).filter((one) => one.code !== 'kconfig/unknown-shell-answer');
}

/** Why there is no configuration: what stopped make or conf, in their words. */
function explainNoConfiguration(options: CheckOptions, session: Session, resolved: ResolvedConfig): Diagnostic[] {
  const diagnostics = [
    ...resolved.events.map((event) => ({
      ...eventDiagnostic(event),
      causes: explainStop(event, null, session.insight).causes,
    })),
    ...confDiagnostics(resolved).map((one) => withInsight(one, options, session)),
  ];
  const isTold = diagnostics.some((diagnostic) => diagnostic.severity === 'error');
  return isTold ? diagnostics : [...diagnostics, confFailure(resolved.run?.stderr.trim() ?? '')];
}

/** The result for goals that make a configuration: they are run, and nothing is built with what they make. */
function checkConfigurationGoals(options: CheckOptions, session: Session, goals: readonly string[]): CheckResult {
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
    verdict: diagnostics.some((one) => isAtLeast(one.severity, options.failOn)) ? 'fail' : 'pass',
    tree: session.describeTree(),
    toolchain: session.describeToolchain(),
    config: source ?? { source: 'defconfig', file: null, symbols: 0, isImplicit: false },
    diagnostics,
  };
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
  const unknown = unknownProbes(session, tried === null ? 'error' : 'info', configuration?.model.unknownAnswers);
  diagnostics.push(...(tried === null ? unknown : unknown.map((one) => withoutInfluence(one, tried))));
  diagnostics.push(...guardedDiagnostics(session.host));
  const isFailed = diagnostics.some((diagnostic) => isAtLeast(diagnostic.severity, options.failOn));
  return {
    schemaVersion: 1,
    verdict: isFailed ? 'fail' : 'pass',
    tree: session.describeTree(),
    toolchain: session.describeToolchain(),
    config: resolved.source,
    diagnostics,
  };
}
