/** A compiler that is not there, with those that are. */

import { cause, diagnostic } from '../../core/diagnostic.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { crossCompilersAtHand, wantedArchitectures } from '../../kernel/index.ts';
import type { MakeLevel } from '../../kernel/levels/top-makefile.ts';
import { missingCompiler } from '../../kernel/session/machine-toolchain.ts';
import { packageFor } from '../../kernel/stops/packages.ts';
import { programBasename } from '../../probe/index.ts';
import type { CheckOptions } from '../check/check-options.ts';
import { toolchainFix } from '../check/toolchain-fix.ts';
import { wordsFixes } from './toolchain-words.ts';

/**
 * The finding for a compiler that is not there; null when it is. Where conf stops because of it, the words and the place
 * are conf's.
 */
export function noCompiler(
  options: CheckOptions,
  level: MakeLevel | undefined,
  words: Diagnostic | undefined,
): Diagnostic | null {
  const program = level === undefined || options.profile !== null ? null : missingCompiler(options.host, level);
  if (program === null || level === undefined) return null;
  const { host } = options;
  const architectures = wantedArchitectures(level);
  const arch = level.evaluation.expand('$(ARCH)').trim();
  const choices = crossCompilersAtHand(host, architectures);
  const causes = choices.map(({ prefix, target }) =>
    cause('note', `on PATH is ${prefix}gcc, which builds for ${target}`),
  );
  const isCross = programBasename(program).includes('-');
  const needed = isCross ? null : packageFor({ kind: 'program', name: programBasename(program) }, host);
  const install = needed?.command == null ? [] : [toolchainFix(needed.command, false)];
  return diagnostic({
    code: 'kernel/no-cross-compiler',
    severity: 'error',
    message: words?.message ?? `${program}: not found`,
    form: words?.form ?? 'text',
    args: { program, arch, atHand: choices.map(({ prefix }) => prefix) },
    location: words?.location ?? null,
    causes: [...(words?.causes ?? []), ...causes],
    fixes: [
      ...install,
      ...(isCross || choices.length > 0
        ? wordsFixes({
            options,
            architectures,
            words: [],
            hasCompiler: false,
            isFixed: (read) => read.misfit === null && read.tree.status === 0,
          })
        : []),
    ],
  });
}
