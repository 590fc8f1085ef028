import { archVariants } from '../core/arch-variants.ts';
import type { ByteString } from '../core/bytes.ts';
import { type AnyDiagnostic, diagnostic } from '../core/diagnostic.ts';
import { KgateError, passTroubleOn } from '../core/errors.ts';
import type { Location } from '../core/location.ts';
import type { Host } from '../host/host.ts';
import { detectDialect, type StaticFile } from '../kconfig/index.ts';
import { type MakefileScan, scanMakefile } from '../make/index.ts';
import type { LintDiagnostic, RuleName } from './codes.ts';
import { findChains } from './conditional-line.ts';
import { readConfigFile } from './config-file.ts';
import { ConditionReader } from './kconfig/conjuncts.ts';
import { dependencyGraph } from './kconfig/dependency-graph.ts';
import { readingsOf } from './kconfig/readings.ts';
import { type Circle, findCircles } from './kconfig/recursion.ts';
import { createSourceGraph, sourcedPaths } from './kconfig/source-graph.ts';
import { indexSymbols, parseSymbols } from './kconfig/symbol-index.ts';
import type { OfferProofs, TreeProofs } from './proofs.ts';
import { rules } from './registry.ts';
import {
  findLineStarts,
  type LintConfigFile,
  type LintKconfig,
  type LintMakefile,
  type LintTree,
  maxFindingsPerFile,
  type Preset,
  type Rule,
} from './rule.ts';
import { ConfigEvaluator } from './config/evaluated-config.ts';
import { templateNames } from './kconfig/template-names.ts';
import { BuiltBy } from './source/built-by.ts';
import { KbuildModel } from './make/kbuild-model.ts';
import { IncludedSources } from './source/included-sources.ts';
import { isInTree, readSources, type SourcesRead } from './source/read-sources.ts';
import { type AllowComment, readComments } from '../suppress/comments.ts';
import { findLintFiles, isBelow, join, type LintFile, normalizeTreePath } from './tree-files.ts';

/** What {@link lintTree} is asked. */
export interface LintOptions {
  readonly host: Host;
  /** The source tree, absolute or relative to the host's directory. */
  readonly directory: string;
  /** `ARCH` or source architectures: only these of `arch/*` are linted. Symbols come from all. */
  readonly archs?: readonly string[];
  /** Files and directories below the tree to lint instead of all; symbols still come from all of it. */
  readonly paths?: readonly string[];
  /** Files to lint of those that would be; for lines that have changed. */
  readonly within?: ReadonlySet<string>;
  /** Rules to run; those of `preset` when absent. */
  readonly only?: readonly RuleName[];
  /** Those of `only` that were asked for by name, all of them when absent: proofs that take long are made for these. */
  readonly named?: readonly RuleName[];
  /** `recommended` when absent. */
  readonly preset?: Preset;
  /** Where proofs come from; rules that need some find nothing without. */
  readonly proofs?: OfferProofs;
}

/** What {@link lintTree} looked at and found. */
export interface LintCounts {
  /** Files that were linted. */
  readonly files: number;
  readonly makefiles: number;
  /** Linted Kconfig files; the others are read for their symbols alone. */
  readonly kconfigs: number;
  /** C files, headers, assembly and devicetree sources that were linted. */
  readonly sources: number;
  /** Defconfigs and fragments of the tree. */
  readonly configs: number;
  /** Findings by rule name, rules without one included. */
  readonly byRule: Readonly<Record<RuleName, number>>;
  /** Rules of the preset that did not run: their proofs take long on this tree, and they were not asked for by name. */
  readonly notApplied: readonly RuleName[];
}

/** What {@link lintTree} gives. */
export interface LintOutcome {
  /** Ordered by file (byte order), line, column and code; locations and edits are relative to the tree. */
  readonly diagnostics: readonly LintDiagnostic[];
  readonly counts: LintCounts;
  /** Those of the named paths that hold nothing to look at. */
  readonly empty: readonly string[];
  /** Linted files with comments that suppress findings; `diagnostics` has these, too. */
  readonly comments: readonly FileComments[];
}

