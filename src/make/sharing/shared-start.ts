/** The variables that evaluations of one build begin with, shared where their environments are alike. */
import type { ByteString } from '../../core/bytes.ts';
import type { Session } from '../state/session.ts';
import type { EvaluateRequest } from '../state/types.ts';
import type { VariableBase } from '../state/variable-table.ts';
import { VariableTable } from '../state/variable-table.ts';
import { defineBuiltin, type Variable } from '../state/variables.ts';

/** Most different beginnings kept. */
const maxStarts = 16;

/** Variables before the first makefile is read, with the environment they come from. */
export interface Start {
  readonly key: string;
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

/** What evaluations must have in common to share anything. */
function sharingKey(session: Session, request: EvaluateRequest): string {
  const { letters, includeDirs, warnUndefined, envOverrides, evals } = session.options;
  const { program, makeVersionText } = request;
  const flags = [...letters].sort();
  const { version } = session.dialect;
  const { cwd, keepGoing } = session;
  return JSON.stringify([
    [cwd, keepGoing, program, version, makeVersionText],
    [flags, includeDirs, warnUndefined, envOverrides, evals],
  ]);
}

/** Lets a session take part in the sharing its request names; true when its first variables are there then. */
export function restoreStart(session: Session, request: EvaluateRequest): boolean {
  const { shared } = request;
  if (shared === undefined) return false;
  const key = sharingKey(session, request);
  if (!shared.enter(key)) return false;
  session.shared = shared;
  const { env } = session;
  // All directories below one get the same environment.
  const known = shared.restored.get(env);
  if (known !== undefined && known.start.key === key) {
    session.globals.rebase(known.start.base, null);
    restoreOthers(session, known.differing);
    return true;
  }
  const names = Object.keys(env);
  for (const start of shared.starts) {
    if (start.key !== key) continue;
    const differing: ByteString[] = [];
    let common = 0;
    for (const name of names) {
      const before = start.env[name];
      if (before !== undefined) common += 1;
      if (before !== env[name] && name !== 'MAKELEVEL') differing.push(name);
    }
    if (common !== start.size || differing.some((name) => settledNames.has(name) || name.startsWith('.'))) continue;
    shared.restored.set(env, { start, differing });
    session.globals.rebase(start.base, null);
    restoreOthers(session, differing);
    return true;
  }
  return false;
}

function restoreOthers(session: Session, differing: readonly ByteString[]): void {
  const { env, options, globals } = session;
  const origin = options.envOverrides ? 'environment override' : 'environment';
  for (const name of differing) {
    const variable = defineFresh(session, name, env[name]!, origin, true);
    variable.exportState = 'export';
    globals.set(name, variable);
  }
  const level = String(session.level);
  if (globals.get('MAKELEVEL')?.value !== level) {
    globals.set('MAKELEVEL', defineFresh(session, 'MAKELEVEL', level, 'environment', false));
  }
}

/** A variable without a definition before its own. */
function defineFresh(
  session: Session,
  name: ByteString,
  value: ByteString,
  origin: 'environment' | 'environment override',
  isRecursive: boolean,
): Variable {
  const saved = session.globals;
  const own = new VariableTable();
  session.globals = own;
  const variable = defineBuiltin(session, name, value, origin, isRecursive);
  session.globals = saved;
  return variable;
}

/** Keeps the variables of a session that has read nothing yet. */
export function keepStart(session: Session, request: EvaluateRequest): void {
  const { shared } = session;
  if (shared === null || shared.starts.length >= maxStarts) return;
  const variables = new Map(session.globals.ownVariables);
  for (const variable of variables.values()) variable.isShared = true;
  const base: VariableBase = { variables, exportable: undefined };
  const { env } = session;
  shared.starts.push({ key: sharingKey(session, request), env, size: Object.keys(env).length, base });
  session.globals.rebase(base, variables);
}
