import type { ByteString } from '../../core/bytes.ts';
import { cause } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { ShellRequest } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import type { Dialect } from '../dialect/dialect.ts';
import type { KconfigFile } from '../model/model.ts';
import { ConfStop, type Reporter } from '../report.ts';
import type { MacroExpander } from './macro.ts';
import { type FoundFile, openFile } from './open-file.ts';
import { visitSources } from './source-ahead.ts';
import { directoryOf, globPaths } from './source-paths.ts';
import type { SourceForm } from './token-reader.ts';
import type { TokenSource } from './token-source.ts';

/** Files read for one tree, each inclusion counted; conf has no limit and would not end. */
const inclusionLimit = 100_000;
/** Steps that a file counts. */
const workPerFile = 256;

/** The place where the files of a tree are read. */
export interface SourceRoot {
  readonly host: Host;
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  readonly topFile: string;
  readonly announceShell?: ((request: ShellRequest) => void) | undefined;
}

/** Finds and opens the files of one tree, with the errors of conf. Source: docs/kconfig-semantics.md §1.6. */
export class SourceFiles {
  /** The files read, in the order of their first inclusion. */
  readonly files: KconfigFile[] = [];
  private readonly root: SourceRoot;
  private readonly dialect: Dialect;
  private readonly reporter: Reporter;
  private readonly macros: MacroExpander;
  private readonly texts = new Map<string, FoundFile>();
  private readonly names = new Set<string>();
  /** Files whose commands are announced. */
  private readonly ahead = new Set<string>();
  /** True when the files to come have been looked into. */
  private isAhead = false;
  private readonly absent = new Map<string, boolean>();
  private inclusions = 0;

  constructor(root: SourceRoot, dialect: Dialect, reporter: Reporter, macros: MacroExpander) {
    this.root = root;
    this.dialect = dialect;
    this.reporter = reporter;
    this.macros = macros;
  }

  /** Text of the top file. */
  openTop(): ByteString {
    const { host, topFile } = this.root;
    host.progress.begin('reading Kconfig files');
    return (this.open(topFile, null) ?? this.stopAtFile(topFile, `can't find file ${topFile}`, null)).text;
  }

  /** Enters the files that a `source` statement names. */
  source(scanner: TokenSource, name: string, form: SourceForm, here: Location): void {
    const { host, cwd } = this.root;
    switch (this.dialect.reading.sourceStyle) {
      case 'plain':
        this.enter(scanner, name, here);
        return;
      case 'glob': {
        // Each file is opened on top of the one that is to be read after it.
        for (const path of globPaths(host, cwd, name).toReversed()) this.enter(scanner, path, here);
        return;
      }
      case 'openwrt': {
        // A pattern may match nothing, and a name may be one in the directory of the file that has it; of several the last is read first.
        let paths = globPaths(host, cwd, name);
        const isOptional = name.includes('*');
        if (paths.length === 0 && !isOptional)
          paths = globPaths(host, cwd, `${directoryOf(scanner.file) || './'}${name}`);
        if (paths.length === 0 && !isOptional) this.stopAtPattern(name, here);
        for (const path of paths) this.enter(scanner, path, here);
        return;
      }
      default: {
        const pattern = form.isRelative && !name.startsWith('/') ? directoryOf(scanner.file) + name : name;
        const paths = globPaths(host, this.sourceRoot(), pattern);
        if (paths.length === 0 && !form.isOptional) this.enter(scanner, pattern, here);
        for (const path of paths.toReversed()) this.enter(scanner, path, here);
      }
    }
  }

  /** Where patterns start: `$srctree`, else the working directory. */
  private sourceRoot(): string {
    const { cwd, env } = this.root;
    const { srctree } = env;
    if (srctree === undefined || srctree === '') return cwd;
    return srctree.startsWith('/') ? srctree : `${cwd}/${srctree}`;
  }

  private enter(scanner: TokenSource, name: string, here: Location): void {
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

  /** Source: OpenWrt scripts/config/lexer.l, zconf_nextfile. */
  private stopAtPattern(file: string, here: Location): never {
    const { reporter } = this;
    const message = `${here.file}:${here.line}: glob failed: No files found "${file}"`;
    reporter.print('stdout', `${message}\n`);
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
    const message = 'Recursive inclusion detected.';
    const style = dialect.messages.inclusionReport;
    if (style === 'scan') reporter.print('stdout', `recursive scan (${name})?\n`);
    else if (style === 'quoted') reporter.print('stdout', quotedInclusion(name, shown));
    else reporter.print('stderr', `${[message, 'Inclusion path:', `  current file : ${name}`, ...from].join('\n')}\n`);
    const causes = chain.map((at) => cause('include', `included from: ${at.file}:${at.line}`, at));
    reporter.note('kconfig/recursive-inclusion', 'error', message, here, { file: name }, causes);
    this.reporter.errors++;
    throw new ConfStop();
  }

  private open(name: string, from: Location | null): FoundFile | undefined {
    if (this.root.host.budget?.spend(workPerFile, from) === true) {
      this.reporter.fatal('kconfig/limit', 'the time limit is over', from);
    }
    if (++this.inclusions > inclusionLimit) {
      const prefix = from === null ? '' : `${from.file}:${from.line}: `;
      this.reporter.fatal('kconfig/limit', `${prefix}too many files are included`, from);
    }
    let found = this.texts.get(name);
    if (found === undefined) {
      const opened = this.find(name);
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
      this.root.host.progress.step('reading Kconfig files');
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
    const { root, macros, ahead } = this;
    if (root.announceShell === undefined || ahead.has(name)) return;
    ahead.add(name);
    macros.lookAhead(text);
    const top = this.texts.get(root.topFile);
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

  /** Text of a file that will be read; its faults are reported then. */
  private textAhead(name: string): ByteString | undefined {
    let found = this.texts.get(name);
    if (found === undefined) {
      const opened = this.find(name);
      if (opened === undefined || opened === 'unreadable') return undefined;
      found = opened;
      this.texts.set(name, found);
    }
    return found.text;
  }

  private find(name: string): FoundFile | 'unreadable' | undefined {
    const { host, cwd, env } = this.root;
    return openFile(host, cwd, env, name, this.absent);
  }
}

/** The report up to Linux 4.11, which reads the file once more and counts its line two too many. Source: zconf.l, zconf_nextfile. */
function quotedInclusion(name: string, chain: readonly Location[]): string {
  const first = chain.at(-1);
  const from = chain.map(
    ({ file, line }, at) => `  included from: '${file}:${at === chain.length - 1 ? line + 2 : line}'\n`,
  );
  const head = `${first?.file ?? name}:${first?.line ?? 0}: recursive inclusion detected. Inclusion path:\n`;
  return `${head}  current file : '${name}'\n${from.join('')}`;
}
