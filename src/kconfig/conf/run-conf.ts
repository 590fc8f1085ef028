import type { ByteString } from '../../core/bytes.ts';
import type { RestOf } from '../../core/diagnostic.ts';
import type { KconfigArgs, KconfigCode } from '../codes.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { defaultDialect } from '../dialect/dialects.ts';
import { parseKconfig } from '../language/parse.ts';
import { flattenModel } from '../model/flatten.ts';
import type { KconfigModel, OutputChunk } from '../model/model.ts';
import { Reporter } from '../report.ts';
import { applyMode, randomize, rewriteTristates } from '../values/apply-mode.ts';
import { createConfigState } from '../values/compute-symbol.ts';
import type { ConfigState, ConfigStateOptions } from '../values/config-state.ts';
import { createConfiguration } from '../values/configuration.ts';
import type { Configuration } from '../values/configuration-types.ts';
import { createRandom, oddsError, parseOdds, parseSeed } from '../values/random.ts';
import { askNew, askTree } from './ask.ts';
import { emptyInput } from './ask-input.ts';
import type { Asker, AskMode } from './asker.ts';
import { AskStop, createAsker } from './asker.ts';
import { changedInput } from './changed-input.ts';
import type { FilePlace } from './conf-files.ts';
import { FilePlan, kindOf } from './conf-files.ts';
import { configNameOf, readForMode } from './conf-read.ts';
import type { ConfMode, ConfRequest, ConfRun, ReadTree } from './conf-types.ts';
import { helpText } from './help-layout.ts';
import { newSymbols } from './new-symbols.ts';
import { timestampOf } from './timestamp.ts';

const applyModes: Readonly<Partial<Record<ConfMode, 'no' | 'yes' | 'mod' | 'def'>>> = {
  allnoconfig: 'no',
  allyesconfig: 'yes',
  allmodconfig: 'mod',
  alldefconfig: 'def',
  defconfig: 'def',
};

/** Modes where every mode asks, and how they answer. */
const alwaysAskModes: Readonly<Partial<Record<ConfMode, AskMode>>> = {
  oldaskconfig: 'all',
  oldconfig: 'new',
  syncconfig: 'silent',
  alldefconfig: 'default',
  defconfig: 'default',
  allnoconfig: 'no',
  allyesconfig: 'yes',
  allmodconfig: 'mod',
  randconfig: 'random',
};

/** A run of `conf --MODE Kconfig`, files and messages included. Source: docs/kconfig-semantics.md §6.0. */
export function runConf(request: ConfRequest): ConfRun {
  return new Run(request).run();
}

/** True when the dialect's conf has the mode. */
export function hasMode(dialect: Dialect, mode: ConfMode): boolean {
  if (dialect.modes.asksInAllModes) return alwaysAskModes[mode] !== undefined;
  switch (mode) {
    case 'helpnewconfig':
      return dialect.modes.hasHelpNew;
    case 'yes2modconfig':
    case 'mod2yesconfig':
      return dialect.modes.hasRewriteModes;
    case 'mod2noconfig':
      return dialect.modes.hasMod2no;
    default:
      return true;
  }
}

class Run {
  private readonly request: ConfRequest;
  private readonly dialect: Dialect;
  private readonly place: FilePlace;
  private readonly output: OutputChunk[] = [];
  private readonly notes = new Reporter();
  private plan: FilePlan | null = null;
  private configuration: Configuration | null = null;
  private state: ConfigState | null = null;
  private draw: () => number = () => 0;
  /** False for a tree that came without object model. */
  private hasModel = true;
  /** Chunks of the state that are in `output` already. */
  private taken = 0;

  constructor(request: ConfRequest) {
    this.request = request;
    this.dialect = request.model?.dialect ?? request.dialect ?? defaultDialect;
    this.place = { host: request.host, cwd: request.cwd, env: request.env };
  }

  run(): ConfRun {
    let isGood = false;
    try {
      isGood = this.steps();
    } catch (error) {
      if (error instanceof RangeError) {
        const message = 'the Kconfig tree is nested too deeply to ask';
        this.print('stderr', `${message}\n`);
        this.note('kconfig/limit', message);
      } else if (!(error instanceof AskStop)) throw error;
    }
    this.takeOutput();
    const { configuration, state, output, plan } = this;
    const textOf = (stream: OutputChunk['stream']): ByteString =>
      output
        .filter((chunk) => chunk.stream === stream)
        .map((chunk) => chunk.text)
        .join('');
    return {
      exitStatus: isGood ? 0 : 1,
      stdout: textOf('stdout'),
      stderr: textOf('stderr'),
      output,
      diagnostics: state === null ? this.notes.diagnostics : [...this.notes.diagnostics, ...state.reporter.diagnostics],
      files: isGood && plan !== null ? plan.files : [],
      operations: plan?.operations ?? [],
      configuration,
      state,
    };
  }

