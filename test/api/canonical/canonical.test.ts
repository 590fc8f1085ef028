import { describe, expect, it } from 'vitest';
import { checkCanonical } from '../../../src/api/canonical/canonical.ts';
import { memoryTree, memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';

const kconfig = `config MODULES
	def_bool y
	modules
config FIRST
	bool "first"
config DEF
	bool "def"
	default y
config USER
	bool "user"
	select TAKEN
config TAKEN
	bool "taken"
config HIDDEN
	bool "hidden"
	depends on NEVER
config NEVER
	bool "never"
config SILENT
	def_bool y
config NUMBER
	int "number"
	range 1 10
	default 5
choice
	prompt "one"
	default ONE
config ONE
	bool "1"
config TWO
	bool "2"
endchoice
`;
const Makefile = `${memoryTree['Makefile']}
savedefconfig:
	scripts/kconfig/conf --savedefconfig=defconfig Kconfig
my_defconfig:
	scripts/kconfig/conf --defconfig=arch/arm64/configs/my_defconfig Kconfig
`;

function compare(text: string, isFix = false) {
  const host = memoryTreeHost({ Kconfig: kconfig, Makefile, 'arch/arm64/configs/my_defconfig': text });
  const { files, result } = checkCanonical({
    host,
    request: treeRequest(),
    profile: null,
    files: [{ name: 'my_defconfig', paths: [] }],
    isFix,
  });
  return {
    result,
    files,
    lines: result.files[0]?.lines.map(({ kind, line, reason, text: of }) => [
      `${kind === 'added' ? '+' : '-'}${of}`,
      line,
      reason,
    ]),
  };
}

describe('a defconfig', () => {
  it('as savedefconfig writes it passes', () => {
    const { files, result } = compare('CONFIG_FIRST=y\n# CONFIG_DEF is not set\nCONFIG_TWO=y\n');
    expect(result).toMatchObject({ verdict: 'pass', files: [{ isCanonical: true, lines: [], diff: '' }] });
    expect(result.files[0]?.file).toBe('arch/arm64/configs/my_defconfig');
    expect(files).toEqual([]);
  });

  it.each<[string, unknown[]]>([
    // Not needed: the value is there without the line.
    ['CONFIG_DEF=y\n', [['-CONFIG_DEF=y', 1, 'default']]],
    ['CONFIG_USER=y\nCONFIG_TAKEN=y\n', [['-CONFIG_TAKEN=y', 2, 'default']]],
    ['CONFIG_ONE=y\n', [['-CONFIG_ONE=y', 1, 'default']]],
    ['# CONFIG_FIRST is not set\n', [['-# CONFIG_FIRST is not set', 1, 'default']]],
    ['# CONFIG_HIDDEN is not set\n', [['-# CONFIG_HIDDEN is not set', 1, 'default']]],
    ['CONFIG_NUMBER=5\n', [['-CONFIG_NUMBER=5', 1, 'default']]],
    ['CONFIG_SILENT=y\n', [['-CONFIG_SILENT=y', 1, 'without-prompt']]],
    // Without effect.
    ['CONFIG_GONE=y\n', [['-CONFIG_GONE=y', 1, 'unknown']]],
    ['# CONFIG_GONE is not set\n', [['-# CONFIG_GONE is not set', 1, 'unknown']]],
    ['CONFIG_HIDDEN=y\n', [['-CONFIG_HIDDEN=y', 1, 'lost']]],
    ['# CONFIG_SILENT is not set\n', [['-# CONFIG_SILENT is not set', 1, 'without-prompt']]],
    ['CONFIG_FIRST = y\n', [['-CONFIG_FIRST = y', 1, 'lost']]],
    ['CONFIG_FIRST=x\n', [['-CONFIG_FIRST=x', 1, 'lost']]],
    // Said otherwise.
    [
      '# words\n\nCONFIG_FIRST=y\n',
      [
        ['-# words', 1, 'comment'],
        ['-', 2, 'comment'],
      ],
    ],
    [
      'CONFIG_DEF=n\n',
      [
        ['-CONFIG_DEF=n', 1, 'form'],
        ['+# CONFIG_DEF is not set', 1, 'form'],
      ],
    ],
    [
      'CONFIG_FIRST=y # words\n',
      [
        ['-CONFIG_FIRST=y # words', 1, 'form'],
        ['+CONFIG_FIRST=y', 1, 'form'],
      ],
    ],
    [
      'CONFIG_FIRST=y',
      [
        ['-CONFIG_FIRST=y', 1, 'form'],
        ['+CONFIG_FIRST=y', 1, 'form'],
      ],
    ],
    // At another place, twice.
    [
      'CONFIG_TWO=y\nCONFIG_FIRST=y\n',
      [
        ['-CONFIG_TWO=y', 1, 'order'],
        ['+CONFIG_TWO=y', 2, 'order'],
      ],
    ],
    ['CONFIG_NUMBER=6\nCONFIG_NUMBER=7\n', [['-CONFIG_NUMBER=6', 1, 'repeated']]],
    ['CONFIG_FIRST=y\nCONFIG_FIRST=y\n', [['-CONFIG_FIRST=y', 2, 'repeated']]],
    // Another value than the line asks for.
    [
      'CONFIG_NUMBER=99\n',
      [
        ['-CONFIG_NUMBER=99', 1, 'lost'],
        ['+CONFIG_NUMBER=10', 1, 'value'],
      ],
    ],
  ])('%j', (text, expected) => {
    expect(compare(text)).toMatchObject({ lines: expected, result: { verdict: 'fail' } });
  });

  it('has the place of a default, the select and the root cause in its reasons', () => {
    const messages = (text: string) => compare(text).result.files[0]?.lines.map(({ message }) => message);
    expect(messages('CONFIG_DEF=y\n')).toEqual(['y is its default (Kconfig:8)']);
    expect(messages('CONFIG_USER=y\nCONFIG_TAKEN=y\n')).toEqual(['selected by USER (Kconfig:11)']);
    expect(messages('CONFIG_HIDDEN=y\n')?.[0]).toContain('NEVER is off');
    expect(messages('CONFIG_FIRT=y\n')?.[0]).toContain('did you mean CONFIG_FIRST?');
    expect(messages('CONFIG_TWO=y\nCONFIG_FIRST=y\n')?.[1]).toContain('behind CONFIG_FIRST=y');
  });

  it('that is to be written has the text of savedefconfig, which passes', () => {
    const { files, result } = compare('# words\nCONFIG_TWO=y\nCONFIG_FIRST=y\nCONFIG_GONE=y\n', true);
    expect(result).toMatchObject({ verdict: 'pass', files: [{ isCanonical: false, isWritten: true }] });
    expect(files.map(({ path, text }) => [path, text])).toEqual([
      ['/work/arch/arm64/configs/my_defconfig', 'CONFIG_FIRST=y\nCONFIG_TWO=y\n'],
    ]);
    expect(compare(files[0]?.text ?? '').result.verdict).toBe('pass');
  });

  it('that is not there, or is none, is an error of the request', () => {
    const ask = (name: string) => () =>
      checkCanonical({
        host: memoryTreeHost({ Kconfig: kconfig, Makefile }),
        request: treeRequest(),
        profile: null,
        files: [{ name, paths: ['/work/no-such'] }],
        isFix: false,
      });
    expect(ask('boards/no_defconfig')).toThrow('no such file');
    expect(ask('Kbuild')).toThrow('no such file');
    expect(ask('no_defconfig')).toThrow();
  });
});
