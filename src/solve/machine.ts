/**
 * Choices that say what a machine is: its architecture, processor, board. Kconfig has no word for them; they are known by
 * where they are and by how much hangs on their members.
 */
import { type Entry, type KconfigModel, type KconfigSymbol, symbolsIn } from '../kconfig/index.ts';

/** Directories in which boards are chosen: every choice there is one of a machine. */
const boardPlaces = /(?:^|\/)(?:mainboard|board|boards)\//;

/** Directories in which architectures, processors and boards are chosen, among other things. */
const machinePlaces = /(?:^|\/)(?:arch|cpu|soc|platforms?|mach-[^/]+)\//;

/**
 * Selects in members, and entries that name one, from which a choice in such a directory counts: between the largest one of
 * Linux, U-Boot and Buildroot that tunes a build (page and address sizes: 23) and the smallest one that says what the machine is
 * (byte order: 38).
 */
const least = 36;

/** The same for a choice that is only shown for a member of such a choice. */
const leastBelow = 10;

/** Symbols of such directories that are in no choice. */
const machineNames: ReadonlySet<string> = new Set(['64BIT', '32BIT', 'MMU']);

/** True for a symbol that says what the machine is by itself: the width of its words, whether it has an MMU. */
export function isMachineSymbol({ entries, name }: KconfigSymbol): boolean {
  return machineNames.has(name) && entries.some(({ location: { file } }) => machinePlaces.test(file));
}

const known = new WeakMap<KconfigModel, ReadonlySet<Entry>>();

/** The choices of a model that say what the machine is. */
export function machineChoices(model: KconfigModel): ReadonlySet<Entry> {
  let found = known.get(model);
  if (found === undefined) known.set(model, (found = findMachines(model)));
  return found;
}

function findMachines(model: KconfigModel): ReadonlySet<Entry> {
  const placed = model.choices.filter(({ location: { file } }) => boardPlaces.test(file) || machinePlaces.test(file));
  const machines = new Set<Entry>();
  if (placed.length === 0) return machines;
  const weights = weightsOf(placed, model);
  const members = new Set<number>();
  const take = (choice: Entry): void => {
    machines.add(choice);
    for (const { id } of choice.members) members.add(id);
  };
  for (const choice of placed) {
    if (boardPlaces.test(choice.location.file) || (weights.get(choice) ?? 0) >= least) take(choice);
  }
  // A choice below another one may itself have choices below it.
  for (let before = -1; before !== machines.size; ) {
    before = machines.size;
    for (const choice of placed) {
      if (machines.has(choice) || (weights.get(choice) ?? 0) < leastBelow) continue;
      if (symbolsIn(choice.dependency).some(({ id }) => members.has(id))) take(choice);
    }
  }
  return machines;
}

/** Selects in the members of each choice, and entries with a condition or a default that names one. */
function weightsOf(choices: readonly Entry[], model: KconfigModel): ReadonlyMap<Entry, number> {
  const choiceOf = new Map<number, Entry>();
  const weights = new Map<Entry, number>();
  for (const choice of choices) {
    let selects = 0;
    for (const member of choice.members) {
      choiceOf.set(member.id, choice);
      for (const property of member.properties) if (property.kind === 'select') selects += 1;
    }
    weights.set(choice, selects);
  }
  for (const entry of model.entries) {
    const named = new Set<number>();
    const note = (expr: Parameters<typeof symbolsIn>[0]): void => {
      for (const { id } of symbolsIn(expr)) if (choiceOf.has(id)) named.add(id);
    };
    for (const { expr } of entry.clauses) note(expr);
    for (const { kind, value, writtenCondition } of entry.properties) {
      note(writtenCondition);
      if (kind === 'default') note(value);
    }
    for (const id of named) {
      const choice = choiceOf.get(id);
      if (choice !== undefined && choice.symbol !== entry.symbol) weights.set(choice, (weights.get(choice) ?? 0) + 1);
    }
  }
  return weights;
}
