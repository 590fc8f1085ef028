import { expect, it } from 'vitest';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { runMake } from '../../src/make/index.ts';

/** Texts that are expanded outside of every statement, each with what makes make look at it. GNU make 4.3 ends by a signal. */
it.each([
  ['VPATH', 'VPATH = $(call f)\nall: a.c\n'],
  ['GPATH', 'GPATH = $(call f)\nall: a.c\n'],
  ['.LIBPATTERNS', '.LIBPATTERNS = $(call f)\nall: -lx\n'],
  ['SHELL of one shell', '.ONESHELL:\nSHELL = $(call f)\nall:\n\techo a\n\techo b\n'],
  ['HOME', 'HOME = $(call f)\nall: ~/a\n'],
  ['MAKEFLAGS', 'MAKEFLAGS += $(call f)\nall:\n\techo a\n'],
  ['a prerequisite of a pattern', '.SECONDEXPANSION:\nall: a.o\n%.o: $$(call f)\n\techo\n'],
])('%s without an end is a limit', (_name, text) => {
  const lines: string[] = [];
  runMake({
    host: createMemoryHost({ cwd: '/w', files: { Makefile: `f = $(call f)\n${text}`, 'a.c': '' } }),
    runShell: () => ({ stdout: '', stderr: '', status: 0, commands: [], unknown: null }),
    cwd: '/w',
    env: { PATH: '/bin' },
    driver: {
      print: (_stream, line) => void lines.push(line),
      event: ({ line }) => void lines.push(line),
      runCommand: () => ({ status: 0 }),
      now: () => 0,
    },
  });
  expect(lines.join('\n')).toContain('expansions are nested too deeply');
});
