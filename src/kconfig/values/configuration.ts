import { absentExpr, exprCode, typeCode } from '../model/flat-model.ts';
import { flattenModel } from '../model/flatten.ts';
import type { Entry, Expr, KconfigModel, KconfigSymbol, LogicExpr, Tristate } from '../model/model.ts';
import { applyMode, rewriteTristates } from './apply-mode.ts';
import { choiceDefault } from './compute-choice.ts';
import { createConfigState } from './compute-symbol.ts';
import type { ConfigState, ConfigStateOptions } from './config-state.ts';
import { cloneConfigState, tristateTexts } from './config-state.ts';
import type { Configuration } from './configuration-types.ts';
import { readUserValues } from './dotconfig.ts';
import { chosenMember } from './entry-values.ts';
import { finishReading } from './finish-reading.ts';
import { invalidate } from './propagate.ts';
import { relationHolds } from './relation.ts';
import { symbolFacts } from './symbol-facts.ts';
import {
  defaultText,
  exprValue,
  isChangeable,
  isWithinRange,
  isWritten,
  tristateOf,
  valueOf,
  visibilityOf,
} from './symbol-values.ts';
import { clearUserValue, resetUserValue, setUserValue, userLocation, userText } from './user-values.ts';

/** Options of {@link createConfiguration}. */
export type ConfigurationOptions = ConfigStateOptions;

/** A configuration of `model` in which no symbol has a user value. */
export function createConfiguration(model: KconfigModel, options: ConfigurationOptions = {}): Configuration {
  return configurationOf(model, createConfigState(flattenModel(model), options));
}

/** A {@link ConfigState} with the objects of the model in place of numbers, and the facts behind values. */
function configurationOf(model: KconfigModel, state: ConfigState): Configuration {
  const memberOf = (choice: Entry, id: number): KconfigSymbol | null => {
    if (id < 0) return null;
    const own = choice.members.find((member) => member.id === id);
    return own ?? model.symbols.get(state.flat.symbolNames[id] ?? '') ?? null;
  };
  const configuration: Configuration = {
    model,
    state,
    get changed() {
      return state.changed;
    },
    get readWarnings() {
      return state.readWarnings;
    },
    get unmetReports() {
      return state.unmetReports;
    },
    get computations() {
      return state.computations;
    },
    output: state.reporter.output,
    diagnostics: state.reporter.diagnostics,
    clone: () => configurationOf(model, cloneConfigState(state)),
    empty: () => configurationOf(model, createConfigState(state.flat, state.options)),
    readConfig: (text, fileName) => readUserValues(state, text, fileName),
    setUserValue: (symbol, value) => setUserValue(state, symbol.id, value),
    clearUserValue: (symbol) => clearUserValue(state, symbol.id),
    resetUserValue: (symbol) => resetUserValue(state, symbol.id),
    userValue(symbol) {
      const text = userText(state, symbol.id);
      return text === null ? null : { text, location: userLocation(state, symbol.id) };
    },
    value: (symbol) => valueOf(state, symbol.id),
    tristate: (symbol) => tristateOf(state, symbol.id),
    visibility: (symbol) => visibilityOf(state, symbol.id),
    isWritten: (symbol) => isWritten(state, symbol.id),
    isChangeable: (symbol) => isChangeable(state, symbol.id),
    assignable: (symbol) => tristateTexts.filter((_, value) => isWithinRange(state, symbol.id, value as Tristate)),
    evalExpr: (expr) => valueOfExpr(state, expr),
    chosen: (choice) => memberOf(choice, chosenMember(state, model.choices.indexOf(choice))),
    choiceDefault: (choice) => memberOf(choice, choiceDefault(state, model.choices.indexOf(choice))),
    defaultText: (symbol) => defaultText(state, symbol.id),
    applyAll: (mode) => applyMode(state, mode),
    rewriteTristates: (from, to) => rewriteTristates(state, from, to),
    invalidate: () => invalidate(state),
    evaluateAll: () => finishReading(state),
    facts: (symbol) => symbolFacts(configuration, symbol),
  };
  return configuration;
}

/** Value of an expression of the model, of those that evaluation never needs as well. */
function valueOfExpr(state: ConfigState, expr: Expr | null): Tristate {
  if (expr === null) return 2;
  const { dialect, exprCount, exprKind, symbolType } = state.flat;
  if (exprKind[expr.id] !== absentExpr && expr.id < exprCount) return exprValue(state, expr.id);
  switch (expr.kind) {
    case 'symbol':
      return tristateOf(state, expr.symbol.id);
    case 'not':
      return (2 - valueOfExpr(state, expr.operand)) as Tristate;
    case 'and':
    case 'or':
      return valueOfChain(state, expr);
    default: {
      const { left, right } = expr;
      const isTrue = relationHolds(
        exprCode[expr.kind],
        valueOf(state, left.id),
        symbolType[left.id] ?? typeCode.unknown,
        valueOf(state, right.id),
        symbolType[right.id] ?? typeCode.unknown,
        dialect.values.comparison,
      );
      return isTrue ? 2 : 0;
    }
  }
}

/** A chain as written can be long; it leans to the left. */
function valueOfChain(state: ConfigState, expr: LogicExpr): Tristate {
  const rights: LogicExpr[] = [];
  let at: Expr = expr;
  while (at.kind === 'and' || at.kind === 'or') {
    rights.push(at);
    at = at.left;
  }
  let value: number = valueOfExpr(state, at);
  for (const node of rights.reverse()) {
    const right = valueOfExpr(state, node.right);
    value = node.kind === 'and' ? Math.min(value, right) : Math.max(value, right);
  }
  return value as Tristate;
}
