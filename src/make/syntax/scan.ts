/** A static look at one makefile: statements, function calls and symbols, nothing evaluated. */

import type { ByteString } from '../../core/bytes.ts';
import type { Location } from '../../core/location.ts';
import type { LogicalLine, Modifiers, Statement } from './ast.ts';
import { findUnquoted, isBlank, joinContinuations, skipReference, skipSpaces, stripSpaces } from './chars.ts';
import { dialects } from './dialect.ts';
import { readFileLines } from './reader.ts';
import { functionsOf44 } from './shapes.ts';
import { splitAssignment, splitModified, startsDirective, statementOf } from './statement.ts';

/** A look at the text needs no version; the one of most kernels. */
const { syntax } = dialects['4.3'];

/** A conditional directive that lexically encloses a place; `branch` is the side. */
export interface ScannedGuard {
  /** `ifeq`, `ifneq`, `ifdef`, `ifndef`. */
  readonly test: string;
  /** Arguments as written. */
  readonly args: ByteString;
  readonly branch: 'then' | 'else';
  readonly location: Location;
}

/** One statement of a makefile, not evaluated. */
export interface ScannedStatement {
  readonly kind:
    | 'assignment'
    | 'define'
    | 'undefine'
    | 'conditional'
    | 'rule'
    | 'recipe'
    | 'include'
    | 'export'
    | 'unexport'
    | 'vpath'
    | 'expression';
  readonly location: Location;
  /** Last physical line of the statement, 1-based and inclusive. */
  readonly endLine: number;
  /** Directive word (`ifeq`, `else`, `endif`, `-include`), assignment operator, or `:`, `::`, `&:`. */
  readonly keyword: string;
  /** Left side: variable name, targets, or empty. */
  readonly left: ByteString;
  /** Right side: value, prerequisites, arguments, recipe text, body of a `define`. */
  readonly right: ByteString;
  /** Targets of a target-specific assignment, empty otherwise. */
  readonly targets: ByteString;
  /** Assignment modifiers: `override`, `export`, `private`. */
  readonly modifiers: readonly string[];
  /** Conditionals around it, outermost first; the innermost 256 when there are more. */
  readonly guards: readonly ScannedGuard[];
  /** Nesting depth of conditionals. */
  readonly depth: number;
}

/** A call of a built-in function such as `$(error …)`. */
export interface ScannedCall {
  readonly name: string;
  /** Arguments as written, unsplit, continuation lines included. */
  readonly args: ByteString;
  readonly location: Location;
  /** As for {@link ScannedStatement}. */
  readonly guards: readonly ScannedGuard[];
  /** True when it stands in a recipe line. */
  readonly inRecipe: boolean;
}

/** A `CONFIG_…` name in the text. */
export interface ScannedSymbol {
  /** With the prefix, as written. */
  readonly name: ByteString;
  readonly location: Location;
  readonly inRecipe: boolean;
}

/** Everything {@link scanMakefile} finds in one file. */
export interface MakefileScan {
  readonly statements: readonly ScannedStatement[];
  readonly calls: readonly ScannedCall[];
  readonly symbols: readonly ScannedSymbol[];
}

/** Open conditionals as a linked list; lists are made from it on first use. */
interface GuardNode {
  readonly parent: GuardNode | null;
  /** Branch of the same chain before this one that has a test. */
  readonly earlier: GuardNode | null;
  /** Null for a plain `else`. */
  readonly guard: ScannedGuard | null;
  /** The guard as later branches of the chain see it. */
  readonly passed: ScannedGuard | null;
  /** Made on first use. */
  list: readonly ScannedGuard[] | undefined;
}

/** Guards listed for one place: a chain of `else if` encloses each of its branches with all before it. */
const maxGuards = 256;

const noGuards: readonly ScannedGuard[] = [];

function newGuards(parent: GuardNode | null, earlier: GuardNode | null, guard: ScannedGuard | null): GuardNode {
  return { parent, earlier, guard, passed: guard === null ? null : { ...guard, branch: 'else' }, list: undefined };
}

function guardsOf(node: GuardNode | null): readonly ScannedGuard[] {
  if (node === null) return noGuards;
  if (node.list !== undefined) return node.list;
  const found: ScannedGuard[] = [];
  for (let level: GuardNode | null = node; level !== null && found.length < maxGuards; level = level.parent) {
    if (level.guard !== null) found.push(level.guard);
    for (let before = level.earlier; before !== null && found.length < maxGuards; before = before.earlier) {
      if (before.passed !== null) found.push(before.passed);
    }
  }
  found.reverse();
  // Long lists are not kept: with many places they would be most of the memory.
  if (found.length <= 64) node.list = found;
  return found;
}

