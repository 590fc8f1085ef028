/** The order of findings: the answer first. */
import type { Diagnostic } from '../results/diagnostic.ts';

/** Warnings about settings that are lost go before what make and conf warn of. */
const lostCodes: ReadonlySet<string> = new Set<Diagnostic['code']>([
  'kernel/value-not-kept',
  'kernel/unknown-symbol',
  'kernel/malformed-line',
  'kernel/symbol-without-prompt',
  'kernel/value-out-of-range',
]);

/** What ends make or conf, other errors, lost settings, other warnings, notes, hints. */
function rankOf({ code, severity }: Diagnostic): number {
  switch (severity) {
    case 'error':
      return code.startsWith('make/') || code.startsWith('kconfig/') ? 0 : 1;
    case 'warning':
      return lostCodes.has(code) ? 2 : 3;
    case 'info':
      return 4;
    case 'hint':
      return 5;
  }
}

/**
 * Findings by weight. Errors keep the order of the build, and so do the first findings of each code below them; further
 * ones of a code follow its first, those of one file by their lines.
 */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const first = new Map<string, number>();
  const keyed = diagnostics.map((diagnostic, index) => {
    const { code, location, severity } = diagnostic;
    const rank = rankOf(diagnostic);
    if (severity === 'error') return { diagnostic, keys: [rank, index] };
    const firstOf = (key: string): number => {
      if (!first.has(key)) first.set(key, index);
      return first.get(key) ?? index;
    };
    const group = firstOf(`${severity} ${code}`);
    if (location === null) return { diagnostic, keys: [rank, group, index] };
    return { diagnostic, keys: [rank, group, firstOf(`${severity} ${code} ${location.file}`), location.line, index] };
  });
  return keyed.sort((one, other) => compare(one.keys, other.keys)).map(({ diagnostic }) => diagnostic);
}

function compare(left: readonly number[], right: readonly number[]): number {
  for (const [at, key] of left.entries()) {
    const difference = key - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
