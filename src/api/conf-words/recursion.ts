/**
 * Which line to change where symbols depend on each other in a circle: a select of the circle that becomes a dependency.
 * Source: Documentation/kbuild/kconfig-language.rst, "Practical solutions to kconfig recursive issue": where one symbol
 * selects X and another depends on X, `select X` becomes `depends on X`.
 */

import type { Cause, Fix } from '../../core/diagnostic.ts';
import { formatLocation } from '../../core/location.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { showOverlay } from '../../host/layers/overlay-host.ts';
import { absolutePath } from '../../host/paths.ts';
import { type ConfiguredTree, configure, openSession } from '../../kernel/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { CheckOptions } from '../check/check-options.ts';

/** Lines that are tried; each takes a reading of the whole tree. */
const maxTried = 4;

/** The finding with the line to change, tried in memory. */
export function withRecursionFix(one: Diagnostic, options: CheckOptions, tree: ConfiguredTree): Diagnostic {
  if (one.code !== 'kconfig/recursive-dependency' || one.fixes.length > 0) return one;
  const fixes: Fix[] = [];
  for (const step of candidates(one.causes).slice(0, maxTried)) {
    const fix = fixAt(step, one, options, tree);
    if (fix === null) continue;
    fixes.push(fix);
    break;
  }
  const notes = [
    'a circle ends where a symbol is either selected or depended on, and not both: turn one select of the circle into a depends on',
  ];
  return { ...one, fixes, notes };
}

/** Selects of the circle: first those of a symbol that the step before depends on. */
function candidates(causes: readonly Cause[]): Cause[] {
  const isMixed = (_: Cause, index: number): boolean => causes.at(index - 1)?.kind === 'dependency';
  const selects = causes.map((step, index) => ({ step, isFirst: isMixed(step, index) }));
  return selects
    .filter(({ step }) => step.kind === 'select' && step.location !== null)
    .sort((left, right) => Number(right.isFirst) - Number(left.isFirst))
    .map(({ step }) => step);
}

/** The change of one select, where the circle is gone with it. */
function fixAt(step: Cause, one: Diagnostic, options: CheckOptions, { session }: ConfiguredTree): Fix | null {
  const { host } = options;
  const { location, symbol } = step;
  if (location === null || symbol === undefined) return null;
  const path = absolutePath(session.request.treeDirectory, location.file);
  const text = host.readFile(path);
  const lines = text?.split('\n') ?? [];
  const line = lines[location.line - 1] ?? '';
  const [, indent = '', target, condition] = /^(\s*)select\s+(\w+)(?:\s+if\s+(\S.*))?$/.exec(line.trimEnd()) ?? [];
  if (text === undefined || target !== symbol) return null;
  const words = `depends on ${symbol}${condition === undefined ? '' : ` || !(${condition})`}`;
  const start = lines.slice(0, location.line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const changed = text.slice(0, start) + indent + words + text.slice(start + line.length);
  const overlay = new Overlay(host);
  overlay.writeFile(path, changed, false);
  const { profile, request } = options;
  const after = configure(
    openSession({ host: showOverlay(host, { overlay }), profile, request, allowsMissingCompiler: true }),
  );
  const isLeft = after.run === null || after.run.diagnostics.some(({ args, code }) => isSame(one, code, args));
  if (isLeft) return null;
  return {
    title: `${formatLocation(location)}: write "${words}" for "${line.trim()}"`,
    kind: 'edit',
    safety: 'manual',
    changes: [],
    edits: [{ file: location.file, start, end: start + line.length, text: indent + words }],
    verified: true,
    effects: [],
  };
}

/** True for a report about a circle of the same symbols. */
function isSame(one: Diagnostic, code: string, args: unknown): boolean {
  if (one.code !== 'kconfig/recursive-dependency' || code !== one.code) return false;
  const { symbols } = args as typeof one.args;
  return symbols.some((name) => one.args.symbols.includes(name));
}
