/** test/support/kgate-make within the test's own process: real files and shells, output collected. */
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MakeVersion } from '../../src/make/index.ts';
import { runFront as run } from './make-process.ts';

/** What a run printed. */
export interface FrontResult {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

const front = fileURLToPath(new URL('./kgate-make', import.meta.url));
let programs: string | null = null;

/** A directory in which `make` is the front, for makes that recipes start. */
function programDirectory(): string {
  if (programs === null) {
    const directory = mkdtempSync(join(tmpdir(), 'kgate-front-'));
    symlinkSync(front, join(directory, 'make'));
    process.on('exit', () => {
      rmSync(directory, { recursive: true, force: true });
    });
    programs = directory;
  }
  return programs;
}

/** Runs make with these words in a directory. */
export function runFront(
  cwd: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  version: MakeVersion = '4.3',
): FrontResult {
  let stdout = '';
  let stderr = '';
  const path = `${programDirectory()}:${env['PATH'] ?? '/usr/bin:/bin'}`;
  const rc = run(
    { words: args, command: 'make', version },
    {
      cwd,
      env: { ...env, PATH: path, KGATE_MAKE_VERSION: version },
      write(descriptor, text) {
        if (descriptor === 1) stdout += text;
        else stderr += text;
      },
      captures: true,
    },
  );
  return { rc, stdout, stderr };
}
