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
  readAs: null,
  type: 'bool',
  value: 'n',
  wanted: 'y',
  holds: false,
  definitions: [{ location: { file: 'Kconfig', line: 4 }, prompt: 'drv', condition: 'NET' }],
  roots: [
    {
      kind: 'line',
      message: 'PCI is off',
      origin: 'your line',
      location: { file: '.config', line: 7 },
      symbol: 'PCI',
      value: 'n',
      needed: 'y',
      words: [],
      flag: null,
      file: null,
      compilers: [],
      tool: null,
      via: [{ symbol: 'DRV', text: 'depends on PCI', location: { file: 'Kconfig', line: 5 } }],
    },
  ],
  conditions: { all: 3, met: 2 },
  causes: [cause('dependency', 'depends on PCI [=n] = n', { file: 'Kconfig', line: 5 })],
  graph: { nodes: [{ id: 0, kind: 'symbol', message: 'DRV', location: null, symbol: 'DRV' }], edges: [] },
  missing: [{ symbol: 'PCI', value: '', needed: 'y', location: { file: 'Kconfig', line: 9 } }],
  fix: {
    words: [],
    changes: [{ symbol: 'PCI', from: 'n', to: 'y' }],
    effects: [{ symbol: 'BUS', from: '', to: 'y' }],
  },
  diagnostics: [],
};

it('value, definitions, root causes and the fix come in this order', () => {
  const lines = renderWhyText(result, style).split('\n');
  const places = [
    'CONFIG_DRV is n, not y: 1 root cause',
    '  "drv", Kconfig:4',
    '  PCI is off',
    '    your line, .config:7',
    '    depends on PCI, Kconfig:5',
    lines.find((line) => /^fix 1 {2}CONFIG_PCI=y +tested; 1 other option changes$/.test(line)) ?? '-',
    '2 other conditions are met (--verbose)',
  ].map((line) => lines.indexOf(line));
  expect(places).not.toContain(-1);
  expect(places).toEqual([...places].sort((a, b) => a - b));
});

it('the whole chain is behind --verbose', () => {
  expect(renderWhyText(result, style)).not.toContain('PCI [=n]');
  expect(renderWhyText(result, { ...style, isVerbose: true })).toContain('  - Kconfig:5: depends on PCI [=n] = n');
});

it('a symbol that has the wanted value is not compared with it', () => {
  expect(renderWhyText({ ...result, wanted: 'n', holds: true, missing: [], fix: null }, style)).not.toContain('not n');
});
