import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { RunShell, ShellCall, ShellRequest } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { defaultDialect } from '../dialect/dialects.ts';
import type { BuildEntry } from '../model/build-types.ts';
import { checkDependencies } from '../model/check-dependencies.ts';
import { guardConfigDefaults } from '../model/config-default.ts';
import { finalizeTree, findChoice } from '../model/finalize.ts';
import type { KconfigModel, MacroUse, ParseResult, TextReference, UnknownAnswer } from '../model/model.ts';
import { checkTransitional } from '../model/transitional.ts';
import { TreeBuilder } from '../model/tree-builder.ts';
import { ConfStop, Reporter } from '../report.ts';
import { createScanner, parseTokens } from './create-parser.ts';
import { MacroExpander } from './macro.ts';
import { readingThrough, type SourceCache } from './source-cache.ts';
import { SourceFiles } from './source-files.ts';
import { addPredefined, expandSymbols, setFromEnvironment } from './symbol-environment.ts';
import type { TokenSource } from './token-source.ts';

/** Options of {@link parseKconfig}. */
export interface ParseOptions {
  /** Where files are read. */
  readonly host: Host;
  /** Working directory of conf, absolute: the object directory of a kernel build. The host's when absent. */
  readonly cwd?: string;
  /** Argument of conf; `Kconfig` when absent. */
  readonly topFile?: string;
  /** Environment of conf: `srctree` is the second search root, the rest is read by macros. The host's when absent. */
  readonly env?: Readonly<Record<string, ByteString>>;
  /** Answers `$(shell,…)`; without it every answer is unknown, with a diagnostic. */
  readonly runShell?: RunShell;
  /**
   * Receives the commands of a file's macros before the file is parsed, so that they can run meanwhile.
   * Some of them may never be asked for.
   */
  readonly announceShell?: (request: ShellRequest) => void;
  /** Linux 6.12 when absent. */
  readonly dialect?: Dialect;
  /** Files that other trees have read; those of this one are added. Every file is read again when absent. */
  readonly sources?: SourceCache;
}

/** {@link ParseOptions} with nothing left to the host. */
export type FullParseOptions = ParseOptions & Required<Pick<ParseOptions, 'cwd' | 'env' | 'runShell'>>;

const noShell: RunShell = () => ({
  stdout: '',
  stderr: '',
  status: 0,
  commands: [],
  unknown: 'there is no shell to ask',
});

/** Longest chain of dependencies that is evaluated by plain recursion. */
const recursionLimit = 400;
/**
 * Reads a Kconfig tree as conf does. Never throws for bad input: the messages of conf are in
 * `diagnostics` and, to the letter, in `output`.
 */
export function parseKconfig(given: ParseOptions): ParseResult {
  const { sources } = given;
  const options: FullParseOptions = {
    ...given,
    host: sources === undefined ? given.host : readingThrough(sources, given.host),
    cwd: given.cwd ?? given.host.cwd,
    env: given.env ?? given.host.env,
    runShell: given.runShell ?? noShell,
  };
  const reporter = new Reporter();
  const reading = new Reading(options, reporter);
  let model: KconfigModel | null = null;
  try {
    model = reading.run();
  } catch (error) {
    if (error instanceof RangeError) {
      reporter.errors++;
      const at = reading.at ?? reading.position();
      const where = at === null ? '' : `${at.file}:${at.line}: `;
      reporter.note('kconfig/limit', 'error', `${where}the Kconfig tree is nested too deeply here`, at);
    } else if (!(error instanceof ConfStop)) throw error;
  }
  return {
    model,
    output: reporter.output,
    diagnostics: reporter.diagnostics,
    failed: reporter.errors > 0,
    files: reading.sources.files,
    environment: reading.environment(),
    unknownAnswers: reading.unknownAnswers,
  };
}

/** The state of reading one tree. */
class Reading {
  readonly sources: SourceFiles;
  readonly unknownAnswers: UnknownAnswer[] = [];
  private readonly textReferences: TextReference[] = [];
  /** Entry that was worked on last. */
  at: Location | null = null;
  private readonly options: FullParseOptions;
  private readonly reporter: Reporter;
  private readonly dialect: Dialect;
  private readonly macros: MacroExpander;
  private scanner: TokenSource | null = null;
  /** The `mainmenu` statement. */
  private mainMenuAt: Location | null = null;
  /** Unknown answers of the statement being read, not yet tied to an entry. */
  private pending: ShellCall[] = [];

  constructor(options: FullParseOptions, reporter: Reporter) {
    this.options = options;
    this.reporter = reporter;
    this.dialect = options.dialect ?? defaultDialect;
    this.macros = new MacroExpander({
      reporter,
      env: options.env,
      cwd: options.cwd,
      runShell: options.runShell,
      shellLimit: this.dialect.reading.shellLimit,
      partLimit: this.dialect.reading.macroArgumentLimit ? 16 : 17,
      pathWords: this.dialect.reading.pathWords,
      position: () => this.position(),
      statement: () => this.statement(),
      onUnknown: (call) => this.pending.push(call),
      announceShell: options.announceShell,
      budget: options.host.budget,
    });
    const { host, cwd, env, announceShell, topFile = 'Kconfig' } = options;
    this.sources = new SourceFiles({ host, cwd, env, topFile, announceShell }, this.dialect, reporter, this.macros);
  }

