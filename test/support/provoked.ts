/**
 * Stops that are provoked on real trees: the real make runs at a goal in an object directory, kgate checks the same
 * goal in the same directory before, and make's text is the expected value. Source trees are read only; programs and
 * headers are taken away with a PATH of links or a mount namespace.
 */
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkTree } from '../../src/api/check/check.ts';
import { type Cache, openCache } from '../../src/cache/cache.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { CheckResult } from '../../src/results/check.ts';
import type { Diagnostic } from '../../src/results/diagnostic.ts';
import { oracle } from './kernel-source.ts';
import { launcher, node } from './kgate.ts';
import { pathWithout } from './path-without.ts';
import { madeOnce, sharedDirectory } from './shared-directory.ts';
import { changedTree, stopNormalisations } from './stops.ts';

/** Trees that stops are provoked on. */
export type TreeName = 'linux-6.1' | 'linux-6.12' | 'u-boot' | 'busybox';

/** An object directory that several cases start from: configured once, copied for each. */
export interface ObjectBase {
  /** Short and unique. */
  readonly name: string;
  readonly tree: TreeName;
  /** `VAR=VALUE` words of every make in it. */
  readonly words: readonly string[];
  /** Configuration goal (`tinyconfig`); null: an empty directory. */
  readonly goal: string | null;
  /** Lines of `.config` that olddefconfig finishes. */
  readonly lines?: readonly string[];
  /** Goals that the real make builds in it; a failure of theirs is left to the cases. */
  readonly build?: readonly string[];
  /** True: nothing but `.config` stays in it. */
  readonly isFresh?: boolean;
}

/** What is done to a tree before both look at it. */
export interface ProvokedCase {
  /** Short and unique. */
  readonly id: string;
  /** Kind of the issue, see test/provoked/README.md. */
  readonly kind: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly base: ObjectBase;
  /** Words in addition to those of the base; `{root}` is a directory of the case, `{tree}` the source tree. */
  readonly words?: readonly string[];
  /** Goals of both; the default goal when absent. */
  readonly goals?: readonly string[];
  /** Symbols (without CONFIG_) whose lines are replaced, as an editor would; null takes the line away. */
  readonly config?: Readonly<Record<string, string | null>>;
  /** True: auto.conf has them as well and is newer, so that make does not start conf. For strings and `y`. */
  readonly isSynced?: boolean;
  /** Files written into the object directory; null takes one away. */
  readonly objects?: Readonly<Record<string, string | null>>;
  /** Files of the source tree that are other than in the tree; null takes one away. */
  readonly source?: Readonly<Record<string, string | null>>;
  /** Lines added to files of the source tree. */
  readonly append?: Readonly<Record<string, string>>;
  /** Other files, below `{root}`. A text that begins with `#!` can be run. */
  readonly files?: Readonly<Record<string, string>>;
  /** Programs that are not on PATH. */
  readonly without?: readonly string[];
  /** Paths that are not on the machine: a mount namespace takes them away. `*` in the last part is a wildcard. */
  readonly hidden?: readonly string[];
  /** True: the object directory is mounted read-only. */
  readonly isReadOnly?: boolean;
  readonly env?: Readonly<Record<string, string>>;
  /** Commands of a shell that are run in the object directory before both. */
  readonly before?: string;
  /** What kgate does not yet answer; the case is left out. */
  readonly open?: string;
}

/** How to reach a stop. */
export interface ProvokedStop extends ProvokedCase {
  /** Text that has to be in make's stop, so that a case cannot miss it. */
  readonly expect: string;
  /** Texts that the finding has to name: symbols (`CONFIG_X`), files, packages, words of a fix. */
  readonly names?: readonly string[];
  /** True where a fix has to be verified. */
  readonly hasFix?: boolean;
}

/** What both make of a case. */
export interface Provoked {
  readonly status: number | null;
  /** Everything make printed. */
  readonly raw: string;
  /** {@link stopText} of it. */
  readonly wanted: string;
  /** Message of the first error that make reaches, in the same form. */
  readonly got: string;
  readonly first: Diagnostic | undefined;
  readonly result: CheckResult;
}

/** What is left out of the output of make in addition to {@link stopNormalisations}, and why. */
const afterwards: typeof stopNormalisations = [
  {
    name: 'deleted target',
    pattern: /^make(\[\d+\])?: \*\*\* (\[.*\] )?Deleting file '/,
    why: 'what make does after the stop',
  },
  {
    name: 'auto.conf that was not made',
    pattern: /^\S+:\d+: include\/config\/auto\.conf(\.cmd)?: No such file or directory$/,
    why: 'the include line whose file the stopped make was to make; the stop is the cause of it',
  },
];

/** Output without what is no part of a stop. */
export function stopText(output: string): string {
  const normalisations = [...stopNormalisations, ...afterwards];
  return output
    .split('\n')
    .filter((line) => !normalisations.some(({ pattern }) => pattern.test(line)))
    .join('\n')
    .trimEnd();
}

