import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openTree } from '../../src/api/open-tree.ts';
import { UsageError } from '../../src/core/errors.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { writeConfig } from '../../src/kconfig/index.ts';
import { loadProfile } from '../../src/probe/index.ts';
import { repository } from '../support/kgate.ts';

describe('openTree', () => {
  it('leads from a symbol of a kernel to the compiler that decided it', () => {
    const host = createNodeHost({ cwd: join(repository, 'kconfig-fixtures/arm64-ftrace/today') });
    const profile = loadProfile('gcc-7.5.0', { host, profilesDirectory: join(repository, 'profiles') });
    const opened = openTree({ host, variables: ['ARCH=arm64'], profile });
    expect(opened.tree).toMatchObject({ arch: 'arm64', srcarch: 'arm64', version: '5.0.0' });
    expect(opened.toolchain).toMatchObject({ source: 'profile', name: 'gcc-7.5.0' });
    expect(opened.config).toMatchObject({ source: 'defconfig', isImplicit: true });
    const symbol = opened.model.symbols.get('HAVE_DYNAMIC_FTRACE_WITH_REGS');
    if (symbol === undefined) throw new Error('no symbol');
    const { selects, value } = opened.configuration.facts(symbol);
    expect([value, selects]).toEqual(['n', []]);
    const [property] = symbol.selectedBy;
    const [use] = property?.macros ?? [];
    expect(use?.text).toContain('-fpatchable-function-entry');
    // Recorded from gcc 7.5.0, which does not know the option.
    expect(use?.shellCalls[0]?.answer.commands.at(-1)).toMatchObject({ status: 1, source: 'profile' });
    expect(opened.diagnostics).toEqual([]);
  });

  it('reads a directory without makefiles plainly, with the file that is named', () => {
    const host = createMemoryHost({
      files: { Kconfig: 'config A\n\tbool "a"\n', 'my.config': 'CONFIG_A=y\n', Broken: 'config\n' },
    });
    const opened = openTree({ host, config: 'my.config' });
    expect(writeConfig(opened.configuration)).toContain('CONFIG_A=y\n');
    expect(opened.config).toMatchObject({ source: 'file', file: 'my.config' });
    expect(() => openTree({ host, topFile: 'Broken', config: 'my.config' })).toThrow(UsageError);
  });
});
