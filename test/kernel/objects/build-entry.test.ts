import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../src/core/errors.ts';
import { configure } from '../../../src/kernel/index.ts';
import { enterBuild, enterQuietly, placesBelow } from '../../../src/kernel/objects/build-entry.ts';
import { configuredTree, memoryTree, openMemoryTree } from '../../support/memory-tree.ts';

describe('enterBuild', () => {
  it('gives the makes that the top Makefile starts for directories', () => {
    const entry = enterBuild(configuredTree('CONFIG_A=y\n'));
    expect(entry.makes.map(({ command, cwd, target }) => [cwd, target, command.overrides])).toEqual([
      ['/work', '.', ['obj=.']],
    ]);
    expect(entry.tree.version).toBe('6.1.0');
    expect([entry.directory, entry.diagnostics, entry.handedDown]).toEqual(['/work', [], []]);
  });

  it('names the line that hands a directory down in an exported variable', () => {
    const Makefile = `export dirs := lib/ sub/\n${memoryTree['Makefile']}`;
    const entry = enterBuild(configure(openMemoryTree({ Makefile, '.config': '' })));
    expect(entry.handedDown.map(([name, { location }]) => [name, location])).toEqual([
      ['lib/', { file: 'Makefile', line: 1 }],
      ['sub/', { file: 'Makefile', line: 1 }],
    ]);
  });

  it('throws where conf stops, and where no directory has a make', () => {
    expect(() => enterBuild(configure(openMemoryTree({ Kconfig: 'config\n', '.config': '' })))).toThrow(UsageError);
    const Makefile = '%config:\n\tscripts/kconfig/conf --$@ Kconfig\n';
    expect(() => enterBuild(configure(openMemoryTree({ Makefile, '.config': '' })))).toThrow('$(build-dir)');
  });
});

it('enterQuietly needs a memo', () => {
  expect(enterQuietly(openMemoryTree({ '.config': '' }))).toBeNull();
});

it('placesBelow shows files of the tree as from its top', () => {
  const place = placesBelow('/work');
  expect(place({ file: '/work/./a/Makefile', line: 3 })).toEqual({ file: 'a/Makefile', line: 3 });
  expect(place({ file: '/else', line: 1 })).toEqual({ file: '/else', line: 1 });
});
