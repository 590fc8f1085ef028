import { HostError } from '../core/errors.ts';
import type { Location } from '../core/location.ts';
import type { RunShell, ShellCall, ShellRequest } from '../core/shell.ts';
import type { ByteString } from '../core/text.ts';
import type { Host } from '../host/host.ts';
import type { BuildEntry } from './build-types.ts';
import { checkDependencies, entriesBelow } from './check-dependencies.ts';
import { defaultDialect } from './dialect.ts';
import type { Dialect } from './dialect.ts';
import { finalizeTree, findChoice } from './finalize.ts';
import { MacroExpander } from './macro.ts';
import type { KconfigFile, KconfigModel, MacroUse, ParseResult, UnknownAnswer } from './model.ts';
import { Parser } from './parser.ts';
import { ConfStop, Reporter } from './report.ts';
import { Scanner } from './scanner.ts';
import { TreeBuilder } from './tree-builder.ts';

/** What {@link parseKconfig} needs. */
export interface ParseOptions {
  readonly host: Host;
  /** Working directory of conf, absolute: the object directory of a kernel build. */
  readonly cwd: string;
  /** Argument of conf; `Kconfig` when absent. */
  readonly topFile?: string;
  /** Environment of conf: `srctree` is the second search root, the rest is read by macros. */
  readonly env: Readonly<Record<string, ByteString>>;
  /** Answers `$(shell,…)`. */
  readonly runShell: RunShell;
  /**
   * Told the commands of a file's macros before the file is parsed, so that they can run meanwhile.
   * Some of them may never be asked for.
   */
  readonly announceShell?: (request: ShellRequest) => void;
  /** Linux 6.12 when absent. */
  readonly dialect?: Dialect;
}

/** Longest chain of dependencies that is evaluated by plain recursion. */
const recursionLimit = 400;
/** Files read for one tree, each inclusion counted; conf has no limit and would not end. */
const inclusionLimit = 100_000;

/** Reads a Kconfig tree as conf does. Never throws for bad input. */
export function parseKconfig(options: ParseOptions): ParseResult {
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
 * a directory. Source: kconfig-semantics 1.6.
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
  /** Entry that was worked on last. */
  at: Location | null = null;
  private readonly options: ParseOptions;
  private readonly reporter: Reporter;
  private readonly dialect: Dialect;
  private readonly macros: MacroExpander;
  private readonly texts = new Map<string, FoundFile>();
  private readonly names = new Set<string>();
  private readonly absent = new Map<string, boolean>();
  private scanner: Scanner | null = null;
  private inclusions = 0;
  /** Unknown answers of the statement being read, not yet tied to an entry. */
  private pending: ShellCall[] = [];

  constructor(options: ParseOptions, reporter: Reporter) {
    this.options = options;
    this.reporter = reporter;
    this.dialect = options.dialect ?? defaultDialect;
    this.macros = new MacroExpander({
      reporter,
      env: options.env,
      cwd: options.cwd,
      runShell: options.runShell,
      shellLimit: this.dialect.shellLimit,
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
      return reporter.fatal('kconfig/file-not-found', `can't find file ${topFile}`, null);
    }
    const builder = new TreeBuilder(topFile, reporter);
    const scanner = new Scanner(topFile, found.text, reporter, this.macros);
    this.scanner = scanner;
    const parser = new Parser(scanner, builder, reporter, dialect, {
      assign: (name, operator, value) => {
        this.pending = [];
        this.macros.assign(name, operator, value);
        for (const call of this.pending) this.noteUnknown(call, this.statement(), value, null, name);
        this.pending = [];
      },
      source: (path) => this.source(path),
      onMacros: (uses, entry) => this.noteUses(uses, entry),
    });
    parser.parse();
    builder.seal();
    if (reporter.errors > 0) throw new ConfStop();
    return this.complete(builder);
  }

  private complete(builder: TreeBuilder): KconfigModel {
    const { reporter, dialect } = this;
    const { symbols } = builder;
    const modules = builder.modules ?? symbols.no;
    if (builder.root.prompt === null) {
      builder.addRootPrompt('Main menu');
    }
    finalizeTree(builder, modules, reporter, (entry) => {
      this.at = entry.location;
    });
    for (const symbol of symbols.all) symbol.choice = findChoice(symbol);
    const check = checkDependencies(entriesBelow(builder.root), symbols.all.length, builder.pool.count, reporter);
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
      hashOrder: symbols.hashOrder(dialect.hashBuckets),
      symbolCount: symbols.all.length,
      expressionCount: builder.pool.count,
      files: this.files,
      environment: this.environment(),
      unknownAnswers: this.unknownAnswers,
      dependencyOrder: isDeep ? check.order : null,
    };
  }

  private source(name: string): void {
    const scanner = this.scanner as Scanner;
    const here: Location = { file: scanner.file, line: scanner.statementLine };
    const found = this.open(name, here);
    if (found === undefined) {
      const message = `${here.file}:${here.line}: can't open file "${name}"`;
      this.reporter.fatal('kconfig/file-not-found', message, here);
    }
    if (scanner.isOpen(name)) this.stopRecursion(name, here, scanner.includeChain());
    scanner.enter(name, found.text);
  }

  private stopRecursion(name: string, here: Location, chain: readonly Location[]): never {
    const from = chain.map((at) => `  included from: ${at.file}:${at.line}`);
    const text = ['Recursive inclusion detected.', 'Inclusion path:', `  current file : ${name}`, ...from].join('\n');
    this.reporter.print('stderr', `${text}\n`);
    this.reporter.note(
      'kconfig/recursive-inclusion',
      'error',
      'Recursive inclusion detected.',
      here,
      chain.map((at) => ({
        kind: 'include',
        message: `included from: ${at.file}:${at.line}`,
        location: at,
        causes: [],
      })),
    );
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
      const opened = openFile(this.options.host, this.options.cwd, this.options.env, name, this.absent);
      if (opened === undefined) return undefined;
      if (opened === 'unreadable') {
        this.reporter.print('stderr', 'input in flex scanner failed\n');
        const where = from === null ? '' : `${from.file}:${from.line}: `;
        this.reporter.note('kconfig/file-unreadable', 'error', `${where}"${name}" cannot be read as a file`, from);
        this.reporter.errors++;
        throw new ConfStop();
      }
      found = opened;
      this.texts.set(name, found);
    }
    if (!this.names.has(name)) {
      this.names.add(name);
      this.macros.lookAhead(found.text);
      this.files.push({ name, path: found.path, includedFrom: from });
    }
    return found;
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
    const message = `${location.file}:${location.line}: the answer of "${call.command}" is unknown: ${call.answer.unknown ?? ''}`;
    this.reporter.note('kconfig/unknown-shell-answer', 'warning', message, location);
  }

  private statement(): Location {
    const { scanner } = this;
    return { file: scanner?.file ?? '', line: scanner?.statementLine ?? 0 };
  }

  /** File and physical line being read. */
  position(): Location {
    const { scanner } = this;
    return { file: scanner?.file ?? '', line: scanner?.line ?? 0 };
  }
}
