import { afterAll, expect, it } from 'vitest';
import type { CommandRequest, CommandResult } from '../../../src/host/host.ts';
import { createNodeHost } from '../../../src/host/node/node-host.ts';
import { assembleProfile } from '../../../src/probe/record/assemble.ts';
import { resolveToolchain } from '../../../src/toolchain/resolve.ts';

const host = createNodeHost({ cwd: '/', env: { PATH: process.env['PATH'] ?? '/usr/bin:/bin' } });
afterAll(() => host.close());

function record(isLate: (request: CommandRequest) => boolean): () => unknown {
  let asked = 0;
  const late: CommandResult = {
    outcome: 'timed-out',
    status: null,
    signal: null,
    stdout: '',
    stderr: '',
    durationMs: 30_000,
  };
  return () => {
    const runBatch = (requests: readonly CommandRequest[]): CommandResult[] =>
      requests.map((request) => {
        asked += 1;
        return isLate(request) ? late : host.run(request);
      });
    const toolchain = resolveToolchain({ variables: {}, env: host.env });
    try {
      return assembleProfile({
        host,
        runBatch,
        toolchain,
        name: 'x',
        recorder: null,
        flags: [],
        asked: '',
        secrets: [],
      });
    } catch (error) {
      if (error instanceof Error) error.message = `${asked}: ${error.message}`;
      throw error;
    }
  };
}

it('a question without an answer in time ends a record: no flag is left out in silence', () => {
  expect(record(({ argv }) => argv.includes('-Wvla'))).toThrow(
    /: a question to the compiler was not answered within 30 s/,
  );
});

it('a compiler that answers nothing in time is found by the first question', () => {
  expect(record(({ argv }) => argv.includes('-c'))).toThrow(/^1: a question/);
});
