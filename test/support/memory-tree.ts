/** A small tree in memory, with the makefiles that kbuild needs to configure and to descend. */
import { createMemoryHost, type MemoryHost, type MemoryHostOptions } from '../../src/host/layers/memory-host.ts';
import {
  type BuildRequest,
  type ConfiguredTree,
  configure,
  openSession,
  type Session,
} from '../../src/kernel/index.ts';
import type { CompilerProfile } from '../../src/probe/index.ts';

/** A small scripts/Makefile.build: objects, modules and directories of `obj-y` and `obj-m`. */
export const buildMakefile = `all:
obj-y :=
obj-m :=
-include include/config/auto.conf
include $(or $(wildcard $(obj)/Kbuild),$(obj)/Makefile)
subdir-ym := $(addprefix $(obj)/,$(patsubst %/,%,$(filter %/,$(obj-y) $(obj-m))))
real-obj-y := $(addprefix $(obj)/,$(filter-out %/,$(obj-y)))
obj-m := $(addprefix $(obj)/,$(filter-out %/,$(obj-m)))
real-obj-m := $(obj-m)
.PHONY: $(subdir-ym)
all: $(subdir-ym)
$(subdir-ym):
\t@$(MAKE) -f scripts/Makefile.build obj=$@
`;

/** The files; `prepare` and `defconfig` are as in the kernel, and no compiler is set. */
export const memoryTree: Readonly<Record<string, string>> = {
  Makefile: `export srctree := $(CURDIR)
export KERNELVERSION = 6.1.0
export SRCARCH = arm64
export ARCH ?= arm64
-include include/config/auto.conf
ifdef CONFIG_BAD
$(error BAD is not for this tree)
endif
build-dir := .
all: $(build-dir)
.PHONY: prepare $(build-dir)
prepare:
\t@test -z "$(CONFIG_UNCLEAN)" || { echo not clean >&2; false; }
$(build-dir): prepare
\t@$(MAKE) -f scripts/Makefile.build obj=$@
defconfig:
\tscripts/kconfig/conf --defconfig=arch/arm64/configs/defconfig Kconfig
%config:
\tscripts/kconfig/conf --$@ Kconfig
`,
  'arch/arm64/configs/defconfig': 'CONFIG_A=m\n',
  'scripts/Makefile.build': buildMakefile,
  Kconfig: `config MODULES
	def_bool y
	modules
config A
	tristate "a"
config B
	bool "b"
	depends on A = y
config BAD
	bool "bad"
config UNCLEAN
	bool "unclean"
`,
  Kbuild: 'obj-y += one.o sub/\n',
  'sub/Makefile': 'obj-$(CONFIG_A) += a.o\nobj-$(CONFIG_B) += b.o\nifdef CONFIG_B\nobj-y += c.o\nendif\n',
  'one.c': '',
  'sub/a.c': '',
  'sub/b.c': '',
};

/** A host with the tree, and more files. */
export function memoryTreeHost(
  files: Readonly<Record<string, string>> = {},
  options: Omit<MemoryHostOptions, 'files'> = {},
): MemoryHost {
  return createMemoryHost({ cwd: '/work', ...options, files: { ...memoryTree, ...files } });
}

/** A request for the tree as it is; GNU make 4.3 reads it. */
export function treeRequest(change: Partial<BuildRequest> = {}): BuildRequest {
  const nothing = { objectDirectory: null, variables: [], configFile: null, defconfig: null };
  return { treeName: 'tree', ...nothing, makeVersion: '4.3', ...change };
}

/** The tree, opened. */
export function openMemoryTree(
  files: Readonly<Record<string, string>> = {},
  change: Partial<BuildRequest> = {},
  profile: CompilerProfile | null = null,
): Session {
  return openSession({ host: memoryTreeHost(files), request: treeRequest(change), profile });
}

/** The tree with a `.config`, configured. */
export function configuredTree(config: string, change: Partial<BuildRequest> = {}): ConfiguredTree {
  return configure(openMemoryTree({ '.config': config }, change));
}