/** The comments of one file. */
export interface FileComments {
  readonly path: string;
  readonly comments: readonly AllowComment[];
}

/** Larger files are not looked at; the largest makefile or Kconfig file of Linux 6.12 has 110 KiB. */
const maxFileBytes = 4 * 1024 * 1024;
/** Conditionals around one line, `else if…` counted each; the deepest of Linux 6.12 is 6. */
const maxNesting = 500;

/** The script of a tree that has its symbols in comments of source files. Source: BusyBox 1.35.0. */
const symbolsInSources = 'scripts/gen_build_files.sh';

/**
 * Looks at the makefiles and Kconfig files of a tree: no configuration, no compiler, no process.
 * Every file is read once. Never throws for what stands in the tree; a file that cannot be looked
 * at gives a `lint/skipped` note.
 */
export function lintTree(options: LintOptions): LintOutcome {
  const { host, directory } = options;
  const { progress } = host;
  progress.begin('looking for files');
  const found = findLintFiles({
    host,
    directory,
    ...(options.archs === undefined ? {} : { srcarchs: options.archs.map((arch) => archVariants[arch] ?? arch) }),
    ...(options.within === undefined ? {} : { within: options.within }),
    ...(options.paths === undefined ? {} : { paths: options.paths }),
  });
  const diagnostics: LintDiagnostic[] = found.skipped.map((skip) => skipped({ file: skip.path, line: 1 }, skip.reason));
  const report = (path: string, reason: string): void => {
    diagnostics.push(skipped({ file: path, line: 1 }, reason));
  };

  const { dialect, evidence } = detectDialect(host, directory);
  const kconfigs = new Map<string, StaticFile>();
  const lintedKconfigFiles: LintKconfig[] = [];
  const makefiles: LintMakefile[] = [];
  const allMakefiles: LintMakefile[] = [];
  const configs: LintConfigFile[] = [];
  const makefileTexts = new Map<string, ByteString>();
  const scans = new Map<string, MakefileScan>();
  const assignedNames = new Set<string>();
  const valueLists = new Set<string>();
  let linted = 0;
  let lintedKconfigs = 0;
  const looseNames = new Set<string>();
  const looseTexts: ByteString[] = [];
  let isSymbolIndexIncomplete = false;
  const commented: FileComments[] = [];
  const noteComments = (path: string, kind: LintFile['kind'], text: ByteString): void => {
    const comments = readComments(text, kind);
    if (comments.length > 0) commented.push({ path, comments });
  };
  const addKconfig = ({ path, isLinted }: LintFile, text: ByteString): void => {
    if (isLinted) noteComments(path, 'kconfig', text);
    if (isLinted) lintedKconfigs++;
    const parsed = parseSymbols(path, text, dialect);
    // What stands behind a mistake may not have been understood: its names at least are kept.
    if (parsed.diagnostics.some((diagnostic) => diagnostic.severity === 'error')) {
      collectLooseNames(text, looseNames);
      looseTexts.push(text);
    }
    kconfigs.set(path, parsed);
    if (isLinted) lintedKconfigFiles.push({ path, text, lineStarts: findLineStarts(text), parsed });
  };
  const sourceFiles = found.files.filter(({ kind }) => kind === 'source');
  progress.begin('reading Kconfig files and makefiles', found.files.length - sourceFiles.length);
  for (const file of found.files) {
    if (file.kind === 'source') continue;
    progress.step('reading Kconfig files and makefiles');
    const text = readText(host, directory, file, report);
    if (text === undefined) {
      if (file.kind === 'kconfig') isSymbolIndexIncomplete = true;
      continue;
    }
    if (file.isLinted && file.kind !== 'kconfig') noteComments(file.path, file.kind, text);
    if (file.kind === 'config') {
      if (file.isLinted) configs.push(readConfigFile(file.path, text, dialect.dotConfig.prefix));
      continue;
    }
    if (file.isLinted) linted++;
    if (file.kind === 'kconfig') {
      addKconfig(file, text);
      continue;
    }
    if (nestsTooDeep(text)) {
      report(file.path, `its conditionals nest more than ${maxNesting} deep`);
      continue;
    }
    makefileTexts.set(file.path, text);
    // A makefile without the prefix can neither use nor set a symbol: it is only scanned where rules look at it.
    const mentionsConfig = text.includes('CONFIG_');
    if (!mentionsConfig && !file.isLinted) continue;
    const scan = scanMakefile(file.path, text);
    scans.set(file.path, scan);
    const makefile = { path: file.path, text, scan, lineStarts: findLineStarts(text), chains: findChains(scan) };
    if (mentionsConfig) collectNames(makefile, assignedNames, valueLists);
    allMakefiles.push(makefile);
    if (file.isLinted) makefiles.push(makefile);
  }

  // A Kconfig file can have any name: what source lines name is read, too.
  for (const [, parsed] of kconfigs) {
    for (const path of sourcedPaths(
      parsed,
      (one) => kconfigs.has(one) || host.stat(join(directory, one))?.kind !== 'file' || !isInTree(host, directory, one),
    )) {
      const file: LintFile = { path, kind: 'kconfig', isLinted: options.paths === undefined };
      const text = readText(host, directory, file, report);
      if (text !== undefined) addKconfig(file, text);
      if (text !== undefined && file.isLinted) linted++;
    }
  }

  const symbols = indexSymbols(kconfigs.values());
  for (const name of templateNames(kconfigs.values(), looseTexts)) looseNames.add(name);
  const conditions = new ConditionReader(symbols);
  const flags = new Set<string>();
  const lintedPaths = new Set(found.files.filter(({ isLinted }) => isLinted).map(({ path }) => path));
  const includes = new IncludedSources(host, directory, sourceFiles);
  for (const text of makefileTexts.values())
    for (const [, name] of text.matchAll(/-D[ \t]*(\w+)/g)) flags.add(name as string);
  // Tens of thousands of files: they are read when the first rule asks for what is in them.
  let read: SourcesRead | undefined;
  const sources = (): SourcesRead => {
    const onComment = (path: string, text: ByteString): void => {
      if (isInTree(host, directory, path)) noteComments(path, 'source', text);
    };
    const names = { symbols, flags, looseNames };
    return (read ??= progress.hold('reading sources', sourceFiles.length, () =>
      readSources({ host, directory, files: sourceFiles, includes, onComment, ...names }),
    ));
  };
  if (host.stat(join(directory, symbolsInSources)) !== undefined) sources();
  const evaluator = new ConfigEvaluator(host, directory, dialect);
  const graph = createSourceGraph(kconfigs, conditions, dialect.values.choiceEngine !== 'new');
  // Without sources of conf the milder of its checks counts.
  const checkRules = {
    followsImply: dialect.model.recursionIsFatal,
    isStrict: dialect.values.choiceEngine === 'new' && evidence.length > 0,
  };
  let proofs: readonly [TreeProofs | null] | undefined;
  const asked = options.named ?? options.only ?? [];
  const isAsked = rules.some(({ meta }) => meta.needsProofs === true && asked.includes(meta.name));
  let circles: readonly Circle[] | undefined;
  const tree: LintTree = {
    dialect,
    symbols,
    conditions,
    sources: graph,
    get circles() {
      circles ??= findCircles(dependencyGraph(kconfigs, graph, checkRules), readingsOf(kconfigs, graph));
      return circles;
    },
    get proofs() {
      proofs ??= [options.proofs?.({ symbols: symbols.symbols.size, isAsked }) ?? null];
      return proofs[0] ?? null;
    },
    isRecursionFatal: dialect.model.recursionIsFatal,
    kconfigs,
    has: (path) => host.stat(join(directory, path)) !== undefined,
    evaluateConfig: (file) => evaluator.evaluate(file),
    builtBy: new BuiltBy(allMakefiles),
    textOf: (path) => readText(host, directory, { path, kind: 'source', isLinted: true }, () => undefined),
    isNamedByMakefile: (text) => [...makefileTexts.values()].some((one) => one.includes(text)),
    configPrefix: dialect.dotConfig.prefix,
    kbuild: new KbuildModel({
      directories: found.directories,
      makefiles: makefileTexts,
      scans,
      symbols,
      readFile: (path) => host.readFile(join(directory, path)),
    }),
    isLinted: (path) => lintedPaths.has(path),
    isIncludedSource: (path) => {
      // What rules about sources read is not read twice.
      sources();
      return includes.has(path);
    },
    looseNames,
    assignedNames,
    get defines() {
      return sources().defines;
    },
    get ownDefines() {
      return sources().ownDefines;
    },
    valueLists,
    isSymbolIndexIncomplete: isSymbolIndexIncomplete || symbols.symbols.size === 0,
  };
  const unread = new Set(diagnostics.map(({ location }) => location?.file));
  const looked = found.files.flatMap(({ isLinted, path }) => (isLinted && !unread.has(path) ? [path] : []));
  const empty = (options.paths ?? []).filter((path) => {
    const root = normalizeTreePath(path);
    return root === undefined || !looked.some((one) => isBelow(one, root));
  });
  const byRule = Object.fromEntries(rules.map((rule) => [rule.meta.name, 0])) as Record<RuleName, number>;
  const keep = (rule: Rule, path: string, findings: readonly LintDiagnostic[]): void => {
    for (const finding of findings.slice(0, maxFindingsPerFile)) diagnostics.push(finding);
    byRule[rule.meta.name] += Math.min(findings.length, maxFindingsPerFile);
    if (findings.length > maxFindingsPerFile) {
      report(path, `only the first ${maxFindingsPerFile} findings of ${rule.meta.name} are listed`);
    }
  };
  const notApplied: RuleName[] = [];
  const selected = rules.filter((rule) => isSelected(rule, options));
  progress.begin('applying rules', selected.length);
  for (const rule of selected) {
    progress.step('applying rules');
    if (rule.meta.needsProofs === true && lintedKconfigFiles.length > 0 && tree.proofs === null) {
      notApplied.push(rule.meta.name);
    }
    for (const makefile of makefiles) keep(rule, makefile.path, rule.checkMakefile?.(makefile, tree) ?? []);
    if (rule.checkTree !== undefined) {
      const byFile = new Map<string, LintDiagnostic[]>();
      for (const finding of rule.checkTree(tree)) {
        const path = finding.location?.file ?? '';
        const known = byFile.get(path);
        if (known === undefined) byFile.set(path, [finding]);
        else known.push(finding);
      }
      for (const [path, findings] of byFile) keep(rule, path, findings);
    }
    for (const file of lintedKconfigFiles) keep(rule, file.path, rule.checkKconfig?.(file, tree) ?? []);
    for (const file of configs) keep(rule, file.path, rule.checkConfig?.(file, tree) ?? []);
    if (rule.checkSource !== undefined) {
      for (const file of sources().files) {
        const findings = rule.checkSource(file, tree);
        if (findings.length > 0 && isInTree(host, directory, file.path)) keep(rule, file.path, findings);
      }
    }
  }
  diagnostics.sort(compareFindings);
  const lintedSources = read?.linted ?? 0;
  return {
    diagnostics,
    empty,
    comments: commented,
    counts: {
      files: linted + lintedSources + configs.length,
      makefiles: linted - lintedKconfigs,
      kconfigs: lintedKconfigs,
      sources: lintedSources,
      configs: configs.length,
      byRule,
      notApplied,
    },
  };
}

