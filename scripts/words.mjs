/**
 * `npm run words [-- PATH…]`: the words that this project does not use, in sources, tests and documents, with what to
 * write in their place. Identifiers are split at capitals, so that camel case hides nothing.
 *
 * A line that quotes another program to the letter carries the marker `words-ok` in a comment, or is in a file that
 * `exempt` names with its reason.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Pattern over words in lower case, separated by single blanks; what to write instead. */
const banned = [
  ['tells?|told|telling', 'say, report, print, show'],
  ['mend(?:s|ed|ing)?', 'fix, repair'],
  ['nobody', 'no program, no rule, nothing'],
  ['some(?:body|one)', 'a user, another process'],
  ['anybody|anyone', 'a user, any program'],
  ['every(?:body|one)', 'every user, all'],
  ['who(?:ever|so)', 'the caller that'],
  ['anew', 'again'],
  ['besides?', 'in addition to, next to'],
  ['lest', 'so that … not'],
  ['hears? of|heard of|hearing of', 'receives, is notified of'],
  ['com(?:e|es|ing) to|came to', 'reach, result in'],
  ['stands? for|stood for|standing for', 'represents, is used in place of'],
  ['stands? in for|stood in for', 'replaces'],
  ['becomes? of|became of', 'say the result'],
  ['guarded', 'say what the guard does'],
  ['footings?', 'dependencies'],
];

/** Files with words of other programs or of the past. */
const exempt = [
  [/^scripts\/words\.mjs$/, 'the list itself'],
  [/^(?:kconfig-fixtures|profiles)\//, 'inputs and records'],
  [/^test\/make\/fixtures\//, 'recorded words of GNU make'],
  [/(?:\.json|\.snap|\.lock)$/, 'data'],
  [/^bench\/results\//, 'past measurements'],
  [/^docs\/decisions\//, 'records of their time'],
];

const textFile = /\.(?:ts|mts|mjs|cjs|md)$|^\.ci\/run$|^bin\/kgate$/;
const pattern = new RegExp(`\\b(?:${banned.map(([word]) => `(${word})`).join('|')})\\b`, 'g');

function listFiles(paths) {
  const { stdout } = spawnSync('git', ['ls-files', '--', ...paths], { cwd: root, encoding: 'utf8' });
  return stdout.split('\n').filter((path) => textFile.test(path) && !exempt.some(([name]) => name.test(path)));
}

/** A line as words: identifiers split, lower case. */
function plain(line) {
  return line
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase();
}

let count = 0;
const report = (path, number, word, instead) => {
  count += 1;
  process.stdout.write(`${path}${number === 0 ? '' : `:${number}`}: "${word}" (${instead})\n`);
};
for (const path of listFiles(process.argv.slice(2))) {
  const texts = [path, ...readFileSync(join(root, path), 'utf8').split('\n')];
  texts.forEach((line, number) => {
    if (line.includes('words-ok')) return;
    for (const match of plain(line).matchAll(pattern)) {
      const which = match.slice(1).findIndex((group) => group !== undefined);
      report(path, number, match[0], banned[which]?.[1] ?? '');
    }
  });
}
process.stdout.write(count === 0 ? 'words: all good\n' : `words: ${count} to replace\n`);
process.exitCode = count === 0 ? 0 : 1;
