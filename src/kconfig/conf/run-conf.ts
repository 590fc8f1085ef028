import type { Dialect } from '../dialect/dialect.ts';
import { defaultDialect } from '../dialect/dialects.ts';
import { parseKconfig } from '../language/parse.ts';
import { flattenModel } from '../model/flatten.ts';
import type { KconfigModel } from '../model/model.ts';
import { Reporter } from '../report.ts';
import { applyMode, randomize, rewriteTristates } from '../values/apply-mode.ts';
import { createConfigState } from '../values/compute-symbol.ts';
import type { ConfigState, ConfigStateOptions } from '../values/config-state.ts';
import { createConfiguration } from '../values/configuration.ts';
import type { Configuration } from '../values/configuration-types.ts';
import { createRandom, oddsError, parseOdds, parseSeed } from '../values/random.ts';
import { invalidate } from '../values/propagate.ts';
import { askNew, askTree } from './ask.ts';
import { emptyInput } from './ask-input.ts';
import type { Asker } from './asker.ts';
import { AskStop, createAsker } from './asker.ts';
import { changedInput } from './changed-input.ts';
import type { FilePlace } from './conf-files.ts';
import { FilePlan, kindOf } from './conf-files.ts';
import { alwaysAskModes, hasMode, wholeAnswers } from './conf-modes.ts';
import { ConfOutput } from './conf-output.ts';
import { configNameOf, readForMode } from './conf-read.ts';
import type { ConfRequest, ConfRun, ReadTree } from './conf-types.ts';
import { hasHelp, helpText } from './help-layout.ts';
import { newSymbols } from './new-symbols.ts';
import { timestampOf } from './timestamp.ts';

/** One run of conf from the moment its tree is read. */
interface Run {
  readonly request: ConfRequest;
  readonly dialect: Dialect;
  readonly place: FilePlace;
  readonly output: ConfOutput;
  readonly tree: ReadTree;
  /** Null for a tree that came without object model. */
  readonly configuration: Configuration | null;
  readonly state: ConfigState;
  readonly plan: FilePlan;
  /** The C library's rand(). */
  readonly draw: () => number;
}

/** A run of `conf --MODE Kconfig`, files and messages included. Source: docs/kconfig-semantics.md §6.0. */
export function runConf(request: ConfRequest): ConfRun {
  const dialect = request.model?.dialect ?? request.dialect ?? defaultDialect;
  const isSilent = request.silent === true || (request.mode === 'syncconfig' && dialect.modes.syncIsSilent);
  const output = new ConfOutput(request.emit, isSilent);
  let run: Run | null = null;
  let isGood = false;
  try {
    run = openRun(request, dialect, output);
    isGood = run !== null && carryOut(run);
  } catch (error) {
    if (error instanceof RangeError) {
      const message = 'the Kconfig tree is nested too deeply to ask';
      output.print('stderr', `${message}\n`);
      output.note('kconfig/limit', message);
    } else if (!(error instanceof AskStop)) throw error;
  }
  output.flush();
  return {
    exitStatus: isGood ? 0 : 1,
    stdout: output.textOf('stdout'),
    stderr: output.textOf('stderr'),
    output: output.chunks,
    diagnostics: [...output.notes.diagnostics, ...(run?.state.reporter.diagnostics ?? [])],
    files: isGood ? (run?.plan.files ?? []) : [],
    operations: run?.plan.operations ?? [],
    configuration: run?.configuration ?? null,
    state: run?.state ?? null,
  };
}

/** Reads the tree; null where conf exits 1. */
function openRun(request: ConfRequest, dialect: Dialect, output: ConfOutput): Run | null {
  const { env, mode } = request;
  if (!hasMode(dialect, mode)) {
    output.print('stderr', `conf: unrecognized option '--${mode}'\n`);
    return null;
  }
  const draw = mode === 'randconfig' ? startRandom(request, dialect, output) : () => 0;
  const read = readTree(request, output);
  if (read === null) return null;
  request.host.progress.begin('computing the configuration');
  const { tree, hasModel } = read;
  const prefix = dialect.modes.asksInAllModes ? undefined : env['CONFIG_'];
  const options: ConfigStateOptions = {
    warnUnknownSymbols: env['KCONFIG_WARN_UNKNOWN_SYMBOLS'] !== undefined,
    ...(prefix === undefined ? {} : { prefix }),
    budget: request.host.budget,
  };
  const configuration = hasModel ? createConfiguration(tree.model(), options) : null;
  const state = configuration?.state ?? createConfigState(tree.flat, options);
  output.follow(state);
  const place = { host: request.host, cwd: request.cwd, env };
  return { request, dialect, place, output, tree, configuration, state, plan: new FilePlan(place, state), draw };
}

