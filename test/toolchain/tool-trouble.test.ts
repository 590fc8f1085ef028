import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { troubleCode, troubleOf } from '../../src/toolchain/tool-trouble.ts';

const host = createNodeHost({ env: { PATH: '/usr/bin:/bin' } });
let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-trouble-'));
  const program = (name: string, text: string, mode = 0o755) =>
    writeFileSync(join(directory, name), `#!/bin/sh\n${text}\n`, { mode });
  program('silent', 'exit 0');
  program('speaks', 'echo 1.0');
  program('plain', '', 0o644);
  program('killed', 'kill -SEGV $$');
  program('slow', 'exec sleep 30');
  program('loud', 'exec yes');
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

it.each([
  ['speaks', null, null],
  ['silent', 'silent', 'probe/no-answer'],
  ['none', 'missing', 'probe/tool-missing'],
  ['plain', 'not-executable', 'probe/tool-missing'],
  ['killed', 'killed', 'probe/no-answer'],
  ['slow', 'timeout', 'probe/timeout'],
  ['loud', 'too-much-output', 'probe/no-answer'],
] as const)('%s: %s', (name, kind, code) => {
  const argv = [join(directory, name), '--version'];
  const request = {
    argv,
    cwd: directory,
    env: host.env,
    timeoutMs: name === 'slow' ? 300 : 20_000,
    maxOutputBytes: 9999,
  };
  const trouble = troubleOf(host, request, host.run(request));
  expect(trouble?.[0] ?? null).toBe(kind);
  if (trouble !== null) {
    expect(trouble[1].startsWith(`${directory}/${name}`)).toBe(true);
    expect(troubleCode(trouble[0])).toBe(code);
  }
});

it('a directory is no program', () => {
  const request = { argv: [directory], cwd: '/', env: host.env };
  expect(troubleOf(host, request, host.run(request))).toEqual(['not-executable', `${directory}: is a directory`]);
});
