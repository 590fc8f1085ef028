/**
 * What C, headers, assembly and devicetree sources ask of the configuration: names in preprocessor conditions and in
 * the macros of include/linux/kconfig.h. A file is looked at once; only what a rule can be about is kept.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { SymbolIndex } from '../kconfig/symbol-index.ts';

/** A name that a source file asks for. */
export interface SourceReference {
  /** As written, `CONFIG_` included where it is there. */
  readonly name: string;
  /** 1-based. */
  readonly line: number;
  /** `condition`: `#ifdef`, `#if` or `#elif`; else the macro that has it as its argument. */
  readonly form: 'condition' | SourceMacro;
  /** The other names of the same condition. */
  readonly others: readonly string[];
}

/**
 * Macros whose argument is the name of a symbol: with its prefix, but for `CONFIG_IS_ENABLED` (U-Boot) and `CONFIG`
 * (coreboot), which take it without; their references have it.
 */
export type SourceMacro = 'IS_ENABLED' | 'IS_BUILTIN' | 'IS_MODULE' | 'IS_REACHABLE' | 'CONFIG_IS_ENABLED' | 'CONFIG';

/** One source file as rules see it. */
export interface LintSource {
  readonly path: string;
  /** In the order of the text. */
  readonly references: readonly SourceReference[];
  /** Names the file defines as nothing. */
  readonly emptyDefines: ReadonlySet<string>;
}

/** What all source files define together. */
export interface SourceDefines {
  /** Every `#define` of a name with `CONFIG_`, or of a Kconfig symbol without it. */
  readonly names: Set<string>;
}

const wordCode = /\w/;
const macroCall =
  /\b(IS_ENABLED|IS_BUILTIN|IS_MODULE|IS_REACHABLE|CONFIG_IS_ENABLED|CONFIG)\s*\(\s*([A-Za-z_]\w*)\s*[,)]/g;
const directive = /[ \t]*(ifdef|ifndef|if|elif|define)\b/y;
const defined = /[ \t]+([A-Za-z_]\w*)/y;
const nameInCondition = /\b[A-Za-z_]\w*/g;
/** Longest condition that is read. */
const maxCondition = 4_000;

/** Reads one file: what it defines goes into `defines`. Undefined when no rule can be about it. */
export function scanSource(
  path: string,
  text: ByteString,
  symbols: SymbolIndex,
  defines: SourceDefines,
  hasConfigMacro = false,
): LintSource | undefined {
  const found: { name: string; at: number; form: SourceReference['form']; others: readonly string[] }[] = [];
  const emptyDefines = new Set<string>();
  const usesMacros = text.includes('IS_') || (hasConfigMacro && text.includes('CONFIG('));
  for (let at = text.indexOf('#'); at !== -1; at = text.indexOf('#', at + 1)) {
    if (!isLineStart(text, at)) continue;
    directive.lastIndex = at + 1;
    const word = directive.exec(text)?.[1];
    if (word === undefined) continue;
    if (word === 'define') {
      // Headers with hundred thousands of them are most of a tree: only names that count are looked at further.
      defined.lastIndex = directive.lastIndex;
      const name = defined.exec(text)?.[1];
      if (name === undefined) continue;
      if (isOfInterest(name, symbols)) defines.names.add(name);
      if (usesMacros && isEmpty(text, defined.lastIndex)) emptyDefines.add(name);
      at = defined.lastIndex - 1;
      continue;
    }
    const end = logicalEnd(text, directive.lastIndex);
    const rest = text.slice(directive.lastIndex, Math.min(end, directive.lastIndex + maxCondition));
    const names = [...new Set(namesOf(word, rest))];
    for (const name of names) {
      if (isOfInterest(name, symbols)) {
        found.push({ name, at, form: 'condition', others: names.filter((one) => one !== name) });
      }
    }
    at = end - 1;
  }
  if (usesMacros) {
    for (const match of text.matchAll(macroCall)) {
      const [, macro = '', name = ''] = match;
      if ((macro === 'CONFIG' && !hasConfigMacro) || isParameter(text, match.index, name)) continue;
      const isBare = macro.startsWith('CONFIG');
      found.push({ name: isBare ? `CONFIG_${name}` : name, at: match.index, form: macro as SourceMacro, others: [] });
    }
  }
  const real = found.filter(({ at }) => !isInComment(text, at));
  if (real.length === 0) return undefined;
  real.sort((a, b) => a.at - b.at);
  let line = 1;
  let from = 0;
  const references = real.map(({ at, ...rest }) => {
    for (let next = text.indexOf('\n', from); next !== -1 && next < at; next = text.indexOf('\n', from)) {
      line++;
      from = next + 1;
    }
    return { ...rest, line };
  });
  return { path, references, emptyDefines };
}

