/** A compiler that builds for another architecture than `ARCH`. */

import { diagnostic } from '../../core/diagnostic.ts';
import { newConditionWalk } from '../../explain/references.ts';
import { explainRefusedFlags } from '../../explain/refused-flags.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import type { CompilerMisfit } from '../../kernel/index.ts';
import type { TreeFindings } from '../check/findings.ts';
import { wordsFixes } from './toolchain-words.ts';

/** The finding, with the flags that the program refuses and the words that choose another. */
export function compilerTarget(misfit: CompilerMisfit, { configuration, insight, options }: TreeFindings): Diagnostic {
  const { arch, call, program, target, tool, wanted } = misfit;
  const what =
    target === null ? `${program} does not link for ${wanted.join(' or ')}` : `${program} builds for ${target}`;
  const architectures = wanted;
  return diagnostic({
    code: 'kernel/compiler-target',
    severity: 'error',
    message: `${what}, and ARCH=${arch} is to be built: make stops at the first file that it ${tool === 'compiler' ? 'compiles' : 'links'}`,
    args: { tool, program, target, arch },
    causes: explainRefusedFlags(call, insight, newConditionWalk(configuration, null, insight)),
    fixes: wordsFixes({
      options,
      architectures,
      words: [],
      hasCompiler: false,
      isFixed: (read) => read.misfit === null,
    }),
  });
}
