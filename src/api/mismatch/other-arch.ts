/** A configuration of another architecture than the one that is built: a `.config`, or the name of a goal. */

import type { ByteString } from '../../core/bytes.ts';
import { cause, type Cause, diagnostic } from '../../core/diagnostic.ts';
import type { Location } from '../../core/location.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type ConfiguredTree, type Session, targetOf } from '../../kernel/index.ts';
import type { MakeLevel } from '../../kernel/levels/top-makefile.ts';
import { kernelArchitecture } from '../../probe/index.ts';
import { architectureDirectory, isArchitecture } from '../../toolchain/architectures.ts';
import type { CheckOptions } from '../check/check-options.ts';
import type { ReadTree } from '../check/read-tree.ts';
import { symbolsBelow } from './symbols-below.ts';
import { wordsFixes } from './toolchain-words.ts';

/** Symbols that are named; the rest is counted. */
const maxListed = 5;

/** Bytes of a `.config` in which its head is looked for. */
const headBytes = 400;

/** Lines that show a file without a head to be of another architecture. */
const minForeign = 3;

/** A line that gives a symbol a value. */
const setLine = /^CONFIG_(\w+)=/gm;

/** A line of a `.config` whose symbol another architecture has, and that of the build does not. */
interface ForeignLine {
  readonly symbol: string;
  readonly line: number;
  /** Where that architecture defines it. */
  readonly definition: Location;
}

/** What shows a `.config` to be of another architecture. */
interface OtherArch {
  /** As the head of the file names it. */
  readonly found: string;
  readonly location: Location;
  readonly lines: readonly ForeignLine[];
}

/** What is known of a tree that was configured. */
type Configured = Pick<ConfiguredTree, 'session' | 'source' | 'configuration'>;

/**
 * The architecture in the head that conf writes, where it is another one than that of the build; without a head, as a
 * defconfig is written, the one that most lines are of.
 * Source: `mainmenu "Linux/$(ARCH) …"` in the Kconfig of Linux 6.1 and 6.12, conf_write of scripts/kconfig/confdata.c.
 */
function otherArch(tree: Configured, level: MakeLevel | undefined): OtherArch | null {
  const { session, source } = tree;
  const { host, request } = session;
  if (source.source !== 'file' || source.file === null || level === undefined) return null;
  const { file } = source;
  const path = request.configFile?.path ?? (file.startsWith('/') ? file : `${request.treeDirectory}/${file}`);
  const text = host.readFile(path) ?? '';
  const named = level.evaluation.expand('$(SRCARCH)').trim() || level.evaluation.expand('$(ARCH)').trim();
  const own = architectureDirectory(named);
  if (own === '') return null;
  const head = /^# \w[\w-]*(?:\/(\w+))? \S+ .*Configuration$/m.exec(text.slice(0, headBytes));
  if (head === null) return withoutHead(tree, text, own);
  const found = head[1] ?? own;
  const directory = architectureDirectory(found);
  if (directory === own || host.stat(`${request.treeDirectory}/arch/${directory}`)?.kind !== 'directory') return null;
  const line = text.slice(0, head.index).split('\n').length;
  return { found, location: { file, line }, lines: foreignLines(tree, text, directory) };
}

/** The architecture that a file without a head is of: it has lines of that one only, and none of the build's own. */
function withoutHead(tree: Configured, text: ByteString, own: string): OtherArch | null {
  const { configuration, session, source } = tree;
  const { host, request } = session;
  if (configuration === null) return null;
  const symbols = [...text.matchAll(setLine)].map(([, symbol = '']) => symbol);
  const places = (symbol: string): string[] =>
    configuration.model.symbols.get(symbol)?.entries.map(({ location }) => location.file) ?? [];
  // Most files have names of other trees or versions; three are looked for before all of arch/ is read.
  if (symbols.filter((symbol) => places(symbol).length === 0).length < minForeign) return null;
  const ofOwn = symbols.filter((symbol) => {
    const files = places(symbol);
    return files.length > 0 && files.every((file) => file.startsWith(`arch/${own}/`));
  });
  let best: OtherArch | null = null;
  for (const directory of host.readDirectory(`${request.treeDirectory}/arch`) ?? []) {
    if (directory === own || !isArchitecture(directory)) continue;
    const lines = foreignLines(tree, text, directory);
    if (lines.length < Math.max(minForeign, (best?.lines.length ?? 0) + 1)) continue;
    const theirs = symbolsBelow(host, request.treeDirectory, `arch/${directory}`);
    if (ofOwn.some((symbol) => !theirs.has(symbol))) continue;
    best = { found: directory, location: { file: source.file ?? '', line: lines[0]?.line ?? 1 }, lines };
  }
  return best;
}

