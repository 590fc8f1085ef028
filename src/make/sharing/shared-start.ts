/** The variables that readings of one build begin with, shared where their environments are alike. */
import type { ByteString } from '../../core/bytes.ts';
import { defineBuiltin } from '../state/define.ts';
import type { MakeNames, MakeState } from '../state/make-state.ts';
import { type VariableBase, VariableTable } from '../state/variable-table.ts';
import type { Variable } from '../state/variables.ts';

/** Most different beginnings kept. */
const maxStarts = 16;

/** Variables before the first makefile is read, with the environment they come from. */
interface Start {
  readonly env: Readonly<Record<string, ByteString>>;
  readonly size: number;
  readonly base: VariableBase;
}

/** Names that more than their value in the environment decides. */
const settledNames: ReadonlySet<string> = new Set([
  'SHELL',
  'MAKEFILES',
  'GNUMAKEFLAGS',
  'MAKE_RESTARTS',
  'MAKE_VERSION',
  'MAKE_HOST',
  'MAKE_COMMAND',
  'MAKE',
  'CURDIR',
  'MAKEFILE_LIST',
]);

/** What readings must have in common to share anything. */
export function sharingKey(make: MakeState, { program, makeVersionText }: MakeNames): string {
  const { letters, includeDirs, warnUndefined, envOverrides, evals } = make.options;
  return JSON.stringify([
    [make.files.cwd, make.keepGoing, program, make.dialect.version, makeVersionText],
    [[...letters].sort(), includeDirs, warnUndefined, envOverrides, evals],
  ]);
}

/** A start, and the variables that an environment gives other values. */
interface FittingStart {
  readonly start: Start;
  readonly differing: readonly ByteString[];
}

/** The first variables of readings with the same {@link sharingKey}. */
export class SharedStarts {
  private readonly starts: Start[] = [];
  /** By environment: all directories below one get the same. */
  private readonly fitting = new WeakMap<MakeState['env'], FittingStart>();

  /** Gives a make that has defined nothing yet its first variables; false when no start fits. */
  restore(make: MakeState): boolean {
    const { env } = make;
    const found = this.fitting.get(env) ?? this.findStart(env);
    if (found === undefined) return false;
    this.fitting.set(env, found);
    make.globals.rebase(found.start.base, null);
    restoreOthers(make, found.differing);
    return true;
  }

  /** Keeps the first variables of a make that has read nothing yet. */
  keep(make: MakeState): void {
    if (this.starts.length >= maxStarts) return;
    const variables = new Map(make.globals.ownVariables);
    for (const variable of variables.values()) variable.isShared = true;
    const base: VariableBase = { variables, exportable: undefined };
    const { env } = make;
    this.starts.push({ env, size: Object.keys(env).length, base });
    make.globals.rebase(base, variables);
  }

  private findStart(env: MakeState['env']): FittingStart | undefined {
    const names = Object.keys(env);
    for (const start of this.starts) {
      const differing: ByteString[] = [];
      let common = 0;
      for (const name of names) {
        const before = start.env[name];
        if (before !== undefined) common += 1;
        if (before !== env[name] && name !== 'MAKELEVEL') differing.push(name);
      }
      if (common !== start.size || differing.some((name) => settledNames.has(name) || name.startsWith('.'))) continue;
      return { start, differing };
    }
    return undefined;
  }
}

function restoreOthers(make: MakeState, differing: readonly ByteString[]): void {
  const { env, options, globals } = make;
  const origin = options.envOverrides ? 'environment override' : 'environment';
  for (const name of differing) {
    const variable = defineFresh(make, name, env[name]!, origin, true);
    variable.exportState = 'export';
    globals.set(name, variable);
  }
  const level = String(make.level);
  if (globals.get('MAKELEVEL')?.value !== level) {
    globals.set('MAKELEVEL', defineFresh(make, 'MAKELEVEL', level, 'environment', false));
  }
}

/** A variable without a definition before its own. */
function defineFresh(
  make: MakeState,
  name: ByteString,
  value: ByteString,
  origin: 'environment' | 'environment override',
  isRecursive: boolean,
): Variable {
  const saved = make.globals;
  const own = new VariableTable();
  make.globals = own;
  const variable = defineBuiltin(make, name, value, origin, isRecursive);
  make.globals = saved;
  return variable;
}
