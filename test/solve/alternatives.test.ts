import { describe, expect, it } from 'vitest';
import { plansToLower, plansToRaise } from '../../src/solve/alternatives.ts';
import { applyPlan } from '../../src/solve/apply.ts';
import { configurationOf, symbolOf } from '../support/small-tree.ts';

/** Plans as text; which ones are right follows from the trees by the rules of Kconfig. */
function plans(kconfig: string, config: string, name: string, direction: 'raise' | 'lower'): string[] {
  const configuration = configurationOf(kconfig, config);
  const symbol = symbolOf(configuration, name);
  const found = direction === 'raise' ? plansToRaise(configuration, symbol, 2) : plansToLower(configuration, symbol, 0);
  return found.map((plan) =>
    [...plan]
      .map(([target, value]) => `${target.name}=${value}`)
      .sort()
      .join(' '),
  );
}

const chain = `
config NET
	bool "net"
config ETH
	bool "eth"
	depends on NET
config DRV
	bool "drv"
	depends on ETH && (PCI || USB)
config PCI
	bool "pci"
config USB
	bool "usb"
config HID
	def_bool DRV
config SEL
	bool "sel"
	select FORCED
config FORCED
	bool
`;

describe('plansToRaise', () => {
  it('follows dependencies down to the prompts', () => {
    expect(plans(chain, '', 'DRV', 'raise')).toEqual(['DRV=y ETH=y NET=y PCI=y', 'DRV=y ETH=y NET=y USB=y']);
  });

  it('leaves out what holds already', () => {
    expect(plans(chain, 'CONFIG_NET=y\nCONFIG_USB=y\n', 'DRV', 'raise')[0]).toBe('DRV=y ETH=y');
  });

  it('goes through the default of a symbol without a prompt', () => {
    expect(plans(chain, 'CONFIG_NET=y\nCONFIG_ETH=y\nCONFIG_PCI=y\n', 'HID', 'raise')).toEqual(['DRV=y']);
  });

  it('goes through a select when there is no other way', () => {
    expect(plans(chain, '', 'FORCED', 'raise')).toEqual(['SEL=y']);
  });

  it('is empty when nothing can help', () => {
    expect(plans('config A\n\tbool\n\tdepends on UNDEFINED\n', '', 'A', 'raise')).toEqual([]);
  });
});

describe('plansToLower', () => {
  const on = 'CONFIG_NET=y\nCONFIG_ETH=y\nCONFIG_PCI=y\nCONFIG_DRV=y\nCONFIG_SEL=y\n';

  it('starts with the symbol itself', () => {
    expect(plans(chain, on, 'DRV', 'lower')[0]).toBe('DRV=n');
  });

  it('never names a symbol without a prompt', () => {
    expect(plans(chain, on, 'HID', 'lower')).toContain('DRV=n');
    expect(plans(chain, on, 'HID', 'lower').join(' ')).not.toContain('HID');
  });

  it('turns off every selector', () => {
    const two = `${chain}config SEL2\n\tbool "sel2"\n\tselect FORCED\n`;
    expect(plans(two, `${on}CONFIG_SEL2=y\n`, 'FORCED', 'lower')).toEqual(['SEL2=n SEL=n']);
  });

  it('moves a choice to another member', () => {
    const choice = 'choice\n\tprompt "c"\nconfig A\n\tbool "a"\nconfig B\n\tbool "b"\nendchoice\n';
    expect(plans(choice, 'CONFIG_A=y\n', 'A', 'lower')).toContain('B=y');
  });
});

describe('applyPlan', () => {
  it('separates changes from effects and leaves the original alone', () => {
    const configuration = configurationOf(chain, 'CONFIG_NET=y\nCONFIG_ETH=y\nCONFIG_PCI=y\nCONFIG_DRV=y\n');
    const applied = applyPlan(configuration, new Map([[symbolOf(configuration, 'DRV'), 'n']]));
    expect(applied.changes).toEqual([{ symbol: 'DRV', from: 'y', to: 'n' }]);
    expect(applied.effects).toEqual([{ symbol: 'HID', from: 'y', to: '' }]);
    expect(configuration.value(symbolOf(configuration, 'DRV'))).toBe('y');
  });
});
