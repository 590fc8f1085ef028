import type { Diagnostic } from '../core/diagnostic.ts';
import type { ByteString } from '../core/text.ts';
import { createConfiguration } from './configuration.ts';
import type { Configuration } from './configuration-types.ts';
import { prefix } from './dotconfig.ts';
import type { Entry, KconfigModel, OutputChunk } from './model.ts';
import { openFile, parseKconfig } from './parse.ts';
import type { FoundFile, ParseOptions } from './parse.ts';
import {
  configLine,
  isEntryVisible,
  writeAutoConf,
  writeAutoHeader,
  writeConfig,
  writeDefconfig,
  writeRustcCfg,
} from './write.ts';

/** Modes of conf that ask no questions. */
export type ConfMode =
  | 'olddefconfig'
  | 'defconfig'
  | 'allnoconfig'
  | 'allyesconfig'
  | 'allmodconfig'
  | 'alldefconfig'
  | 'savedefconfig'
  | 'listnewconfig'
  | 'yes2modconfig'
  | 'mod2yesconfig'
  | 'mod2noconfig';

/** One file conf would write; nothing is written by the engine. */
export interface WrittenFile {
  readonly name: string;
  /** Made on first read where it is an auto file: read it before the configuration is changed. */
  readonly text: ByteString;
}

/** What a whole run of conf gives. */
export interface ConfRun {
  readonly exitStatus: 0 | 1;
  readonly stdout: ByteString;
  readonly stderr: ByteString;
  /** Both streams in order. */
  readonly output: readonly OutputChunk[];
  readonly diagnostics: readonly Diagnostic[];
  /** `.config` (or the defconfig) first, then the auto files where conf would create them. */
  readonly files: readonly WrittenFile[];
  readonly configuration: Configuration | null;
}

/** {@link runConf}'s request: `file` is the argument of defconfig and savedefconfig. */
export type ConfRequest = ParseOptions & {
  readonly mode: ConfMode;
  readonly file?: string;
  /** A model parsed before with the same options; parsing and its messages are left out. */
  readonly model?: KconfigModel;
};

const applyModes: Readonly<Partial<Record<ConfMode, 'no' | 'yes' | 'mod' | 'def'>>> = {
  allnoconfig: 'no',
  allyesconfig: 'yes',
  allmodconfig: 'mod',
  alldefconfig: 'def',
  defconfig: 'def',
};

const seedNames: Readonly<Partial<Record<ConfMode, string>>> = {
  allnoconfig: 'allno.config',
  allyesconfig: 'allyes.config',
  allmodconfig: 'allmod.config',
  alldefconfig: 'alldef.config',
};

/** A run of `conf --MODE Kconfig`, files and messages included. Source: kconfig-semantics 6. */
export function runConf(request: ConfRequest): ConfRun {
  return new Run(request).run();
}

/** A file whose text is made when it is first read: most callers want `.config` alone. */
function lazyFile(name: string, write: () => ByteString): WrittenFile {
  let text: ByteString | undefined;
  return {
    name,
    get text() {
      text ??= write();
      return text;
    },
  };
}

class Run {
  private readonly request: ConfRequest;
  private readonly output: OutputChunk[] = [];
  private readonly diagnostics: Diagnostic[] = [];
  private readonly files: WrittenFile[] = [];
  private configuration: Configuration | null = null;

  constructor(request: ConfRequest) {
    this.request = request;
  }

