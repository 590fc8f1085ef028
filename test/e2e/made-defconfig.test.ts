/** Recipes of configuration goals that make the defconfig first, as U-Boot's since v2025.07: followed as the real make runs them. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { conf612 } from '../support/kernel-source.ts';
import { kgate, kgateEnvironment } from '../support/kgate.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-made-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const files: Readonly<Record<string, string>> = {
  Kconfig:
    'mainmenu "made"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nconfig S\n\tstring "s"\nconfig N\n\tint "n"\n\tdefault 1\n',
  'configs/board_defconfig': '/* board */\n#include "base.config"\n CONFIG_B=y\n#ifdef WIDE\nCONFIG_N=64\n#endif\n',
  'base.config': '#define NAME "of the base"\n CONFIG_A=y\nCONFIG_S=NAME\n',
  'more.config': 'CONFIG_N=7\nCONFIG_N=7\nCONFIG_A=y\n',
};

const compile = 'gcc -E -nostdinc -P -I . -undef -x assembler-with-cpp configs/$@ -o made';
const conf = 'scripts/kconfig/conf --defconfig=made Kconfig';

it.each([
  ['the recipe of U-Boot', 'run', [compile, "sed -i -e 's/^[[:space:]]//' made", conf]],
  ['the same under a policy', 'probe', [compile, "sed -i -e 's/^[[:space:]]//' made", conf]],
  ['a macro, cpp', 'run', [compile.replace('gcc -E', 'cpp -DWIDE'), "sed -i 's/^ *//' made", conf]],
  [
    'parts, one after another',
    'run',
    ["cat configs/board_defconfig more.config | grep -v '^[/#]' | tr -d ' ' | sort -u >made", conf],
  ],
  [
    'a file that is moved',
    'probe',
    ['cp more.config new', 'echo CONFIG_S=\\"x\\" >>new', 'mv new made', "sed -i '/CONFIG_A/d' made", conf],
  ],
  [
    'two files at once',
    'sandbox',
    ['cp more.config made', 'cp more.config other', 'sed -i -n -e 1p made other', 'cat other >>made', conf],
  ],
] as const)('%s, --shell=%s', async (name, policy, recipe) => {
  const trees = ['real', 'kgate'].map((side) => join(directory, `${side}-${name}`.replaceAll(/\W/g, '-')));
  for (const tree of trees) {
    mkdirSync(join(tree, 'configs'), { recursive: true });
    mkdirSync(join(tree, 'scripts/kconfig'), { recursive: true });
    for (const [path, text] of Object.entries(files)) writeFileSync(join(tree, path), text);
    const lines = recipe.map((line) => `\t@${line.replaceAll('$@', '$(notdir $@)')}\n`).join('');
    writeFileSync(join(tree, 'Makefile'), `%_defconfig:\n${lines}`);
    copyFileSync(conf612(), join(tree, 'scripts/kconfig/conf'));
  }
  const [real = '', own = ''] = trees;
  const made = spawnSync('make', ['board_defconfig'], { cwd: real, env: kgateEnvironment(), encoding: 'utf8' });
  expect(made.status, made.stderr).toBe(0);
  const run = await kgate(['config', 'board_defconfig', '-C', own, `--shell=${policy}`]);
  expect(run).toMatchObject({ exitCode: 0, stdout: made.stdout, stderr: made.stderr });
  for (const file of ['.config', 'made', 'other', 'new']) {
    expect([file, existsSync(join(own, file))]).toEqual([file, existsSync(join(real, file))]);
    if (existsSync(join(real, file)))
      expect(readFileSync(join(own, file), 'utf8')).toBe(readFileSync(join(real, file), 'utf8'));
  }
});

it.each([
  ["sed -i.bak 's/a/b/' made", 'sed -i.bak'],
  ["sed -i 's/a/b/w out' made", 'sed'],
])('%s is not followed: the line is named, nothing is written', async (line, word) => {
  const tree = join(directory, `unfollowed-${word.replaceAll(/\W/g, '-')}`);
  mkdirSync(join(tree, 'scripts/kconfig'), { recursive: true });
  writeFileSync(join(tree, 'Kconfig'), files['Kconfig']!);
  writeFileSync(join(tree, 'Makefile'), `%_defconfig:\n\tcp Kconfig made\n\t${line}\n\t${conf}\n`);
  copyFileSync(conf612(), join(tree, 'scripts/kconfig/conf'));
  const run = await kgate(['config', 'board_defconfig', '-C', tree]);
  expect(run.exitCode).not.toBe(0);
  expect(`${run.stdout}${run.stderr}`).toContain(word);
  for (const file of ['.config', 'out', 'made', 'made.bak']) expect(existsSync(join(tree, file))).toBe(false);
});
