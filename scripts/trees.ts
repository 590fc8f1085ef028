/** The trees that `npm run diff:trees` compares: where each comes from, and what is compared on it. */

/** Where a tree comes from; `--fetch` unpacks those of Debian, snapshots are unpacked by hand, their scripts runnable. */
export type TreeSource =
  | { readonly pool: string; readonly sha256: string }
  | { readonly snapshot: string; readonly below?: string }
  | { readonly oracle: 'linux-6.1' | 'linux-6.12' | 'busybox-1.35.0' | 'u-boot-2023.01' };

/** Goals given one after another to the tree's own make and to kgate, each to a directory of its own. */
export interface GoalRun {
  readonly variables?: readonly string[];
  readonly goals: readonly string[];
  /** The tree is copied and configured in place: its makefiles know no `O=`. */
  readonly inTree?: boolean;
  /** A goal that both end with: does make stop, does `kgate check` say so? */
  readonly verdict?: string;
}

export interface ComparedTree {
  readonly name: string;
  readonly source: TreeSource;
  /** Architectures of `diff:kconfig`, where the tree's make starts its conf with `O=`; `tree` where there are none. */
  readonly matrix?: readonly string[];
  readonly goals?: readonly GoalRun[];
}

const kernelGoals = ['allnoconfig', 'allmodconfig', 'alldefconfig', 'defconfig', 'savedefconfig', 'olddefconfig'];

