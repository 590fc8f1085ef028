import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeBytes } from '../../src/core/bytes.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { createRealShell } from '../../src/probe/real-shell.ts';
import { hasOracle } from '../support/oracle.ts';
import { shellCorpus } from './corpus.ts';
import { shellProgram } from './shell-arbitrary.ts';

/** The oracle is the machine's /bin/sh; the interpreter follows dash, so it must be dash. */
const isDash = spawnSync('/bin/sh', ['-c', 'echo -n x; echo -e y'], { encoding: 'latin1' }).stdout === 'x-e y\n';

const env = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: '/root', LC_ALL: 'C' };
let directory = '';

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-shell-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runOracle(command: string): Outcome {
  const { status, stdout, stderr } = spawnSync(
    '/bin/sh',
    ['-c', Buffer.from(command, 'latin1')] as unknown as string[],
    {
      cwd: directory,
      env,
      encoding: 'latin1',
      input: '',
      timeout: 20_000,
    },
  );
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true });
  return { status, stdout, stderr };
}

const run = createRealShell({ host: createNodeHost(), fallback: 'refuse' });

/** The interpreter's outcome, or null where it leaves the text to the real shell. */
function runInterpreter(command: string): Outcome | null {
  const { status, stdout, stderr, unknown } = run({ command, cwd: directory, env });
  expect(readdirSync(directory), 'files left in the working directory').toEqual([]);
  return unknown === null ? { status, stdout, stderr } : null;
}

/** Names that mktemp makes differ from run to run. */
const mask = ({ status, stdout, stderr }: Outcome): Outcome => ({
  status,
  stdout: stdout.replace(/\/tmp\/tmp\.\w+/g, '/tmp/tmp.NAME'),
  stderr,
});

describe.skipIf(!hasOracle('dash as /bin/sh', isDash))('the shell interpreter gives what dash gives', () => {
  it.each(shellCorpus.map((text): [string] => [encodeBytes(text)]))('%j', (command) => {
    const ours = runInterpreter(command);
    if (ours === null) return;
    expect(mask(ours)).toEqual(mask(runOracle(command)));
  });

  it('interprets nearly all of the corpus', () => {
    const left = shellCorpus.filter((text) => runInterpreter(encodeBytes(text)) === null);
    // Only texts about features that are left to the real shell on purpose may be refused.
    expect(left.length).toBeLessThanOrEqual(25);
  });

  it('for random programs', () => {
    let interpreted = 0;
    fc.assert(
      fc.property(shellProgram, (command) => {
        const ours = runInterpreter(command);
        if (ours === null) return;
        interpreted++;
        const theirs = runOracle(command);
        expect({ status: ours.status, stdout: ours.stdout }).toEqual({ status: theirs.status, stdout: theirs.stdout });
        // The parts of a pipeline write their messages in any order.
        if (!command.includes('|')) expect(ours.stderr).toBe(theirs.stderr);
      }),
      { numRuns: 600, seed: 20_261_123 },
    );
    expect(interpreted).toBeGreaterThan(250);
  }, 120_000);
});
