import type { Configuration } from '../../src/kconfig/index.ts';
import { typeCode } from '../../src/kconfig/index.ts';
import { Formula } from '../../src/solve/formula/formula.ts';
import { createSatSolver, type SatSolver } from '../../src/solve/sat/solver.ts';

/** Uniform numbers below a limit. */
type Random = (limit: number) => number;

const words = ['', 'text', 'y', 'm', 'n', '5', '0x10', 'generic', 'other words'];

/** Gives random user values to random symbols, and the rest as a mode of conf does; all values follow. */
export function randomize(configuration: Configuration, random: Random): void {
  configuration.readConfig('', '.config');
  const share = 1 + random(10);
  const odds = 1 + random(10);
  for (const symbol of configuration.model.hashOrder) {
    if (symbol.entries.length === 0 || symbol.kind !== 'symbol' || random(10) >= share) continue;
    const isOn = random(10) < odds;
    if (symbol.type === 'tristate' && isOn && random(2) === 0) configuration.setUserValue(symbol, 'm');
    else if (symbol.type === 'bool' || symbol.type === 'tristate') configuration.setUserValue(symbol, isOn ? 'y' : 'n');
    else if (symbol.type === 'string') configuration.setUserValue(symbol, words[random(words.length)] ?? '');
    else {
      const number = String(Math.floor(10 ** (random(70) / 10)) + random(3) - 1);
      configuration.setUserValue(symbol, symbol.type === 'hex' ? `0x${number.replace('-', '')}` : number);
    }
  }
  configuration.applyAll((['def', 'yes', 'mod', 'no'] as const)[random(4)] ?? 'def');
  configuration.evaluateAll();
}

/** All values of a tree with all requests free, in a solver. */
export function freeFormula(configuration: Configuration): { readonly formula: Formula; readonly solver: SatSolver } {
  const { flat } = configuration.state;
  const solver = createSatSolver();
  const formula = new Formula(flat, null, (clause) => solver.addClause(clause));
  for (const symbol of configuration.model.hashOrder) {
    const type = flat.symbolType[symbol.id];
    if (type === typeCode.bool || type === typeCode.tristate) formula.value(symbol.id);
    else formula.texts.values(symbol.id);
  }
  return { formula, solver };
}

/** Values of a configuration that a formula does not allow together; empty where it has this configuration. */
export function excludedValues(
  configuration: Configuration,
  { formula, solver }: ReturnType<typeof freeFormula>,
): string[] {
  const named = new Map<number, string>();
  const add = (literal: number, text: string): void => void named.set(literal, text);
  for (const symbol of configuration.model.hashOrder) {
    if (symbol.kind !== 'symbol' || (symbol.type !== 'bool' && symbol.type !== 'tristate')) continue;
    const value = configuration.tristate(symbol);
    const { on, y } = formula.value(symbol.id);
    const text = `${symbol.name}=${configuration.value(symbol)}`;
    add(value > 0 ? on : -on, text);
    add(value === 2 ? y : -y, text);
  }
  if (solver.solve([...named.keys()]) === 'satisfiable') return [];
  return solver.failed().map((literal) => named.get(literal) ?? String(literal));
}
