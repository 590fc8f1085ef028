import { expect, it } from 'vitest';
import { policyFindings, policyLines } from '../../src/api/policy-findings.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import { restrictHost } from '../../src/probe/index.ts';

function denied() {
  const base = createMemoryHost({ files: { '/usr/bin/gcc': '' }, executables: ['/usr/bin/gcc'] });
  const host = restrictHost(base, { policy: 'deny' });
  const ask = (text: string, line: number): void => {
    host.policyLog?.asking({ text, location: { file: 'Makefile', line } }, () =>
      host.run({ argv: ['/usr/bin/gcc', '-Wa b'], cwd: '/work', env: {} }),
    );
  };
  return { host, ask };
}

it('a host without a policy has nothing to report', () => {
  expect(policyFindings(createMemoryHost())).toEqual([]);
  expect(restrictHost(createMemoryHost(), { policy: 'run' }).policyLog).toBeNull();
});

it('refused calls come first, each with its line and its program', () => {
  const { host, ask } = denied();
  host.policyLog?.asking({ text: 'echo > /x', location: { file: 'Kconfig', line: 3 } }, () =>
    host.policyLog?.noteWrite('/x'),
  );
  ask('gcc  -Wa\n b', 7);
  expect(policyFindings(host)).toEqual([
    {
      code: 'probe/refused',
      severity: 'warning',
      message: 'refused by --shell=deny: gcc -Wa b',
      form: 'line',
      args: { command: 'gcc -Wa b', reason: 'nothing is started', count: 1 },
      location: { file: 'Makefile', line: 7 },
      causes: [{ kind: 'command', message: "/usr/bin/gcc '-Wa b': nothing is started", location: null, causes: [] }],
      notes: [],
      fixes: [],
    },
    expect.objectContaining({
      code: 'probe/kept-in-memory',
      severity: 'info',
      message: 'kept in memory: /x, for: echo > /x',
      location: { file: 'Kconfig', line: 3 },
    }),
  ]);
  expect(policyLines(host)).toEqual([
    "Makefile:7: refused by --shell=deny: gcc -Wa b (/usr/bin/gcc '-Wa b': nothing is started)",
    'Kconfig:3: kept in memory: /x, for: echo > /x',
  ]);
});

it('a tree that asks without end is counted', () => {
  const { host, ask } = denied();
  for (let line = 1; line <= 5000; line += 1) ask('gcc', line);
  const diagnostics = policyFindings(host);
  expect(diagnostics).toHaveLength(51);
  expect(diagnostics.at(-1)).toMatchObject({ code: 'probe/refused', args: { command: null, count: 4950 } });
  expect(host.policyLog?.calls.length).toBeLessThan(5000);
});

it('files of the tree are where texts may be expected to write', () => {
  const { host } = denied();
  host.policyLog?.noteWrite('/work/.tmp/x');
  expect(policyFindings(host)).toEqual([]);
});
