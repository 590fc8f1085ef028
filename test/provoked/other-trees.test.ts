/** Stops of kinds 1 to 3 in BusyBox and U-Boot. */
import { afterAll } from 'vitest';
import type { ObjectBase, ProvokedStop } from '../support/provoked.ts';
import { provokeAll } from '../support/provoked-expect.ts';

const busybox: ObjectBase = {
  name: 'fresh-busybox',
  tree: 'busybox',
  words: [],
  goal: 'allnoconfig',
  isFresh: true,
};
const sandbox: ObjectBase = {
  name: 'fresh-sandbox',
  tree: 'u-boot',
  words: [],
  goal: 'sandbox_defconfig',
  isFresh: true,
};
const qemu: ObjectBase = {
  name: 'fresh-qemu',
  tree: 'u-boot',
  words: ['CROSS_COMPILE=aarch64-linux-gnu-'],
  goal: 'qemu_arm64_defconfig',
  isFresh: true,
};

const cases: readonly ProvokedStop[] = [
  {
    id: 'BusyBox: a header of the C library',
    kind: 3,
    base: busybox,
    hidden: ['/usr/include/paths.h'],
    expect: 'fatal error: paths.h: No such file or directory',
    names: ['libc6-dev'],
  },
  {
    id: 'BusyBox: a header of the C library in a branch',
    kind: 3,
    base: busybox,
    config: { MOUNT: 'y' },
    goals: ['util-linux/mount.o'],
    hidden: ['/usr/include/mntent.h'],
    expect: 'fatal error: mntent.h: No such file or directory',
    names: ['libc6-dev'],
  },
  {
    id: 'BusyBox: a HOSTCC without a header',
    kind: 3,
    base: busybox,
    words: ['HOSTCC={root}/cc'],
    goals: ['archival/'],
    files: {
      cc: '#!/bin/sh\nexec gcc -nostdinc -isystem {root}/include "$@"\n',
      'include/stddef.h': '',
    },
    expect: 'No such file or directory',
  },
  {
    id: 'BusyBox: no ar',
    kind: 2,
    base: busybox,
    words: ['AR=kgate-no-ar'],
    goals: ['archival/'],
    expect: 'kgate-no-ar: not found',
  },
  {
    id: 'BusyBox: SELinux headers',
    kind: 3,
    base: busybox,
    config: { SELINUX: 'y' },
    goals: ['archival/'],
    expect: 'fatal error: selinux/selinux.h: No such file or directory',
  },
  {
    id: 'U-Boot sandbox: DEFAULT_ENV_FILE',
    kind: 1,
    base: sandbox,
    config: { USE_DEFAULT_ENV_FILE: 'y', DEFAULT_ENV_FILE: '"none.env"' },
    goals: ['env/'],
    expect: 'none.env',
    names: ['CONFIG_DEFAULT_ENV_FILE'],
  },
  {
    id: 'U-Boot sandbox: flex',
    kind: 2,
    base: sandbox,
    goals: ['sandbox_defconfig'],
    without: ['flex'],
    expect: 'flex: not found',
    names: ['flex'],
  },
  {
    id: 'U-Boot sandbox: swig',
    kind: 2,
    base: sandbox,
    goals: ['scripts'],
    without: ['swig'],
    expect: "command 'swig' failed",
    names: ['swig'],
  },
  {
    id: 'U-Boot qemu_arm64: DEFAULT_ENV_FILE',
    kind: 1,
    base: qemu,
    config: { USE_DEFAULT_ENV_FILE: 'y', DEFAULT_ENV_FILE: '"none.env"' },
    expect: 'none.env',
    names: ['CONFIG_DEFAULT_ENV_FILE'],
  },
  {
    id: 'U-Boot qemu_arm64: bison',
    kind: 2,
    base: qemu,
    goals: ['olddefconfig'],
    without: ['bison'],
    expect: 'bison: not found',
    names: ['bison'],
  },
  {
    id: 'U-Boot qemu_arm64: openssl headers for tools',
    kind: 3,
    base: qemu,
    goals: ['tools'],
    hidden: ['/usr/include/openssl'],
    expect: 'fatal error: openssl/',
    names: ['libssl-dev'],
  },
];

const stops = provokeAll(cases);
afterAll(() => stops.remove());
