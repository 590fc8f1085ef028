/** Questions about one symbol, expression or entry; each brings the values it needs up to date first. */
import type { ByteString } from '../../core/bytes.ts';
import { propertyCode, symbolKindCode, typeCode } from '../model/flat-model.ts';
import type { Tristate } from '../model/model.ts';
import type { ConfigState } from './config-state.ts';
import {
  emptyText,
  isChoice,
  isLogical,
  isMember,
  singleSymbol,
  textOf,
  tristateTexts,
  typeInForce,
} from './config-state.ts';
import { ensureComputed, evaluateExpr, firstActive, prepare } from './expressions.ts';
import { propagate } from './propagate.ts';
import { isTextInRange } from './range.ts';
import { findVisibility } from './visibility.ts';

function ask(state: ConfigState, id: number): void {
  if (state.pending.length > 0) propagate(state);
  ensureComputed(state, id);
}

/** Text of the value: n, m, y, a number or an unquoted string. */
export function valueOf(state: ConfigState, id: number): ByteString {
  ask(state, id);
  return textOf(state, id);
}

/** The value as it was computed last, for conf's help texts, which compute nothing. */
export function lastText(state: ConfigState, id: number): ByteString {
  const text = textOf(state, id);
  // A text that was never computed is a null pointer in conf.
  return text === '' && state.isExact && state.valid[id] === 0 ? '(null)' : text;
}

/** Text a default or a range bound takes from the symbol: for a bool or tristate always `n`. Source: docs/kconfig-semantics.md §8.2. */
export function textSlot(state: ConfigState, id: number): ByteString {
  ask(state, id);
  return state.texts[id]!;
}

/** Value of a bool, tristate or choice; n for other types. */
export function tristateOf(state: ConfigState, id: number): Tristate {
  ask(state, id);
  return state.values[id] as Tristate;
}

/** How far the user can raise the symbol. */
export function visibilityOf(state: ConfigState, id: number): Tristate {
  ask(state, id);
  return state.visible[id] as Tristate;
}

/** Values of the direct, reverse and implied dependencies, as the symbol's type shows them. */
export function dependencyValues(
  state: ConfigState,
  id: number,
): { readonly direct: Tristate; readonly reverse: Tristate; readonly implied: Tristate } {
  ask(state, id);
  const { direct, reverse, implied } = state;
  return { direct: direct[id] as Tristate, reverse: reverse[id] as Tristate, implied: implied[id] as Tristate };
}

/** Type in force, a code: tristate is bool without modules. */
export function effectiveType(state: ConfigState, id: number): number {
  ask(state, id);
  return typeInForce(state, id);
}

/** True when `.config` has a line for the symbol. */
export function isWritten(state: ConfigState, id: number): boolean {
  ask(state, id);
  return state.writes[id] === 1 && state.flat.symbolType[id] !== typeCode.unknown;
}

/** True when a user value could change the symbol now: visible above the value that selects ask for. */
export function isChangeable(state: ConfigState, id: number): boolean {
  ask(state, id);
  if (state.isNew && isChoice(state, id)) return false;
  return state.visible[id]! > state.reverse[id]!;
}

/** True when the user can choose a tristate value now. Source: symbol.c sym_tristate_within_range. */
export function isWithinRange(state: ConfigState, id: number, value: Tristate): boolean {
  ask(state, id);
  const visible = state.visible[id]!;
  const reverse = state.reverse[id]!;
  const type = typeInForce(state, id);
  if (visible === 0 || (type !== typeCode.bool && type !== typeCode.tristate)) return false;
  if (type === typeCode.bool && value === 1) return false;
  if (visible <= reverse) return false;
  if (!state.rules.implyCapped && state.implied[id] === 2 && value === 1) return false;
  if (!state.isNew && visible === 2 && isMember(state, id)) return value === 2;
  return value >= reverse && value <= visible;
}

/** True when the text is valid for the symbol and inside the range in force. */
export function isTextWithinRange(state: ConfigState, id: number, text: ByteString): boolean {
  ask(state, id);
  if (!isLogical(state, id)) return isTextInRange(state, id, text);
  const value = 'nmy'.indexOf((text[0] ?? ' ').toLowerCase());
  return value >= 0 && isWithinRange(state, id, value as Tristate);
}

/** Value of an expression, by id; -1 is y. */
export function exprValue(state: ConfigState, expr: number): Tristate {
  propagate(state);
  prepare(state);
  return evaluateExpr(state, expr);
}

/** The bound of the range in force that replaced the symbol's value; null when the value is inside. */
export function replacingBound(state: ConfigState, id: number): 'low' | 'high' | null {
  ask(state, id);
  const bound = state.bounds[id];
  return bound === 0 ? null : bound === 1 ? 'low' : 'high';
}

/** Position (in the flat model's property arrays) of the default or range in force; -1 when none is. */
export function activeProperty(state: ConfigState, id: number, kind: 'default' | 'range'): number {
  ask(state, id);
  return firstActive(state, id, propertyCode[kind]);
}

/** conf's default text for a symbol. Source: sym_get_string_default of conf 6.12 and 6.1; docs/kconfig-semantics.md §5.2. */
export function defaultText(state: ConfigState, id: number): ByteString {
  ask(state, id);
  const { flat } = state;
  const type = flat.symbolType[id]!;
  if (type === typeCode.unknown || flat.symbolKind[id] === symbolKindCode.constant) return '';
  findVisibility(state, id);
  ensureComputed(state, flat.modules);
  const at = firstActive(state, id, propertyCode.default);
  if (!isLogical(state, id)) {
    const source = at < 0 ? -1 : singleSymbol(state, flat.propertyValue[at]!);
    if (source >= 0) ensureComputed(state, source);
    const text = source < 0 ? '' : state.texts[source]!;
    return text === '' ? emptyText(state, type) : text;
  }
  let value = 0;
  if (at >= 0) {
    const condition = evaluateExpr(state, flat.propertyCondition[at]!);
    value = Math.min(evaluateExpr(state, flat.propertyValue[at]!), condition);
  }
  value = Math.max(value, state.reverse[id]!);
  if (value === 1 && !isMember(state, id) && state.values[flat.modules] === 0) value = 2;
  if (value === 1 && type === typeCode.bool) value = 2;
  return tristateTexts[Math.max(value, state.implied[id]!) as Tristate];
}
