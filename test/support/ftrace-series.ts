/**
 * The change that kgate was made for, in our own words, on a copy of a real kernel from before it: arm64 takes dynamic
 * ftrace with registers, which needs `-fpatchable-function-entry`. kconfig-fixtures/arm64-ftrace has the same on small trees.
 */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** `v1`: a warning; `v2`: an error, the symbol without a prompt; `v3`: an error, the symbol a question. */
export type FtraceVersion = 'v1' | 'v2' | 'v3';

const tests: Readonly<Record<FtraceVersion, string>> = {
  v1: 'ifeq ($(CONFIG_DYNAMIC_FTRACE_WITH_REGS),y)',
  v2: 'ifdef CONFIG_DYNAMIC_FTRACE_WITH_REGS',
  v3: 'ifeq ($(CONFIG_DYNAMIC_FTRACE_WITH_REGS),y)',
};

const words: Readonly<Record<FtraceVersion, string>> = {
  v1: '$(warning ftrace: $(CC) does not take -fpatchable-function-entry=2)',
  v2: '$(error ftrace: $(CC) does not take -fpatchable-function-entry=2)',
  v3: '$(error ftrace: $(CC) does not take -fpatchable-function-entry=2: turn DYNAMIC_FTRACE_WITH_REGS off, or use another compiler)',
};

/** Edits the tree, whose files may be links to another tree's. Throws where it is not of the form of 4.19 to 5.4. */
export function applyFtraceSeries(tree: string, version: FtraceVersion): void {
  edit(tree, 'arch/arm64/Kconfig', /^\tselect HAVE_DYNAMIC_FTRACE\n/m, '$&\tselect HAVE_DYNAMIC_FTRACE_WITH_REGS\n');
  const makefile = [
    tests[version],
    '  CC_FLAGS_FTRACE := -fpatchable-function-entry=2',
    '  ifeq ($(call cc-option,-fpatchable-function-entry=2),)',
    `    ${words[version]}`,
    '  endif',
    'endif',
  ];
  edit(tree, 'arch/arm64/Makefile', /$(?![\s\S])/, `\n${makefile.join('\n')}\n`);
  if (version !== 'v3') return;
  const own = /^(config DYNAMIC_FTRACE_WITH_REGS\n)\tdef_bool y\n((?:\tdepends on .*\n)+)/m;
  edit(tree, 'kernel/trace/Kconfig', own, '$1\tbool "registers for tracers of functions"\n$2\tdefault y\n');
}

function edit(tree: string, name: string, pattern: RegExp, replacement: string): void {
  const path = join(tree, name);
  const before = readFileSync(path, 'latin1');
  const after = before.replace(pattern, replacement);
  if (after === before) throw new Error(`${path}: not of the form that the change is for`);
  rmSync(path);
  writeFileSync(path, after, 'latin1');
}
