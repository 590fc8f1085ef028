import type { ByteString } from '../../../core/bytes.ts';
import { diagnostic } from '../../../core/diagnostic.ts';
import { isValidText, type SymbolType } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { definitionsFor } from '../../config/definitions-for.ts';
import { seeLine } from '../../kconfig/facts.ts';
import { type LintConfigFile, type LintTree, placeIn, quote, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'defconfig-wrong-value',
  summary: 'a defconfig gives a symbol a value that its type does not have: conf drops the line',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** `CONFIG_X=m` of a bool, a string without quotes, a number that is none. */
export const defconfigWrongValue: Rule = { meta, checkConfig };

function checkConfig(file: LintConfigFile, tree: LintTree): readonly LintDiagnostic[] {
  return file.settings.flatMap(({ symbol, line, name, value: written }) => {
    const value = written.endsWith('\r') ? written.slice(0, -1) : written;
    // An unset number or string is one that has no value.
    if (value === 'n') return [];
    const definitions = definitionsFor(file, symbol, tree);
    const typed = definitions.filter(({ type }) => type !== 'unknown');
    const [first] = typed;
    if (first === undefined || typed.some(({ type }) => isTaken(type, value))) return [];
    const types = [...new Set(typed.map(({ type }) => type))].join(' or ');
    return [
      diagnostic({
        code: 'lint/defconfig-wrong-value',
        severity: 'warning',
        form: 'line',
        message: `${name} is ${types}: ${quote(value) === '' ? 'no value' : quote(value)} is not taken`,
        args: { symbol, value, type: first.type },
        location: placeIn(file, line),
        causes: [seeLine(`${symbol} is ${first.type}`, first.location.file, first.location.line, symbol)],
      }),
    ];
  });
}

/** Whether conf takes a value for a type. Source: docs/kconfig-semantics.md §4.3 and §4.4. */
function isTaken(type: SymbolType, value: ByteString): boolean {
  switch (type) {
    case 'bool':
      return value.startsWith('y') || value.startsWith('n');
    case 'tristate':
      return /^[ymn]/.test(value);
    case 'string':
      return /^"(?:[^"\\]|\\.)*"/.test(value);
    case 'int':
    case 'hex':
      return isValidText(type, value);
    default:
      return true;
  }
}
