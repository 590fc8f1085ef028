/** Results of `check` and `lint` in the formats of other programs. */
import type { ByteString } from '../core/bytes.ts';
import type { AnyDiagnostic } from '../core/diagnostic.ts';
import { passTroubleOn } from '../core/errors.ts';
import { absolutePath, normalPath, parentPath } from '../host/paths.ts';
import { type Reported, reportFindings } from '../report/formats/reported.ts';
import type { CommandHost, CommandInput } from './command.ts';

/** What a run says apart from its findings. */
export interface RunWords {
  readonly subject: string;
  readonly verdict: string;
  readonly isFailed: boolean;
  /** Where files of the build are, relative to the tree or absolute; null where the tree is built in place. */
  readonly objectDirectory: ByteString | null;
}

/** Files that builds make: no repository has them. */
const isMade =
  /(?:^|\/)(?:\.config(?:\.old)?|include\/(?:config|generated)\/.*|arch\/[^/]+\/include\/generated\/.*|auto\.conf)$/;

/** A run as formats take it; the host stands in the tree. */
export function reportRun(
  input: CommandInput,
  host: CommandHost,
  diagnostics: readonly AnyDiagnostic[],
  { objectDirectory, ...words }: RunWords,
): Reported {
  const tree = host.realPath('.') ?? normalPath('/', host.cwd);
  const objects = objectDirectory === null ? tree : absolutePath(tree, objectDirectory);
  const below = (path: ByteString): string | null => (path.startsWith(`${tree}/`) ? path.slice(tree.length + 1) : null);
  const inTree = (file: string): string | null => {
    if (file.startsWith('/')) return below(normalPath('/', file)) ?? below(host.realPath(file) ?? '');
    if (!file.startsWith('../')) return normalPath('/', file).slice(1);
    return below(normalPath(objects, file)) ?? below(normalPath(tree, file));
  };
  const kept = new Map<string, boolean>();
  const isKept = (path: string): boolean => {
    const known = kept.get(path) ?? (!isMade.test(path) && host.stat(path)?.kind === 'file');
    kept.set(path, known);
    return known;
  };
  const textOf = (path: string): string | undefined => {
    try {
      return host.readFile(path);
    } catch (error) {
      passTroubleOn(error);
      return undefined;
    }
  };
  const prefix = prefixOf(tree, input.startDirectory, host);
  const findings = reportFindings({ diagnostics, prefix, inTree, textOf, isKept });
  return { ...words, version: input.version, command: input.command, findings };
}

/**
 * Where the tree is below the repository that it is a part of: the nearest directory with `.git`, else where the user
 * stands. Empty where it is neither.
 */
function prefixOf(tree: ByteString, start: ByteString, host: CommandHost): string {
  for (let at = tree; at !== '/'; at = parentPath(at)) {
    if (host.stat(`${at}/.git`) !== undefined) return at === tree ? '' : tree.slice(at.length + 1);
  }
  const from = host.realPath(start) ?? start;
  return tree.startsWith(`${from}/`) ? tree.slice(from.length + 1) : '';
}
