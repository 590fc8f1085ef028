import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { canonicalPath } from '../../src/host/canonical-path.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-canonical-'));
  mkdirSync(join(directory, 'real/sub'), { recursive: true });
  symlinkSync('real', join(directory, 'link'));
  symlinkSync('nowhere', join(directory, 'dangling'));
});
afterAll(() => {
  rmSync(directory, { recursive: true });
});

/** GNU realpath without options for a path that exists, with -m for one that does not. */
it.each(['real/sub', 'link/sub', 'link', 'link/new/deep', 'new', '.'])('%s as realpath(1) has it', (path) => {
  const full = join(directory, path);
  const { stdout } = spawnSync('realpath', ['-m', full], { encoding: 'latin1' });
  expect(canonicalPath(createNodeHost(), full)).toBe(stdout.trimEnd());
});

it('is unknown behind a link that leads nowhere', () => {
  expect(canonicalPath(createNodeHost(), join(directory, 'dangling'))).toBeNull();
  expect(canonicalPath(createNodeHost(), join(directory, 'dangling/x'))).toBeNull();
});
