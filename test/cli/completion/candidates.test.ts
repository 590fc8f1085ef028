import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { offerFor } from '../../../src/cli/completion/candidates.ts';
import { splitLine } from '../../../src/cli/completion/shell-line.ts';
import { commandTable } from '../../../src/cli/command-table.ts';
import { optionsOf, shortName } from '../../../src/cli/command-options.ts';
import { ruleList } from '../../../src/lint/index.ts';
import { codeList } from '../../../src/api/explain-code.ts';
import { repository } from '../../support/kgate.ts';

const tree = mkdtempSync(join(tmpdir(), 'kgate-completion-'));
const files: Readonly<Record<string, string>> = {
  Kconfig: `mainmenu "T"
source "arch/$(SRCARCH)/Kconfig"
source "drivers/*/Kconfig"
rsource "lib/Kconfig"
source "$(UNKNOWN)/Kconfig"
source "Kconfig"
config TOP
	help
	  config is a word, and so is source "x".
if TOP
  menuconfig INNER # why
endif
`,
  'arch/arm64/Kconfig': 'config ARM64\n\tdef_bool y\n',
  'arch/x86/Kconfig': 'config X86\n\tdef_bool y\n',
  'arch/um/README': '',
  'drivers/net/Kconfig': 'config E1000\n\tbool\nconfig E1000E\n\tbool\n',
  'drivers/net/tun.c': '',
  'lib/Kconfig': 'osource "more"\nconfig CRC32\n\tbool\n',
  'arch/arm64/configs/defconfig': '',
  'arch/x86/configs/tiny_defconfig': '',
  'configs/qemu_defconfig': '',
  'configs/a b_defconfig': '',
  'configs/\u001b]0;x\u0007_defconfig': '',
  Makefile: 'PHONY := all Image\nall: vmlinux\nCC := gcc\ndtbs modules: prepare\n%.o: %.c\n__build: x\n',
  'arch/arm64/Makefile': 'PHONY += vdso_install\nImage.gz: Image\n',
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(tree, path)), { recursive: true });
  writeFileSync(join(tree, path), text);
}
afterAll(() => rmSync(tree, { recursive: true, force: true }));

function offered(words: readonly string[], cwd = tree, env: Readonly<Record<string, string>> = {}): string[] {
  return offerFor(words, { cwd, env }).candidates.map(([word]) => word);
}

const pathsOf = (...words: string[]): string => offerFor(words, { cwd: tree, env: {} }).paths;

describe('words of kgate', () => {
  it('commands, each with its summary', () => {
    const names = commandTable.map(({ name }) => name);
    expect(offered([''])).toEqual([...names, 'help'].sort());
    expect(offerFor(['expl'], { cwd: tree, env: {} }).candidates).toEqual([
      ['explain', commandTable.find(({ name }) => name === 'explain')?.summary],
    ]);
    expect(offered(['help', 'expl'])).toEqual(['explain']);
    expect(offered(['nonsense', ''])).toEqual([]);
  });

  it.each(commandTable.map((declaration) => [declaration.name, declaration] as const))(
    'options of %s',
    (name, declaration) => {
      const own = optionsOf(declaration).filter(({ isHidden }) => isHidden !== true);
      const names = [...new Set([...own.map(({ flags }) => shortName(flags)), '--help'])];
      expect(offered([name, '-'])).toEqual(names.sort());
      for (const { choices, flags } of own) {
        if (choices === undefined) continue;
        const sorted = [...choices].sort();
        expect(offered([name, shortName(flags), ''])).toEqual(sorted);
        expect(offered([name, `${shortName(flags)}=`])).toEqual(sorted.map((one) => `${shortName(flags)}=${one}`));
      }
    },
  );

  it('an option that was given is not offered again, unless it may be repeated', () => {
    expect(offered(['check', '--strict', '--st'])).toEqual([]);
    expect(offered(['check', '--fragment', 'x', '--frag'])).toEqual(['--fragment']);
  });

  it('rules, codes, toolchains and formats', () => {
    const rules = ruleList().map(({ name }) => name);
    expect(offered(['lint', '--select', ''])).toEqual([...rules].sort());
    expect(offered(['lint', '--severity', 'dead-l'])).toEqual(['dead-line=']);
    expect(offered(['lint', '--severity', 'dead-line=e'])).toEqual(['dead-line=error']);
    expect(offered(['explain', ''])).toEqual(codeList().sort());
    const profiles = readdirSync(join(repository, 'profiles')).map((name) => name.replace('.json', ''));
    expect(offered(['check', '--toolchain', ''])).toEqual(profiles.sort());
    expect(offered(['check', '--report', 'sa'])).toEqual(['sarif=']);
    expect(pathsOf('check', '--report', 'sarif=')).toBe('files');
  });

  it('codes of check and builds of the project, also from below it, none of a file that cannot be read', () => {
    expect(offered(['check', '--severity', 'kernel/unknown-s'])).toEqual(['kernel/unknown-symbol=']);
    const product = join(tree, 'product');
    mkdirSync(join(product, 'boards'), { recursive: true });
    writeFileSync(join(product, 'kgate.config.yaml'), 'builds: [{name: camera}, {name: gateway}]\n');
    expect(offered(['check', 'ca'], product)).toEqual(['camera']);
    expect(offered(['check', 'camera', 'ga'], join(product, 'boards'))).toEqual(['gateway']);
    writeFileSync(join(product, 'kgate.config.yaml'), 'builds: [\n');
    expect(offered(['check', 'ca'], product)).toEqual([]);
    rmSync(product, { recursive: true });
  });

  it('files and directories, which the shell finds itself', () => {
    expect(pathsOf('check', '--config', 'x')).toBe('files');
    expect(pathsOf('check', '--config=x')).toBe('files');
    expect(pathsOf('check', '-C', '')).toBe('directories');
    expect(pathsOf('check', 'O=')).toBe('directories');
    expect(pathsOf('lint', '')).toBe('files');
    expect(pathsOf('why', '')).toBe('none');
  });
});

