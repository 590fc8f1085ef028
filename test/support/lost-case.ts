/** Cases of test/corpus/lost: a setting that is asked for and is not there. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTree } from '../../src/api/check/check.ts';
import { explainWhy } from '../../src/api/why/why.ts';
import type { Host } from '../../src/host/host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { CheckResult } from '../../src/results/check.ts';
import type { WhyResult } from '../../src/results/why.ts';
import { type CaseFile, layTree, type RootCause, readCases, writeFiles } from './corpus-case.ts';
import { conf612 } from './kernel-source.ts';
import { pathWithout } from './path-without.ts';

/** What puts a setting right. */
export interface Remedy {
  /** `SYMBOL=VALUE`, in place of the lines that the symbols have. */
  readonly config?: readonly string[];
  /** Words of make's command line. */
  readonly words?: readonly string[];
  /** Shell texts of programs. */
  readonly tools?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  /** What is there afterwards, where that is not what was asked for. */
  readonly gives?: string;
}

/** A case as its file has it. */
export interface LostCase extends CaseFile {
  readonly kind: string;
  /** `SYMBOL=VALUE` that is asked for. */
  readonly asks: string;
  /** What the first finding has to name. */
  readonly roots: readonly RootCause[];
  /** Other texts that the first screen has. */
  readonly says?: readonly string[];
  /** Texts that no report has. */
  readonly silent?: readonly string[];
  /** Number of settings in the first finding. */
  readonly items?: number;
  /** `kept`: the setting is there, and a finding is about something else; a text: conf or make stops with it. */
  readonly ends?: string;
  readonly remedy?: Remedy;
  /** `kgate why ASKS` names the roots as well. */
  readonly why?: boolean;
  /** Prefix of names in the file; `CONFIG_` when absent. */
  readonly prefix?: string;
  /** The file that is configured from, where it is not `.config`: a defconfig of x86. */
  readonly base?: string;
  /** Fragments over it, in order. */
  readonly fragments?: readonly string[];
  /** Programs that are not on PATH. */
  readonly without?: readonly string[];
  /** Shell texts of programs that are. */
  readonly tools?: Readonly<Record<string, string>>;
}

/** Every case of a lost setting, by name. */
export function lostCases(): LostCase[] {
  return readCases('lost');
}

/** What the real tools leave. */
export interface RealRun {
  readonly status: number | null;
  readonly output: string;
  /** Value of a symbol as `.config` has it: `n` for a line that says so, empty without a line. */
  readonly valueOf: (symbol: string) => string;
}

const paths = new Map<string, string>();

/** PATH without programs, made once for the cases that leave out the same ones. */
function pathOf(without: readonly string[]): string {
  const key = without.join(' ');
  const known = paths.get(key);
  if (known !== undefined) return known;
  const path = pathWithout(without, mkdtempSync(join(tmpdir(), 'kgate-lost-path-')));
  paths.set(key, path);
  return path;
}

/** Removes the directories of {@link LostTree} that cases share. */
export function removePaths(): void {
  for (const [without, path] of paths) if (without !== '') rmSync(path, { recursive: true, force: true });
  paths.clear();
}

/** A case on disk. */
export class LostTree {
  private readonly one: LostCase;
  private readonly tree: string;
  private readonly env: Readonly<Record<string, string>>;
  private readonly words: readonly string[];
  private readonly base: string;
  private readonly prefix: string;

  /** `remedy`: with what puts it right. */
  constructor(one: LostCase, root: string, remedy: Remedy = {}) {
    this.one = one;
    this.tree = join(root, one.id);
    this.base = one.base ?? '.config';
    this.prefix = one.prefix ?? 'CONFIG_';
    this.words = remedy.words ?? [];
    layTree(this.tree, { ...one.files, ...remedy.files });
    const tools = Object.entries({ ...one.tools, ...remedy.tools });
    writeFiles(this.tree, Object.fromEntries(tools.map(([name, text]) => [`bin/${name}`, `#!/bin/sh\n${text}\n`])));
    for (const [name] of tools) chmodSync(join(this.tree, 'bin', name), 0o755);
    const without = one.without ?? [];
    const path = pathOf(without);
    this.env = { PATH: tools.length === 0 ? path : `${join(this.tree, 'bin')}:${path}`, HOME: '/root', LC_ALL: 'C' };
    this.configure(remedy.config ?? []);
  }

