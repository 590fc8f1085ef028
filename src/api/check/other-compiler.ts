/** Where a `.config` came from: the compiler it was written with, and what the one at hand makes of it. */

import type { ByteString } from '../../core/bytes.ts';
import { type Cause, type Fix, diagnostic } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { isUnknownMacro, lineValue } from '../../explain/difference.ts';
import { asksIdentity, IdentitySymbols } from '../../explain/identity-question.ts';
import { listPlaces } from '../../explain/places.ts';
import { explainSymbol } from '../../explain/symbol.ts';
import type { Host } from '../../host/host.ts';
import type { Configuration, KconfigSymbol, MacroUse } from '../../kconfig/index.ts';
import { hasPrompt } from '../../kconfig/index.ts';
import { type BuildRequest, openSession, type ResolvedConfig, type Session } from '../../kernel/index.ts';
import { type CompilerProfile, locateProgram } from '../../probe/index.ts';
import { callsBehind } from '../compare/compared-variables.ts';
import { otherRecords, toolchainFix } from './toolchain-fix.ts';

/** Symbols that are explained; the rest is counted. */
const maxListed = 20;
/** Longest a compiler may take to say who it is, in milliseconds. */
const timeoutMs = 5000;

/** What {@link otherCompiler} needs. */
export interface OtherCompilerOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly profile: CompilerProfile | null;
  readonly session: Session;
  readonly resolved: ResolvedConfig;
  readonly configuration: Configuration;
  /** Recorded compilers that may be the one; asked only when it is another one. Absent: none is offered. */
  readonly otherProfiles?: () => readonly CompilerProfile[];
  /** False leaves out what changes, and the ways out. */
  readonly isWhole?: boolean;
}

/** A symbol that the file has otherwise. */
interface Changed {
  readonly symbol: KconfigSymbol;
  readonly from: string;
  readonly to: string;
}

function isLogical(symbol: KconfigSymbol): boolean {
  return symbol.type === 'bool' || symbol.type === 'tristate';
}

/** The value of a line; no line of a bool and `is not set` are the same to everybody who reads it. */
function plainValue(symbol: KconfigSymbol, text: string): string {
  return isLogical(symbol) && text === '' ? 'n' : text;
}

/** Symbols whose value in the file is not the one they have now, by name. */
function changedSymbols(configuration: Configuration): Map<string, Changed> {
  const changed = new Map<string, Changed>();
  for (const [name, symbol] of configuration.model.symbols) {
    if (symbol.entries.length === 0) continue;
    const given = configuration.userValue(symbol);
    const from = plainValue(symbol, given?.location == null ? '' : given.text);
    const to = plainValue(symbol, lineValue(configuration, symbol));
    if (from !== to) changed.set(name, { symbol, from, to });
  }
  return changed;
}

/** Symbols without a prompt in which the file differs: a cheap look that finds nothing in nearly every run. */
function differsInHidden(configuration: Configuration): KconfigSymbol[] {
  const found: KconfigSymbol[] = [];
  for (const symbol of configuration.model.symbols.values()) {
    if (isLogical(symbol) || symbol.entries.length === 0 || hasPrompt(symbol)) continue;
    const given = configuration.userValue(symbol);
    if (given?.location != null && given.text !== lineValue(configuration, symbol)) found.push(symbol);
  }
  return found;
}

function runsSomething(macro: MacroUse): boolean {
  return macro.shellCalls.length > 0;
}

/** Finds out which changes come from what the compiler answered. */
class ProbeOrigins {
  private readonly configuration: Configuration;
  private readonly changed: ReadonlyMap<string, Changed>;
  private readonly identities: IdentitySymbols;
  private readonly known = new Map<string, boolean>();

  constructor(configuration: Configuration, changed: ReadonlyMap<string, Changed>, identities: IdentitySymbols) {
    this.configuration = configuration;
    this.changed = changed;
    this.identities = identities;
  }

  /** True for a symbol with a macro of its own that ran something. */
  isRoot({ symbol }: Changed): boolean {
    return [...listPlaces(this.configuration, symbol).values()].some((place) => place.macros.some(runsSomething));
  }

  /** True when a probe decides a changed symbol, or another one that a probe has changed. */
  has(name: string): boolean {
    const known = this.known.get(name);
    if (known !== undefined) return known;
    this.known.set(name, false);
    const change = this.changed.get(name);
    if (change === undefined) return false;
    const places = [...listPlaces(this.configuration, change.symbol).values()];
    // What nobody could answer has changed nothing that is known.
    const isUnknown = places.some(({ macros }) => macros.some(isUnknownMacro));
    const isFound =
      this.identities.has(name) ||
      (!isUnknown &&
        places.some(
          ({ macros, symbols }) => macros.some(runsSomething) || symbols.some((symbol) => this.has(symbol.name)),
        ));
    this.known.set(name, isFound);
    return isFound;
  }
}

