import { describe, expect, it } from 'vitest';
import { HostError } from '../../../src/core/errors.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createProbeAnswers } from '../../../src/kernel/session/probe-answers.ts';
import { restrictHost } from '../../../src/probe/index.ts';

const request = (command: string) => ({ command, cwd: '/work', env: { PATH: '/bin' } });
const files = { '/bin/gcc': '' };
const executables = ['/bin/gcc'];

describe('createProbeAnswers', () => {
  it('keeps where and how a command was asked, and what was answered', () => {
    const host = createMemoryHost({ files, executables, run: () => ({ stdout: '12\n' }) });
    const probes = createProbeAnswers(host, host, null);
    expect(probes.runShell(request(' gcc -dumpversion ')).stdout).toBe('12\n');
    expect(probes.asked('gcc -dumpversion')).toMatchObject({ request: { cwd: '/work' }, answer: { status: 0 } });
    expect(probes.asked('gcc -v')).toBeUndefined();
    expect([probes.unknown(), probes.assumed(), probes.findings()]).toEqual([[], [], []]);
  });

  it('does not count a text of its own', () => {
    const host = createMemoryHost({ files, executables, run: () => ({ stdout: 'x' }) });
    const probes = createProbeAnswers(host, host, null);
    probes.tryOut(request('gcc -v'));
    expect(probes.asked('gcc -v')).toBeUndefined();
  });

  it('ends the run when a real program does not answer', () => {
    const host = createMemoryHost({ files, executables, run: () => ({ outcome: 'timed-out', status: null }) });
    expect(() => createProbeAnswers(host, host, null).runShell(request('gcc -v'))).toThrow(HostError);
  });

  it('gathers what a policy leaves without an answer, each command once', () => {
    const host = restrictHost(createMemoryHost({ files, executables }), { policy: 'deny' });
    const probes = createProbeAnswers(host, host, null);
    for (const command of ['gcc -a', 'gcc -b', 'gcc -a']) probes.runShell(request(command));
    expect(probes.unknown().map(({ command }) => command)).toEqual(['gcc -a', 'gcc -b']);
  });

  it('gathers what a decision of the policy’s log answers', () => {
    const host = restrictHost(createMemoryHost({ files, executables }), { policy: 'deny' });
    if (host.policyLog !== null) host.policyLog.decideUnknown = () => 1;
    const probes = createProbeAnswers(host, host, null);
    expect(probes.runShell(request('gcc -a')).status).toBe(1);
    expect([probes.unknown().length, probes.assumed().length]).toEqual([0, 1]);
  });
});
