/** Modules that are built against a tree: what make prints is the expected value. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { buildModule, type ModuleCase, settings } from '../../support/module-build.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-module-')));
afterAll(() => rmSync(root, { recursive: true }));

const hello = { Kbuild: 'obj-m := hello.o\n', 'hello.c': 'int hello;\n' };

type Case = Omit<ModuleCase, 'tree'>;

/** Builds that make stops, or says something about. */
const stopped: readonly (readonly [string, Case])[] = [
  ['no configuration', { module: hello, objects: { 'include/config/auto.conf': null } }],
  ['no header of the configuration', { module: hello, objects: { 'include/generated/autoconf.h': null } }],
  ['no modules', { module: hello, objects: { 'include/config/auto.conf': settings({ MODULES: '' }) } }],
  ['no modpost', { module: hello, objects: { 'scripts/mod/modpost': null } }],
  ['no fixdep', { module: hello, objects: { 'scripts/basic/fixdep': null } }],
  ['no linker script', { module: hello, objects: { 'scripts/module.lds': null } }],
  ['a header that is not there', { module: { ...hello, 'hello.c': 'int a;\n#include <asm/nosuch.h>\nint b;\n' } }],
  ['no Module.symvers', { module: hello, objects: { 'Module.symvers': null } }],
  [
    'another compiler',
    { module: hello, objects: { 'include/config/auto.conf': settings({ CC_VERSION_TEXT: 'gcc 9' }) } },
  ],
  ['a source that is not there', { module: { Kbuild: 'obj-m := gone.o\n' } }],
  ['a part that is not there', { module: { Makefile: 'obj-m := two.o\ntwo-y := gone.o\n' } }],
  ['no makefile', { module: { 'hello.c': '' } }],
  ['a directory without a makefile', { module: { Kbuild: 'obj-m := sub/\n' } }],
  ['an error of its own', { module: { Kbuild: 'ifndef CONFIG_PCI\n$(error needs PCI)\nendif\n' } }],
  ['signing that is off', { module: hello, goals: ['modules_sign'] }],
  ['a goal that nothing makes', { module: hello, goals: ['nosuch'] }],
  ['a goal of the tree', { module: hello, goals: ['mrproper'] }],
  ['a configuration goal', { module: hello, goals: ['olddefconfig'] }],
  [
    'no release to install',
    {
      module: { ...hello, 'modules.order': '' },
      objects: { 'include/config/kernel.release': null },
      goals: ['modules_install'],
    },
  ],
  ['two modules', { module: hello, words: ['M=a b'] }],
];

/** Builds that end well, in silence. */
const quiet: readonly (readonly [string, Case])[] = [
  ['one file', { module: hello }],
  ['modules, by name', { module: hello, goals: ['modules'] }],
  ['one object', { module: hello, goals: ['hello.o'] }],
  ['one module', { module: hello, goals: ['hello.ko'] }],
  [
    'a header that it makes itself',
    {
      module: {
        Kbuild:
          'obj-m := hello.o\nccflags-y := -I$(obj)\n$(obj)/hello.o: $(obj)/made.h\n$(obj)/made.h:\n\techo "int made;" > $@\n',
        'hello.c': '#include "made.h"\n',
      },
    },
  ],
  ['clean', { module: hello, goals: ['clean'] }],
  ['prepare', { module: hello, goals: ['prepare'] }],
  [
    'several files and directories',
    {
      module: {
        Makefile:
          'ifneq ($(KERNELRELEASE),)\nobj-m := two.o sub/\ntwo-y := a.o b.o\nelse\nall:\n\t$(MAKE) -C nowhere M=$(CURDIR)\nendif\n',
        'a.c': 'int a;\n',
        'b.c': 'int b;\n',
        'sub/Makefile': 'obj-m := one.o\n',
        'sub/one.c': 'int one;\n',
      },
    },
  ],
];

