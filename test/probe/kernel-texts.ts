import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** One shell text that a kernel build asked for. */
export interface KernelText {
  /** `conf` for Kconfig's `$(shell,…)`, `make` for make's `$(shell …)`. */
  readonly from: 'conf' | 'make';
  readonly command: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** The unpacked Linux 6.12 source, or null. */
export function kernelTree(): string | null {
  const cache =
    process.env.KGATE_TEST_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'kgate-test');
  const tree = process.env.KGATE_LINUX_6_12 ?? join(cache, 'linux-6.12');
  return existsSync(join(tree, 'Makefile')) ? tree : null;
}

/** True when this machine can record: the source, strace, make and the cross compiler are there. */
export function canRecord(): boolean {
  const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;
  return kernelTree() !== null && has('strace') && has('make') && has('aarch64-linux-gnu-gcc');
}

/**
 * Every shell text of `make defconfig` (Kconfig, seen with strace) and of `make -n prepare`
 * (make, seen with a logging SHELL) for arm64, with the environment it ran in. Takes about 20 s.
 */
export function recordKernelTexts(directory: string): KernelText[] {
  const tree = kernelTree() ?? '';
  const objects = join(directory, 'objects');
  mkdirSync(objects);
  const words = ['-C', tree, 'ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-', `O=${objects}`];
  const trace = join(directory, 'trace');
  const strace = ['-f', '--seccomp-bpf', '-qq', '-v', '-s', '65536', '-e', 'trace=execve', '-o', trace];
  spawnSync('strace', [...strace, 'make', ...words, 'defconfig'], { stdio: 'ignore' });

  const logged = join(directory, 'logged');
  const shell = join(directory, 'logging-shell');
  writeFileSync(
    shell,
    `#!/bin/sh
{ printf '%s\\001%s\\001' "$PWD" "$2"; cat /proc/$$/environ; printf '\\002'; } >> ${logged}
exec /bin/sh -c "$2"
`,
  );
  chmodSync(shell, 0o755);
  spawnSync('make', [...words, `SHELL=${shell}`, '-n', 'prepare'], { stdio: 'ignore' });
  return [...readTrace(trace, objects), ...readLog(logged)];
}

function readTrace(file: string, cwd: string): KernelText[] {
  const texts: KernelText[] = [];
  for (const line of readFileSync(file, 'latin1').split('\n')) {
    // conf starts its texts with popen: sh -c TEXT.
    if (!line.includes('execve("/bin/sh", ["sh", "-c", ')) continue;
    const strings = [...line.matchAll(/"((?:[^"\\]|\\[^])*)"/g)].map((match) => unescapeTrace(match[1] ?? ''));
    const [, , , command = '', ...env] = strings;
    texts.push({ from: 'conf', command, cwd, env: environment(env) });
  }
  return texts;
}

function readLog(file: string): KernelText[] {
  const texts: KernelText[] = [];
  for (const record of readFileSync(file, 'latin1').split('\x02')) {
    const [cwd, command, env] = record.split('\x01');
    if (cwd === undefined || command === undefined || env === undefined || command.startsWith('make ')) continue;
    texts.push({ from: 'make', command, cwd, env: environment(env.split('\0')) });
  }
  return texts;
}

function environment(entries: readonly string[]): Record<string, string> {
  const env: Record<string, string> = {};
  for (const entry of entries) {
    const equals = entry.indexOf('=');
    if (equals > 0) env[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  return env;
}

function unescapeTrace(text: string): string {
  const simple: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', v: '\v', f: '\f' };
  return text.replace(/\\([0-7]{1,3}|[^])/g, (_, escaped: string) =>
    /^[0-7]/.test(escaped) ? String.fromCharCode(Number.parseInt(escaped, 8)) : (simple[escaped] ?? escaped),
  );
}