/** Only blanks stand before the place in its line. */
function isLineStart(text: ByteString, at: number): boolean {
  for (let before = at - 1; before >= 0; before--) {
    const code = text.charCodeAt(before);
    if (code === 10) return true;
    if (code !== 32 && code !== 9) return false;
  }
  return true;
}

/** End of a line with the lines that continue it. */
function logicalEnd(text: ByteString, from: number): number {
  let end = text.indexOf('\n', from);
  while (end > 0 && text.charCodeAt(end - 1) === 0x5c) end = text.indexOf('\n', end + 1);
  return end === -1 ? text.length : end;
}

/** A name that some rule is about: with the prefix, or a symbol without it. */
export function isOfInterest(name: string, symbols: SymbolIndex): boolean {
  if (name.startsWith('CONFIG_')) return name.length > 'CONFIG_'.length;
  return symbols.symbols.has(name);
}

/** Names that a condition tests; arguments of function-like macros and comments are left out. */
function namesOf(word: string, rest: ByteString): string[] {
  const text = withoutComments(rest.replaceAll('\\\n', ' '));
  if (word === 'ifdef' || word === 'ifndef') {
    const name = /^\s*([A-Za-z_]\w*)/.exec(text)?.[1];
    return name === undefined ? [] : [name];
  }
  // What stands in quotes is text.
  const plain = text.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, ' ');
  const names: string[] = [];
  for (const match of plain.matchAll(nameInCondition)) {
    const [name] = match;
    const before = plain.slice(0, match.index).trimEnd();
    const after = plain.slice(match.index + name.length).trimStart();
    if (name === 'defined' || after.startsWith('##') || before.endsWith('##')) continue;
    // An argument of a macro other than defined().
    if (before.endsWith('(') && !['', 'defined'].includes(wordAtEnd(before.slice(0, -1).trimEnd()))) continue;
    if (after.startsWith('(')) continue;
    names.push(name);
  }
  return names;
}

/** One logical line without its comments; one that has no end takes the rest. */
function withoutComments(line: ByteString): ByteString {
  let kept = '';
  let from = 0;
  for (let at = line.indexOf('/'); at !== -1; at = line.indexOf('/', at + 1)) {
    const next = line[at + 1];
    if (next === '/') return kept + line.slice(from, at);
    if (next !== '*') continue;
    kept += `${line.slice(from, at)} `;
    const end = line.indexOf('*/', at + 2);
    if (end === -1) return kept;
    from = end + 2;
    at = end + 1;
  }
  return kept + line.slice(from);
}

/** The word that a text ends with; empty where it ends with something else. */
export function wordAtEnd(text: ByteString): ByteString {
  let start = text.length;
  while (start > 0 && wordCode.test(text[start - 1] ?? '')) start -= 1;
  return text.slice(start);
}

/** Nothing but a comment follows in the line. */
function isEmpty(text: ByteString, at: number): boolean {
  const next = text.indexOf('\n', at);
  const rest = text.slice(at, next === -1 ? text.length : next);
  return withoutComments(rest).trim() === '';
}

/** The call stands in a `#define` that has the name as its parameter, or is that head itself. */
function isParameter(text: ByteString, at: number, name: string): boolean {
  let start = text.lastIndexOf('\n', at) + 1;
  while (start > 1 && text.charCodeAt(start - 2) === 0x5c) start = text.lastIndexOf('\n', start - 2) + 1;
  if (/^[ \t]*#[ \t]*define[ \t]+$/.test(text.slice(start, at))) return true;
  const head = /^\s*#\s*define\s+\w+\(([^)]*)\)/.exec(text.slice(start, at));
  return head?.[1]?.split(',').some((one) => one.trim() === name) === true;
}

/** A block comment begins before the place and ends behind it, or a line comment before it in its line. */
function isInComment(text: ByteString, at: number): boolean {
  const opened = text.lastIndexOf('/*', at);
  if (opened !== -1 && text.lastIndexOf('*/', at) < opened && !isInLineComment(text, opened)) return true;
  return isInLineComment(text, at);
}

function isInLineComment(text: ByteString, at: number): boolean {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(start, at);
  const slashes = line.indexOf('//');
  return slashes !== -1 && !wordCode.test(line[slashes - 1] ?? '') && line[slashes - 1] !== ':';
}
