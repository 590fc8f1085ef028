/** Kind 6: modules outside of the tree. */
import { afterAll } from 'vitest';
import type { ProvokedStop } from '../support/provoked.ts';
import { arm64, freshBase, keysBase } from '../support/provoked-bases.ts';
import { provokeAll } from '../support/provoked-expect.ts';

const keys = keysBase('linux-6.12');
const older = keysBase('linux-6.1');
const fresh = freshBase('linux-6.12', 'arm64', arm64);
const source = '#include <linux/module.h>\nMODULE_LICENSE("GPL");\n';
const good = { 'mod/Makefile': 'obj-m := kgate.o\n', 'mod/kgate.c': source };

const cases: readonly ProvokedStop[] = [
  {
    id: 'tree without a configuration',
    kind: 6,
    base: fresh,
    words: ['M={root}/mod'],
    files: good,
    objects: { '.config': null },
    expect: 'Kernel configuration is invalid',
  },
  {
    id: 'tree with .config that is not prepared',
    kind: 6,
    base: fresh,
    words: ['M={root}/mod'],
    files: good,
    expect: 'Kernel configuration is invalid',
  },
  ...[keys, older].map(
    (base): ProvokedStop => ({
      id: 'source file that obj-m names',
      kind: 6,
      base,
      words: ['M={root}/mod'],
      files: { 'mod/Makefile': 'obj-m := kgate.o nosuch.o\n', 'mod/kgate.c': source },
      expect: 'nosuch.o',
      names: ['Makefile'],
    }),
  ),
  ...[keys, older].map(
    (base): ProvokedStop => ({
      id: 'tree without module.lds',
      kind: 6,
      base,
      words: ['M={root}/mod'],
      files: { ...good, 'mod/kgate.c': `${source}MODULE_DESCRIPTION("kgate");\n` },
      expect: 'cannot open linker script file',
    }),
  ),
  {
    id: 'directory without a makefile',
    kind: 6,
    base: keys,
    words: ['M={root}/mod'],
    files: { 'mod/kgate.c': source },
    expect: 'No rule to make target',
  },
  {
    id: 'two directories',
    kind: 6,
    base: keys,
    words: ['M={root}/a {root}/b'],
    expect: 'not supported',
  },
  {
    id: 'headers package without fixdep',
    kind: 6,
    base: keys,
    words: ['M={root}/mod'],
    files: good,
    objects: { 'scripts/basic/fixdep': null },
    expect: 'fixdep: not found',
  },
  {
    id: 'headers package without modpost',
    kind: 6,
    base: keys,
    words: ['M={root}/mod'],
    files: good,
    objects: { 'scripts/mod/modpost': null },
    expect: 'modpost',
  },
  {
    id: 'headers package without autoconf.h',
    kind: 6,
    base: keys,
    words: ['M={root}/mod'],
    goals: ['modules'],
    files: good,
    objects: { 'include/generated/autoconf.h': null },
    expect: 'Kernel configuration is invalid',
  },
  {
    id: 'directory that is not there',
    kind: 6,
    base: keys,
    words: ['M={root}/none'],
    expect: 'none',
  },
];

const stops = provokeAll(cases);
afterAll(() => stops.remove());
