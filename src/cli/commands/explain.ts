import { codeList, explainCode } from '../../api/explain-code.ts';
import { UsageError } from '../../core/errors.ts';
import { nearestNames } from '../../lint/nearest-name.ts';
import { renderJson } from '../../report/json/json.ts';
import type { CommandHost, CommandInput, CommandOutcome } from '../command.ts';
import { deliver } from '../deliver.ts';
import { exitOk } from '../exit-code.ts';

/** `kgate explain CODE`: what a diagnostic code means, or the page of a lint rule. */
export function run(input: CommandInput, _host: CommandHost): CommandOutcome {
  // A report has it in brackets.
  const code = (input.words[0] ?? '').replace(/^.*\[(.*)\]$/, '$1');
  const page = explainCode(code);
  if (page === undefined) throw noSuchCode(code);
  const text = input.format === 'json' ? renderJson({ schemaVersion: 1, code, page }) : page;
  return deliver(input, exitOk, text.endsWith('\n') ? text : `${text}\n`);
}

function noSuchCode(code: string): UsageError {
  const byLength = new Map<number, string[]>();
  for (const known of codeList()) byLength.set(known.length, [...(byLength.get(known.length) ?? []), known]);
  const near = nearestNames(code, byLength);
  const hint =
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : 'a report has the code in brackets; rules: kgate rules';
  return new UsageError('usage/no-such-code', `${code}: no such code or rule`, { hint });
}
