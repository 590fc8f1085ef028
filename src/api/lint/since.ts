/** Lines of a tree that differ from a revision: committed, staged, not staged, and files that git does not know yet. */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { classifyFileName, parseDiff, withoutParts } from '../../lint/index.ts';
import { type ChangedTree, type LineOrigins } from './changes.ts';
import { gitRequest, openRepository, outputOf, type Repository } from './git.ts';

/** Files whose lines are looked up in the history. */
const maxBlamed = 24;

/** What has changed in a tree since a revision. */
export interface ChangesOfTree {
  /** By path below the tree. */
  readonly lines: Map<string, LineOrigins>;
  /** Lines that are gone, of all files. */
  readonly removed: readonly ByteString[];
}

/** The changes of a tree; of the files that git does not know, those that are wanted. Throws UsageError where git cannot say. */
export function changedLines(
  repository: Repository,
  revision: ByteString,
  isWanted: (path: string) => boolean,
): ChangesOfTree {
  const { host } = repository;
  // Paths are relative to the tree; a program that the attributes of the tree name has no configuration here.
  const options = ['-p', '-U0', '-a', '-M', '--no-color', '--no-ext-diff', '--no-textconv', '--ignore-submodules=all'];
  const prefixes = ['--relative', '--src-prefix=a/', '--dst-prefix=b/'];
  const compared = gitRequest(repository, ['diff-index', ...options, ...prefixes, repository.base, '--', '.']);
  const excludes = repository.excludes === null ? [] : [`--exclude-from=${repository.excludes}`];
  const others = gitRequest(repository, ['ls-files', '-z', '--others', '--exclude-standard', ...excludes, '--', '.']);
  host.prefetch?.([compared, others]);
  const lines = new Map<string, LineOrigins>();
  const removed: ByteString[] = [];
  for (const { hunks, isBare, newPath } of parseDiff(outputOf(repository, compared), `git diff ${revision}`)) {
    for (const hunk of hunks) for (const { kind, text } of hunk.lines) if (kind === '-') removed.push(text);
    if (newPath === null) continue;
    const added = new Map<number, null>();
    for (const { lines: parts, newStart } of hunks) {
      const count = parts.filter(({ kind }) => kind === '+').length;
      for (let at = 0; at < count; at++) added.set(newStart + at, null);
    }
    lines.set(isBare ? newPath : withoutParts(newPath, 1), added);
  }
  for (const path of outputOf(repository, others).split('\0')) {
    if (path !== '' && isWanted(path)) lines.set(path, 'all');
  }
  return { lines, removed };
}

/** What has changed since a revision. Throws UsageError where git cannot say. */
export function changesSince(host: Host, revision: ByteString): ChangedTree {
  const repository = openRepository(host, revision);
  const { lines } = changedLines(repository, revision, (path) => classifyFileName(path) !== undefined);
  return {
    host,
    lines,
    source: { kind: 'git', since: revision, base: repository.base },
    patches: repository.commits.map(({ id, subject }, at) => ({
      name: id.slice(0, 12),
      subject,
      position: repository.commits.length === 1 ? null : `${at + 1}/${repository.commits.length}`,
    })),
    origins: (diagnostics) => blame(repository, diagnostics, lines),
  };
}

/** The commit of each finding's line; null for one that is not committed, and where git does not say. */
function blame(
  repository: Repository,
  diagnostics: readonly Diagnostic[],
  changed: ReadonlyMap<string, LineOrigins>,
): (number | null)[] {
  const byFile = new Map<string, Set<number>>();
  for (const { location } of diagnostics) {
    if (location === null || changed.get(location.file) === 'all') continue;
    byFile.set(location.file, (byFile.get(location.file) ?? new Set()).add(location.line));
  }
  const requests = [...byFile].slice(0, maxBlamed).map(([file, lines]) => {
    const ranges = [...lines].flatMap((line) => ['-L', `${line},${line}`]);
    return {
      file,
      request: gitRequest(repository, [
        'blame',
        '--porcelain',
        '--no-textconv',
        ...ranges,
        `^${repository.base}`,
        '--',
        file,
      ]),
    };
  });
  repository.host.prefetch?.(requests.map(({ request }) => request));
  const index = new Map(repository.commits.map(({ id }, at) => [id, at]));
  const found = new Map<string, number>();
  for (const { file, request } of requests) {
    const { stdout } = repository.host.run(request);
    for (const [, id = '', line = ''] of stdout.matchAll(/^([0-9a-f]{40,64}) \d+ (\d+)/gm)) {
      const at = index.get(id);
      if (at !== undefined) found.set(`${file}:${line}`, at);
    }
  }
  return diagnostics.map(({ location }) =>
    location === null ? null : (found.get(`${location.file}:${location.line}`) ?? null),
  );
}
