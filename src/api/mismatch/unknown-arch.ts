/** `ARCH` names an architecture that the tree does not have. */

import { diagnostic } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { ConfiguredTree } from '../../kernel/index.ts';
import type { MakeLevel } from '../../kernel/levels/top-makefile.ts';
import { nearestNames } from '../../kconfig/index.ts';
import type { CheckOptions } from '../check/check-options.ts';
import { wordsFixes } from './toolchain-words.ts';

/** The finding for such an `ARCH`; null where `arch/` has its directory, or the tree has no `arch/`. */
export function unknownArch(
  options: CheckOptions,
  { session }: Pick<ConfiguredTree, 'session'>,
  level: MakeLevel | undefined,
): Diagnostic | null {
  const directory = level?.evaluation.expand('$(SRCARCH)').trim() ?? '';
  if (level === undefined || !/^[\w-]+$/.test(directory)) return null;
  const { host, request } = session;
  const base = `${request.treeDirectory}/arch`;
  const has = (name: string): boolean => host.stat(`${base}/${name}/Kconfig`)?.kind === 'file';
  if (host.stat(`${base}/Kconfig`)?.kind !== 'file' || host.stat(`${base}/${directory}`) !== undefined) return null;
  const known = (host.readDirectory(base) ?? []).filter(has).toSorted();
  const arch = level.evaluation.expand('$(ARCH)').trim();
  const near = nearestNames(known, directory).slice(0, 1);
  return diagnostic({
    code: 'kernel/unknown-arch',
    severity: 'error',
    message: `ARCH=${arch}: there is no arch/${directory} in this tree`,
    args: { arch, known },
    notes: [`arch/ has ${known.join(', ')}`],
    fixes: near.flatMap((other) =>
      wordsFixes({
        options,
        architectures: [other],
        words: [`ARCH=${other}`],
        hasCompiler: false,
        isFixed: (read) => read.misfit === null,
      }),
    ),
  });
}
