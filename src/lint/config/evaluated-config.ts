/** What conf makes of the defconfigs of a tree, with tools that can do everything. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { type Dialect, evaluate, type KconfigModel, parseKconfig, writeDefconfig } from '../../kconfig/index.ts';
import { readConfigFile } from '../config-file.ts';
import type { EvaluatedConfig, LintConfigFile } from '../rule.ts';
import { createAbleShell } from './able-shell.ts';

/** Where a tree's Kconfig files begin. */
const topFiles = ['Kconfig', 'src/Kconfig'];

/** Evaluates defconfigs; the Kconfig files of an ARCH are read once. */
export class ConfigEvaluator {
  private readonly host: Host;
  private readonly directory: string | undefined;
  private readonly dialect: Dialect;
  private readonly models = new Map<string, KconfigModel | null>();
  private readonly known = new Map<string, EvaluatedConfig | undefined>();

  constructor(host: Host, directory: string, dialect: Dialect) {
    this.host = host;
    this.directory = host.realPath(directory);
    this.dialect = dialect;
  }

  /** Undefined for a fragment, and where the Kconfig files cannot be read as they stand. */
  evaluate(file: LintConfigFile): EvaluatedConfig | undefined {
    if (this.known.has(file.path)) return this.known.get(file.path);
    const result = this.evaluateNow(file);
    this.known.set(file.path, result);
    return result;
  }

  private evaluateNow({ path, text, settings }: LintConfigFile): EvaluatedConfig | undefined {
    // A fragment stands on another file, and a file with #include goes through the preprocessor first.
    if (path.endsWith('.config') || /^#include\b/m.test(text) || this.dialect.reading.sourceStyle === 'kconfiglib') {
      return undefined;
    }
    const model = this.modelFor(archOf(path));
    if (model === null) return undefined;
    const configuration = evaluate(model, { config: { text, name: path } });
    const values = new Map<string, ByteString>();
    for (const { symbol: name } of settings) {
      const symbol = model.symbols.get(name);
      if (symbol === undefined || symbol.type === 'unknown') continue;
      const isLogical = symbol.type === 'bool' || symbol.type === 'tristate';
      values.set(name, isLogical || configuration.isWritten(symbol) ? configuration.value(symbol) : '');
    }
    const saved = readConfigFile(path, writeDefconfig(configuration), this.dialect.dotConfig.prefix).settings;
    return { values, saved: new Map(saved.map(({ symbol }, place) => [symbol, place])) };
  }

  /** Null where conf would not read the tree. */
  private modelFor(arch: string): KconfigModel | null {
    const known = this.models.get(arch);
    if (known !== undefined) return known;
    const model = this.read(arch);
    this.models.set(arch, model);
    return model;
  }

  private read(arch: string): KconfigModel | null {
    const { directory, dialect, host } = this;
    if (directory === undefined) return null;
    const topFile = topFiles.find((name) => host.stat(`${directory}/${name}`)?.kind === 'file');
    // um is built on another architecture.
    if (topFile === undefined || arch === 'um') return null;
    const srcarch = sourceArchs[arch] ?? arch;
    const env = { srctree: directory, ARCH: arch, SRCARCH: srcarch, ...tools };
    const { model } = parseKconfig({ host, cwd: directory, topFile, env, runShell: createAbleShell(host), dialect });
    return model;
  }
}

const tools = {
  CC: 'gcc',
  LD: 'ld',
  HOSTCC: 'gcc',
  RUSTC: 'rustc',
  BINDGEN: 'bindgen',
  PAHOLE: 'pahole',
  PYTHON3: 'python3',
};
const sourceArchs: Readonly<Record<string, string>> = {
  i386: 'x86',
  x86_64: 'x86',
  sparc32: 'sparc',
  sparc64: 'sparc',
  parisc64: 'parisc',
};

/** The ARCH that a defconfig is for; empty for trees that have them in one place. Source: Linux 6.12 Makefile, scripts/subarch.include. */
function archOf(path: string): string {
  const match = /^arch\/([^/]+)\/(?:configs\/)?(.*)$/.exec(path);
  if (match === null) return '';
  const [, arch = '', name = ''] = match;
  if (arch === 'x86') return name.startsWith('x86_64') ? 'x86_64' : 'i386';
  if (arch === 'sparc') return name.startsWith('sparc64') ? 'sparc64' : 'sparc32';
  return arch === 'parisc' && name.includes('64bit') ? 'parisc64' : arch;
}
