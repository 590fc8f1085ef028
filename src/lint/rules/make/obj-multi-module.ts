import type { Expr } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { canBeModule, definitionsFor } from '../../make/architecture.ts';
import { namesIn, operandsOf, type SymbolDefinition } from '../../kconfig/symbol-index.ts';
import { isRead } from '../../make/exact-value.ts';
import { ruleFinding } from '../../finding.ts';
import { seeMakeLine, unitsOf, wordPlace } from '../../make/facts.ts';
import type { KbuildUnit, ListLine } from '../../make/kbuild-unit.ts';
import type { LintMakefile, LintTree, Rule, RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'obj-multi-module',
  summary: 'an object is linked into two modules that one configuration can have',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.3.0',
};

/** What kbuild warns of: "is added to multiple modules". */
export const objMultiModule: Rule = { meta, checkMakefile };

/** A module and the lines that put an object into it. */
interface ModuleUse {
  readonly module: string;
  /** Symbol whose m makes the module. */
  readonly symbol: string;
  readonly list: ListLine;
  readonly part: ListLine;
}

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  const [unit] = unitsOf(makefile, tree);
  if (unit === undefined) return [];
  const uses = new Map<string, ModuleUse[]>();
  for (const use of modulesOf(unit, makefile.path, tree)) {
    for (const { alternatives } of use.part.words) {
      for (const object of alternatives) {
        if (!object.endsWith('.o')) continue;
        const known = uses.get(object);
        if (known === undefined) uses.set(object, [use]);
        else known.push(use);
      }
    }
  }
  const findings: LintDiagnostic[] = [];
  for (const [object, found] of uses) {
    // A composite of composites is no object of its own.
    if (unit.linesOf(object.slice(0, -2)).length > 0) continue;
    const pair = firstPair(found, makefile.path, tree);
    if (pair === undefined) continue;
    const [first, second] = pair;
    findings.push(
      ruleFinding({
        rule: 'obj-multi-module',
        severity: 'warning',
        location: wordPlace(makefile, second.part.statement, object),
        message: `${object} is a part of two modules, ${first.module} and ${second.module}: with both as modules its code and data are there twice`,
        args: { file: object, modules: [first.module, second.module] },
        causes: [
          seeMakeLine(`${object} is a part of ${first.module}`, first.part.file, first.part.statement.location.line),
        ],
        notes: ['A module of its own that both need, with a symbol that both select, has it once.'],
      }),
    );
  }
  return findings;
}

/** Every module of a makefile with each line of its parts; a module of one object is its own part. */
function modulesOf(unit: KbuildUnit, path: string, tree: LintTree): ModuleUse[] {
  const found: ModuleUse[] = [];
  for (const list of unit.linesOf('obj')) {
    const symbol = list.symbol === null ? undefined : tree.symbols.symbols.get(list.symbol);
    if (symbol === undefined || !canBeModule(path, symbol.name, tree)) continue;
    for (const { alternatives } of list.words) {
      const [word = '', ...others] = alternatives;
      if (!word.endsWith('.o') || others.length > 0) continue;
      const module = word.slice(0, -2);
      const parts = unit
        .linesOf(module)
        .filter(({ values }) => values.some((value) => ['y', 'm', 'objs'].includes(value)));
      for (const part of parts) found.push({ module, symbol: symbol.name, list, part });
    }
  }
  return found;
}

/** Two modules that can be there together. */
function firstPair(uses: readonly ModuleUse[], path: string, tree: LintTree): [ModuleUse, ModuleUse] | undefined {
  for (const [at, second] of uses.entries()) {
    for (const first of uses.slice(0, at)) {
      if (first.module === second.module || first.symbol === second.symbol) continue;
      if (second.part.file === path && canMeet(first, second, path, tree)) return [first, second];
    }
  }
  return undefined;
}

function canMeet(first: ModuleUse, second: ModuleUse, path: string, tree: LintTree): boolean {
  const values = new Map([
    [`CONFIG_${first.symbol}`, 'm'],
    [`CONFIG_${second.symbol}`, 'm'],
  ]);
  for (const { list, part } of [first, second]) {
    if (isRead(list.statement.guards, values) === false || isRead(part.statement.guards, values) === false)
      return false;
    // A part of a list by another symbol is there by that symbol alone.
    if (
      part.symbol !== null &&
      first.symbol !== part.symbol &&
      second.symbol !== part.symbol &&
      part.values.includes('')
    ) {
      if (first.part.symbol !== second.part.symbol) return false;
    }
  }
  return !exclude(first.symbol, second.symbol, path, tree);
}

/** The dependencies of two symbols, as far as the text has them, do not let both be m; or one is about the other. */
function exclude(one: string, other: string, path: string, tree: LintTree): boolean {
  const terms = [one, other].map((name) => dependenciesOf(name, path, tree));
  if (terms[0] === undefined || terms[1] === undefined) return true;
  if (terms[0].some((expr) => namesIn(expr).includes(other)) || terms[1].some((expr) => namesIn(expr).includes(one))) {
    return true;
  }
  const all = [...terms[0], ...terms[1]];
  const given = new Set(all.map((expr) => tree.conditions.keyOf(expr)));
  return all.some((expr) => tree.conditions.contradictionOf(expr, given) !== undefined);
}

/** What holds when a symbol that only its one default can turn on is on. */
function defaultsOf(name: string, { entry }: SymbolDefinition, tree: LintTree): Expr[] {
  const symbol = tree.symbols.symbols.get(name);
  if (symbol === undefined || symbol.hasPrompt || symbol.selectors.length > 0) return [];
  const defaults = entry.properties.filter(({ kind }) => kind === 'default');
  const [only] = defaults;
  if (only === undefined || defaults.length > 1) return [];
  const value =
    only.value === null || (only.value.kind === 'symbol' && only.value.symbol.name === 'y')
      ? []
      : operandsOf('and', only.value);
  return [...value, ...(only.writtenCondition === null ? [] : operandsOf('and', only.writtenCondition))];
}

/** Operands that must hold for a symbol; undefined where it is defined several times. */
function dependenciesOf(name: string, path: string, tree: LintTree, depth = 0): Expr[] | undefined {
  const definitions = definitionsFor(path, name, tree);
  const [definition] = definitions;
  if (definition === undefined || definitions.length > 1) return undefined;
  const own = definition.entry.clauses.flatMap(({ expr }) => (expr === null ? [] : operandsOf('and', expr)));
  const around = tree.sources.around(definition.location.file, definition.entry).map(({ expr }) => expr);
  const found = [...own, ...around, ...defaultsOf(name, definition, tree)];
  if (depth > 3) return found;
  // What a dependency depends on has to hold, too.
  const further = found.flatMap((expr) =>
    expr.kind === 'symbol' && expr.symbol.name !== name
      ? (dependenciesOf(expr.symbol.name, path, tree, depth + 1) ?? [])
      : [],
  );
  return [...found, ...further];
}
