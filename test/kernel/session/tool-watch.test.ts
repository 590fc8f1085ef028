import { expect, it } from 'vitest';
import type { CommandResult } from '../../../src/host/host.ts';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createToolWatch } from '../../../src/kernel/session/tool-watch.ts';

const host = createMemoryHost({ files: { '/bin/gcc': '' }, executables: ['/bin/gcc'], env: { PATH: '/bin' } });
const request = (...argv: string[]) => ({ argv, cwd: '/work', env: { PATH: '/bin' } });
const exited: CommandResult = { outcome: 'exited', status: 0, signal: null, stdout: 'x', stderr: '', durationMs: 1 };

it('reports a compiler that was killed once, and no program that a closed pipe ended', () => {
  const watch = createToolWatch(host, () => 'same');
  const killed: CommandResult = { ...exited, outcome: 'signaled', status: null, signal: 'SIGSEGV', stdout: '' };
  for (const flag of ['-a', '-b']) watch.after(request('gcc', flag), killed);
  watch.after(request('gcc', '-c'), { ...killed, signal: 'SIGPIPE' });
  watch.after(request('gcc', '-d'), exited);
  expect(watch.findings()).toMatchObject([
    { code: 'kernel/tool-killed', severity: 'warning', args: { command: 'gcc -a' } },
  ]);
});

it('reports a compiler whose file changed after it was first asked', () => {
  let stamp = 'one';
  const watch = createToolWatch(host, () => stamp);
  watch.before(request('gcc', '-v'));
  expect(watch.findings()).toEqual([]);
  stamp = 'two';
  expect(watch.findings()).toMatchObject([
    { code: 'kernel/tool-changed', severity: 'error', args: { command: 'gcc', path: '/bin/gcc' } },
  ]);
});
