import { explainBlame } from '../core/blame.ts';
import { explainCommand, explainShellCall } from '../core/command-cause.ts';
import type { Cause } from '../core/diagnostic.ts';
import type { ProbeInsight } from '../core/old-tool.ts';
import type { ShellCall } from '../core/run-shell.ts';
import { splitCommand } from '../probe/index.ts';

/**
 * Why a compiler or linker refuses its flags: the call with the smallest set of flags that it refuses with the same
 * words, and where these flags come from; the whole call where that set was not found.
 */
export function explainRefusedFlags(call: ShellCall, insight: ProbeInsight | undefined): Cause[] {
  const command = call.answer.commands.at(-1);
  const blame = command === undefined ? null : (insight?.blame(call, command, []) ?? null);
  if (command === undefined || blame === null || !blame.isMinimal) return explainShellCall(call, insight);
  const guilty = new Set(blame.flags.map(({ flag }) => flag));
  const argv = splitCommand(command.argv)
    .filter(({ isFixed, words }) => isFixed || guilty.has(words.join(' ')))
    .flatMap(({ words }) => words);
  const flags = explainBlame(blame);
  return [{ ...explainCommand({ ...command, argv }), causes: flags === null ? [] : [flags] }];
}
