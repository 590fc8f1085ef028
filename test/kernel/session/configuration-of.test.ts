import { expect, it } from 'vitest';
import { KgateError } from '../../../src/core/errors.ts';
import { configurationOf, configure } from '../../../src/kernel/index.ts';
import { openMemoryTree } from '../../support/memory-tree.ts';

it('is the configuration of a tree, or an error with the first words of conf', () => {
  expect(configurationOf(configure(openMemoryTree())).model.symbols.has('A')).toBe(true);
  const broken = configure(openMemoryTree({ Kconfig: 'config\n' }));
  let thrown: unknown;
  try {
    configurationOf(broken);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(KgateError);
  expect(thrown).toMatchObject({ code: 'kernel/config-failed', message: broken.run?.diagnostics[0]?.message });
});
