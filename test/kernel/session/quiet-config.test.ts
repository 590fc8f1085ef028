import { describe, expect, it } from 'vitest';
import { runConfigGoal } from '../../../src/kernel/index.ts';
import { buildTexts, resolveQuietConfig } from '../../../src/kernel/session/quiet-config.ts';
import { configuredTree, openMemoryTree } from '../../support/memory-tree.ts';

function quiet(config: string | null, change: Parameters<typeof openMemoryTree>[1] = {}) {
  const session = openMemoryTree(config === null ? {} : { '.config': config }, change);
  const { configName, request, workHost } = session;
  return resolveQuietConfig(workHost, request, configName, (goal, how) => runConfigGoal(session, goal, how));
}

describe('resolveQuietConfig', () => {
  it('has the texts that conf leaves where it keeps everything', () => {
    const found = quiet('CONFIG_A=m\n# CONFIG_BAD is not set\n# CONFIG_UNCLEAN is not set\n');
    expect(found?.source).toMatchObject({ source: 'file', file: '.config' });
    expect(found?.texts.autoConf).toContain('CONFIG_A=m\n');
    const { configuration } = configuredTree('CONFIG_A=m\n');
    if (configuration === null || found === null) throw new Error('no configuration');
    expect(found.texts).toEqual(buildTexts(configuration));
  });

  it.each([
    ['a value that is not kept', 'CONFIG_B=y\n', {}],
    ['no file', null, {}],
    ['a configuration goal', 'CONFIG_A=m\n', { defconfig: 'defconfig' }],
  ])('is null for %s', (_, config, change) => {
    expect(quiet(config, change)).toBeNull();
  });
});
