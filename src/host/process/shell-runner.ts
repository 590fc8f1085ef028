/**
 * A small shell that starts programs for us. Starting one from Node copies the page tables of a process
 * of 150 MB, some 3 ms each; a shell that was started early is 1 MB. It does one program at a time, in a
 * process group of its own, with output in files, and says the exit status on its standard output.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, constants, fstatSync, openSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import type { ByteString } from '../../core/bytes.ts';
import type { CommandRequest, CommandResult, Container } from '../host.ts';
import { makeDirectory } from '../node/make-directory.ts';
import { removeTree } from '../node/scratch-place.ts';
import { toFsPath } from '../paths.ts';
import { killGroup, quote } from './command-line.ts';
import { containerEnvironment, containerShell } from './container.ts';

/** Bytes of input that a here-document gives through a pipe, whichever the shell. Source: PIPE_BUF of Linux, pipe(7). */
const maxInputBytes = 4096;
/** Unit of `ulimit -f` in POSIX. */
const blockBytes = 512;
/** Is put behind each output when the program has ended: one that lacks it may lack more. */
const whole = '\0';
/** Ends the here-document; no input has such a line. */
const endOfInput = 'kgate-end-of-input';

/** How a {@link ShellRunner} ended a request: the program's result, or null where only a direct start gives it. */
export type ShellRunnerResult = CommandResult | null;

/** One shell and what it is doing. */
export interface ShellRunner {
  readonly isFree: boolean;
  /** True when it has ended, or was ended with a program that took too long. */
  readonly isDead: boolean;
  /** Runs a request that {@link canRunInShell}; not while another one runs. */
  run(
    request: CommandRequest,
    limits: { readonly timeoutMs: number; readonly maxOutputBytes: number },
  ): Promise<ShellRunnerResult>;
  /** Its process, and the group of all that it runs. */
  readonly pid: number;
  /** True once it was given a program. */
  readonly wasAsked: boolean;
  /** The words of the program that was given an output of this name, as the system names an open file. */
  gaveOutput(link: string): readonly ByteString[] | undefined;
  /** Kills the shell and what it runs; a request under way ends with null. */
  stop(): void;
}

/** True for a request whose words and input a shell hands on unchanged. */
export function canRunInShell(request: CommandRequest): boolean {
  const { argv, env, input = '' } = request;
  if (argv[0]?.includes('=') !== false || argv[0].startsWith('-')) return false;
  // What a shell leaves running in the background may still write when it has ended; this one leaves nothing.
  if (/(?:^|\/)(?:\w*sh|busybox)$/.test(argv[0])) return false;
  if (input.length > maxInputBytes || input.includes('\0') || (input !== '' && !input.endsWith('\n'))) return false;
  if (input.includes(`${endOfInput}\n`)) return false;
  // env(1) takes a word that begins with a dash for an option.
  return Object.entries(env).every(([name, value]) => name !== '' && !/^-|=/.test(name) && !value.includes('\0'));
}

/**
 * Starts a shell in `directory`, a private one that is made if need be; `name` keeps its files apart from those of
 * others. Null where it cannot be started. In a container it reads its scripts from a directory that no program there can
 * write, and what they leave in place of their outputs is looked at with care.
 */
