import { HostError } from '../../src/core/errors.ts';
import { Progress } from '../../src/core/progress.ts';
import type { RunShell } from '../../src/core/run-shell.ts';
import type { Host } from '../../src/host/host.ts';
import type { KconfigModel, KconfigSymbol, ParseResult } from '../../src/kconfig/index.ts';
import { parseKconfig } from '../../src/kconfig/index.ts';

/** Parses files held in memory; a name that ends in `/` is a directory. */
export function parseFiles(files: Readonly<Record<string, string>>, runShell: RunShell = answer('')): ParseResult {
  const host = {
    cwd: '/w',
    env: {},
    readFile: (path: string) => {
      if (`${path}/` in files) throw new HostError('host/not-a-file', `${path}: is a directory`);
      return files[path.replace(/^\/w\//, '')];
    },
    stat: () => undefined,
    progress: new Progress(),
  } as unknown as Host;
  return parseKconfig({ host, cwd: '/w', env: { ARCH: 'arm64' }, runShell });
}

/** The model of one file; throws when it has errors. */
export function modelOf(Kconfig: string, runShell?: RunShell): KconfigModel {
  const result = parseFiles({ Kconfig }, runShell);
  if (result.model === null) throw new Error(result.diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  return result.model;
}

/** A symbol that must exist. */
export function symbolOf(model: KconfigModel, name: string): KconfigSymbol {
  const symbol = model.symbols.get(name);
  if (symbol === undefined) throw new Error(`no symbol ${name}`);
  return symbol;
}

/** A shell that always says the same. */
export function answer(stdout: string, unknown: string | null = null): RunShell {
  return () => ({ stdout, stderr: '', status: 0, commands: [], unknown });
}
