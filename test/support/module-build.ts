/**
 * A module built against a real kernel tree whose object directory has what `modules_prepare` leaves, as far as the makes of a
 * module look at it: the configuration is a handful of lines, and the programs of `scripts/` are small shell scripts.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { checkTree } from '../../src/api/check/check.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import type { CheckResult } from '../../src/results/check.ts';
import { oracle } from './kernel-source.ts';
import { writeFiles } from './make-host.ts';

/** Writes what modpost writes, as far as the build looks at it. */
const modpost = `#!/bin/bash
while [ $# -gt 0 ]; do
  case $1 in
    -T) [ "$2" = - ] && list=$(cat) || list=$(cat "$2"); shift ;;
    -o) out=$2; shift ;;
  esac
  shift
done
for name in $list; do echo 'int mod;' > "\${name%.*}.mod.c"; done
: > "$out"
`;

const compilerText = spawnSync('gcc', ['--version'], {
  encoding: 'latin1',
  env: { ...process.env, LC_ALL: 'C' },
}).stdout.split('\n')[0];

/** `auto.conf` with these lines in place of the usual ones. */
export function settings(lines: Readonly<Record<string, string>> = {}): string {
  const usual = { MODULES: 'y', CC_VERSION_TEXT: compilerText, FRAME_WARN: '1024', FUNCTION_ALIGNMENT: '16' };
  return Object.entries({ ...usual, ...lines })
    .map(([name, value]) => `CONFIG_${name}=${value}\n`)
    .join('');
}

/** In the place of the headers of scripts/module-common.c (6.12), which need what a whole `prepare` makes. */
const standIns = Object.fromEntries(
  ['module', 'build-salt', 'elfnote-lto', 'vermagic'].map((name) => [
    `arch/x86/include/generated/linux/${name}.h`,
    '#define MODULE_INFO(name, value)\n#define BUILD_SALT\n#define BUILD_LTO_INFO\n',
  ]),
);

/** Files of a prepared object directory, by name. */
export const prepared: Readonly<Record<string, string>> = {
  'include/config/auto.conf': settings(),
  'include/config/kernel.release': '6.0.0-test\n',
  'include/generated/autoconf.h': '#define CONFIG_MODULES 1\n#define CONFIG_FUNCTION_ALIGNMENT 16\n',
  ...standIns,
  'scripts/basic/fixdep': '#!/bin/sh\necho "savedcmd_$2 := $3"\n',
  'scripts/mod/modpost': modpost,
  'scripts/module.lds': 'SECTIONS { }\n',
  'Module.symvers': '',
};

/** One build of a module. */
export interface ModuleCase {
  readonly tree: 'linux-6.1' | 'linux-6.12';
  /** Files of the module. */
  readonly module: Readonly<Record<string, string>>;
  /** Files of the object directory that differ from {@link prepared}; null: it is not there. */
  readonly objects?: Readonly<Record<string, string | null>>;
  readonly words?: readonly string[];
  readonly goals?: readonly string[];
  readonly defconfig?: string;
}

/** What make prints and what kgate finds. */
export interface ModuleRun {
  readonly status: number | null;
  readonly stderr: string;
  readonly result: CheckResult;
}

/** Checks, then makes, a module in a new directory of `root`. */
export function buildModule(root: string, id: string, one: ModuleCase): ModuleRun {
  const { tree } = oracle(one.tree);
  const objects = join(root, id, 'objects');
  const directory = join(root, id, 'module');
  rmSync(join(root, id), { recursive: true, force: true });
  mkdirSync(objects, { recursive: true });
  const files = { ...prepared, ...one.objects };
  for (const [name, text] of Object.entries(files)) {
    if (text === null) continue;
    const isProgram = text.startsWith('#!');
    writeFiles(objects, { [name]: text });
    if (isProgram) spawnSync('chmod', ['+x', join(objects, name)]);
  }
  symlinkSync(tree, join(objects, 'source'));
  writeFiles(directory, one.module);
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
  const { defconfig = null, goals = [], words = [] } = one;
  const variables = ['ARCH=x86', `M=${directory}`, ...words];
  const result = checkTree({
    host: createNodeHost({ cwd: tree, env }),
    request: { treeName: tree, objectDirectory: objects, variables, configFile: null, defconfig, goals },
    profile: null,
    otherProfiles: () => [],
    failOn: 'error',
  });
  const make = spawnSync('make', ['-C', tree, `O=${objects}`, ...variables, ...goals], { env, encoding: 'latin1' });
  return { status: make.status, stderr: make.stderr, result };
}
