import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { commandTable } from '../../src/cli/command-table.ts';
import { git } from '../support/lint-series.ts';
import { kgate, kgateEnvironment, launcher, node, repository } from '../support/kgate.ts';

/** Every example of every help text, as it is printed, in a tree that has what the examples name. */
const files: Readonly<Record<string, string>> = {
  'linux/arch/arm64/configs/defconfig': 'CONFIG_KASAN=y\n',
  'linux/arch/arm64/configs/board_defconfig': '# a board\nCONFIG_KASAN=y\n',
  'linux/arch/arm64/Makefile': '# nothing\n',
  'linux/kernel/kexec.c': 'int kexec;\n',
  'linux/kernel/Makefile': 'obj-y += fork.o\nobj-$(CONFIG_KEXEC) += kexec.o\n',
  'linux/drivers/net/tun.c': 'int tun;\n',
  'linux/drivers/net/Makefile': 'obj-$(CONFIG_TUN) += tun.o\n',
  'linux/base.config': 'CONFIG_KASAN=y\n',
  'linux/debug.config': 'CONFIG_KEXEC=y\n',
  'linux/series.mbox': '--- a/kernel/kexec.c\n+++ b/kernel/kexec.c\n@@ -1 +1,2 @@\n int kexec;\n+int more;\n',
  'module/Makefile': 'obj-m += mine.o\n',
  'module/mine.c': 'int mine;\n',
};

const symbols = ['KASAN', 'KEXEC', 'TUN'].map((name) => `config ${name}\n\tbool "${name.toLowerCase()}"\n`).join('');

const rules = `
build-dirs := kernel drivers/net
$(build-dirs): prepare
	@$(MAKE) -f scripts/Makefile.build obj=$@

Image dtbs: vmlinux $(build-dirs)
.PHONY: Image dtbs $(build-dirs)

savedefconfig:
	$(CONF) --savedefconfig=defconfig Kconfig
`;

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-examples-'));
  const tree = join(directory, 'linux');
  cpSync(join(repository, 'test/corpus/skeleton'), tree, { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), text);
  }
  writeFileSync(join(tree, 'more'), symbols);
  writeFileSync(join(tree, 'Kconfig'), '\nsource "more"\n', { flag: 'a' });
  writeFileSync(join(tree, 'Makefile'), rules, { flag: 'a' });
  git(tree, 'init', '-q');
  git(tree, 'add', '-A');
  git(tree, 'commit', '-q', '-m', 'tree');
  git(tree, 'update-ref', 'refs/remotes/origin/master', 'HEAD');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Examples as `--help` prints them. */
async function examplesOf(command: string): Promise<string[]> {
  const { stdout } = await kgate([command, '--help']);
  const [, list = ''] = stdout.split('\nExamples:\n');
  return list
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line.startsWith('kgate '));
}

/** Where a line is typed: next to the tree, in a module next to it, else in the tree. */
function placeOf(line: string): string {
  if (line.includes('../linux')) return join(directory, 'module');
  return /\blinux\b/.test(line) ? directory : join(directory, 'linux');
}

/** Runs a line of a shell in which `kgate` is the launcher. */
async function run(line: string): Promise<{ exitCode?: number | undefined; stdout: string; stderr: string }> {
  const cwd = placeOf(line);
  const script = `kgate() { '${node}' '${launcher}' "$@"; }\n${line}`;
  const env = kgateEnvironment({ XDG_CACHE_HOME: join(directory, 'cache') });
  return execa('sh', ['-c', script], { cwd, env, extendEnv: false, reject: false });
}

it.each(commandTable.flatMap(({ examples, name }) => examples.map((line) => [name, line] as const)))(
  '%s: %s',
  { timeout: 300_000 },
  async (name, line) => {
    expect(await examplesOf(name)).toContain(line);
    const { exitCode, stderr, stdout } = await run(line);
    // 2 is an example that cannot be run.
    expect([0, 1], stderr).toContain(exitCode);
    expect(stdout).not.toBe('');
  },
);

it('no command that has operands or options of its own is without one', () => {
  const without = commandTable.filter(({ examples, operands }) => operands !== '' && examples.length === 0);
  expect(without.map(({ name }) => name)).toEqual([]);
});
