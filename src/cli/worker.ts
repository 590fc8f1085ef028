import { assertNever } from '../core/errors.ts';
import type { CommandName, RunCommand } from './command.ts';
import { evaluate } from './evaluate.ts';

/** Commands that look for changes, as a rule. */
const solving: ReadonlySet<CommandName> = new Set(['check', 'why', 'fix']);

/** The solver is compiled while the command is loaded, which awaits it. */
async function startSolver(): Promise<void> {
  const { loadSatSolver } = await import('../solve/sat/solver.ts');
  await loadSatSolver();
}

/** Loads one command and with it only the engines it needs. */
async function loadCommand(name: CommandName): Promise<RunCommand> {
  if (solving.has(name)) void startSolver();
  switch (name) {
    case 'check':
      return (await import('./commands/check.ts')).run;
    case 'why':
      return (await import('./commands/why.ts')).run;
    case 'fix':
      return (await import('./commands/fix.ts')).run;
    case 'dead':
      return (await import('./commands/dead.ts')).run;
    case 'export':
      return (await import('./commands/export.ts')).run;
    case 'objects':
      return (await import('./commands/objects.ts')).run;
    case 'owner':
      return (await import('./commands/owner.ts')).run;
    case 'config':
      return (await import('./commands/config.ts')).run;
    case 'make':
      return (await import('./commands/make.ts')).run;
    case 'probe':
      return (await import('./commands/probe.ts')).run;
    case 'diff-toolchain':
      return (await import('./commands/diff-toolchain.ts')).run;
    case 'toolchains':
      return (await import('./commands/toolchains.ts')).run;
    case 'lint':
      // Rules that need proofs find their solver loaded.
      await (await import('../index.ts')).loadSatSolver();
      return (await import('./commands/lint.ts')).run;
    case 'rules':
      return (await import('./commands/rules.ts')).run;
    case 'init':
      return (await import('./commands/init.ts')).run;
    case 'explain':
      return (await import('./commands/explain.ts')).run;
    case 'cache':
      return (await import('./commands/cache.ts')).run;
    case 'completion':
      return (await import('./commands/completion.ts')).run;
    default:
      return assertNever(name);
  }
}

await evaluate(loadCommand);
