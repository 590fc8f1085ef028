/** Inputs at random: texts derived from a grammar, and texts made from others. One seed gives one text. */
import type { Random } from '../support/random-makefile.ts';

/**
 * By the name of a part, its forms. `{name}` in a form is a part, `{name*}` for any number of them, `{name?}` for one
 * or none; all other text is itself. The part `file` is a whole input.
 */
export type Grammar = Readonly<Record<string, readonly string[]>>;

/** Parts within one another; a deeper one takes the first of its forms, which is a plain one. */
const maxDepth = 7;

/** Bytes of a text that is derived. */
const maxBytes = 4000;

/** A text of the grammar. */
export function derive(grammar: Grammar, random: Random, part = 'file'): string {
  let size = 0;
  const expand = (name: string, depth: number): string => {
    const forms = grammar[name];
    if (forms === undefined) throw new Error(`the grammar has no part ${name}`);
    const form = depth > maxDepth || size > maxBytes ? forms[0]! : random.pick(forms);
    size += form.length;
    return form.replace(/\{([a-z][\w-]*)([*?]?)\}/g, (_whole, inner: string, count: string) => {
      if (count === '') return expand(inner, depth + 1);
      const many = count === '?' ? random.below(2) : random.below(depth === 0 ? 12 : 4);
      return Array.from({ length: size > maxBytes ? 0 : many }, () => expand(inner, depth + 1)).join('');
    });
  };
  return expand(part, 0);
}

/** Bytes that parsers treat in ways of their own. */
const oddBytes = [
  '\0',
  '\t',
  '\n',
  '\r',
  '\v',
  '\\',
  '\\\n',
  '"',
  "'",
  '`',
  '$',
  '$(',
  ')',
  '%',
  '#',
  '\x80',
  '\xff',
  '=',
];

/** A text with a few changes: pieces left out, repeated, moved, taken from another text or from `tokens`. */
export function mutate(text: string, other: string, tokens: readonly string[], random: Random): string {
  let result = text;
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(result.length + 1);
    const end = Math.min(result.length, at + 1 + random.below(random.chance(0.3) ? 200 : 12));
    const piece = result.slice(at, end);
    switch (random.below(7)) {
      case 0:
        result = result.slice(0, at) + result.slice(end);
        break;
      case 1:
        result = result.slice(0, at) + piece.repeat(2 + random.below(6)) + result.slice(end);
        break;
      case 2: {
        const from = random.below(other.length + 1);
        result = result.slice(0, at) + other.slice(from, from + random.below(200)) + result.slice(at);
        break;
      }
      case 3:
        result = result.slice(0, at) + random.pick(oddBytes) + result.slice(random.chance(0.5) ? at : at + 1);
        break;
      case 4: {
        const lines = result.split('\n');
        const [line = ''] = lines.splice(random.below(lines.length), 1);
        lines.splice(random.below(lines.length + 1), 0, line);
        result = lines.join('\n');
        break;
      }
      case 5:
        result = result.slice(0, at) + String.fromCharCode(random.below(256)) + result.slice(at + 1);
        break;
      default:
        result = result.slice(0, at) + (tokens.length === 0 ? '' : random.pick(tokens)) + result.slice(at);
    }
  }
  return result.slice(0, 16_384);
}
