/**
 * What a change costs, and what is never changed. The order of what counts as small: the machine stays what it is; few
 * requests change; a line that the user wrote weighs more than one that has its default; switches that open or taint the tree
 * weigh much more, and so does what many others depend on.
 */
import { type Configuration, exprCode, type FlatModel, type KconfigSymbol } from '../kconfig/index.ts';
import type { SoftRequest } from './formula/requests.ts';
import { isMachineSymbol, machineChoices } from './machine.ts';

/** Switches by the names that kernels give them: what they show is not meant for every build. */
const opening: ReadonlySet<string> = new Set([
  'COMPILE_TEST',
  'EXPERT',
  'EMBEDDED',
  'BROKEN',
  'STAGING',
  'EXPERIMENTAL',
]);

/** Cost of a changed request, in the same unit: one that has its default, one that the user wrote, one that opens the tree. */
const ofDefault = 10;
const ofLine = 13;
const ofOpening = 100;

/** Cost of another compiler or tool: more than any change of the configuration. */
const ofFact = 10_000;

/** Dependents that add one to the cost of switching a symbol off, and the most that they add. */
const dependentsPerUnit = 8;
const mostForDependents = 60;

/** True for a switch that opens or taints the tree. */
export function isOpening(name: string): boolean {
  return opening.has(name);
}

/** What {@link Costs} needs. */
export interface CostOptions {
  /** The configuration that changes start from. */
  readonly configuration: Configuration;
  /** True for a symbol whose value the user gave in a line of his own. */
  readonly isWritten: (symbol: KconfigSymbol) => boolean;
  /** Names of symbols that may change although they say what the machine is; a member allows its choice. */
  readonly allowed: ReadonlySet<string>;
}

/** Costs of one configuration. */
export class Costs {
  private readonly options: CostOptions;
  private readonly symbols: ReadonlyMap<number, KconfigSymbol>;
  private readonly dependents: Uint32Array;

  constructor(options: CostOptions) {
    this.options = options;
    const { model, state } = options.configuration;
    this.symbols = new Map([...model.symbols.values()].map((symbol) => [symbol.id, symbol]));
    this.dependents = dependentCounts(state.flat);
  }

  /** A symbol by its id; undefined for one without name. */
  symbol(id: number): KconfigSymbol | undefined {
    return this.symbols.get(id);
  }

  /** True for what the machine is, unless it is allowed to change. */
  readonly isFixed = ({ choice, isFact, symbol }: SoftRequest): boolean => {
    if (isFact) return false;
    const { allowed } = this.options;
    if (choice >= 0) {
      const entry = this.options.configuration.model.choices[choice];
      if (entry === undefined || !machineChoices(this.options.configuration.model).has(entry)) return false;
      // A choice without a member that counts has none to keep.
      return !entry.members.some(({ name }) => allowed.has(name)) && !allowed.has(entry.symbol?.name ?? '');
    }
    const found = this.symbols.get(symbol);
    return found !== undefined && isMachineSymbol(found) && !allowed.has(found.name);
  };

  readonly costOf = ({ choice, isFact, symbol: id }: SoftRequest): number => {
    if (isFact) return ofFact;
    const { configuration, isWritten } = this.options;
    if (choice >= 0) {
      const members = configuration.model.choices[choice]?.members ?? [];
      return members.some((member) => isWritten(member)) ? ofLine : ofDefault;
    }
    const symbol = this.symbols.get(id);
    if (symbol === undefined) return ofDefault;
    const { has, tristates } = configuration.state.user;
    const isOn = has[id] === 1 && tristates[id] !== 0;
    if (!isOn && opening.has(symbol.name)) return ofOpening;
    const base = isWritten(symbol) ? ofLine : ofDefault;
    if (!isOn) return base;
    if (symbol === configuration.model.modules) return base + mostForDependents;
    return base + Math.min(mostForDependents, Math.floor((this.dependents[id] ?? 0) / dependentsPerUnit));
  };
}

const counts = new WeakMap<FlatModel, Uint32Array>();

/** By symbol: how many others have it as a condition that all of their definitions join with `&&`. */
function dependentCounts(flat: FlatModel): Uint32Array {
  const known = counts.get(flat);
  if (known !== undefined) return known;
  const found = new Uint32Array(flat.symbolCount);
  const { exprKind, exprLeft, exprRight } = flat;
  const count = (expr: number): void => {
    if (exprKind[expr] === exprCode.symbol) found[exprLeft[expr]!] = (found[exprLeft[expr]!] ?? 0) + 1;
  };
  for (let id = 0; id < flat.symbolCount; id++) {
    let at = flat.symbolDirect[id]!;
    while (at >= 0 && exprKind[at] === exprCode.and) {
      count(exprRight[at]!);
      at = exprLeft[at]!;
    }
    if (at >= 0) count(at);
  }
  counts.set(flat, found);
  return found;
}
