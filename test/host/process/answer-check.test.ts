import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TroubleError } from '../../../src/core/errors.ts';
import type { CommandRequest, CommandResult } from '../../../src/host/host.ts';
import { createAnswerCheck, isCrash, machineTrouble } from '../../../src/host/process/answer-check.ts';
import { runCommandSync } from '../../../src/host/process/run-command-sync.ts';

const request = (...argv: string[]): CommandRequest => ({ argv, cwd: '/', env: { PATH: '/usr/bin:/bin' } });
const result = (stderr: string, rest: Partial<CommandResult> = {}): CommandResult => ({
  outcome: 'exited',
  status: 1,
  signal: null,
  stdout: '',
  stderr,
  durationMs: 0,
  ...rest,
});

/** Words as programs of Debian 12 print them: gcc 12.2, clang 14.0.6, binutils 2.40, dash 0.5.12, bash 5.2, make 4.3, Python 3.11, ccache 4.8. */
const troubles: readonly (readonly [program: string, stderr: string, code: string])[] = [
  ['gcc', 't.c:2:1: fatal error: error closing /tmp/ccvmv1mH.s: No space left on device\n    2 | int\n', 'no-space'],
  [
    'gcc',
    "{standard input}: Fatal error: can't write 31 bytes to section .text of /tmp/o.o: 'No space left on device'",
    'no-space',
  ],
  ['gcc', 't.c:1: fatal error: when writing output to /tmp/o.i: Disk quota exceeded', 'no-space'],
  ['gcc', 'Cannot create temporary file in /proc/: No such file or directory', 'no-scratch'],
  ['gcc', '<command-line>: fatal error: /usr/include/stdc-predef.h: Too many open files', 'too-many-files'],
  ['gcc', '<command-line>: fatal error: /usr/include/stdc-predef.h: Input/output error', 'io-error'],
  ['gcc', "gcc: fatal error: cannot execute '/usr/lib/cc1': vfork: Resource temporarily unavailable", 'no-process'],
  ['gcc', "gcc: fatal error: cannot execute 'as': execvp: Text file busy", 'file-busy'],
  ['gcc', 'virtual memory exhausted: Cannot allocate memory', 'no-memory'],
  ['gcc', 'cc1: out of memory allocating 65536 bytes after a total of 1000000 bytes', 'no-memory'],
  [
    'gcc',
    '/usr/lib/cc1: error while loading shared libraries: libc.so.6: failed to map segment from shared object',
    'no-memory',
  ],
  [
    'clang',
    'clang: error while loading shared libraries: libmd.so.0: cannot create shared object descriptor: Cannot allocate memory',
    'no-memory',
  ],
  [
    'ccache',
    '/usr/bin/gcc: error while loading shared libraries: libc.so.6: cannot open shared object file: Error 28',
    'no-space',
  ],
  [
    'clang',
    'clang: error while loading shared libraries: libLLVM-14.so.1: cannot open shared object file: No such file or directory',
    'broken-tool',
  ],
  ['gcc', 'gcc: fatal error: Killed signal terminated program cc1\ncompilation terminated.', 'killed'],
  ['gcc', 'gcc: internal compiler error: File size limit exceeded signal terminated program cc1', 'killed'],
  ['gcc', 'collect2: fatal error: ld terminated with signal 9 [Killed]', 'killed'],
  [
    'clang',
    'fatal error: error in backend: IO failure on output stream: No space left on device\nPLEASE submit a bug report',
    'no-space',
  ],
  [
    'clang',
    'clang: error: unable to execute command: posix_spawn failed: Resource temporarily unavailable',
    'no-process',
  ],
  ['ld', 'ld: final link failed: No space left on device', 'no-space'],
  ['objcopy', 'objcopy: full/oo[.text]: No space left on device', 'no-space'],
  ['as', '/dev/null: Fatal error: full/x.o: No space left on device', 'no-space'],
  ['ccache', 'ccache: error: Failed to fork: Resource temporarily unavailable', 'no-process'],
  ['/bin/sh', 'sh: 0: Cannot fork', 'no-process'],
  ['/bin/sh', 'sh: 0: Pipe call failed', 'too-many-files'],
  ['sh', 'sh: 1: echo: echo: I/O error', 'io-error'],
  ['bash', 'bash: fork: retry: Resource temporarily unavailable', 'no-process'],
  ['bash', 'bash: pipe error: Too many open files in system', 'too-many-files'],
  ['make', 'make: /bin/sh: Cannot allocate memory', 'no-memory'],
  ['python3', 'Traceback (most recent call last):\n  File "<string>", line 1, in <module>\nMemoryError', 'no-memory'],
  ['python3', "OSError: [Errno 28] No space left on device: '/tmp/z'", 'no-space'],
  ['cp', "cp: error writing 'full/t': No space left on device", 'no-space'],
];

