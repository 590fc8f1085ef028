/** What GNU make itself lists for every directory of a build, and the same of `kgate objects`. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectsResult } from '../../src/index.ts';
import { type KernelTarget, targetEnvironment } from './kernel-targets.ts';

/** Lists of one directory by the kind `kgate objects` gives to what is in them. */
export type DirectoryLists = Readonly<Record<string, readonly string[]>>;

/** Variables of kbuild by kind of object. */
const variables: Readonly<Record<string, string>> = {
  'built-in': 'real-obj-y',
  module: 'obj-m',
  'module-part': 'real-obj-m',
  library: 'lib-y',
  extra: 'extra-y',
  always: 'always-y',
  'host-program': 'hostprogs',
  'user-program': 'userprogs',
};

/** Stops the make that does the work; some top Makefiles start once more for --no-print-directory before. */
function hookFor(tree: string): string {
  const startsAgain = readFileSync(join(tree, 'Makefile'), 'latin1').includes('recurse once again to set it');
  return `ifeq ($(sub_make_done)${startsAgain ? '$(filter --no-print-directory,$(MAKEFLAGS))' : ''},1${
    startsAgain ? '--no-print-directory' : ''
  })
.DEFAULT_GOAL := kgate-env
kgate-env: ; @env -0 > $(KGATE_ENV)
endif
`;
}

const print = `$(foreach name,${[...Object.values(variables), 'subdir-ym', 'subdir-builtin', 'subdir-modorder'].join(' ')},\
$(info @@$(name)=$(strip $($(name)))))
.DEFAULT_GOAL := kgate-nothing
kgate-nothing: ;
`;

function run(make: string, words: readonly string[], env: Record<string, string>, cwd?: string): string {
  const done = spawnSync(make, words, { argv0: 'make', env, cwd, encoding: 'latin1', maxBuffer: 1 << 26 });
  if (done.status !== 0) throw new Error(`make ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

/** Makes a configuration with the real make: a goal, with KCONFIG_SEED for randconfig. Returns the object directory. */
export function configureObjects(
  tree: string,
  target: KernelTarget,
  goal: string,
  seed: string | null,
  objects: string,
): string {
  mkdirSync(objects, { recursive: true });
  const env = { ...targetEnvironment(), ...(seed !== null && { KCONFIG_SEED: seed }) };
  for (const one of [goal, 'syncconfig']) {
    run('/usr/bin/make', ['-s', '-C', tree, `O=${objects}`, ...target.words, one], env);
  }
  return objects;
}

/** The environment of the makes for directories, as the working make hands it down. */
function handedDown(tree: string, target: KernelTarget, objects: string): Record<string, string> {
  const [hookFile, envFile] = [join(objects, 'kgate-hook.mk'), join(objects, 'kgate-env')];
  writeFileSync(hookFile, hookFor(tree));
  const env = { ...targetEnvironment(), MAKEFILES: hookFile, KGATE_ENV: envFile };
  run('/usr/bin/make', ['-s', '-C', tree, `O=${objects}`, ...target.words], env);
  const found: Record<string, string> = {};
  for (const entry of readFileSync(envFile, 'latin1').split('\0')) {
    const equals = entry.indexOf('=');
    if (equals > 0) found[entry.slice(0, equals)] = entry.slice(equals + 1);
  }
  delete found['MAKEFILES'];
  delete found['KGATE_ENV'];
  return found;
}

/** One make a directory, in the order in which the recipes start them. */
export function realLists(tree: string, target: KernelTarget, objects: string): Map<string, DirectoryLists> {
  const env = handedDown(tree, target, objects);
  const printFile = join(objects, 'kgate-print.mk');
  writeFileSync(printFile, print);
  const found = new Map<string, DirectoryLists>();
  const visit = (directory: string, builtin: string, modorder: string): void => {
    // Linux 6.6 to 6.8 find what they include by the make that starts them.
    const words = ['-I', tree, '-f', `${tree}/scripts/Makefile.build`, '-f', printFile, `obj=${directory}`];
    const own = [`need-builtin=${builtin}`, `need-modorder=${modorder}`];
    const values = new Map<string, string[]>();
    for (const line of run('/usr/bin/make', [...words, ...own], env, objects).split('\n')) {
      const match = /^@@([^=]+)=(.*)$/.exec(line);
      if (match !== null)
        values.set(
          match[1]!,
          match[2]!.split(' ').filter((word) => word !== ''),
        );
    }
    found.set(
      directory,
      Object.fromEntries(
        Object.entries(variables).map(([kind, name]) => [kind, shown(values.get(name) ?? [], directory, kind)]),
      ),
    );
    const builtins = new Set(values.get('subdir-builtin'));
    const modorders = new Set(values.get('subdir-modorder'));
    for (const below of values.get('subdir-ym') ?? []) {
      visit(below, builtins.has(`${below}/built-in.a`) ? '1' : '', modorders.has(`${below}/modules.order`) ? '1' : '');
    }
  };
  visit('.', '1', '1');
  return found;
}

/** Names from the top; names of whole directories are left out. */
function shown(words: readonly string[], directory: string, kind: string): string[] {
  const prefix = directory === '.' ? '' : `${directory}/`;
  const isProgram = kind === 'host-program' || kind === 'user-program';
  return words
    .filter((word) => !/(?:^|\/)(?:built-in\.a|lib\.a|modules\.order)$/.test(word))
    .map((word) => join(isProgram ? prefix + word : word));
}

/** What `kgate objects` says, in the same form. */
export function kgateLists(result: ObjectsResult): Map<string, DirectoryLists> {
  return new Map(
    result.directories.map(({ name, objects }) => [
      name,
      Object.fromEntries(
        Object.keys(variables).map((kind) => [
          kind,
          objects.filter((object) => object.kind === kind).map((object) => object.name),
        ]),
      ),
    ]),
  );
}

/** C files of a tree, `count` of them at equal distances in order of their names. */
export function sampleSources(tree: string, count: number): string[] {
  const found: string[] = [];
  const visit = (directory: string): void => {
    for (const entry of readdirSync(join(tree, directory), { withFileTypes: true })) {
      const name = `${directory}/${entry.name}`;
      if (entry.isDirectory()) visit(name);
      else if (name.endsWith('.c')) found.push(name);
    }
  };
  for (const directory of ['block', 'crypto', 'drivers', 'fs', 'kernel', 'lib', 'mm', 'net', 'sound']) visit(directory);
  found.sort();
  return Array.from({ length: count }, (_, index) => found[Math.floor(((index + 0.5) * found.length) / count)]!);
}

/** True when make lists the object of a source anywhere. */
export function isListed(lists: ReadonlyMap<string, DirectoryLists>, source: string): boolean {
  const object = source.replace(/\.c$/, '.o');
  const program = source.replace(/\.c$/, '');
  for (const own of lists.values()) {
    for (const names of Object.values(own)) if (names.includes(object) || names.includes(program)) return true;
  }
  return false;
}
