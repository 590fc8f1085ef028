/** Kind 1: prerequisites that nothing can make. */
import { afterAll } from 'vitest';
import type { ProvokedStop } from '../support/provoked.ts';
import { keysBase } from '../support/provoked-bases.ts';
import { provokeAll } from '../support/provoked-expect.ts';

/** Symbols of the cases in which only `.config` is edited. */
const editedOnly: ReadonlySet<string> = new Set(['SYSTEM_TRUSTED_KEYS', 'INITRAMFS_SOURCE']);

/** Files that symbols name, on both kernels. */
function namedFiles(tree: 'linux-6.1' | 'linux-6.12'): ProvokedStop[] {
  const base = keysBase(tree);
  const one = (
    id: string,
    symbol: string,
    value: string,
    goal: string,
    more: Partial<ProvokedStop> = {},
  ): ProvokedStop => ({
    id,
    kind: 1,
    base,
    goals: [goal],
    config: { [symbol]: value },
    // Once a directory make brings auto.conf up to date first.
    isSynced: tree === 'linux-6.1' || !editedOnly.has(symbol) || value.includes('{root}'),
    expect: '*** No rule to make target',
    names: [`CONFIG_${symbol}`, '.config'],
    hasFix: true,
    ...more,
  });
  const firmware = 'drivers/base/firmware_loader/builtin/';
  return [
    one('trusted keys of a distribution', 'SYSTEM_TRUSTED_KEYS', '"debian/canonical-certs.pem"', 'certs/'),
    one('trusted keys with an absolute name', 'SYSTEM_TRUSTED_KEYS', '"{root}/certs.pem"', 'certs/'),
    one(
      'revocation keys of a distribution',
      'SYSTEM_REVOCATION_KEYS',
      '"debian/canonical-revoked-certs.pem"',
      'certs/',
    ),
    one('signing key of another file', 'MODULE_SIG_KEY', '"mok.pem"', 'certs/'),
    one('list of blacklisted hashes', 'SYSTEM_BLACKLIST_HASH_LIST', '"hashes.txt"', 'certs/'),
    one('archive as initramfs', 'INITRAMFS_SOURCE', '"rootfs.cpio"', 'usr/'),
    one('compressed archive as initramfs', 'INITRAMFS_SOURCE', '"{root}/rootfs.cpio.gz"', 'usr/'),
    one('firmware in /lib/firmware', 'EXTRA_FIRMWARE', '"kgate/none.bin"', firmware),
    one('second of two firmware files', 'EXTRA_FIRMWARE', '"one.bin two.bin"', firmware, {
      config: { EXTRA_FIRMWARE: '"one.bin two.bin"', EXTRA_FIRMWARE_DIR: '"{root}/fw"' },
      files: { 'fw/one.bin': 'x' },
      expect: 'two.bin',
    }),
  ];
}

/** A source file that a list names; test/provoked/modules.test.ts has one of 6.1. */
const missingSource: ProvokedStop = {
  id: 'source file that obj-y names',
  kind: 1,
  base: keysBase('linux-6.12'),
  goals: ['certs/'],
  append: { 'certs/Makefile': 'obj-y += nosuch.o' },
  expect: "No rule to make target 'certs/nosuch.o'",
  names: ['certs/Makefile'],
};

/** A file that a device tree takes in. */
const missingInclude: ProvokedStop = {
  id: 'file that a device tree takes in',
  kind: 1,
  base: keysBase('linux-6.12'),
  goals: ['arm/foundation-v8.dtb'],
  append: { 'arch/arm64/boot/dts/arm/foundation-v8.dts': '#include "kgate-none.dtsi"' },
  expect: 'fatal error: kgate-none.dtsi: No such file or directory',
  names: ['foundation-v8.dts'],
};

const cases: readonly ProvokedStop[] = [
  ...namedFiles('linux-6.12'),
  ...namedFiles('linux-6.1'),
  missingSource,
  missingInclude,
];

const stops = provokeAll(cases);
afterAll(() => stops.remove());
