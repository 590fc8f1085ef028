import { describe, expect, it } from 'vitest';
import { HostError, TroubleError } from '../../../src/core/errors.ts';
import { layerHost } from '../../../src/host/layers/layer-host.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { evaluateMakefiles } from '../../../src/make/index.ts';

/** Reads `Makefile`, which includes a file whose reading throws. */
function include(error: Error) {
  const memory = createMemoryHost({ files: { '/w/Makefile': 'include other.mk\n', '/w/other.mk': '' } });
  const host = layerHost(memory, {
    readFile(path) {
      if (path.endsWith('other.mk')) throw error;
      return memory.readFile(path);
    },
  });
  return () =>
    evaluateMakefiles({
      host,
      cwd: '/w',
      env: {},
      runShell: () => {
        throw new Error('no shell');
      },
    });
}

describe('a makefile that cannot be read', () => {
  it('is an answer where the file is at fault', () => {
    const { missingIncludes } = include(new HostError('host/unreadable', 'other.mk: Permission denied'))();
    expect(missingIncludes.map(({ name }) => name)).toEqual(['other.mk']);
  });

  it('ends the run where the machine is: make would go on with another error', () => {
    const trouble = new TroubleError('host/too-many-files', 'other.mk: Too many open files in system');
    expect(include(trouble)).toThrow(trouble);
  });
});
