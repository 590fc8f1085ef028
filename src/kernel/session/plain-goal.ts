import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import type { Host } from '../../host/host.ts';
import type { ConfRequest } from '../../kconfig/index.ts';
import { unknownGoal } from '../levels/unknown-goal.ts';
import { modeNamed } from './conf-arguments.ts';
import type { Session } from './session.ts';

/** The words of one run of conf. */
export type ConfWords = Pick<ConfRequest, 'mode' | 'file' | 'topFile'>;

/** The environment of conf where no makefile gives it: the tree, the process's own, and the words for make. */
export function plainEnvironment(session: Session): Readonly<Record<string, ByteString>> {
  const { base, request } = session;
  return { srctree: request.treeDirectory, ...base.env, ...wordVariables(session) };
}

/** The words of the request that set variables. */
export function wordVariables({ request }: Session): Readonly<Record<string, ByteString>> {
  const variables: Record<string, ByteString> = {};
  for (const word of request.variables) {
    const match = /^([^:+?!=]+):{0,3}=(.*)$/s.exec(word);
    if (match !== null) variables[match[1] ?? ''] = match[2] ?? '';
  }
  return variables;
}

/** The run of conf that a goal names in a tree without makefiles. Throws UsageError for a goal that names none. */
export function plainConf({ base, dialect, request }: Session, goal: ByteString, env: Host['env']): ConfWords {
  const topFile = request.plainTopFile ?? '';
  const named = modeNamed(goal);
  if (named !== undefined && named !== 'defconfig') {
    return { mode: named, topFile, ...(named === 'savedefconfig' && { file: 'defconfig' }) };
  }
  if (named === undefined && !goal.endsWith('_defconfig')) {
    const why = 'no mode of conf, which is what a tree without makefiles has, and NAME_defconfig';
    throw unknownGoal(base, request.treeDirectory, goal, why, '');
  }
  const file = findDefconfig(base, request.treeDirectory, goal, env);
  if (file !== undefined) return { mode: 'defconfig', file, topFile };
  if (dialect.modes.hasLetterModes) return { mode: 'alldefconfig', topFile };
  throw new UsageError('kernel/no-such-defconfig', `${goal}: no such file in this tree`, {
    hint: 'name one of configs/ or arch/ARCH/configs/',
  });
}

/** The file of a defconfig goal where no makefile says which, by the customary places. */
function findDefconfig(host: Host, tree: ByteString, goal: ByteString, env: Host['env']): ByteString | undefined {
  const arch = env['SRCARCH'] ?? env['ARCH'];
  const places = [...(arch === undefined ? [] : [`arch/${arch}/configs/`]), 'configs/', ''];
  return places.map((place) => `${place}${goal}`).find((name) => host.stat(`${tree}/${name}`)?.kind === 'file');
}