const presets: readonly Preset[] = ['recommended', 'all', 'pedantic'];

function isSelected({ meta }: Rule, { only, preset = 'recommended' }: LintOptions): boolean {
  if (only !== undefined) return only.includes(meta.name);
  return presets.indexOf(meta.preset) <= presets.indexOf(preset);
}

/** True when some line lies in more conditionals than {@link maxNesting}: a scan lists them for every line. */
function nestsTooDeep(text: ByteString): boolean {
  const levels: number[] = [];
  let around = 0;
  for (const [, word = '', further] of text.matchAll(/^[ \t]*(ifn?eq|ifn?def|else|endif)\b(?:[ \t]+(if))?/gm)) {
    if (word === 'endif') around -= levels.pop() ?? 0;
    else if (word !== 'else') {
      levels.push(1);
      around++;
    } else if (further !== undefined && levels.length > 0) {
      levels.push((levels.pop() ?? 0) + 1);
      around++;
    }
    if (around > maxNesting) return true;
  }
  return false;
}

/** The text of a file, or undefined after `report` got the reason. */
function readText(
  host: Host,
  directory: string,
  file: LintFile,
  report: (path: string, reason: string) => void,
): ByteString | undefined {
  let text: ByteString | undefined;
  try {
    text = host.readFile(join(directory, file.path));
  } catch (error) {
    passTroubleOn(error);
    if (!(error instanceof KgateError)) throw error;
    report(file.path, `it cannot be read (${error.message})`);
    return undefined;
  }
  if (text === undefined) report(file.path, 'it is gone');
  else if (text.length > maxFileBytes) report(file.path, `it is larger than ${maxFileBytes / 1024 / 1024} MiB`);
  else if (text.includes('\0')) report(file.path, 'it holds NUL bytes, so it is no text');
  else return text;
  return undefined;
}

