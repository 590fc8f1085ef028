/** The part of a conditional that decides, with its value and whose that is: what an excerpt of the makefile shows. */
import type { SourceMark } from '../core/diagnostic.ts';
import { formatLocation } from '../core/location.ts';
import type { CommandEvidence } from '../core/run-shell.ts';
import { shorten } from '../core/shorten.ts';
import type { Configuration, KconfigSymbol } from '../kconfig/index.ts';
import type { Condition } from '../make/index.ts';
import { symbolOfVariable } from './symbol.ts';

/** Characters of a value in a label. */
const maxValue = 40;

/** The two sides of `(A,B)`; null for another form. Source: GNU make manual, "Syntax of Conditionals". */
function sidesOf(words: string): readonly [string, string] | null {
  const quoted = /^(?:"([^"]*)"|'([^']*)')\s*(?:"(.*)"|'(.*)')$/.exec(words.trim());
  if (quoted !== null) return [quoted[1] ?? quoted[2] ?? '', quoted[3] ?? quoted[4] ?? ''];
  const inner = /^\((.*)\)$/.exec(words.trim())?.[1];
  if (inner === undefined) return null;
  let depth = 0;
  for (let at = 0; at < inner.length; at += 1) {
    const character = inner.charAt(at);
    if (character === '(' || character === '{') depth += 1;
    else if (character === ')' || character === '}') depth -= 1;
    else if (character === ',' && depth === 0) return [inner.slice(0, at).trim(), inner.slice(at + 1).trim()];
  }
  return null;
}

/** Who gave a symbol its value. */
function ownerOf(symbol: KconfigSymbol, configuration: Configuration): string {
  const facts = configuration.facts(symbol);
  switch (facts.origin) {
    case 'user': {
      const place = facts.userValue?.location ?? null;
      return place === null ? '' : `, set at ${formatLocation(place)}`;
    }
    case 'default':
      return ', the default';
    case 'select': {
      const [first] = facts.selects;
      return first === undefined ? '' : `, selected by ${first.selector.name}`;
    }
    case 'unset':
      return ', not set';
    default:
      return '';
  }
}

/** What decides in the line of a condition; null for one that has no such part. */
export function markOf(
  condition: Condition,
  { configuration }: { readonly configuration: Configuration | null },
  asked: readonly CommandEvidence[],
): SourceMark | null {
  const { kind, left, references, right, test, text } = condition;
  if (kind === 'function') return { text, label: left === '' ? 'empty' : shorten(left, maxValue) };
  const words = text.slice(text.indexOf(test) + test.length).trim();
  const isDefined = test === 'ifdef' || test === 'ifndef';
  const sides = isDefined ? null : sidesOf(words);
  const isRight = sides !== null && !sides[0].includes('$') && sides[1].includes('$');
  const part = sides === null ? words : isRight ? sides[1] : sides[0];
  if (part === '') return null;
  const value = isDefined || isRight ? right : left;
  const shown = value === '' ? 'empty' : shorten(value, maxValue);
  const [symbol] = references.flatMap((one) => symbolOfVariable(one.name, configuration) ?? []);
  const failed = asked.find(({ source, status }) => status !== 0 && status !== null && source !== 'unknown');
  const program = failed?.argv[0]?.split('/').at(-1);
  if (program !== undefined) return { text: part, label: `${shown}: ${program} fails, see below` };
  if (symbol === undefined || configuration === null) return { text: part, label: shown };
  return { text: part, label: `${shown}${ownerOf(symbol, configuration)}` };
}
