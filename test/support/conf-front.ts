/**
 * kgate in the place of a `conf` program, for tests that start one: takes conf's words, reads answers from
 * standard input, writes the files conf writes. The dialect is in KGATE_CONF_DIALECT.
 */

import { spawnSync } from 'node:child_process';
import { readSync, writeSync } from 'node:fs';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { type ConfMode, type DialectName, dialects, runConf } from '../../src/kconfig/index.ts';
import { applyOperations } from './file-operations.ts';

const { KGATE_CONF_DIALECT: dialectName = 'linux-6.12', ...rest } = process.env;
const env: Record<string, string> = {};
for (const [name, value] of Object.entries(rest)) env[name] = Buffer.from(value ?? '', 'utf8').toString('latin1');

const words = process.argv.slice(2);
const topFile = words.at(-1) ?? 'Kconfig';
let mode: ConfMode = 'oldaskconfig';
let file: string | undefined;
let silent = false;
for (const word of words.slice(0, -1)) {
  const option = /^--(\w+)(?:=(.*))?$/s.exec(word);
  if (option !== null) {
    mode = option[1] as ConfMode;
    file = option[2];
  } else if (word === '-s') silent = true;
  else throw new Error(`conf-front: ${word}?`);
}

let pending = '';
let isOver = false;
const chunk = Buffer.alloc(4096);

/** A line of standard input; null at its end. */
function readLine(): string | null {
  for (;;) {
    const end = pending.indexOf('\n');
    if (end >= 0 || isOver) {
      const line = end < 0 ? pending : pending.slice(0, end + 1);
      pending = pending.slice(line.length);
      return line === '' ? null : line;
    }
    try {
      const count = readSync(0, chunk);
      if (count === 0) isOver = true;
      pending += chunk.toString('latin1', 0, count);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN')
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 2);
      else isOver = true;
    }
  }
}

function print(stream: 'stdout' | 'stderr', text: string): void {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; ) at += writeSync(stream === 'stdout' ? 1 : 2, bytes, at);
}

const cwd = process.cwd();
const result = runConf({
  host: createNodeHost({ cwd, env }),
  cwd,
  env,
  topFile,
  mode,
  silent,
  dialect: dialects[dialectName as DialectName],
  ...(file === undefined ? {} : { file }),
  input: { readLine },
  emit: ({ stream, text }) => {
    print(stream, text);
  },
  runShell: ({ command, cwd: directory, env: shellEnv }) => {
    const run = spawnSync('/bin/sh', ['-c', command], { cwd: directory, env: shellEnv, encoding: 'latin1' });
    return { stdout: run.stdout, stderr: run.stderr, status: run.status ?? 1, commands: [], unknown: null };
  },
});
applyOperations(cwd, result.operations);
process.exitCode = result.exitStatus;
