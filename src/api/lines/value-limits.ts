/** Lines that a range or a choice overrules, and lines that another line replaces. */

import { type Cause, cause, diagnostic } from '../../core/diagnostic.ts';
import { formatLocation } from '../../core/location.ts';
import type { Configuration, KconfigSymbol, Property } from '../../kconfig/index.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { type AskedLine, type AskedLines, resultOf, wantedBy } from './asked-lines.ts';
import { lineFindings, type LostLine, namesOf } from './line-finding.ts';

/** Findings about symbols, with the symbols that need no further word. */
export interface ExplainedLines {
  readonly diagnostics: readonly Diagnostic[];
  readonly symbols: ReadonlySet<KconfigSymbol>;
}

/** The range in force of a symbol. */
function rangeOf(configuration: Configuration, symbol: KconfigSymbol): Property | undefined {
  return symbol.properties.find(({ condition, kind }) => kind === 'range' && configuration.evalExpr(condition) > 0);
}

/** `2`, or `MIN_BITS (18)`. */
function boundText(configuration: Configuration, bound: KconfigSymbol | null): string {
  if (bound === null) return '';
  const value = configuration.value(bound);
  return bound.entries.length > 0 && value !== bound.name ? `${bound.name} (${value})` : bound.name;
}

function numberOf(text: string, type: KconfigSymbol['type']): bigint | null {
  const digits = type === 'hex' && !/^0[xX]/.test(text) ? `0x${text}` : text;
  return /^-?[0-9]+$|^0[xX][0-9a-fA-F]+$/.test(digits)
    ? digits.startsWith('-')
      ? -BigInt(digits.slice(1))
      : BigInt(digits)
    : null;
}

/** Numbers outside of the range in force. */
export function valuesOutOfRange({ configuration, given }: AskedLines): ExplainedLines {
  const lost: LostLine[] = [];
  const symbols = new Set<KconfigSymbol>();
  for (const [symbol, lines] of given) {
    const line = lines.at(-1);
    const range = symbol.type === 'int' || symbol.type === 'hex' ? rangeOf(configuration, symbol) : undefined;
    if (line === undefined || range === undefined || configuration.visibility(symbol) === 0) continue;
    const value = resultOf(configuration, symbol);
    const asked = numberOf(wantedBy(line, symbol), symbol.type);
    const low = range.low === null ? null : numberOf(configuration.value(range.low), symbol.type);
    const high = range.high === null ? null : numberOf(configuration.value(range.high), symbol.type);
    if (asked === null || low === null || high === null || (asked >= low && asked <= high)) continue;
    const text = `${boundText(configuration, range.low)}..${boundText(configuration, range.high)}`;
    const words = `${line.text.trim()} becomes ${value === '' ? 'unset' : value}: the range is ${text} (${formatLocation(range.location)})`;
    symbols.add(symbol);
    lost.push({
      line,
      value,
      words,
      causes: () => [{ ...cause('range', `range of ${symbol.name}: ${text}`, range.location), symbol: symbol.name }],
    });
  }
  const several = (count: number): string => `${count} numbers are outside of their range`;
  return { diagnostics: lineFindings({ code: 'kernel/value-out-of-range', lost, several }), symbols };
}

/** A line as a step: the text and where it stands. */
function lineCause({ location, name, text }: AskedLine, words: string): Cause {
  return { ...cause('user-value', `${text.trim()}${words}`, location), symbol: name };
}

