import { cause, diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';
import { isUsedAsCode } from '../../source/look-closer.ts';
import type { LintSource, SourceReference } from '../../source/scan-source.ts';

const meta: RuleMeta = {
  name: 'config-prefix-missing',
  summary: 'a source file asks for a symbol without CONFIG_, which nothing else defines',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** `IS_ENABLED(X)` and `#ifdef X` where CONFIG_X is meant. */
export const configPrefixMissing: Rule = { meta, checkSource };

/** What compilers define themselves, and names that are set by hand to debug a file. */
const notMeant =
  /^(?:MODULE|ARM|MIPS|SPARC|PPC|PPC64|X86|SH|UNIX|linux|unix|i386|mips|sparc|arm|sun)$|^TEST$|DEBUG|TRAC(?:E|ING)/;

function checkSource(file: LintSource, tree: LintTree): readonly LintDiagnostic[] {
  return file.references.flatMap((reference) => {
    const { name, line, form } = reference;
    if (name.startsWith('CONFIG_') || tree.defines.has(name)) return [];
    const isEmpty = form !== 'condition' && file.emptyDefines.has(name);
    const symbol = tree.symbols.symbols.get(name);
    if (!isEmpty && (symbol === undefined || (form === 'condition' && isAnotherMacro(reference, file, tree))))
      return [];
    const definition = symbol?.definitions[0];
    const what =
      symbol === undefined
        ? `${form}() takes a symbol of Kconfig: ${name} is defined as nothing, which counts as 0`
        : `${name} without CONFIG_ is never defined`;
    return [
      diagnostic({
        code: 'lint/config-prefix-missing',
        severity: 'warning',
        form: 'line',
        message: what,
        args: { symbol: name, form },
        location: { file: file.path, line },
        causes:
          definition === undefined
            ? []
            : [{ ...cause('definition', `${name} is a symbol of Kconfig`, definition.location), symbol: name }],
      }),
    ];
  });
}

/** A macro that has the name of a symbol and nothing to do with it. */
function isAnotherMacro({ name, others }: SourceReference, file: LintSource, tree: LintTree): boolean {
  if (notMeant.test(name)) return true;
  // A condition that asks for both knows the difference.
  if (others.includes(`CONFIG_${name}`)) return true;
  // One of a family of macros that are no symbols: RTL8190P and RTL8192E.
  const isSibling = (other: string): boolean =>
    other.startsWith(name.slice(0, 4)) && !tree.symbols.symbols.has(other) && !other.startsWith('CONFIG_');
  if (name.length > 4 && others.some(isSibling)) return true;
  // CMake gives the compiler macros that no file of the tree has.
  if (tree.has('CMakeLists.txt') && !tree.has('Makefile')) return true;
  // What stands in the code is a macro that the boards or the headers of another project define.
  return isUsedAsCode(tree.textOf(file.path) ?? '', name);
}
