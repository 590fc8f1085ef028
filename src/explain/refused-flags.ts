import { explainBlame } from '../core/blame.ts';
import { explainCommand, explainShellCall } from '../core/command-cause.ts';
import { type Cause, distinct } from '../core/diagnostic.ts';
import type { ShellCall } from '../core/run-shell.ts';
import type { TreeInsight } from '../kernel/index.ts';
import type { Condition, Definition } from '../make/index.ts';
import { splitCommand } from '../probe/index.ts';
import { type ConditionWalk, explainCondition, explainReference } from './references.ts';

/** True for a condition that looks at the configuration itself. */
function isOfConfiguration({ references }: Condition): boolean {
  return references.some(({ name }) => name.startsWith('CONFIG_'));
}

/** What of the configuration decides that an assignment is made: the conditionals around it, and names in its left side. */
function explainDefinition({ conditions, nameReferences }: Definition, walk: ConditionWalk): Cause[] {
  return [
    ...nameReferences.flatMap((reference) => explainReference(reference, walk, 0)),
    ...[...conditions]
      .reverse()
      .filter(isOfConfiguration)
      .map((condition) => explainCondition(condition, walk)),
  ];
}

/**
 * Why a compiler or linker refuses its flags: the call with the smallest set of flags that it refuses with the same
 * words, where these flags come from, and the symbols that bring them; the whole call where that set was not found.
 */
export function explainRefusedFlags(call: ShellCall, insight: TreeInsight | undefined, walk: ConditionWalk): Cause[] {
  const command = call.answer.commands.at(-1);
  const blame = command === undefined ? null : (insight?.blame(call, command, []) ?? null);
  if (command === undefined || blame === null || !blame.isMinimal) return explainShellCall(call, insight);
  const guilty = new Set(blame.flags.map(({ flag }) => flag));
  const argv = splitCommand(command.argv)
    .filter(({ isFixed, words }) => isFixed || guilty.has(words.join(' ')))
    .flatMap(({ words }) => words);
  const flags = explainBlame(blame);
  const symbols = distinct(
    [...guilty].flatMap((flag) => {
      const definition = insight?.definitionOf(flag) ?? null;
      return definition === null ? [] : explainDefinition(definition, walk);
    }),
  );
  const causes = flags === null ? symbols : [{ ...flags, causes: [...flags.causes, ...symbols] }];
  return [{ ...explainCommand({ ...command, argv }), causes }];
}
