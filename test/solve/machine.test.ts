/** Which choices of real trees say what the machine is; the rule is in docs/commands/fix.md. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { openTree } from '../../src/index.ts';
import type { Entry, KconfigModel } from '../../src/kconfig/index.ts';
import { machineChoices } from '../../src/solve/machine.ts';
import { oracle } from '../support/kernel-source.ts';

describe.each([
  ['linux-6.12', 'defconfig', 'ARCH=x86_64', ['Processor family'], ['Preemption Model', 'Kernel compression mode']],
  ['linux-6.12', 'defconfig', 'ARCH=arm64', ['Endianness'], ['Page size', 'Virtual address space size']],
  ['linux-6.12', 'defconfig', 'ARCH=mips', ['System type', 'CPU type'], ['Preemption Model']],
  [
    'u-boot',
    'qemu_arm64_defconfig',
    'CROSS_COMPILE=aarch64-linux-gnu-',
    ['Architecture select', 'Target select'],
    ['Optimization level'],
  ],
] as const)('%s %s %s', (name, defconfig, word, machines, others) => {
  let model: KconfigModel;
  beforeAll(() => {
    const host = createNodeHost({ cwd: oracle(name).tree, env: { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' } });
    ({ model } = openTree({ host, variables: [word], defconfig, objectDirectory: '/nonexistent/objects' }));
  }, 120_000);

  const choicesNamed = (prompt: string): Entry[] => model.choices.filter((choice) => choice.prompt?.text === prompt);

  it.each(machines)('"%s" does', (prompt) => {
    const found = choicesNamed(prompt);
    expect(found.length).toBeGreaterThan(0);
    expect(found.some((choice) => machineChoices(model).has(choice))).toBe(true);
  });

  it.each(others)('"%s" does not', (prompt) => {
    const found = choicesNamed(prompt);
    expect(found.length).toBeGreaterThan(0);
    expect(found.some((choice) => machineChoices(model).has(choice))).toBe(false);
  });
});
