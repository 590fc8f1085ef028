import { cause, diagnostic, type Fix } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { nearestNames } from '../../nearest-name.ts';
import {
  type LintMakefile,
  type LintTree,
  lineStart,
  lineText,
  maxFindingsPerFile,
  placeIn,
  type Rule,
  type RuleMeta,
} from '../../rule.ts';
import { isKnownSymbol } from '../../source/families.ts';

const meta: RuleMeta = {
  name: 'undefined-config-reference',
  summary: 'a makefile asks for a CONFIG_ symbol that no Kconfig file of the tree defines',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.1.0',
};

/** Names looked up in the list of nearest names; more unknown names than this mean the tree is not whole. */
const maxSuggestions = 100;

/** `$(CONFIG_X)` and `ifdef CONFIG_X` for a symbol that does not exist. */
export const undefinedConfigReference: Rule = { meta, checkMakefile };

function checkMakefile(makefile: LintMakefile, tree: LintTree): readonly LintDiagnostic[] {
  if (tree.isSymbolIndexIncomplete) return [];
  const findings: LintDiagnostic[] = [];
  let suggestionsLeft = maxSuggestions;
  for (const reference of makefile.scan.symbols) {
    if (findings.length > maxFindingsPerFile) break;
    const name = reference.name.slice('CONFIG_'.length);
    if (name === '') continue;
    // U-Boot's make reads names that board headers define, too (autoconf.mk).
    if (tree.assignedNames.has(reference.name) || tree.defines.has(reference.name)) continue;
    if (isKnownSymbol(name, tree) || tree.kbuild.isHandedDown(reference.name) || isOfPart(makefile.path, name, tree))
      continue;
    const { line, column } = reference.location;
    if (column === undefined) continue;
    const start = lineStart(makefile, line) + column - 1;
    const end = start + reference.name.length;
    if (!isReference(makefile, start, end)) continue;
    findings.push(finding(makefile, tree, name, { line, column, start, end }, suggestionsLeft-- > 0));
  }
  return findings;
}

/** The makefile is of a part with Kconfig files and a prefix of its own: CONFIG_LP_ in coreboot's libpayload. */
function isOfPart(path: string, name: string, tree: LintTree): boolean {
  const bare = name.startsWith('LP_') ? tree.symbols.symbols.get(name.slice('LP_'.length)) : undefined;
  return bare?.definitions.some(({ location }) => location.file.includes('libpayload/')) === true && path.includes('/');
}

/**
 * True when make looks the name up: `$(NAME)`, `${NAME}`, `$(NAME:a=b)` or `ifdef NAME`. A name
 * that is only text (`-DCONFIG_X`, a sed script, `$$CONFIG_X` of a shell) or a part of a computed
 * one (`CONFIG_$(X)`, `CONFIG_A_$(X)`) says nothing about Kconfig.
 */
function isReference(makefile: LintMakefile, start: number, end: number): boolean {
  const { text } = makefile;
  const after = text[end];
  const before = text[start - 1];
  if (before === '(' || before === '{') {
    if (after !== ')' && after !== '}' && after !== ':') return false;
    if (text[start - 2] !== '$') return false;
    // An even number of dollars before the bracket is text for the shell.
    let dollars = 0;
    for (let at = start - 2; text[at] === '$'; at--) dollars++;
    return dollars % 2 === 1;
  }
  const lineBegin = text.lastIndexOf('\n', start - 1) + 1;
  return (
    /^[ \t]*(?:else[ \t]+)?ifn?def[ \t]+$/.test(text.slice(lineBegin, start)) &&
    /^[ \t\r]*(?:#[^\n]*)?(?:\n|$)/.test(text.slice(end, end + 500))
  );
}

interface Span {
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

function finding(makefile: LintMakefile, tree: LintTree, name: string, span: Span, suggests: boolean): LintDiagnostic {
  const isModuleForm = name.endsWith('_MODULE') && tree.symbols.symbols.has(name.slice(0, -'_MODULE'.length));
  const nearest = isModuleForm
    ? [name.slice(0, -'_MODULE'.length)]
    : suggests
      ? nearestNames(name, tree.symbols.namesByLength)
      : [];
  const notes: string[] = [];
  if (isModuleForm) {
    notes.push(`The _MODULE form exists in C alone; a makefile sees CONFIG_${nearest[0]}=m.`);
  } else if (nearest.length > 0) {
    notes.push(`Did you mean ${nearest.map((one) => `CONFIG_${one}`).join(' or ')}?`);
  }
  notes.push('An undefined symbol is always empty here: what depends on it is never built.');
  const isLeftOver = nearest.length === 0 && isPlainList(makefile, span.line);
  const target = nearest.length === 1 && !isModuleForm ? nearest[0] : undefined;
  const defined = `CONFIG_${target ?? ''} is defined here`;
  const definition = tree.symbols.symbols.get(target ?? '')?.definitions[0];
  return diagnostic({
    code: 'lint/undefined-config-reference',
    form: 'line',
    // Most lines of drivers that are gone, or whose board is: a mistake of today has a name that is near.
    severity: isLeftOver ? 'info' : 'warning',
    message: `CONFIG_${name} is not defined by any Kconfig file${target === undefined ? '' : `; did you mean CONFIG_${target}?`}`,
    args: { symbol: name, suggestion: target ?? null },
    location: placeIn(makefile, span.line, span.column),
    causes: target === undefined ? [] : [{ ...cause('definition', defined, definition?.location), symbol: target }],
    notes,
    fixes: target === undefined ? [] : [renameFix(makefile, span, target)],
  });
}

/** A line that does nothing but add to a list of objects or directories by the symbol. */
function isPlainList(makefile: LintMakefile, line: number): boolean {
  return /^[ \t]*(?:obj|lib|[\w-]+-objs)-\$[({]CONFIG_\w+[)}][ \t]*\+?=[^$]*$/.test(lineText(makefile, line));
}

function renameFix(makefile: LintMakefile, span: Span, target: string): Fix {
  return {
    title: `write CONFIG_${target}`,
    kind: 'edit',
    safety: 'unsafe',
    changes: [],
    edits: [{ file: makefile.path, start: span.start, end: span.end, text: `CONFIG_${target}` }],
    verified: false,
    effects: [],
  };
}