/** The first error of a result; findings are in make's own order. */
function firstStop(result: CheckResult): Diagnostic | undefined {
  return result.diagnostics.find(({ severity }) => severity === 'error');
}

/** One directory for all cases of a test file. */
export class ProvokedStops {
  private readonly root: string;
  private readonly bases = new Map<string, string>();
  private readonly cache: Cache;

  constructor() {
    this.root = mkdtempSync(join(tmpdir(), 'kgate-provoked-'));
    this.cache = openCache({ directory: join(sharedDirectory(), 'cache'), version: 'test', maxBytes: 1 << 30 });
  }

  /** Takes everything away again. */
  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  /** Runs kgate, then make. */
  provoke(one: ProvokedCase): Provoked {
    const { base } = one;
    const root = mkdtempSync(join(this.root, 'case-'));
    const original = oracle(base.tree).tree;
    const changes = sourceChanges(original, one);
    const tree = changes === null ? original : join(root, 'tree');
    const fill = (text: string): string => text.replaceAll('{root}', root).replaceAll('{tree}', tree);
    if (changes !== null) changedTree(original, tree, changes);
    const objects = join(root, 'objects');
    cpSync(this.baseDirectory(base), objects, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    const lines = configLines(one.config ?? {}, fill);
    if (lines !== null) {
      const file = join(objects, '.config');
      const { atime, mtime } = statSync(file);
      editLines(file, lines);
      if (one.isSynced === true) {
        // conf writes strings without quotes there.
        const added = lines.added.map((line) => line.replaceAll('"', ''));
        editLines(join(objects, 'include/config/auto.conf'), { ...lines, added });
        utimesSync(file, atime, mtime);
      }
    }
    writeFiles(objects, one.objects ?? {}, fill);
    writeFiles(root, one.files ?? {}, fill);
    // One PATH for all: answers of a compiler are kept under it.
    const env: Record<string, string> = { ...environment(), PATH: sharedPath(one.without ?? []) };
    for (const [name, value] of Object.entries(one.env ?? {})) env[name] = fill(value);
    if (one.before !== undefined)
      run(['/bin/sh', '-e', '-c', fill(one.before)], objects, { ...env, KBUILD_TREE: tree });
    const words = [...base.words, ...(one.words ?? []).map(fill)];
    const goals = one.goals ?? [];
    const inPlace = words.includes('O=');
    const variables = words.filter((word) => word !== 'O=');
    const enter = one.isReadOnly === true ? readOnly(objects) : hiding(one.hidden ?? [], root);
    const result =
      enter.length === 0
        ? this.check(tree, inPlace ? null : objects, variables, goals, env)
        : checkInside(enter, tree, objects, variables, goals, {
            ...env,
            XDG_CACHE_HOME: join(sharedDirectory(), 'cli-cache'),
          });
    const output = inPlace ? [] : [`O=${objects}`];
    const done = run(
      [...enter, '/bin/sh', '-c', 'exec make "$@" 2>&1', 'sh', '-C', tree, ...output, ...variables, ...goals],
      root,
      env,
    );
    const first = firstStop(result);
    return {
      status: done.status,
      raw: done.stdout,
      wanted: stopText(done.stdout),
      got: stopText(first?.message ?? ''),
      first,
      result,
    };
  }

  /** kgate's library at a goal, with a cache that all cases of a run share. */
  check(
    tree: string,
    objectDirectory: string | null,
    variables: readonly string[],
    goals: readonly string[],
    env: Readonly<Record<string, string>>,
  ): CheckResult {
    return checkTree({
      host: createNodeHost({ cwd: tree, env }),
      profile: null,
      otherProfiles: () => [],
      failOn: 'error',
      cache: this.cache,
      request: {
        treeName: tree,
        objectDirectory,
        variables,
        configFile: null,
        defconfig: null,
        ...(goals.length === 0 ? {} : { goals }),
      },
    });
  }

  private baseDirectory(base: ObjectBase): string {
    const known = this.bases.get(base.name);
    if (known !== undefined) return known;
    // While tests are written the directories may be kept from run to run.
    const parent = process.env['KGATE_PROVOKED_BASES'] ?? join(sharedDirectory(), 'bases');
    const objects = madeOnce(parent, base.name, (directory) => this.makeBase(base, directory));
    this.bases.set(base.name, objects);
    return objects;
  }

  private makeBase(base: ObjectBase, objects: string): void {
    mkdirSync(objects, { recursive: true });
    const { tree } = oracle(base.tree);
    const make = (goal: string, input = ''): ReturnType<typeof run> =>
      run(['make', '-s', '-C', tree, `O=${objects}`, ...base.words, goal], objects, environment(), input);
    const must = (goal: string): void => {
      // BusyBox has no olddefconfig.
      const name = goal === 'olddefconfig' && base.tree === 'busybox' ? 'oldconfig' : goal;
      const done = make(name, '\n'.repeat(5_000));
      if (done.status !== 0) throw new Error(`${base.name}: make ${name}: ${done.stdout}${done.stderr}`);
    };
    if (base.goal !== null) must(base.goal);
    if (base.lines !== undefined && base.lines.length > 0) {
      writeFileSync(join(objects, '.config'), `${base.lines.join('\n')}\n`, { flag: 'a' });
      must('olddefconfig');
      const text = readFileSync(join(objects, '.config'), 'latin1');
      const lost = base.lines.filter((line) => !line.endsWith('=n') && !text.includes(`${line}\n`));
      if (lost.length > 0) throw new Error(`${base.name}: not in .config: ${lost.join(' ')}`);
    }
    for (const goal of base.build ?? []) make(goal);
    if (base.isFresh !== true) return;
    for (const name of readdirSync(objects)) if (name !== '.config') rmSync(join(objects, name), { recursive: true });
  }
}

/** A PATH without some programs, the same for every case of a run. */
function sharedPath(programs: readonly string[]): string {
  if (programs.length === 0) return pathWithout([], '');
  const name = `path-without-${programs.join('-')}`;
  return madeOnce(sharedDirectory(), name, (directory) => pathWithout(programs, directory));
}

/** The environment of every program of the comparison. */
function environment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: process.env['HOME'] ?? '/root', LC_ALL: 'C' };
}

