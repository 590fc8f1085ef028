import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { beforeAll, describe, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { type LintOutcome, lintTree } from '../../src/lint/index.ts';
import { classifyFileName, findLintFiles } from '../../src/lint/tree-files.ts';
import { hasOracle } from '../support/oracle.ts';
import { shortLine } from './support.ts';

const directory = process.env.KGATE_LINUX_6_12 ?? `${homedir()}/.cache/kgate-test/linux-6.12`;

/** What is expected was looked up in the tree by hand; docs/rules/ say how often the rules were right. */
describe.skipIf(!hasOracle('linux 6.12', existsSync(`${directory}/Makefile`)))('Linux 6.12', () => {
  const host = createNodeHost();
  let outcome: LintOutcome;
  beforeAll(() => {
    outcome = lintTree({ host, directory });
  });

  it('is read whole, and nothing is skipped', () => {
    expect(outcome.counts.makefiles).toBeGreaterThan(2_900);
    expect(outcome.counts.kconfigs).toBeGreaterThan(1_700);
    expect(outcome.diagnostics.filter((one) => one.code === 'lint/skipped')).toEqual([]);
  });

  const placesOf = (rule: string): string[] =>
    outcome.diagnostics
      .filter((one) => one.code === `lint/${rule}` && one.severity !== 'info' && one.severity !== 'hint')
      .map((one) => `${one.location?.file}:${one.location?.line}`);

  it('has one warning about makefiles: a tristate whose module is never built', () => {
    const heavy = outcome.diagnostics.filter(({ severity, location }) => {
      return (
        (severity === 'error' || severity === 'warning') && /(?:^|\/)(?:Makefile|Kbuild)/.test(location?.file ?? '')
      );
    });
    expect(heavy.map(shortLine)).toEqual([
      'drivers/soc/tegra/cbb/Makefile:5:1 warning directive=ifdef symbol=SOC_TEGRA_CBB type=tristate evidence=6',
    ]);
  });

  it('has three defaults below a "default n", and five selects of members of choices', () => {
    expect(placesOf('dead-default')).toEqual([
      'arch/s390/Kconfig:978',
      'arch/s390/Kconfig:1002',
      'drivers/gpu/drm/Kconfig:301',
    ]);
    expect(placesOf('choice-member-select')).toEqual([
      'arch/x86/Kconfig:717',
      'drivers/mtd/maps/Kconfig:115',
      'drivers/usb/musb/Kconfig:118',
      'drivers/video/fbdev/Kconfig:1632',
      'kernel/time/Kconfig:128',
    ]);
  });

  it('finds tests of symbols without prefix, and of modules of bools', () => {
    expect(placesOf('config-prefix-missing')).toEqual(
      expect.arrayContaining([
        'arch/riscv/lib/csum.c:159',
        'drivers/misc/lkdtm/usercopy.c:75',
        'drivers/nvme/host/ioctl.c:586',
        'drivers/rtc/rtc-max31335.c:524',
        'drivers/tty/hvc/hvc_vio.c:45',
        'lib/usercopy_kunit.c:25',
      ]),
    );
    expect(placesOf('module-of-bool')).toEqual([
      'arch/arm/mach-pxa/spitz.c:150',
      'drivers/pci/slot.c:367',
      'include/linux/fscache.h:21',
      'include/linux/isapnp.h:58',
      'include/linux/pci.h:2470',
    ]);
  });

  it('leaves names alone that makefiles and sources define themselves', () => {
    const places = outcome.diagnostics.map((one) => `${one.location?.file}:${one.location?.line}`);
    for (const place of [
      'drivers/crypto/caam/ctrl.c:27',
      'arch/arm64/include/asm/atomic_ll_sc.h:15',
      'drivers/mtd/nand/raw/nandsim.c:48',
      'include/linux/platform_data/wiznet.h:16',
      'drivers/dma/qcom/gpi.c:369',
      'arch/powerpc/include/asm/io.h:69',
      'arch/arm64/include/asm/cpufeature.h:60',
      'mm/numa_memblks.c:406',
      'include/linux/fortify-string.h:577',
    ]) {
      expect(places).not.toContain(place);
    }
  });

  it('names symbols that no line of a Kconfig file defines', () => {
    const defined = new Set<string>();
    for (const { path, kind } of findLintFiles({ host, directory }).files) {
      if (kind !== 'kconfig') continue;
      for (const [, name] of (host.readFile(`${directory}/${path}`) ?? '').matchAll(/^\s*(?:menu)?config\s+(\w+)/gm)) {
        defined.add(name as string);
      }
    }
    const found = outcome.diagnostics.filter((one) => one.code === 'lint/undefined-symbol');
    expect(found.length).toBeGreaterThan(50);
    expect(found.filter((one) => 'symbol' in one.args && defined.has(one.args.symbol))).toEqual([]);
  });

  it('has every ifdef about a bool or tristate reported, and none about a number', () => {
    const expected: string[] = [];
    for (const { path, kind } of findLintFiles({ host, directory }).files) {
      if (kind !== 'makefile') continue;
      const lines = (host.readFile(`${directory}/${path}`) ?? '').split('\n');
      lines.forEach((line, at) => {
        const name = /^\s*(?:else\s+)?ifn?def\s+CONFIG_(\w+)/.exec(line)?.[1];
        // The two hex symbols of Linux 6.12 that are tested this way.
        if (name !== undefined && name !== 'PHYS_OFFSET' && name !== 'PHYSICAL_START')
          expected.push(`${path}:${at + 1}`);
      });
    }
    const found = outcome.diagnostics.filter((one) => one.code === 'lint/makefile-ifdef-config');
    expect(found.map((one) => `${one.location?.file}:${one.location?.line}`)).toEqual(expected);
    expect(found.length).toBeGreaterThan(400);
  });

  it('gives the same twice, and a part of it for a part of the tree', { timeout: 90_000 }, () => {
    expect(lintTree({ host, directory, paths: ['drivers/soc'] }).diagnostics).toEqual(
      outcome.diagnostics.filter((one) => one.location?.file.startsWith('drivers/soc/')),
    );
    const arm64 = lintTree({ host, directory, archs: ['arm64'] });
    expect(arm64.diagnostics).toEqual(
      outcome.diagnostics.filter((one) => !/^arch\/(?!arm64\/|Kconfig)/.test(one.location?.file ?? '')),
    );
    expect(classifyFileName('arch/Kconfig')).toBe('kconfig');
  });
});
