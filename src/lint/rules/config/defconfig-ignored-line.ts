import type { ByteString } from '../../../core/bytes.ts';
import { diagnostic } from '../../../core/diagnostic.ts';
import { nameNotSet } from '../../../kconfig/index.ts';
import type { LintDiagnostic } from '../../codes.ts';
import { type LintConfigFile, type LintTree, placeIn, quote, type Rule, type RuleMeta } from '../../rule.ts';

const meta: RuleMeta = {
  name: 'defconfig-ignored-line',
  summary: 'a line of a defconfig looks like a setting and is none: conf passes over it',
  severity: 'warning',
  hasFix: false,
  preset: 'recommended',
  since: '0.2.0',
};

/** `CONFIG_X = y`: blanks around the equals sign are no part of the form. */
export const defconfigIgnoredLine: Rule = { meta, checkConfig };

function checkConfig(file: LintConfigFile, tree: LintTree): readonly LintDiagnostic[] {
  const { prefix } = tree.dialect.dotConfig;
  return file.text.split('\n').flatMap((content, at) => {
    const line = content.endsWith('\r') ? content.slice(0, -1) : content;
    const found = line.startsWith('#') ? unreadComment(line, prefix, tree) : unreadSetting(line, prefix, tree);
    if (found === undefined) return [];
    const [symbol, reason] = found;
    return [
      diagnostic({
        code: 'lint/defconfig-ignored-line',
        severity: 'warning',
        form: 'line',
        message: `conf does not read '${quote(line)}': ${reason}`,
        args: { symbol },
        location: placeIn(file, at + 1),
      }),
    ];
  });
}

/** A comment that says `is not set` in a form that does not count. */
function unreadComment(line: ByteString, prefix: ByteString, tree: LintTree): [string, string] | undefined {
  const symbol = new RegExp(`^#[ \\t]*${prefix}(\\w+)[ \\t]+is not set[ \\t.]*$`).exec(line)?.[1];
  if (symbol === undefined || nameNotSet(line, tree.dialect, prefix) !== null) return undefined;
  return [symbol, `the form is '# ${prefix}${symbol} is not set'`];
}

/** A line that names a symbol in front of a value in a form that does not count. */
function unreadSetting(line: ByteString, prefix: ByteString, tree: LintTree): [string, string] | undefined {
  const match = /^([ \t]*)(\w+)([ \t]*)(=?)/.exec(line);
  if (match === null) return undefined;
  const [, before = '', name = '', behind = '', equals = ''] = match;
  if (!name.startsWith(prefix) || name === prefix) {
    const isSymbol = equals !== '' && prefix !== '' && tree.symbols.symbols.has(name);
    return isSymbol ? [name, `a symbol has its prefix there, ${prefix}`] : undefined;
  }
  const symbol = name.slice(prefix.length);
  if (before !== '') return [symbol, 'blanks stand in front of it'];
  if (equals === '') return [symbol, 'no equals sign follows the name'];
  return behind === '' ? undefined : [symbol, 'blanks stand in front of the equals sign'];
}
