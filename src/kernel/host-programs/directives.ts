/**
 * The directives of a C source, read off its text: what it takes in and what it defines, with the conditions of both.
 * Nothing is expanded and nothing is left out for its conditions.
 * Source: C11 5.1.1.2 (phases of translation), 6.10; the gcc 12 preprocessor manual.
 */
import type { ByteString } from '../../core/bytes.ts';

/** A condition and how it has to turn out. */
export interface Test {
  /** What stands behind `#if`; `#ifdef X` is `defined X`. */
  readonly condition: ByteString;
  readonly wanted: boolean;
}

/** A branch of a conditional, inside of another one. */
export interface Branch {
  readonly outer: Branch | null;
  /** Those of the branches before it, and its own. */
  readonly tests: readonly Test[];
}

/** An `#include`. */
export interface Include {
  /** Null where a macro makes the name. */
  readonly name: ByteString | null;
  readonly isQuoted: boolean;
  /** `#include_next`. */
  readonly isNext: boolean;
  readonly branch: Branch | null;
}

/** A `#define` or an `#undef`. */
export interface Definition {
  readonly macro: ByteString;
  /** Identifiers of its text, parameters among them. */
  readonly uses: readonly ByteString[];
  readonly branch: Branch | null;
}

/** What {@link readDirectives} gives. */
export interface Directives {
  readonly includes: readonly Include[];
  readonly definitions: readonly Definition[];
  /** The directives alone, one a line. */
  readonly text: ByteString;
}

/** Comments, and what may hold the beginning of one: names of headers, strings, characters. One without an end ends its line. */
const lexed =
  /^[ \t]*(?:#|%:)[ \t]*(?:include|include_next|import)[ \t]*<[^>\n]*>|\/\*[^]*?(?:\*\/|$(?![^]))|\/\/[^\n]*|\b(?:u8|[uUL])?R"|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?/gm;

/** The identifiers of a text; strings and numbers have none. */
export function identifiersOf(text: ByteString): ByteString[] {
  const plain = text.replace(/"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\.?\d(?:[eEpP][+-]|[\w.])*/g, ' ');
  return plain.match(/[A-Za-z_$\x80-\xff][\w$\x80-\xff]*/g) ?? [];
}

/** Reads a source; null where its text has what is not followed here: raw strings, trigraphs, directives of C23. */
export function readDirectives(source: ByteString): Directives | null {
  if (source.includes('??') && /^[ \t]*\?\?=|\?\?\/$/m.test(source)) return null;
  const joined = source.includes('\\') ? source.replace(/\\[ \t]*\r?\n/g, '') : source;
  let isRaw = false;
  const plain = joined.replace(lexed, (found) => {
    if (/^(?:u8|[uUL])?R"$/.test(found)) isRaw = true;
    return found.startsWith('/') ? ' ' : found;
  });
  if (isRaw) return null;
  const includes: Include[] = [];
  const definitions: Definition[] = [];
  const lines: ByteString[] = [];
  let branch = null as Branch | null;
  for (const match of plain.matchAll(/(?<![^\n])[ \t\v\f\r]*(?:#|%:)[ \t]*([a-z_]+)([^\n]*)/g)) {
    const [, word = '', after = ''] = match;
    const rest = after.trim();
    switch (word) {
      case 'if':
      case 'ifdef':
      case 'ifndef':
        branch = { outer: branch, tests: [testOf(word, rest)] };
        break;
      case 'elif':
      case 'else':
        if (branch === null) break;
        branch = {
          outer: branch.outer,
          tests: [...branch.tests.map(failed), ...(word === 'else' ? [] : [testOf('if', rest)])],
        };
        break;
      case 'elifdef':
      case 'elifndef':
        // Compilers before C23 pass over them.
        return null;
      case 'endif':
        branch = branch?.outer ?? null;
        break;
      case 'include':
      case 'include_next':
      case 'import': {
        const [, inBrackets, inQuotes] = /^(?:<([^>]+)>|"([^"]+)")/.exec(rest) ?? [];
        const isQuoted = inQuotes !== undefined;
        includes.push({ name: inBrackets ?? inQuotes ?? null, isQuoted, isNext: word === 'include_next', branch });
        break;
      }
      case 'define':
      case 'undef': {
        const [, macro, text = ''] = /^([\w$\x80-\xff]+)([^]*)/.exec(rest) ?? [];
        if (macro !== undefined) definitions.push({ macro, uses: identifiersOf(text), branch });
        break;
      }
      default:
        continue;
    }
    lines.push(`#${word} ${rest}\n`);
  }
  return { includes, definitions, text: lines.join('') };
}

/** Only the last test of a branch is its own: those before it are of the branches before. */
function failed(test: Test, at: number, tests: readonly Test[]): Test {
  return at === tests.length - 1 ? { ...test, wanted: !test.wanted } : test;
}

function testOf(word: string, rest: ByteString): Test {
  if (word !== 'if')
    return { condition: `defined ${/^[\w$\x80-\xff]*/.exec(rest)?.[0] ?? ''}`, wanted: word === 'ifdef' };
  const plain = /^(!?)\s*defined\s*(?:\(\s*([\w$]+)\s*\)|\s([\w$]+))$/.exec(rest);
  if (plain === null) return { condition: rest, wanted: true };
  return { condition: `defined ${plain[2] ?? plain[3] ?? ''}`, wanted: plain[1] === '' };
}