  /** The setting as the real make and conf leave it, fragments appended. */
  real(): RealRun {
    const merged = [this.base, ...(this.one.fragments ?? [])].map((name) => readFileSync(join(this.tree, name)));
    const file = join(this.tree, this.one.fragments === undefined ? this.base : '.config');
    const before = readFileSync(join(this.tree, this.base));
    writeFileSync(file, Buffer.concat(merged));
    const goal = this.one.base === undefined ? 'olddefconfig' : (this.one.base.split('/').at(-1) ?? '');
    const configured = this.make([goal]);
    const text = readFileSync(join(this.tree, '.config'), 'latin1');
    const built = configured.status === 0 && isStop(this.one) ? this.make(['all']) : configured;
    if (this.one.base === undefined) writeFileSync(join(this.tree, '.config'), before);
    return { ...built, valueOf: (symbol) => valueIn(text, `${this.prefix}${symbol}`) };
  }

  /** What `kgate check` finds. */
  check(): CheckResult {
    return checkTree({
      host: this.host(),
      profile: null,
      otherProfiles: () => [],
      failOn: null,
      newSymbols: 'warn',
      request: { ...this.request(), fragments: (this.one.fragments ?? []).map((name) => this.named(name)) },
    });
  }

  /** What `kgate why` says of the setting. */
  why(): WhyResult {
    return explainWhy({ host: this.host(), profile: null, question: this.one.asks, request: this.request() });
  }

  private request(): Parameters<typeof checkTree>[0]['request'] {
    return {
      treeName: this.tree,
      objectDirectory: null,
      variables: this.words,
      configFile: this.one.base === undefined ? null : this.named(this.one.base),
      defconfig: null,
    };
  }

  private named(name: string): { readonly name: string; readonly path: string } {
    return { name, path: join(this.tree, name) };
  }

  private host(): Host {
    return createNodeHost({ cwd: this.tree, env: this.env });
  }

  private make(goals: readonly string[]): { readonly status: number | null; readonly output: string } {
    const done = spawnSync(
      '/bin/sh',
      ['-c', 'exec make "$@" 2>&1 </dev/null', 'sh', `CONF=${conf612()}`, ...this.words, ...goals],
      {
        cwd: this.tree,
        env: this.env,
        encoding: 'latin1',
      },
    );
    return { status: done.status, output: done.stdout };
  }

  /** Puts settings into the file, as an editor would; into the last fragment where there are fragments. */
  private configure(settings: readonly string[]): void {
    if (settings.length === 0) return;
    const names = settings.map((setting) => setting.slice(0, setting.indexOf('=')));
    const isOf = (line: string): boolean =>
      names.some((name) => new RegExp(`^(?:# )?(?:${this.prefix})?${name}\\b`).test(line));
    const lines = settings.map((setting) => {
      const [name = '', value = ''] = setting.split(/=(.*)/s);
      return value === 'n' ? `# ${this.prefix}${name} is not set` : `${this.prefix}${name}=${value}`;
    });
    for (const file of [this.base, ...(this.one.fragments ?? [])]) {
      const kept = readFileSync(join(this.tree, file), 'latin1').split('\n');
      writeFileSync(join(this.tree, file), [...kept.filter((line) => !isOf(line)), ...lines, ''].join('\n'));
    }
  }
}

function isStop({ ends }: LostCase): boolean {
  return ends !== undefined && ends !== 'kept';
}

function valueIn(text: string, name: string): string {
  for (const line of text.split('\n')) {
    if (line === `# ${name} is not set`) return 'n';
    if (line.startsWith(`${name}=`)) return line.slice(name.length + 1);
  }
  return '';
}
