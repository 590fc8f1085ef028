import type { ByteString } from '../../../core/bytes.ts';
import { diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import type { LintTree, Rule, RuleMeta } from '../../rule.ts';
import { isDefinedElsewhere, isKnownInSomePhase, isKnownMacro } from '../../source/families.ts';
import { isHandSet } from '../../source/look-closer.ts';
import type { LintSource, SourceReference } from '../../source/scan-source.ts';
import { suggestionFor } from '../../suggestion.ts';

const meta: RuleMeta = {
  name: 'source-undefined-config',
  summary: 'a source file asks for a CONFIG_ name that nothing defines: its code is never built, or always',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** `#ifdef CONFIG_TYPO`. */
export const sourceUndefinedConfig: Rule = { meta, checkSource };

/** Names that stand in comments of real trees on purpose. */
const placeholder = /__|^CONFIG_(?:FOO|BAR|XXX|XYZ|X|Y)$/;

function checkSource(file: LintSource, tree: LintTree): readonly LintDiagnostic[] {
  if (tree.isSymbolIndexIncomplete) return [];
  let text: ByteString | undefined;
  return file.references.flatMap(({ name, line, form }) => {
    if (!name.startsWith('CONFIG_') || placeholder.test(name)) return [];
    const symbol = name.slice('CONFIG_'.length);
    if (isKnownMacro(symbol, tree) || (isDefinedElsewhere(name, tree) && !isOfOthers(name, file, tree))) return [];
    const isBare = form === 'CONFIG_IS_ENABLED' || form === 'CONFIG';
    if (isBare && isKnownInSomePhase(symbol, tree)) return [];
    text ??= tree.textOf(file.path) ?? '';
    if (isHandSet(text, name)) return [];
    const { suggestion, ...shown } = suggestionFor(symbol, tree);
    return [
      diagnostic({
        code: 'lint/source-undefined-config',
        severity: 'warning',
        form: 'line',
        message: messageFor(name, form, isBare),
        args: { symbol, suggestion },
        location: { file: file.path, line },
        ...shown,
      }),
    ];
  });
}

/** True when only other C files define the name, each for itself; a header may be read after the definition. */
function isOfOthers(name: string, { path }: LintSource, tree: LintTree): boolean {
  const owners = tree.ownDefines.get(name);
  return path.endsWith('.c') && owners !== undefined && !owners.has(path) && !tree.assignedNames.has(name);
}

function messageFor(name: string, form: SourceReference['form'], isBare: boolean): string {
  if (form === 'condition') return `nothing defines ${name}: the condition never changes`;
  if (isBare && name.startsWith('CONFIG_CONFIG_')) return `${form}() takes a name without CONFIG_: it asks for ${name}`;
  return `nothing defines ${name}: ${form}() of it is 0`;
}
