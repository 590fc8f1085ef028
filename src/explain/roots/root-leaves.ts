/** The leaves of the search for root causes: one thing that stands against a goal, with whose it is. */
import type { Configuration, KconfigSymbol, MacroUse, SymbolFacts } from '../../kconfig/index.ts';
import { promptsOf } from '../../kconfig/index.ts';
import type { RootCause } from '../../results/root-cause.ts';
import { rootCause } from './probe-root.ts';
import { blocked, type Way } from './ways.ts';

/** What a root weighs by its kind; those that a line of `.config` removes weigh least. */
const weights = {
  default: 1,
  line: 1.2,
  choice: 1.4,
  'other-compiler': 6,
  undefined: 20,
  'nothing-sets': 25,
  fixed: 30,
} as const;

/**
 * Symbols that are not to be set for another one: they open the way for what is not meant for the machine.
 * Source: their help texts in init/Kconfig, lib/Kconfig.debug and drivers/staging/Kconfig of Linux 6.12.
 */
const heavy: ReadonlyMap<string, number> = new Map([
  ['COMPILE_TEST', 22],
  ['BROKEN', 40],
  ['STAGING', 8],
  ['EXPERT', 2],
]);

type Values = Way['values'];

function about(
  symbol: KconfigSymbol,
  value: string,
  needed: string,
): Pick<RootCause, 'message' | 'symbol' | 'value' | 'needed'> {
  const now = value === '' ? 'n' : value;
  const isOff = now === 'n' && (needed === 'y' || needed === 'm');
  const message = isOff ? `${symbol.name} is off` : `${symbol.name} must be ${needed}, it is ${now}`;
  return { message, symbol: symbol.name, value: now, needed };
}

function ofSymbol(root: RootCause, weight: number, values?: Values): Way {
  return blocked(`symbol ${root.symbol ?? ''}`, { root, weight: weight + (heavy.get(root.symbol ?? '') ?? 0) }, values);
}

/**
 * A symbol that a line of the user's file, else its default, keeps from what is needed; `isAskedLower`: the line asks for
 * less, whether or not it counts now.
 */
export function held(facts: SymbolFacts, needed: string, values: Values, isAskedLower = false): Way {
  const { obeyed, symbol, userValue, value } = facts;
  const isLine = obeyed || isAskedLower || userValue?.text === 'n';
  const line = isLine ? (userValue?.location ?? null) : null;
  if (line !== null) {
    const asked = isAskedLower ? (userValue?.text ?? value) : value;
    const root = rootCause({ ...about(symbol, asked, needed), kind: 'line', origin: 'your line', location: line });
    return ofSymbol(root, weights.line, values);
  }
  const property = facts.default?.property ?? null;
  const root = rootCause({
    ...about(symbol, value, needed),
    kind: 'default',
    origin: property === null ? 'off unless you set it' : 'an unchanged default',
    location: property?.location ?? promptsOf(symbol)[0]?.location ?? symbol.entries[0]?.location ?? null,
  });
  return ofSymbol(root, weights.default, values);
}

/** A member of a choice that another member keeps off. */
export function otherChosen(
  configuration: Configuration,
  { symbol, value }: SymbolFacts,
  chosen: KconfigSymbol,
  values: Values,
): Way {
  const line = configuration.userValue(chosen);
  const isLine = line !== null && line.location !== null && line.text === 'y';
  const root = rootCause({
    kind: 'choice',
    message: `${chosen.name} was chosen instead of ${symbol.name}`,
    origin: isLine ? 'your line' : 'the default of the choice',
    location: isLine ? line.location : (symbol.choice?.location ?? null),
    symbol: symbol.name,
    value: value === '' ? 'n' : value,
    needed: 'y',
  });
  return ofSymbol(root, weights.choice, values);
}

/** A symbol that says which kind of tool the build uses; `words` are make's that would change it. */
export function otherTool(facts: SymbolFacts, message: string, words: string, needed: string): Way {
  const { symbol, value } = facts;
  const location = symbol.entries[0]?.location ?? null;
  const origin = words === '' ? '' : `make ${words}`;
  const root = rootCause({ kind: 'other-compiler', message, origin, location, symbol: symbol.name, value, needed });
  return ofSymbol(root, weights['other-compiler']);
}

/** A name that no Kconfig file defines. */
export function undefinedSymbol(symbol: KconfigSymbol, needed: string): Way {
  const message = `${symbol.name} is not in this tree`;
  return ofSymbol(rootCause({ kind: 'undefined', message, symbol: symbol.name, needed }), weights.undefined);
}

/** A symbol without a prompt that has no default and no select. */
export function nothingSets(symbol: KconfigSymbol, needed: string): Way {
  const root = rootCause({
    kind: 'nothing-sets',
    message: `nothing in this tree selects ${symbol.name}: no .config can`,
    location: symbol.entries[0]?.location ?? null,
    symbol: symbol.name,
    value: 'n',
    needed,
  });
  return ofSymbol(root, weights['nothing-sets']);
}

/** A symbol without a prompt whose default is what it is. */
export function fixed({ default: used, symbol, value }: SymbolFacts, needed: string | null): Way {
  const root = rootCause({
    kind: 'fixed',
    message: `${symbol.name} has no prompt: it follows its default`,
    location: used?.property.location ?? symbol.entries[0]?.location ?? null,
    symbol: symbol.name,
    value,
    needed,
  });
  return ofSymbol(root, weights.fixed);
}

/** A condition that is a constant. */
export function constantCondition(value: string, symbol: KconfigSymbol, location: RootCause['location']): Way {
  // What has to be lower and is written as y is a default, as a rule.
  const message = value === 'y' ? `${symbol.name} is y whatever is set` : `the condition is ${value}`;
  const root = rootCause({ kind: 'fixed', message, location, symbol: symbol.name });
  return blocked(`fixed ${location?.file}:${location?.line}`, { root, weight: weights.fixed });
}

/** A text of the environment, or of a macro that runs nothing, that would have to be another one. */
export function otherVariable(
  { environment, result, text }: MacroUse,
  needed: string,
  symbol: KconfigSymbol,
  location: RootCause['location'],
): Way {
  const value = result === '' ? 'empty' : result;
  const root = rootCause({
    kind: 'fixed',
    message: `${text} must be ${needed === '' ? 'empty' : needed}, it is ${value}`,
    origin: environment.length > 0 ? 'a variable of the environment and of the command line of make' : '',
    location,
    symbol: symbol.name,
    value,
    needed,
  });
  return blocked(`macro ${text}`, { root, weight: weights.fixed });
}
