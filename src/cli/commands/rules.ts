import { ruleList } from '../../index.ts';
import { renderJson } from '../../report/json/json.ts';
import { wrap } from '../../report/style.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliver } from '../deliver.ts';
import { exitOk } from '../exit-code.ts';

/** `kgate rules`: the rules of lint with severity, preset and whether `--fix` edits, and below each what it finds. */
export function run(input: CommandInput, _host: CommandHost): CommandOutcome {
  const rules = ruleList();
  if (input.format === 'json') return deliver(input, exitOk, renderJson({ schemaVersion: 1, rules }));
  const width = Math.max(...rules.map((rule) => rule.name.length));
  const lines = rules.flatMap(({ hasFix, name, preset, severity, summary }) => {
    const words = [
      name.padEnd(width),
      (severity === 'info' ? 'note' : severity).padEnd(7),
      preset.padEnd(11),
      hasFix ? 'fix' : '',
    ];
    return [words.join('  ').trimEnd(), ...wrap(summary, input.columns, '    ', '    ')];
  });
  return deliver(input, exitOk, `${lines.join('\n')}\n`);
}