/** Lines of make's own stderr that are no stop by themselves. */
function stopsOf(stderr: string): string {
  return stderr
    .split('\n')
    .filter((line) => !/^make(?:\[\d+\])?: \*\*\* (?:\[.*\] Error \d+|Deleting file .*)$/.test(line))
    .join('\n');
}

/** What 6.1 does in another way than 6.12. */
const ofBoth = new Set([
  'no configuration',
  'no modpost',
  'no Module.symvers',
  'no makefile',
  'no release to install',
  'one file',
]);

describe.each(['linux-6.1', 'linux-6.12'] as const)('%s', (tree) => {
  const isTried = ([id]: readonly [string, Case]): boolean => tree === 'linux-6.12' || ofBoth.has(id);

  it.each(stopped.filter(isTried))('%s', (id, one) => {
    const { result, status, stderr } = buildModule(root, `${tree}-${id.replaceAll(/\W/g, '-')}`, { tree, ...one });
    const reached = result.diagnostics.filter(({ notes }) => !notes.join().includes('make stops earlier'));
    // What recipes print on standard output before they fail is part of kgate's message.
    const lines = reached.flatMap(({ message }) => message.split('\n')).filter((line) => !/^ {2}[A-Z]+ /.test(line));
    // Findings are in the order of their weight, what stops make first.
    const inOrder = (text: string): string[] => stopsOf(text).trim().split('\n').sort();
    expect(inOrder(lines.join('\n'))).toEqual(inOrder(stderr));
    for (const { message } of reached) expect(stderr).toContain(message.split('\n').at(-1));
    // Whether a module gets by without the kernel's symbols depends on its code.
    const isOpen = id === 'no Module.symvers' && tree === 'linux-6.12';
    expect(result.verdict).toBe(status === 0 ? (isOpen ? 'undecided' : 'pass') : 'fail');
  });

  it.each(quiet.filter(isTried))('%s', (id, one) => {
    const { result, status, stderr } = buildModule(root, `${tree}-${id.replaceAll(/\W/g, '-')}`, { tree, ...one });
    expect([status, stderr]).toEqual([0, '']);
    expect([result.verdict, result.diagnostics]).toEqual(['pass', []]);
  });
});

it('says what makes a tree ready for modules', () => {
  const commands = (objects: Case['objects'] & object): readonly (readonly string[] | undefined)[] => {
    const { result } = buildModule(root, 'ready', { tree: 'linux-6.12', module: hello, objects });
    return (result.diagnostics[0]?.fixes ?? []).map((fix) => fix.commands?.map((line) => line.split(' ').at(-1) ?? ''));
  };
  expect(commands({ 'include/config/auto.conf': null })).toEqual([['defconfig', 'modules_prepare']]);
  expect(commands({ 'include/config/auto.conf': null, '.config': '' })).toEqual([['olddefconfig', 'modules_prepare']]);
  expect(commands({ 'scripts/mod/modpost': null })).toEqual([['modules_prepare']]);
  expect(commands({ 'include/config/auto.conf': settings({ MODULES: '' }), 'scripts/module.lds': null })).toEqual([]);
});

it('refuses a configuration that make would not look at', () => {
  const words = { tree: 'linux-6.12', module: hello, defconfig: 'defconfig' } as const;
  expect(() => buildModule(root, 'refused', words)).toThrow(
    expect.objectContaining({ code: 'usage/no-configuration' }),
  );
});

it('says where a relative M= leads', () => {
  const { result } = buildModule(root, 'relative', { tree: 'linux-6.12', module: hello, words: ['M=scripts'] });
  expect(result.diagnostics.find(({ code }) => code === 'make/no-rule')?.notes.join() ?? '').not.toContain('relative');
  const { result: lost } = buildModule(root, 'relative', {
    tree: 'linux-6.12',
    module: hello,
    words: ['M=../nosuch'],
  });
  const { notes = [] } = lost.diagnostics.find(({ code }) => code === 'make/no-rule') ?? {};
  expect(notes.join()).toContain(`M=../nosuch is relative to ${root}/relative/objects, where make works`);
});
