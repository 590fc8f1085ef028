/** The environment and arguments that a project's own makefiles give conf, found by running make itself. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fakeToolchain, recordName } from './fake-toolchain.ts';

export interface ConfInvocation {
  readonly env: Readonly<Record<string, string>>;
  /** Last argument of conf: `Kconfig`, `Config.in`. */
  readonly topFile: string;
  /** conf's working directory; has generated Kconfig files where the project makes some. */
  readonly directory: string;
}

/** One way to configure a tree: the words given to make. */
export interface Target {
  readonly name: string;
  readonly words: readonly string[];
  /** Directory with the defconfigs, relative to the tree. */
  readonly configs: string;
}

/** All values of ARCH (with SUBARCH for um) a kernel tree knows; a single target for other projects. */
export function targetsOf(tree: string): readonly Target[] {
  const makefile = readFileSync(join(tree, 'Makefile'), 'latin1');
  if (!/^SRCARCH\s*:=/m.test(makefile)) {
    const name = existsSync(join(tree, 'configs')) ? 'configs' : 'arch';
    return [{ name: 'tree', words: [], configs: name }];
  }
  const aliases = new Map<string, string>();
  for (const [, arch, srcarch] of makefile.matchAll(/ifeq \(\$\(ARCH\),(\w+)\)\s+SRCARCH := (\w+)/g)) {
    aliases.set(arch as string, srcarch as string);
  }
  const directories = readdirSync(join(tree, 'arch')).filter((name) => existsSync(join(tree, 'arch', name, 'Kconfig')));
  const targets: Target[] = directories
    .filter((name) => name !== 'um')
    .map((name) => ({ name, words: [`ARCH=${name}`], configs: `arch/${name}/configs` }));
  for (const [name, srcarch] of aliases) {
    if (directories.includes(srcarch))
      targets.push({ name, words: [`ARCH=${name}`], configs: `arch/${srcarch}/configs` });
  }
  if (directories.includes('um')) {
    for (const sub of ['x86_64', 'i386']) {
      targets.push({ name: `um-${sub}`, words: ['ARCH=um', `SUBARCH=${sub}`], configs: 'arch/um/configs' });
    }
  }
  return targets.sort((left, right) => (left.name < right.name ? -1 : 1));
}

/** Names of the defconfigs of a target, relative to the tree. */
export function defconfigsOf(tree: string, target: Target): readonly string[] {
  const directory = join(tree, target.configs);
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => /(?:^|_|\/)defconfig$/.test(name)).map((name) => `${target.configs}/${name}`);
}

/**
 * Runs the tree's `make allnoconfig` with a stand-in toolchain in a fresh directory and returns what conf
 * was given; remove the directory afterwards. Throws with make's words when make stops.
 */
export function confInvocation(tree: string, target: Target, toolchain: string, path: string): ConfInvocation {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-objects-'));
  const env = { PATH: `${fakeToolchain(toolchain)}:${path}`, HOME: directory, LC_ALL: 'C' };
  const words = ['-s', '-C', tree, `O=${directory}`, ...target.words, 'allnoconfig'];
  const made = spawnSync('make', words, { env, encoding: 'latin1', cwd: directory, timeout: 120_000 });
  // coreboot takes no O=: conf runs in the tree, so that only a copy may be given.
  const isInTree = existsSync(join(tree, recordName));
  const record = join(isInTree ? tree : directory, recordName);
  if (!existsSync(record)) {
    rmSync(directory, { recursive: true, force: true });
    throw new Error(`make ${words.join(' ')} did not start conf:\n${made.stderr || made.error}`);
  }
  const text = readFileSync(record, 'latin1');
  const end = text.indexOf('\0\0');
  const topFile = text.slice(0, end).split('\0').at(-1) ?? 'Kconfig';
  const given: Record<string, string> = {};
  for (const entry of text.slice(end + 2).split('\0')) {
    const at = entry.indexOf('=');
    if (at > 0) given[entry.slice(0, at)] = entry.slice(at + 1);
  }
  for (const name of ['_', 'SHLVL', 'MAKEFLAGS', 'MFLAGS', 'MAKELEVEL']) delete given[name];
  rmSync(record);
  if (isInTree) {
    if (given['KCONFIG_CONFIG'] === join(tree, '.config')) given['KCONFIG_CONFIG'] = '.config';
    for (const name of readdirSync(tree)) {
      if (name !== '.config' && name !== given['obj']) symlinkSync(join(tree, name), join(directory, name));
    }
  }
  return { env: given, topFile, directory };
}
