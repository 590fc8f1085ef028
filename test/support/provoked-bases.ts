/** Object directories that cases of several files start from. */
import type { ObjectBase, TreeName } from './provoked.ts';

/** Words of the architecture whose compiler is a cross compiler of Debian. */
export const arm64 = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];

/** tinyconfig of arm64 with what the files named by string symbols need, prepared. */
export function keysBase(tree: TreeName & `linux-${string}`): ObjectBase {
  return {
    name: `keys-${tree}`,
    tree,
    words: arm64,
    goal: 'tinyconfig',
    lines: [
      'CONFIG_MODULES=y',
      'CONFIG_MODULE_SIG=y',
      'CONFIG_CRYPTO=y',
      'CONFIG_KEYS=y',
      'CONFIG_ASYMMETRIC_KEY_TYPE=y',
      'CONFIG_ASYMMETRIC_PUBLIC_KEY_SUBTYPE=y',
      'CONFIG_X509_CERTIFICATE_PARSER=y',
      'CONFIG_PKCS7_MESSAGE_PARSER=y',
      'CONFIG_SYSTEM_TRUSTED_KEYRING=y',
      'CONFIG_SYSTEM_BLACKLIST_KEYRING=y',
      'CONFIG_SYSTEM_REVOCATION_LIST=y',
      'CONFIG_BLK_DEV_INITRD=y',
      'CONFIG_FW_LOADER=y',
      'CONFIG_TRIM_UNUSED_KSYMS=y',
      'CONFIG_SYSFS=y',
      'CONFIG_IKHEADERS=y',
      'CONFIG_IKCONFIG=y',
      // The compression of the archive is asked for where there is one.
      'CONFIG_INITRAMFS_SOURCE="none.list"',
    ],
    build: ['prepare', 'certs/', 'drivers/base/firmware_loader/'],
  };
}

/** tinyconfig with nothing but its `.config`, as after a first `make menuconfig`. */
export function freshBase(
  tree: TreeName,
  name: string,
  words: readonly string[],
  lines: readonly string[] = [],
): ObjectBase {
  return { name: `fresh-${name}-${tree}`, tree, words, goal: 'tinyconfig', lines, isFresh: true };
}
