import { ruleList } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliver } from '../deliver.ts';
import { exitOk } from '../exit-code.ts';

/** `kgate rules`: the rules of lint, one a line. */
export function run(input: CommandInput, _host: CommandHost): CommandOutcome {
  const rules = ruleList();
  if (input.format === 'json') return deliver(input, exitOk, renderJson({ schemaVersion: 1, rules }));
  const width = Math.max(...rules.map((rule) => rule.name.length));
  const lines = rules.map(
    (rule) => `${rule.name.padEnd(width)}  ${rule.severity.padEnd(7)}  ${rule.hasFix ? 'fix' : '   '}  ${rule.summary}`,
  );
  return deliver(input, exitOk, `${lines.join('\n')}\n`);
}
