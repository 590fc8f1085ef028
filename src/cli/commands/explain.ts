import { UsageError } from '../../core/errors.ts';
import { explainRule, ruleList } from '../../index.ts';
import { renderJson } from '../../report/json.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliver } from '../deliver.ts';
import { exitOk } from '../exit-code.ts';

/** `kgate explain RULE`: the docs page of a rule. */
export function run(input: CommandInput, _host: CommandHost): CommandOutcome {
  const name = (input.words[0] ?? '').replace(/^lint\//, '');
  const page = explainRule(name);
  if (page === undefined) {
    const known = ruleList().map((rule) => rule.name);
    throw new UsageError('lint/no-such-rule', `${name}: no such rule`, { hint: `the rules are ${known.join(', ')}` });
  }
  const text = input.format === 'json' ? renderJson({ schemaVersion: 1, rule: name, page }) : page;
  return deliver(input, exitOk, text.endsWith('\n') ? text : `${text}\n`);
}
