import type { LintDiagnostic } from '../../codes.ts';
import { canBeModule } from '../../make/architecture.ts';
import { isRead } from '../../make/exact-value.ts';
import { ruleFinding } from '../../finding.ts';
import { seeMakeLine, unitsOf, wordPlace } from '../../make/facts.ts';
import type { KbuildUnit, ListLine } from '../../make/kbuild-unit.ts';
import { unknownText } from '../../make/static-words.ts';
import type { LintMakefile, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'make-builtin-under-module',
  summary: 'a directory that is entered for m lists built-in objects: with m they are linked nowhere',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** `obj-$(CONFIG_X) += dir/`, and `obj-y += a.o` in `dir/`, where X can be m. */
export const makeBuiltinUnderModule: Rule = { meta, checkMakefile };

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  for (const unit of unitsOf(makefile, tree)) {
    for (const line of unit.linesOf('obj')) {
      if (line.file !== makefile.path || line.symbol === null) continue;
      const symbol = tree.symbols.symbols.get(line.symbol);
      if (symbol === undefined || !canBeModule(makefile.path, symbol.name, tree)) continue;
      const values = new Map([[`CONFIG_${symbol.name}`, 'm']]);
      if (isRead(line.statement.guards, values) === false) continue;
      for (const { text, alternatives } of line.words) {
        const [word = '', ...others] = alternatives;
        if (others.length > 0 || !word.endsWith('/') || word.includes(unknownText)) continue;
        const directory = unit.resolve(word);
        if (directory === undefined || entersOtherwise(tree, directory, line)) continue;
        const lost = lostObject(tree, directory, values);
        if (lost === undefined) continue;
        const [object, part] = lost;
        findings.push(
          ruleFinding({
            rule: 'make-builtin-under-module',
            severity: 'warning',
            location: wordPlace(makefile, line.statement, text),
            message: `with CONFIG_${symbol.name}=m, ${directory}/ is entered for modules alone: its built-in ${object} is linked nowhere`,
            args: { symbol: symbol.name, directory, file: object },
            causes: [seeMakeLine(`${object} is built in`, part.file, part.statement.location.line)],
            notes: [`obj-$(subst m,y,$(CONFIG_${symbol.name})) enters the directory for built-in objects as well.`],
          }),
        );
      }
    }
  }
  return findings;
}

const entries = new WeakMap<LintTree, ReadonlyMap<string, readonly ListLine[]>>();

/** Another line enters the directory, perhaps for built-in objects. */
function entersOtherwise(tree: LintTree, directory: string, line: ListLine): boolean {
  let known = entries.get(tree);
  if (known === undefined) {
    const found = new Map<string, ListLine[]>();
    for (const unit of tree.kbuild.units()) for (const one of unit.lists) addDirectories(unit, one, found);
    known = found;
    entries.set(tree, known);
  }
  return (known.get(directory) ?? []).some(
    (one) => one.statement.location.line !== line.statement.location.line || one.file !== line.file,
  );
}

function addDirectories(unit: KbuildUnit, line: ListLine, found: Map<string, ListLine[]>): void {
  for (const { alternatives } of line.words) {
    for (const word of alternatives) {
      const path = word.endsWith('/') ? unit.resolve(word) : undefined;
      if (path === undefined) continue;
      const lines = found.get(path);
      if (lines === undefined) found.set(path, [line]);
      else lines.push(line);
    }
  }
}

/** An object that the makefile of a directory builds in although it is only entered for modules. */
function lostObject(
  tree: LintTree,
  directory: string,
  values: ReadonlyMap<string, string>,
): [object: string, line: ListLine] | undefined {
  const path = tree.kbuild.makefileOf(directory);
  const unit = path === undefined ? undefined : tree.kbuild.unitAt(path);
  for (const line of unit?.linesOf('obj') ?? []) {
    if (line.suffix !== 'y' || isRead(line.statement.guards, values) === false) continue;
    for (const { alternatives } of line.words) {
      const [word = '', ...others] = alternatives;
      if (others.length === 0 && word.endsWith('.o') && !word.includes(unknownText)) return [word, line];
    }
  }
  return undefined;
}
