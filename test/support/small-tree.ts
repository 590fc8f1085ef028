import type { RunShell } from '../../src/core/run-shell.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { type Configuration, createConfiguration, type KconfigSymbol, parseKconfig } from '../../src/kconfig/index.ts';

const noShell: RunShell = () => {
  throw new Error('no command expected');
};

/** A configuration of one Kconfig text; `config` is read as `.config`. */
export function configurationOf(kconfig: string, config = '', runShell: RunShell = noShell): Configuration {
  const host = createMemoryHost({ files: { Kconfig: kconfig } });
  const result = parseKconfig({ host, cwd: host.cwd, env: {}, runShell });
  if (result.model === null || result.failed) throw new Error(result.output.map((chunk) => chunk.text).join(''));
  const configuration = createConfiguration(result.model);
  configuration.readConfig(config, '.config');
  return configuration;
}

/** A symbol that must be there. */
export function symbolOf(configuration: Configuration, name: string): KconfigSymbol {
  const symbol = configuration.model.symbols.get(name);
  if (symbol === undefined) throw new Error(`no symbol ${name}`);
  return symbol;
}
