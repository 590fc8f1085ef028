/** What `npm run bench:fix` asks: trees with the words of make, and the configuration goals that requests start from. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** One tree with its words. */
export interface BenchTree {
  readonly name: string;
  readonly directory: string;
  readonly words: readonly string[];
  /** Configuration goals to start from. */
  readonly goals: readonly string[];
  /** Requests of one symbol, and of three at once. */
  readonly single: number;
  readonly triple: number;
}

const cache =
  process.env['KGATE_TEST_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'kgate-test');

const archs = [
  ['arm64', 'aarch64-linux-gnu-'],
  ['x86_64', ''],
  ['riscv', 'riscv64-linux-gnu-'],
] as const;

function linux(release: string, variable: string): BenchTree[] {
  const directory = process.env[variable] ?? join(cache, `linux-${release}`);
  return archs.map(([arch, prefix]) => ({
    name: `linux-${release} ${arch}`,
    directory,
    words: [`ARCH=${arch}`, `CROSS_COMPILE=${prefix}`],
    goals: ['defconfig', 'allnoconfig'],
    single: 300,
    triple: 100,
  }));
}

/** All of them. Buildroot is where KGATE_BUILDROOT says. */
export const benchTrees: readonly BenchTree[] = [
  ...linux('6.12', 'KGATE_LINUX_6_12'),
  ...linux('6.1', 'KGATE_LINUX_6_1'),
  {
    name: 'u-boot',
    directory: process.env['KGATE_U_BOOT'] ?? join(cache, 'u-boot-2023.01'),
    words: ['CROSS_COMPILE=aarch64-linux-gnu-'],
    goals: ['qemu_arm64_defconfig'],
    single: 75,
    triple: 25,
  },
  {
    name: 'busybox',
    directory: process.env['KGATE_BUSYBOX'] ?? join(cache, 'busybox-1.35.0'),
    words: [],
    goals: ['defconfig'],
    single: 75,
    triple: 25,
  },
  {
    name: 'buildroot',
    directory: process.env['KGATE_BUILDROOT'] ?? join(cache, 'buildroot'),
    words: [],
    goals: ['qemu_aarch64_virt_defconfig'],
    single: 75,
    triple: 25,
  },
];
