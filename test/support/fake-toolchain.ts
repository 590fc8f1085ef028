/**
 * Compiler, assembler and linker that accept everything at once, so that a run of conf costs its own
 * time and every machine gives the same probe answers. Linking a program named `conf` puts the very same
 * program there: started under that name it leaves its arguments and environment in a file, which is
 * how the environment that make gives conf is found by make itself.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** File in conf's working directory with its arguments, an empty string, and its environment, NUL after each. */
export const recordName = 'kgate-conf-invocation';

const names = [
  'gcc',
  'g++',
  'cc',
  'c++',
  'cpp',
  'ld',
  'ld.bfd',
  'as',
  'ar',
  'nm',
  'objcopy',
  'objdump',
  'readelf',
  'strip',
];

const source = `#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <sys/stat.h>

static const char *base(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash ? slash + 1 : path;
}

static void copy_self(const char *to) {
  char buffer[65536];
  size_t count;
  FILE *in = fopen("/proc/self/exe", "rb");
  FILE *out;
  unlink(to);
  out = fopen(to, "wb");
  if (!in || !out) exit(1);
  while ((count = fread(buffer, 1, sizeof buffer, in)) > 0) fwrite(buffer, 1, count, out);
  fclose(in);
  fclose(out);
  chmod(to, 0755);
}

static int record(int argc, char **argv, char **envp) {
  FILE *out = fopen("${recordName}", "wb");
  int at;
  if (!out) return 1;
  for (at = 1; at < argc; at++) fwrite(argv[at], 1, strlen(argv[at]) + 1, out);
  fputc(0, out);
  for (; *envp; envp++) fwrite(*envp, 1, strlen(*envp) + 1, out);
  fclose(out);
  return 0;
}

static void preprocess(void) {
  static char text[1 << 16];
  size_t size = fread(text, 1, sizeof text - 1, stdin);
  const char *at;
  text[size] = 0;
  if (strstr(text, "defined(__GNUC__)") || strstr(text, "defined (__GNUC__)")) {
    puts("GCC 13 2 0");
    return;
  }
  for (at = text; *at;) {
    if (!strncmp(at, "__GNUC_MINOR__", 14)) { putchar('2'); at += 14; }
    else if (!strncmp(at, "__GNUC_PATCHLEVEL__", 19)) { putchar('0'); at += 19; }
    else if (!strncmp(at, "__GNUC__", 8)) { fputs("13", stdout); at += 8; }
    else putchar(*at++);
  }
}

int main(int argc, char **argv, char **envp) {
  const char *name = base(argv[0]);
  const char *output = NULL;
  int at, preprocesses = 0;
  if (!strcmp(name, "conf")) return record(argc, argv, envp);
  if (!strcmp(name, "fixdep")) return 0;
  for (at = 1; at < argc; at++) {
    const char *word = argv[at];
    if (!strcmp(word, "-Wa,--version") || (!strcmp(name, "as") && !strcmp(word, "--version"))) {
      puts("GNU assembler (GNU Binutils) 2.41");
      return 0;
    }
    if (!strcmp(word, "--version") || !strcmp(word, "-v")) {
      if (name[0] == 'l') puts("GNU ld (GNU Binutils) 2.41");
      else printf("%s (GCC) 13.2.0\\n", name);
      return 0;
    }
    if (!strcmp(word, "-dumpmachine")) { puts("any-linux-gnu"); return 0; }
    if (!strcmp(word, "-dumpversion")) { puts("13"); return 0; }
    if (!strncmp(word, "-print-file-name=", 17)) { puts(word + 17); return 0; }
    if (!strcmp(word, "-E")) preprocesses = 1;
    if (!strcmp(word, "-o") && at + 1 < argc) output = argv[at + 1];
    if (!strncmp(word, "-Wp,-MD,", 8)) fclose(fopen(word + 8, "ab"));
    if (!strncmp(word, "-Wp,-MMD,", 9)) fclose(fopen(word + 9, "ab"));
  }
  if (preprocesses && !output && !isatty(0)) preprocess();
  if (output && !strncmp(output, "/dev/", 5) == 0 && strcmp(output, "-")) {
    const char *target = base(output);
    if (!strcmp(target, "conf") || !strcmp(target, "fixdep")) copy_self(output);
    else { FILE *file = fopen(output, "ab"); if (file) fclose(file); }
  }
  return 0;
}
`;

/** Puts the programs into a directory (once) and returns it. Throws when there is no C compiler. */
export function fakeToolchain(directory: string): string {
  const program = join(directory, 'gcc');
  if (existsSync(program)) return directory;
  mkdirSync(join(directory, '..'), { recursive: true });
  const work = mkdtempSync(`${directory}.new-`);
  try {
    writeFileSync(join(work, 'fake.c'), source);
    const made = spawnSync('cc', ['-O1', '-w', '-o', join(work, 'gcc'), join(work, 'fake.c')], { encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`the stand-in compiler cannot be built: ${made.stderr ?? made.error}`);
    for (const name of names) if (name !== 'gcc') symlinkSync('gcc', join(work, name));
    if (!existsSync(directory)) renameSync(work, directory);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return directory;
}
