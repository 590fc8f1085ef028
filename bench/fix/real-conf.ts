/** The tree's own conf, run as its makefiles run it: the judge of every answer. */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { detectDialect, type Dialect, parseKconfig } from '../../src/kconfig/index.ts';
import { createRecordingShell, recordedShellLibrary } from '../../test/support/recorded-shell.ts';
import type { BenchTree } from './trees.ts';

/** How the makefiles start conf. */
interface Start {
  readonly directory: string;
  readonly topFile: string;
  readonly env: Readonly<Record<string, string>>;
}

/** conf of one tree and one compiler. Its commands run once; later runs have the recorded answers. */
export class RealConf {
  readonly dialect: Dialect;
  private readonly start: Start;
  private readonly program: string;
  private readonly work: string;
  private runs = 0;

  /** Builds it in `work`, with the tree's makefiles. Throws with make's words. */
  constructor(tree: BenchTree, work: string) {
    this.work = work;
    const objects = join(work, 'objects');
    rmSync(work, { recursive: true, force: true });
    mkdirSync(objects, { recursive: true });
    const make = (): string => {
      const words = ['-s', '-C', tree.directory, `O=${objects}`, ...tree.words, 'allnoconfig'];
      const run = spawnSync('make', words, { encoding: 'latin1', env: makeEnvironment() });
      return run.status === 0 ? '' : run.stderr;
    };
    const words = make();
    const found = readdirSync(objects, { recursive: true, encoding: 'utf8' }).find((name) =>
      /(?:^|\/)conf$/.test(name),
    );
    if (words !== '' || found === undefined) throw new Error(`${tree.name}: ${words || 'no conf'}`);
    const built = join(objects, found);
    this.program = join(work, 'conf');
    cpSync(built, this.program);
    const record = join(work, 'record');
    const script = `#!/bin/sh\nexec > ${record}\npwd\nfor word; do last=$word; done\nprintf '%s\\n' "$last"\nexec env -0\n`;
    writeFileSync(built, script, { mode: 0o755 });
    make();
    this.start = readStart(readFileSync(record, 'latin1'));
    const { directory, env, topFile } = this.start;
    const host = createNodeHost({ cwd: directory, env });
    this.dialect = detectDialect(host, tree.directory).dialect;
    const shell = createRecordingShell();
    parseKconfig({ host, cwd: directory, env, topFile, runShell: shell.runShell, dialect: this.dialect });
    shell.save(join(work, 'shell'));
  }

  /** What olddefconfig makes of a `.config`; the older conf without that mode gets Enter for each question. */
  async olddefconfig(text: string): Promise<string> {
    const { directory, env, topFile } = this.start;
    this.runs += 1;
    const own = join(this.work, `run-${this.runs}`);
    mkdirSync(own);
    const config = join(own, '.config');
    writeFileSync(config, text, 'latin1');
    const asks = this.dialect.modes.hasLetterModes;
    // BusyBox's conf reads the file of its own directory, whatever the environment says.
    if (asks)
      for (const name of readdirSync(directory))
        if (name !== '.config') symlinkSync(join(directory, name), join(own, name));
    const cwd = asks ? own : directory;
    const more: Record<string, string> = {
      LD_PRELOAD: recordedShellLibrary(join(dirname(this.work), 'recorded-shell.so')),
      KGATE_SHELL_RECORD: join(this.work, 'shell'),
      // Buildroot's conf has a name of its own for it.
      [env['BR2_CONFIG'] === undefined ? 'KCONFIG_CONFIG' : 'BR2_CONFIG']: config,
      KCONFIG_NOTIMESTAMP: '1',
    };
    const status = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(this.program, [asks ? '-o' : '--olddefconfig', topFile], {
        cwd,
        env: { ...env, ...more },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.on('error', reject);
      child.on('close', resolve);
      child.stdin.on('error', () => undefined);
      child.stdin.end(asks ? '\n'.repeat(20_000) : '');
    });
    if (status !== 0) throw new Error(`conf ended with ${status}`);
    const result = readFileSync(config, 'latin1');
    rmSync(own, { recursive: true });
    return result;
  }
}

/** The environment of every make, and that of kgate. */
export function makeEnvironment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', HOME: '/root', LC_ALL: 'C' };
}

function readStart(record: string): Start {
  const [directory = '', topFile = ''] = record.split('\n', 2);
  const env: Record<string, string> = {};
  for (const entry of record.slice(directory.length + topFile.length + 2).split('\0')) {
    const at = entry.indexOf('=');
    if (at > 0) env[entry.slice(0, at)] = entry.slice(at + 1);
  }
  for (const name of ['_', 'PWD', 'OLDPWD', 'SHLVL', 'MAKEFLAGS', 'MFLAGS', 'MAKELEVEL']) delete env[name];
  if (!existsSync(directory)) throw new Error(`conf was started in ${directory}`);
  return { directory, topFile, env };
}
