import { join } from 'node:path';
import { execa } from 'execa';

/** Root of the clone. */
export const repository = join(import.meta.dirname, '../..');

/** The launcher under test. */
export const launcher = join(repository, 'bin/kgate');

/** Node that runs the launcher: KGATE_NODE, else the one that runs the tests. */
export const node = process.env['KGATE_NODE'] ?? process.execPath;

/** What {@link kgate} takes in addition to the arguments. */
export interface KgateOptions {
  readonly cwd?: string;
  /** Added to PATH, NO_COLOR, LC_ALL and HOME. */
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs?: number;
  /** Another launcher, say of an installed package. */
  readonly program?: string;
}

/** How a run of kgate ended. Text is decoded as UTF-8, final newlines included. */
export interface KgateRun {
  readonly stdout: string;
  readonly stderr: string;
  /** Undefined when a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** The environment that {@link kgate} runs in. */
export function kgateEnvironment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const home = process.env['HOME'];
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    NO_COLOR: '1',
    LC_ALL: 'C',
    ...(home === undefined ? {} : { HOME: home }),
    ...more,
  };
}

/** Runs bin/kgate to its end. Never throws for its exit status. */
export async function kgate(args: readonly string[], options: KgateOptions = {}): Promise<KgateRun> {
  const result = await execa(node, [options.program ?? launcher, ...args], {
    cwd: options.cwd ?? repository,
    env: kgateEnvironment(options.env),
    extendEnv: false,
    reject: false,
    stripFinalNewline: false,
    timeout: options.timeoutMs ?? 120_000,
    maxBuffer: 1 << 28,
    stdin: 'ignore',
  });
  return { stdout: result.stdout, stderr: result.stderr, exitCode: result.exitCode, signal: result.signal };
}
