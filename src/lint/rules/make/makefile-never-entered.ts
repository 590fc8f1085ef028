import type { LintDiagnostic } from '../../codes.ts';
import { ruleFinding } from '../../finding.ts';
import { objectLists } from '../../make/facts.ts';
import { directoryOf } from '../../make/file-list.ts';
import { patternOf } from '../../make/kbuild-unit.ts';
import { unknownText } from '../../make/static-words.ts';
import { type LintMakefile, type LintTree, placeIn, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'makefile-never-entered',
  summary: 'a makefile of kbuild in a directory that no other makefile enters',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** Objects below a directory that no list leads to. */
export const makefileNeverEntered: Rule = { meta, checkMakefile };

const foreign = /^(?:tools|scripts|samples|Documentation|doc|usr)(?:\/|$)|^arch\/[^/]+$/;

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const directory = directoryOf(makefile.path);
  if (directory === '' || foreign.test(directory) || tree.kbuild.makefileOf(directory) !== makefile.path) return [];
  const unit = tree.kbuild.unitAt(makefile.path);
  // Included makefiles of an architecture start from the top.
  if (unit === undefined || unit.base !== directory || tree.kbuild.includersOf(makefile.path).length > 0) return [];
  const hasObjects = unit.lists.some(
    (line) => objectLists.has(line.base) && line.words.some(({ text }) => /\.o$|\/$/.test(text)),
  );
  // A makefile that can be called by itself has a rule of its own for all.
  if (!hasObjects || isStandalone(makefile) || !hasTop(tree) || isEntered(tree, directory)) return [];
  return [
    ruleFinding({
      rule: 'makefile-never-entered',
      severity: 'warning',
      location: placeIn(makefile, 1),
      message: `no makefile enters ${directory}/: nothing that it lists is built`,
      args: { directory },
    }),
  ];
}

function isStandalone(makefile: LintMakefile): boolean {
  return makefile.scan.statements.some(
    ({ kind, left, right }) =>
      (kind === 'rule' && /(?:^|\s)(?:all|modules|default|install)(?:\s|$)/.test(left)) ||
      (kind === 'recipe' && /-C\s/.test(right)),
  );
}

/** Some makefile at the top has to be there, or the tree is a part of another. */
function hasTop(tree: LintTree): boolean {
  return tree.kbuild.makefileOf('') !== undefined;
}

function isEntered(tree: LintTree, directory: string): boolean {
  const { kbuild } = tree;
  if (enteredOf(tree).has(directory) || patternsOf(tree).some((pattern) => pattern.test(directory))) return true;
  const name = directory.slice(directory.lastIndexOf('/') + 1);
  for (let at = directoryOf(directory); ; at = directoryOf(at)) {
    for (const file of kbuild.files.namesIn(at)) {
      const text = kbuild.textOf(at === '' ? file : `${at}/${file}`);
      if (text === undefined) continue;
      // `lib/` in a makefile above is this one only when the path fits.
      const tail = directory.slice(at === '' ? 0 : at.length + 1);
      if (hasPath(text, tail) || (at === directoryOf(directory) && hasPath(text, name))) return true;
    }
    if (at === '') break;
  }
  for (const path of kbuild.paths)
    if (kbuild.textOf(path)?.includes(`${directory}/`) || kbuild.textOf(path)?.includes(`=${directory}`)) return true;
  return false;
}

function hasPath(text: string, path: string): boolean {
  for (let at = text.indexOf(path); at !== -1; at = text.indexOf(path, at + 1)) {
    if (!/[\w.-]/.test(text[at - 1] ?? ' ') && !/^\/?[\w.$-]/.test(text.slice(at + path.length, at + path.length + 2)))
      return true;
  }
  return false;
}

const entered = new WeakMap<LintTree, { paths: Set<string>; patterns: RegExp[] }>();

function read(tree: LintTree): { paths: Set<string>; patterns: RegExp[] } {
  const known = entered.get(tree);
  if (known !== undefined) return known;
  const found = { paths: new Set<string>(), patterns: [] as RegExp[] };
  entered.set(tree, found);
  const texts = new Set<string>();
  for (const unit of tree.kbuild.units()) {
    for (const line of unit.lists) {
      for (const { alternatives } of line.words) {
        for (const word of alternatives) {
          if (!word.endsWith('/') && line.base !== 'subdir') continue;
          const path = unit.resolve(word);
          if (path === undefined) continue;
          if (!path.includes(unknownText)) found.paths.add(path);
          // A pattern of nothing but unknown parts would let every directory be entered.
          else if (/[\w]/.test(path.replace(/^.*\u0001/, '')) || /\w\/[^/]*\u0001/.test(path)) texts.add(path);
        }
      }
    }
  }
  found.patterns.push(...[...texts].map((text) => patternOf(text)));
  return found;
}

function enteredOf(tree: LintTree): ReadonlySet<string> {
  return read(tree).paths;
}

function patternsOf(tree: LintTree): readonly RegExp[] {
  return read(tree).patterns;
}
