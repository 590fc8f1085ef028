/** The settings of a build, each with where it is from: the command line beats the build, which beats `defaults`. */
import { type ByteString, decodeBytes, encodeBytes } from '../../core/bytes.ts';
import { isBelow, normalPath, parentPath } from '../../host/paths.ts';
import { isReportFormat, type ReportFormat } from '../../report/formats/names.ts';
import { compilerWords } from '../../toolchain/compiler-words.ts';
import type { CommandInput, VariableWord } from '../command.ts';
import { projectError, type ValuePath } from './document.ts';
import { nameFrom, realPathOf } from './find-project.ts';
import { exclusive, pathText, type Project } from './parse-project.ts';
import { type BuildSettings, type SettingName, settingNames } from './schema.ts';

/** A value, and where it is from: `kgate.config.yaml:12`, `command line`, `default`. */
export interface Setting {
  readonly name: SettingName;
  /** A variable of `variables`; null for any other setting. */
  readonly key: string | null;
  readonly value: string | number | boolean | readonly string[];
  readonly origin: string;
}

/** A build with everything that decides its run. */
export interface ResolvedBuild {
  readonly name: string;
  readonly settings: readonly Setting[];
  /** The command line that does the same without a project file. */
  readonly input: CommandInput;
}

const commandLine = 'command line';

/** Options by the setting that they beat. */
const optionOf: Readonly<Partial<Record<SettingName, string>>> = {
  tree: 'C',
  toolchain: 'toolchain',
  unknownProbe: 'unknownProbe',
  config: 'config',
  defconfig: 'defconfig',
  fragments: 'fragment',
  makeVersion: 'makeVersion',
  failOn: 'failOn',
  newSymbols: 'new',
  strict: 'strict',
};

/** What a setting is where nothing says it. */
const defaultOf: Readonly<Partial<Record<SettingName, string | boolean>>> = {
  tree: '.',
  unknownProbe: 'error',
  newSymbols: 'warn',
  strict: false,
};

/** A setting of the file, with the line that it is on. */
interface FileSetting<Name extends SettingName> {
  readonly value: NonNullable<BuildSettings[Name]>;
  readonly origin: string;
  readonly path: ValuePath;
}

/** The settings that the file has for a build. */
function settingsInFile(project: Project, at: number): { [Name in SettingName]?: FileSetting<Name> } {
  const { document, file, name } = project;
  const found: Partial<Record<SettingName, FileSetting<SettingName>>> = {};
  const levels = [
    { settings: file.defaults ?? {}, path: ['defaults'] as ValuePath },
    { settings: file.builds?.[at] ?? {}, path: ['builds', at] as ValuePath },
  ];
  for (const { path, settings } of levels) {
    for (const setting of settingNames) {
      const value = settings[setting];
      if (value === undefined) continue;
      for (const pair of exclusive) {
        const other = pair.find((one) => one !== setting);
        if (pair.some((one) => one === setting) && other !== undefined) delete found[other];
      }
      const own = [...path, setting];
      found[setting] = { value, origin: `${name}:${document.lineOf(own)}`, path: own };
    }
  }
  return found as { [Name in SettingName]?: FileSetting<Name> };
}

/** The variables of `defaults` and of a build, joined by name. */
function variablesInFile({ document, file, name }: Project, at: number): Setting[] {
  const joined = new Map<string, Setting>();
  const levels = [
    { settings: file.defaults, path: ['defaults'] as ValuePath },
    { settings: file.builds?.[at], path: ['builds', at] as ValuePath },
  ];
  for (const { path, settings } of levels) {
    // ARCH is one thing, however a level spells it.
    if (settings?.arch !== undefined) joined.delete('ARCH');
    for (const [key, value] of Object.entries(settings?.variables ?? {})) {
      const line = document.lineOf([...path, 'variables', key]);
      joined.set(key, { name: 'variables', key, value: String(value), origin: `${name}:${line}` });
    }
  }
  return [...joined.values()];
}

