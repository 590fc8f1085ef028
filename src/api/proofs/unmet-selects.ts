/** Selects that can overrule dependencies: each found by the solver, and shown by a configuration that the engine evaluates. */
import {
  type Configuration,
  type FlatModel,
  isLogical,
  type KconfigSymbol,
  type Property,
  printExpression,
} from '../../kconfig/index.ts';
import type { UnmetSelect } from '../../lint/index.ts';
import { Costs } from '../../solve/costs.ts';
import { Closure } from '../../solve/dead/closure.ts';
import type { Formula } from '../../solve/formula/formula.ts';
import { Search } from '../../solve/search.ts';
import type { ProofModel } from './proof-model.ts';
import { lineOf } from './witness-lines.ts';

/** Selects with lines of their own; later ones may share those of an earlier one. */
const maxOwn = 25;

/** Candidates of the solver that the engine may refuse before a select is given up. */
const maxRefused = 8;

/** Lines of a `.config`, and what conf makes of them. */
interface Shown {
  readonly lines: readonly string[];
  readonly made: Configuration;
}

interface Candidate {
  readonly target: KconfigSymbol;
  readonly selector: KconfigSymbol;
  readonly property: Property;
}

/** Every select of a model whose target can be on by it with dependencies that are not met. */
export function findUnmetSelects({ configuration, possibilities }: ProofModel): UnmetSelect[] {
  const { model, state } = configuration;
  // There such a select counts for nothing.
  if (state.flat.dialect.values.ignoresUnmetSelects) return [];
  const { formula } = possibilities;
  const closure = new Closure(model, state.flat);
  const open: (readonly [number, Candidate])[] = [];
  for (const target of model.symbols.values()) {
    if (target.entries.length === 0 || !isLogical(target) || target.directDependency === null) continue;
    if (target.choice !== null) continue;
    for (const property of target.selectedBy) {
      const selector = property.entry.symbol;
      if (selector === null || property.kind !== 'select') continue;
      const candidate = { target, selector, property };
      if (isCovered(closure, state.flat, candidate)) continue;
      open.push([unmetLiteral(formula, candidate), candidate]);
    }
  }
  const found = possibilities.possibleHere(open.map(([literal]) => literal));
  const shown: Shown[] = [{ lines: [], made: configuration }];
  return open.flatMap(([literal, candidate]) => {
    if (found?.has(literal) !== true) return [];
    const isMany = shown.length > maxOwn;
    const one =
      (isMany ? shown : shown.slice(0, 1)).find(({ made }) => isUnmet(made, candidate)) ??
      witnessOf(configuration, candidate);
    if (one === null) return [];
    if (!shown.includes(one)) shown.push(one);
    return unmetSelect(candidate, one.lines);
  });
}

/** True where single lines show that the dependencies are as high as what the select asks for. */
function isCovered(closure: Closure, flat: FlatModel, { property, selector, target }: Candidate): boolean {
  const condition = flat.propertyCondition[flat.propertyStart[selector.id]! + selector.properties.indexOf(property)]!;
  const direct = flat.symbolDirect[target.id]!;
  if (!closure.implies(selector.id, condition, 1, direct)) return false;
  return target.type === 'bool' || closure.implies(selector.id, condition, 2, direct);
}

/** True where a select asks for more than the dependencies of its target allow. Source: computeLogical. */
function unmetLiteral(formula: Formula, { property, selector, target }: Candidate): number {
  const { flat, gates } = formula;
  const at = flat.propertyStart[selector.id]! + selector.properties.indexOf(property);
  const condition = formula.expression(flat.propertyCondition[at]!);
  const value = formula.value(selector.id);
  const asked = formula.inType(target.id, {
    on: gates.and(value.on, condition.on),
    y: gates.and(value.y, condition.y),
  });
  const direct = formula.inType(target.id, formula.expression(flat.symbolDirect[target.id]!));
  const none = gates.and(asked.on, -direct.on);
  // The oldest messages are about dependencies that are n alone.
  if (flat.dialect.messages.unmetReport === 'line') return none;
  return gates.or(none, gates.and(asked.y, -direct.y));
}

/** The fewest lines with which the engine has the select at work against its target's dependencies; null without. */
function witnessOf(base: Configuration, candidate: Candidate): Shown | null {
  const costs = new Costs({ configuration: base, isWritten: () => false, allowed: new Set() });
  let refused = 0;
  let found: Shown | null = null;
  const problem = {
    state: base.state,
    goals: [],
    keep: [],
    isFixed: () => false,
    costOf: costs.costOf,
    condition: (formula: Formula) => unmetLiteral(formula, candidate),
  };
  new Search(problem, () => false).run(({ values }) => {
    const lines = [...values].flatMap(([id, value]) => {
      const symbol = costs.symbol(id);
      return symbol === undefined ? [] : [lineOf(symbol, value, base.state.prefix)];
    });
    const made = base.empty();
    made.readConfig(lines.map((line) => `${line}\n`).join(''), '.config');
    made.evaluateAll();
    if (isUnmet(made, candidate)) {
      found = { lines, made };
      return 'enough';
    }
    refused += 1;
    return refused >= maxRefused ? 'enough' : 'not this';
  });
  return found;
}

function unmetSelect({ property, selector, target }: Candidate, witness: readonly string[]): UnmetSelect {
  return {
    location: property.location,
    selector: selector.name,
    target: target.name,
    dependency: target.directDependency === null ? 'y' : printExpression(target.directDependency),
    witness,
  };
}

/** True where the select holds in a configuration and the dependencies do not. */
function isUnmet(made: Configuration, { property, target }: Candidate): boolean {
  const { directValue, selects, unmet } = made.facts(target);
  return unmet && selects.some((one) => one.property === property && one.value > directValue);
}