function run(
  [program = '', ...args]: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
  input = '',
): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(program, args, { cwd, env, input, encoding: 'latin1', timeout: 300_000, maxBuffer: 1 << 28 });
}

/** Files of the tree that a case changes; null for none. */
function sourceChanges(original: string, one: ProvokedCase): Record<string, string | null> | null {
  if (one.source === undefined && one.append === undefined) return null;
  const changes: Record<string, string | null> = { ...one.source };
  for (const [name, text] of Object.entries(one.append ?? {}))
    changes[name] = `${readFileSync(join(original, name), 'latin1')}${text}\n`;
  return changes;
}

/** Lines of some symbols, and what they replace; null for no symbol. */
interface ConfigLines {
  readonly replaced: RegExp;
  readonly added: readonly string[];
}

function configLines(
  changes: Readonly<Record<string, string | null>>,
  fill: (text: string) => string,
): ConfigLines | null {
  const names = Object.keys(changes);
  if (names.length === 0) return null;
  const added = names.flatMap((name) =>
    changes[name] === null ? [] : [`CONFIG_${name}=${fill(changes[name] ?? '')}`],
  );
  return { replaced: new RegExp(`^(?:# )?CONFIG_(?:${names.join('|')})(?:=.*| is not set)$`), added };
}

/** Edits a configuration as an editor does. */
function editLines(file: string, { added, replaced }: ConfigLines): void {
  const kept = readFileSync(file, 'latin1')
    .split('\n')
    .filter((line) => line !== '' && !replaced.test(line));
  writeFileSync(file, `${[...kept, ...added].join('\n')}\n`, 'latin1');
}

function writeFiles(
  root: string,
  files: Readonly<Record<string, string | null>>,
  fill: (text: string) => string,
): void {
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    if (text === null) rmSync(path, { recursive: true, force: true });
    else {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, fill(text), { encoding: 'latin1', mode: text.startsWith('#!') ? 0o755 : 0o644 });
    }
  }
}

/** Words that start a program for which a directory is mounted read-only; needs root. */
function readOnly(directory: string): string[] {
  const script = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && exec "$@"';
  return ['unshare', '-m', '/bin/sh', '-c', script, directory];
}

/** Words that start a program on a machine without these paths; needs root. */
function hiding(paths: readonly string[], root: string): string[] {
  if (paths.length === 0) return [];
  const script = join(root, 'hide.sh');
  const store = join(root, 'hide');
  const lines = [...new Set(paths.map((path) => dirname(path)))].flatMap((directory, index) => [
    `mkdir -p ${store}/${index}/u ${store}/${index}/w`,
    `mount -t overlay overlay -o lowerdir=${directory},upperdir=${store}/${index}/u,workdir=${store}/${index}/w ${directory}`,
  ]);
  const text = `set -e\nmkdir -p ${store}\nmount -t tmpfs none ${store}\n${lines.join('\n')}\nrm -rf ${paths.join(' ')}\nexec "$@"\n`;
  mkdirSync(root, { recursive: true });
  writeFileSync(script, text);
  return ['unshare', '-m', '/bin/sh', script];
}

/** The command line, where the library would see the machine as it is. */
function checkInside(
  enter: readonly string[],
  tree: string,
  objects: string,
  variables: readonly string[],
  goals: readonly string[],
  env: Readonly<Record<string, string>>,
): CheckResult {
  const options = goals.flatMap((goal) => ['--goal', goal]);
  const args = ['check', '-C', tree, '-O', objects, ...variables, ...options, '--format', 'json', '--verbose'];
  const done = run([...enter, node, launcher, ...args], tree, env);
  if (done.stdout === '') throw new Error(`kgate ${args.join(' ')}: ${done.stderr}`);
  return JSON.parse(Buffer.from(done.stdout, 'latin1').toString('utf8')) as CheckResult;
}