function readTree(request: ConfRequest, output: ConfOutput): { tree: ReadTree; hasModel: boolean } | null {
  if (request.model !== undefined) return { tree: treeOf(request.model), hasModel: true };
  const result = (request.readTree ?? parseKconfig)(request);
  for (const chunk of result.output ?? []) output.print(chunk.stream, chunk.text);
  if ('flat' in result) return { tree: result, hasModel: false };
  output.notes.diagnostics.push(...result.diagnostics);
  return result.failed || result.model === null ? null : { tree: treeOf(result.model), hasModel: true };
}

function startRandom(request: ConfRequest, dialect: Dialect, output: ConfOutput): () => number {
  const { asksInAllModes, seedStream } = dialect.modes;
  const given = asksInAllModes ? null : parseSeed(request.env['KCONFIG_SEED']);
  const seed = given ?? request.seed ?? clockSeed();
  if (!asksInAllModes) output.print(seedStream, `KCONFIG_SEED=0x${seed.toString(16).toUpperCase()}\n`);
  return createRandom(seed);
}

/** Reads the configuration, gives values, plans files; false where conf exits 1. */
function carryOut(run: Run): boolean {
  const { dialect, output, place, plan, request, state } = run;
  const { env } = place;
  const { mode } = request;
  if (mode === 'syncconfig' && dialect.modes.syncNeedsConfig && !hasConfig(run)) return false;
  const isRead = readForMode(state, place, mode, request.file, output);
  output.flush();
  if (!isRead) return false;
  if (dialect.modes.asksInAllModes) return askInAllModes(run);
  const stopsAtWarnings = dialect.dotConfig.werror === 'all' && env['KCONFIG_WERROR'] !== undefined;
  if (state.readWarnings > 0 && stopsAtWarnings) return false;
  const refusesChanges = mode === 'syncconfig' && (env['KCONFIG_NOSILENTUPDATE'] ?? '') !== '';
  if (refusesChanges && state.changed) {
    output.print('stderr', '\n*** The configuration requires explicit update.\n\n');
    return false;
  }
  if (!giveValues(run)) return false;
  output.flush();
  if (state.unmetReports > 0 && stopsAtWarnings) return false;
  switch (mode) {
    case 'savedefconfig':
      plan.minimalConfig(request.file ?? 'defconfig');
      warnChangedInput(run);
      return true;
    case 'listnewconfig':
    case 'helpnewconfig':
      return true;
    default:
      return writeFiles(run, refusesChanges && !dialect.modes.syncWritesOnlyChanges);
  }
}

/** The old syncconfig does not start from nothing. */
function hasConfig({ dialect, output, place }: Run): boolean {
  const name = configNameOf(dialect, place.env);
  if (kindOf(place, name) !== undefined) return true;
  const { asksInAllModes } = dialect.modes;
  const missing = asksInAllModes ? 'You have not yet configured busybox!' : `Configuration file "${name}" not found!`;
  const advice = `Please run some configurator (e.g. "make oldconfig" or\n*** "make menuconfig" or "make ${asksInAllModes ? 'defconfig' : 'xconfig'}").`;
  output.print(asksInAllModes ? 'stdout' : 'stderr', `***\n*** ${missing}\n***\n*** ${advice}\n***\n`);
  return false;
}

function giveValues(run: Run): boolean {
  const { draw, output, request, state, tree } = run;
  const { mode, env } = request;
  const whole = wholeAnswers[mode];
  // Symbols of a file that was read in whole have values, which an answer to all is to replace.
  if (state.dialect.modes.seedsFromConfig && (whole !== undefined || mode === 'randconfig')) invalidate(state);
  if (whole !== undefined) {
    applyMode(state, whole);
    return true;
  }
  switch (mode) {
    case 'randconfig': {
      const odds = parseOdds(env['KCONFIG_PROBABILITY']);
      if (odds === null) output.print('stderr', oddsError);
      else randomize(state, draw, odds);
      return odds !== null;
    }
    case 'yes2modconfig':
      rewriteTristates(state, 2, 1);
      break;
    case 'mod2yesconfig':
      rewriteTristates(state, 1, 2);
      break;
    case 'mod2noconfig':
      rewriteTristates(state, 1, 0);
      break;
    case 'listnewconfig':
      for (const { line } of newSymbols(state)) if (line !== null) output.print('stdout', `${line}\n`);
      break;
    case 'olddefconfig':
      // Only the order in which values are computed shows.
      if (state.dialect.modes.olddefconfigLooks) for (const _ of newSymbols(state));
      break;
    case 'helpnewconfig':
      for (const { entry } of newSymbols(state)) {
        output.print('stdout', `-----\n${helpText(tree.model(), state, entry)}-----\n`);
      }
      break;
    case 'oldaskconfig':
    case 'oldconfig':
    case 'syncconfig': {
      const asker = askerOf(run);
      if (mode === 'oldaskconfig') askTree(asker, 'all');
      asker.wasAskedAll = mode === 'oldaskconfig';
      const isSilent = mode !== 'oldconfig' && state.dialect.modes.syncNeedsTerminal;
      askNew(asker, isSilent ? 'silent' : 'new');
      break;
    }
    default:
  }
  return true;
}

