/** Configurations of one architecture before and behind edits, by the engine. */
import type { ByteString } from '../../../core/bytes.ts';
import { KgateError, passTroubleOn, UsageError } from '../../../core/errors.ts';
import type { Host } from '../../../host/host.ts';
import {
  type Configuration,
  createConfiguration,
  createRandom,
  type KconfigModel,
  writeConfig,
} from '../../../kconfig/index.ts';
import { openTree } from '../../open-tree.ts';

/** What came of the comparison. */
export type Comparison =
  | { readonly kind: 'same'; readonly arch: string | null; readonly configurations: number }
  /** A configuration whose result differs, and the first line that does. */
  | { readonly kind: 'different'; readonly arch: string | null; readonly configuration: string; readonly line: string }
  | { readonly kind: 'not-made'; readonly why: string };

/** Configurations at random beyond those in which all prompts have one answer. */
const seeds = 8;

/** Compares what conf would write before and behind edits, `ARCH=arch` or without it. */
export function compareConfigurations(before: Host, after: Host, arch: string | null): Comparison {
  try {
    const variables = arch === null ? [] : [`ARCH=${arch}`];
    const [one, other] = [modelOf(before, variables), modelOf(after, variables)];
    const left = resultsOf(one);
    const right = resultsOf(other);
    before.progress.begin('comparing configurations', left.size);
    for (const [name, make] of left) {
      before.progress.step('comparing configurations');
      const [old, own] = [make(), right.get(name)?.() ?? ''];
      if (old !== own) return { kind: 'different', arch, configuration: name, line: firstDifference(old, own) };
    }
    return { kind: 'same', arch, configurations: left.size };
  } catch (error) {
    passTroubleOn(error);
    if (!(error instanceof KgateError)) throw error;
    return { kind: 'not-made', why: error.message };
  }
}

/** The tree as its makefiles read it, else its top file alone. */
function modelOf(host: Host, variables: readonly string[]): KconfigModel {
  try {
    return openTree({ host, variables, defconfig: 'allnoconfig' }).model;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const topFile = ['Kconfig', 'Config.in'].find((name) => host.stat(name)?.kind === 'file');
    if (topFile === undefined) throw error;
    return openTree({ host, variables, defconfig: 'allnoconfig', topFile }).model;
  }
}

/** By name: the `.config` of a whole configuration, made when it is asked for. */
function resultsOf(model: KconfigModel): Map<string, () => ByteString> {
  const results = new Map<string, () => ByteString>();
  const of = (fill: (configuration: Configuration) => void) => (): ByteString => {
    const configuration = createConfiguration(model);
    fill(configuration);
    configuration.evaluateAll();
    return writeConfig(configuration);
  };
  for (const [name, mode] of [
    ['allnoconfig', 'no'],
    ['allyesconfig', 'yes'],
    ['allmodconfig', 'mod'],
    ['alldefconfig', 'def'],
  ] as const) {
    results.set(
      name,
      of((configuration) => configuration.applyAll(mode)),
    );
  }
  for (let seed = 1; seed <= seeds; seed++)
    results.set(
      `random configuration ${seed}`,
      of((configuration) => fillAtRandom(configuration, seed)),
    );
  return results;
}

/** A user value for three of four symbols; a value depends on the seed and the symbol's place among the names alone. */
function fillAtRandom(configuration: Configuration, seed: number): void {
  const random = createRandom(seed);
  const names = [...configuration.model.symbols.keys()].sort();
  for (const name of names) {
    const symbol = configuration.model.symbols.get(name);
    const draw = random();
    if (symbol === undefined || symbol.entries.length === 0 || draw % 4 === 3) continue;
    const number = random();
    if (symbol.type === 'bool') configuration.setUserValue(symbol, number % 2 === 0 ? 'y' : 'n');
    else if (symbol.type === 'tristate') configuration.setUserValue(symbol, 'nmy'[number % 3] ?? 'n');
    else if (symbol.type === 'int') configuration.setUserValue(symbol, `${number % 100}`);
    else if (symbol.type === 'hex') configuration.setUserValue(symbol, `0x${(number % 256).toString(16)}`);
  }
}

function firstDifference(one: ByteString, other: ByteString): string {
  const lines = new Set(other.split('\n'));
  const own = new Set(one.split('\n'));
  const line = one.split('\n').find((text) => !lines.has(text)) ?? other.split('\n').find((text) => !own.has(text));
  return line ?? 'the order of the lines';
}
