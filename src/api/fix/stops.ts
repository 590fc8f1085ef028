/** `kgate fix --stops`: the smallest change of the configuration after which nothing stops the build. */
import { formatLocation } from '../../core/location.ts';
import { type Configuration, isLogical, type KconfigSymbol, writeConfig } from '../../kconfig/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { FixAnswer, FixNeed, FixResult } from '../../results/fix.ts';
import { rootCause, rootTool } from '../../explain/roots/probe-root.ts';
import { Costs } from '../../solve/costs.ts';
import type { Atom, Goal } from '../../solve/problem.ts';
import { type Judgement, Search } from '../../solve/search.ts';
import { plansToRename } from '../../solve/text-plans.ts';
import { ConfigTrials } from '../check/config-fixes.ts';
import { explainedEvents } from '../check/explain-events.ts';
import { gatherFindings, type TreeFindings } from '../check/findings.ts';
import { leftStops, needsSync, syncCommands } from '../check/left-config.ts';
import { packageFixes } from '../check/package-fix.ts';
import { readTree } from '../check/read-tree.ts';
import { isStop } from '../check/stops.ts';
import { answerOf, Judge } from './answers.ts';
import { allowedNames } from './asked.ts';
import type { FixBase } from './base.ts';
import { endOf, type FixFindings, type FixOptions } from './fix-options.ts';
import { usualAnswers } from './values.ts';

/** A stop, and the values of symbols that could keep make from it. */
interface StopGoal {
  readonly event: MakeEvent;
  readonly symbols: ReadonlySet<KconfigSymbol>;
  readonly goal: Goal;
}

/** What {@link findStopFix} needs. */
export interface StopsQuestion extends FixOptions {
  readonly base: FixBase;
}

/** The answers to the question; `undecided` where a stop is left, since other symbols than those that were found could help. */
export function findStopFix(options: StopsQuestion): FixFindings {
  const { base } = options;
  const read = readTree(base.tree);
  if (read === null) return answered('undecided', []);
  const findings = gatherFindings(
    { ...options, otherProfiles: options.otherProfiles ?? (() => []), failOn: null },
    read,
  );
  const { early } = findings;
  const explained = explainedEvents(findings).filter(({ event }) => isStop(event));
  const outside = [...early.filter(isStop), ...leftStops(findings)];
  if (explained.length === 0 && outside.length === 0) return answered('holds', []);
  const trials = new ConfigTrials(findings);
  // What is not installed is installed: to build without it is another build.
  const goals = explained
    .filter(({ event }) => needOf(event, findings) === null)
    .map(({ event, further, symbols }) => stopGoal(event, [...symbols, ...further], base, trials));
  const isOpen = new Set(goals.filter(({ goal }) => goal.alternatives.length > 0).map(({ event }) => event));
  const hopeless = [...outside, ...explained.map(({ event }) => event)].filter((event) => !isOpen.has(event));
  const needs = distinctNeeds(hopeless.map((event) => needOf(event, findings)));
  const left = new Set(leftStops(findings));
  const blocked = hopeless.filter((event) => !left.has(event) && needOf(event, findings) === null);
  if (blocked.length > 0) {
    const notes = blocked.map((event) => `no symbol that decides it was found: ${placed(event)}`);
    return { ...answered('undecided', []), notes };
  }
  const open = goals.filter(({ event }) => isOpen.has(event));
  if (open.length === 0) {
    const commands = left.size === 0 ? [] : syncCommands(findings, false);
    const runs = [...left].slice(0, 1).map((event): FixNeed => {
      const root = rootCause({ kind: 'line', message: headline(event), location: event.location });
      return { message: commands.join(' && '), root };
    });
    return answered('fixed', [onlyNeeds([...needs.filter((need) => need !== null), ...runs])]);
  }
  return search(
    options,
    findings,
    trials,
    open,
    hopeless,
    needs.filter((need) => need !== null),
  );
}

