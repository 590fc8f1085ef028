import type { LintDiagnostic } from '../../codes.ts';
import { definitionsFor } from '../../make/architecture.ts';
import { ruleFinding } from '../../finding.ts';
import { isBuiltList, unitsOf, wordPlace } from '../../make/facts.ts';
import { directoryOf, joinPath } from '../../make/file-list.ts';
import type { KbuildUnit, ListLine } from '../../make/kbuild-unit.ts';
import { type StaticWord, unknownText } from '../../make/static-words.ts';
import type { LintMakefile, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'obj-missing-file',
  summary: 'a list of kbuild names an object or a directory that is not there and that no rule makes',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** `obj-y += gone.o` without a source, a rule or a list of parts. */
export const objMissingFile: Rule = { meta, checkMakefile };

/** Different words of one makefile that are looked at; the most of Linux 6.12 are about 1,000. */
const maxWords = 5_000;
/** Missing objects of one makefile that its other lines are searched for. */
const maxSearches = 200;
/** Lists of directories that start from the top of the tree. */
const directoryLists: ReadonlySet<string> = new Set(['core', 'drivers', 'libs', 'net', 'virt', 'init', 'subdir']);

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const findings = new Map<string, LintDiagnostic>();
  const units = unitsOf(makefile, tree);
  const known = new Map<string, string | undefined>();
  for (const unit of units) {
    for (const line of unit.lists) {
      if (line.file !== makefile.path || line.suffix === 'n' || line.suffix === '') continue;
      const takesObjects = isBuiltList(unit, line);
      // The top makefile of U-Boot has lists of Linux that it does not use.
      const takesDirectories = directoryLists.has(line.base) && makefile.path !== 'Makefile';
      if ((!takesObjects && !takesDirectories) || !isReachable(makefile.path, line, tree)) continue;
      for (const word of line.words) {
        const key = `${takesObjects} ${word.text}`;
        if (!known.has(key) && known.size < maxWords) known.set(key, missingOf(tree, units, word, takesObjects));
        const missing = known.get(key);
        if (missing === undefined || (isComposite(unit, missing) && missing.endsWith('.o'))) continue;
        findings.set(`${line.statement.location.line} ${missing}`, finding(makefile, line, word, missing));
      }
    }
  }
  for (const one of missingSources(makefile, units, tree)) findings.set(one.message + one.location?.line, one);
  return [...findings.values()];
}

/** Stages of coreboot, whose lists have sources: `romstage-y += clock.c`. */
const stages =
  /^(?:all|bootblock|romstage|ramstage|postcar|smm|smmstub|verstage|decompressor|libverstage|cpu_microcode|rmodules)$/;

/** Sources that a makefile of coreboot lists and that are not there. */
function missingSources(makefile: LintMakefile, units: readonly KbuildUnit[], tree: LintTree): LintDiagnostic[] {
  if (!/(?:^|\/)Makefile\.(?:mk|inc)$/.test(makefile.path)) return [];
  const findings: LintDiagnostic[] = [];
  const own = tree.kbuild.unitAt(makefile.path);
  for (const line of own?.lists ?? []) {
    if (line.file !== makefile.path || !stages.test(line.base) || own === undefined) continue;
    for (const word of line.words) {
      if (!/^[\w./-]+\.[cS]$/.test(word.text)) continue;
      const path = joinPath(directoryOf(makefile.path), word.text);
      if (path === undefined || tree.kbuild.files.has(path) || tree.kbuild.files.has(word.text)) continue;
      const text = tree.kbuild.textOf(makefile.path) ?? '';
      if (text.split(word.text).length > 2 || units.some((unit) => tree.kbuild.canMake(unit, path))) continue;
      findings.push(finding(makefile, line, word, word.text));
    }
  }
  return findings;
}

/** False where the line waits for a symbol that only other architectures have. */
function isReachable(path: string, { symbol }: ListLine, tree: LintTree): boolean {
  if (symbol === null || !tree.symbols.symbols.has(symbol)) return true;
  return definitionsFor(path, symbol, tree).length > 0;
}

/** The word when none of what it can be is there, or can be made, wherever the makefile is read from. */
function missingOf(
  tree: LintTree,
  units: readonly KbuildUnit[],
  word: StaticWord,
  takesObjects: boolean,
): string | undefined {
  const names = word.alternatives.filter((one) => one !== '');
  const isDirectory = names.every((one) => one.endsWith('/'));
  if (names.length === 0 || (!isDirectory && !(takesObjects && names.every((one) => one.endsWith('.o')))))
    return undefined;
  for (const one of names) {
    if (one.includes(unknownText)) return undefined;
    for (const unit of units) {
      const path = unit.resolve(one);
      // What lies outside the tree is not known.
      if (path === undefined || path.startsWith('/')) return undefined;
      if (isDirectory ? tree.kbuild.files.isDirectory(path) || tree.has(path) : canMake(tree, unit, one, path))
        return undefined;
    }
  }
  return names[0];
}

function canMake(tree: LintTree, unit: KbuildUnit, name: string, path: string): boolean {
  return (
    isComposite(unit, name) || tree.kbuild.canMake(unit, path) || isNamedOtherwise(unit, name, path) || tree.has(path)
  );
}

function isComposite(unit: KbuildUnit, object: string): boolean {
  return unit.linesOf(object.slice(0, -2)).length > 0;
}

const searches = new WeakMap<KbuildUnit, number>();

/** A line of the makefile is about a source of that name: it is made in a way that is not followed. */
function isNamedOtherwise(unit: KbuildUnit, name: string, path: string): boolean {
  const count = (searches.get(unit) ?? 0) + 1;
  searches.set(unit, count);
  if (count > maxSearches) return true;
  const stem = name.slice(name.lastIndexOf('/') + 1, -2);
  const directory = path.slice(0, path.lastIndexOf('/') + 1);
  return (
    unit.statements.some(({ statement }) => {
      if (statement.kind === 'conditional') return false;
      for (const text of [statement.left, statement.right]) {
        for (let at = text.indexOf(`${stem}.`); at !== -1; at = text.indexOf(`${stem}.`, at + 1)) {
          const rest = text.slice(at + stem.length);
          if (/[\w-]/.test(text[at - 1] ?? ' ')) continue;
          if (/^\.(?:c|S|s|rs|h|elf|so|bin|o\.\w+)\b/.test(rest) || statement.kind === 'rule') return true;
        }
      }
      return false;
    }) && directory !== ''
  );
}

function finding(makefile: LintMakefile, line: ListLine, word: StaticWord, missing: string): LintDiagnostic {
  const isDirectory = missing.endsWith('/');
  return ruleFinding({
    rule: 'obj-missing-file',
    severity: 'warning',
    location: wordPlace(makefile, line.statement, word.text),
    message: isDirectory
      ? `${missing} is no directory of the tree`
      : `no source and no rule makes ${missing}: a build with this line stops`,
    args: { file: missing },
  });
}
