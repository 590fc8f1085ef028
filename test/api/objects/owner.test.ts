/** `kgate owner` and `kgate objects` on a real kernel: lines are looked up in its makefiles, results in make's own lists. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { openCache } from '../../../src/cache/cache.ts';
import { createNodeHost, findOwner, listObjects, type OwnerResult } from '../../../src/index.ts';
import { renderObjectsText } from '../../../src/report/objects.ts';
import { renderOwnerText } from '../../../src/report/owner.ts';
import { oracle } from '../../support/kernel-source.ts';
import { targetEnvironment } from '../../support/kernel-targets.ts';
import { repository } from '../../support/kgate.ts';

const { tree } = oracle('linux-6.12');
const root = mkdtempSync(join(tmpdir(), 'kgate-owner-'));
afterAll(() => rmSync(root, { recursive: true }));

const options = {
  host: createNodeHost({ cwd: tree, env: targetEnvironment() }),
  profile: null,
  cache: openCache({ directory: join(root, 'cache'), version: 'test' }),
  request: {
    treeName: tree,
    objectDirectory: root,
    variables: ['ARCH=arm64', 'CROSS_COMPILE=aarch64-linux-gnu-'],
    configFile: null,
    defconfig: 'defconfig',
    makeVersion: '4.3',
  },
};

const ask = (file: string): OwnerResult => findOwner({ ...options, file });

/** `FILE:LINE` of the first line of a makefile that holds a text. */
function lineOf(file: string, text: string): string {
  const index = readFileSync(join(tree, file), 'latin1')
    .split('\n')
    .findIndex((line) => line.replace(/\s+/g, ' ').startsWith(text));
  expect(index, `${file}: ${text}`).toBeGreaterThanOrEqual(0);
  return `${file}:${index + 1}`;
}

function places(result: OwnerResult, chain = 0): string[] {
  return (result.chains[chain]?.steps ?? []).map((step) => `${step.location?.file}:${step.location?.line}`);
}

