/** What of a tree could be without effect, each with the literal that says when it has one. */
import {
  type Configuration,
  type Entry,
  isLogical,
  isPrompt,
  type KconfigModel,
  type KconfigSymbol,
  type Property,
  promptsOf,
  propertyCode,
} from '../../kconfig/index.ts';
import type { DeadKind } from '../../results/dead.ts';
import type { Formula } from '../../solve/formula/formula.ts';

/** One of them. */
export interface Candidate {
  readonly kind: DeadKind;
  /** Null for a choice. */
  readonly symbol: KconfigSymbol | null;
  readonly choice: Entry | null;
  /** The prompt, default or select that it is about; null for the symbol as a whole. */
  readonly property: Property | null;
  /** True in configurations where it has an effect: never true, and it is dead. */
  readonly literal: number;
}

/** True where a candidate has an effect in a configuration. */
export function hasEffect({ choice, kind, property, symbol }: Candidate, configuration: Configuration): boolean {
  if (choice !== null) return choice.symbol !== null && configuration.visibility(choice.symbol) > 0;
  if (symbol === null) return false;
  if (kind === 'never-on') return configuration.tristate(symbol) > 0;
  if (kind === 'always-on') return configuration.tristate(symbol) === 0;
  if (property === null || configuration.evalExpr(property.condition) === 0) return false;
  if (kind === 'idle-select') return configuration.tristate(symbol) > 0;
  if (kind !== 'idle-default' || !isLogical(symbol)) return true;
  return isNo(property, configuration.model) || configuration.evalExpr(property.value) > 0;
}

/** A default that is n is a statement, too. */
function isNo({ value }: Property, { no }: KconfigModel): boolean {
  return value?.kind === 'symbol' && value.symbol === no;
}

/** True for a symbol with a value that conf computes. */
export function isCounted({ entries, kind }: KconfigSymbol): boolean {
  return kind === 'symbol' && entries.length > 0;
}

/** All candidates of some symbols, and with `choices` those of choices. */
export function candidatesOf(model: KconfigModel, formula: Formula, symbols: Iterable<KconfigSymbol>): Candidate[] {
  const found: Candidate[] = [];
  const add = (kind: DeadKind, symbol: KconfigSymbol, property: Property | null, literal: number): void => {
    found.push({ kind, symbol, choice: null, property, literal });
  };
  for (const symbol of symbols) {
    if (!isCounted(symbol)) continue;
    const prompts = promptsOf(symbol);
    if (isLogical(symbol)) {
      const { on } = formula.value(symbol.id);
      add('never-on', symbol, null, on);
      if (prompts.length > 0) add('always-on', symbol, null, -on);
    }
    const { flat, gates } = formula;
    for (const [index, property] of symbol.properties.entries()) {
      const at = flat.propertyStart[symbol.id]! + index;
      const code = flat.propertyKind[at];
      if (code === undefined) continue;
      const condition = formula.expression(flat.propertyCondition[at]!).on;
      if (isPrompt(property)) add('hidden-prompt', symbol, property, condition);
      else if (code === propertyCode.default) {
        const value = isLogical(symbol) ? formula.expression(flat.propertyValue[at]!).on : condition;
        add('idle-default', symbol, property, isNo(property, model) ? condition : gates.and(condition, value));
      } else if (code === propertyCode.select || code === propertyCode.imply) {
        add('idle-select', symbol, property, gates.and(condition, formula.value(symbol.id).on));
      }
    }
  }
  return found;
}

/** Choices, each with the literal of its prompt. */
export function choiceCandidates(model: KconfigModel, formula: Formula): Candidate[] {
  const { flat } = formula;
  return model.choices.flatMap((choice, index) => {
    const id = flat.choices[index]?.symbol;
    if (id === undefined || !formula.hasPrompt(id) || choice.prompt === null) return [];
    const { prompt: property } = choice;
    return [{ kind: 'hidden-choice', symbol: null, choice, property, literal: formula.visibility(id).on } as const];
  });
}
