import { diagnostic } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import type { ByteString } from '../../../core/bytes.ts';
import { definitionsFor } from '../../config/definitions-for.ts';
import { type LintConfigFile, type LintTree, placeIn, quote, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'defconfig-not-kept',
  summary: 'the result of a defconfig does not have the value that a line asks for',
  severity: 'warning',
  hasFix: false,
  preset: 'pedantic',
  since: '0.2.0',
};

/** A dependency that the file does not meet, a select, a choice. */
export const defconfigNotKept: Rule = { meta, checkConfig };

function checkConfig(file: LintConfigFile, tree: LintTree): readonly LintDiagnostic[] {
  if (tree.isSymbolIndexIncomplete || file.settings.length === 0) return [];
  const result = tree.evaluateConfig(file);
  if (result === undefined) return [];
  const last = new Map(file.settings.map((setting) => [setting.symbol, setting]));
  return [...last.values()].flatMap(({ symbol, line, name, value: written }) => {
    const value = result.values.get(symbol);
    if (value === undefined || isSame(written, value)) return [];
    const definitions = definitionsFor(file, symbol, tree);
    // Without a prompt no line of the kind counts, which another rule says.
    if (definitions.every(({ entry }) => entry.prompt === null)) return [];
    return [
      diagnostic({
        code: 'lint/defconfig-not-kept',
        severity: 'warning',
        form: 'line',
        message: `${name} is ${value === '' ? 'empty' : quote(value)} in the result, whatever the compiler can do`,
        args: { symbol, value: written, result: value },
        location: placeIn(file, line),
      }),
    ];
  });
}

/** A line and the text of a value; a line that unsets a number or a string says nothing. */
function isSame(written: ByteString, value: ByteString): boolean {
  const text = written.replace(/\r$/, '');
  if (text === value) return true;
  if (text.startsWith('"'))
    return (
      text
        .slice(1)
        .replace(/"[^"]*$/, '')
        .replace(/\\(.)/g, '$1') === value
    );
  if (text === 'n') return !/^[ym]$/.test(value);
  if (/^[ymn]$/.test(value)) return text.startsWith(value);
  const [left, right] = [numberIn(text), numberIn(value)];
  return left !== undefined && left === right;
}

function numberIn(text: ByteString): bigint | undefined {
  return /^-?\d+$|^0[xX][\da-fA-F]+$/.test(text) ? BigInt(text) : undefined;
}