  run(): ConfRun {
    const isGood = this.steps();
    const { configuration, output } = this;
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
      diagnostics: configuration === null ? this.diagnostics : [...this.diagnostics, ...configuration.diagnostics],
      files: this.files,
      configuration,
    };
  }

  /** False where conf exits 1. */
  private steps(): boolean {
    const model = this.parse();
    if (model === null) return false;
    const { env, mode } = this.request;
    const configuration = createConfiguration(model, {
      warnUnknownSymbols: env.KCONFIG_WARN_UNKNOWN_SYMBOLS !== undefined,
    });
    this.configuration = configuration;
    const isRead = this.read(configuration);
    this.takeOutput(configuration);
    if (!isRead) return false;
    if (configuration.readWarnings > 0 && env.KCONFIG_WERROR !== undefined) return false;
    this.applyMode(configuration);
    this.takeOutput(configuration);
    if (configuration.unmetReports > 0 && env.KCONFIG_WERROR !== undefined) return false;
    if (mode === 'savedefconfig') {
      configuration.invalidate();
      this.files.push({ name: this.request.file ?? 'defconfig', text: writeDefconfig(configuration) });
      this.takeOutput(configuration);
      return true;
    }
    return mode === 'listnewconfig' || this.write(configuration);
  }

  private parse(): KconfigModel | null {
    if (this.request.model !== undefined) return this.request.model;
    const result = parseKconfig(this.request);
    this.output.push(...result.output);
    this.diagnostics.push(...result.diagnostics);
    return result.failed ? null : result.model;
  }

  private read(configuration: Configuration): boolean {
    const { env, mode, file } = this.request;
    if (mode === 'defconfig') {
      const found = this.open(file ?? '');
      if (found === undefined) {
        this.print('stderr', `***\n*** Can't find default configuration "${file ?? ''}"!\n***\n`);
        return false;
      }
      configuration.readConfig(found.text, file ?? '');
      configuration.evaluateAll();
      return true;
    }
    const seedName = seedNames[mode];
    if (seedName !== undefined) return this.readSeed(configuration, seedName);
    const name = env.KCONFIG_CONFIG ?? '.config';
    const own = this.open(name);
    if (own !== undefined) {
      configuration.readConfig(own.text, name);
      configuration.evaluateAll();
      return true;
    }
    for (const candidate of (env.KCONFIG_DEFCONFIG_LIST ?? '').split(/[ \t\n\v\f\r]+/)) {
      const found = candidate === '' ? undefined : this.open(candidate);
      if (found === undefined) continue;
      this.print('stdout', `#\n# using defaults found in ${candidate}\n#\n`);
      configuration.readConfig(found.text, candidate);
      configuration.evaluateAll();
      return true;
    }
    return true;
  }

  /** KCONFIG_ALLCONFIG. Source: kconfig-semantics 6.1. */
  private readSeed(configuration: Configuration, defaultName: string): boolean {
    const name = this.request.env.KCONFIG_ALLCONFIG;
    if (name === undefined) return true;
    if (name !== '' && name !== '1') {
      const found = this.open(name);
      if (found === undefined) {
        this.print('stderr', `*** Can't read seed configuration "${name}"!\n`);
        return false;
      }
      configuration.readConfig(found.text, name);
      return true;
    }
    for (const candidate of [defaultName, 'all.config']) {
      const found = this.open(candidate);
      if (found === undefined) continue;
      configuration.readConfig(found.text, candidate);
      return true;
    }
    this.print('stderr', `*** KCONFIG_ALLCONFIG set, but no "${defaultName}" or "all.config" file found\n`);
    return false;
  }

  private applyMode(configuration: Configuration): void {
    const { mode } = this.request;
    const all = applyModes[mode];
    if (all !== undefined) configuration.applyAll(all);
    else if (mode === 'yes2modconfig') configuration.rewriteTristates(2, 1);
    else if (mode === 'mod2yesconfig') configuration.rewriteTristates(1, 2);
    else if (mode === 'mod2noconfig') configuration.rewriteTristates(1, 0);
    else if (mode === 'listnewconfig') this.listNew(configuration, configuration.model.root);
  }

  private listNew(configuration: Configuration, entry: Entry): void {
    const waiting: Entry[] = [entry];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (!isEntryVisible(configuration, at)) continue;
      const { symbol } = at;
      if (symbol !== null && configuration.userValue(symbol) === null && configuration.isChangeable(symbol)) {
        const value = configuration.value(symbol);
        const isOff = value === 'n' && symbol.type !== 'string';
        const line = isOff ? `${prefix}${symbol.name}=n` : configLine(symbol, value);
        if (symbol.kind !== 'choice' && symbol.type !== 'unknown') this.print('stdout', `${line}\n`);
      }
      const children: Entry[] = [];
      for (let child = at.firstChild; child !== null; child = child.next) children.push(child);
      waiting.push(...children.reverse());
    }
  }

  private write(configuration: Configuration): boolean {
    const { env } = this.request;
    const name = env.KCONFIG_CONFIG ?? '.config';
    if (name === '') {
      this.print('stderr', 'config name is empty\n\n*** Error during writing of the configuration.\n\n');
      return false;
    }
    if (!configuration.changed) configuration.invalidate();
    const text = writeConfig(configuration);
    this.takeOutput(configuration);
    const overwrites = (env.KCONFIG_OVERWRITECONFIG ?? '') !== '';
    const before = overwrites ? undefined : this.openHere(name);
    const isSame = before === text;
    this.print('stdout', `#\n# ${isSame ? `No change to ${name}` : `configuration written to ${name}`}\n#\n`);
    this.files.push({ name, text });
    const autoConf = env.KCONFIG_AUTOCONFIG ?? 'include/config/auto.conf';
    if (this.openHere(autoConf) === undefined) {
      this.files.push(
        lazyFile(env.KCONFIG_AUTOHEADER ?? 'include/generated/autoconf.h', () => writeAutoHeader(configuration)),
        lazyFile(env.KCONFIG_RUSTCCFG ?? 'include/generated/rustc_cfg', () => writeRustcCfg(configuration)),
        lazyFile(autoConf, () => writeAutoConf(configuration)),
      );
    }
    this.takeOutput(configuration);
    return true;
  }

  private open(name: string): FoundFile | undefined {
    const { host, cwd, env } = this.request;
    const found = openFile(host, cwd, env, name);
    return found === 'unreadable' ? undefined : found;
  }

  private openHere(name: string): ByteString | undefined {
    const { host, cwd } = this.request;
    const found = openFile(host, cwd, {}, name);
    return found === undefined || found === 'unreadable' ? undefined : found.text;
  }

  private print(stream: OutputChunk['stream'], text: ByteString): void {
    this.output.push({ stream, text });
  }

  /** Moves what the configuration printed since the last call. */
  private takeOutput(configuration: Configuration): void {
    this.output.push(...configuration.output.slice(this.taken));
    this.taken = configuration.output.length;
  }

  private taken = 0;
}
