/**
 * Runs once before vitest: end-to-end tests start bin/kgate, which must not build in the middle of one. Test files share a
 * directory for what takes long to make and what none of them changes; it is there for one run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './setup.mjs';

export default async function setup() {
  await ensureBuilt({ quiet: true });
  const directory = mkdtempSync(join(tmpdir(), 'kgate-tests-'));
  process.env.KGATE_TEST_SHARED = directory;
  return () => rmSync(directory, { recursive: true, force: true });
}
