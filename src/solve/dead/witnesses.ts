/** Configurations of many kinds: what is on in one of them is not dead, without a question to the solver. */
import { type Configuration, createRandom, isLogical, type KconfigSymbol, promptsOf } from '../../kconfig/index.ts';

/** Configurations in all. Each costs as much as one or two solves, and shows more than most of them. */
const count = 48;

/** Parts in a hundred that are on, in turn. */
const shares = [90, 97, 80, 60, 50, 99];

/** Configurations that are kept for questions about single expressions. */
const maxKept = 16;

/** The same configurations for the same tree. */
export class Witnesses {
  private readonly kept: Configuration[] = [];

  /** Calls `look` with each of them. */
  constructor(base: Configuration, look: (configuration: Configuration) => void) {
    const random = createRandom(1);
    for (let round = 0; round < count; round++) {
      const made = makeWitness(base, round, (limit) => random() % limit);
      look(made);
      if (this.kept.length < maxKept) this.kept.push(made);
    }
  }

  /** True where one of those that are kept passes a test. */
  some(test: (configuration: Configuration) => boolean): boolean {
    return this.kept.some(test);
  }
}

/** The configuration with everything on that some members of choices leave possible. */
export function witnessWith(base: Configuration, members: readonly KconfigSymbol[]): Configuration {
  const made = base.clone();
  made.readConfig('', '.config');
  for (const member of members) made.setUserValue(member, 'y');
  made.applyAll('yes');
  made.evaluateAll();
  return made;
}

function makeWitness(base: Configuration, round: number, random: (limit: number) => number): Configuration {
  const made = base.clone();
  made.readConfig('', '.config');
  if (round > 2) {
    const share = shares[round % shares.length] ?? 50;
    for (const symbol of base.model.hashOrder) {
      if (symbol.kind !== 'symbol' || !isLogical(symbol) || promptsOf(symbol).length === 0) continue;
      const isOn = random(100) < share;
      // A choice mostly keeps what it takes by itself: a member that is given counts for all of it.
      if (symbol.choice !== null && random(3) > 0) continue;
      made.setUserValue(symbol, isOn ? (symbol.type === 'tristate' && random(4) === 0 ? 'm' : 'y') : 'n');
    }
  }
  made.applyAll((['yes', 'mod', 'no'] as const)[round] ?? 'def');
  made.evaluateAll();
  return made;
}
