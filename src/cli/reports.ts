/** Results of `check` and `lint` in the formats of other programs. */
import type { ByteString } from '../core/bytes.ts';
import type { AnyDiagnostic } from '../core/diagnostic.ts';
import { passTroubleOn } from '../core/errors.ts';
import { absolutePath, isBelow, normalPath, parentPath } from '../host/paths.ts';
import { type Reported, type ReportedFile, reportWithSuppressed } from '../report/formats/reported.ts';
import type { FormOptions } from '../report/json/json-findings.ts';
import type { SuppressedSummary } from '../results/suppressed.ts';
import type { CommandHost, CommandInput } from './command.ts';

/** What a run says apart from its findings. */
export interface RunWords {
  readonly subject: string;
  readonly verdict: string;
  readonly isFailed: boolean;
  /** Where files of the build are, relative to the tree or absolute; null where the tree is built in place. */
  readonly objectDirectory: ByteString | null;
  /** What comments suppress. */
  readonly suppressed?: SuppressedSummary | undefined;
}

/** Files that builds make: no repository has them. */
const isMade =
  /(?:^|\/)(?:\.config(?:\.old)?|include\/(?:config|generated)\/.*|arch\/[^/]+\/include\/generated\/.*|auto\.conf)$/;

/** A run as formats take it; the host stands in the tree. */
export function reportRun(
  input: CommandInput,
  host: CommandHost,
  diagnostics: readonly AnyDiagnostic[],
  { objectDirectory, suppressed, ...words }: RunWords,
): Reported {
  const tree = host.realPath('.') ?? normalPath('/', host.cwd);
  const start = host.realPath(input.startDirectory) ?? input.startDirectory;
  const objects = objectDirectory === null ? tree : absolutePath(tree, objectDirectory);
  const root = repositoryOf(tree, start, host);
  /** The user's own repository, for files that are not of the tree: fragments, a defconfig. */
  const own = repositoryOf(start, start, host);
  const placeOf = (path: ByteString): ReportedFile | null => {
    if (isBelow(tree, path) && path !== tree) {
      return { path: path.slice(tree.length + 1), shown: shownFrom(root, path), absolute: path };
    }
    const place = isBelow(root, path) ? root : isBelow(own, path) ? own : null;
    return place === null
      ? null
      : { path: `//${shownFrom(place, path)}`, shown: shownFrom(place, path), absolute: path };
  };
  const found = new Map<string, ReportedFile | null>();
  const fileOf = (file: string): ReportedFile | null => {
    const known = found.get(file);
    if (known !== undefined) return known;
    const place = lookFor(file);
    found.set(file, place);
    return place;
  };
  const lookFor = (file: string): ReportedFile | null => {
    if (file.startsWith('/')) return placeOf(normalPath('/', file)) ?? placeOf(host.realPath(file) ?? '/');
    // What the user has named is named from where the user stands, the rest from the tree or its objects.
    const bases = file.startsWith('../') ? [objects, tree, start] : [tree, start];
    const paths = bases.map((base) => normalPath(base, file));
    return placeOf(paths.find((path) => host.stat(path)?.kind === 'file') ?? paths[0] ?? file);
  };
  const kept = new Map<string, boolean>();
  const isKept = ({ absolute, shown }: ReportedFile): boolean => {
    const known = kept.get(absolute) ?? (!isMade.test(shown) && host.stat(absolute)?.kind === 'file');
    kept.set(absolute, known);
    return known;
  };
  const textOf = ({ absolute }: ReportedFile): string | undefined => {
    try {
      return host.readFile(absolute);
    } catch (error) {
      passTroubleOn(error);
      return undefined;
    }
  };
  const findings = reportWithSuppressed({ diagnostics, fileOf, textOf, isKept }, suppressed?.findings ?? []);
  const build = input.build?.name ?? null;
  return { ...words, version: input.version, command: input.command, build, ...findings };
}

function shownFrom(root: ByteString, path: ByteString): string {
  return path.slice(root === '/' ? 1 : root.length + 1);
}

/**
 * The repository that a directory is a part of: the nearest one with `.git`, else where the user stands, else the directory
 * itself.
 */
function repositoryOf(directory: ByteString, start: ByteString, host: CommandHost): ByteString {
  for (let at = directory; at !== '/'; at = parentPath(at)) {
    if (host.stat(`${at}/.git`) !== undefined) return at;
  }
  return isBelow(start, directory) ? start : directory;
}

/** What the JSON form of a run needs: the fingerprints of all its findings. */
export function formOptions(
  input: CommandInput,
  host: CommandHost,
  diagnostics: readonly AnyDiagnostic[],
  { objectDirectory, suppressed }: Pick<RunWords, 'objectDirectory' | 'suppressed'>,
): FormOptions {
  const words = { subject: '', verdict: '', isFailed: false, objectDirectory, suppressed };
  const { findings, suppressed: left = [] } = reportRun(input, host, diagnostics, words);
  return {
    isVerbose: input.isVerbose,
    fingerprints: new Map([...findings, ...left].map(({ fingerprint, origin }) => [origin, fingerprint])),
  };
}
