/**
 * Ways out of stops by changes of the configuration. Each change is applied to a copy. In a small build the whole verdict
 * is looked at again for each. In a large one a change has to pass in the make of its stop first; the best change of each
 * stop is then tried on the whole build together with those of the other stops, and alone where they do not pass together.
 */
import type { Fix } from '../../core/diagnostic.ts';
import { standsIn } from '../../explain/failure.ts';
import type { Configuration, KconfigSymbol } from '../../kconfig/index.ts';
import {
  type BuildReading,
  buildTexts,
  findStops,
  findStopsAgain,
  openConfigured,
  readBuild,
} from '../../kernel/index.ts';
import type { MakeEvent } from '../../make/index.ts';
import type { Plan } from '../../solve/plan.ts';
import { type AppliedPlan, applyPlan } from '../../solve/apply.ts';
import { configFix, fixCandidates, selectFixes } from '../../solve/fixes.ts';
import type { TreeFindings } from './findings.ts';
import { needsSync, syncCommands } from './left-config.ts';
import { leavingsWith } from './read-tree.ts';
import { eventKey, isGone, isStop } from './stops.ts';

/** Recipe lines up to which every change is tried on the whole build. */
const smallBuild = 600;

/** Recipe lines that all trials on a whole large build may look at; one trial is always made. */
const maxLines = 25_000;

/** One line in how many is looked at where makes are taken over: a change of a symbol has few of them walked again. */
const walkedPart = 8;

/** Trials in the make of a stop, for all stops of a report. */
const maxNarrowTrials = 48;

/** A stop or a warning, with the symbols that decided it, the nearest first. */
export interface EventToFix {
  readonly event: MakeEvent;
  readonly symbols: readonly KconfigSymbol[];
  /** Those that decided what is further out, which are tried where the nearer ones do not help. */
  readonly further: readonly KconfigSymbol[];
}

/** Changes of the configuration under which each event is gone and no stop is there that was not there before. */
export function configFixes(events: readonly EventToFix[], findings: TreeFindings): Fix[][] {
  const trials = new ConfigTrials(findings);
  const { progress } = findings.options.host;
  const fixes = progress.hold('proving fixes', trials.isSmall ? events.length : 2 * events.length, () =>
    trials.isSmall ? events.map((one) => trials.tryEach(one)) : trials.tryTogether(events),
  );
  if (!needsSync(findings)) return fixes;
  const commands = syncCommands(findings, true);
  return fixes.map((list) => list.map((fix) => ({ ...fix, commands })));
}

/** Those of some changes under which the build has no stop that it does not have now. */
export function holdingChanges(changes: readonly AppliedPlan[], findings: TreeFindings): AppliedPlan[] {
  const trials = new ConfigTrials(findings);
  const { progress } = findings.options.host;
  return progress.hold('proving fixes', changes.length + 1, () => holdingOf(changes, findings, trials));
}

function holdingOf(changes: readonly AppliedPlan[], findings: TreeFindings, trials: ConfigTrials): AppliedPlan[] {
  const { progress } = findings.options.host;
  const { joined, parts } = join(changes.map(({ plan }) => plan));
  if (parts.size === 0) return [];
  const together = changes.filter(({ plan }) => parts.has(plan));
  const [first] = together;
  const only = together.length === 1 ? first : undefined;
  const all = only?.configuration ?? applyPlan(findings.configuration, joined).configuration;
  progress.step('proving fixes');
  const isPassing = trials.isNoWorse(all);
  return changes.filter((one) => {
    progress.step('proving fixes');
    if (parts.has(one.plan) && (isPassing || only !== undefined)) return isPassing;
    return trials.isNoWorse(one.configuration);
  });
}

/** Trials of changed configurations on a build; what was found for one is kept. */
export class ConfigTrials {
  readonly isSmall: boolean;
  private readonly findings: TreeFindings;
  private readonly lines: number;
  /** Lines that a trial on the whole build may look at. */
  private readonly cost: number;
  /** Events of whole builds by the text of their configuration. */
  private readonly wholes = new Map<string, readonly MakeEvent[]>();
  private narrowTrials = 0;
  /** The makefiles read last, with their configuration. */
  private last: { readonly changed: Configuration; readonly reading: BuildReading } | null = null;

  constructor(findings: TreeFindings) {
    this.findings = findings;
    const { decided, undecided } = findings.coverage;
    this.lines = decided + undecided.length;
    this.isSmall = this.lines <= smallBuild;
    this.cost = findings.walk === null ? this.lines : this.lines / walkedPart;
  }

  /** True where a configuration was tried and brings no new stop. */
  isNoWorse(changed: Configuration): boolean {
    const { known } = this.findings;
    return this.events(changed)?.every((event) => !isStop(event) || known.stops.has(eventKey(event))) === true;
  }

  /** What stops the whole build under a changed configuration; null where there is no time left to look for it. */
  stops(changed: Configuration): readonly MakeEvent[] | null {
    return this.events(changed)?.filter(isStop) ?? null;
  }

  /** True for a word of a string that names what an event does not find. */
  isMissing(event: MakeEvent, word: string): boolean {
    return event.code === 'make/no-rule' ? namesMissing(word, this.findings) : standsIn(event.message, word);
  }

