/** `npm run check`: every gate but the tests, cheap ones first; all of them run; exit status 1 when one fails. */
import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensurePackages } from './setup.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const gates = [
  'lock',
  'format',
  'types',
  'lint',
  'deps',
  'deadcode',
  'layout',
  'words',
  'build',
  'build:types',
  'package',
];

try {
  await ensurePackages();
} catch (error) {
  process.stderr.write(`check: ${error.message}\n`);
  process.exit(2);
}
const failed = [];
for (const gate of gates) {
  const start = performance.now();
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', gate], { cwd: root, encoding: 'utf8' });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${status === 0 ? 'ok    ' : 'FAILED'} ${gate} (${seconds} s)\n`);
  if (status !== 0) {
    failed.push(gate);
    process.stdout.write(`${stdout}${stderr}`);
  }
}
process.stdout.write(failed.length === 0 ? 'check: all good\n' : `check: failed: ${failed.join(', ')}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;
