import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'kgate-cache-files-'));
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

it('takes no FIFO and no directory for a file, and does not wait', { timeout: 30_000 }, () => {
  execFileSync('mkfifo', [join(directory, 'fifo')]);
  mkdirSync(join(directory, 'directory'));
  const script = `import { readCacheFile } from './src/host/node/cache-files.ts';
    for (const name of ['fifo', 'directory', 'none']) console.log(readCacheFile('${directory}/' + name)?.length);`;
  const options = { encoding: 'utf8', timeout: 20_000 } as const;
  const words = ['--import', 'tsx', '--input-type=module', '--eval', script];
  expect(execFileSync(process.execPath, words, options)).toBe('0\nundefined\nundefined\n');
});