export function createShellRunner(directory: ByteString, name: string, container?: Container): ShellRunner | null {
  const scripts = container === undefined ? directory : `${directory}/${name}.in`;
  const outputs = container === undefined ? directory : `${directory}/${name}.out`;
  const scriptBase = `${scripts}/${name}`;
  const base = `${outputs}/${name}`;
  const [program = '', ...words] = container === undefined ? ['/bin/sh'] : containerShell(container, scripts, outputs);
  let shell: ChildProcess;
  try {
    makeDirectory(scripts, 0o700);
    makeDirectory(outputs, 0o700);
    shell = spawn(program, words, {
      cwd: '/',
      env: { ...containerEnvironment, LC_ALL: 'C' },
      // Leader of its own group: a limit or a signal ends it with everything it runs.
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
  } catch {
    return null;
  }
  // Without a process (EAGAIN) the error comes as an event, which is passed over here: a direct start meets the same.
  shell.on('error', () => {});
  const { pid, stdin, stdout } = shell;
  if (pid === undefined || stdin === null || stdout === null) return null;
  let isDead = false;
  let answer: ((status: number | null) => void) | null = null;
  let line = '';
  /** Words of the programs that were run; their number is part of the names of their outputs. */
  const asked: (readonly ByteString[])[] = [];
  /** {@link base} without symbolic links, once it was asked for. */
  let realBase: ByteString | null = null;
  /** The shell may still read the end of one script when the next one is written. */
  let turn = 0;
  const finish = (status: number | null): void => {
    const waiting = answer;
    answer = null;
    waiting?.(status);
  };
  const die = (): void => {
    isDead = true;
    killGroup(pid, 'SIGKILL');
    finish(null);
  };
  shell.on('error', die);
  shell.on('exit', die);
  stdin.on('error', die);
  stdout.on('error', die);
  stdout.setEncoding('latin1').on('data', (chunk: string) => {
    line += chunk;
    const match = /^(\d+)\n$/.exec(line);
    if (match === null) return;
    line = '';
    finish(Number(match[1]));
  });

  function result(status: number, durationMs: number, maxOutputBytes: number): ShellRunnerResult {
    // Signals, and what env(1) and the shell say of a program that does not start, look like a status.
    if (status === 126 || status === 127 || (status > 128 && status <= 192)) return null;
    const texts: ByteString[] = [];
    try {
      for (const end of ['out', 'err']) {
        const path = toFsPath(`${base}.${asked.length}.${end}`);
        const text = readOutput(path);
        // The output of a process that the program left behind goes to no later answer.
        rmSync(path, { force: true });
        // A full disk: the program may not have been able to say all, and most do not look.
        if (!text.endsWith(whole)) return null;
        if (text.length - whole.length > maxOutputBytes) return null;
        texts.push(text.slice(0, -whole.length));
      }
    } catch {
      // A full disk: the shell could not open the files.
      return null;
    }
    const [stdoutText = '', stderrText = ''] = texts;
    return { outcome: 'exited', status, signal: null, stdout: stdoutText, stderr: stderrText, durationMs };
  }

  return {
    get isFree() {
      return !isDead && answer === null;
    },
    get isDead() {
      return isDead;
    },
    pid,
    get wasAsked() {
      return asked.length > 0;
    },
    gaveOutput(link) {
      const match = /^(.*)\.(\d+)\.(?:out|err)(?: \(deleted\))?$/.exec(link);
      if (match === null || !link.startsWith('/')) return undefined;
      realBase ??= realPathOf(outputs, name);
      return match[1] === realBase ? asked[Number(match[2]) - 1] : undefined;
    },
    async run(request, { timeoutMs, maxOutputBytes }) {
      const started = performance.now();
      turn = 1 - turn;
      const script = `${scriptBase}.${turn}`;
      try {
        asked.push(request.argv);
        const text = scriptOf(request, `${base}.${asked.length}`, maxOutputBytes);
        writeFileSync(toFsPath(script), text, { encoding: 'latin1', mode: 0o600 });
      } catch {
        return null;
      }
      let isTimedOut = false;
      const timer = setTimeout(() => {
        isTimedOut = true;
        die();
      }, timeoutMs);
      const status = await new Promise<number | null>((resolve) => {
        answer = resolve;
        stdin.write(`. ${quote(script)}\n`, 'latin1');
      });
      clearTimeout(timer);
      const durationMs = performance.now() - started;
      if (isTimedOut) {
        return {
          outcome: 'timed-out',
          status: null,
          signal: null,
          ...outputSoFar(`${base}.${asked.length}`, maxOutputBytes),
          durationMs,
        };
      }
      return status === null ? null : result(status, durationMs, maxOutputBytes);
    },
    stop() {
      die();
      const { length } = asked;
      for (const end of ['0', '1']) removeTree(`${scriptBase}.${end}`);
      for (const end of [`${length}.out`, `${length}.err`]) removeTree(`${base}.${end}`);
    },
  };
}

function realPathOf(directory: ByteString, name: ByteString): ByteString {
  try {
    return `${realpathSync.native(toFsPath(directory), { encoding: 'latin1' })}/${name}`;
  } catch {
    return `${directory}/${name}`;
  }
}

/** The content of an ordinary file; no link is followed, and what is another thing by now is not waited for. */
function readOutput(path: string | Buffer): ByteString {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!fstatSync(fd).isFile()) throw new Error('no ordinary file');
    return readFileSync(fd, 'latin1');
  } finally {
    closeSync(fd);
  }
}

/** What a program wrote before it was stopped. */
function outputSoFar(base: ByteString, limit: number): { stdout: ByteString; stderr: ByteString } {
  const read = (end: string): ByteString => {
    try {
      return readOutput(toFsPath(`${base}.${end}`)).slice(0, limit);
    } catch {
      return '';
    }
  };
  return { stdout: read('out'), stderr: read('err') };
}

/** One program as a script; its last line prints the status. `output` names its two outputs. */
function scriptOf(request: CommandRequest, output: ByteString, maxOutputBytes: number): ByteString {
  const { argv, cwd, input = '' } = request;
  // A little more than is allowed, so that too much is seen; output files of the program are limited, too.
  const blocks = Math.ceil(maxOutputBytes / blockBytes) + 1;
  const [setUp, command] = withEnvironment(request.env);
  const run = `ulimit -f ${blocks} 2>/dev/null; cd ${quote(cwd)} || exit 127; ${setUp}exec ${command}${argv.map(quote).join(' ')}`;
  const from = input === '' ? '</dev/null' : `<<'${endOfInput}'`;
  const document = input === '' ? '' : `${input}${endOfInput}\n`;
  const [out, err] = [quote(`${output}.out`), quote(`${output}.err`)];
  const mark = [out, err].map((path) => `printf '\\0' >>${path}`).join('; ');
  return `( ${run}\n) ${from} >${out} 2>${err}\n${document}kgate_status=$?; ${mark}; echo $kgate_status\n`;
}

/**
 * Variables that dash gives a meaning when they are set, be it not interactive: TERM, MAIL and the prompts are none of
 * them. Source: dash(1) 0.5.12.
 */
const ofDash = /^(?:OPTIND|HISTSIZE|LINENO|IFS|PPID|FUNCNEST)$/;

/**
 * How a program gets an environment and nothing else: commands before it, and words in front of it. env(1) is
 * right with every shell; dash, which adds nothing of its own but PWD and OLDPWD, can do without.
 */
function withEnvironment(env: Readonly<Record<string, ByteString>>): readonly [setUp: ByteString, words: ByteString] {
  const entries = Object.entries(env);
  const words = entries.map(([name, value]) => quote(`${name}=${value}`)).join(' ');
  const isPlain = entries.every(([name]) => /^[A-Za-z_]\w*$/.test(name) && !ofDash.test(name));
  if (!isDash() || !isPlain || words === '') return ['', `env -i ${words} `];
  return [`unset PATH LC_ALL PWD OLDPWD; export ${words}; `, ''];
}

let dash: boolean | null = null;

/** True where `/bin/sh` is dash. */
function isDash(): boolean {
  if (dash === null) {
    try {
      dash = realpathSync.native('/bin/sh').endsWith('/dash');
    } catch {
      dash = false;
    }
  }
  return dash;
}
