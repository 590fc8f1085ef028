import { describe, expect, it } from 'vitest';
import { checkTree } from '../../../src/api/check/check.ts';
import type { BuildRequest } from '../../../src/kernel/index.ts';
import { memoryTree, memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';

function check(
  files: Readonly<Record<string, string>>,
  change: Partial<BuildRequest> = {},
  failOn: 'error' | 'warning' = 'error',
) {
  const host = memoryTreeHost(files);
  return checkTree({ host, request: treeRequest(change), profile: null, otherProfiles: () => [], failOn });
}

const codesOf = ({ diagnostics }: ReturnType<typeof check>): unknown[] =>
  diagnostics.map(({ code, severity }) => [code, severity]);

describe('checkTree', () => {
  it('passes a tree without findings', () => {
    const result = check({ '.config': 'CONFIG_A=m\n' });
    expect(result).toMatchObject({ verdict: 'pass', diagnostics: [], config: { source: 'file', file: '.config' } });
    expect(result.tree).toMatchObject({ version: '6.1.0', srcarch: 'arm64' });
  });

  it('a stop of the makefiles has its cause and a change that was checked', () => {
    const { diagnostics, verdict } = check({ '.config': 'CONFIG_BAD=y\n' });
    expect(verdict).toBe('fail');
    expect(diagnostics).toMatchObject([
      {
        code: 'make/error',
        location: { file: 'Makefile', line: 7 },
        fixes: [{ kind: 'config', verified: true, changes: [{ symbol: 'BAD', from: 'y', to: 'n' }] }],
      },
    ]);
    expect(diagnostics[0]?.causes.length).toBeGreaterThan(0);
  });

  it('a stop of a recipe is found, and one that make does not reach says so', () => {
    const { diagnostics } = check({ '.config': 'CONFIG_UNCLEAN=y\n' });
    expect(diagnostics).toMatchObject([{ code: 'make/recipe-failed', severity: 'error', notes: [] }]);
    const both = check({ '.config': 'CONFIG_BAD=y\nCONFIG_UNCLEAN=y\n' }).diagnostics;
    expect(both.map(({ notes }) => notes.length)).toEqual([0, 1]);
  });

  it('a value that conf does not keep is a warning, with the threshold of --fail-on', () => {
    const files = { '.config': 'CONFIG_A=m\nCONFIG_B=y\n' };
    expect(codesOf(check(files))).toEqual([['kernel/value-not-kept', 'warning']]);
    expect([check(files).verdict, check(files, {}, 'warning').verdict]).toEqual(['changed', 'fail']);
  });

  it('says what conf says where there is no configuration', () => {
    const result = check({ Kconfig: 'config\n', '.config': '' });
    expect(result.verdict).toBe('fail');
    expect(result.diagnostics[0]).toMatchObject({ severity: 'error', location: { file: 'Kconfig', line: 1 } });
  });

  it('a stop on the way to conf comes first and has no change of the configuration', () => {
    const Makefile = `$(error early)\n${memoryTree['Makefile']}`;
    const { diagnostics } = check({ Makefile, '.config': 'CONFIG_A=m\n' });
    expect(diagnostics).toMatchObject([{ code: 'make/error', location: { line: 1 }, fixes: [], notes: [] }]);
  });

  it('runs goals that make a configuration, and follows other goals', () => {
    expect(check({}, { goals: ['defconfig', 'olddefconfig'] })).toMatchObject({
      verdict: 'pass',
      config: { source: 'defconfig' },
    });
    expect(codesOf(check({ '.config': '' }, { goals: ['nosuch'] }))).toEqual([['make/no-rule', 'error']]);
  });
});
