/** Kind 2: programs that recipes start and that are not there. */
import { afterAll } from 'vitest';
import type { ProvokedStop } from '../support/provoked.ts';
import { arm64, freshBase, keysBase } from '../support/provoked-bases.ts';
import { provokeAll } from '../support/provoked-expect.ts';

const keys = keysBase('linux-6.12');
const older = keysBase('linux-6.1');
const fresh = freshBase('linux-6.12', 'arm64', arm64);
const list = { 'rootfs.list': 'dir /x 0755 0 0\n' };

/** An initramfs that one program compresses. */
function compressed(program: string, method: string): ProvokedStop {
  return {
    id: `${program} for the initramfs`,
    kind: 2,
    base: keys,
    goals: ['usr/'],
    without: [program],
    files: list,
    isSynced: program !== 'zstd',
    config: {
      INITRAMFS_SOURCE: '"{root}/rootfs.list"',
      INITRAMFS_COMPRESSION_GZIP: null,
      [`INITRAMFS_COMPRESSION_${method}`]: 'y',
    },
    expect: `${program}: not found`,
    names: [program],
  };
}

const cases: readonly ProvokedStop[] = [
  {
    id: 'flex at the default goal',
    kind: 2,
    base: fresh,
    without: ['flex', 'lex'],
    expect: 'flex: not found',
    names: ['flex'],
  },
  { id: 'bison at prepare', kind: 2, base: fresh, goals: ['prepare'], without: ['bison'], expect: 'bison: not found' },
  {
    id: 'flex and a defconfig goal',
    kind: 2,
    base: fresh,
    goals: ['defconfig'],
    without: ['flex'],
    expect: 'flex: not found',
  },
  {
    id: 'no host compiler',
    kind: 2,
    base: fresh,
    goals: ['prepare'],
    words: ['HOSTCC=kgate-no-cc'],
    expect: 'kgate-no-cc: not found',
  },
  ...[keys, older].map(
    (base): ProvokedStop => ({
      id: 'bc for timeconst.h',
      kind: 2,
      base,
      goals: ['prepare'],
      without: ['bc'],
      objects: { 'include/generated/timeconst.h': null },
      expect: 'bc: not found',
      names: ['bc'],
    }),
  ),
  {
    id: 'perl for the registry of object identifiers',
    kind: 2,
    base: keys,
    goals: ['lib/oid_registry.o'],
    without: ['perl'],
    expect: 'perl: not found',
    names: ['perl'],
  },
  ...[keys, older].map(
    (base): ProvokedStop => ({
      id: 'openssl for the signing key',
      kind: 2,
      base,
      goals: ['certs/'],
      without: ['openssl'],
      objects: { 'certs/signing_key.pem': null, 'certs/x509.genkey': null },
      expect: 'openssl: not found',
      names: ['openssl'],
    }),
  ),
  compressed('zstd', 'ZSTD'),
  compressed('lz4', 'LZ4'),
  compressed('lzop', 'LZO'),
  {
    id: 'gzip for the configuration in the kernel',
    kind: 2,
    base: keys,
    goals: ['kernel/configs.o'],
    without: ['gzip'],
    expect: 'gzip: not found',
  },
  {
    id: 'cpio for the headers in the kernel',
    kind: 2,
    base: keys,
    goals: ['kernel/kheaders.o'],
    without: ['cpio'],
    expect: "'cpio' could not be found",
    names: ['cpio'],
  },
];

const stops = provokeAll(cases);
afterAll(() => stops.remove());
