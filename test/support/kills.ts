/** `kgate config` that is killed at a moment of its run, and the next one after it. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { execa } from 'execa';
import { kgateEnvironment, node, repository } from './kgate.ts';

const entry = process.env['KGATE_ENTRY'] ?? join(repository, 'dist/cli.js');
const fixture = join(repository, 'kconfig-fixtures/arm64-ftrace/today');

/** A file that is there before each run, and that the run replaces. */
const oldText = '# CONFIG_OLD is not set\n';

/** A place for runs that are killed. */
export class KillBench {
  private readonly directory: string;
  private newText = '';
  private duration = { coldMs: 0, warmMs: 0 };

  constructor(directory: string) {
    this.directory = directory;
    cpSync(fixture, this.at('tree'), { recursive: true });
  }

  private at(name: string): string {
    return join(this.directory, name);
  }

  private reset(isCold: boolean): void {
    const names = ['out', 'tmp', ...(isCold ? ['cache'] : [])];
    for (const name of names) rmSync(this.at(name), { recursive: true, force: true });
    for (const name of ['out', 'tmp']) mkdirSync(this.at(name));
    writeFileSync(this.at('out/.config'), oldText);
  }

  private start(killAfterMs: number | null) {
    const words = ['config', 'defconfig', '-C', this.at('tree'), 'ARCH=arm64', '-O', this.at('out')];
    const running = execa(node, [entry, ...words], {
      cwd: this.directory,
      env: kgateEnvironment({ TMPDIR: this.at('tmp'), XDG_CACHE_HOME: this.at('cache') }),
      extendEnv: false,
      reject: false,
      stdin: 'ignore',
    });
    if (killAfterMs !== null) void setTimeout(killAfterMs).then(() => running.kill('SIGKILL'));
    return running;
  }

  private async timed(isCold: boolean): Promise<number> {
    this.reset(isCold);
    const start = performance.now();
    const run = await this.start(null);
    if (run.exitCode !== 0) throw new Error(run.stderr);
    this.newText = readFileSync(this.at('out/.config'), 'latin1');
    return performance.now() - start;
  }

  /** How long a run takes without a cache and with one, the longest of three. */
  async measure(): Promise<{ readonly coldMs: number; readonly warmMs: number }> {
    const runs = [await this.timed(true), await this.timed(false), await this.timed(true), await this.timed(false)];
    this.duration = { coldMs: Math.max(runs[0] ?? 0, runs[2] ?? 0), warmMs: Math.max(runs[1] ?? 0, runs[3] ?? 0) };
    return this.duration;
  }

  /** Waits for the programs that a killed run has started, which go on making files. */
  private async untilAlone(): Promise<void> {
    const place = Buffer.from(this.at('tmp'));
    const isOfRun = (pid: string): boolean => {
      try {
        return readFileSync(`/proc/${pid}/environ`).includes(place);
      } catch {
        return false;
      }
    };
    const others = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
    for (const pid of others.filter(isOfRun)) {
      for (let tries = 0; tries < 600 && isOfRun(pid); tries += 1) await setTimeout(50);
    }
  }

  /** Kills a run after a share of its time, 0 to 1, and runs once more. Gives what is wrong, and how the first run ended. */
  async kill(share: number, isCold: boolean): Promise<{ readonly problems: readonly string[]; readonly end: string }> {
    this.reset(isCold);
    const problems: string[] = [];
    const killed = await this.start(share * (isCold ? this.duration.coldMs : this.duration.warmMs));
    await this.untilAlone();
    const path = this.at('out/.config');
    const text = existsSync(path) ? readFileSync(path, 'latin1') : null;
    const which = text === oldText ? 'old' : text === this.newText ? 'new' : 'neither';
    if (which === 'neither') problems.push(`.config is ${text === null ? 'gone' : 'torn'}`);
    if (!['old', 'new'].includes(which) || killed.exitCode === 1) problems.push(killed.stderr.slice(0, 200));
    const scratch = readdirSync(this.at('tmp')).length > 0 ? ', scratch left' : '';
    const after = await this.start(null);
    if (after.exitCode !== 0) problems.push(`the next run: ${after.stderr.slice(0, 200)}`);
    if (readFileSync(path, 'latin1') !== this.newText) problems.push('the next run writes something else');
    const left = readdirSync(this.at('tmp'));
    if (left.length > 0) problems.push(`left in the temporary directory: ${left.join(' ')}`);
    const how = killed.signal === undefined ? 'ended before' : 'killed';
    return { problems, end: `${how}, ${isCold ? 'cold' : 'warm'}: ${which} file${scratch}` };
  }
}
