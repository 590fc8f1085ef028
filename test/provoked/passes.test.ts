/** Builds of the kinds of the stops that get through: a false stop is as bad as a false pass. */
import { afterAll } from 'vitest';
import type { ObjectBase, ProvokedCase } from '../support/provoked.ts';
import { arm64, freshBase, keysBase } from '../support/provoked-bases.ts';
import { passAll } from '../support/provoked-expect.ts';

const keys = keysBase('linux-6.12');
const older = keysBase('linux-6.1');
const fresh = freshBase('linux-6.12', 'arm64', arm64);
const sandbox: ObjectBase = {
  name: 'fresh-sandbox',
  tree: 'u-boot',
  words: [],
  goal: 'sandbox_defconfig',
  isFresh: true,
};
const firmware = 'drivers/base/firmware_loader/builtin/';
const module = {
  'mod/Makefile': 'obj-m := kgate.o\n',
  'mod/kgate.c': '#include <linux/module.h>\nMODULE_LICENSE("GPL");\nMODULE_DESCRIPTION("kgate");\n',
};

const cases: readonly ProvokedCase[] = [
  {
    id: 'trusted keys that are there',
    kind: 1,
    base: keys,
    goals: ['certs/'],
    config: { SYSTEM_TRUSTED_KEYS: '"certs/signing_key.pem"' },
    isSynced: true,
  },
  {
    id: 'list of an initramfs',
    kind: 1,
    base: keys,
    goals: ['usr/'],
    files: { 'rootfs.list': 'dir /x 0755 0 0\n' },
    config: { INITRAMFS_SOURCE: '"{root}/rootfs.list"' },
    isSynced: true,
  },
  {
    id: 'two firmware files',
    kind: 1,
    base: keys,
    goals: [firmware],
    files: { 'fw/one.bin': '1', 'fw/two.bin': '2' },
    config: { EXTRA_FIRMWARE: '"one.bin two.bin"', EXTRA_FIRMWARE_DIR: '"{root}/fw"' },
  },
  {
    id: 'flex, bison and perl that nothing starts any more',
    kind: 2,
    base: keys,
    goals: ['prepare'],
    without: ['flex', 'bison', 'perl'],
  },
  { id: 'gzip for the configuration in the kernel', kind: 2, base: keys, goals: ['kernel/configs.o'] },
  {
    id: 'openssl headers that nothing compiles with any more',
    kind: 3,
    base: keys,
    goals: ['certs/'],
    hidden: ['/usr/include/openssl'],
  },
  { id: 'prepare of a fresh directory', kind: 3, base: fresh, goals: ['prepare'] },
  {
    id: 'a flag that every compiler knows',
    kind: 4,
    base: keys,
    goals: ['scripts/mod/'],
    words: ['KCFLAGS=-g0'],
  },
  {
    id: 'auto.conf older than .config',
    kind: 5,
    base: keys,
    goals: ['prepare'],
    config: { IKCONFIG: 'n' },
  },
  ...[keys, older].map(
    (base): ProvokedCase => ({
      id: 'module',
      kind: 6,
      base,
      words: ['M={root}/mod'],
      files: module,
      // It uses no symbol of the kernel.
      objects: { 'Module.symvers': '' },
      before: `make -s -C {tree} O=$PWD ${arm64.join(' ')} modules_prepare`,
    }),
  ),
  {
    id: 'modules_install of a module that was not built',
    kind: 6,
    base: keys,
    words: ['M={root}/mod', 'INSTALL_MOD_PATH={root}/to'],
    goals: ['modules_install'],
    files: module,
  },
  { id: 'headers that the way to conf makes', kind: 5, base: sandbox, goals: ['envtools'] },
  {
    id: 'headers that the way to conf makes for another configuration',
    kind: 5,
    base: sandbox,
    goals: ['envtools'],
    before: 'make -s -C {tree} O=$PWD include/config/auto.conf',
    config: { LOCALVERSION: '"-kgate 1"' },
  },
  {
    id: 'release of 64 letters',
    kind: 7,
    base: keys,
    goals: ['prepare'],
    objects: { 'localversion-kgate': `-${'x'.repeat(40)}\n` },
  },
  { id: 'LOCALVERSION of the command line', kind: 7, base: older, goals: ['prepare'], words: ['LOCALVERSION=-kgate'] },
];

const stops = passAll(cases);
afterAll(() => stops.remove());