/** Resolves the build at an index: its settings, and the run that they are. Throws UsageError. */
export function resolveBuild(project: Project, at: number, typed: CommandInput): ResolvedBuild {
  const { directory } = project;
  const start = typed.startDirectory;
  const bytes = encodeBytes(directory);
  const inFile = settingsInFile(project, at);
  const settings: Setting[] = [];
  const isTyped = (option: string | undefined): boolean => option !== undefined && typed.given.includes(option);
  const typedConfig = isTyped('config') || isTyped('defconfig');
  const note = (name: Setting['name'], value: Setting['value'], origin: string, key: string | null = null): void => {
    settings.push({ name, key, value, origin });
  };
  /** What the file says, unless the command line says it; it is noted either way. */
  const take = <Name extends SettingName>(name: Name, said?: Setting['value'] | null): FileSetting<Name> | null => {
    const own = inFile[name];
    if (said !== undefined && said !== null) note(name, said, commandLine);
    else if (own !== undefined) note(name, own.value as Setting['value'], own.origin);
    else if (defaultOf[name] !== undefined) note(name, defaultOf[name], 'default');
    return (said === undefined || said === null) && own !== undefined ? own : null;
  };
  const words = (list: readonly ByteString[]): readonly string[] | null =>
    list.length === 0 ? null : list.map(decodeBytes);
  const own = (name: SettingName, value: ByteString | null): string | null =>
    isTyped(optionOf[name]) && value !== null ? decodeBytes(value) : null;
  /** A path of the file, named from where the user stands. */
  const named = (path: string): ByteString => nameFrom(start, normalPath(bytes, encodeBytes(path)));

  const tree = take('tree', own('tree', typed.treeName));
  const typedArch = typed.variables.findLast((word) => word.name === 'ARCH')?.value;
  const arch = take('arch', typedArch === undefined ? null : decodeBytes(typedArch));
  const variables = variablesInFile(project, at).filter(
    ({ key }) => !typed.variables.some((word) => word.name === key),
  );
  settings.push(...variables);
  for (const { name, value } of typed.variables) {
    if (name !== 'ARCH' && name !== 'O') note('variables', decodeBytes(value), commandLine, name);
  }
  const fileWords: VariableWord[] = variables.map(({ key, value }) => wordOf(key ?? '', encodeBytes(String(value))));
  if (arch !== null) fileWords.push(wordOf('ARCH', encodeBytes(arch.value)));
  if (isTyped('toolchain')) delete inFile.compiler;
  const compiler = take('compiler');
  if (compiler !== null) {
    const chosen = compilerOf(project, compiler, [...fileWords, ...typed.variables]);
    fileWords.push(...chosen.filter(({ name }) => !fileWords.some((word) => word.name === name)));
  }
  const toolchain = take('toolchain', own('toolchain', typed.toolchain));
  const unknownProbe = take('unknownProbe', own('unknownProbe', typed.unknownProbe));
  if (typedConfig) {
    delete inFile.config;
    delete inFile.defconfig;
  }
  const config = take('config', own('config', typed.config));
  const defconfig = take('defconfig', own('defconfig', typed.defconfig));
  const fragments = take('fragments', words(typed.fragments));
  const objects = take('objects', typed.objdir === null ? null : decodeBytes(typed.objdir));
  const goals = take('goals', words(typed.goals));
  const makeVersion = take('makeVersion', own('makeVersion', typed.makeVersion));
  const failOn = take('failOn', own('failOn', typed.failOn));
  const newSymbols = take('newSymbols', own('newSymbols', typed.newSymbols));
  const strict = take('strict', isTyped('strict') ? typed.isStrict : null);
  const isFileToolchain = toolchain !== null && (toolchain.value.includes('/') || toolchain.value.endsWith('.json'));
  const name = project.file.builds?.[at]?.name ?? '';
  return {
    name,
    settings,
    input: {
      ...wholeRun(project, typed).input,
      build: { name, isPart: false },
      words: [],
      treeName: tree === null ? (isTyped('C') ? typed.treeName : named('.')) : named(tree.value),
      variables: [...fileWords, ...typed.variables],
      objdir: objects === null ? typed.objdir : normalPath(bytes, encodeBytes(objects.value)),
      config: typedConfig ? typed.config : config === null ? null : named(config.value),
      defconfig: typedConfig ? typed.defconfig : defconfig === null ? null : encodeBytes(defconfig.value),
      toolchain:
        toolchain === null
          ? typed.toolchain
          : isFileToolchain
            ? normalPath(bytes, encodeBytes(toolchain.value))
            : encodeBytes(toolchain.value),
      unknownProbe: unknownProbe?.value ?? typed.unknownProbe,
      fragments: fragments === null ? typed.fragments : fragments.value.map(named),
      goals: goals === null ? typed.goals : goals.value.map(encodeBytes),
      makeVersion: makeVersion === null ? typed.makeVersion : encodeBytes(makeVersion.value),
      failOn: failOn?.value ?? typed.failOn,
      newSymbols: newSymbols?.value ?? typed.newSymbols,
      isStrict: strict?.value ?? typed.isStrict,
    },
  };
}

function wordOf(name: string, value: ByteString): VariableWord {
  return { name, operator: '=', value };
}

/** The words of make for a compiler; one with a path is looked for from the file. Throws UsageError. */
function compilerOf(
  { directory, document, name }: Project,
  { path, value }: FileSetting<'compiler'>,
  others: readonly VariableWord[],
): readonly VariableWord[] {
  const isPath = value.includes('/') && !value.includes('=') && !value.startsWith('/');
  const word = isPath ? normalPath(encodeBytes(directory), encodeBytes(value)) : encodeBytes(value);
  const full = isPath && value.endsWith('-') && !word.endsWith('-') ? `${word}-` : word;
  const common = others.map((one) => `${one.name}=${one.value}`);
  const chosen = compilerWords(full, common);
  if (chosen === null) {
    throw projectError(
      name,
      document.lineOf(path),
      `${pathText(path)}: '${value}' is no name of a compiler`,
      'a prefix (aarch64-linux-gnu-), a compiler (gcc-12), LLVM=1; a recorded one is the setting toolchain',
    );
  }
  return chosen.map((text) => {
    const at = text.indexOf('=');
    return wordOf(text.slice(0, at), text.slice(at + 1));
  });
}

