import type { ByteString } from '../../core/bytes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { exprCode, propertyCode } from '../model/flat-model.ts';
import type { ConfigState } from '../values/config-state.ts';
import { readUserValues, symbolNamed } from '../values/dotconfig.ts';
import { finishReading } from '../values/finish-reading.ts';
import { exprValue, tristateOf, valueOf } from '../values/symbol-values.ts';
import type { FilePlace } from './conf-files.ts';
import { kindOf, textOf } from './conf-files.ts';
import type { ConfMode } from './conf-types.ts';

/** Prints on behalf of the reading steps. */
export interface ReadPrinter {
  print(stream: 'stdout' | 'stderr', text: ByteString): void;
  /** A message that `-s` and syncconfig suppress. */
  message(text: ByteString): void;
}

const seedNames: Readonly<Partial<Record<ConfMode, string>>> = {
  allnoconfig: 'allno.config',
  allyesconfig: 'allyes.config',
  allmodconfig: 'allmod.config',
  alldefconfig: 'alldef.config',
  randconfig: 'allrandom.config',
};

/** Name of the configuration file. Source: docs/kconfig-semantics.md §3.7. */
export function configNameOf(dialect: Dialect, env: FilePlace['env']): string {
  return (dialect.modes.configVariable === null ? undefined : env[dialect.modes.configVariable]) ?? '.config';
}

/** Name of the file defconfig reads: its argument, or the dialect's own, below srctree when it is there. */
export function defconfigNameOf(dialect: Dialect, place: FilePlace, argument: string | undefined): string {
  if (argument !== undefined) return argument;
  const { env } = place;
  const name = (dialect.modes.defaultDefconfig ?? '').replace('$(ARCH)', env['ARCH'] ?? '');
  const below = `${env['srctree'] ?? ''}/${name}`;
  return env['srctree'] !== undefined && kindOf(place, below) !== undefined ? below : name;
}

/**
 * Reads the file that a mode starts from; false where conf exits 1. Source: docs/kconfig-semantics.md §4.1, §4.5, §6.0 and §6.1.
 */
export function readForMode(
  state: ConfigState,
  place: FilePlace,
  mode: ConfMode,
  file: string | undefined,
  printer: ReadPrinter,
): boolean {
  const { dialect } = state.flat;
  if (mode === 'defconfig' || (mode === 'alldefconfig' && dialect.modes.asksInAllModes)) {
    const name = defconfigNameOf(dialect, place, file);
    const result = readWhole(state, place, name);
    if (result !== 'missing') return result === 'good';
    const stream = dialect.messages.fileErrorsOnStdout ? 'stdout' : 'stderr';
    printer.print(stream, `***\n*** Can't find default configuration "${name}"!\n***\n`);
    return false;
  }
  const seedName = seedNames[mode];
  if (seedName !== undefined && !dialect.modes.seedsFromConfig) return readSeed(state, place, seedName, printer);
  if (dialect.modes.asksInAllModes) {
    const name = textOf(place, '.config') === undefined ? '/dev/null' : '.config';
    printer.print('stdout', `#\n# using defaults found in ${name}\n#\n`);
    readWhole(state, place, name);
    return true;
  }
  const result = readWhole(state, place, configNameOf(dialect, place.env));
  if (result !== 'missing') return result === 'good';
  for (const candidate of defconfigCandidates(state, place.env)) {
    const text = textOf(place, candidate);
    if (text === undefined) continue;
    printer.message(`using defaults found in ${candidate}`);
    readUserValues(state, text, candidate);
    if (stopsReading(state, place)) return false;
    finishReading(state);
    state.changed = true;
    return true;
  }
  tristateOf(state, state.flat.modules);
  state.changed = true;
  return true;
}

function readWhole(state: ConfigState, place: FilePlace, name: string): 'good' | 'bad' | 'missing' {
  const text = textOf(place, name);
  if (text === undefined) return 'missing';
  readUserValues(state, text, name);
  if (stopsReading(state, place)) return 'bad';
  finishReading(state);
  return 'good';
}

/** The first conf with KCONFIG_WERROR stops as soon as a file was read. Source: confdata.c of Linux 6.6. */
function stopsReading(state: ConfigState, { env }: FilePlace): boolean {
  const { werror } = state.flat.dialect.dotConfig;
  return werror === 'reading' && state.readWarnings > 0 && env['KCONFIG_WERROR'] !== undefined;
}

/** Files to read when there is no `.config`. */
function* defconfigCandidates(state: ConfigState, env: FilePlace['env']): Iterable<string> {
  const { flat } = state;
  if (!flat.dialect.reading.optionDefconfigList) {
    for (const word of (env['KCONFIG_DEFCONFIG_LIST'] ?? '').split(/[ \t\n\v\f\r]+/)) if (word !== '') yield word;
    return;
  }
  const list = flat.defconfigList;
  if (list < 0) return;
  const end = flat.propertyStart[list + 1]!;
  for (let at = flat.propertyStart[list]!; at < end; at++) {
    if (flat.propertyKind[at] !== propertyCode.default) continue;
    if (exprValue(state, flat.propertyCondition[at]!) === 0) continue;
    const value = flat.propertyValue[at]!;
    if (value < 0 || flat.exprKind[value] !== exprCode.symbol) continue;
    const text = valueOf(state, flat.exprLeft[value]!);
    yield flat.dialect.reading.expansion === 'symbols' ? expandSymbols(state, text) : text;
  }
}

/** `$NAME` as the value of a symbol. */
function expandSymbols(state: ConfigState, text: ByteString): ByteString {
  return text.replace(/\$([A-Za-z0-9_]*)/g, (_whole, name: string) => {
    const symbol = symbolNamed(state, name);
    return symbol < 0 ? '' : valueOf(state, symbol);
  });
}

/** KCONFIG_ALLCONFIG. */
function readSeed(state: ConfigState, place: FilePlace, defaultName: string, printer: ReadPrinter): boolean {
  const name = place.env['KCONFIG_ALLCONFIG'];
  if (state.flat.dialect.modes.asksInAllModes) {
    const found = [name, defaultName, 'all.config'].find(
      (candidate) => candidate !== undefined && kindOf(place, candidate) !== undefined,
    );
    if (found !== undefined) readUserValues(state, textOf(place, found) ?? '', found);
    return true;
  }
  if (name === undefined) return true;
  const isDefault = name === '' || name === '1';
  for (const candidate of isDefault ? [defaultName, 'all.config'] : [name]) {
    const text = textOf(place, candidate);
    if (text === undefined) continue;
    readUserValues(state, text, candidate);
    return !stopsReading(state, place);
  }
  printer.print(
    'stderr',
    isDefault
      ? `*** KCONFIG_ALLCONFIG set, but no "${defaultName}" or "all.config" file found\n`
      : `*** Can't read seed configuration "${name}"!\n`,
  );
  return false;
}