/** Members of one choice that are all y. */
export function choiceConflicts({ configuration, given }: AskedLines): ExplainedLines {
  const diagnostics: Diagnostic[] = [];
  const symbols = new Set<KconfigSymbol>();
  for (const choice of configuration.model.choices) {
    // One that is hidden is lost for what hides it, whatever is chosen.
    const shown = choice.members.filter((member) => configuration.visibility(member) > 0);
    const lines = shown.flatMap((member) => {
      const line = given.get(member)?.at(-1);
      return line !== undefined && wantedBy(line, member) === 'y' ? [{ line, member }] : [];
    });
    const last = lines.at(-1);
    if (last === undefined || lines.length < 2) continue;
    const chosen = configuration.chosen(choice);
    // A choice of tristates can hold several members as modules, and none where it is hidden.
    if (chosen === null) continue;
    for (const { member } of lines) symbols.add(member);
    const lost = lines.filter(({ member }) => member !== chosen);
    const order = [...lines].sort((one, other) => one.line.line - other.line.line);
    const text = choice.prompt?.text;
    const name = text == null ? 'one choice' : `the choice "${text}"`;
    diagnostics.push(
      diagnostic({
        code: 'kernel/choice-conflict',
        severity: lost.some(({ line }) => line.severity === 'warning') ? 'warning' : 'info',
        message: `${namesOf(order.map(({ line }) => line.text.trim()))}: ${name} has one winner, ${chosen.name}`,
        args: { chosen: chosen.name, symbols: order.map(({ member }) => member.name) },
        location: (lost[0] ?? last).line.location,
        causes: [
          ...order.map(({ line, member }) =>
            lineCause(line, member === chosen ? ' is chosen' : ` is lost to ${chosen.name}`),
          ),
          cause('choice', `${name} is defined here`, choice.location),
        ],
      }),
    );
  }
  return { diagnostics, symbols };
}

/** conf's own warning about a second line for a symbol, with both lines. */
export function withBothLines(diagnostics: readonly Diagnostic[], { given, configuration }: AskedLines): Diagnostic[] {
  return diagnostics.map((one) => {
    if (one.code !== 'kconfig/config-reassigned' || one.causes.length > 0) return one;
    const symbol = configuration.model.symbols.get(one.args.symbol);
    const lines = symbol === undefined ? [] : (given.get(symbol) ?? []);
    if (symbol === undefined || lines.length < 2) return one;
    const value = resultOf(configuration, symbol);
    const causes = lines.map((line) => {
      const counts = wantedBy(line, symbol) === value || (wantedBy(line, symbol) === 'n' && value === '');
      return lineCause(line, counts ? ' counts' : ' is replaced');
    });
    return { ...one, causes };
  });
}

/** Lines of a fragment that a later fragment replaces with another value. */
export function overriddenSettings({ configuration, given }: AskedLines): Diagnostic[] {
  const lost: { readonly symbol: KconfigSymbol; readonly first: AskedLine; readonly last: AskedLine }[] = [];
  for (const [symbol, lines] of given) {
    const last = lines.at(-1);
    if (last === undefined || last.file.kind !== 'fragment') continue;
    const first = lines.findLast((line) => line.file !== last.file && line.file.kind === 'fragment');
    if (first === undefined || wantedBy(first, symbol) === wantedBy(last, symbol)) continue;
    lost.push({ symbol, first, last });
  }
  const [one] = lost;
  if (one === undefined) return [];
  const wordsOf = ({ first, last }: (typeof lost)[number]): string =>
    `${first.text.trim()} is replaced by ${last.text.trim()} at ${formatLocation(last.location)}`;
  const isAlone = lost.length === 1;
  return [
    diagnostic({
      code: 'kernel/setting-overridden',
      severity: 'warning',
      message: isAlone ? wordsOf(one) : `${lost.length} settings are replaced by later fragments`,
      args: { count: lost.length, symbols: lost.map(({ symbol }) => symbol.name) },
      location: one.first.location,
      causes: isAlone ? [lineCause(one.last, ' counts')] : [],
      ...(!isAlone && {
        items: lost.map((each) => ({
          message: wordsOf(each),
          location: each.first.location,
          symbol: each.symbol.name,
          wanted: wantedBy(each.first, each.symbol),
          value: resultOf(configuration, each.symbol),
        })),
      }),
    }),
  ];
}
