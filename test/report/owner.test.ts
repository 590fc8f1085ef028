import { expect, it } from 'vitest';
import { renderOwnerText } from '../../src/report/owner.ts';
import type { OwnerResult } from '../../src/results/owner.ts';

const symbol = { name: 'CONFIG_TUN', value: '', wanted: 'y or m', isMet: false };

const result: OwnerResult = {
  schemaVersion: 1,
  tree: { directory: '.', objectDirectory: null, version: null, arch: null, srcarch: null },
  toolchain: { source: 'machine', name: 'gcc', version: null, unknownProbes: [] },
  config: { source: 'file', file: '.config', symbols: 1, isImplicit: false },
  file: 'drivers/net/tun.c',
  status: 'not-built',
  chains: [
    {
      object: 'drivers/net/tun.o',
      kind: 'module',
      isBuilt: false,
      steps: [
        {
          name: 'tun.o',
          location: { file: 'drivers/net/Makefile', line: 30 },
          text: 'obj-$(CONFIG_TUN) += tun.o',
          symbols: [symbol],
          otherConditions: ['ifdef OTHER'],
          isMet: false,
        },
      ],
    },
  ],
  missing: [symbol],
  notes: [],
  diagnostics: [],
};

it('each line with its place, the symbols and conditions that do not hold below it, then what is missing', () => {
  expect(renderOwnerText(result, { useColor: false, width: 100 }).split('\n')).toEqual([
    'drivers/net/tun.c is not compiled',
    '',
    'drivers/net/tun.o (a module)',
    '  - drivers/net/Makefile:30: obj-$(CONFIG_TUN) += tun.o',
    '      CONFIG_TUN is not set, has to be y or m',
    '      does not hold: ifdef OTHER',
    '',
    'missing',
    '  - CONFIG_TUN: not set, has to be y or m; kgate why TUN=y shows how to get there',
    '',
  ]);
});
