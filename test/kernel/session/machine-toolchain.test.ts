import { describe, expect, it } from 'vitest';
import type { ScriptedResult } from '../../../src/host/layers/memory-host.ts';
import { configure, openSession } from '../../../src/kernel/index.ts';
import { memoryTree, memoryTreeHost, treeRequest } from '../../support/memory-tree.ts';

function ask(run: () => ScriptedResult | undefined) {
  const host = memoryTreeHost(
    { Makefile: `CC = $(CROSS_COMPILE)gcc\n${memoryTree['Makefile']}`, '/bin/x-gcc': '' },
    { executables: ['/bin/x-gcc'], env: { PATH: '/bin' }, run },
  );
  const request = treeRequest({ variables: ['CROSS_COMPILE=x-'] });
  return configure(openSession({ host, request, profile: null })).toolchain;
}

describe('the compiler of a tree', () => {
  it('is known by the first line of its version', () => {
    expect(ask(() => ({ stdout: 'x-gcc 12.2.0\nCopyright\n' }))).toMatchObject({
      name: 'x-gcc',
      version: 'x-gcc 12.2.0',
    });
  });

  it.each<[string, ScriptedResult | undefined, string]>([
    ['missing', undefined, 'probe/tool-missing'],
    ['silent', { stdout: '' }, 'probe/no-answer'],
    ['hanging', { outcome: 'timed-out', status: null }, 'probe/timeout'],
  ])('that is %s ends the run', (_, result, code) => {
    let thrown: unknown;
    try {
      ask(() => result);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code });
  });
});
