import { describe, expect, it } from 'vitest';
import { UsageError } from '../../src/core/errors.ts';
import { createMemoryHost } from '../../src/host/memory-host.ts';
import { createNodeHost } from '../../src/host/node-host.ts';
import { requireKnownGeneration } from '../../src/kernel/generation.ts';
import { linux612 } from '../support/kernel-source.ts';

function check(files: Record<string, string>): void {
  const host = createMemoryHost({ files });
  requireKnownGeneration(host, host.cwd);
}

describe('requireKnownGeneration', () => {
  it('takes Linux 6.12', () => {
    requireKnownGeneration(createNodeHost({ cwd: linux612() }), linux612());
  });

  it('takes a tree without conf sources', () => {
    check({ Kconfig: '' });
  });

  it.each([
    ['Linux 6.1', { 'scripts/kconfig/parser.y': 'choice value', 'scripts/kconfig/lexer.l': '"modules"' }],
    ['Linux 5.0', { 'scripts/kconfig/zconf.y': '' }],
    ['BusyBox', { 'scripts/kconfig/zconf.gperf': '' }],
    ['Buildroot', { 'support/kconfig/kconf_id.c': '' }],
    [
      'Linux 7.1',
      { 'scripts/kconfig/parser.y': 'choice member must be bool', 'scripts/kconfig/lexer.l': '"transitional"' },
    ],
  ])('refuses %s', (_name, files) => {
    expect(() => check(files)).toThrow(UsageError);
  });
});