const answers: readonly (readonly [program: string, stderr: string])[] = [
  ['gcc', "gcc: error: unrecognized command-line option '-fbad'"],
  ['gcc', 't.c:1:2: error: #error No space left on device'],
  ['gcc', 't.c:1:1: error: static assertion failed: "x: No space left on device"'],
  ['gcc', '    1 | int x; // y: No space left on device'],
  ['gcc', "gcc: fatal error: cannot execute 'cc1plus': execvp: No such file or directory"],
  ['gcc', "collect2: fatal error: cannot find 'ld'"],
  ['gcc', 'gcc: internal compiler error: Segmentation fault signal terminated program cc1'],
  [
    'pahole',
    'pahole: error while loading shared libraries: libdwarves.so.1: cannot open shared object file: No such file or directory',
  ],
  ['touch', "touch: cannot touch 'x': Read-only file system"],
  ['cat', 'cat: x: No such file or directory'],
];

describe('machineTrouble', () => {
  it.each(troubles)('%s: %s', (program, stderr, code) => {
    expect(machineTrouble(request(program), result(stderr))).toMatchObject({ code: `host/${code}` });
  });

  it.each(answers)('%s answers: %s', (program, stderr) => {
    expect(machineTrouble(request(program), result(stderr))).toBeNull();
  });

  it('what ends well is an answer, but a shell may hide what it could not start', () => {
    const stderr = 'sh: 0: Cannot fork';
    expect(machineTrouble(request('gcc'), result(stderr, { status: 0 }))).toBeNull();
    expect(machineTrouble(request('sh'), result(stderr, { status: 0 }))).toMatchObject({ code: 'host/no-process' });
  });

  it.each([
    ['SIGKILL', true],
    ['SIGXCPU', true],
    ['SIGXFSZ', true],
    ['SIGSEGV', false],
    ['SIGTERM', false],
  ])('%s', (signal, isTrouble) => {
    const end = result('', { outcome: 'signaled', status: null, signal });
    expect(machineTrouble(request('gcc'), end) !== null).toBe(isTrouble);
    expect(isCrash(end)).toBe(true);
    expect(machineTrouble(request('sh', '-c', 'kill -9 $$'), end)).toBeNull();
  });

  it('names the program, its words, the command and what to do', () => {
    const error = machineTrouble(request('/usr/bin/gcc', '-fgood', '-c'), result('x: No space left on device'));
    expect(error?.message).toBe('the machine failed, gcc has no answer: x: No space left on device');
    expect(error?.lines).toEqual(['$ /usr/bin/gcc -fgood -c']);
    expect(error?.hint).toContain('TMPDIR');
  });
});

describe('a part of the compiler that is lost', () => {
  const lost = result("gcc: fatal error: cannot execute 'cc1': execvp: No such file or directory");

  it('is an answer from the start, and trouble between two questions', () => {
    const check = createAnswerCheck();
    expect(check(request('gcc', '-c', 'a'), lost)).toBe(lost);
    check(request('gcc', '-c', 'a'), result('', { status: 0 }));
    expect(() => check(request('gcc', '-c', 'b'), lost)).toThrow(TroubleError);
    expect(check(request('clang', '-c', 'b'), lost)).toBe(lost);
  });
});

describe('words of the programs that are here', () => {
  let directory: string;
  beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'answers-'))));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Each call of a program that comes behind `from` fails. */
  const provoked = (inject: string, ...argv: string[]): CommandResult =>
    runCommandSync(
      {
        argv: ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `inject=${inject}`, ...argv],
        cwd: directory,
        env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' },
      },
      () => directory,
    );
  const has = (program: string): boolean => {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  };

  it.runIf(has('strace')).each([
    ['vfork,clone,clone3,fork:error=ENOMEM', 'no-memory', ['gcc', '-c', '-x', 'c', '/dev/null', '-o', 'x.o']],
    ['openat:error=EMFILE:when=12+', 'too-many-files', ['gcc', '-c', '-x', 'c', '/dev/null', '-o', 'x.o']],
    ['execve:error=ETXTBSY:when=2+', 'file-busy', ['gcc', '-c', '-x', 'c', '/dev/null', '-o', 'x.o']],
    ['execve:signal=SIGKILL:when=2+', 'killed', ['gcc', '-c', '-x', 'c', '/dev/null', '-o', 'x.o']],
    ['clone,vfork,fork,clone3:error=EAGAIN', 'no-process', ['sh', '-c', 'ls|cat']],
    ['pipe2,pipe:error=EMFILE', 'too-many-files', ['sh', '-c', 'ls|cat']],
  ])('%s is %s', (inject, code, argv) => {
    expect(machineTrouble(request(...argv), provoked(inject, ...argv))).toMatchObject({ code: `host/${code}` });
  });
});