interface Scanner {
  readonly file: string;
  readonly statements: ScannedStatement[];
  readonly calls: ScannedCall[];
  readonly symbols: ScannedSymbol[];
  guards: GuardNode | null;
  depth: number;
  /** True while a tab line belongs to a rule. */
  isRuleOpen: boolean;
  /** Characters that may still be spent on finding the ends of nested calls. */
  budget: number;
}

/**
 * Lists the statements of one makefile without evaluating anything. Both sides of every
 * conditional are listed. Text that only becomes a statement by expansion is an `expression`.
 */
export function scanMakefile(file: string, text: ByteString): MakefileScan {
  const scanner: Scanner = {
    file,
    statements: [],
    calls: [],
    symbols: [],
    guards: null,
    depth: 0,
    isRuleOpen: false,
    budget: 20_000_000 + 10 * text.length,
  };
  const { lines } = readFileLines(text, syntax);
  for (let i = 0; i < lines.length; i++) i = scanLine(scanner, lines, i);
  return { statements: scanner.statements, calls: scanner.calls, symbols: scanner.symbols };
}

function scanLine(scanner: Scanner, lines: readonly LogicalLine[], index: number): number {
  const line = lines[index]!;
  if (line.text === '') return index;
  if (line.text.charCodeAt(0) === 9 && scanner.isRuleOpen) {
    add(scanner, line, 'recipe', '', '', line.text.slice(1));
    scanText(scanner, line, line.text, true);
    return index;
  }
  const statement = statementOf(line, syntax);
  if (statement.kind === 'blank') return index;
  const isConditional = statement.kind === 'conditional' || statement.kind === 'else' || statement.kind === 'endif';
  if (!isConditional) scanner.isRuleOpen = false;
  scanText(scanner, line, withoutComment(line.text), false);
  switch (statement.kind) {
    case 'assignment': {
      const { name, operator, value } = statement.assignment;
      add(scanner, line, 'assignment', operator, name, value, '', statement.modifiers);
      return index;
    }
    case 'define':
      return scanDefine(scanner, lines, index, statement);
    case 'undefine':
      add(scanner, line, 'undefine', 'undefine', stripSpaces(statement.name), '', '', statement.modifiers);
      return index;
    case 'conditional':
    case 'else':
    case 'endif':
      scanConditional(scanner, line, statement);
      return index;
    case 'include':
      add(scanner, line, 'include', statement.word, '', stripSpaces(statement.args));
      return index;
    case 'export':
    case 'unexport':
    case 'vpath':
      add(scanner, line, statement.kind, statement.kind, '', stripSpaces(statement.args));
      return index;
    case 'load':
      add(scanner, line, 'expression', 'load', '', stripSpaces(statement.args));
      return index;
    case 'rule':
      scanRule(scanner, line, statement);
      return index;
  }
}

function add(
  scanner: Scanner,
  line: LogicalLine,
  kind: ScannedStatement['kind'],
  keyword: string,
  left: ByteString,
  right: ByteString,
  targets: ByteString = '',
  modifiers?: Modifiers,
  endLine = line.line + line.span - 1,
): void {
  const words: string[] = [];
  if (modifiers?.isOverride) words.push('override');
  if (modifiers?.isExport) words.push('export');
  if (modifiers?.isPrivate) words.push('private');
  const node = scanner.guards;
  scanner.statements.push({
    kind,
    location: { file: scanner.file, line: line.line },
    endLine,
    keyword,
    left,
    right,
    targets,
    modifiers: words,
    get guards() {
      return guardsOf(node);
    },
    depth: scanner.depth,
  });
}

function scanDefine(
  scanner: Scanner,
  lines: readonly LogicalLine[],
  index: number,
  statement: Extract<Statement, { kind: 'define' }>,
): number {
  const body: ByteString[] = [];
  let depth = 1;
  let last = index;
  for (let i = index + 1; i < lines.length; i++) {
    const line = lines[i]!;
    last = i;
    const text = joinContinuations(line.text);
    const start = skipSpaces(text, 0);
    if (text.charCodeAt(0) !== 9) {
      if (startsDirective(text, start, 'define')) depth++;
      else if (startsDirective(text, start, 'endef') && --depth === 0) break;
    }
    body.push(text);
    scanText(scanner, line, line.text, false);
  }
  const assignment = splitAssignment(statement.header, syntax);
  const name = stripSpaces(assignment === null ? statement.header : assignment.name);
  const end = lines[last]!;
  const endLine = end.line + end.span - 1;
  const keyword = assignment === null ? 'define' : assignment.operator;
  add(scanner, lines[index]!, 'define', keyword, name, body.join('\n'), '', statement.modifiers, endLine);
  return last;
}

