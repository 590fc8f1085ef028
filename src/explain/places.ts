/** Everything in the tree that can make a symbol what it is, with its value in one configuration. */
import type { Cause } from '../core/diagnostic.ts';
import { formatLocation, type Location } from '../core/location.ts';
import {
  type Configuration,
  clausesOf,
  isPrompt,
  type Expr,
  type KconfigSymbol,
  type MacroUse,
  type Property,
  printExpression,
  symbolsIn,
  visibleClausesOf,
} from '../kconfig/index.ts';
import { letter } from './symbol.ts';

/** One statement that counts for a symbol. */
export interface Place {
  readonly kind: Cause['kind'];
  /** The statement as written, with its macros unexpanded where they stand in it. */
  readonly text: string;
  readonly location: Location;
  /** Its value; equal values are no difference. */
  readonly value: string;
  /** The same for people. */
  readonly shown: string;
  readonly macros: readonly MacroUse[];
  /** Symbols it depends on. */
  readonly symbols: readonly KconfigSymbol[];
}

/** An expression as the file has it: what a macro gave is shown as the macro where that is all there is. */
function written(expr: Expr | null, macro: MacroUse | undefined): string {
  const text = printExpression(expr, null);
  return macro !== undefined && text === macro.result ? macro.text : text;
}

/** The `if` of a property; its macro is the last one of the line. */
function conditionText({ macros, writtenCondition }: Property): string {
  return writtenCondition === null ? '' : ` if ${written(writtenCondition, macros.at(-1))}`;
}

/** The value of a default; where it has a condition, too, a macro that stands alone belongs to that. */
function valueText({ macros, value, writtenCondition }: Property): string {
  const isOfCondition = macros.length === 1 && writtenCondition !== null && isMacro(writtenCondition, macros[0]);
  return written(value, isOfCondition ? undefined : macros[0]);
}

function isMacro(expr: Expr, macro: MacroUse | undefined): boolean {
  return macro !== undefined && printExpression(expr, null) === macro.result;
}

/** Value of a default, whatever the type. */
function defaultValue(configuration: Configuration, property: Property): string {
  const { value } = property;
  if (value === null) return '';
  if (value.kind !== 'symbol') return letter(configuration.evalExpr(value));
  return value.symbol.kind === 'constant' ? value.symbol.name : configuration.value(value.symbol);
}

/**
 * The places of a symbol by keys that are the same in every configuration of one tree, macros answered one way or
 * another: kind, file, line and, where one line holds several, the order.
 */
export function listPlaces(configuration: Configuration, symbol: KconfigSymbol): Map<string, Place> {
  const places = new Map<string, Place>();
  const add = (place: Place): void => {
    const base = `${place.kind} ${formatLocation(place.location)}`;
    let key = base;
    for (let count = 2; places.has(key); count++) key = `${base} ${count}`;
    places.set(key, place);
  };
  const seenClauses = new Set<unknown>();
  for (const entry of symbol.entries) {
    for (const clause of [...clausesOf(entry), ...visibleClausesOf(entry)]) {
      if (seenClauses.has(clause)) continue;
      seenClauses.add(clause);
      const value = letter(configuration.evalExpr(clause.expr));
      const word = clause.kind === 'depends' ? 'depends on' : clause.kind === 'if' ? 'if' : 'visible if';
      const { expr, location, macros } = clause;
      const kind = clause.kind === 'visible' ? 'visibility' : 'dependency';
      const text = `${word} ${written(expr, macros[0])}`;
      add({ kind, text, location, value, shown: value, macros, symbols: symbolsIn(expr) });
    }
  }
  for (const property of symbol.properties) addProperty(configuration, property, add);
  for (const [kind, list] of [
    ['select', symbol.selectedBy],
    ['imply', symbol.impliedBy],
  ] as const) {
    for (const property of list) {
      const selector = property.entry.symbol;
      if (selector === null) continue;
      const { location, macros } = property;
      const value = letter(
        Math.min(configuration.tristate(selector), configuration.evalExpr(property.condition)) as 0 | 1 | 2,
      );
      const text = `${kind === 'select' ? 'selected' : 'implied'} by ${selector.name}${conditionText(property)}`;
      const symbols = [selector, ...symbolsIn(property.writtenCondition)];
      add({ kind, text, location, value, shown: value, macros, symbols });
    }
  }
  addChoice(configuration, symbol, add);
  return places;
}

function addProperty(configuration: Configuration, property: Property, add: (place: Place) => void): void {
  const { kind, location, macros, writtenCondition } = property;
  if (isPrompt(property)) {
    if (writtenCondition === null) return;
    const value = letter(configuration.evalExpr(writtenCondition));
    const text = `prompt${conditionText(property)}`;
    add({ kind: 'visibility', text, location, value, shown: value, macros, symbols: symbolsIn(writtenCondition) });
  } else if (kind === 'default') {
    const condition = letter(configuration.evalExpr(writtenCondition));
    const given = defaultValue(configuration, property);
    const text = `default ${valueText(property)}${conditionText(property)}`;
    const symbols = [...symbolsIn(property.value), ...symbolsIn(writtenCondition)];
    const shown = condition === 'n' ? 'does not apply' : `gives ${given === '' ? 'nothing' : given}`;
    add({
      kind: 'default',
      text,
      location,
      value: condition === 'n' ? 'n' : `${condition}=${given}`,
      shown,
      macros,
      symbols,
    });
  } else if (kind === 'range') {
    const bounds = [property.low, property.high].map((bound) =>
      bound === null ? '' : bound.kind === 'constant' ? bound.name : configuration.value(bound),
    );
    const shown = configuration.evalExpr(writtenCondition) === 0 ? 'does not apply' : bounds.join(' to ');
    const text = `range ${property.low?.name ?? ''} ${property.high?.name ?? ''}${conditionText(property)}`;
    const symbols = [property.low, property.high].flatMap((bound) =>
      bound === null || bound.kind === 'constant' ? [] : [bound],
    );
    add({
      kind: 'range',
      text,
      location,
      value: shown,
      shown,
      macros,
      symbols: [...symbols, ...symbolsIn(writtenCondition)],
    });
  }
}

/** A member follows the choice: its defaults, and what the others may be. */
function addChoice(configuration: Configuration, symbol: KconfigSymbol, add: (place: Place) => void): void {
  const { choice } = symbol;
  if (choice === null) return;
  for (const property of choice.properties) {
    if (property.kind !== 'default') continue;
    const value = letter(configuration.evalExpr(property.condition));
    const text = `the choice's default ${property.value?.kind === 'symbol' ? property.value.symbol.name : ''}${conditionText(property)}`;
    const { location, macros } = property;
    const target =
      property.value?.kind === 'symbol' && property.value.symbol.kind === 'symbol' ? [property.value.symbol] : [];
    const isSeen = target.every((one) => configuration.visibility(one) > 0);
    const shown = value === 'n' || !isSeen ? 'does not apply' : 'applies';
    add({
      kind: 'default',
      text,
      location,
      value: shown,
      shown,
      macros,
      symbols: [...target.filter((one) => one !== symbol), ...symbolsIn(property.writtenCondition)],
    });
  }
  const chosen = configuration.chosen(choice)?.name ?? 'none';
  const others = choice.members.filter((member) => member !== symbol);
  add({
    kind: 'choice',
    text: 'the choice has chosen',
    location: choice.location,
    value: chosen,
    shown: chosen,
    macros: [],
    symbols: others,
  });
}
