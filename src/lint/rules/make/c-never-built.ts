import type { LintDiagnostic } from '../../codes.ts';
import { ruleFinding } from '../../finding.ts';
import { objectLists } from '../../make/facts.ts';
import { directoryOf } from '../../make/file-list.ts';
import { hasWord } from '../../make/kbuild-model.ts';
import { unknownText } from '../../make/static-words.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'c-never-built',
  summary: 'a C file that no makefile names and no source includes',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** A source in a directory of kbuild that is built for no architecture. */
export const cNeverBuilt: Rule = { meta, checkTree };

/** Not for the target, or kept on purpose. */
const kept =
  /^(?:tools|scripts|samples|Documentation|doc|examples?)\/|(?:skeleton|example|template|sample|selftest|unused)|\.(?:mod|bpf|skel|kern|inc|tmpl)\.c$|(?:^|\/)tests?\//i;

function checkTree(tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  const { kbuild } = tree;
  for (const directory of kbuild.files.paths()) {
    let makefile: string | undefined | null = null;
    for (const name of kbuild.files.namesIn(directory)) {
      if (!name.endsWith('.c')) continue;
      const path = directory === '' ? name : `${directory}/${name}`;
      if (kept.test(path) || !tree.isLinted(path)) continue;
      if (makefile === null) makefile = buildsObjects(tree, directory) ? directory : undefined;
      if (makefile === undefined) break;
      if (kbuild.isMentioned(path) || isNamedByText(tree, directory, name) || tree.isIncludedSource(path)) continue;
      if (kbuild.isNamedByForeign(name.slice(0, -2)) || isReadByBuild(tree, path)) continue;
      findings.push(
        ruleFinding({
          rule: 'c-never-built',
          severity: 'warning',
          location: { file: path, line: 1 },
          message: `no makefile names ${path}, and no source includes it: it is built for no architecture`,
          args: { file: path },
        }),
      );
    }
  }
  return findings;
}

/** BusyBox's build takes lines of comments, whether the code behind them is compiled or not. */
function isReadByBuild(tree: LintTree, path: string): boolean {
  return /^\/\/(?:config|applet|kbuild|usage):/m.test(tree.kbuild.readFile(path) ?? '');
}

/** True when the makefile of the directory has lists of objects: it is one of kbuild. */
function buildsObjects(tree: LintTree, directory: string): boolean {
  const path = tree.kbuild.makefileOf(directory);
  const unit = path === undefined ? undefined : tree.kbuild.unitAt(path);
  if (unit === undefined) return false;
  // `obj-y := $(BOARD).o` can be any file of the directory.
  const isOpen = (word: string): boolean => new RegExp(`^${unknownText}+\\.o$`).test(word);
  const lists = unit.lists.filter((line) => objectLists.has(line.base));
  if (lists.some((line) => line.words.some(({ alternatives }) => alternatives.some(isOpen)))) return false;
  return unit.lists.some(
    (line) => objectLists.has(line.base) && line.words.some(({ text }) => text.endsWith('.o') || text.includes('$')),
  );
}

/** The makefile of the directory, or of one above it, has the name as a word somewhere: it is used in a way that is not followed. */
function isNamedByText(tree: LintTree, directory: string, name: string): boolean {
  const stem = name.slice(0, -2);
  const { kbuild } = tree;
  for (const file of kbuild.files.namesIn(directory)) {
    const path = directory === '' ? file : `${directory}/${file}`;
    const text = kbuild.textOf(path);
    if (text !== undefined && hasWord(withoutComments(text), stem)) return true;
  }
  if (directory === '') return false;
  for (let at = directoryOf(directory); ; at = directoryOf(at)) {
    for (const file of kbuild.files.namesIn(at)) {
      const text = kbuild.textOf(at === '' ? file : `${at}/${file}`);
      if (text !== undefined && hasWord(text, `${stem}.o`)) return true;
    }
    if (at === '') break;
  }
  return hasPath(tree, directory, name);
}

function hasPath(tree: LintTree, directory: string, name: string): boolean {
  for (let at = directoryOf(directory); ; at = directoryOf(at)) {
    const path = tree.kbuild.makefileOf(at);
    const text = path === undefined ? undefined : tree.kbuild.textOf(path);
    const tail = `${directory.slice(at === '' ? 0 : at.length + 1)}/${name.slice(0, -2)}`;
    if (text?.includes(tail) === true) return true;
    if (at === '') return false;
  }
}

function withoutComments(text: string): string {
  return text.replace(/^[ \t]*#.*$/gm, '');
}
