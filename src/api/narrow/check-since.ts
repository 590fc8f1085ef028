/** A result of `check` without the findings that no changed line has a part in. */
import type { ByteString } from '../../core/bytes.ts';
import type { Cause } from '../../core/diagnostic.ts';
import { UsageError } from '../../core/errors.ts';
import type { Location } from '../../core/location.ts';
import { createMovedHost } from '../../host/layers/moved-host.ts';
import { isBelow, normalPath, parentPath } from '../../host/paths.ts';
import type { CheckResult } from '../../results/check.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { CheckOptions } from '../check/check-options.ts';
import { withDiagnostics } from '../check/verdict.ts';
import { gitRequest, openRepository, outputOf, type Repository } from '../lint/git.ts';
import { changedLines, type ChangesOfTree } from '../lint/since.ts';
import { withItems } from './fewer-items.ts';
import { findingFiles, namedFiles } from './finding-files.ts';

/** What has changed since the revision of the options; null without one. Throws UsageError where git cannot say. */
export function changesFor(options: CheckOptions): Changes | null {
  const { since = null } = options;
  return since === null ? null : new Changes(options, since);
}

/**
 * An error counts wherever it is: a build that stops is no better for having stopped before. Of the rest, a finding counts
 * where its line, or one of its chain, is a changed one, and where its chain leads to a setting whose line is gone. A file that
 * the repository does not have counts whole.
 */
export function onlyChanged(changes: Changes, result: CheckResult): CheckResult {
  let unchanged = 0;
  const narrow = (diagnostics: readonly Diagnostic[]): Diagnostic[] =>
    diagnostics.flatMap((diagnostic) => {
      if (diagnostic.severity === 'error' || changes.hasCause(diagnostic.causes)) return [diagnostic];
      const { items = [], location } = diagnostic;
      if (items.length === 0) {
        if (location === null || changes.isChanged(location)) return [diagnostic];
        unchanged++;
        return [];
      }
      const isLeft = items.map((item) => item.location !== null && changes.isChanged(item.location));
      const left = isLeft.filter(Boolean).length;
      unchanged += items.length - left;
      return left === 0 ? [] : [withItems(diagnostic, (_item, index) => isLeft[index] === true)];
    });
  const narrowed = withDiagnostics(result, narrow(result.diagnostics));
  return { ...narrowed, since: { revision: changes.since, base: changes.base, unchanged } };
}

/** The changes of a directory in a repository. */
interface Place extends ChangesOfTree {
  readonly directory: ByteString;
  readonly repository: Repository;
}

/** What has changed in the repositories of the files of a check. */
class Changes {
  readonly since: ByteString;
  readonly base: string | null;
  private readonly options: CheckOptions;
  private readonly pathOf: (file: string) => ByteString | null;
  /** By directory; null for one in no repository that knows the revision. */
  private readonly places = new Map<ByteString, Place | null>();
  /** By path: whether git has the file. */
  private readonly tracked = new Map<ByteString, boolean>();
  private readonly removed = new Set<string>();

  constructor(options: CheckOptions, since: ByteString) {
    this.options = options;
    this.since = since;
    this.pathOf = findingFiles(options);
    const tree = normalPath('/', options.host.cwd);
    const [first, ...others] = new Set([
      tree,
      ...namedFiles(options.request).map(({ path }) => parentPath(normalPath('/', path))),
    ]);
    const problems: UsageError[] = [];
    for (const directory of [first, ...others]) {
      if (directory !== undefined) this.open(directory, problems);
    }
    const [problem] = problems;
    // The tree may be a plain directory where its configurations are in a repository.
    if (problem !== undefined && [...this.places.values()].every((place) => place === null)) throw problem;
    this.base = this.places.get(tree)?.repository.base ?? null;
  }

  isChanged({ file, line }: Location): boolean {
    const found = this.find(file);
    if (found === null) return true;
    const { path, place } = found;
    const changed = place.lines.get(path);
    if (changed !== undefined) return changed === 'all' || changed.has(line);
    return !this.isTracked(place, path);
  }

  /** True where a line of a chain has changed, or a line for a symbol of the chain is gone. */
  hasCause(causes: readonly Cause[]): boolean {
    return causes.some(({ causes: inner, location, symbol }) => {
      if (symbol !== undefined && this.removed.has(symbol)) return true;
      return (location !== null && this.isNew(location)) || this.hasCause(inner);
    });
  }

  /** True for a line that git knows and that has changed. */
  private isNew({ file, line }: Location): boolean {
    const found = this.find(file);
    const changed = found?.place.lines.get(found.path);
    return changed === 'all' || changed?.has(line) === true;
  }

  /** The repository of a file and the file's path there; null for one of none. */
  private find(file: string): { readonly place: Place; readonly path: string } | null {
    const path = this.pathOf(file);
    if (path === null) return null;
    for (const place of this.places.values()) {
      if (place !== null && isBelow(place.directory, path))
        return { place, path: path.slice(place.directory.length + 1) };
    }
    return null;
  }

  private open(directory: ByteString, problems: UsageError[]): void {
    const { host } = this.options;
    if ([...this.places].some(([known, place]) => place !== null && isBelow(known, directory))) return;
    try {
      const repository = openRepository(createMovedHost(host, directory), this.since);
      const changes = changedLines(repository, this.since, () => true);
      this.places.set(directory, { directory, repository, ...changes });
      for (const line of changes.removed) {
        const [, symbol] = /^(?:# )?(?:CONFIG_)?(\w+)(?:=| is not set)/.exec(line) ?? [];
        if (symbol !== undefined) this.removed.add(symbol);
      }
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
      // What follows is what lint advises.
      const plain = new UsageError(error.code, error.message, { hint: hints[error.code] ?? 'run it without --since' });
      if (!isOfRepository(error)) throw plain;
      this.places.set(directory, null);
      problems.push(plain);
    }
  }

  private isTracked({ repository }: Place, path: string): boolean {
    const key = `${repository.tree}/${path}`;
    let known = this.tracked.get(key);
    if (known === undefined) {
      const request = gitRequest(repository, ['--literal-pathspecs', 'ls-files', '-z', '--', path]);
      known = outputOf(repository, request) !== '';
      this.tracked.set(key, known);
    }
    return known;
  }
}

const hints: Readonly<Record<string, string>> = {
  'lint/no-repository': 'the tree, or the files of the configuration, have to be in the work tree of a git repository',
  'lint/no-revision': 'git branch -a and git tag list names; in CI, fetch the branch first (fetch-depth: 0)',
};

/** True where another repository may know more. */
function isOfRepository({ code }: UsageError): boolean {
  return code === 'lint/no-repository' || code === 'lint/no-revision';
}
