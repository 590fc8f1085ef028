import { describe, expect, it } from 'vitest';
import { probeDiagnostics, unansweredProbes } from '../../src/api/probe-diagnostics.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { openSession } from '../../src/kernel/index.ts';
import { restrictHost } from '../../src/probe/index.ts';
import { memoryTree, treeRequest } from '../support/memory-tree.ts';

function asked(commands: readonly string[], decide: (() => number) | null = null) {
  const base = createMemoryHost({ files: { ...memoryTree, '/bin/gcc': '' }, executables: ['/bin/gcc'] });
  const host = restrictHost(base, { policy: 'deny' });
  if (host.policyLog !== null) host.policyLog.decideUnknown = decide;
  const session = openSession({ host, request: treeRequest(), profile: null });
  for (const command of commands) session.probes.runShell({ command, cwd: '/work', env: { PATH: '/bin' } });
  return { session, toolchain: null, severity: 'error' as const };
}

describe('unansweredProbes', () => {
  it('is empty where every probe has an answer', () => {
    expect(unansweredProbes(asked([]))).toEqual([]);
  });

  it('is one diagnostic, with each reason once and its first command', () => {
    const found = unansweredProbes(asked(['gcc -a', 'gcc -b']));
    expect(found).toMatchObject([
      { code: 'kernel/unknown-probe', severity: 'error', args: { toolchain: 'none', count: 2, tried: null } },
    ]);
    expect(found[0]?.causes.map(({ detail }) => detail)).toEqual([['gcc -a']]);
  });

  it('says how many combinations were tried', () => {
    expect(unansweredProbes({ ...asked(['gcc -a']), tried: 2 })).toMatchObject([{ args: { count: 1, tried: 2 } }]);
  });

  it('a decided probe is a warning', () => {
    expect(unansweredProbes(asked(['gcc -a'], () => 1))).toMatchObject([
      { code: 'kernel/assumed-probe', severity: 'warning', args: { count: 1 } },
    ]);
  });
});

it('probeDiagnostics adds the calls that a policy refused', () => {
  const codes = probeDiagnostics(asked(['gcc -a'])).map(({ code }) => code);
  expect(codes).toEqual(['kernel/unknown-probe', 'probe/refused']);
});
