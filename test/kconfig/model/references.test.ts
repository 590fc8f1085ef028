import { describe, expect, it } from 'vitest';
import type { DialectName } from '../../../src/kconfig/index.ts';
import { referencesTo } from '../../../src/kconfig/index.ts';
import type { Files } from '../language-support.ts';
import { modelAs } from '../language-support.ts';

/** Expected places are counted by hand: a statement stands where its first token does (yylineno of lexer.l). */
function placesOf(name: string, files: Files, dialect: DialectName = 'linux-6.12'): string[] {
  const model = modelAs(dialect, files);
  const symbol = model.symbols.get(name);
  if (symbol === undefined) throw new Error(`no symbol ${name}`);
  return referencesTo(model, symbol).map(({ role, location, entry, property }) => {
    const of = entry.symbol?.name ?? entry.prompt?.text ?? '';
    const what = property === null ? role : `${property.kind} ${role}`;
    return `${location.file}:${location.line} ${what} | ${entry.kind} ${of}`.trimEnd();
  });
}

const everything = `mainmenu "All places"
config A
	bool "a"
config N
	int "n"
menu "menu"
	depends on A
	visible if !A
comment "remark"
	depends on A
config P
	tristate "p" if A
	default y if A
	default A
	select S if A
	imply I if A
	depends on A || \\
		A = y
endmenu
config S
	tristate
config I
	tristate
if A
config X
	int "x"
	range 0 N
	range N N if A
	default N if N > 3
endif
choice
	prompt "which" if A
	depends on A
	default C if A
config C
	bool "c"
config D
	bool "d"
endchoice
menuconfig M
	bool
	prompt "m" if A != n
	def_bool A
source "sub/Kconfig"
`;
const files = {
  Kconfig: everything,
  'sub/Kconfig': 'config Z\n\tdef_tristate m\n\tdepends on A\n\tselect S if N = 3\n',
};

describe('references', () => {
  it('cover conditions and properties of every kind of entry', () => {
    expect(placesOf('A', files)).toEqual([
      'Kconfig:7 depends | menu menu',
      'Kconfig:8 visible | menu menu',
      'Kconfig:10 depends | comment remark',
      'Kconfig:12 prompt condition | config P',
      'Kconfig:13 default condition | config P',
      'Kconfig:14 default default | config P',
      'Kconfig:15 select condition | config P',
      'Kconfig:16 imply condition | config P',
      'Kconfig:17 depends | config P',
      'Kconfig:24 if | if',
      'Kconfig:28 range condition | config X',
      'Kconfig:32 prompt condition | choice',
      'Kconfig:33 depends | choice',
      'Kconfig:34 default condition | choice',
      'Kconfig:42 menu condition | menuconfig M',
      'Kconfig:43 default default | menuconfig M',
      'sub/Kconfig:3 depends | config Z',
    ]);
  });

  it('name targets, bounds and operands of comparisons', () => {
    expect(placesOf('S', files)).toEqual([
      'Kconfig:15 select select | config P',
      'sub/Kconfig:4 select select | config Z',
    ]);
    expect(placesOf('I', files)).toEqual(['Kconfig:16 imply imply | config P']);
    expect(placesOf('C', files)).toEqual(['Kconfig:34 default default | choice']);
    expect(placesOf('N', files)).toEqual([
      'Kconfig:27 range range | config X',
      'Kconfig:28 range range | config X',
      'Kconfig:29 default default | config X',
      'Kconfig:29 default condition | config X',
      'sub/Kconfig:4 select condition | config Z',
    ]);
  });

  it('are found for names that no file defines, through macros too', () => {
    const text = 'which := GHOST\nconfig A\n\tbool "a"\n\tdepends on $(which)\n';
    expect(placesOf('GHOST', { Kconfig: text })).toEqual(['Kconfig:4 depends | config A']);
  });

  it('cover both sides of a conditional dependency', () => {
    const text = 'config A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig C\n\tbool "c"\n\tdepends on A if B\n';
    expect(placesOf('A', { Kconfig: text }, 'linux-7.1')).toEqual(['Kconfig:7 depends | config C']);
    expect(placesOf('B', { Kconfig: text }, 'linux-7.1')).toEqual(['Kconfig:7 depends | config C']);
  });

  it('cover texts where $NAME is a symbol', () => {
    const Kconfig =
      'mainmenu "$V on $UNAME_RELEASE"\nconfig V\n\tstring\n\toption env="ARCH"\nmenu "m"\nsource "$V/Config.in"\nendmenu\n';
    const old = { Kconfig, 'arm64/Config.in': 'config A\n\tbool "a"\n' };
    // The main menu is expanded when all is read. Source: conf_parse of Buildroot's zconf.y.
    const mainMenu: unknown = expect.stringMatching(/^Kconfig:1 mainmenu \| root arm64 on /);
    expect(placesOf('V', old, 'buildroot')).toEqual([mainMenu, 'Kconfig:6 source | menu m']);
    expect(placesOf('UNAME_RELEASE', old, 'buildroot')).toEqual([mainMenu]);
  });
});