/** What comes after the program's own name: `(Debian 12.2.0-14) 12.2.0`. */
function withoutName(words: string): string {
  return words.replace(/^\S*(?:gcc|cc)(?:-\d[\d.]*)?(?= )/, '').trim();
}

/** The last version in a compiler's words. */
function versionOf(words: string): string {
  return /(\d+\.\d+(?:\.\d+)?)\D*$/.exec(words)?.[1] ?? '';
}

function listChanges(changes: readonly Changed[], { configuration, session }: OtherCompilerOptions): Cause[] {
  const seen = new Set<KconfigSymbol>();
  const causes = changes.slice(0, maxListed).map(({ symbol, from, to }): Cause => {
    const told = (value: string): string => (value === '' ? 'unset' : value);
    const { causes: reasons } = explainSymbol(configuration, symbol, seen, session.insight);
    return {
      kind: 'symbol',
      message: `${symbol.name}: ${told(from)} in the file, ${told(to)} now`,
      location: configuration.userValue(symbol)?.location ?? symbol.entries[0]?.location ?? null,
      symbol: symbol.name,
      value: to,
      causes: reasons,
    };
  });
  const more = changes.length - causes.length;
  if (more > 0) causes.push({ kind: 'note', message: `${more} more symbols change`, location: null, causes: [] });
  return causes;
}

/**
 * One diagnostic where the file was written with another compiler than the one at hand, with what changes and is
 * not told as a value that was asked for and lost; none where the words are the same.
 */
export function otherCompiler(options: OtherCompilerOptions): Diagnostic[] {
  const { configuration, resolved, session } = options;
  if (resolved.source.source !== 'file') return [];
  const hidden = differsInHidden(configuration);
  if (hidden.length === 0) return [];
  const isIdentityVariable = (name: string): boolean =>
    session.makes().some((make) => callsBehind(make, name).some(asksIdentity));
  const identities = new IdentitySymbols([configuration], isIdentityVariable);
  const versions = hidden.filter((symbol) => identities.has(symbol.name));
  // The words themselves tell more than a number.
  const main = versions.find((symbol) => symbol.type === 'string') ?? versions[0];
  if (main === undefined) return [];
  const given = configuration.userValue(main);
  const words = { file: given?.text ?? '', now: lineValue(configuration, main) };
  const changed = changedSymbols(configuration);
  const origins = new ProbeOrigins(configuration, changed, identities);
  const changes = [...changed.values()].filter(
    ({ symbol }) =>
      !identities.has(symbol.name) &&
      // What a prompt asks for and does not get is told by itself.
      !(hasPrompt(symbol) && configuration.userValue(symbol)?.location != null) &&
      origins.has(symbol.name),
  );
  // What a probe decides is explained before what follows from it.
  changes.sort((one, other) => Number(origins.isRoot(other)) - Number(origins.isRoot(one)));
  const isRenamed =
    versions.length === 1 && main.type === 'string' && withoutName(words.file) === withoutName(words.now);
  if (isRenamed && changes.length === 0) return [];
  const isCompiler = main.type !== 'string' || /gcc|clang|\bcc\b/i.test(words.file);
  const tool = isCompiler ? 'compiler' : 'tool';
  const told = main.type === 'string' ? '' : `CONFIG_${main.name} `;
  const count = `${changes.length} symbol${changes.length === 1 ? ' changes' : 's change'} with it`;
  const others: Cause[] = versions
    .filter((symbol) => symbol !== main)
    .map((symbol) => ({
      kind: 'note',
      message: `CONFIG_${symbol.name}: ${configuration.userValue(symbol)?.text ?? ''} in the file, ${lineValue(configuration, symbol)} now`,
      location: configuration.userValue(symbol)?.location ?? null,
      causes: [],
    }));
  const isWhole = options.isWhole !== false;
  return [
    diagnostic({
      code: 'kernel/other-compiler',
      severity: changes.length > 0 ? 'warning' : 'info',
      message: `written with another ${tool}: ${told}${quoted(words.file)}, at hand is ${quoted(words.now)}; ${changes.length === 0 ? 'nothing else changes' : count}`,
      args: { tool, symbol: main.name, file: words.file, now: words.now, changes: changes.length },
      location: given?.location ?? null,
      causes: isWhole ? [...listChanges(changes, options), ...others] : [],
      notes: isWhole ? notesOf(options) : ['kgate check tells what changes with it'],
      fixes: isWhole && isCompiler && changes.length > 0 ? waysBack(options, main, words.file, changes) : [],
    }),
  ];
}

