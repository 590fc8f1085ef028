import { expect, it } from 'vitest';
import { createMemoryHost } from '../../../src/host/layers/memory-host.ts';
import { createCheckShell } from '../../../src/kernel/session/check-shell.ts';

it('starts programs in the scratch directory where the directory is only in memory', () => {
  const host = createMemoryHost({
    files: { '/bin/prog': '' },
    executables: ['/bin/prog'],
    directories: ['/work/real'],
  });
  const shell = createCheckShell(host, host);
  for (const cwd of ['/work/real', '/work/memory']) shell({ command: 'prog', cwd, env: { PATH: '/bin' } });
  expect([...new Set(host.calls.map((call) => call.cwd))]).toEqual(['/work/real', host.scratchDirectory()]);
});