  /** Every change on the whole build. */
  tryEach(one: EventToFix): Fix[] {
    this.findings.options.host.progress.step('proving fixes');
    const isFixed = ({ configuration }: AppliedPlan): boolean =>
      this.isGoneAlone(one.event, configuration) && this.isGone(one.event, configuration);
    return this.select(one, isFixed).map((candidate) => configFix(candidate, true));
  }

  /** The best changes together, others alone while there is time for it. */
  tryTogether(events: readonly EventToFix[]): Fix[][] {
    const { configuration, options } = this.findings;
    const { progress } = options.host;
    const passed = events.map((one) => {
      progress.step('proving fixes');
      return this.select(one, (candidate) => {
        this.narrowTrials += 1;
        return this.narrowTrials <= maxNarrowTrials && this.isGoneAlone(one.event, candidate.configuration);
      });
    });
    const { joined, parts } = join(passed.flatMap(([first]) => (first === undefined ? [] : [first.plan])));
    const all = parts.size === 0 ? null : applyPlan(configuration, joined).configuration;
    const isFixedByAll = (event: MakeEvent, { plan }: AppliedPlan): boolean =>
      all !== null && parts.has(plan) && this.isGone(event, all);
    return events.map(({ event }, index) => {
      progress.step('proving fixes');
      const [first, ...others] = passed[index] ?? [];
      if (first === undefined) return [];
      const alone = this.tested(event, [first, ...others]);
      if (alone.includes(first) || !isFixedByAll(event, first)) {
        return alone.length > 0 ? alone.map((one) => configFix(one, true)) : this.untested(first);
      }
      return [first, ...alone].map((one) => configFix(one, true));
    });
  }

  /** The change where there was no time to try it; nothing where it was tried and does not help. */
  private untested(first: AppliedPlan): Fix[] {
    return this.events(first.configuration) === null ? [configFix(first, false)] : [];
  }

  private select(one: EventToFix, isFixed: (candidate: AppliedPlan) => boolean): AppliedPlan[] {
    const { event, further, symbols } = one;
    const found = selectFixes(this.candidates(event, symbols), isFixed);
    return found.length > 0 || !isStop(event) ? found : selectFixes(this.candidates(event, further), isFixed);
  }

  private candidates(event: MakeEvent, symbols: readonly KconfigSymbol[]): AppliedPlan[] {
    return fixCandidates(this.findings.configuration, { symbols, isMissing: (word) => this.isMissing(event, word) });
  }

  /** Those under which the event is gone from the whole build. */
  private tested(event: MakeEvent, candidates: readonly AppliedPlan[]): AppliedPlan[] {
    return candidates.filter(({ configuration }) => this.isGone(event, configuration));
  }

  private isGone(event: MakeEvent, changed: Configuration): boolean {
    const left = this.events(changed);
    return left !== null && isGone(event, left, this.findings.known);
  }

  /** Events of the whole build; null where there is no time left to look for them. */
  private events(changed: Configuration): readonly MakeEvent[] | null {
    const key = buildTexts(changed).autoConf;
    const known = this.wholes.get(key);
    if (known !== undefined) return known;
    const isAllowed = this.isSmall || this.wholes.size === 0 || (this.wholes.size + 1) * this.cost <= maxLines;
    if (!isAllowed) return null;
    const { walk } = this.findings;
    const earlier = walk === null ? null : { record: walk, changed: new Map() };
    const { events } = findStopsAgain(this.read(changed), earlier).stops;
    this.wholes.set(key, events);
    return events;
  }

  private read(changed: Configuration): BuildReading {
    if (this.last?.changed !== changed) {
      const { effects } = leavingsWith(this.findings, changed);
      this.last = { changed, reading: readBuild(openConfigured(this.findings.tree, changed, effects)) };
    }
    return this.last.reading;
  }

  /** True when the event is gone from the make it is in, and no other file is missing there. */
  isGoneAlone(event: MakeEvent, changed: Configuration): boolean {
    const { known } = this.findings;
    const reading = this.read(changed);
    // Most changes fix nothing: what reading shows is known much sooner than what recipes show.
    const isOfRecipe = event.path.some((frame) => frame.kind === 'recipe');
    if (!isOfRecipe && !isGone(event, reading.events, known)) return false;
    if (this.isSmall || event.makes === undefined) return true;
    const { events } = findStops(reading, undefined, event.makes);
    const key = eventKey(event);
    return isGone(
      event,
      events.filter((other) => other.code === 'make/no-rule' || eventKey(other) === key),
      known,
    );
  }
}

/** Plans in one; of two that want different values of a symbol the first. */
function join(plans: readonly Plan[]): { readonly joined: Plan; readonly parts: ReadonlySet<Plan> } {
  const joined = new Map<KconfigSymbol, string>();
  const parts = new Set<Plan>();
  for (const plan of plans) {
    if ([...plan].some(([symbol, value]) => (joined.get(symbol) ?? value) !== value)) continue;
    for (const [symbol, value] of plan) joined.set(symbol, value);
    parts.add(plan);
  }
  return { joined, parts };
}

/** True for a word that names a file for which no rule was found, below whatever directory. */
function namesMissing(word: string, { build }: TreeFindings): boolean {
  return build.some(
    ({ code, args }) => code === 'make/no-rule' && (args.target === word || args.target.endsWith(`/${word}`)),
  );
}
