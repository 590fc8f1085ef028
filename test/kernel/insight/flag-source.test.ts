import { expect, it } from 'vitest';
import { configure } from '../../../src/kernel/index.ts';
import { findFlagSource } from '../../../src/kernel/insight/flag-source.ts';
import { openMemoryTree } from '../../support/memory-tree.ts';

const Makefile = `KBUILD_CFLAGS := -Wall
KBUILD_CFLAGS += $(call cc-option,-mfoo) --param x=1
OTHER := -mfoo
%config:
\tscripts/kconfig/conf --$@ Kconfig
`;

it.each([
  ['-Wall', 'KBUILD_CFLAGS', 1],
  ['-mfoo', 'KBUILD_CFLAGS', 2],
  ['--param x=1', 'KBUILD_CFLAGS', 2],
  ['-mfo', null, null],
  ['-given', 'KCFLAGS', null],
])('%s comes from %s, line %s', (flag, variable, line) => {
  const level = configure(openMemoryTree({ Makefile }, { variables: ['KCFLAGS=-given'] })).levels.at(-1);
  if (level === undefined) throw new Error('no make');
  const source = findFlagSource(level, flag);
  expect([source?.variable ?? null, source?.location?.line ?? null]).toEqual([variable, line]);
});
