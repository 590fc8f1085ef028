/** A small tree and a series of three patches on it: ten files, six mistakes on new lines, others on old ones. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Files by path; null removes one. */
export type Files = Readonly<Record<string, string | null>>;

/** One step of a series. */
export interface Step {
  readonly subject: string;
  readonly files: Files;
}

const entry = (name: string, more = ''): string =>
  `config ${name}\n\tbool "${name.toLowerCase()}"\n${more}\thelp\n\t  About ${name.toLowerCase()}.\n`;

/** The tree before the series; it has mistakes of its own in files that the series changes. */
export const treeBefore: Files = {
  Kconfig: 'mainmenu "Tree"\n\nsource "drivers/Kconfig"\nsource "lib/Kconfig"\nsource "arch/arm64/Kconfig"\n',
  Makefile: 'obj-y += drivers/ lib/\n',
  'arch/arm64/Kconfig': `${entry('ARM64')}\n${entry('PAGES', '\tdepends on ARM64\n')}`,
  'arch/arm64/configs/defconfig': 'CONFIG_ARM64=y\nCONFIG_PAGES=y\nCONFIG_LEFT_OVER=y\n',
  'drivers/Kconfig': `${entry('BUS')}\n${entry('OLD', '\tselect NOT_THERE\n')}`,
  'drivers/Makefile': 'obj-$(CONFIG_BUS) += bus.o\nobj-$(CONFIG_OLD_TYPO) += old.o\n',
  'drivers/bus.c': `#ifdef CONFIG_BUSS\nint odd;\n#endif\n${'int bus(void);\n'.repeat(20)}`,
  'drivers/old.c': 'int old;\n',
  'lib/Kconfig': entry('LIBRARY'),
  'lib/Makefile': 'obj-$(CONFIG_LIBRARY) += library.o\n',
  'lib/library.c': 'int library;\n',
  'lib/gadget.c': 'int library_gadget;\n',
  'drivers/gadget/core.c': 'int core;\n',
  'drivers/gadget/test.c': 'int test;\n',
};

const gadget = (name: string): string =>
  `${entry('GADGET', '\tdepends on BUS\n\tselect GADGET_CORE\n')}\nconfig GADGET_CORE\n\tbool\n\n${entry(name, '\tdepends on GADGET\n')}`;

/** Ten files: drivers/{Kconfig,Makefile,bus.c}, drivers/gadget/{Kconfig,Makefile,gadget.c,gadget.h}, lib/{Kconfig,Makefile}, defconfig. */
export const steps: readonly Step[] = [
  {
    subject: 'drivers: add the gadget',
    files: {
      'drivers/Kconfig': `${treeBefore['drivers/Kconfig']}\nsource "drivers/gadget/Kconfig"\n`,
      'drivers/Makefile': `${treeBefore['drivers/Makefile']}obj-y += gadget/\n`,
      // The dependency on itself by another name and the line of GADGET_LOG are changed by the last patch.
      'drivers/gadget/Kconfig': gadget('GADGET_LOGG').replace('depends on BUS\n', 'depends on BUSS\n'),
      'drivers/gadget/Makefile': 'obj-$(CONFIG_GADGET) += gadget.o\nobj-$(CONFIG_GADGET_COER) += core.o\n',
      'drivers/gadget/gadget.c': '#include "gadget.h"\n#ifdef CONFIG_GADGET_LOG\nint log;\n#endif\n',
    },
  },
  {
    subject:
      'lib: =?= use the gadget, where "it" is there, with a long subject that goes on behind the end of the line',
    files: {
      'lib/Kconfig': `${treeBefore['lib/Kconfig']}\n${entry('LIBRARY_GADGET', '\tdepends on LIBRARY\n\tdepends on GADGET\n\tdepends on LIBRARY\n')}`,
      'lib/Makefile': `obj-$(CONFIG_LIBRARY_GADGET) += gadget.o\n${treeBefore['lib/Makefile']}`,
      'drivers/gadget/gadget.h':
        '#if defined(CONFIG_GADGET) && \\\n\tdefined(CONFIG_GADGET_CORRE)\nint core;\n#endif\n',
      'arch/arm64/configs/defconfig': 'CONFIG_ARM64=y\nCONFIG_GADGETT=y\nCONFIG_PAGES=y\nCONFIG_LEFT_OVER=y\n',
    },
  },
  {
    subject: 'drivers: gadget: names',
    files: {
      'drivers/gadget/Kconfig': `${gadget('GADGET_LOG')}\n${entry('GADGET_TEST', '\tdepends on GADGET\n\tselect GADGET_CORE_TEST\n')}`,
      'drivers/gadget/Makefile':
        'obj-$(CONFIG_GADGET) += gadget.o\nobj-$(CONFIG_GADGET_CORE) += core.o\nobj-$(CONFIG_GADGET_TSET) += test.o\n',
      'drivers/bus.c': `${treeBefore['drivers/bus.c']}#ifdef CONFIG_GADGET_MODULE\nint module;\n#endif\n`,
    },
  },
];

/** `FILE:LINE RULE POSITION` of the six mistakes, in the order of the files. */
export const planted: readonly string[] = [
  'arch/arm64/configs/defconfig:2 defconfig-unknown-symbol 2/3',
  'drivers/bus.c:24 module-of-bool 3/3',
  'drivers/gadget/Kconfig:20 undefined-symbol 3/3',
  'drivers/gadget/Makefile:3 undefined-config-reference 3/3',
  'drivers/gadget/gadget.h:1 source-undefined-config 2/3',
  'lib/Kconfig:10 duplicate-property 2/3',
];

/** Writes files below a directory. */
export function writeFiles(directory: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const full = join(directory, path);
    mkdirSync(dirname(full), { recursive: true });
    if (text === null) rmSync(full);
    else writeFileSync(full, text, 'latin1');
  }
}

/** Runs git there, with nothing of the user's settings. */
export function git(directory: string, ...words: readonly string[]): string {
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
  };
  const person = ['-c', 'user.name=A', '-c', 'user.email=a@example.org', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...person, ...words], {
    cwd: directory,
    env,
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Makes a repository with the tree below `inner` as its first commit (tag `before`), and one commit a step. */
export function makeRepository(
  top: string,
  inner = '.',
  before: Files = treeBefore,
  series: readonly Step[] = steps,
): string {
  const tree = join(top, inner);
  git(top, 'init', '-q');
  writeFiles(tree, before);
  const commit = (subject: string): void => {
    git(top, 'add', '-A');
    git(top, 'commit', '-q', '--allow-empty', '-m', subject);
  };
  commit('the tree');
  git(top, 'tag', 'before');
  for (const { files, subject } of series) {
    writeFiles(tree, files);
    commit(subject);
  }
  return tree;
}
