import { UsageError } from '../core/errors.ts';
import type { ByteString } from '../core/text.ts';
import type { Evaluation } from '../make/index.ts';
import { splitSimpleCommand } from './command-words.ts';
import { enterSubMake, evaluateTop, type MakeLevel, type MakeRun } from './top-makefile.ts';

/** Makes between the working level and conf: the top Makefile's `%config` and kconfig's own. */
const maxSteps = 4;

/** How the tree would run conf for a goal. */
export interface ConfInvocation {
  /** Absolute working directory of conf. */
  readonly cwd: string;
  /** Complete environment of conf. */
  readonly env: Readonly<Record<string, ByteString>>;
  /** Words after the program. */
  readonly args: readonly ByteString[];
  /** Last word: the top Kconfig file. */
  readonly topFile: ByteString;
  /** Every make process on the way. */
  readonly levels: readonly MakeLevel[];
}

/** Make stopped before it could run conf; the stops are in the events of the levels. */
export interface StoppedBeforeConf {
  readonly levels: readonly MakeLevel[];
}

/** True when an `include` names a file that is not there and cannot be made: make goes no further. */
function lacksMakefile(evaluation: Evaluation): boolean {
  return evaluation.missingIncludeEvents().some((event) => event.fatal);
}

function isConf(program: ByteString): boolean {
  return program === 'conf' || program.endsWith('/conf');
}

/**
 * Reads the makefiles for a configuration goal (`olddefconfig`, `foo_defconfig`, …) and follows
 * the recipes to the line that runs conf: its working directory, environment and arguments are what
 * Kconfig sees. Throws UsageError `kernel/no-conf-rule` when there is no such line although nothing
 * stopped make.
 */
export function findConfInvocation(run: MakeRun, goal: ByteString): ConfInvocation | StoppedBeforeConf {
  const top = evaluateTop(run, [goal]);
  const levels = [...top.levels];
  let level = top.working;
  let target = goal;
  for (let steps = 0; steps < maxSteps && !lacksMakefile(level.evaluation); steps += 1) {
    let next: MakeLevel | null = null;
    for (const line of level.evaluation.expandRecipe(target) ?? []) {
      const words = splitSimpleCommand(line.text);
      if (words !== null && isConf(words[0] ?? '')) {
        const args = words.slice(1);
        return {
          cwd: level.cwd,
          env: level.evaluation.exportedEnvironment(target),
          args,
          topFile: args.at(-1) ?? 'Kconfig',
          levels,
        };
      }
      if (!line.isRecursive) continue;
      next = enterSubMake(run, level, target, line.text);
      if (next !== null) break;
    }
    if (next === null) break;
    levels.push(next);
    level = next;
    target = next.evaluation.goals[0] ?? target;
  }
  if (levels.some(({ evaluation }) => evaluation.stop !== undefined || lacksMakefile(evaluation))) return { levels };
  const recipe = level.evaluation.expandRecipe(target) ?? [];
  if (recipe.length > 0) {
    throw new UsageError(
      'kernel/no-conf-rule',
      `${goal}: its recipe does more than run conf, which kgate does not follow`,
      {
        hint: 'make that configuration with make, then give the file with --config',
      },
    );
  }
  throw new UsageError('kernel/no-conf-rule', `${goal}: the Makefiles of this tree have no such configuration goal`, {
    hint: 'give a configuration goal of this tree, or a finished file with --config',
  });
}
