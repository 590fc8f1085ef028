/**
 * A shared library that gives conf recorded answers of `$(shell)` instead of starting a shell, so that
 * both sides of a comparison see the same answers and a run costs conf's own time. A command that was
 * not recorded runs for real.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunShell } from '../../src/core/run-shell.ts';

const source = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *record;
static size_t size;
static FILE *given[16];

static uint32_t number(size_t at) {
  uint32_t value;
  memcpy(&value, record + at, 4);
  return value;
}

static void load(void) {
  const char *name = getenv("KGATE_SHELL_RECORD");
  struct stat info;
  int file = name ? open(name, O_RDONLY) : -1;
  record = "";
  if (file < 0) return;
  if (fstat(file, &info) == 0 && info.st_size > 0) {
    void *map = mmap(NULL, info.st_size, PROT_READ, MAP_PRIVATE, file, 0);
    if (map != MAP_FAILED) { record = map; size = info.st_size; }
  }
  close(file);
}

FILE *popen(const char *command, const char *mode) {
  static FILE *(*real)(const char *, const char *);
  size_t at = 0, length = strlen(command);
  if (!record) load();
  while (at + 12 <= size) {
    uint32_t words = number(at), out = number(at + 4), err = number(at + 8);
    const char *text = record + at + 12;
    if (words == length && !memcmp(text, command, length)) {
      FILE *stream = out ? fmemopen((void *)(text + words), out, "r") : fopen("/dev/null", "r");
      int slot;
      if (err && write(2, text + words + out, err) < 0) return NULL;
      for (slot = 0; slot < 16; slot++) if (!given[slot]) { given[slot] = stream; break; }
      return stream;
    }
    at += 12 + words + out + err;
  }
  if (!real) real = dlsym(RTLD_NEXT, "popen");
  return real(command, mode);
}

int pclose(FILE *stream) {
  static int (*real)(FILE *);
  int slot;
  for (slot = 0; slot < 16; slot++) if (given[slot] == stream) { given[slot] = NULL; fclose(stream); return 0; }
  if (!real) real = dlsym(RTLD_NEXT, "pclose");
  return real(stream);
}
`;

/** Builds the library (once) and returns its path. Throws when there is no C compiler. */
export function recordedShellLibrary(path: string): string {
  if (existsSync(path)) return path;
  mkdirSync(dirname(path), { recursive: true });
  const work = mkdtempSync(`${path}.new-`);
  try {
    writeFileSync(join(work, 'shell.c'), source);
    const words = ['-O1', '-w', '-shared', '-fPIC', '-o', join(work, 'shell.so'), join(work, 'shell.c'), '-ldl'];
    const made = spawnSync('cc', words, { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`the recording library cannot be built: ${made.stderr || made.error}`);
    renameSync(join(work, 'shell.so'), path);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return path;
}

/** A shell that runs commands for real and remembers the answers. */
export interface RecordingShell {
  readonly runShell: RunShell;
  /** Writes the answers for the library. */
  save(path: string): void;
}

export function createRecordingShell(): RecordingShell {
  const answers = new Map<string, ReturnType<RunShell>>();
  return {
    runShell: ({ command, cwd, env }) => {
      let answer = answers.get(command);
      if (answer === undefined) {
        const run = spawnSync('/bin/sh', ['-c', command], {
          argv0: 'sh',
          cwd,
          env,
          encoding: 'latin1',
        });
        answer = { stdout: run.stdout, stderr: run.stderr, status: run.status ?? 1, commands: [], unknown: null };
        answers.set(command, answer);
      }
      return answer;
    },
    save(path) {
      const parts: Buffer[] = [];
      for (const [command, { stdout, stderr }] of answers) {
        const texts = [command, stdout, stderr].map((text) => Buffer.from(text, 'latin1'));
        const head = Buffer.alloc(12);
        for (const [at, text] of texts.entries()) head.writeUInt32LE(text.length, at * 4);
        parts.push(head, ...texts);
      }
      writeFileSync(path, Buffer.concat(parts));
    },
  };
}