function askerOf({ draw, output, request, state, tree }: Run): Asker {
  return createAsker({
    state,
    input: request.input ?? emptyInput,
    echoes: request.echoes ?? true,
    print: (stream, text) => output.print(stream, text),
    helpOf: (entry) => helpText(tree.model(), state, entry),
    hasHelp: (entry) => hasHelp(tree.model(), entry),
    note: output.note,
    draw,
  });
}

/** The busybox generation: modes only differ in who answers. Source: docs/kconfig-semantics.md §6.6. */
function askInAllModes(run: Run): boolean {
  const { dialect, output, place, plan, request, tree } = run;
  const asks = alwaysAskModes[request.mode] ?? 'all';
  const asker = askerOf(run);
  if (asks !== 'silent') askTree(asker, asks);
  // A symbol that a select switched on is set again once no symbol selects it any more.
  if (asks === 'no' || asks === 'mod' || asks === 'yes') askTree(asker, asks);
  asker.wasAskedAll = asks === 'all';
  askNew(asker, asks === 'all' ? 'silent' : asks);
  output.flush();
  const { env } = place;
  const stamp = (env['KCONFIG_NOTIMESTAMP'] ?? '') === '' ? timestampOf(dialect, env, request.now) : null;
  plan.busyboxFiles({ ...sourceOf(tree), config: '.config' }, stamp);
  return true;
}

function writeFiles(run: Run, keepsConfig: boolean): boolean {
  const { dialect, output, place, plan, request, state, tree } = run;
  const name = configNameOf(dialect, place.env);
  const isSync = request.mode === 'syncconfig';
  const isUnchanged = isSync && dialect.modes.syncWritesOnlyChanges && !state.changed;
  if (!keepsConfig && !isUnchanged) {
    if (refusesName(run, name)) return false;
    const isWritten = plan.dotConfig(name);
    warnChangedInput(run);
    output.message(isWritten ? `configuration written to ${name}` : `No change to ${name}`);
    state.changed = false;
  }
  const autoConf = place.env['KCONFIG_AUTOCONFIG'] ?? 'include/config/auto.conf';
  if (!dialect.writing.writesAuto) return true;
  if (isSync || (dialect.writing.writesAutoOutsideSync && kindOf(place, autoConf) === undefined)) {
    const reporter = new Reporter();
    const areWritten = plan.autoFiles({ ...sourceOf(tree), config: name }, reporter);
    output.take(reporter);
    if (!areWritten && isSync) {
      const word = dialect.modes.syncWritesOnlyChanges ? 'update' : 'sync';
      output.print('stderr', `\n*** Error during ${word} of the configuration.\n\n`);
      return false;
    }
  }
  return true;
}

/** After a configuration was written. Source: confdata.c conf_write and conf_write_defconfig of Linux 7.2. */
function warnChangedInput({ dialect, output, place, state }: Run): void {
  const isAsked = (place.env['KCONFIG_WARN_CHANGED_INPUT'] ?? '') !== '';
  const text = dialect.writing.warnsChangedInput && isAsked ? changedInput(state) : '';
  if (text === '') output.flush();
  else output.print('stderr', text);
}

/** True for a name that cannot be written to. Source: docs/kconfig-semantics.md §5.1. */
function refusesName({ dialect, output, place, state }: Run, name: string): boolean {
  const isDirectory = dialect.modes.checksConfigName && name !== '' && kindOf(place, name) === 'directory';
  if (name !== '' && !isDirectory) return false;
  if (!dialect.modes.checksConfigName) {
    // The old conf detects it when it renames: the reports of writing come first.
    new FilePlan(place, state).dotConfig(name);
  } else output.print('stderr', isDirectory ? `${name}: Is a directory\n` : 'config name is empty\n');
  output.print('stderr', '\n*** Error during writing of the configuration.\n\n');
  return true;
}

function treeOf(model: KconfigModel): ReadTree {
  return {
    get flat() {
      return flattenModel(model);
    },
    files: model.files,
    environment: model.environment,
    model: () => model,
  };
}

function sourceOf(tree: ReadTree): { files: string[]; environment: ReadTree['environment'] } {
  return { files: tree.files.map((file) => file.name), environment: tree.environment };
}

/** As conf makes a seed from the clock. Source: docs/kconfig-semantics.md §6.3. */
function clockSeed(): number {
  const now = Date.now();
  const seconds = BigInt(Math.trunc(now / 1000));
  const microseconds = BigInt((now % 1000) * 1000);
  return Number(BigInt.asUintN(32, (seconds + 1n) * (microseconds + 1n)));
}
