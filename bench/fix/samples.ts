/** Random configurations of a tree, as randconfig makes them, that would contradict a proof. */
import type { FixBase } from '../../src/api/fix/base.ts';
import type { RunShell } from '../../src/core/run-shell.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { type Configuration, runConf } from '../../src/kconfig/index.ts';
import { machineChoices } from '../../src/solve/machine.ts';

/** What of the machine a configuration has: an answer never changes it. */
function machineOf(configuration: Configuration): string {
  const { model } = configuration;
  const names = ['64BIT', '32BIT', 'MMU'].map((name) => {
    const symbol = model.symbols.get(name);
    return symbol === undefined ? '' : configuration.value(symbol);
  });
  return [...names, ...[...machineChoices(model)].map((choice) => configuration.chosen(choice)?.name ?? '')].join();
}

/** The tree is read: nothing is asked. */
const runShell: RunShell = () => ({ stdout: '', stderr: '', status: 0, commands: [], unknown: null });

/** `SEED: WORD` where one of the impossible words holds on the same machine, over random configurations of many densities. */
export function contradictions({ configuration }: FixBase, words: readonly string[], samples: number): string[] {
  const { model, state } = configuration;
  const wanted = words.map((word) => {
    const [name = '', value = ''] = word.split('=');
    return { word, symbol: model.symbols.get(name), value };
  });
  const machine = machineOf(configuration);
  const host = createMemoryHost({ cwd: '/w', files: {} });
  const found: string[] = [];
  for (let seed = 1; seed <= samples; seed += 1) {
    const env = { KCONFIG_SEED: String(seed), KCONFIG_PROBABILITY: String(10 + (seed % 9) * 10) };
    const { configuration: sample } = runConf({
      host,
      cwd: '/w',
      env,
      runShell,
      dialect: state.dialect,
      mode: 'randconfig',
      model,
    });
    if (sample === null) throw new Error('randconfig fails');
    for (const { symbol, value, word } of wanted) {
      if (symbol === undefined || sample.value(symbol) !== value) continue;
      if (machineOf(sample) === machine) found.push(`${seed}: ${word}`);
    }
  }
  return found;
}
