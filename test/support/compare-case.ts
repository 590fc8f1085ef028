import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { type Dialect, runConf } from '../../src/kconfig/index.ts';
import { filesAfter } from './file-operations.ts';
import type { KconfigCase } from './kconfig-cases.ts';
import { confWords, excerptOf } from './kconfig-matrix.ts';
import { createRecordingShell } from './recorded-shell.ts';

/**
 * `undefined`: the outcome of conf is not defined. `why`: it crashed, it asks one question for ever after the end of the
 * input, or it printed what is only in its memory by chance.
 */
export type CaseVerdict =
  | { readonly kind: 'same'; readonly status: number }
  | { readonly kind: 'undefined'; readonly why: 'crash' | 'endless' | 'memory' }
  | { readonly kind: 'different'; readonly what: string; readonly excerpt: string };

const { runShell } = createRecordingShell();

/** All files below a directory but auto files' touch files, by relative name. */
function filesIn(directory: string): Map<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(directory.length + 1), readFileSync(path, 'latin1')]));
}

/** Runs both on a case and compares streams, status and all files. Questions are answered by the end of input. */
export function compareCase(conf: string, dialect: Dialect, input: KconfigCase): CaseVerdict {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-case-'));
  try {
    const top = dialect.modes.hasLetterModes ? 'Config.in' : 'Kconfig';
    writeFileSync(join(directory, top), input.kconfig, 'latin1');
    writeFileSync(join(directory, '.config'), input.config, 'latin1');
    // Make makes the directories for a conf that does not.
    if (dialect.writing.autoNeedsDirectories && input.mode === 'syncconfig') {
      for (const name of ['config', 'generated']) mkdirSync(join(directory, 'include', name), { recursive: true });
    }
    // The time in the files of the busybox generation may be another one a moment later.
    const stamp = dialect.modes.hasLetterModes ? { KCONFIG_NOTIMESTAMP: '1' } : {};
    const env = { PATH: '/usr/bin:/bin', ...stamp, ...input.env };
    const file = input.mode === 'savedefconfig' ? 'out' : undefined;
    const before = filesIn(directory);
    const host = createNodeHost({ cwd: directory, env });
    const options = { host, cwd: directory, env, topFile: top, runShell, dialect, mode: input.mode };
    const own = runConf({ ...options, ...(file === undefined ? {} : { file }) });
    const after = filesAfter(before, own.operations);
    const words = [...confWords(dialect, input.mode, file), top];
    const real = spawnSync(conf, words, {
      cwd: directory,
      env,
      encoding: 'latin1',
      input: '',
      timeout: 5000,
      // conf that asks for ever is ended by this.
      maxBuffer: 1 << 20,
    });
    const files = filesIn(directory);
    const isStopped = real.error !== undefined && 'code' in real.error;
    if (isStopped) return { kind: 'undefined', why: 'endless' };
    if (real.status === null || real.status > 1) return { kind: 'undefined', why: 'crash' };
    // The text of a null pointer, in a `.config` the value of a number that is part of a loop.
    const isChance = [real.stderr, real.stdout, ...files.values()].some((text) => /Oops!|\(null\)/.test(text));
    if (isChance) return { kind: 'undefined', why: 'memory' };
    const differ = (what: string, expected: string, actual: string): CaseVerdict => ({
      kind: 'different',
      what,
      excerpt: excerptOf(expected, actual),
    });
    if (own.stderr !== real.stderr) return differ('stderr', real.stderr, own.stderr);
    if (own.exitStatus !== real.status) return differ('status', String(real.status), String(own.exitStatus));
    if (own.stdout !== real.stdout) return differ('stdout', real.stdout, own.stdout);
    for (const name of new Set([...files.keys(), ...after.keys()])) {
      const expected = files.get(name);
      const actual = after.get(name);
      if (expected !== actual) return differ(name, expected ?? '(no such file)', actual ?? '(no such file)');
    }
    return { kind: 'same', status: real.status };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
