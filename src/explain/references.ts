/** Chains behind what a makefile read: variables, the symbols, programs and words of the user's they came from. */
import { shorten } from '../core/shorten.ts';
import { usualPrefix } from '../core/symbol-name.ts';
import { explainShellCall } from '../core/command-cause.ts';
import { type Cause, cause } from '../core/diagnostic.ts';
import type { ProbeInsight } from '../core/old-tool.ts';
import type { CommandEvidence, ShellCall } from '../core/run-shell.ts';
import type { Configuration, KconfigSymbol } from '../kconfig/index.ts';
import type { Condition, Reference } from '../make/index.ts';
import { markOf } from './condition-mark.ts';
import { explainSymbol, symbolOfVariable } from './symbol.ts';

/** Characters of a value that are shown: the text of a recipe has thousands. */
const maxValueLength = 400;

/** Variables followed from one condition before the chain is cut. */
const maxDepth = 8;

/** What was met on the way through conditions and references, so that nothing is explained twice. */
export interface ConditionWalk {
  readonly configuration: Configuration | null;
  readonly symbols: Set<KconfigSymbol>;
  readonly explained: Set<KconfigSymbol>;
  readonly commands: CommandEvidence[];
  readonly variables: Set<string>;
  /** A variable that is explained elsewhere, null for none. */
  readonly left: string | null;
  readonly insight: ProbeInsight | undefined;
}

/** A walk on which nothing was met. */
export function newConditionWalk(
  configuration: Configuration | null,
  left: string | null = null,
  insight?: ProbeInsight,
): ConditionWalk {
  return { configuration, symbols: new Set(), explained: new Set(), commands: [], variables: new Set(), left, insight };
}

/** The symbol of the configuration that a variable of make is. */
export function symbolOf(name: string, walk: ConditionWalk): KconfigSymbol | undefined {
  return symbolOfVariable(name, walk.configuration);
}

/** The commands behind a value. */
export function explainCalls(calls: readonly ShellCall[], walk: ConditionWalk): Cause[] {
  return calls.flatMap((call) => {
    walk.commands.push(...call.answer.commands);
    return explainShellCall(call, walk.insight);
  });
}

/** What a variable's value came from, where that is a symbol, a program or a word of the user's. */
export function explainReference(reference: Reference, walk: ConditionWalk, depth: number): Cause[] {
  const symbol = symbolOf(reference.name, walk);
  if (symbol !== undefined && walk.configuration !== null) {
    walk.symbols.add(symbol);
    return [explainSymbol(walk.configuration, symbol, walk.explained, walk.insight)];
  }
  if (depth > maxDepth || reference.name === walk.left) return [];
  const key = `${reference.name}\0${reference.value}`;
  const causes: Cause[] = [];
  if (!walk.variables.has(key)) {
    walk.variables.add(key);
    const { definition } = reference;
    causes.push(...explainCalls([...reference.shellCalls, ...(definition?.shellCalls ?? [])], walk));
    for (const inner of [...reference.references, ...(definition?.references ?? [])])
      causes.push(...explainReference(inner, walk, depth + 1));
    for (const condition of definition?.conditions ?? []) {
      for (const inner of condition.references) {
        const decided = symbolOf(inner.name, walk);
        if (decided !== undefined) walk.symbols.add(decided);
      }
    }
  }
  const origin = reference.definition?.origin;
  const isGiven = origin === 'command line' || origin === 'override' || origin?.startsWith('environment') === true;
  const isChosen = isGiven && reference.value !== '';
  // Where no Kconfig was read, the file that make reads says most.
  const isSetting = walk.configuration === null && isOfAutoConf(reference);
  if (causes.length === 0 && !isChosen && !isSetting) return [];
  const from = isChosen ? ` (${origin})` : '';
  const value = reference.value.length > maxValueLength ? shorten(reference.value, maxValueLength) : reference.value;
  const message = `${reference.name} = ${value === '' ? '(empty)' : value}${from}`;
  return [cause('variable', message, reference.definition?.location, causes)];
}

function isOfAutoConf({ definition, name }: Reference): boolean {
  return name.startsWith(usualPrefix) && definition?.location?.file.endsWith('include/config/auto.conf') === true;
}

function testResult(condition: Condition): string {
  const { test, left, right, taken, branch } = condition;
  const side = branch === 'then' ? '' : ', so its else branch is read';
  if (condition.kind === 'function') return `$(${test} ${condition.text}): the condition is "${left}"${side}`;
  if (test === 'ifdef' || test === 'ifndef')
    return `${condition.text}: ${left} is ${right === '' ? 'empty' : `"${right}"`}${side}`;
  const relation = (test === 'ifeq') === taken ? 'equals' : 'differs from';
  return `${condition.text}: "${left}" ${relation} "${right}"${side}`;
}

/** A test with its result and the values that decided it. */
export function explainCondition(condition: Condition, walk: ConditionWalk): Cause {
  const asked = walk.commands.length;
  const causes = explainCalls(condition.shellCalls, walk);
  for (const reference of condition.references) causes.push(...explainReference(reference, walk, 0));
  const step = cause('conditional', testResult(condition), condition.location, causes);
  const mark = markOf(condition, walk, walk.commands.slice(asked));
  return mark === null ? step : { ...step, mark };
}
