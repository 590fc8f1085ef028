/** Symbols that a `.config` has no line for and that make asks for. */

import { diagnostic, type Severity } from '../../core/diagnostic.ts';
import { newQuestions, questionsOfText } from '../../kconfig/index.ts';
import type { ConfiguredTree } from '../../kernel/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { namesOf } from './line-finding.ts';

/** Action on new symbols, as `--new` has it. */
export type NewSymbolsMode = 'error' | 'warn' | 'ignore';

/** Names in the message before the rest is counted. */
const maxNames = 3;

/** The finding about the questions that make asks; none where a configuration goal makes the file, or fragments are merged. */
export function newSymbolsFinding(tree: ConfiguredTree, mode: NewSymbolsMode): Diagnostic[] {
  const { asked, configuration, merged, source } = tree;
  const [file] = asked;
  if (mode === 'ignore' || configuration === null || merged !== null || source.source !== 'file') return [];
  if (file === undefined || file.kind !== 'base') return [];
  const { state } = configuration;
  // Where there is no olddefconfig, the questions are answered by now.
  const isAnswered = state.dialect.modes.asksInAllModes;
  const found = isAnswered ? questionsOfText(state, file.text, file.name) : newQuestions(state);
  const { lines, questions, stopsAtEnd } = found;
  if (lines.length === 0) return [];
  const severity: Severity = mode === 'error' ? 'error' : 'warning';
  const names = lines.map((line) => line.slice(0, Math.max(0, line.indexOf('='))));
  const asks = `make would ask ${questions === 1 ? '1 question' : `${questions} questions`}`;
  const end = stopsAtEnd ? 'without input it stops' : 'without input it takes the defaults';
  const way = isAnswered ? '; `kgate config oldconfig` asks for them' : ', as `kgate config olddefconfig` does';
  const { prefix } = state;
  const items = lines.map((line, index) => ({
    message: line,
    location: configuration.model.symbols.get((names[index] ?? '').slice(prefix.length))?.entries[0]?.location ?? null,
    symbol: (names[index] ?? '').slice(prefix.length),
    value: line.slice(line.indexOf('=') + 1),
  }));
  return [
    diagnostic({
      code: 'kernel/new-symbols',
      severity,
      message: `${asks}: no line for ${namesOf(names, maxNames)}`,
      args: { count: lines.length, questions, stops: stopsAtEnd, symbols: items.map(({ symbol }) => symbol) },
      location: { file: file.name, line: 1 },
      notes: [`${end}${way}`],
      items,
    }),
  ];
}
