/**
 * Where a build begins: the makes that the top Makefile starts for directories, with all they need. Plain
 * data, so that a later run can begin here as long as nothing it rests on has changed.
 */

import type { MakeDiagnostic } from '../../make/codes.ts';
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import type { Definition, Evaluation } from '../../make/index.ts';
import type { BuildOrigin } from '../../results/objects.ts';
import type { ConfigSummary, ToolchainSummary, TreeSummary } from '../../results/summary.ts';
import { eventsOf } from '../levels/top-makefile.ts';
import { WordOrigins, wordsOf } from '../levels/word-origins.ts';
import { configurationOf } from '../session/configuration-of.ts';
import { type ConfiguredTree, configureQuietly } from '../session/configure.ts';
import { eventDiagnostic } from '../session/event-diagnostic.ts';
import { type BuildTexts, buildTexts, type QuietConfig } from '../session/quiet-config.ts';
import { openBuild, readTop } from '../session/read-build.ts';
import type { Session } from '../session/session.ts';
import { describeToolchain, describeTree } from '../session/summaries.ts';
import { type SubMake, subMakesOf } from '../levels/sub-makes.ts';

/** The beginning of a build. */
export interface BuildEntry {
  readonly tree: TreeSummary;
  readonly toolchain: ToolchainSummary;
  readonly config: ConfigSummary;
  readonly texts: BuildTexts;
  /** Where conf leaves its files. */
  readonly directory: ByteString;
  /** What recipes have made on the way to conf, as `src/kernel/kept-makes/effects.ts` writes it: BusyBox's Kbuild files. */
  readonly before: readonly string[];
  readonly makes: readonly SubMake[];
  /** Directories that the top Makefile hands down in variables, by name with a final slash. */
  readonly handedDown: readonly (readonly [name: ByteString, origin: BuildOrigin])[];
  /** Stops and warnings on the way, in make's order. */
  readonly diagnostics: readonly MakeDiagnostic[];
}

/**
 * Variables of a top Makefile that list the directories its goal descends into. Source: Makefile of Linux 5.19
 * and later (build-dir), 3.x to 5.18 (vmlinux-dirs, build-dirs), U-Boot, BusyBox.
 */
const directoryVariables = ['build-dir', 'build-dirs', 'vmlinux-dirs', 'u-boot-dirs', 'busybox-dirs'] as const;

/** Shows places in files below the tree as from its top. */
export function placesBelow(treeDirectory: ByteString): (location: Location) => Location {
  const prefix = `${treeDirectory}/`;
  const known = new Map<string, string>();
  return (location) => {
    let file = known.get(location.file);
    if (file === undefined) {
      file = location.file.startsWith(prefix)
        ? location.file.slice(prefix.length).replace(/^(?:\.\/)+/, '')
        : location.file;
      known.set(location.file, file);
    }
    return file === location.file ? location : { file, line: location.line };
  };
}

/**
 * Reads the top Makefile of a configured tree up to the makes it starts for directories. Throws UsageError
 * `kernel/config-failed` or `kernel/no-directories` where there are none.
 */
export function enterBuild(tree: ConfiguredTree): BuildEntry {
  const texts = buildTexts(configurationOf(tree));
  return enterWith(tree.session, { ...tree, texts }, tree);
}

/** The same on the cached tree where there is nothing to report about the configuration; null in any other case. */
export function enterQuietly(session: Session): BuildEntry | null {
  const quiet = configureQuietly(session);
  return quiet === null ? null : enterWith(session, quiet, { events: [], toolchain: null });
}

function enterWith(
  session: Session,
  { cwd: directory, made, source, texts }: QuietConfig,
  { events, toolchain }: Pick<ConfiguredTree, 'events' | 'toolchain'>,
): BuildEntry {
  const before = made();
  const { levels, working } = readTop(openBuild(session, texts, directory, before));
  const { evaluation, cwd } = working;
  const makes = entriesOf(evaluation, cwd);
  if (makes.length === 0) {
    const stop = eventsOf(levels).find((event) => event.fatal);
    const names = directoryVariables.map((name) => `$(${name})`).join(', ');
    throw new UsageError(
      'kernel/no-directories',
      stop?.line ?? `the top Makefile starts no make for a directory: there is no rule for any of ${names}`,
      { hint: stop === undefined ? 'kgate follows kbuild trees' : 'run kgate check on it for the whole report' },
    );
  }
  return {
    tree: describeTree(session, working),
    toolchain: describeToolchain(session, toolchain),
    config: source,
    texts,
    directory,
    before,
    makes,
    handedDown: handedDown(evaluation, placesBelow(session.request.treeDirectory)),
    diagnostics: [...events, ...eventsOf(levels)].map(eventDiagnostic),
  };
}

function entriesOf(evaluation: Evaluation, cwd: ByteString): SubMake[] {
  for (const variable of directoryVariables) {
    const names = wordsOf(evaluation.expand(`$(${variable})`)).filter(
      (name) => evaluation.target(name)?.recipe != null,
    );
    const makes = subMakesOf(evaluation, names, cwd, (name) => evaluation.exportedEnvironment(name));
    if (makes.length > 0) return makes;
  }
  return [];
}

/** Directory names in exported variables, each with the line of the top or arch Makefile that has it. */
function handedDown(
  evaluation: Evaluation,
  place: (location: Location) => Location,
): (readonly [ByteString, BuildOrigin])[] {
  const origins = new WordOrigins(evaluation, place);
  const found = new Map<ByteString, BuildOrigin>();
  for (const [name, value] of Object.entries(evaluation.exportedEnvironment())) {
    if (!value.includes('/')) continue;
    const own: Definition | undefined = evaluation.lookup(name).definitions.at(-1);
    if (own === undefined || own.location === null) continue;
    for (const word of wordsOf(value)) {
      if (!/^[\w.+-][\w.+/-]*\/$/.test(word) || found.has(word)) continue;
      const origin = origins.find(name, word);
      if (origin !== null) found.set(word, origin);
    }
  }
  return [...found];
}
