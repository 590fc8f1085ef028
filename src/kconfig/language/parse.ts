import { cause } from '../../core/diagnostic.ts';
import type { ByteString } from '../../core/bytes.ts';
import { HostError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import type { RunShell, ShellCall, ShellRequest } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import type { Dialect } from '../dialect/dialect.ts';
import { defaultDialect } from '../dialect/dialects.ts';
import type { BuildEntry } from '../model/build-types.ts';
import { checkDependencies, entriesBelow } from '../model/check-dependencies.ts';
import { guardConfigDefaults } from '../model/config-default.ts';
import { finalizeTree, findChoice } from '../model/finalize.ts';
import type { KconfigFile, KconfigModel, MacroUse, ParseResult, TextReference, UnknownAnswer } from '../model/model.ts';
import { checkTransitional } from '../model/transitional.ts';
import { TreeBuilder } from '../model/tree-builder.ts';
import { ConfStop, Reporter } from '../report.ts';
import { createScanner, parseTokens } from './create-parser.ts';
import { MacroExpander } from './macro.ts';
import { visitSources } from './source-ahead.ts';
import { readingThrough, type SourceCache } from './source-cache.ts';
import { directoryOf, globPaths } from './source-paths.ts';
import { addPredefined, expandSymbols, setFromEnvironment } from './symbol-environment.ts';
import type { SourceForm } from './token-reader.ts';
import type { TokenSource } from './token-source.ts';

/** What {@link parseKconfig} needs. */
export interface ParseOptions {
  /** Where files are read. */
  readonly host: Host;
  /** Working directory of conf, absolute: the object directory of a kernel build. The host's when absent. */
  readonly cwd?: string;
  /** Argument of conf; `Kconfig` when absent. */
  readonly topFile?: string;
  /** Environment of conf: `srctree` is the second search root, the rest is read by macros. The host's when absent. */
  readonly env?: Readonly<Record<string, ByteString>>;
  /** Answers `$(shell,…)`; without it every answer is unknown and a diagnostic says so. */
  readonly runShell?: RunShell;
  /**
   * Told the commands of a file's macros before the file is parsed, so that they can run meanwhile.
   * Some of them may never be asked for.
   */
  readonly announceShell?: (request: ShellRequest) => void;
  /** Linux 6.12 when absent. */
  readonly dialect?: Dialect;
  /** Files that other trees have read; what this one reads is added. Every file is read anew when absent. */
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
/** Files read for one tree, each inclusion counted; conf has no limit and would not end. */
const inclusionLimit = 100_000;

/**
 * Reads a Kconfig tree as conf does. Never throws for bad input: what conf would say is in
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
    files: reading.files,
    environment: reading.environment(),
    unknownAnswers: reading.unknownAnswers,
  };
}

/** A file found through the two search roots: the working directory, then `$srctree`. */
export interface FoundFile {
  readonly path: string;
  readonly text: ByteString;
}

/**
 * Opens a file as conf does; undefined when it is in neither place, `unreadable` when the name is
 * a directory. Source: docs/kconfig-semantics.md §1.6.
 */
export function openFile(
  host: Host,
  cwd: string,
  env: Readonly<Record<string, ByteString>>,
  name: string,
  absent?: Map<string, boolean>,
): FoundFile | 'unreadable' | undefined {
  const paths = [name.startsWith('/') ? name : `${cwd}/${name}`];
  const { srctree } = env;
  if (srctree !== undefined && !name.startsWith('/')) {
    paths.push(srctree.startsWith('/') ? `${srctree}/${name}` : `${cwd}/${srctree}/${name}`);
    if (isAbsent(host, cwd, name, absent)) paths.shift();
  }
  for (const path of paths) {
    try {
      const text = host.readFile(path);
      if (text !== undefined) return { path, text };
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      if (error.code !== 'host/unreadable') return 'unreadable';
    }
  }
  return undefined;
}

/**
 * True when the top directory of a name is missing in the working directory, so that a failing
 * open per file can be saved. `absent` remembers the answers of one run.
 */
function isAbsent(host: Host, cwd: string, name: string, absent: Map<string, boolean> | undefined): boolean {
  const slash = name.indexOf('/');
  if (absent === undefined || slash <= 0) return false;
  const top = name.slice(0, slash);
  let known = absent.get(top);
  if (known === undefined) {
    known = host.stat(`${cwd}/${top}`) === undefined;
    absent.set(top, known);
  }
  return known;
}

/** The state of reading one tree. */
class Reading {
  readonly files: KconfigFile[] = [];
  readonly unknownAnswers: UnknownAnswer[] = [];
  private readonly textReferences: TextReference[] = [];
  /** Entry that was worked on last. */
  at: Location | null = null;
  private readonly options: FullParseOptions;
  private readonly reporter: Reporter;
  private readonly dialect: Dialect;
  private readonly macros: MacroExpander;
  private readonly texts = new Map<string, FoundFile>();
  private readonly names = new Set<string>();
  /** Files whose commands are announced. */
  private readonly ahead = new Set<string>();
  /** True when the files to come have been looked into. */
  private isAhead = false;
  private readonly absent = new Map<string, boolean>();
  private scanner: TokenSource | null = null;
  private inclusions = 0;
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
    });
  }

  environment(): { name: ByteString; value: ByteString }[] {
    return [...this.macros.environment].map(([name, value]) => ({ name, value }));
  }

  run(): KconfigModel {
    const { reporter, dialect } = this;
    const topFile = this.options.topFile ?? 'Kconfig';
    const found = this.open(topFile, null);
    if (found === undefined) {
      return this.stopAtFile(topFile, `can't find file ${topFile}`, null);
    }
    const builder = new TreeBuilder(topFile, reporter, dialect);
    const scanner = createScanner(topFile, found.text, reporter, this.macros, dialect);
    this.scanner = scanner;
    addPredefined(builder, dialect, this.options);
    parseTokens(scanner, builder, reporter, {
      assign: (name, operator, value) => {
        this.pending = [];
        this.macros.assign(name, operator, value);
        for (const call of this.pending) this.noteUnknown(call, this.statement(), value, null, name);
        this.pending = [];
      },
      source: (path, form) => this.source(this.expandSymbols(path, builder, 'source'), form),
      expandText: (text) => this.expandSymbols(text, builder, 'mainmenu'),
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
    finalizeTree(builder, modules, reporter, dialect, (entry) => {
      this.at = entry.location;
    });
    if (dialect.reading.extendedKeywords) guardConfigDefaults(builder.entries, builder.pool);
    if (dialect.values.choiceEngine === 'new') for (const symbol of symbols.all) symbol.choice = findChoice(symbol);
    const hashOrder = symbols.hashOrder(dialect.model.hashBuckets);
    const check = checkDependencies(
      entriesBelow(builder.root),
      hashOrder,
      symbols.all.length,
      builder.pool.count,
      dialect,
      reporter,
    );
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
      files: this.files,
      environment: this.environment(),
      unknownAnswers: this.unknownAnswers,
      assignedMacros: this.macros.assigned,
      textReferences: this.textReferences,
      dependencyOrder: isDeep ? check.order : null,
    };
  }

  private expandSymbols(text: ByteString, builder: TreeBuilder, kind: TextReference['kind']): ByteString {
    if (this.dialect.reading.expansion !== 'symbols') return text;
    return expandSymbols(text, builder, (symbol) => {
      this.textReferences.push({ symbol, kind, location: this.statement(), entry: builder.block });
    });
  }

  private source(name: string, form: SourceForm): void {
    const scanner = this.scanner as TokenSource;
    const here = this.statement();
    switch (this.dialect.reading.sourceStyle) {
      case 'plain':
        this.enter(name, here);
        return;
      case 'glob': {
        // Each file is opened on top of the one that is to be read after it.
        for (const path of globPaths(this.options.host, this.options.cwd, name).toReversed()) this.enter(path, here);
        return;
      }
      default: {
        const pattern = form.isRelative && !name.startsWith('/') ? directoryOf(scanner.file) + name : name;
        const paths = globPaths(this.options.host, this.sourceRoot(), pattern);
        if (paths.length === 0 && !form.isOptional) this.enter(pattern, here);
        for (const path of paths.toReversed()) this.enter(path, here);
      }
    }
  }

  /** Where patterns start: `$srctree`, else the working directory. */
  private sourceRoot(): string {
    const { cwd, env } = this.options;
    const { srctree } = env;
    if (srctree === undefined || srctree === '') return cwd;
    return srctree.startsWith('/') ? srctree : `${cwd}/${srctree}`;
  }

  private enter(name: string, here: Location): void {
    const scanner = this.scanner as TokenSource;
    const known = this.dialect.reading.repeatedSourceFails && this.names.has(name);
    const found = this.open(name, here);
    if (found === undefined) {
      this.stopAtFile(name, `${here.file}:${here.line}: can't open file "${name}"`, here);
    }
    if (scanner.isOpen(name)) this.stopRecursion(name, here, scanner.includeChain());
    if (known) this.stopRepetition(name, here);
    scanner.enter(name, found.text);
  }

  private stopAtFile(file: string, message: string, here: Location | null): never {
    const { reporter } = this;
    reporter.print(this.dialect.messages.fileErrorsOnStdout ? 'stdout' : 'stderr', `${message}\n`);
    reporter.note('kconfig/file-not-found', 'error', message, here, { file });
    reporter.errors++;
    throw new ConfStop();
  }

  private stopRepetition(name: string, here: Location): never {
    const { reporter } = this;
    const first = this.files.find((file) => file.name === name)?.includedFrom ?? here;
    const message = this.dialect.messages.fileErrorsOnStdout
      ? `file ${name} already scanned?`
      : `${here.file}:${here.line}: error: repeated inclusion of ${name}`;
    const note = `${first.file}:${first.line}: note: location of first inclusion of ${name}`;
    if (this.dialect.messages.fileErrorsOnStdout) reporter.print('stdout', `${message}\n`);
    else reporter.print('stderr', `${message}\n${note}\n`);
    const causes = [cause('include', note, first)];
    reporter.note('kconfig/repeated-inclusion', 'error', message, here, { file: name }, causes);
    reporter.errors++;
    throw new ConfStop();
  }

  private stopRecursion(name: string, here: Location, chain: readonly Location[]): never {
    const { dialect, reporter } = this;
    const repeated = dialect.messages.wholeInclusionChain ? -1 : chain.findIndex((at) => at.file === name);
    const shown = repeated < 0 ? chain : chain.slice(0, repeated + 1);
    const from = shown.map((at) => `  included from: ${at.file}:${at.line}`);
    const text = ['Recursive inclusion detected.', 'Inclusion path:', `  current file : ${name}`, ...from].join('\n');
    if (dialect.messages.fileErrorsOnStdout) reporter.print('stdout', `recursive scan (${name})?\n`);
    else reporter.print('stderr', `${text}\n`);
    const message = 'Recursive inclusion detected.';
    const causes = chain.map((at) => cause('include', `included from: ${at.file}:${at.line}`, at));
    reporter.note('kconfig/recursive-inclusion', 'error', message, here, { file: name }, causes);
    this.reporter.errors++;
    throw new ConfStop();
  }

  private open(name: string, from: Location | null): FoundFile | undefined {
    if (++this.inclusions > inclusionLimit) {
      const prefix = from === null ? '' : `${from.file}:${from.line}: `;
      this.reporter.fatal('kconfig/limit', `${prefix}too many files are included`, from);
    }
    let found = this.texts.get(name);
    if (found === undefined) {
      const { host, cwd, env } = this.options;
      const opened = openFile(host, cwd, env, name, this.absent);
      if (opened === undefined) return undefined;
      if (opened === 'unreadable') {
        this.reporter.print('stderr', 'input in flex scanner failed\n');
        const where = from === null ? '' : `${from.file}:${from.line}: `;
        const message = `${where}"${name}" cannot be read as a file`;
        this.reporter.note('kconfig/file-unreadable', 'error', message, from, { file: name });
        this.reporter.errors++;
        throw new ConfStop();
      }
      found = opened;
      this.texts.set(name, found);
    }
    if (!this.names.has(name)) {
      this.names.add(name);
      this.announce(name, found.text);
      this.files.push({ name, path: found.path, includedFrom: from });
    }
    return found;
  }

  /**
   * Announces the commands of a file, and once the tree's macros are known those of all files to come: the
   * programs then run while the files are parsed.
   */
  private announce(name: string, text: ByteString): void {
    const { options, macros, ahead } = this;
    if (options.announceShell === undefined || ahead.has(name)) return;
    ahead.add(name);
    macros.lookAhead(text);
    const top = this.texts.get(options.topFile ?? 'Kconfig');
    if (this.isAhead || top === undefined || this.dialect.reading.sourceStyle !== 'plain' || !macros.hasFunctions)
      return;
    this.isAhead = true;
    visitSources(top.text, {
      textOf: (file) => this.textAhead(file),
      valueOf: (variable) => macros.plainValue(variable),
      onFile: (file, content) => {
        if (!ahead.has(file)) macros.lookAhead(content);
        ahead.add(file);
      },
    });
  }

  /** Text of a file that will be read; what is wrong with it is said when it is. */
  private textAhead(name: string): ByteString | undefined {
    let found = this.texts.get(name);
    if (found === undefined) {
      const opened = openFile(this.options.host, this.options.cwd, this.options.env, name, this.absent);
      if (opened === undefined || opened === 'unreadable') return undefined;
      found = opened;
      this.texts.set(name, found);
    }
    return found.text;
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
