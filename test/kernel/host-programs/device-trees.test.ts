/** A device tree that takes in a file which is not there: the words are those of the real preprocessor in the same line. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import type { CommandRequest, CommandResult } from '../../../src/host/host.ts';
import { layerHost } from '../../../src/host/layers/layer-host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { writeFiles } from '../../support/make-host.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-device-trees-')));
afterAll(() => rmSync(root, { recursive: true }));
const env = { PATH: process.env['PATH'] ?? '', HOME: root, LC_ALL: 'C' };

/** The line of U-Boot, which preprocesses what it writes, and the line of Linux. */
const uBoot = `mkdir -p dts/ ; (cat dts/a.dts; ) > dts/.a.dtb.pre.tmp; $(foreach f,$(subst ",,$(CONFIG_MORE)), echo '#include "$(f)"' >> dts/.a.dtb.pre.tmp;) gcc -E -Wp,-MD,dts/.a.dtb.d.pre.tmp -nostdinc -Idts -Iinclude -undef -D__DTS__ -x assembler-with-cpp -o dts/.a.dtb.dts.tmp dts/.a.dtb.pre.tmp ; cat dts/.a.dtb.dts.tmp > $@`;
const linux = `gcc -E -Wp,-MMD,dts/.a.dtb.d.pre.tmp -nostdinc -I include -undef -D__DTS__ -x assembler-with-cpp -o dts/.a.dtb.dts.tmp dts/a.dts ; cat dts/.a.dtb.dts.tmp > $@`;

function treeOf(name: string, line: string, files: Readonly<Record<string, string>>, more: string): string {
  const tree = join(root, name);
  writeFiles(tree, {
    Kconfig: 'config MORE\n\tstring "MORE"\n',
    '.config': `CONFIG_MORE="${more}"\n`,
    Makefile: `-include include/config/auto.conf
all: dts/a.dtb
include/generated/made.h:
\t@mkdir -p include/generated; echo '#define MADE 1' > $@
dts/a.dtb: dts/a.dts include/generated/made.h
\t@set -e; ${line}
%config:
\tscripts/kconfig/conf --$@ Kconfig
`,
    'dts/a.dts': '#include <bindings/b.h>\n#include "a.dtsi"\n/ { };\n',
    'dts/a.dtsi': '#include <generated/made.h>\n',
    'include/bindings/b.h': '#define B 1\n',
    'include/more.dtsi': '',
    ...files,
  });
  return tree;
}

const cases: readonly (readonly [
  name: string,
  line: string,
  files: Readonly<Record<string, string>>,
  more: string,
  stops: boolean,
])[] = [
  ['all there', uBoot, {}, 'more.dtsi', false],
  ['named by a symbol', uBoot, {}, 'none.dtsi', true],
  ['in a file that is taken in', linux, { 'dts/a.dtsi': '#include "none.dtsi"\n' }, '', true],
  [
    'behind a header that the build makes',
    linux,
    { 'dts/a.dtsi': '#include <generated/made.h>\n#include <none.h>\n' },
    '',
    true,
  ],
  ['in a branch that is not taken', linux, { 'dts/a.dtsi': '#ifdef NONE\n#include "none.dtsi"\n#endif\n' }, '', false],
  ['all there, line of Linux', linux, {}, '', false],
];

test.each(cases)('%s', (name, line, files, more, stops) => {
  const tree = treeOf(name.replaceAll(/\W/g, '-'), line, files, more);
  const machine = createNodeHost({ cwd: tree, env });
  const asked: CommandRequest[] = [];
  const run = (request: CommandRequest): CommandResult => {
    if (request.argv.includes('-D__DTS__')) asked.push(request);
    return machine.run(request);
  };
  const result = checkTree({
    host: layerHost(machine, { run }),
    request: { treeName: '.', objectDirectory: null, variables: [], configFile: null, defconfig: null },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
    cache: null,
  });
  writeFiles(tree, { 'include/config/auto.conf': `CONFIG_MORE="${more}"\n` });
  const { status, stdout } = spawnSync('/bin/sh', ['-c', 'exec make 2>&1'], { cwd: tree, env, encoding: 'latin1' });
  expect(status, stdout).toBe(stops ? 2 : 0);
  expect(result.verdict).toBe(stops ? 'fail' : 'pass');
  const [stop] = result.diagnostics.filter(({ severity }) => severity === 'error');
  expect(stop?.message.trimEnd()).toBe(stops ? stdout.trimEnd() : undefined);
  // It costs more than all the rest of a device tree.
  if (name.startsWith('all there')) expect(asked).toEqual([]);
  if (name === 'named by a symbol') {
    expect(stop?.fixes.map(({ title, verified }) => [title, verified])).toContainEqual(['set CONFIG_MORE=""', true]);
  }
});