function foreignLines({ configuration, session }: Configured, text: ByteString, directory: ByteString): ForeignLine[] {
  const { host, request } = session;
  const symbols = symbolsBelow(host, request.treeDirectory, `arch/${directory}`);
  const lines: ForeignLine[] = [];
  for (const [index, content] of text.split('\n').entries()) {
    const symbol = /^CONFIG_(\w+)=/.exec(content)?.[1];
    const definition = symbol === undefined ? undefined : symbols.get(symbol);
    if (symbol === undefined || definition === undefined) continue;
    if ((configuration?.model.symbols.get(symbol)?.entries.length ?? 0) > 0) continue;
    lines.push({ symbol, line: index + 1, definition });
  }
  return lines;
}

/** The finding for a `.config` of another architecture; null for one of this architecture, or without a head. */
export function configOfOtherArch(
  options: CheckOptions,
  tree: ConfiguredTree,
  level: MakeLevel | undefined,
): Diagnostic | null {
  const other = otherArch(tree, level);
  if (other === null || level === undefined) return null;
  const { found, lines, location } = other;
  const arch = level.evaluation.expand('$(ARCH)').trim();
  const causes: Cause[] = lines.slice(0, maxListed).map(({ symbol, line, definition }) => ({
    ...cause('user-value', `CONFIG_${symbol} is of arch/${architectureDirectory(found)}`, { ...location, line }, [
      cause('definition', `${symbol} is defined here`, definition),
    ]),
    symbol,
  }));
  if (lines.length > maxListed) causes.push(cause('note', `${lines.length - maxListed} more lines are of its kind`));
  return diagnostic({
    code: 'kernel/config-of-other-arch',
    severity: 'error',
    message: `this is a configuration for ARCH=${found}, and ARCH=${arch} is to be built`,
    args: { found, arch, symbols: lines.length },
    location,
    causes,
    notes: [`make does not stop at it: it drops what ARCH=${arch} does not have and builds with defaults in its place`],
    fixes: wordsFixes({
      options,
      architectures: [architectureDirectory(found)],
      words: [`ARCH=${found}`],
      hasCompiler: isCompilerFor(options, level, architectureDirectory(found)),
      isFixed: (read) => read.misfit === null && !isConfigOfOtherArch(read),
    }),
  });
}

/** True for a tree whose `.config` is of another architecture. */
export function isConfigOfOtherArch({ reading, tree }: ReadTree): boolean {
  return otherArch(tree, reading.working) !== null;
}

/** True for a `.config` whose head names another architecture than that of the build. */
export function namesOtherArch(session: Session, source: ConfiguredTree['source'], level: MakeLevel): boolean {
  return otherArch({ session, source, configuration: null }, level) !== null;
}

/** True when the compiler of a build is for a directory of arch/. */
function isCompilerFor({ host, profile }: CheckOptions, { evaluation }: MakeLevel, directory: string): boolean {
  if (!isArchitecture(directory)) return true;
  const compiler = evaluation.expand('$(CC)').trim();
  const target = profile === null ? targetOf(host, compiler.split(/\s+/)) : profile.target;
  return kernelArchitecture(target ?? '') === directory;
}

/** Directories of arch/ that have a defconfig, sorted. */
function architecturesWith({ host, request }: Session, goal: ByteString): string[] {
  const base = `${request.treeDirectory}/arch`;
  const has = (name: string): boolean => host.stat(`${base}/${name}/configs/${goal}`)?.kind === 'file';
  return (host.readDirectory(base) ?? []).filter(has);
}

/**
 * The finding for a goal that ends in `_defconfig` and that only other architectures have; null for any other. `words`
 * are those of make.
 */
export function defconfigOfOtherArch(
  options: CheckOptions,
  session: Session,
  goal: ByteString,
  level: MakeLevel | undefined,
): Diagnostic | null {
  const srcarch = level?.evaluation.expand('$(SRCARCH)').trim() ?? '';
  if (level === undefined || srcarch === '' || !goal.endsWith('_defconfig')) return null;
  const others = architecturesWith(session, goal);
  const [first] = others;
  if (first === undefined || others.includes(srcarch)) return null;
  const arch = level.evaluation.expand('$(ARCH)').trim();
  const file = `arch/${srcarch}/configs/${goal}`;
  const from: Location = { file: `arch/${first}/configs/${goal}`, line: 1 };
  return diagnostic({
    code: 'kernel/defconfig-of-other-arch',
    severity: 'error',
    message: `Can't find default configuration "${file}"! It is one of ARCH=${others.join(' or ARCH=')}`,
    args: { goal, arch, others },
    causes: [cause('definition', `ARCH=${first} has it`, from)],
    fixes: others.flatMap((other) =>
      wordsFixes({
        options: { ...options, request: { ...options.request, configFile: null, defconfig: goal, goals: [] } },
        architectures: [other],
        words: [`ARCH=${other}`],
        hasCompiler: isCompilerFor(options, level, other),
        isFixed: (read) => read.misfit === null,
      }),
    ),
  });
}