/** Every name that a line could define, in a file that conf would not accept. */
function collectLooseNames(text: ByteString, names: Set<string>): void {
  for (const match of text.matchAll(/^[ \t]*(?:menu)?config[ \t]+(\w+)/gm))
    if (match[1] !== undefined) names.add(match[1]);
}

/** Names that makefiles give a value themselves (they need no Kconfig definition), and symbols that choose lists. */
function collectNames(makefile: LintMakefile, names: Set<string>, valueLists: Set<string>): void {
  for (const statement of makefile.scan.statements) {
    switch (statement.kind) {
      case 'assignment':
      case 'define':
        if (statement.left.includes('CONFIG_')) {
          addNames(statement.left, names);
          const list = /-\$[({]CONFIG_(\w+)[)}]$/.exec(statement.left.trimEnd());
          if (list?.[1] !== undefined) valueLists.add(list[1]);
        }
        break;
      case 'rule':
        // A target-specific value: `target: CONFIG_X = y`.
        if (statement.right.includes('CONFIG_')) addTargetSpecific(statement.right, names);
        break;
      case 'export':
      case 'unexport':
        // Passed to sub-makes: a makefile above this one sets it.
        if (statement.right.includes('CONFIG_')) addNames(statement.right, names);
        break;
      default:
    }
  }
}