describe('names of the tree', () => {
  it('architectures, with the other names that ARCH= takes', () => {
    expect(offered(['check', 'ARCH='])).toEqual(['ARCH=arm64', 'ARCH=i386', 'ARCH=x86', 'ARCH=x86_64']);
    expect(offered(['lint', '--arch', 'arm'])).toEqual(['arm64']);
    expect(offered(['check', 'AR'])).toEqual(['ARCH=']);
  });

  it('defconfigs, without names that a terminal or a shell would act on', () => {
    expect(offered(['check', '--defconfig', ''])).toEqual(['defconfig', 'qemu_defconfig', 'tiny_defconfig']);
    expect(offered(['check', 'ARCH=arm64', '--defconfig', ''])).toEqual(['defconfig', 'qemu_defconfig']);
    expect(offered(['config', 'ARCH=x86_64', 'tiny'])).toEqual(['tiny_defconfig']);
  });

  it('goals of the makefiles', () => {
    expect(offered(['make', 'ARCH=arm64', '']).filter((word) => !word.endsWith('='))).toEqual([
      'Image',
      'Image.gz',
      'all',
      'dtbs',
      'modules',
      'vdso_install',
    ]);
    expect(offered(['check', '--goal', 'd'])).toEqual(['dtbs']);
  });

  it('symbols that the Kconfig files define, of one architecture or of all', () => {
    const all = ['ARM64', 'CRC32', 'E1000', 'E1000E', 'INNER', 'TOP', 'X86'];
    expect(offered(['dead', '']).filter((word) => !word.endsWith('='))).toEqual(all);
    expect(offered(['why', 'ARCH=arm64', 'X'])).toEqual([]);
    expect(offered(['why', 'X8'], tree, { ARCH: 'x86_64' })).toEqual(['X86']);
    expect(offered(['fix', 'E1'])).toEqual(['E1000', 'E1000E']);
    expect(offered(['fix', 'E1000=y', 'CONFIG_E1'])).toEqual(['CONFIG_E1000', 'CONFIG_E1000E']);
    expect(offered(['fix', '--keep', 'CR'])).toEqual(['CRC32']);
    expect(offered(['why', 'E1000='])).toEqual(['E1000=m', 'E1000=n', 'E1000=y']);
  });

  it('of the tree that -C names, and its files where the shell does not stand in it', () => {
    const elsewhere = dirname(tree);
    const name = tree.slice(elsewhere.length + 1);
    expect(offered(['why', '-C', name, 'E1000E'], elsewhere)).toEqual(['E1000E']);
    expect(offered(['lint', '-C', elsewhere, '-C', name, 'dri'], '/')).toEqual(['drivers/']);
    expect(offered(['fix', '-C', tree, 'build', 'drivers/net/t'], '/')).toEqual(['drivers/net/tun.c']);
    expect(offered(['why', ''], '/nowhere').filter((word) => !word.endsWith('='))).toEqual([]);
  });
});

it.each([
  ['kgate check', ['kgate', 'check']],
  ['  kgate check ', ['kgate', 'check', '']],
  [`kgate -C 'a b' "c \\"d" e\\ f`, ['kgate', '-C', 'a b', 'c "d', 'e f']],
  ['kgate ""', ['kgate', '']],
  ['kgate "" ', ['kgate', '', '']],
  ["kgate 'open", ['kgate', 'open']],
  ['', ['']],
])('splits %s as a shell does', (line, words) => {
  expect(splitLine(line)).toEqual(words);
});
