import { expect, it } from 'vitest';
import { symbolsNamed } from '../../../src/api/config/fragments.ts';
import { explainUnkept } from '../../../src/api/config/lost-values.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { evaluate, parseKconfig } from '../../../src/kconfig/index.ts';
import type { UnkeptValue } from '../../../src/kernel/index.ts';

const drivers = Array.from({ length: 9 }, (_, at) => `config D${at}\n\ttristate "d"\n\tdefault m\n`).join('');
const Kconfig = `config MODULES
	def_bool y
	modules
config NET
	bool "net"
config OTHER
	bool "other"
menu "Drivers"
	depends on NET
config CARD
	tristate "card"
	select HELPER
${drivers}endmenu
config HELPER
	bool
config SIZE
	int "size"
	range 1 5
config LONE
	bool "lone"
	depends on OTHER
`;

function unkept(config: string, values: Readonly<Record<string, readonly [string, string]>>, fragment: string) {
  const host = createMemoryHost({ cwd: '/t', files: { Kconfig } });
  const { model } = parseKconfig({ host });
  if (model === null) throw new Error('the tree is bad');
  const configuration = evaluate(model, { config: { text: config } });
  const line = (name: string, value: string): string =>
    value === '' ? '' : value === 'n' ? `# CONFIG_${name} is not set` : `CONFIG_${name}=${value}`;
  const list: UnkeptValue[] = Object.entries(values).map(([name, [requested, actual]]) => ({
    symbol: `CONFIG_${name}`,
    requested: line(name, requested),
    actual: line(name, actual),
  }));
  const fromFragments = symbolsNamed([{ name: 'f', text: fragment }], 'CONFIG_');
  const read = { name: '.config', text: config, sources: [{ name: 'mine.config', text: config }] };
  return explainUnkept({ configuration, unkept: list, fromFragments, prefix: 'CONFIG_', read });
}

it('values of the base are gathered by what they were lost for, a value of a fragment is explained by itself', () => {
  const lost = Object.fromEntries(
    ['CARD', 'HELPER', ...Array.from({ length: 9 }, (_, at) => `D${at}`)].map((name) => [
      name,
      [name === 'HELPER' ? 'y' : 'm', ''] as const,
    ]),
  );
  const found = unkept('# CONFIG_NET is not set\n', { ...lost, SIZE: ['9', '5'], LONE: ['y', ''] }, 'CONFIG_D3=m\n');
  expect(found.map(({ args, code }) => [code, args])).toEqual([
    ['kernel/value-not-kept', { symbol: 'D3', wanted: 'm', value: '', count: 1, because: null, kind: null }],
    ['kernel/value-not-kept', { symbol: null, wanted: null, value: null, count: 10, because: 'NET', kind: null }],
    ['kernel/value-not-kept', { symbol: 'SIZE', wanted: '9', value: '5', count: 1, because: null, kind: null }],
    ['kernel/value-not-kept', { symbol: 'LONE', wanted: 'y', value: '', count: 1, because: null, kind: null }],
  ]);
  // The names of the first values stand in the message.
  expect(found[1]?.message).toMatch(/: CONFIG_CARD=m, CONFIG_HELPER=y, (CONFIG_D\d=m, ){3}CONFIG_D4=m and 4 more$/);
  expect(found[1]?.causes[0]).toMatchObject({ kind: 'symbol', symbol: 'NET', value: 'n' });
  expect(found[1]?.causes[0]?.causes[0]?.location).toEqual({ file: 'mine.config', line: 1 });
  expect(JSON.stringify(found[0]?.causes)).toContain('depends on NET [=n] = n');
  expect(JSON.stringify(found[3]?.causes)).toContain('depends on OTHER [=n] = n');
});

it('a symbol that does not exist is named with what is near, one that is off and absent was not lost', () => {
  const found = unkept('', { OTHR: ['y', ''], CARD: ['n', ''] }, 'CONFIG_OTHR=y\n# CONFIG_CARD is not set\n');
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ code: 'kernel/value-not-kept', args: { symbol: 'OTHR', wanted: 'y', value: null } });
  expect(found[0]?.notes).toEqual(['did you mean CONFIG_OTHER?']);
});