function search(
  options: StopsQuestion,
  findings: TreeFindings,
  trials: ConfigTrials,
  open: readonly StopGoal[],
  hopeless: readonly MakeEvent[],
  needs: readonly FixNeed[],
): FixFindings {
  const { base, max = usualAnswers } = options;
  const isStopped = endOf(options);
  const { configuration, isWritten } = base;
  const costs = new Costs({
    configuration: base.asRead,
    isWritten,
    allowed: allowedNames(configuration, options.allow ?? []),
  });
  const isHopeless = new Set(hopeless.map(({ line }) => line));
  let last: readonly StopGoal[] = [];
  let isOutOfTime = false;
  const holds = (changed: Configuration): boolean => {
    last = open.filter(({ event }) => !trials.isGoneAlone(event, changed));
    if (last.length > 0) return false;
    const stops = trials.stops(changed);
    isOutOfTime ||= stops === null;
    const left = (stops ?? []).filter(({ line }) => !isHopeless.has(line));
    // A stop that was not there before follows from all that changed.
    last = left.length > 0 ? open : [];
    return stops !== null && left.length === 0;
  };
  const judge = new Judge({ base, costs, holds, max });
  const found = new Search(
    {
      state: base.asRead.state,
      goals: open.map(({ goal }) => goal),
      keep: [],
      isFixed: costs.isFixed,
      costOf: costs.costOf,
    },
    isStopped,
  );
  const end = found.run((candidate): Judgement => {
    const judgement = judge.judge(candidate);
    if (judgement !== 'not this' || isOutOfTime) return isOutOfTime ? 'enough' : judgement;
    return { failed: last.map(({ goal }) => goal) };
  });
  const best = judge.best();
  const [first] = best;
  if (first === undefined) {
    // Other symbols than those that were found to decide could help.
    const isTried = end.status === 'exhausted' || end.status === 'impossible';
    const what = isTried ? 'no change of the symbols that decide it helps' : 'not every change was tried';
    return { ...answered('undecided', []), notes: open.map(({ event }) => `${what}: ${placed(event)}`) };
  }
  const answers = best.map((one): FixAnswer => {
    const answer = answerOf(one, base, end.status === 'stopped', (symbol) => {
      const stop = open.find(({ symbols }) => symbols.has(symbol)) ?? open[0];
      if (stop === undefined) return { reason: null, location: null };
      return { reason: headline(stop.event), location: stop.event.location };
    });
    return { ...answer, needs, verified: answer.verified && needs.length === 0 };
  });
  const commands = needsSync(findings) ? syncCommands(findings, true) : [];
  const notes = commands.length === 0 ? [] : [`then run: ${commands.join(' && ')}`];
  const applied = needs.length > 0 ? null : { text: writeConfig(first.applied.configuration), path: base.path };
  return { ...answered('fixed', answers), notes, applied };
}

/** What could keep make from a stop: another value of a symbol that decided it. */
function stopGoal(
  event: MakeEvent,
  symbols: readonly KconfigSymbol[],
  { configuration }: FixBase,
  trials: ConfigTrials,
): StopGoal {
  const alternatives: Atom[][] = [];
  for (const symbol of symbols) {
    if (isLogical(symbol)) {
      const isOn = configuration.tristate(symbol) > 0;
      alternatives.push([{ symbol: symbol.id, relation: isOn ? 'at most' : 'at least', value: isOn ? 'n' : 'm' }]);
    } else if (symbol.type === 'string') {
      for (const plan of plansToRename(configuration, symbol, (word) => trials.isMissing(event, word))) {
        for (const value of plan.values()) alternatives.push([{ symbol: symbol.id, relation: 'is', value }]);
      }
    }
  }
  return { event, symbols: new Set(symbols), goal: { alternatives, isRequest: false } };
}

/** What has to be installed where that ends a stop; null for any other one. */
function needOf(event: MakeEvent, { options }: TreeFindings): FixNeed | null {
  const [fix] = packageFixes(event, options.host);
  if (fix === undefined) return null;
  const name = event.code === 'make/missing-program' ? event.args.name : fix.title.replace(/^install /, '');
  const tool = { ...rootTool(name), command: fix.commands?.[0] ?? null };
  const message = fix.title.replace(/^install /, '').split(':', 1)[0] ?? '';
  return { message, root: rootCause({ kind: 'tool-missing', message: headline(event), tool }) };
}

/** Each package once. */
function distinctNeeds(needs: readonly (FixNeed | null)[]): (FixNeed | null)[] {
  const keyOf = (need: FixNeed): string => need.root.tool?.command ?? need.message;
  const first = new Map<string, FixNeed>();
  for (const need of needs) if (need !== null && !first.has(keyOf(need))) first.set(keyOf(need), need);
  return needs.filter((need) => need === null || first.get(keyOf(need)) === need);
}

/** What stops, with its place. */
function placed(event: MakeEvent): string {
  const { location } = event;
  return location === null ? headline(event) : `${headline(event)}, ${formatLocation(location)}`;
}

function onlyNeeds(needs: readonly FixNeed[]): FixAnswer {
  return {
    requested: [],
    changes: [],
    needs,
    effects: [],
    lost: [],
    taints: [],
    verified: false,
    isPreliminary: false,
  };
}

/** What stops, in one line. */
function headline(event: MakeEvent): string {
  if (event.code === 'make/missing-header') return `${event.args.names.join(', ')}: not there`;
  const lines = event.message.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => /error|fatal|\*\*\*|not found|No rule/i.test(line)) ?? lines[0] ?? '').trim();
}

function answered(verdict: FixResult['verdict'], answers: readonly FixAnswer[]): FixFindings {
  const request = { word: '--stops', symbol: null, wanted: null, value: '', holds: verdict === 'holds' };
  return { requests: [request], verdict, answers, proof: null, notes: [], applied: null };
}