  /** False where conf exits 1. */
  private steps(): boolean {
    const { dialect, place, request } = this;
    const { env } = place;
    const { mode } = request;
    if (!hasMode(dialect, mode)) {
      this.print('stderr', `conf: unrecognized option '--${mode}'\n`);
      return false;
    }
    if (mode === 'randconfig') this.startRandom();
    const tree = this.readTree();
    if (tree === null) return false;
    const state = this.open(tree);
    this.plan = new FilePlan(place, state);
    if (mode === 'syncconfig' && dialect.modes.syncNeedsConfig && !this.hasConfig()) return false;
    const isRead = readForMode(state, place, mode, request.file, {
      print: (stream, text) => this.print(stream, text),
      message: (text) => this.message(text),
    });
    this.takeOutput();
    if (!isRead) return false;
    if (dialect.modes.asksInAllModes) return this.askInAllModes(tree, state);
    const stopsAtWarnings = dialect.dotConfig.werror === 'all' && env['KCONFIG_WERROR'] !== undefined;
    if (state.readWarnings > 0 && stopsAtWarnings) return false;
    const refusesChanges = mode === 'syncconfig' && (env['KCONFIG_NOSILENTUPDATE'] ?? '') !== '';
    if (refusesChanges && state.changed) {
      this.print('stderr', '\n*** The configuration requires explicit update.\n\n');
      return false;
    }
    if (!this.applyMode(tree, state)) return false;
    this.takeOutput();
    if (state.unmetReports > 0 && stopsAtWarnings) return false;
    switch (mode) {
      case 'savedefconfig':
        this.plan.minimalConfig(request.file ?? 'defconfig');
        this.warnChangedInput(state);
        return true;
      case 'listnewconfig':
      case 'helpnewconfig':
        return true;
      default:
        return this.write(tree, state, refusesChanges && !dialect.modes.syncWritesOnlyChanges);
    }
  }

  private readTree(): ReadTree | null {
    const { request } = this;
    if (request.model !== undefined) return treeOf(request.model);
    const result = (request.readTree ?? parseKconfig)(request);
    for (const chunk of result.output ?? []) this.print(chunk.stream, chunk.text);
    if ('flat' in result) {
      this.hasModel = false;
      return result;
    }
    this.notes.diagnostics.push(...result.diagnostics);
    return result.failed || result.model === null ? null : treeOf(result.model);
  }

  private open(tree: ReadTree): ConfigState {
    const { env } = this.place;
    const prefix = this.dialect.modes.asksInAllModes ? undefined : env['CONFIG_'];
    const options: ConfigStateOptions = {
      warnUnknownSymbols: env['KCONFIG_WARN_UNKNOWN_SYMBOLS'] !== undefined,
      ...(prefix === undefined ? {} : { prefix }),
    };
    if (this.hasModel) this.configuration = createConfiguration(tree.model(), options);
    const state = this.configuration?.state ?? createConfigState(tree.flat, options);
    this.state = state;
    return state;
  }

  private startRandom(): void {
    const { dialect, request } = this;
    const given = dialect.modes.asksInAllModes ? null : parseSeed(request.env['KCONFIG_SEED']);
    const seed = given ?? request.seed ?? clockSeed();
    this.draw = createRandom(seed);
    if (!dialect.modes.asksInAllModes) {
      this.print(dialect.modes.seedStream, `KCONFIG_SEED=0x${seed.toString(16).toUpperCase()}\n`);
    }
  }

  /** The old syncconfig does not start from nothing. */
  private hasConfig(): boolean {
    const { dialect, place } = this;
    const name = configNameOf(dialect, place.env);
    if (kindOf(place, name) !== undefined) return true;
    if (dialect.modes.asksInAllModes) {
      const advice =
        '*** Please run some configurator (e.g. "make oldconfig" or\n*** "make menuconfig" or "make defconfig").';
      this.print('stdout', `***\n*** You have not yet configured busybox!\n***\n${advice}\n***\n`);
    } else {
      const advice =
        '*** Please run some configurator (e.g. "make oldconfig" or\n*** "make menuconfig" or "make xconfig").';
      this.print('stderr', `***\n*** Configuration file "${name}" not found!\n***\n${advice}\n***\n`);
    }
    return false;
  }

