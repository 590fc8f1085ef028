import type { LintDiagnostic } from '../../codes.ts';
import { ruleFinding } from '../../finding.ts';
import { isBuiltList, objectLists, seeMakeLine, unitsOf, wordPlace } from '../../make/facts.ts';
import type { ListLine } from '../../make/kbuild-unit.ts';
import type { LintMakefile, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'obj-listed-twice',
  summary: 'an object stands twice in one list under the same conditions',
  severity: 'info',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** `obj-y += a.o` two times. */
export const objListedTwice: Rule = { meta, checkMakefile };

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const [unit] = unitsOf(makefile, tree);
  if (unit === undefined) return [];
  const seen = new Map<string, { line: ListLine; count: number; text: string; isReported: boolean }>();
  const found: { line: ListLine; text: string; first: ListLine; key: string }[] = [];
  for (const line of unit.lists) {
    if (line.file !== makefile.path || !isBuiltList(unit, line)) continue;
    for (const { text } of line.words) {
      if (!/\.o$|\/$/.test(text) || text.includes('$')) continue;
      const guards = line.statement.guards.map((guard) => `${guard.location.line}${guard.branch}`).join(' ');
      const key = `${line.base} ${line.suffix} ${guards} ${text}`;
      const known = seen.get(key);
      // A list that is set again has nothing of what was there.
      const restarts = line.statement.keyword !== '+=' && known !== undefined && known.line !== line;
      if (known === undefined || restarts) seen.set(key, { line, count: 1, text, isReported: false });
      else {
        known.count++;
        found.push({ line, text, first: known.line, key });
      }
    }
  }
  return found.flatMap(({ line, text, first, key }) => {
    // A helper next to each of several objects: kbuild takes it once.
    if (first !== line && isHelper(line, first, seen.get(key)?.count ?? 0)) return [];
    return [
      ruleFinding({
        rule: 'obj-listed-twice',
        severity: 'info',
        location: secondPlace(makefile, line, text, first === line),
        message: `${text} is in this list already: kbuild takes it once`,
        args: { file: text, first: first.statement.location.line },
        causes: [seeMakeLine(`${text} is listed`, makefile.path, first.statement.location.line)],
      }),
    ];
  });
}

/** Both lines have objects that the other has not, or there are more than two: the object goes with each of them. */
function isHelper(line: ListLine, first: ListLine, count: number): boolean {
  if (count > 2) return true;
  if (!objectLists.has(line.base)) return false;
  const wordsOf = (one: ListLine): Set<string> => new Set(one.words.map(({ text }) => text));
  const [words, others] = [wordsOf(line), wordsOf(first)];
  const isPart = (small: Set<string>, large: Set<string>): boolean => [...small].every((word) => large.has(word));
  return !isPart(words, others) && !isPart(others, words);
}

function secondPlace(
  makefile: LintMakefile,
  line: ListLine,
  text: string,
  isSame: boolean,
): ReturnType<typeof wordPlace> {
  const place = wordPlace(makefile, line.statement, text);
  if (!isSame) return place;
  const rest = { ...line.statement, location: { ...line.statement.location, line: place.line } };
  const start = makefile.lineStarts[place.line - 1] ?? 0;
  const from = start + (place.column ?? 1) - 1 + text.length;
  const end = makefile.lineStarts[rest.endLine] ?? makefile.text.length;
  for (let at = makefile.text.indexOf(text, from); at !== -1 && at < end; at = makefile.text.indexOf(text, at + 1)) {
    if (/[\w./-]/.test(makefile.text[at - 1] ?? ' ') || /[\w./-]/.test(makefile.text[at + text.length] ?? ' '))
      continue;
    const before = makefile.text.slice(start, at);
    const lines = before.split('\n').length - 1;
    return { file: makefile.path, line: place.line + lines, column: at - start - before.lastIndexOf('\n') };
  }
  return place;
}
