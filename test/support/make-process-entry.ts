/** Entry of the bundle that test/support/kgate-make starts. */
import type { MakeVersion } from '../../src/make/syntax/dialect.ts';
import { runProcess } from './make-process.ts';

const known: readonly MakeVersion[] = ['4.2.1', '4.3', '4.4.1'];
const [command = 'make', ...rest] = process.argv.slice(2);
let version = process.env['KGATE_MAKE_VERSION'] ?? '4.3';
const words: string[] = [];
for (const word of rest) {
  if (word.startsWith('--make-version=')) version = word.slice('--make-version='.length);
  else words.push(Buffer.from(word, 'utf8').toString('latin1'));
}
const row = known.find(
  (one) => one === version || (one === '4.2.1' && version === '4.2') || (one === '4.4.1' && version === '4.4'),
);
if (row === undefined) {
  process.stderr.write(`kgate-make: unknown version ${version}\n`);
  process.exitCode = 2;
} else {
  process.env['KGATE_MAKE_VERSION'] = row;
  process.exitCode = runProcess({ words, command, version: row });
}