/** A setting of every run of a project: `shell`, `rules.unmet-select`, `check.reports.sarif`. */
export interface WholeSetting {
  readonly path: readonly string[];
  readonly value: string | number | boolean | readonly string[];
  readonly origin: string;
}

/**
 * What the file says of every run of a command: the run, and where each value is from. `isOwn` is false for a run whose words describe
 * it: what it finds is nothing for the project's reports and known findings. Throws UsageError.
 */
export function wholeRun(
  project: Project,
  typed: CommandInput,
  isOwn = true,
): { readonly input: CommandInput; readonly settings: readonly WholeSetting[] } {
  const { document, file, name } = project;
  const settings: WholeSetting[] = [];
  const isTyped = (option: string): boolean => typed.given.includes(option);
  /** The value of the file unless an option beats it. */
  const take = <Value extends WholeSetting['value']>(
    path: readonly string[],
    option: string,
    own: Value | undefined,
    fallback: Value | null,
  ): Value | null => {
    const isOfFile = own !== undefined && !isTyped(option);
    const value = isOfFile ? own : fallback;
    const origin = isOfFile ? `${name}:${document.lineOf(path)}` : isTyped(option) ? typedOrigin(option) : 'default';
    if (value !== null) settings.push({ path, value, origin });
    return isOfFile ? own : null;
  };
  const shell = take(['shell'], 'shell', file.shell, typed.shell);
  const timeLimit = take(['timeLimit'], 'timeLimit', file.timeLimit, typed.timeLimit);
  const group = typed.command === 'lint' ? ('lint' as const) : ('check' as const);
  // Codes of check have a slash, rules of lint have none.
  const rules = Object.entries(file.rules ?? {}).filter(([rule]) => rule.includes('/') === (group === 'check'));
  for (const [rule, level] of rules) {
    settings.push({ path: ['rules', rule], value: level, origin: `${name}:${document.lineOf(['rules', rule])}` });
  }
  for (const word of typed.severity.map(decodeBytes)) {
    const at = Math.max(0, word.lastIndexOf('='));
    settings.push({ path: ['rules', word.slice(0, at)], value: word.slice(at + 1), origin: commandLine });
  }
  const own = isOwn ? (file[group] ?? {}) : {};
  const baseline = take([group, 'baseline'], 'baseline', own.baseline, nameOf(typed.baseline));
  const reports: { format: ReportFormat; path: ByteString }[] = [...typed.reports];
  for (const [format, path] of Object.entries(own.reports ?? {})) {
    // What is typed adds to the file's, and beats it for the same format.
    if (!isReportFormat(format) || reports.some((report) => report.format === format)) continue;
    const at = [group, 'reports', format];
    settings.push({ path: at, value: path, origin: `${name}:${document.lineOf(at)}` });
    reports.push({ format, path: reportPath(project, at, path) });
  }
  for (const { format, path } of typed.reports) {
    settings.push({ path: [group, 'reports', format], value: decodeBytes(path), origin: commandLine });
  }
  return {
    settings,
    input: {
      ...typed,
      shell: shell ?? typed.shell,
      timeLimit: timeLimit ?? typed.timeLimit,
      // Words of the command line come last and win.
      severity: [...rules.map(([rule, level]) => encodeBytes(`${rule}=${level}`)), ...typed.severity],
      reports,
      baseline: baseline === null ? typed.baseline : baselineIn(project, typed, baseline),
    },
  };
}

function typedOrigin(option: string): string {
  return option === 'shell' || option === 'timeLimit' ? 'command line or environment' : commandLine;
}

function nameOf(baseline: CommandInput['baseline']): string | null {
  return baseline === null ? null : decodeBytes(baseline.name);
}

function baselineIn({ directory }: Project, typed: CommandInput, baseline: string): CommandInput['baseline'] {
  const path = normalPath(encodeBytes(directory), encodeBytes(baseline));
  return { name: nameFrom(typed.startDirectory, path), path };
}

/** The file of a report: a project file has it written below its own directory and nowhere else. Throws UsageError. */
function reportPath({ directory, document, name }: Project, at: ValuePath, path: string): ByteString {
  const bytes = encodeBytes(directory);
  const full = normalPath(bytes, encodeBytes(path));
  if (full !== bytes && isBelow(realPathOf(bytes), realPathOf(parentPath(full)))) return full;
  throw projectError(
    name,
    document.lineOf(at),
    `${pathText(at)}: ${path} is not below the directory of this file`,
    '--report FORMAT=FILE writes anywhere',
  );
}
