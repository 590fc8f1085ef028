import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { openTree } from '../../../src/index.ts';
import { type Configuration, typeCode, valueOf, writeConfig } from '../../../src/kconfig/index.ts';
import { Formula } from '../../../src/solve/formula/formula.ts';
import { no, yes } from '../../../src/solve/formula/gates.ts';
import { isLogicalSymbol } from '../../../src/solve/problem.ts';
import { createSatSolver, loadSatSolver } from '../../../src/solve/sat/solver.ts';
import { hasOracle } from '../../support/oracle.ts';
import { oracle } from '../../support/kernel-source.ts';
import { randomNumbers } from '../../support/random-numbers.ts';

const rounds = 3;

/** With the words of make, and the names of symbols whose value the formula leaves free. */
const cases = [
  ['linux-6.12', 'defconfig', ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-']],
  ['linux-6.1', 'defconfig', ['ARCH=x86_64', 'CROSS_COMPILE=']],
  ['u-boot', 'qemu_arm64_defconfig', ['CROSS_COMPILE=aarch64-linux-gnu-']],
  ['busybox', 'defconfig', []],
] as const;

/** What conf would have written, with the user values of that file. */
function configured(name: (typeof cases)[number][0], defconfig: string, variables: readonly string[]): Configuration {
  const host = createNodeHost({ cwd: oracle(name).tree, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } });
  const { configuration } = openTree({ host, variables, defconfig, objectDirectory: '/nonexistent/objects' });
  const written = configuration.clone();
  written.readConfig(writeConfig(configuration), '.config');
  written.evaluateAll();
  return written;
}

/** Gives random requests to the engine and to a solver; symbols whose values differ, `SYMBOL: formula, engine`. */
function differences(configuration: Configuration, seed: number): { compared: number; different: string[] } {
  const { state, model } = configuration;
  const { flat } = state;
  const solver = createSatSolver();
  try {
    const formula = new Formula(flat, state, (clause) => solver.addClause(clause));
    for (let id = 0; id < flat.symbolCount; id++) {
      formula.value(id);
      if (!isLogicalSymbol(flat, id)) formula.texts.values(id);
    }
    const below = randomNumbers(seed);
    const trial = configuration.clone();
    const changed = new Set<number>();
    const assumptions: number[] = [];
    for (const symbol of model.symbols.values()) {
      const request = formula.requests.madeLogicals().get(symbol.id);
      if (request === undefined || below(50) > 0) continue;
      const value = (['n', 'y', 'm'] as const)[below(symbol.type === 'tristate' ? 3 : 2)] ?? 'n';
      trial.setUserValue(symbol, value);
      changed.add(symbol.id);
      assumptions.push(request.has, value === 'n' ? -request.on : request.on, value === 'y' ? request.y : -request.y);
    }
    for (const [index, choice] of flat.choices.entries()) {
      const members = [...formula.requests.choice(index).picks];
      const [id, literal = no] = members[below(members.length)] ?? [];
      const symbol = [...model.choices[index]!.members].find((member) => member.id === id);
      if (symbol === undefined || below(3) > 0) continue;
      trial.setUserValue(symbol, 'y');
      changed.add(choice.symbol);
      assumptions.push(literal);
    }
    for (const { kept, symbol } of formula.requests.softs) if (!changed.has(symbol)) assumptions.push(kept);
    expect(solver.solve(assumptions.filter((literal) => literal !== yes))).toBe('satisfiable');
    const holds = (literal: number): boolean => literal === yes || (literal !== no && solver.value(literal));
    const different: string[] = [];
    let compared = 0;
    for (const { id, name, entries } of model.symbols.values()) {
      if (entries.length === 0 || flat.symbolType[id] === typeCode.unknown) continue;
      let value: string;
      if (isLogicalSymbol(flat, id)) {
        const { on, y } = formula.value(id);
        value = holds(y) ? 'y' : holds(on) ? 'm' : 'n';
      } else {
        const texts = formula.texts.values(id);
        if (texts === null) continue;
        value = [...texts].flatMap(([text, literal]) => (holds(literal) ? [text] : [])).join('|');
      }
      compared += 1;
      const engine = valueOf(trial.state, id);
      if (value !== engine) different.push(`${name}: ${value}, ${engine}`);
    }
    return { compared, different };
  } finally {
    solver.dispose();
  }
}

describe('every value of the formula is that of the engine, whatever is asked for', () => {
  beforeAll(loadSatSolver);

  it.skipIf(!hasOracle('trees', true)).each(cases)(
    '%s %s',
    (name, defconfig, words) => {
      const configuration = configured(name, defconfig, words);
      const { symbolCount } = configuration.state.flat;
      for (let seed = 1; seed <= rounds; seed++) {
        const { compared, different } = differences(configuration, seed);
        expect(different).toEqual([]);
        expect(compared).toBeGreaterThan(symbolCount / 3);
      }
    },
    120_000,
  );
});
