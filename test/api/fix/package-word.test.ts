import { describe, expect, it } from 'vitest';
import { hasPackages, packageSymbol } from '../../../src/api/fix/package-word.ts';
import { configurationOf } from '../../support/small-tree.ts';

const tree = configurationOf(
  `config BR2_HAVE_DOT_CONFIG
	bool
	default y
config BR2_PACKAGE_LIB_USB_COMPAT
	bool "lib-usb-compat"
config BR2_TARGET_GRUB2
	bool "grub2"
config BR2_PACKAGE_HOST_ONLY
	bool
`,
  '',
);

// Source: Buildroot's manual, "Infrastructure for packages": the name in upper case, with underscores for dashes.
describe('packages of Buildroot', () => {
  it.each([
    ['package/lib-usb-compat/', 'BR2_PACKAGE_LIB_USB_COMPAT'],
    ['package/lib-usb-compat/Config.in', 'BR2_PACKAGE_LIB_USB_COMPAT'],
    ['./package/x11r7/lib-usb-compat', 'BR2_PACKAGE_LIB_USB_COMPAT'],
    ['lib-usb-compat', 'BR2_PACKAGE_LIB_USB_COMPAT'],
    ['BR2_PACKAGE_LIB_USB_COMPAT', 'BR2_PACKAGE_LIB_USB_COMPAT'],
    ['boot/grub2/', 'BR2_TARGET_GRUB2'],
  ])('%s is %s', (word, symbol) => {
    expect(hasPackages(tree)).toBe(true);
    expect(packageSymbol(tree, word)).toBe(symbol);
  });

  it.each(['package/nosuch/', 'host-only', ''])('%s is none', (word) => {
    expect(() => packageSymbol(tree, word)).toThrow(expect.objectContaining({ code: 'usage/no-source' }));
  });

  it('other trees have none', () => {
    expect(hasPackages(configurationOf('config A\n\tbool "a"\n', ''))).toBe(false);
  });
});
