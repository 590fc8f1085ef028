/** A small tree that the makefiles of a real kernel build, and what GNU make itself compiles of it. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { targetEnvironment } from './kernel-targets.ts';

/** Every symbol of {@link kbuildFiles}, with the values that it may have. */
export const kbuildSymbols: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(['A', 'B', 'C', 'D', 'E'].map((name) => [name, ['n', 'm', 'y']])),
  ...Object.fromEntries(['P', 'Q', 'R'].map((name) => [name, ['n', 'y']])),
  S: ['fast', 'slow', 'none'],
};

const kconfig = `config MODULES
	def_bool y
	modules
${['A', 'B', 'C', 'D', 'E'].map((name) => `config ${name}\n\ttristate "${name}"\n`).join('')}${['P', 'Q', 'R']
  .map((name) => `config ${name}\n\tbool "${name}"\n`)
  .join('')}config S
	string "S"
	default "none"
`;

/** Makefiles in the forms that kernels have. */
export const kbuildFiles: Readonly<Record<string, string>> = {
  Kconfig: kconfig,
  Makefile: `MAKEFLAGS += -rR
export srctree := .
export objtree := .
export SRCARCH := arm64
export ARCH ?= arm64
export KERNELVERSION := 6.12.0
export CC := true
export KBUILD_BUILTIN := y
export KBUILD_MODULES := y
export CONFIG_SHELL := sh
build-dir := .
all: $(build-dir)
.PHONY: $(build-dir)
$(build-dir):
\t@$(MAKE) -f scripts/Makefile.build obj=$@ need-builtin=1 need-modorder=1
%config:
\tscripts/kconfig/conf --$@ Kconfig
`,
  Kbuild: `obj-y += core/ neg/
obj-$(CONFIG_A) += net/
obj-$(CONFIG_B) += both/
obj-$(CONFIG_C) += both/
subdir-$(CONFIG_P) += side
`,
  'core/Makefile': `obj-y += always.o
obj-$(CONFIG_A) += a.o a2.o
lib-$(CONFIG_B) += libb.o
obj-$(subst m,y,$(CONFIG_C)) += csub.o
obj-$(CONFIG_D) += whole-x.o
whole-x-y := whole1.o
whole-x-$(CONFIG_E) += whole2.o
whole-x-objs += whole3.o
listed := v1.o
ifdef CONFIG_P
listed += v2.o
endif
obj-$(CONFIG_E) += $(listed)
obj-y += $(addprefix deep/,$(deep-y))
deep-$(CONFIG_B) += d1.o
obj-$(CONFIG_A) += comp.o
comp-$(CONFIG_D) += part.o
ifeq ($(CONFIG_A)$(CONFIG_B),yy)
obj-y += ab.o
endif
ifneq ($(filter y,$(CONFIG_P) $(CONFIG_Q)),)
obj-y += pq.o
else
obj-$(CONFIG_C) += notpq.o
endif
ifeq ($(CONFIG_S),fast)
obj-y += fast.o
else ifeq ($(CONFIG_S),slow)
obj-y += slow.o
else
obj-y += other.o
endif
obj-$(if $(CONFIG_P)$(CONFIG_Q),m) += either.o
obj-$(CONFIG_B) += $(if $(CONFIG_Q),chosen.o,spare.o)
`,
  'neg/Makefile': `ifneq ($(CONFIG_P),y)
obj-y += sub/
endif
`,
  'neg/sub/Makefile': `ifndef CONFIG_Q
obj-$(CONFIG_A) += x.o
endif
obj-y += gone.o
ifeq ($(CONFIG_R),y)
obj-y := z.o
endif
`,
  'net/Makefile': `obj-y += n1.o
obj-$(CONFIG_B) += n2.o
obj-m += n3.o
include $(srctree)/net/Makefile.more
obj-$(CONFIG_C) += below/
`,
  'net/Makefile.more': `ifdef CONFIG_R
obj-$(CONFIG_D) += more.o
endif
`,
  'net/below/Makefile': 'obj-$(CONFIG_D) += deepest.o\nobj-y += plain.o\n',
  'both/Makefile': 'obj-y += b1.o\nobj-$(CONFIG_C) += b-2.o\n',
  'side/Makefile': 'obj-$(CONFIG_A) += s.o\nlib-y += l.o\n',
};

/** Sources that some makefile of the tree may compile, and some that none does. */
export const kbuildSources: readonly string[] = [
  'always a a2 libb csub whole-x whole1 whole2 whole3 v1 v2 deep/d1 comp part ab pq notpq fast slow other either chosen',
  'spare',
]
  .flatMap((names) => names.split(' '))
  .map((name) => `core/${name}.c`)
  .concat(['neg/sub/x.c', 'neg/sub/gone.c', 'neg/sub/z.c', 'net/n1.c', 'net/n2.c', 'net/n3.c', 'net/more.c'])
  .concat(['net/below/deepest.c', 'net/below/plain.c', 'both/b1.c', 'both/b-2.c', 'side/s.c', 'side/l.c']);

/** Writes the tree into an empty directory; `scripts` are those of a kernel. */
export function writeKbuildTree(directory: string, kernel: string): void {
  for (const [name, text] of Object.entries(kbuildFiles)) write(directory, name, text);
  for (const name of kbuildSources) write(directory, name, '');
  mkdirSync(join(directory, 'scripts'));
  for (const name of readdirSync(join(kernel, 'scripts'))) {
    if (/^(?:Makefile\.|Kbuild)/.test(name))
      copyFileSync(join(kernel, 'scripts', name), join(directory, 'scripts', name));
  }
}

/** Files that make compiles with these values, by their objects from the top of the tree. */
export function compiledByMake(make: string, directory: string, values: Readonly<Record<string, string>>): Set<string> {
  const lines = Object.entries(values).map(([name, value]) => {
    if (kbuildSymbols[name]?.includes('y') !== true) return `CONFIG_${name}=${value}`;
    return value === 'n' ? '' : `CONFIG_${name}=${value}`;
  });
  write(directory, 'include/config/auto.conf', `${lines.join('\n')}\nCONFIG_MODULES=y\n`);
  const words = ['-n', '-C', directory, 'all'];
  const done = spawnSync(make, words, { argv0: 'make', env: targetEnvironment(), encoding: 'latin1' });
  if (done.status !== 0) throw new Error(done.stderr);
  return new Set([...done.stdout.matchAll(/-c -o (\S+\.o) /g)].map(([, object]) => object!.replace(/^\.\//, '')));
}

function write(directory: string, name: string, text: string): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), text);
}
