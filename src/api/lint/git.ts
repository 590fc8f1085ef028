/**
 * What git says about a tree whose own `.git/config` is not trusted. Names of revisions are resolved in the repository, where
 * nothing is started; files are compared from a repository of our own over the same objects, with a copy of the index: filters,
 * monitors, hooks, text converters and other programs that the configuration names do not exist there.
 */
import { createHash } from 'node:crypto';
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { CommandRequest, CommandResult, Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';

/** A repository that a tree is in. */
export interface Repository {
  readonly host: Host;
  /** The tree, absolute. */
  readonly tree: ByteString;
  /** The directory of the whole repository. */
  readonly top: ByteString;
  /** Commit that is checked out. */
  readonly head: ByteString;
  /** Commit that is compared with: where the branches of REV and HEAD part. */
  readonly base: ByteString;
  /** Commits behind `base` that touch the tree, the oldest first. */
  readonly commits: readonly Commit[];
  /** Our own `.git`, and the variables that go with it. */
  readonly environment: Readonly<Record<string, ByteString>>;
  /** The repository's own list of files to pass over; null where there is none. */
  readonly excludes: ByteString | null;
}

/** One commit. */
export interface Commit {
  readonly id: ByteString;
  readonly subject: ByteString;
}

/** Settings of the repository that name programs, for questions that are asked in it. */
const harmless = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.pager=cat'];
const timeoutMs = 60_000;
const maxOutputBytes = 64 * 1024 * 1024;
/** Commits that are looked at to name the one of a line. */
const maxCommits = 2_000;

/** The user's environment without what says where the repository is, and with nothing that asks, fetches or pages. */
function plainEnvironment(host: Host): Record<string, ByteString> {
  const env = Object.fromEntries(Object.entries(host.env).filter(([name]) => !name.startsWith('GIT_')));
  return {
    ...env,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: 'none',
    GIT_NO_LAZY_FETCH: '1',
    GIT_PAGER: 'cat',
  };
}

/** The repository of a tree, compared with a revision. Throws UsageError where there is none, or no such revision. */
export function openRepository(host: Host, revision: ByteString): Repository {
  const tree = host.cwd;
  const env = plainEnvironment(host);
  const ask = (...words: readonly ByteString[]): CommandResult =>
    host.run({ argv: ['git', ...harmless, ...words], cwd: tree, env, timeoutMs, maxOutputBytes });
  const found = ask(
    'rev-parse',
    '--show-toplevel',
    '--show-object-format',
    ...gitPaths.flatMap((path) => ['--git-path', path]),
  );
  checkStarted(found, revision);
  if (found.status !== 0) {
    throw new UsageError('lint/no-repository', `--since ${revision}: ${wordsOf(found)}`, {
      hint: 'the tree has to be (in) the work tree of a git repository; a patch is checked with --diff FILE',
    });
  }
  const [top = '', format = 'sha1', ...paths] = found.stdout.split('\n');
  const [objects = '', index = '', shallow = '', excludes = ''] = paths.map((path) => absolutePath(tree, path));
  const commitOf = (name: ByteString): ByteString | null => {
    const result = ask('rev-parse', '--verify', '--quiet', `${name}^{commit}`);
    return result.status === 0 ? result.stdout.trim() : null;
  };
  const since = revision === '' || revision.startsWith('-') ? null : commitOf(revision);
  const head = commitOf('HEAD');
  if (since === null || head === null) {
    throw new UsageError('lint/no-revision', `--since ${revision}: git knows no such commit`, {
      hint: 'git branch -a and git tag list names; in CI, fetch the branch first (fetch-depth: 0)',
    });
  }
  const base = ask('merge-base', since, head).stdout.trim() || since;
  const log = ask('rev-list', '--reverse', `--max-count=${maxCommits}`, '--format=%s', `${base}..${head}`, '--', '.');
  const commits = [...log.stdout.matchAll(/^commit ([0-9a-f]+)\n(.*)$/gm)].map(([, id = '', subject = '']) => ({
    id,
    subject,
  }));
  const place = ownRepository(host, { objects, index, shallow, format, head });
  const environment = {
    ...env,
    ...place,
    GIT_WORK_TREE: top,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  const hasExcludes = host.stat(excludes)?.kind === 'file';
  return { host, tree, top, head, base, commits, environment, excludes: hasExcludes ? excludes : null };
}

/** What a repository is made of; in another work tree these are at other places. */
const gitPaths = ['objects', 'index', 'shallow', 'info/exclude'];

/** A request in our own repository. */
export function gitRequest(repository: Repository, words: readonly ByteString[]): CommandRequest {
  const { environment: env, tree: cwd } = repository;
  return { argv: ['git', ...words], cwd, env, timeoutMs, maxOutputBytes };
}

/** The output of a question that has to have an answer. */
export function outputOf(repository: Repository, request: CommandRequest): ByteString {
  const result = repository.host.run(request);
  if (result.outcome === 'exited' && result.status === 0) return result.stdout;
  const words = result.outcome === 'exited' ? wordsOf(result) : `it ended as ${result.outcome}`;
  throw new UsageError('lint/git-failed', `git ${request.argv[1] ?? ''}: ${words}`, {
    hint: 'git diff REV | kgate lint --diff - takes the diff that you make',
  });
}

function checkStarted(result: CommandResult, revision: ByteString): void {
  if (result.outcome === 'exited') return;
  const reason =
    result.outcome === 'not-found'
      ? 'git is not installed'
      : result.outcome === 'refused'
        ? 'the policy of --shell does not let git start'
        : `git ended as ${result.outcome}`;
  throw new UsageError('lint/no-git', `--since ${revision}: ${reason}`, {
    hint: 'kgate lint --diff FILE takes a diff from elsewhere',
  });
}

/** What git says, in one line. */
function wordsOf({ stderr, status }: CommandResult): ByteString {
  const [first = ''] = stderr.split('\n');
  return first === '' ? `exit status ${status}` : first.replace(/^(?:fatal|error): /, '');
}

/** The files of a repository that ours is made from. */
interface Parts {
  readonly objects: ByteString;
  readonly index: ByteString;
  readonly shallow: ByteString;
  readonly format: ByteString;
  readonly head: ByteString;
}

/** Makes a repository without any configuration in the scratch directory; gives the variables that lead to it. */
function ownRepository(host: Host, { objects, index, shallow, format, head }: Parts): Record<string, ByteString> {
  // A run may ask several repositories.
  const name = createHash('sha256').update(index).digest('hex').slice(0, 16);
  const directory = `${host.scratchDirectory()}/git-${name}`;
  const isOther = format !== '' && format !== 'sha1';
  const extension = isOther ? `[extensions]\n\tobjectformat = ${format.replace(/\W/g, '')}\n` : '';
  const texts: [string, ByteString | undefined][] = [
    ['config', `[core]\n\trepositoryformatversion = ${isOther ? 1 : 0}\n\tbare = false\n${extension}`],
    ['HEAD', `${head}\n`],
    ['refs/heads/none.lock', ''],
    ['shallow', readIfThere(host, shallow)],
    ['index', readIfThere(host, index)],
  ];
  // An index that is split names its other half.
  const place = index.slice(0, index.lastIndexOf('/'));
  for (const name of host.readDirectory(place) ?? []) {
    if (/^sharedindex\.[0-9a-f]+$/.test(name)) texts.push([name, readIfThere(host, `${place}/${name}`)]);
  }
  for (const [name, text] of texts) {
    if (text !== undefined) host.writeScratchFile(`${directory}/${name}`, text);
  }
  return { GIT_DIR: directory, GIT_OBJECT_DIRECTORY: objects, GIT_INDEX_FILE: `${directory}/index` };
}

function readIfThere(host: Host, path: ByteString): ByteString | undefined {
  return host.stat(path)?.kind === 'file' ? host.readFile(path) : undefined;
}