function addNames(text: ByteString, names: Set<string>): void {
  for (const word of text.split(/\s+/)) if (/^CONFIG_\w+$/.test(word)) names.add(word);
}

function addTargetSpecific(text: ByteString, names: Set<string>): void {
  const match = /^\s*(?:(?:private|override|export)\s+)*(CONFIG_\w+)\s*[:+?]?=/.exec(text);
  if (match?.[1] !== undefined) names.add(match[1]);
}

function skipped(location: Location, reason: string): LintDiagnostic {
  const args = { file: location.file === '' ? '.' : location.file, reason };
  const message = `${args.file} was not looked at: ${reason}`;
  return diagnostic({ code: 'lint/skipped', severity: 'info', form: 'verbatim', message, args, location });
}

/** The order of findings: by file, line, column, code and message. */
export function compareFindings(a: AnyDiagnostic, b: AnyDiagnostic): number {
  const left = a.location;
  const right = b.location;
  if (left === null || right === null) return left === right ? 0 : left === null ? -1 : 1;
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  if (left.line !== right.line) return left.line - right.line;
  if (left.column !== right.column) return (left.column ?? 0) - (right.column ?? 0);
  if (a.code !== b.code) return a.code < b.code ? -1 : 1;
  return a.message < b.message ? -1 : a.message > b.message ? 1 : 0;
}
