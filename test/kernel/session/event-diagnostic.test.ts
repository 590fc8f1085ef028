import { expect, it } from 'vitest';
import { configurationOf, configure, eventDiagnostic, openConfigured, readBuild } from '../../../src/kernel/index.ts';
import { openMemoryTree } from '../../support/memory-tree.ts';

it.each([
  ['$(warning careful)', 'warning', 'Makefile:1: careful'],
  ['$(error stop)', 'error', 'Makefile:1: *** stop.  Stop.'],
])('%s is a diagnostic of severity %s with make’s line', (text, severity, message) => {
  const configs = 'ifneq ($(filter %config,$(MAKECMDGOALS)),)\n%config:\n\tscripts/kconfig/conf --$@ Kconfig\nendif\n';
  const isBuild = '$(if $(filter %config,$(MAKECMDGOALS)),,';
  const tree = configure(openMemoryTree({ Makefile: `${isBuild}${text})\n${configs}`, '.config': '' }));
  const { events } = readBuild(openConfigured(tree, configurationOf(tree)));
  expect(events.map(eventDiagnostic)).toMatchObject([{ severity, message, form: 'verbatim', causes: [], fixes: [] }]);
});
