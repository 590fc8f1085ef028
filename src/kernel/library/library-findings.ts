/** What a run of Kconfiglib says, as findings with the lines that they come from. */

import { decodeBytes } from '../../core/bytes.ts';
import { cause, diagnostic } from '../../core/diagnostic.ts';
import { type LibraryPlace, type LibraryRun, type MergeFinding } from '../../kconfig/index.ts';
import type { KernelDiagnostic } from '../codes.ts';
import type { UnknownValues } from './library-notes.ts';

/** The findings of a run, stops first. `stopsAtWarnings`: the script ends where there is a warning. */
export function libraryFindings(
  run: LibraryRun & { readonly findings?: readonly MergeFinding[] },
  unknown: UnknownValues,
  stopsAtWarnings: boolean,
): KernelDiagnostic[] {
  const found: KernelDiagnostic[] = [];
  const isStopped = run.warnings.length > 0 && stopsAtWarnings;
  const promptless = (run.findings ?? []).some(({ kind }) => kind === 'promptless');
  if (run.error !== null && !promptless && !/Aborting due to Kconfig warnings/.test(run.error.text)) {
    const words = shown(run.error.text);
    found.push(
      diagnostic({
        code: 'kernel/library-error',
        severity: 'error',
        message: firstLine(words),
        location: run.error.place,
        args: { words },
        notes: [...restOf(words), ...unknown.unset],
      }),
    );
  }
  for (const { place, text } of run.warnings) {
    const words = shown(text);
    found.push(
      diagnostic({
        code: 'kernel/library-warning',
        severity: isStopped ? 'error' : 'warning',
        message: firstLine(words),
        location: place,
        args: { words, stops: isStopped },
        notes: restOf(words),
      }),
    );
  }
  found.push(...(run.findings ?? []).map(mergeFinding));
  if (unknown.count > 0) {
    found.push(
      diagnostic({
        code: 'kernel/build-unknown',
        severity: 'warning',
        message: unknown.line,
        location: null,
        args: { values: unknown.count, symbols: unknown.symbols },
        notes: unknown.more,
      }),
    );
  }
  return found;
}

function mergeFinding({ kind, place, symbol, text, value, wanted }: MergeFinding): KernelDiagnostic {
  const causes = symbol.nodes.map((node) => cause('definition', `${symbol.name} is defined here`, at(node)));
  const base = { message: decodeBytes(text), location: place, causes };
  if (kind === 'promptless') {
    const args = { words: decodeBytes(text) };
    return diagnostic({ ...base, code: 'kernel/library-error', severity: 'error', args });
  }
  if (kind === 'deprecated' || kind === 'experimental') {
    const args = { words: decodeBytes(text), stops: false };
    return diagnostic({ ...base, code: 'kernel/library-warning', severity: 'warning', args });
  }
  const words = decodeBytes(text);
  const unmet = /Check these unsatisfied dependencies: (.*)\.$/s.exec(words)?.[1];
  const why =
    unmet === undefined
      ? `it has the value ${value === '' ? '""' : decodeBytes(value)}`
      : `unsatisfied dependencies ${unmet}`;
  return diagnostic({
    ...base,
    message: `${symbol.name}=${decodeBytes(wanted ?? '')} is not kept: ${why}`,
    code: 'kernel/value-not-kept',
    severity: 'warning',
    args: { symbol: symbol.name, wanted, value, count: 1, because: null, kind: null },
    notes: [words],
  });
}

function at({ file, line }: LibraryPlace): LibraryPlace {
  return { file, line };
}

/** The words without what the script puts before them, and without its line breaks. */
function shown(text: string): string {
  return decodeBytes(text)
    .trim()
    .replace(/^(?:\S+:\d+: )?(?:error|warning): /, '');
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? '';
}

function restOf(text: string): string[] {
  const rest = text.split('\n').slice(1);
  return rest.filter((line) => line.trim() !== '');
}
