import type { ByteString } from '../../../core/bytes.ts';
import { diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { seeLine } from '../../kconfig/facts.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';
import { calledIn, functionsIn, textBelow } from '../../source/code-below.ts';
import type { LintSource } from '../../source/scan-source.ts';

const meta: RuleMeta = {
  name: 'is-enabled-unreachable',
  summary: 'built-in code asks with IS_ENABLED() whether it can call a function of a module: linking fails for m',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** `if (IS_ENABLED(CONFIG_X)) x_function();` in a file that is never a module, X a tristate. */
export const isEnabledUnreachable: Rule = { meta, checkSource };

function checkSource(file: LintSource, tree: LintTree): readonly LintDiagnostic[] {
  if (!file.path.endsWith('.c')) return [];
  const candidates = file.references.filter(({ name, form }) => form === 'IS_ENABLED' && isTristate(name, tree));
  if (candidates.length === 0 || !isBuiltIn(file.path, tree)) return [];
  const text = tree.textOf(file.path);
  if (text === undefined) return [];
  const lines = text.split('\n');
  return candidates.flatMap(({ name, line }) => {
    const symbol = name.slice('CONFIG_'.length);
    const calls = calledIn(textBelow(lines, line));
    if (calls.length === 0 || isPulledIn(file.path, symbol, tree)) return [];
    const found = definitionOf(calls, symbol, tree);
    if (found === undefined || hasReachableStub(text, file.path, symbol, tree)) return [];
    return [
      diagnostic({
        code: 'lint/is-enabled-unreachable',
        severity: 'warning',
        form: 'line',
        message: `IS_ENABLED(${name}) is true for m, and built-in code cannot call ${found.name}() then: IS_REACHABLE()`,
        args: { symbol, function: found.name },
        location: { file: file.path, line },
        causes: [seeLine(`${found.name}() is part of ${symbol}`, found.path, found.line, symbol)],
      }),
    ];
  });
}

function isTristate(name: string, tree: LintTree): boolean {
  const types = name.startsWith('CONFIG_') ? tree.symbols.symbols.get(name.slice('CONFIG_'.length))?.types : undefined;
  return types?.size === 1 && types.has('tristate');
}

/** Every list that has the file is of a bool, or obj-y. */
function isBuiltIn(path: string, tree: LintTree): boolean {
  const { lists } = tree.builtBy.buildersOf(path);
  return lists.size > 0 && [...lists].every((builder) => builder === 'y' || isBool(builder, tree));
}

function isBool(builder: string, tree: LintTree): boolean {
  const types = tree.symbols.symbols.get(builder)?.types;
  return types?.size === 1 && types.has('bool');
}

/** What builds the file makes X be y: by a select, or by a condition that names X. */
function isPulledIn(path: string, symbol: string, tree: LintTree): boolean {
  const { lists, parts } = tree.builtBy.buildersOf(path);
  const builders = [...lists, ...parts];
  if (builders.includes(symbol)) return true;
  const selectors = tree.symbols.symbols.get(symbol)?.selectors ?? [];
  if (selectors.some((selector) => builders.includes(selector.symbol))) return true;
  const definitions = builders.flatMap((builder) => tree.symbols.symbols.get(builder)?.definitions ?? []);
  return definitions.some(({ entry }) =>
    entry.clauses.some((clause) => tree.conditions.conjunctsOf(clause.expr).some(({ key }) => key.includes(symbol))),
  );
}

interface Definition {
  readonly path: string;
  readonly line: number;
}

/** Functions of the files of each symbol that was asked for. */
const known = new WeakMap<LintTree, Map<string, ReadonlyMap<string, Definition>>>();

/** Where a file that is only built for X defines one of the functions. */
function definitionOf(
  calls: readonly string[],
  symbol: string,
  tree: LintTree,
): (Definition & { readonly name: string }) | undefined {
  const bySymbol = known.get(tree) ?? new Map<string, ReadonlyMap<string, Definition>>();
  known.set(tree, bySymbol);
  const functions = bySymbol.get(symbol) ?? functionsOf(symbol, tree);
  bySymbol.set(symbol, functions);
  for (const name of calls) {
    const definition = functions.get(name);
    if (definition !== undefined) return { name, ...definition };
  }
  return undefined;
}

function functionsOf(symbol: string, tree: LintTree): Map<string, Definition> {
  const functions = new Map<string, Definition>();
  for (const source of tree.builtBy.sourcesOf(symbol)) {
    const path = `${source}.c`;
    const { lists } = tree.builtBy.buildersOf(path);
    if ([...lists].some((builder) => builder !== symbol)) continue;
    for (const [name, line] of functionsIn(tree.textOf(path) ?? '')) functions.set(name, { path, line });
  }
  return functions;
}

/** A header that the file takes in knows of the difference. */
function hasReachableStub(text: ByteString, path: string, symbol: string, tree: LintTree): boolean {
  const directory = path.slice(0, path.lastIndexOf('/') + 1);
  for (const [, quoted, angled] of text.matchAll(/^[ \t]*#[ \t]*include[ \t]+(?:"([^"]+)"|<([^>]+)>)/gm)) {
    const header = tree.textOf(quoted === undefined ? `include/${angled}` : `${directory}${quoted}`);
    if (header?.includes(symbol) === true && /IS_REACHABLE|_MODULE\b|IS_BUILTIN/.test(header)) return true;
  }
  return false;
}
