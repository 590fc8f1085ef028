/** A tree of the corpus skeleton with the conf of one version, for tests that compare with it. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkTree } from '../../src/api/check/check.ts';
import type { CheckOptions } from '../../src/api/check/check-options.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { CheckResult } from '../../src/results/check.ts';
import { oracle } from './kernel-source.ts';

const skeleton = fileURLToPath(new URL('../corpus/skeleton', import.meta.url));

/** What a check is asked, all of it optional. */
export type LineCheck = Partial<Omit<CheckOptions, 'request'>> & {
  readonly request?: Partial<CheckOptions['request']>;
};

let made = 0;

/** A tree with the conf of one version. */
export class LineTree {
  readonly directory: string;
  private readonly conf: string;

  constructor(root: string, files: Readonly<Record<string, string>>, name: 'linux-6.12' | 'linux-6.1' = 'linux-6.12') {
    made += 1;
    this.directory = join(root, `tree-${made}`);
    const { conf, tree } = oracle(name);
    this.conf = conf;
    cpSync(skeleton, this.directory, { recursive: true });
    // kgate reads the dialect off these sources.
    cpSync(join(tree, 'scripts/kconfig'), join(this.directory, 'scripts/kconfig'), { recursive: true });
    for (const [file, text] of Object.entries(files)) this.write(file, text);
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.directory, file)), { recursive: true });
    writeFileSync(join(this.directory, file), text);
  }

  read(file: string): string {
    return readFileSync(join(this.directory, file), 'latin1');
  }

  /** What make prints for a configuration goal, its streams in one. */
  make(goal: string): string {
    const done = spawnSync('/bin/sh', ['-c', 'exec make -s "$@" 2>&1 </dev/null', 'sh', goal, `CONF=${this.conf}`], {
      cwd: this.directory,
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      encoding: 'latin1',
    });
    return done.stdout;
  }

  /** The line that the real conf leaves for a symbol. */
  left(symbol: string): string | undefined {
    return this.read('.config')
      .split('\n')
      .find((line) => new RegExp(`^(?:# )?CONFIG_${symbol}\\b`).test(line));
  }

  check(options: LineCheck = {}): CheckResult {
    const { PATH = '' } = process.env;
    return checkTree({
      host: createNodeHost({ cwd: this.directory, env: { PATH, LC_ALL: 'C' } }),
      profile: null,
      otherProfiles: () => [],
      failOn: null,
      newSymbols: 'warn',
      ...options,
      request: {
        treeName: '.',
        objectDirectory: null,
        variables: [],
        configFile: null,
        defconfig: null,
        ...options.request,
      },
    });
  }
}
