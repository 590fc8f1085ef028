import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

const program = (code: string): string[] => ['--import', 'tsx', '--input-type=module', '-e', code];
const file = new URL('../../../src/host/node/print-now.ts', import.meta.url).href;

it('writes bytes to the descriptor before it returns', () => {
  const code = `import { printNow } from '${file}'; printNow(1, 'a\\xff\\n'); printNow(2, 'b'); process.kill(process.pid, 'SIGKILL');`;
  const { stdout, stderr } = spawnSync(process.execPath, program(code), { encoding: 'latin1' });
  expect([stdout, stderr]).toEqual(['a\xff\n', 'b']);
});

it('a reader that went away is no error', () => {
  const code = `import { printNow } from '${file}'; for (let i = 0; i < 100; i++) printNow(1, 'x'.repeat(65536)); process.exit(7);`;
  const command = `"${process.execPath}" --import tsx --input-type=module -e "$0" | head -c 1; echo`;
  expect(spawnSync('/bin/sh', ['-c', command, code], { encoding: 'latin1' }).stdout).toBe('x\n');
});
