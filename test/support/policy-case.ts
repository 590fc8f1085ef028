/** One configuration of a real tree under `--shell=run` and under `--shell=probe`, for a comparison. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { oracle } from './kernel-source.ts';
import { kgateEnvironment, launcher, node } from './kgate.ts';

/** One configuration to make. */
export interface PolicyRow {
  readonly tree: Parameters<typeof oracle>[0];
  readonly defconfig: string;
  /** `VAR=VALUE` words of make. */
  readonly words: readonly string[];
}

/** What came of it under one policy. */
export interface Configured {
  /** The file; empty when there is none. */
  readonly text: string;
  readonly status: number | null;
  /** What was printed, without what is about the policy. */
  readonly words: string;
  /** Lines about programs that were refused. */
  readonly refused: readonly string[];
  readonly ms: number;
}

/** Runs `kgate config` under a policy; the configuration is left in `directory`. */
export function configureUnder(
  policy: 'run' | 'probe',
  { tree, defconfig, words }: PolicyRow,
  directory: string,
): Configured {
  const output = join(directory, `${policy}.config`);
  rmSync(output, { force: true });
  const args = ['config', defconfig, '-C', oracle(tree).tree, ...words, `--shell=${policy}`, '--output', output];
  const before = performance.now();
  const { status, stderr, stdout } = spawnSync(node, [launcher, ...args], {
    env: kgateEnvironment({ KGATE_NO_CACHE: '1' }),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  const lines = `${stdout}${stderr}`.split('\n');
  const isOfPolicy = /refused by --shell|is not asked for its version|probes without an answer|^ {2}hint/;
  return {
    // BusyBox writes the time.
    text: existsSync(output) ? readFileSync(output, 'latin1').replace(/^# \w{3} \w{3} [ \d:]+$/m, '') : '',
    status,
    words: lines.filter((line) => !isOfPolicy.test(line)).join('\n'),
    refused: lines.filter((line) => line.includes('refused by --shell')),
    ms: performance.now() - before,
  };
}

/** True when both policies gave the same file and the same end, with the same words where there is no file. */
export function isSameConfigured(run: Configured, probe: Configured): boolean {
  return run.text === probe.text && run.status === probe.status && (run.text !== '' || run.words === probe.words);
}
