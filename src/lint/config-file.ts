/** Configurations that a tree keeps: defconfigs and fragments. */
import type { ByteString } from '../core/bytes.ts';
import { findLineStarts, type LintConfigFile, type LintSetting } from './rule.ts';

/** Reads the settings of a file; lines that conf passes over, and those of the preprocessor, are none. `prefix` as in `.config`. */
export function readConfigFile(path: string, text: ByteString, prefix: ByteString): LintConfigFile {
  const settings: LintSetting[] = [];
  const lineStarts = findLineStarts(text);
  const set = new RegExp(`^${prefix}(\\w+)=(.*)$`);
  const unset = new RegExp(`^# ${prefix}(\\w+) is not set$`);
  text.split('\n').forEach((content, at) => {
    const [, symbol, value] = set.exec(content) ?? unset.exec(content) ?? [];
    if (symbol === undefined) return;
    settings.push({ symbol, name: `${prefix}${symbol}`, value: value ?? 'n', line: at + 1 });
  });
  return { path, text, lineStarts, settings };
}
