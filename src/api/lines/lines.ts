/** Everything that is to be said about the lines of the user's files. */

import type { Diagnostic } from '../../results/diagnostic.ts';
import type { Configuration, KconfigSymbol } from '../../kconfig/index.ts';
import type { AskedFile } from '../../kernel/index.ts';
import { type AskedLines, askedLines } from './asked-lines.ts';
import { malformedLines } from './malformed-lines.ts';
import { promptlessSymbols } from './promptless-symbols.ts';
import { withRightForm } from './right-form.ts';
import { type TreePlace, unknownSymbols, withNearNames } from './unknown-symbols.ts';
import { choiceConflicts, overriddenSettings, valuesOutOfRange, withBothLines } from './value-limits.ts';

/** Findings about lines, and what further findings need to know of them. */
export interface LineFindings {
  readonly diagnostics: readonly Diagnostic[];
  /** Symbols whose lines are explained: that a value was not kept says nothing more. */
  readonly explained: ReadonlySet<KconfigSymbol>;
  /** Adds to conf's words: both lines of a symbol that has two, names near to an unknown one, what a refused line must be. */
  readonly annotate: (diagnostics: readonly Diagnostic[]) => Diagnostic[];
}

/** The findings about the lines of the files that a configuration was read from. */
export function lineFindingsOf(
  configuration: Configuration,
  files: readonly AskedFile[],
  place: TreePlace,
): LineFindings {
  const asked: AskedLines = askedLines(configuration, files);
  const ranges = valuesOutOfRange(asked);
  const choices = choiceConflicts(asked);
  return {
    diagnostics: [
      ...malformedLines(asked),
      ...unknownSymbols(asked, place),
      ...promptlessSymbols(asked),
      ...ranges.diagnostics,
      ...choices.diagnostics,
      ...overriddenSettings(asked),
    ],
    explained: new Set([...ranges.symbols, ...choices.symbols]),
    annotate: (diagnostics) =>
      withBothLines(diagnostics, asked).map((one) => withRightForm(withNearNames(one, asked), asked)),
  };
}