  private applyMode(tree: ReadTree, state: ConfigState): boolean {
    const { mode, env } = this.request;
    const all = applyModes[mode];
    if (all !== undefined) {
      applyMode(state, all);
      return true;
    }
    switch (mode) {
      case 'randconfig': {
        const odds = parseOdds(env['KCONFIG_PROBABILITY']);
        if (odds === null) this.print('stderr', oddsError);
        else randomize(state, this.draw, odds);
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
        for (const { line } of newSymbols(state)) if (line !== null) this.print('stdout', `${line}\n`);
        break;
      case 'helpnewconfig':
        for (const { entry } of newSymbols(state)) {
          this.print('stdout', `-----\n${helpText(tree.model(), state, entry)}-----\n`);
        }
        break;
      case 'oldaskconfig':
      case 'oldconfig':
      case 'syncconfig': {
        const asker = this.asker(tree, state);
        if (mode === 'oldaskconfig') askTree(asker, 'all');
        askNew(asker, 'new');
        break;
      }
      default:
    }
    return true;
  }

  private asker(tree: ReadTree, state: ConfigState): Asker {
    const { request } = this;
    return createAsker({
      state,
      input: request.input ?? emptyInput,
      echoes: request.echoes ?? true,
      print: (stream, text) => this.print(stream, text),
      helpOf: (entry) => helpText(tree.model(), state, entry),
      note: (code, message, ...rest) => this.note(code, message, ...rest),
      draw: this.draw,
    });
  }

  /** The busybox generation: modes only differ in who answers. Source: docs/kconfig-semantics.md §6.6. */
  private askInAllModes(tree: ReadTree, state: ConfigState): boolean {
    const { mode, now } = this.request;
    const asks = alwaysAskModes[mode] ?? 'all';
    const asker = this.asker(tree, state);
    if (asks !== 'silent') askTree(asker, asks);
    // What a select switched on is set again once nothing selects it any more.
    if (asks === 'no' || asks === 'mod' || asks === 'yes') askTree(asker, asks);
    asker.wasAskedAll = asks === 'all';
    askNew(asker, asks === 'all' ? 'silent' : asks);
    this.takeOutput();
    const { env } = this.place;
    const stamp = (env['KCONFIG_NOTIMESTAMP'] ?? '') === '' ? timestampOf(this.dialect, env, now) : null;
    this.plan?.busyboxFiles({ ...sourceOf(tree), config: '.config' }, stamp);
    return true;
  }

  private write(tree: ReadTree, state: ConfigState, keepsConfig: boolean): boolean {
    const { dialect, place, plan, request } = this;
    if (plan === null) return false;
    const name = configNameOf(dialect, place.env);
    const isSync = request.mode === 'syncconfig';
    const isUnchanged = isSync && dialect.modes.syncWritesOnlyChanges && !state.changed;
    if (!keepsConfig && !isUnchanged) {
      if (this.refusesName(name, state)) return false;
      const isWritten = plan.dotConfig(name);
      this.warnChangedInput(state);
      this.message(isWritten ? `configuration written to ${name}` : `No change to ${name}`);
      state.changed = false;
    }
    const autoConf = place.env['KCONFIG_AUTOCONFIG'] ?? 'include/config/auto.conf';
    if (isSync || (dialect.writing.writesAutoOutsideSync && kindOf(place, autoConf) === undefined)) {
      const reporter = new Reporter();
      const areWritten = plan.autoFiles({ ...sourceOf(tree), config: name }, isSync, reporter);
      for (const chunk of reporter.output) this.print(chunk.stream, chunk.text);
      this.notes.diagnostics.push(...reporter.diagnostics);
      if (!areWritten && isSync) {
        this.print('stderr', '\n*** Error during sync of the configuration.\n\n');
        return false;
      }
    }
    return true;
  }

  /** After a configuration was written. Source: confdata.c conf_write and conf_write_defconfig of Linux 7.2. */
  private warnChangedInput(state: ConfigState): void {
    const isAsked = (this.place.env['KCONFIG_WARN_CHANGED_INPUT'] ?? '') !== '';
    const text = this.dialect.writing.warnsChangedInput && isAsked ? changedInput(state) : '';
    if (text === '') this.takeOutput();
    else this.print('stderr', text);
  }

  /** True for a name that cannot be written to. Source: docs/kconfig-semantics.md §5.1. */
  private refusesName(name: string, state: ConfigState): boolean {
    const { dialect, place } = this;
    const isDirectory = dialect.modes.checksConfigName && name !== '' && kindOf(place, name) === 'directory';
    if (name !== '' && !isDirectory) return false;
    if (!dialect.modes.checksConfigName) {
      // The old conf detects it when it renames: the reports of writing come first.
      new FilePlan(place, state).dotConfig(name);
    } else this.print('stderr', isDirectory ? `${name}: Is a directory\n` : 'config name is empty\n');
    this.print('stderr', '\n*** Error during writing of the configuration.\n\n');
    return true;
  }

  private message(text: ByteString): void {
    const { dialect, request } = this;
    if (request.silent === true || (request.mode === 'syncconfig' && dialect.modes.syncIsSilent)) return;
    this.print('stdout', `#\n# ${text}\n#\n`);
  }

  private note<Code extends KconfigCode>(code: Code, message: ByteString, ...rest: RestOf<KconfigArgs[Code]>): void {
    this.notes.note(code, 'error', message, null, ...rest);
  }

  private print(stream: OutputChunk['stream'], text: ByteString): void {
    this.takeOutput();
    this.push({ stream, text });
  }

  private push(chunk: OutputChunk): void {
    this.output.push(chunk);
    this.request.emit?.(chunk);
  }

  /** Moves the chunks that the state printed since the last call. */
  private takeOutput(): void {
    const printed = this.state?.reporter.output;
    if (printed === undefined) return;
    while (this.taken < printed.length) this.push(printed[this.taken++]!);
  }
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
