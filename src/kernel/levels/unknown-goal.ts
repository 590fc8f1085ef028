import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import { nearestNames } from '../../kconfig/index.ts';

/** Goals that nearly every tree has. */
const customaryGoals =
  'config oldconfig syncconfig olddefconfig defconfig savedefconfig allnoconfig allyesconfig allmodconfig ' +
  'alldefconfig randconfig listnewconfig helpnewconfig yes2modconfig mod2yesconfig mod2noconfig tinyconfig';

/** Where files lie that are goals by their names. */
function goalDirectories(architecture: ByteString): ByteString[] {
  const own = architecture === '' ? [] : [`arch/${architecture}/configs`];
  return [...own, 'configs', 'kernel/configs'];
}

/** The error for a goal without a rule, with the goal that is spelled most nearly like it. */
export function unknownGoal(
  host: Host,
  treeDirectory: ByteString,
  goal: ByteString,
  message: ByteString,
  architecture: ByteString,
): UsageError {
  const files = goalDirectories(architecture).flatMap((name) => host.readDirectory(`${treeDirectory}/${name}`) ?? []);
  const goals = files.filter((name) => /defconfig$|\.config$/.test(name));
  const names = [...customaryGoals.split(' '), ...goals].filter((name) => name !== goal);
  const [near] = nearestNames(names, goal, 1);
  const hint =
    near === undefined
      ? 'give a configuration goal of this tree, or a finished file with --config'
      : `did you mean ${near}?`;
  return new UsageError('kernel/no-conf-rule', `${goal}: ${message}`, { hint });
}

/** True for the error of {@link unknownGoal}. */
export function isUnknownGoal(error: unknown): boolean {
  return error instanceof UsageError && error.code === 'kernel/no-conf-rule';
}