function scanConditional(
  scanner: Scanner,
  line: LogicalLine,
  statement: Extract<Statement, { kind: 'conditional' | 'else' | 'endif' }>,
): void {
  const location = { file: scanner.file, line: line.line };
  if (statement.kind === 'conditional') {
    add(scanner, line, 'conditional', statement.word, '', stripSpaces(statement.args));
    const guard: ScannedGuard = { test: statement.word, args: stripSpaces(statement.args), branch: 'then', location };
    scanner.guards = newGuards(scanner.guards, null, guard);
    scanner.depth++;
    return;
  }
  const top = scanner.guards;
  if (top !== null) {
    scanner.guards = top.parent;
    scanner.depth--;
  }
  const isEnd = statement.kind === 'endif';
  add(scanner, line, 'conditional', isEnd ? 'endif' : 'else', '', stripSpaces(statement.rest));
  if (isEnd || top === null) return;
  let guard: ScannedGuard | null = null;
  if (statement.nested?.kind === 'conditional') {
    const { word, args } = statement.nested;
    guard = { test: word, args: stripSpaces(args), branch: 'then', location };
  }
  scanner.guards = newGuards(top.parent, top.guard === null ? top.earlier : top, guard);
  scanner.depth++;
}

function scanRule(scanner: Scanner, line: LogicalLine, statement: Extract<Statement, { kind: 'rule' }>): void {
  const { head } = statement;
  const colon = findUnquoted(head, 58, 58, true);
  if (colon.at < 0) {
    add(scanner, line, 'expression', '', '', stripSpaces(head));
    return;
  }
  const isGrouped = colon.at > 0 && colon.text.charCodeAt(colon.at - 1) === 38;
  const isDouble = colon.text.charCodeAt(colon.at + 1) === 58;
  const targets = stripSpaces(colon.text.slice(0, isGrouped ? colon.at - 1 : colon.at));
  const rest = colon.text.slice(colon.at + (isDouble ? 2 : 1));
  const assigned = splitModified(rest, true, syntax);
  if (assigned !== null && assigned.kind === 'assignment') {
    const { name, operator, value } = assigned.assignment;
    const text = statement.recipe === null ? value : `${value};${statement.recipe}`;
    add(scanner, line, 'assignment', operator, name, text, targets, assigned.modifiers);
    return;
  }
  add(scanner, line, 'rule', isGrouped ? '&:' : isDouble ? '::' : ':', targets, stripSpaces(rest));
  if (statement.recipe !== null) add(scanner, line, 'recipe', ';', '', statement.recipe);
  scanner.isRuleOpen = true;
}

function withoutComment(text: ByteString): ByteString {
  if (text.indexOf('#') < 0) return text;
  const found = findUnquoted(text, 35, 35, true);
  return found.at < 0 ? text : text.slice(0, text.length - (found.text.length - found.at));
}

/** Notes calls of built-in functions and `CONFIG_…` names with their own physical lines. */
function scanText(scanner: Scanner, line: LogicalLine, text: ByteString, inRecipe: boolean): void {
  let atLine = line.line;
  let lineStart = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) {
      atLine++;
      lineStart = at + 1;
    } else if (code === 36) {
      const open = text.charCodeAt(at + 1);
      if (open === 36) at++;
      else if (open === 40 || open === 123)
        scanCall(scanner, text, at, { file: scanner.file, line: atLine, column: at - lineStart + 1 }, inRecipe);
    } else if (code === 67 && text.startsWith('CONFIG_', at) && !isWordCode(text.charCodeAt(at - 1))) {
      let end = at + 7;
      while (isWordCode(text.charCodeAt(end))) end++;
      if (end === at + 7) continue;
      const location = { file: scanner.file, line: atLine, column: at - lineStart + 1 };
      scanner.symbols.push({ name: text.slice(at, end), location, inRecipe });
      at = end - 1;
    }
  }
}

function isWordCode(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
}

function scanCall(scanner: Scanner, text: ByteString, at: number, location: Location, inRecipe: boolean): void {
  let end = at + 2;
  while (end < text.length && (isWordCode(text.charCodeAt(end)) || text.charCodeAt(end) === 45)) end++;
  const name = text.slice(at + 2, end);
  const after = text.charCodeAt(end);
  if (!(isBlank(after) || (after === 92 && text.charCodeAt(end + 1) === 10)) || !functionsOf44.has(name)) return;
  if (scanner.budget <= 0) return;
  const close = skipReference(text, at);
  scanner.budget -= close - at;
  const closer = text.charCodeAt(at + 1) === 40 ? ')' : '}';
  const argsEnd = text.charAt(close - 1) === closer ? close - 1 : close;
  const args = text.slice(skipSpaces(text, end), Math.max(argsEnd, skipSpaces(text, end)));
  const node = scanner.guards;
  scanner.calls.push({
    name,
    args,
    location,
    get guards() {
      return guardsOf(node);
    },
    inRecipe,
  });
}
