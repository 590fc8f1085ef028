import { cause, diagnostic, type Fix } from '../../../core/diagnostic.ts';
import type { LintDiagnostic } from '../../codes.ts';
import {
  editFix,
  type LintConfigFile,
  type LintTree,
  placeIn,
  type Rule,
  type RuleMeta,
  withoutLine,
} from '../../rule.ts';

const meta: RuleMeta = {
  name: 'defconfig-duplicate',
  summary: 'a defconfig sets a symbol twice: the last line counts',
  severity: 'warning',
  hasFix: true,
  preset: 'recommended',
  since: '0.2.0',
};

/** A line that a later one of the same file overrides. */
export const defconfigDuplicate: Rule = { meta, checkConfig };

function checkConfig(file: LintConfigFile, tree: LintTree): readonly LintDiagnostic[] {
  const findings: LintDiagnostic[] = [];
  // The oldest conf refuses a second value. Source: conf of BusyBox 1.35.0, "trying to reassign symbol".
  const isFirstKept = tree.dialect.values.choiceEngine === 'busybox';
  const seen = new Map<string, { line: number; value: string }>();
  for (const { symbol, line, name, value } of file.settings) {
    const first = seen.get(symbol);
    seen.set(symbol, { line, value });
    if (first === undefined) continue;
    const removal = (at: number): Fix => editFix(`remove line ${at}`, 'safe', [withoutLine(file, at)]);
    const isSame = first.value === value;
    findings.push(
      diagnostic({
        code: 'lint/defconfig-duplicate',
        severity: 'warning',
        form: 'line',
        message: `${name} is set in line ${first.line} already, ${isSame ? 'to the same value' : `to ${first.value}`}`,
        args: { symbol, first: first.line, isSame },
        location: placeIn(file, line),
        causes: [
          {
            ...cause(
              'user-value',
              isFirstKept ? 'the line that counts' : 'the line that has no effect',
              placeIn(file, first.line),
            ),
            symbol,
          },
        ],
        fixes: [removal(isFirstKept ? line : first.line)],
      }),
    );
  }
  return findings;
}
