import { expect, it } from 'vitest';
import { cause } from '../../src/core/diagnostic.ts';
import { renderWhyText } from '../../src/report/why.ts';
import type { WhyResult } from '../../src/results/why.ts';

const style = { useColor: false, width: 100 };

const result: WhyResult = {
  schemaVersion: 1,
  tree: { directory: 'linux', objectDirectory: null, version: '6.12.0', arch: 'arm64', srcarch: 'arm64' },
  toolchain: { source: 'machine', name: 'gcc', version: null, unknownProbes: [] },
  config: { source: 'file', file: '.config', symbols: 12, isImplicit: false },
  symbol: 'DRV',
  type: 'bool',
  value: 'n',
  wanted: 'y',
  holds: false,
  definitions: [{ location: { file: 'Kconfig', line: 4 }, prompt: 'drv', condition: 'NET' }],
  causes: [cause('dependency', 'depends on PCI [=n] = n', { file: 'Kconfig', line: 5 })],
  missing: [{ symbol: 'PCI', value: '', needed: 'y', location: { file: 'Kconfig', line: 9 } }],
  fix: {
    changes: [{ symbol: 'PCI', from: 'n', to: 'y' }],
    effects: [{ symbol: 'BUS', from: '', to: 'y' }],
  },
  diagnostics: [],
};

it('value, definitions, causes, what is missing and the fix come in this order', () => {
  const lines = renderWhyText(result, style).split('\n');
  const places = [
    'CONFIG_DRV=n, not y (bool)',
    '  defined at Kconfig:4, prompt "drv", if NET',
    '  - Kconfig:5: depends on PCI [=n] = n',
    '  - PCI: unset, needs y (Kconfig:9)',
    '  CONFIG_PCI=y',
  ].map((line) => lines.indexOf(line));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

it('a symbol that has the wanted value is not compared with it', () => {
  expect(renderWhyText({ ...result, wanted: 'n', holds: true, missing: [], fix: null }, style)).not.toContain('not n');
});
