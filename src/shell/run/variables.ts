/**
 * The variables of a shell. A line of a recipe has some hundred of them from its environment and changes one or two, and
 * thousands of lines have one environment: what the environment gives is made once, and each shell holds its changes.
 */
import type { ByteString } from '../../core/bytes.ts';
import { isName } from '../language/parser.ts';

/** A variable of the shell; without a value it is only marked for export. */
export interface Variable {
  readonly value: ByteString | undefined;
  readonly isExported: boolean;
  /** The elements of an array of bash, whose first one is the value. */
  readonly elements?: readonly ByteString[];
}

type Environment = Readonly<Record<string, ByteString>>;

/** What a shell starts with. */
interface Start {
  readonly variables: ReadonlyMap<string, Variable>;
  /** What `variables` gives to programs. */
  readonly env: Environment;
}

/** By environment, then by the value of `PWD` that the shell sets itself; empty: it keeps the one that it is given. */
const starts = new WeakMap<Environment, Map<ByteString, Start>>();

function startOf(env: Environment, pwd: ByteString): Start {
  let known = starts.get(env);
  if (known === undefined) starts.set(env, (known = new Map()));
  let start = known.get(pwd);
  if (start === undefined) known.set(pwd, (start = newStart(env, pwd)));
  return start;
}

function newStart(env: Environment, pwd: ByteString): Start {
  const variables = new Map<string, Variable>([['OPTIND', { value: '1', isExported: false }]]);
  for (const [name, value] of Object.entries(env)) {
    if (isName(name) && name !== 'IFS') variables.set(name, { value, isExported: true });
  }
  variables.set('IFS', { value: ' \t\n', isExported: false });
  if (pwd !== '') variables.set('PWD', { value: pwd, isExported: variables.get('PWD')?.isExported ?? false });
  return { variables, env: exportedOf(variables) };
}

function exportedOf(variables: Iterable<readonly [string, Variable]>): Environment {
  const env: Record<string, ByteString> = {};
  for (const [name, { value, isExported }] of variables) if (isExported && value !== undefined) env[name] = value;
  return env;
}

/** See the head of this file. */
export class ShellVariables {
  private readonly start: Start;
  /** What differs from `start`; undefined: it is unset. */
  private readonly changes: Map<string, Variable | undefined>;
  /** What programs get; null once it has changed. */
  private env: Environment | null;

  private constructor(start: Start, changes: Map<string, Variable | undefined>, env: Environment | null) {
    this.start = start;
    this.changes = changes;
    this.env = env;
  }

  /** Variables as `/bin/sh` starts with them; `pwd` is the value of `PWD` that it sets, empty for none. */
  static of(env: Environment, pwd: ByteString): ShellVariables {
    const start = startOf(env, pwd);
    return new ShellVariables(start, new Map(), start.env);
  }

  get(name: string): Variable | undefined {
    const { changes } = this;
    if (changes.size > 0) {
      const own = changes.get(name);
      if (own !== undefined || changes.has(name)) return own;
    }
    return this.start.variables.get(name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** Undefined unsets it. */
  set(name: string, variable: Variable | undefined): void {
    if (variable?.isExported === true || this.get(name)?.isExported === true) this.env = null;
    this.changes.set(name, variable);
  }

  /** A copy whose changes do not come back. */
  copy(): ShellVariables {
    return new ShellVariables(this.start, new Map(this.changes), this.env);
  }

  /** The environment of the programs that the shell starts. */
  exported(): Environment {
    return (this.env ??= exportedOf(this.all()));
  }

  private *all(): Generator<readonly [string, Variable]> {
    const { changes, start } = this;
    for (const entry of start.variables) if (!changes.has(entry[0])) yield entry;
    for (const [name, variable] of changes) if (variable !== undefined) yield [name, variable];
  }
}
