/** Kind 3: host programs whose headers or libraries are missing. */
import { afterAll } from 'vitest';
import type { ProvokedStop } from '../support/provoked.ts';
import { arm64, freshBase, keysBase } from '../support/provoked-bases.ts';
import { provokeAll } from '../support/provoked-expect.ts';

const keys = keysBase('linux-6.12');
const older = keysBase('linux-6.1');
const fresh = freshBase('linux-6.12', 'arm64', arm64);
const x86 = freshBase('linux-6.12', 'x86_64', ['ARCH=x86_64'], ['CONFIG_64BIT=y']);
const olderX86 = freshBase('linux-6.1', 'x86_64', ['ARCH=x86_64'], ['CONFIG_64BIT=y']);
const libelf = ['/usr/include/gelf.h', '/usr/include/libelf.h'];

/** A compiler whose plugin headers are what `files` says. */
const plugins = {
  kind: 3,
  base: keys,
  goals: ['prepare'],
  config: { GCC_PLUGINS: 'y', GCC_PLUGIN_LATENT_ENTROPY: 'y' },
  words: ['CC={root}/cc'],
} as const;
const pluginFiles = {
  cc: '#!/bin/sh\ncase "$*" in *-print-file-name=plugin*) echo {root}/plugin; exit;; esac\nexec aarch64-linux-gnu-gcc "$@"\n',
  'plugin/include/plugin-version.h': '',
};

const cases: readonly ProvokedStop[] = [
  {
    ...plugins,
    id: 'headers for plugins of the compiler',
    files: pluginFiles,
    expect: 'fatal error: bversion.h: No such file or directory',
    names: ['gcc-12-plugin-dev', 'CONFIG_GCC_PLUGINS'],
    hasFix: true,
  },
  {
    ...plugins,
    id: 'gmp.h for plugins of the compiler',
    files: {
      ...pluginFiles,
      'plugin/include/bversion.h': '#define BUILDING_GCC_VERSION 12002\n',
      'plugin/include/gcc-plugin.h': '#include <gmp.h>\n',
    },
    hidden: ['/usr/include/x86_64-linux-gnu/gmp.h'],
    expect: 'fatal error: gmp.h: No such file or directory',
    names: ['libgmp-dev', 'CONFIG_GCC_PLUGINS'],
    hasFix: true,
  },
  {
    id: 'the C library has no headers',
    kind: 3,
    base: fresh,
    goals: ['prepare'],
    hidden: ['/usr/include/stdio.h', '/usr/include/stdlib.h'],
    expect: 'fatal error: std',
    names: ['libc6-dev'],
  },
  ...[keys, older].map(
    (base): ProvokedStop => ({
      id: 'openssl headers for extract-cert',
      kind: 3,
      base,
      goals: ['certs/'],
      objects: { 'certs/extract-cert': null },
      hidden: ['/usr/include/openssl'],
      expect: 'fatal error: openssl/',
      names: ['libssl-dev'],
    }),
  ),
  {
    id: 'openssl headers for sign-file',
    kind: 3,
    base: keys,
    goals: ['scripts/'],
    objects: { 'scripts/sign-file': null },
    hidden: ['/usr/include/openssl'],
    expect: 'fatal error: openssl/',
    names: ['libssl-dev'],
  },
  {
    id: 'libcrypto for extract-cert',
    kind: 3,
    base: keys,
    goals: ['certs/'],
    objects: { 'certs/extract-cert': null },
    hidden: ['/usr/lib/x86_64-linux-gnu/libcrypto.so', '/usr/lib/x86_64-linux-gnu/libcrypto.a'],
    expect: 'cannot find -lcrypto',
    names: ['libssl-dev'],
  },
  ...[x86, olderX86].map(
    (base): ProvokedStop => ({
      id: 'libelf for objtool',
      kind: 3,
      base,
      goals: ['tools/objtool'],
      hidden: libelf,
      expect: 'fatal error: ',
      names: ['libelf-dev'],
    }),
  ),
  {
    id: 'libelf for objtool at the default goal',
    kind: 3,
    base: x86,
    hidden: libelf,
    expect: 'gelf.h: No such file or directory',
    names: ['libelf-dev'],
  },
  {
    id: 'elf.h for modpost',
    kind: 3,
    base: keys,
    goals: ['prepare'],
    objects: { 'scripts/mod/modpost': null, 'scripts/mod/modpost.o': null },
    hidden: ['/usr/include/elf.h'],
    expect: 'fatal error: elf.h',
  },
];

const stops = provokeAll(cases);
afterAll(() => stops.remove());