const kernelRuns: readonly GoalRun[] = [
  { variables: ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'], goals: kernelGoals, verdict: 'prepare' },
  { variables: ['ARCH=x86_64'], goals: kernelGoals, verdict: 'prepare' },
];

const oldArchitectures = ['arm64', 'arm', 'x86', 'mips', 'powerpc', 's390'];
const newArchitectures = ['arm64', 'arm', 'x86', 'mips', 'powerpc', 'riscv', 'loongarch', 'um-x86_64'];

function kernel(name: string, source: TreeSource, matrix: readonly string[] = oldArchitectures): ComparedTree {
  return { name, source, matrix, goals: kernelRuns };
}

function snapshot(path: string, below?: string): TreeSource {
  return { snapshot: path, ...(below === undefined ? {} : { below }) };
}

const inTree = (goals: readonly string[], variables: readonly string[] = []): readonly GoalRun[] => [
  { goals, variables, inTree: true },
];

/** From the oldest to the newest, kernels first. */
export const trees: readonly ComparedTree[] = [
  kernel('linux-4.4a', snapshot('xiaojimmychen/linux-4.4')),
  kernel('linux-4.9-allwinner', snapshot('Allwinner-Homlet/H6-BSP4.9-linux')),
  kernel('linux-4.9-tina', snapshot('Tina-Linux/tina-v3s-linux-4.9')),
  kernel('linux-4.14', snapshot('hxxful/linux-4.14.0-friendlyarm')),
  kernel('android-retroid', snapshot('turtleletortue/android_kernel_retroid_pocket2plus')),
  kernel('android-franklin', snapshot('R0rt1z2/android_kernel_huawei_franklin')),
  kernel('linux-4.18', snapshot('zzwd/linux-4.18-rt')),
  kernel('linux-4.19', snapshot('maxiangpan/linux-4.19', 'kernel')),
  kernel('linux-4.19-rza', snapshot('renesas-rz/rza_linux-4.19')),
  kernel('linux-4.20', snapshot('a4913994/linux-4.20')),
  kernel('linux-5.0.1', snapshot('VVvector/linux-5.0.1', 'linux-5.0.1')),
  kernel('linux-5.2.1', snapshot('wangliang-cs/linux-5.2.1')),
  // Its scripts have no run bit, as after an unpacking that lost it.
  kernel('linux-5.3.1-plain', snapshot('github-lvbing/linux-5.3.1'), ['arm64', 'x86']),
  kernel('linux-5.3.1', snapshot('github-lvbing/linux-5.3.1')),
  kernel('linux-5.4.18', snapshot('wuyansky/Linux-5.4.18', 'linux-5.4.18')),
  kernel('linux-5.10.223', {
    pool: 'main/l/linux/linux_5.10.223.orig.tar.xz',
    sha256: '5272175427d036677539b9ef88a6bc30e455aca2d4fe9a942b2926ef7967ad20',
  }),
  kernel('linux-5.15.135', snapshot('waterm310n/linux-5.15.135')),
  kernel('linux-6.1', { oracle: 'linux-6.1' }, newArchitectures),
  kernel('linux-6.6.9', snapshot('mihaelbh/adding-new-sched-policy-to-linux-6.6.9'), newArchitectures),
  kernel('linux-6.8', snapshot('sndrzt/linux-6.8'), newArchitectures),
  kernel('linux-6.10', snapshot('msgeden/cryptocap-arm64-linux-6.10'), newArchitectures),
  kernel('linux-6.12', { oracle: 'linux-6.12' }, newArchitectures),
  kernel(
    'linux-7.2.8',
    {
      pool: 'main/l/linux/linux_7.2.8.orig.tar.xz',
      sha256: '08f058f9de8d487e32a5c9e2855ee7e35bee1a047e77d37ba797d734c0cc07b3',
    },
    newArchitectures,
  ),
  {
    name: 'u-boot-2021.01',
    source: {
      pool: 'main/u/u-boot/u-boot_2021.01+dfsg.orig.tar.xz',
      sha256: '2c2f2422b14630e47b9ebf27cff7941da242512f5bac4ad7af101a933282e7a0',
    },
    matrix: ['tree'],
    goals: [{ goals: ['qemu_arm64_defconfig', 'savedefconfig', 'olddefconfig'] }, { goals: ['sandbox_defconfig'] }],
  },
  {
    name: 'u-boot-2023.01',
    source: { oracle: 'u-boot-2023.01' },
    matrix: ['tree'],
    goals: [{ goals: ['qemu_arm64_defconfig', 'savedefconfig', 'olddefconfig'] }, { goals: ['sandbox_defconfig'] }],
  },
  {
    name: 'u-boot-new',
    source: snapshot('u-boot/u-boot'),
    matrix: ['tree'],
    goals: [{ goals: ['qemu_arm64_defconfig', 'savedefconfig', 'olddefconfig'] }, { goals: ['sandbox_defconfig'] }],
  },
  {
    name: 'busybox-1.35.0',
    source: { oracle: 'busybox-1.35.0' },
    matrix: ['tree'],
    goals: [{ goals: ['defconfig', 'oldconfig', 'allnoconfig', 'allyesconfig', 'defconfig'], verdict: 'prepare' }],
  },
  {
    name: 'barebox',
    source: snapshot('barebox/barebox'),
    matrix: ['arm', 'riscv', 'sandbox', 'x86', 'mips'],
    goals: [{ variables: ['ARCH=arm'], goals: ['multi_v8_defconfig', 'savedefconfig', 'olddefconfig', 'allnoconfig'] }],
  },
  {
    name: 'buildroot',
    source: snapshot('buildroot/buildroot'),
    goals: [
      { goals: ['qemu_aarch64_virt_defconfig', 'savedefconfig', 'olddefconfig'] },
      { goals: ['raspberrypi4_64_defconfig', 'savedefconfig'] },
      { goals: ['allnoconfig'] },
      { goals: ['allyesconfig'] },
    ],
  },
  {
    name: 'coreboot',
    source: snapshot('coreboot/coreboot'),
    goals: inTree(['defconfig', 'savedefconfig', 'olddefconfig', 'allnoconfig']),
  },
  {
    name: 'seabios',
    source: {
      pool: 'main/s/seabios/seabios_1.17.0.orig.tar.gz',
      sha256: '5159a35fac5c1579dd5d702001033c826ce45d30d3bd657ec1b2695455997712',
    },
    goals: inTree(['defconfig', 'allnoconfig', 'allyesconfig', 'olddefconfig']),
  },
  {
    name: 'toybox',
    source: snapshot('landley/toybox'),
    goals: inTree(['defconfig', 'oldconfig', 'allnoconfig', 'allyesconfig']),
  },
  {
    name: 'uclibc-ng',
    source: snapshot('kraj/uclibc-ng'),
    goals: inTree(['defconfig', 'olddefconfig', 'allnoconfig', 'allyesconfig'], ['ARCH=arm']),
  },
  {
    name: 'unikraft',
    source: snapshot('unikraft/unikraft'),
    goals: inTree(['defconfig', 'olddefconfig', 'savedefconfig']),
  },
  { name: 'lede', source: snapshot('coolsnowwolf/lede'), goals: inTree(['defconfig']) },
  {
    name: 'crosstool-ng',
    source: snapshot('crosstool-ng/crosstool-ng'),
    goals: inTree(['defconfig', 'savedefconfig']),
  },
];