function quoted(words: string): string {
  return words === '' ? 'none' : `"${words}"`;
}

function notesOf({ host, resolved, session }: OtherCompilerOptions): string[] {
  const notes = ["make takes the compiler at hand by itself; 'kgate config olddefconfig' writes what comes of it"];
  const { file } = resolved.source;
  const version = session.describeTree().version;
  const named = file === null ? undefined : readHead(host, file, session);
  if (named !== undefined && version !== null && named !== version) {
    notes.unshift(
      `the file is of ${named}, the tree is ${version}: a symbol that is new in the tree cannot be told from one that changed`,
    );
  }
  return notes;
}

/** The version in the head that conf writes: `# Linux/arm64 6.12.1 Kernel Configuration`. */
function readHead(host: Host, file: ByteString, { request }: Session): string | undefined {
  const path = request.configFile?.path ?? (file.startsWith('/') ? file : `${request.treeDirectory}/${file}`);
  return /^# \S+ (\d[\w.+-]*) .*Configuration$/m.exec(host.readFile(path)?.slice(0, 400) ?? '')?.[1];
}

/** Compilers that say the same words, each tried on the same tree and file. */
function waysBack(
  options: OtherCompilerOptions,
  main: KconfigSymbol,
  words: string,
  changes: readonly Changed[],
): Fix[] {
  const fixes: Fix[] = [];
  const restored = (request: BuildRequest, profile: CompilerProfile | null): boolean => {
    const session = openSession({ host: options.host, request, profile });
    const { configuration } = session.resolveConfig();
    const symbol = configuration?.model.symbols.get(main.name);
    if (configuration == null || symbol === undefined || session.unknownProbes.length > 0) return false;
    if (withoutName(lineValue(configuration, symbol)) !== withoutName(words)) return false;
    const left = changedSymbols(configuration);
    return changes.every((change) => !left.has(change.symbol.name));
  };
  if (main.type === 'string') {
    const word = findCompiler(options, words);
    if (word !== null) {
      const variables = [...options.request.variables.filter((one) => !/^(?:CC|LLVM)=/.test(one)), word];
      const verified = restored({ ...options.request, variables }, null);
      fixes.push(toolchainFix(`build with the compiler it was written with: ${word}`, verified));
    }
  }
  const { srcarch } = options.session.describeTree();
  for (const profile of otherRecords(options, srcarch)) {
    const isSame = withoutName(profile.versionOutput.split('\n')[0] ?? '') === withoutName(words);
    const isSameVersion =
      versionOf(words) === profile.version && words.includes('clang') === (profile.vendor === 'clang');
    if (!isSame && !isSameVersion) continue;
    const title = `answer from the record of that version: --toolchain ${profile.name}`;
    fixes.push(toolchainFix(title, restored(options.request, profile)));
  }
  return fixes;
}

/** The make word for a compiler on PATH that says these words, null when there is none. */
function findCompiler({ host, session }: OtherCompilerOptions, words: string): string | null {
  const major = versionOf(words).split('.')[0] ?? '';
  const cross = session.makes().at(-1)?.expand('$(CROSS_COMPILE)').trim() ?? '';
  const isClang = /\bclang version\b/.test(words);
  const first = /^\S*(?:gcc|cc|clang)(?:-\d[\d.]*)?(?= )/.exec(words)?.[0];
  const names = isClang
    ? ['clang', `clang-${major}`]
    : [...(first === undefined ? [] : [first]), `${cross}gcc`, `${cross}gcc-${major}`];
  for (const name of new Set(names)) {
    const found = locateProgram(host, name, host.env['PATH'] ?? '', host.cwd);
    if (found.kind !== 'found') continue;
    const answer = host.run({
      argv: [name, '--version'],
      cwd: host.cwd,
      env: { ...host.env, LC_ALL: 'C' },
      timeoutMs,
    });
    const line = (answer.stdout.split('\n')[0] ?? '').replaceAll('#', '');
    if (answer.outcome !== 'exited' || withoutName(line) !== withoutName(words)) continue;
    if (isClang) return name === 'clang' ? 'LLVM=1' : `LLVM=-${major}`;
    return `CC=${name}`;
  }
  return null;
}