  environment(): { name: ByteString; value: ByteString }[] {
    return [...this.macros.environment].map(([name, value]) => ({ name, value }));
  }

  run(): KconfigModel {
    const { reporter, dialect } = this;
    const { topFile = 'Kconfig' } = this.options;
    const text = this.sources.openTop();
    const builder = new TreeBuilder(topFile, reporter, dialect);
    const scanner = createScanner(topFile, text, reporter, this.macros, dialect);
    this.scanner = scanner;
    addPredefined(builder, dialect, this.options);
    parseTokens(scanner, builder, reporter, {
      assign: (name, operator, value) => {
        this.pending = [];
        this.macros.assign(name, operator, value);
        for (const call of this.pending) this.noteUnknown(call, this.statement(), value, null, name);
        this.pending = [];
      },
      source: (path, form) => {
        const name = this.expandSymbols(path, builder, 'source');
        this.sources.source(scanner, name, form, this.statement());
      },
      onMainMenu: () => {
        this.mainMenuAt = this.statement();
      },
      setFromEnvironment: (symbol, name) => setFromEnvironment(builder, symbol, name, this.options.env, reporter),
      onMacros: (uses, entry) => this.noteUses(uses, entry),
    });
    builder.seal();
    if (reporter.errors > 0) throw new ConfStop();
    return this.complete(builder);
  }

  private complete(builder: TreeBuilder): KconfigModel {
    const { reporter, dialect } = this;
    const { symbols } = builder;
    const modules =
      dialect.reading.moduleSwitch === 'symbol MODULES'
        ? symbols.identifier('MODULES')
        : (builder.modules ?? symbols.no);
    if (builder.root.prompt === null) builder.addRootPrompt(dialect.reading.rootPrompt);
    this.expandMainMenu(builder.root, builder);
    finalizeTree(builder, modules, reporter, dialect, (entry) => {
      this.at = entry.location;
    });
    if (dialect.reading.extendedKeywords) guardConfigDefaults(builder.entries, builder.pool);
    if (dialect.values.choiceEngine === 'new') for (const symbol of symbols.all) symbol.choice = findChoice(symbol);
    const hashOrder = symbols.hashOrder(dialect.model.hashBuckets);
    const check = checkDependencies(builder, hashOrder, reporter);
    if (dialect.reading.transitional) checkTransitional(builder.entries, reporter);
    if (reporter.errors > 0) throw new ConfStop();
    const isDeep = check.longestChain > recursionLimit;
    return {
      dialect,
      symbols: symbols.named,
      choices: builder.entries.filter((entry) => entry.kind === 'choice'),
      root: builder.root,
      entries: builder.entries,
      mainMenu: builder.root.prompt?.text ?? '',
      modules,
      defconfigList: builder.defconfigList,
      yes: symbols.yes,
      mod: symbols.mod,
      no: symbols.no,
      hashOrder,
      symbolCount: symbols.all.length,
      expressionCount: builder.pool.count,
      files: this.sources.files,
      environment: this.environment(),
      unknownAnswers: this.unknownAnswers,
      assignedMacros: this.macros.assigned,
      textReferences: this.textReferences,
      dependencyOrder: isDeep ? check.order : null,
    };
  }

  /** Symbols in the main menu have the values that they have once all is read. Source: conf_parse of zconf.y. */
  private expandMainMenu({ prompt }: BuildEntry, builder: TreeBuilder): void {
    if (this.mainMenuAt === null || prompt?.text == null) return;
    prompt.text = this.expandSymbols(prompt.text, builder, 'mainmenu', this.mainMenuAt);
  }

  private expandSymbols(
    text: ByteString,
    builder: TreeBuilder,
    kind: TextReference['kind'],
    location = this.statement(),
  ): ByteString {
    if (this.dialect.reading.expansion !== 'symbols') return text;
    return expandSymbols(text, builder, (symbol) => {
      this.textReferences.push({ symbol, kind, location, entry: builder.block });
    });
  }

  private noteUses(uses: readonly MacroUse[], entry: BuildEntry): void {
    for (const use of uses) {
      for (const call of use.shellCalls) {
        if (call.answer.unknown !== null) this.noteUnknown(call, use.location, use.text, entry, null);
      }
    }
    this.pending = [];
  }

  private noteUnknown(
    call: ShellCall,
    location: Location,
    text: ByteString,
    entry: BuildEntry | null,
    variable: ByteString | null,
  ): void {
    this.unknownAnswers.push({ call, location, text, entry, variable });
    const { command } = call;
    const reason = call.answer.unknown ?? '';
    const message = `${location.file}:${location.line}: the answer of "${command}" is unknown: ${reason}`;
    this.reporter.note('kconfig/unknown-shell-answer', 'warning', message, location, { command, reason });
  }

  private statement(): Location {
    const { scanner } = this;
    const isStatementFile = this.dialect.messages.messagesNameStatementFile;
    const file = isStatementFile ? scanner?.statementFile : scanner?.file;
    return { file: file ?? '', line: scanner?.statementLine ?? 0 };
  }

  /** File and physical line being read. */
  position(): Location {
    const { scanner } = this;
    return { file: scanner?.file ?? '', line: scanner?.line ?? 0 };
  }
}
