import { expect, it } from 'vitest';
import { resolveMode } from '../../../src/api/config/config.ts';
import type { FragmentOptions } from '../../../src/api/config/fragments.ts';
import type { ModeResult } from '../../../src/api/config/mode-result.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';

const drivers = Array.from({ length: 9 }, (_, at) => `config D${at}\n\ttristate "d"\n`).join('');
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
	tristate
config SIZE
	int "size"
	range 1 5
config LONE
	bool "lone"
	depends on OTHER
config TEXT
	string "text"
	default "given"
	depends on OTHER
config FREE
	tristate "free"
`;

/** A whole `.config`, as conf has written it with NET=y. */
const whole = `# Automatically generated file; DO NOT EDIT.
CONFIG_NET=y
CONFIG_CARD=m
${Array.from({ length: 9 }, (_, at) => `CONFIG_D${at}=m\n`).join('')}CONFIG_HELPER=m
CONFIG_OTHER=y
CONFIG_LONE=y
`;

function merge(
  mode: string,
  files: Readonly<Record<string, string>>,
  more: { readonly fragments?: readonly string[]; readonly config?: string; readonly merge?: FragmentOptions } = {},
): ModeResult {
  const host = createMemoryHost({ cwd: '/t', files: { Kconfig, ...files } });
  const { config, fragments = ['f'], merge = {} } = more;
  return resolveMode({
    host,
    request: {
      treeName: '.',
      objectDirectory: null,
      variables: [],
      configFile: config === undefined ? null : { name: config, path: `/t/${config}` },
      defconfig: null,
      topFile: 'Kconfig',
    },
    profile: null,
    mode,
    fragments: fragments.map((name) => ({ name, path: `/t/${name}` })),
    merge,
  });
}

/** Code, severity, number and reason of each finding. */
function summary({ diagnostics }: ModeResult): unknown[] {
  return diagnostics.map(({ args, code, items, severity }) => {
    const because = 'because' in args ? args.because : null;
    return [code, severity, items?.length ?? 1, because];
  });
}

function placesOf({ diagnostics }: ModeResult): string[] {
  return diagnostics.flatMap(({ items, location, message }) =>
    (items ?? [{ location, message }]).map((one) => `${one.location?.file}:${one.location?.line}: ${one.message}`),
  );
}

it('values of a whole base are notes by root cause, those of a fragment are warnings, with a change that helps', () => {
  const f = '# CONFIG_NET is not set\nCONFIG_D3=m\nCONFIG_SIZE=9\n# CONFIG_OTHER is not set\n';
  const result = merge('olddefconfig', { '.config': whole, f });
  expect(summary(result)).toEqual([
    ['kernel/value-out-of-range', 'warning', 1, null],
    ['kernel/value-not-kept', 'warning', 1, 'NET'],
    ['kernel/symbol-without-prompt', 'info', 1, null],
    ['kernel/value-not-kept', 'info', 9, 'NET'],
    ['kernel/value-not-kept', 'info', 1, 'OTHER'],
  ]);
  const [range, net, , base, lone] = result.diagnostics;
  expect(range?.location).toEqual({ file: 'f', line: 3 });
  expect(net?.message).toBe('CONFIG_D3=m becomes unset: NET is off');
  expect(net?.location).toEqual({ file: 'f', line: 2 });
  expect(net?.fixes).toMatchObject([{ kind: 'config', verified: true, changes: [{ symbol: 'NET', to: 'y' }] }]);
  expect(JSON.stringify(net?.causes)).toContain('{"file":"f","line":1}');
  // Lines of the base itself: those of the merged text, which has its name, are others.
  const lines = base?.items?.map(({ location, symbol }) => [
    location?.file,
    whole.split('\n')[(location?.line ?? 0) - 1],
    symbol,
  ]);
  expect(lines?.[0]).toEqual(['.config', 'CONFIG_CARD=m', 'CARD']);
  for (const [, line, symbol] of lines ?? []) expect(line).toBe(`CONFIG_${symbol}=m`);
  expect(lone?.location).toEqual({ file: '.config', line: whole.split('\n').indexOf('CONFIG_LONE=y') + 1 });
});

it('--strict: a request that is lost is an error, and the exit status is 1; what a whole base loses is none', () => {
  const strict = { merge: { strict: true } };
  const lost = merge('olddefconfig', { '.config': 'CONFIG_NET=y\n', f: 'CONFIG_LONE=y\n' }, strict);
  expect(lost.exitStatus).toBe(1);
  expect(summary(lost)).toEqual([['kernel/value-not-kept', 'error', 1, 'OTHER']]);
  // The script ends after conf, too.
  expect(lost.file?.text).toContain('CONFIG_NET=y\n');
  expect(merge('olddefconfig', { '.config': 'CONFIG_NET=y\n', f: 'CONFIG_LONE=y\n' }).exitStatus).toBe(0);
  const kept = merge(
    'olddefconfig',
    { '.config': whole.replace('CONFIG_OTHER=y\n', ''), f: 'CONFIG_FREE=y\n' },
    strict,
  );
  expect([kept.exitStatus, summary(kept)]).toEqual([0, [['kernel/value-not-kept', 'info', 1, 'OTHER']]]);
  // The script's own words where a value is redefined.
  const redefined = merge('olddefconfig', { '.config': whole, f: '# CONFIG_NET is not set\n' }, strict);
  expect(redefined.exitStatus).toBe(1);
  expect(redefined.stdout.endsWith('The fragment redefined a value and strict mode had been passed.\n')).toBe(true);
  expect([redefined.diagnostics, redefined.files]).toEqual([[], []]);
});

it.each([
  ['an unknown symbol', 'CONFIG_OTHR=y\n', 'kernel/unknown-symbol', 'CONFIG_OTHR=y: this tree has no such symbol'],
  ['a line that conf refuses', 'CONFIG_SIZE=x\n', 'kconfig/config-invalid-value', "symbol value 'x' invalid for SIZE"],
  ['a form that conf passes over', 'CONFIG_NET = y\n', 'kernel/malformed-line', 'CONFIG_NET = y'],
  ['a symbol without a prompt', 'CONFIG_HELPER=y\n', 'kernel/symbol-without-prompt', 'CONFIG_HELPER=y: HELPER has no'],
])('--strict: %s', (_name, f, code, words) => {
  for (const mode of ['olddefconfig', 'alldefconfig']) {
    const result = merge(mode, { base: 'CONFIG_OTHER=y\n', f }, { config: 'base', merge: { strict: true } });
    expect(result.exitStatus).toBe(1);
    expect(result.diagnostics.map((one) => [one.code, one.severity])).toEqual([[code, 'error']]);
    expect(result.diagnostics[0]?.message).toContain(words);
    expect(result.diagnostics[0]?.location).toEqual({ file: 'f', line: 1 });
  }
});

it('a symbol that is off and absent was not lost', () => {
  const f = '# CONFIG_LONE is not set\nCONFIG_D1=n\n# CONFIG_GONE is not set\n';
  expect(merge('olddefconfig', { f }, { merge: { strict: true } })).toMatchObject({ exitStatus: 0, diagnostics: [] });
});

it('a line that switches a string off loses nothing where the string has no line', () => {
  const off = '# CONFIG_TEXT is not set\n';
  expect(merge('olddefconfig', { f: off }).diagnostics).toEqual([]);
  const [shown] = merge('olddefconfig', { f: `${off}CONFIG_OTHER=y\n` }).diagnostics;
  expect(shown?.message).toBe('# CONFIG_TEXT is not set: says nothing to a string, which is "given"');
});

it('the first fragment is one, too, where there is no base', () => {
  const result = merge('alldefconfig', { f: 'CONFIG_LONE=y\n', g: 'CONFIG_FREE=y\n' }, { fragments: ['f', 'g'] });
  expect(placesOf(result)).toEqual(['f:1: CONFIG_LONE=y becomes unset: OTHER is off']);
});

it('a goal that replaces what was read says so', () => {
  const result = merge('yes2modconfig', { f: 'CONFIG_NET=y\nCONFIG_FREE=y\n' });
  expect(placesOf(result)).toEqual(['f:2: CONFIG_FREE=y becomes m']);
  expect(result.diagnostics[0]?.message).toBe('1 setting is lost: yes2modconfig replaces what was read');
});
