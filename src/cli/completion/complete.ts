/**
 * `kgate complete`, which the scripts of `kgate completion` call at each key: `-- WORD...` with the words behind `kgate`, or
 * `--line TEXT` with the whole line up to the cursor. The last word is the one that is typed.
 */
import { encodeBytes } from '../../core/bytes.ts';
import { processEnvironment } from '../../host/node/node-host.ts';
import { workingDirectory } from '../../host/node/working-directory.ts';
import { type Offer, offerFor } from './candidates.ts';
import { splitLine } from './shell-line.ts';

/** Lines for the shell: which paths it is to offer, then each candidate with a tab and its meaning. */
export function printOffer({ candidates, paths }: Offer): string {
  return [paths, ...candidates.map(([word, meaning]) => `${word}\t${meaning}`), ''].join('\n');
}

/** Prints the candidates. Nothing that goes wrong is shown between what the user types: the exit status says it. */
export function printCandidates(argv: readonly string[]): number {
  try {
    const words = argv[0] === '--line' ? splitLine(argv[1] ?? '').slice(1) : argv.slice(1);
    const at = { cwd: workingDirectory(), env: processEnvironment() };
    process.stdout.on('error', () => {});
    process.stdout.write(printOffer(offerFor(words.length === 0 ? [''] : words.map(encodeBytes), at)));
    return 0;
  } catch {
    return 2;
  }
}