function conforms(name: string, value: unknown): string[] {
  const schema = JSON.parse(readFileSync(join(repository, `docs/schema/${name}.schema.json`), 'utf8')) as object;
  const validate = new Ajv2020({ allErrors: true, strict: true, allowUnionTypes: true }).compile(schema);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`);
}

describe('kgate owner on arm64 defconfig', () => {
  test('names every line and symbol from the file to the top', () => {
    const result = ask('drivers/net/ethernet/intel/e1000e/netdev.c');
    expect(result.status).toBe('built');
    expect(places(result)).toEqual([
      lineOf('drivers/net/ethernet/intel/e1000e/Makefile', 'e1000e-y :='),
      lineOf('drivers/net/ethernet/intel/e1000e/Makefile', 'obj-$(CONFIG_E1000E) += e1000e.o'),
      lineOf('drivers/net/ethernet/intel/Makefile', 'obj-$(CONFIG_E1000E) += e1000e/'),
      lineOf('drivers/net/ethernet/Makefile', 'obj-$(CONFIG_NET_VENDOR_INTEL) += intel/'),
      lineOf('drivers/net/Makefile', 'obj-$(CONFIG_ETHERNET) += ethernet/'),
      lineOf('drivers/Makefile', 'obj-y += net/'),
      lineOf('Kbuild', 'obj-y += drivers/'),
    ]);
    const symbols = result.chains[0]?.steps.flatMap((step) =>
      step.symbols.map(({ name, value }) => `${name}=${value}`),
    );
    expect(symbols).toEqual(['CONFIG_E1000E=y', 'CONFIG_E1000E=y', 'CONFIG_NET_VENDOR_INTEL=y', 'CONFIG_ETHERNET=y']);
    expect(conforms('owner', result)).toEqual([]);
    expect(renderOwnerText(result, { useColor: false, width: 80 })).toContain('obj-$(CONFIG_E1000E) += e1000e/');
  }, 120_000);

  test('a file that is not built: what is missing, though its directory is not entered', () => {
    const result = ask('drivers/net/wireless/realtek/rtw88/pci.c');
    expect(result.status).toBe('not-built');
    expect(result.missing).toEqual([
      { name: 'CONFIG_RTW88_PCI', value: '', wanted: 'y or m', isMet: false },
      { name: 'CONFIG_RTW88', value: '', wanted: 'y or m', isMet: false },
    ]);
    expect(places(result)).toContain(lineOf('drivers/net/wireless/realtek/Makefile', 'obj-$(CONFIG_RTW88) += rtw88/'));
    expect(renderOwnerText(result, { useColor: false, width: 80 })).toContain('kgate why RTW88=y');
  });

  test.each([
    ['arch/arm64/kernel/entry.S', 'built', 'built-in'],
    ['virt/kvm/kvm_main.c', 'built', 'built-in'],
    ['lib/gen_crc32table.c', 'built', 'host-program'],
    ['arch/arm64/lib/copy_page.S', 'built', 'library'],
    ['arch/arm64/kernel/vmlinux.lds.S', 'built', 'extra'],
    ['lib/zstd/common/fse_decompress.c', 'built', 'built-in'],
    ['mm/kasan/common.c', 'not-built', null],
  ] as const)('%s: %s, %s', (file, status, kind) => {
    const result = ask(file);
    expect([result.status, result.chains[0]?.kind]).toEqual([status, kind]);
  });

  test.each([
    ['e1000e', 'built', 'drivers/net/ethernet/intel/e1000e/e1000e.o', 'e1000e'],
    ['drivers/net/ethernet/intel/e1000e/e1000e.ko', 'built', 'drivers/net/ethernet/intel/e1000e/e1000e.o', null],
    ['snd_hda_intel.ko', 'not-built', 'sound/pci/hda/snd-hda-intel.o', 'snd_hda_intel'],
    ['drivers/mfd/', 'built', 'drivers/mfd/', 'drivers/mfd/'],
    ['drivers/net/wireless/realtek/rtw88', 'not-built', 'drivers/net/wireless/realtek/rtw88/', null],
    ['arch/arm64/boot/dts/qcom/sdm845-mtp.dts', 'built', 'arch/arm64/boot/dts/qcom/sdm845-mtp.dtb', null],
    ['kernel/fork.o', 'built', 'kernel/fork.o', 'kernel/fork.o'],
  ] as const)('%s: %s, as %s', (word, status, object, file) => {
    const result = ask(word);
    expect([result.status, result.chains[0]?.object]).toEqual([status, object]);
    if (file !== null) expect(result.file).toBe(file);
    expect(result.chains[0]?.steps.every(({ isMet }) => isMet)).toBe(status === 'built');
    expect(conforms('owner', result)).toEqual([]);
  });

  test('a device tree has the line of its list', () => {
    const result = ask('arch/arm64/boot/dts/freescale/imx8mm-evk.dts');
    expect(places(result)).toEqual([
      lineOf('arch/arm64/boot/dts/freescale/Makefile', 'dtb-$(CONFIG_ARCH_MXC) += imx8mm-evk.dtb'),
      lineOf('arch/arm64/boot/dts/Makefile', 'subdir-y += freescale'),
    ]);
    expect(result.chains[0]?.steps[0]?.symbols).toEqual([
      { name: 'CONFIG_ARCH_MXC', value: 'y', wanted: 'y', isMet: true },
    ]);
    expect(ask('arch/arm64/boot/dts/freescale/imx8mm.dtsi').status).toBe('header');
  });

  test('what is no source of this build is said to be so', () => {
    expect(ask('include/linux/fs.h').status).toBe('header');
    expect(ask('foo/bar.c')).toMatchObject({ status: 'unknown', chains: [] });
    expect(ask('arch/x86/kernel/apic/apic.c').notes).toContainEqual(expect.stringContaining('ARCH=x86'));
    expect(ask('kernel/sched/build_policy.c').status).toBe('built');
    expect(ask('kernel/sched/rt.c')).toMatchObject({
      status: 'unknown',
      notes: ['it is included by kernel/sched/build_policy.c: ask for that file'],
    });
    expect(() => ask('MAINTAINERS')).toThrow('no source file, module or directory');
    expect(() => ask('/etc/passwd')).toThrow('not below');
  });
});

describe('kgate objects on arm64 defconfig', () => {
  test('names the line and the symbol of each thing', () => {
    const result = listObjects(options);
    const directory = result.directories.find(({ name }) => name === 'drivers/net/ethernet/intel/e1000e')!;
    const object = directory.objects.find(({ name }) => name.endsWith('/netdev.o'))!;
    expect(object).toMatchObject({ kind: 'built-in', partOf: 'drivers/net/ethernet/intel/e1000e/e1000e.o' });
    expect(directory.origin).toMatchObject({
      target: 'obj-$(CONFIG_E1000E)',
      symbols: [{ name: 'CONFIG_E1000E', value: 'y' }],
    });
    const library = result.directories.find(({ name }) => name === 'arch/arm64/lib')!;
    expect(library.origin?.target).toBe('obj-y');
    expect(library.origin?.via).not.toBeNull();
    expect(conforms('objects', result)).toEqual([]);
    const named = result.directories.flatMap(({ objects }) => objects).filter(({ origin }) => origin === null);
    expect(named.map(({ name }) => name)).toEqual([]);
    expect(renderObjectsText(result, { useColor: false, width: 80 })).toContain('1307 modules');
  }, 120_000);
});
