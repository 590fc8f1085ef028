/** Cases of test/corpus: one file a case, a JSON head with the root cause and the files that differ from the skeleton. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkTree } from '../../src/api/check/check.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { CheckResult } from '../../src/results/check.ts';
import { conf612 } from './kernel-source.ts';
import { pathWithout } from './path-without.ts';

/** What a report blames in the end. */
export interface RootCause {
  /** Name without CONFIG_. */
  readonly symbol?: string;
  /** A program, or the words that would put it right (`ARCH=arm`). */
  readonly program?: string;
  readonly file?: string;
  readonly line?: number;
}

/** What every case has. */
export interface CaseFile {
  readonly id: string;
  /** Files that differ from the skeleton. */
  readonly files: Readonly<Record<string, string>>;
}

/** A case of `cases` as its file has it. */
export interface CorpusCase extends CaseFile {
  /** Kind of the issue, 1 to 7. */
  readonly kind: number;
  readonly root: RootCause;
  /**
   * How it is put right. `config`: kgate has a verified change, and the real make passes with it; `words`: words of the
   * command line or commands to type; `package`: a package; `none`: a person has to change the tree.
   */
  readonly fix: 'config' | 'words' | 'package' | 'none';
  /** Text of make's stop. */
  readonly makes: string;
  readonly words?: readonly string[];
  readonly goals?: readonly string[];
  /** Programs that are not on PATH. */
  readonly without?: readonly string[];
  /** Files older than every other. */
  readonly stale?: readonly string[];
  /** Files newer than every other. */
  readonly fresh?: readonly string[];
  /** False where make asks questions or goes on in silence. */
  readonly stops?: boolean;
}

const corpus = join(import.meta.dirname, '../corpus');

/** The cases of a folder of the corpus, by name: the head of each as its file has it. */
export function readCases<Head>(folder: string): (Head & CaseFile)[] {
  const directory = join(corpus, folder);
  return readdirSync(directory)
    .sort()
    .map((name) => {
      const [head = '', ...parts] = readFileSync(join(directory, name), 'utf8').split(/^-- (.+) --\n/m);
      const files: Record<string, string> = {};
      for (let index = 0; index < parts.length; index += 2) files[parts[index] ?? ''] = parts[index + 1] ?? '';
      return { ...(JSON.parse(head) as Head), id: name.replace(/\.case$/, ''), files };
    });
}

/** Every case of a build that stops, by name. */
export function corpusCases(): CorpusCase[] {
  return readCases('cases');
}

/** Makes `tree`: the skeleton with the files of a case over it. */
export function layTree(tree: string, files: CaseFile['files']): void {
  cpSync(join(corpus, 'skeleton'), tree, { recursive: true });
  writeFiles(tree, files);
}

/** Writes files and their directories below `tree`. */
export function writeFiles(tree: string, files: CaseFile['files']): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, name)), { recursive: true });
    writeFileSync(join(tree, name), text);
  }
}

/** A case on disk. */
export class CorpusTree {
  private readonly one: CorpusCase;
  private readonly tree: string;
  private readonly env: Readonly<Record<string, string>>;

  constructor(one: CorpusCase, root: string) {
    this.one = one;
    this.tree = join(root, one.id);
    const without = one.without ?? [];
    this.env = { PATH: pathWithout(without, join(root, `${one.id}-path`)), HOME: '/root', LC_ALL: 'C' };
    layTree(this.tree, one.files);
    const now = Date.now() / 1000;
    this.date('.', now - 1000);
    for (const name of one.stale ?? []) utimesSync(join(this.tree, name), now - 2000, now - 2000);
    for (const name of one.fresh ?? []) utimesSync(join(this.tree, name), now - 10, now - 10);
  }

  /** Status and output of GNU make. */
  make(goals: readonly string[] = this.one.goals ?? []): { status: number | null; text: string } {
    const words = [...(this.one.words ?? []), `CONF=${conf612()}`, ...goals];
    const done = spawnSync('/bin/sh', ['-c', 'exec make "$@" 2>&1', 'sh', ...words], {
      cwd: this.tree,
      env: this.env,
      encoding: 'latin1',
    });
    return { status: done.status, text: done.stdout };
  }

  /** What kgate finds at the same goals. */
  check(): CheckResult {
    const { goals = [], words = [] } = this.one;
    return checkTree({
      host: createNodeHost({ cwd: this.tree, env: this.env }),
      profile: null,
      otherProfiles: () => [],
      failOn: 'error',
      request: {
        treeName: this.tree,
        objectDirectory: null,
        variables: words,
        configFile: null,
        defconfig: null,
        ...(goals.length === 0 ? {} : { goals }),
      },
    });
  }

  /** Puts lines into `.config`, as an editor would, and lets conf finish it. */
  configure(changes: readonly { readonly symbol: string; readonly to: string }[]): void {
    const file = join(this.tree, '.config');
    const kept = readFileSync(file, 'latin1')
      .split('\n')
      .filter((line) => !changes.some(({ symbol }) => new RegExp(`^(?:# )?CONFIG_${symbol}\\b`).test(line)));
    const lines = changes.map(({ symbol, to }) => `CONFIG_${symbol}=${to}`);
    writeFileSync(file, [...kept, ...lines, ''].join('\n'));
    this.make(['olddefconfig']);
  }

  private date(name: string, time: number): void {
    const path = join(this.tree, name);
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (entry.isDirectory()) this.date(join(name, entry.name), time);
      else utimesSync(join(path, entry.name), time, time);
    }
  }
}
