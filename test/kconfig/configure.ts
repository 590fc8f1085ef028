import { HostError } from '../../src/core/errors.ts';
import { Progress } from '../../src/core/progress.ts';
import type { Host } from '../../src/host/host.ts';
import type { ConfigState, ConfMode, Dialect, DialectName, FlatModel, KconfigModel } from '../../src/kconfig/index.ts';
import { dialects, flattenModel, parseKconfig, runConf } from '../../src/kconfig/index.ts';
import { createConfigState } from '../../src/kconfig/values/compute-symbol.ts';
import { readUserValues, symbolNamed } from '../../src/kconfig/values/dotconfig.ts';
import { chosenMember } from '../../src/kconfig/values/entry-values.ts';
import { finishReading } from '../../src/kconfig/values/finish-reading.ts';
import { isWritten, valueOf, visibilityOf } from '../../src/kconfig/values/symbol-values.ts';
import { hasUserValue } from '../../src/kconfig/values/user-values.ts';
import { answer } from './support.ts';

function hostOf(files: Readonly<Record<string, string>>): Host {
  return {
    cwd: '/w',
    env: {},
    readFile: (path: string) => {
      if (`${path}/` in files) throw new HostError('host/not-a-file', `${path}: is a directory`);
      return files[path.replace(/^\/w\//, '')];
    },
    stat: () => undefined,
    progress: new Progress(),
  } as unknown as Host;
}

/** The model of one file in a dialect, where commands answer `output`; throws when conf would refuse it. */
export function modelOf(Kconfig: string, dialect: DialectName, output = ''): KconfigModel {
  const host = hostOf({ Kconfig });
  const result = parseKconfig({ host, cwd: '/w', env: {}, runShell: answer(output), dialect: dialects[dialect] });
  if (result.model === null || result.failed) {
    throw new Error(result.output.map((chunk) => chunk.text).join('') || 'no model');
  }
  return result.model;
}

/** {@link modelOf}, flat. */
export function flatOf(Kconfig: string, dialect: DialectName): FlatModel {
  return flattenModel(modelOf(Kconfig, dialect));
}

/** A tree written for every dialect: the module switch is the line `MODULES_OPTION`. */
export function inDialect(Kconfig: string, dialect: DialectName): string {
  const { moduleSwitch } = dialects[dialect].reading;
  const option = moduleSwitch === 'symbol MODULES' ? '' : `\t${moduleSwitch}\n`;
  return Kconfig.replace('MODULES_OPTION\n', option);
}

/** What one run prints on stderr and writes: the lines of `.config` with a symbol, prefix `CONFIG_`. */
export function configure(
  Kconfig: string,
  config: string | undefined,
  dialect: DialectName,
  mode: ConfMode = 'olddefconfig',
  env: Readonly<Record<string, string>> = {},
  files: Readonly<Record<string, string>> = {},
): { readonly stderr: string; readonly lines: string } {
  const { prefix } = dialects[dialect].dotConfig;
  const old = config?.replaceAll('CONFIG_', prefix);
  const all = { ...files, Kconfig: inDialect(Kconfig, dialect), ...(old === undefined ? {} : { '.config': old }) };
  const request = { host: hostOf(all), cwd: '/w', env, runShell: answer(''), dialect: dialects[dialect] };
  const file = mode === 'savedefconfig' ? { file: 'out' } : mode === 'defconfig' ? { file: '.config' } : {};
  const run = runConf({ ...request, mode, ...file });
  const wanted = mode === 'savedefconfig' ? 'out' : '.config';
  const text = run.files.find((file) => file.name === wanted)?.text ?? old ?? '';
  const lines = text
    .split('\n')
    .filter((line) => line.startsWith(prefix) || line.startsWith(`# ${prefix}`))
    .filter((line) => / is not set$|=/.test(line))
    .map((line) => (prefix === '' ? line.replace(/^(# )?/, '$1CONFIG_') : line));
  return { stderr: run.stderr, lines: lines.join('\n') };
}

/** Status, messages and lines about symbols of one olddefconfig by rules of their own. */
export function configureIn(
  dialect: Dialect,
  Kconfig: string,
  config: string,
  env: Readonly<Record<string, string>>,
): { readonly exitStatus: number; readonly stderr: string; readonly lines: string } {
  const host = hostOf({ Kconfig, '.config': config });
  const request = { host, cwd: '/w', env, runShell: answer(''), dialect };
  const { exitStatus, stderr, files } = runConf({ ...request, mode: 'olddefconfig' });
  const written = files[0]?.text.split('\n') ?? [];
  return { exitStatus, stderr, lines: written.filter((line) => /CONFIG_\w+(?:=| is not set$)/.test(line)).join('\n') };
}

/** All that can be asked of every symbol, for comparisons. */
export function answersOf(state: ConfigState): Record<string, string> {
  const { flat } = state;
  const answers: Record<string, string> = {};
  for (const symbol of flat.hashOrder) {
    const written = isWritten(state, symbol) ? 'w' : '-';
    const user = hasUserValue(state, symbol) ? 'u' : '-';
    const name = `${flat.symbolNames[symbol]}#${symbol}`;
    answers[name] = `${valueOf(state, symbol)} ${visibilityOf(state, symbol)}${written}${user}`;
  }
  flat.choices.forEach((_, index) => {
    answers[`choice ${index}`] = String(chosenMember(state, index));
  });
  return answers;
}

/** The state of a tree after conf's reading of a `.config`; without one nothing is read. */
export function stateOf(Kconfig: string, config?: string, dialect: DialectName = 'linux-6.12'): ConfigState {
  const state = createConfigState(flatOf(Kconfig, dialect));
  if (config !== undefined) readUserValues(state, config, '.config');
  finishReading(state);
  return state;
}

/** Id of a symbol that exists. */
export function idOf(state: ConfigState, name: string): number {
  const id = symbolNamed(state, name);
  if (id < 0) throw new Error(`no symbol ${name}`);
  return id;
}
