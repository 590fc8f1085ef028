/**
 * Parses text with references into a flat list of parts. Arguments and computed names keep their
 * text and are parsed when they are first needed, so the parser itself never recurses.
 * Source: GNU make manual 4.3 §6.1 and §8.1; docs/make-semantics.md §2.1.
 */

import type { ByteString } from '../../core/bytes.ts';
import { limits } from '../limits.ts';
import { type Argument, type Expression, type Part } from './ast.ts';
import type { FunctionShape } from './shapes.ts';
import type { Syntax } from './syntax.ts';

/** The parts of a text; cached by text. Text without `$` is its own expression. */
export function parseExpression(text: ByteString, syntax: Syntax): Expression {
  if (text.indexOf('$') < 0) return text;
  const cached = syntax.expressions.get(text);
  if (cached !== undefined) return cached;
  const parsed = parseParts(text, syntax);
  syntax.expressions.set(text, parsed);
  return parsed;
}

/** The parts of an argument, parsed once. */
export function argumentExpression(argument: Argument, syntax: Syntax): Expression {
  argument.parsed ??= parseExpression(argument.text, syntax);
  return argument.parsed;
}

function isFunctionNameCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 95 ||
    code === 46
  );
}

/** The built-in function whose name starts at `from` and is followed by a blank or nothing at all. */
function functionAt(text: ByteString, from: number, syntax: Syntax): FunctionShape | undefined {
  let end = from;
  while (end < text.length && end - from <= 12 && isFunctionNameCode(text.charCodeAt(end))) end++;
  if (end === from) return undefined;
  const after = text.charCodeAt(end);
  if (end < text.length && !(after === 32 || (after >= 9 && after <= 13))) return undefined;
  return syntax.functions.get(text.slice(from, end));
}

function parseParts(text: ByteString, syntax: Syntax): Expression {
  const parts: Part[] = [];
  let literal = '';
  let at = 0;
  for (;;) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0) {
      literal += text.slice(at);
      break;
    }
    literal += text.slice(at, dollar);
    at = dollar + 1;
    const open = text.charCodeAt(at);
    if (at >= text.length || open === 36) {
      literal += '$';
      at++;
      continue;
    }
    if (literal !== '') parts.push(literal);
    literal = '';
    if (parts.length >= limits.parts) {
      parts.push({
        kind: 'broken',
        code: 'make/limit-size',
        args: {},
        message: 'kgate: text holds too many references',
      });
      break;
    }
    if (open !== 40 && open !== 123) {
      parts.push({ kind: 'reference', name: text.charAt(at) });
      at++;
      continue;
    }
    at = parseGroup(text, at + 1, open, open === 40 ? 41 : 125, parts, syntax);
  }
  if (literal !== '') parts.push(literal);
  if (parts.length === 0) return '';
  if (parts.length === 1 && typeof parts[0] === 'string') return parts[0];
  return parts;
}

/** Parses what follows `$(`; returns the index after the closer. */
function parseGroup(
  text: ByteString,
  from: number,
  open: number,
  close: number,
  parts: Part[],
  syntax: Syntax,
): number {
  const shape = functionAt(text, from, syntax);
  if (shape !== undefined) return parseCall(text, from, open, close, shape, parts);
  const end = text.indexOf(close === 41 ? ')' : '}', from);
  if (end < 0) {
    parts.push({
      kind: 'broken',
      code: 'make/unterminated-reference',
      args: {},
      message: 'unterminated variable reference',
    });
    return text.length;
  }
  let dollar = from;
  while (dollar < end && text.charCodeAt(dollar) !== 36) dollar++;
  if (dollar < end) {
    let depth = 0;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === open) depth++;
      else if (code === close && --depth < 0) break;
    }
    if (depth < 0) {
      parts.push({ kind: 'computed', name: { text: text.slice(from, at), parsed: undefined } });
      return at + 1;
    }
    // More openers than closers: the name ends at the first closer, and what follows is lost. Observed with make 4.3.
    parts.push(namedReference(text.slice(from, end)));
    return text.length;
  }
  parts.push(namedReference(text.slice(from, end)));
  return end + 1;
}

/** A reference whose name is known: plain, or `NAME:PATTERN=REPLACEMENT`. */
export function namedReference(name: ByteString): Extract<Part, { kind: 'reference' | 'substitution' }> {
  const colon = name.indexOf(':');
  if (colon >= 0) {
    const equals = name.indexOf('=', colon + 1);
    if (equals >= 0) {
      return {
        kind: 'substitution',
        name: name.slice(0, colon),
        pattern: name.slice(colon + 1, equals),
        replacement: name.slice(equals + 1),
        compiled: undefined,
        compiledReplacement: undefined,
      };
    }
  }
  return { kind: 'reference', name };
}

function parseCall(
  text: ByteString,
  from: number,
  open: number,
  close: number,
  shape: FunctionShape,
  parts: Part[],
): number {
  let start = from + shape.name.length;
  while (start < text.length) {
    const code = text.charCodeAt(start);
    if (!(code === 32 || (code >= 9 && code <= 13))) break;
    start++;
  }
  const args: Argument[] = [];
  let depth = 0;
  let argStart = start;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === open) depth++;
    else if (code === close) {
      if (depth === 0) {
        args.push({ text: text.slice(argStart, at), parsed: undefined });
        parts.push({ kind: 'call', shape, args, text: text.slice(from, at) });
        return at + 1;
      }
      depth--;
    } else if (code === 44 && depth === 0 && args.length + 1 !== shape.maximum) {
      args.push({ text: text.slice(argStart, at), parsed: undefined });
      argStart = at + 1;
    }
  }
  const missing = String.fromCharCode(close);
  parts.push({
    kind: 'broken',
    code: 'make/unterminated-call',
    args: { function: shape.name },
    message: `unterminated call to function '${shape.name}': missing '${missing}'`,
  });
  return text.length;
}
