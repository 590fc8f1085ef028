import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { findMergeScript } from '../../../src/kernel/levels/generation.ts';

// Places: Linux, Buildroot, coreboot, Xen.
it.each(['scripts', 'support', 'util', 'tools'])('finds merge_config.sh below %s/kconfig', (directory) => {
  const host = createMemoryHost({ files: { [`/tree/${directory}/kconfig/merge_config.sh`]: 'text' } });
  expect(findMergeScript(host, '/tree')).toBe('text');
  expect(findMergeScript(host, '/other')).toBeUndefined();
});
