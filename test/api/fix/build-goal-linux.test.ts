/** Goals on a real kernel: they hold exactly where the walk builds it, and no longer with one atom less. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { atomHolds } from '../../../src/api/fix/build-atoms.ts';
import { type BuildGoal, type BuildGoals, buildGoalsOf } from '../../../src/api/fix/build-goal.ts';
import { createNodeHost } from '../../../src/index.ts';
import type { Configuration } from '../../../src/kconfig/index.ts';
import { type ConfiguredTree, configure, openSession } from '../../../src/kernel/index.ts';
import { oracle } from '../../support/kernel-source.ts';
import { targetEnvironment } from '../../support/kernel-targets.ts';

const root = mkdtempSync(join(tmpdir(), 'kgate-build-goal-'));
afterAll(() => rmSync(root, { recursive: true }));

let tree: ConfiguredTree;
let goals: BuildGoals;

beforeAll(() => {
  const treeName = oracle('linux-6.12').tree;
  const host = createNodeHost({ cwd: treeName, env: targetEnvironment() });
  const variables = ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'];
  const request = { treeName, objectDirectory: root, variables, configFile: null, defconfig: 'defconfig' };
  tree = configure(openSession({ host, profile: null, request: { ...request, makeVersion: '4.3' } }));
  goals = buildGoalsOf(tree);
}, 120_000);

function holds(goal: BuildGoal, configuration: Configuration): boolean {
  const valueOf = (name: string): string => {
    const symbol = configuration.model.symbols.get(name);
    return symbol === undefined ? 'n' : configuration.value(symbol);
  };
  return goal.ways.some(({ atoms }) => atoms.every((atom) => atomHolds(atom, valueOf(atom.symbol))));
}

test.each([
  'drivers/net/ethernet/intel/e1000e/netdev.c',
  'drivers/net/wireless/realtek/rtw88/rtw8822bu.c',
  'e1000e.ko',
  'snd_hda_intel',
  'drivers/mfd/',
  'drivers/net/wireless/realtek/rtw88/',
  'arch/arm64/boot/dts/qcom/sdm845-mtp.dts',
  'arch/arm64/lib/copy_page.S',
  'virt/kvm/kvm_main.c',
  'lib/zstd/common/fse_decompress.c',
  'mm/kasan/common.c',
  'drivers/gpu/drm/amd/display/dc/virtual/virtual_link_hwss.c',
  'drivers/usb/host/ehci-brcm.c',
  'kernel/fork.o',
])(
  '%s: the goal holds where it is built',
  (word) => {
    const goal = goals.goal(word);
    expect(goal.ways.length).toBeGreaterThan(0);
    expect(holds(goal, tree.configuration!)).toBe(goals.isBuilt(goal));
  },
  60_000,
);

test.each([
  ['drivers/net/ethernet/intel/e1000e/netdev.c', 'NET_VENDOR_INTEL'],
  ['drivers/net/tun.c', 'TUN'],
  ['virt/kvm/kvm_main.c', 'KVM'],
  ['arch/arm64/boot/dts/freescale/imx8mm-evk.dts', 'ARCH_MXC'],
])(
  '%s is built, and is not without %s',
  (word, name) => {
    const goal = goals.goal(word);
    expect(goals.isBuilt(goal)).toBe(true);
    expect(goal.ways[0]?.atoms.map(({ symbol }) => symbol)).toContain(name);
    const changed = tree.configuration!.clone();
    changed.setUserValue(changed.model.symbols.get(name)!, 'n');
    expect([holds(goal, changed), buildGoalsOf(tree, changed).isBuilt(goal)]).toEqual([false, false]);
  },
  60_000,
);

test('a module among modules and directories has every symbol of the way', () => {
  const ways = goals
    .goal('drivers/net/wireless/realtek/rtw88/rtw8822bu.c')
    .ways.map(({ atoms }) => atoms.map(({ symbol, relation, value }) => `${symbol} ${relation} ${value}`));
  expect(ways).toEqual([
    ['RTW88_8822BU at least m', 'RTW88 is y', 'WLAN_VENDOR_REALTEK is y', 'WLAN is y'],
    ['RTW88_8822BU is m', 'RTW88 at least m', 'WLAN_VENDOR_REALTEK is y', 'WLAN is y'],
  ]);
});

test('what this architecture never builds has a reason', () => {
  expect(goals.goal('drivers/parisc/').isComplete).toBe(true);
  expect(goals.goal('kernel/sched/rt.c').isComplete).toBe(false);
  expect(goals.goal('drivers/parisc/').notes).toContainEqual(expect.stringContaining('CONFIG_PARISC'));
  expect(goals.goal('kernel/sched/rt.c').notes).toEqual([
    'it is included by kernel/sched/build_policy.c: ask for that file',
  ]);
  expect(goals.goal('arch/x86/kernel/apic/apic.c').notes).toContainEqual(expect.stringContaining('ARCH=x86'));
});
