/** One of two toolchains that are compared: the tree as its build would configure and read it with this one. */

import type { ByteString } from '../../core/bytes.ts';
import type { Diagnostic } from '../../results/diagnostic.ts';
import { HostError } from '../../core/errors.ts';
import type { PlacedShellCall } from '../../core/run-shell.ts';
import type { ComparedAnswers } from '../../explain/difference.ts';
import type { Host } from '../../host/host.ts';
import type { Configuration } from '../../kconfig/index.ts';
import {
  type BuildRequest,
  type ConfiguredTree,
  configure,
  createInsight,
  describeToolchain,
  findStops,
  quickGoals,
  openConfigured,
  openSession,
  readBuild,
  type Session,
  type TreeInsight,
} from '../../kernel/index.ts';
import { symbolPrefix } from '../../kernel/levels/word-origins.ts';
import type { Evaluation, MakeEvent } from '../../make/index.ts';
import type { SideName } from '../../results/diff-toolchain.ts';
import { confDiagnostics } from '../check/conf-diagnostics.ts';
import type { NamedToolchain } from './toolchain-word.ts';

/** The make that does the work, as it is after reading. */
export interface ReadMake {
  readonly evaluation: Evaluation;
  /** Absolute directory it works in. */
  readonly cwd: ByteString;
  /** `$(shell)` runs of the reading. */
  readonly shellCalls: readonly PlacedShellCall[];
  /** Variables, those of the configuration apart, before a recipe was expanded: `$(eval)` in one changes them. */
  readonly values: ReadonlyMap<string, VariableValue>;
}

/** A variable after reading. */
export interface VariableValue {
  /** What programs get of an exported one, else the text. */
  readonly value: string;
  readonly exported: boolean;
}

/** A tree with one toolchain. */
export interface ComparedSide {
  readonly name: SideName;
  readonly named: NamedToolchain;
  readonly session: Session;
  /** Its configuration is null where conf or make stops before there is one. */
  readonly tree: ConfiguredTree;
  readonly configuration: Configuration | null;
  readonly insight: TreeInsight;
  /** Null where there is no configuration to read the makefiles with. */
  readonly make: ReadMake | null;
  readonly events: readonly MakeEvent[];
  /** What conf has to say. */
  readonly confDiagnostics: readonly Diagnostic[];
  /** Takes the names of this side's tools out of a text. */
  readonly mask: (text: string) => string;
}

/** Variables that hold the name of a program of the toolchain. */
export const toolVariables: readonly string[] = [
  'CC',
  'LD',
  'AR',
  'NM',
  'OBJCOPY',
  'OBJDUMP',
  'READELF',
  'STRIP',
  'HOSTCC',
  'HOSTCXX',
  'HOSTLD',
  'HOSTAR',
  'CROSS_COMPILE',
];

/** What make keeps for itself: the words it was given, and the last `$(shell)`. */
const bookkeeping = /^(?:MAKEFLAGS|MFLAGS|MAKEOVERRIDES|-\*-.*|\.SHELLSTATUS|MAKEFILE_LIST|\.VARIABLES|MAKE_COMMAND)$/;

function valuesOf(evaluation: Evaluation): Map<string, VariableValue> {
  const env = evaluation.exportedEnvironment();
  const values = new Map<string, VariableValue>();
  for (const name of evaluation.variableNames()) {
    if (name.startsWith(symbolPrefix) || bookkeeping.test(name)) continue;
    const { exported, value } = evaluation.lookup(name);
    const given = exported && Object.hasOwn(env, name) ? env[name] : undefined;
    values.set(name, { value: given ?? value, exported });
  }
  return values;
}

/** A function that puts `$(CC)` and the like where a text names a tool. */
function createMask(evaluation: Evaluation | null): (text: string) => string {
  const names = new Map<string, string>();
  for (const variable of evaluation === null ? [] : toolVariables) {
    const value = evaluation?.expand(`$(${variable})`).trim() ?? '';
    if (value !== '' && !names.has(value)) names.set(value, `$(${variable})`);
  }
  if (names.size === 0) return (text) => text;
  const words = [...names.keys()].sort((one, other) => other.length - one.length);
  const quoted = words.map(
    (word) => `${word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}${word.endsWith('-') ? '' : '(?![\\w.+-])'}`,
  );
  const pattern = new RegExp(`(?<![\\w.+/-])(?:${quoted.join('|')})`, 'g');
  return (text) => text.replace(pattern, (word) => names.get(word) ?? word);
}

/** What {@link readSide} needs. */
export interface SideOptions {
  readonly host: Host;
  readonly request: BuildRequest;
  readonly name: SideName;
  readonly named: NamedToolchain;
}

/**
 * Configures and reads the tree with one toolchain. Throws HostError `probe/tool-missing` when it is not there, and
 * what {@link openSession} throws.
 */
export function readSide({ host, request, name, named }: SideOptions): ComparedSide {
  const variables: readonly ByteString[] = [...request.variables, ...named.variables];
  const session = openSession({ host, request: { ...request, variables }, profile: named.profile });
  const tree = configure(session);
  const { configuration } = tree;
  const events = [...tree.events];
  const reading = configuration === null ? null : readBuild(openConfigured(tree, configuration));
  let make: ReadMake | null = null;
  if (reading !== null) {
    const { cwd, evaluation } = reading.working;
    make = { evaluation, cwd, shellCalls: [...evaluation.shellCalls], values: valuesOf(evaluation) };
    const early = new Set(events.map((event) => event.line));
    events.push(...findStops(reading, quickGoals(reading)).events.filter((event) => !early.has(event.line)));
  }
  const { name: compiler, source, version } = describeToolchain(session, tree.toolchain);
  // Under a policy that starts no compiler its version is unknown.
  if (source === 'machine' && version === null && compiler !== 'none' && host.policyLog === null) {
    throw new HostError('probe/tool-missing', `${named.word}: compiler not found (CC = ${compiler})`, {
      hint: "'kgate toolchains' lists the compilers on PATH and the profiles",
    });
  }
  return {
    name,
    named,
    session,
    tree,
    configuration,
    insight: createInsight(session, reading?.working ?? tree.levels.at(-1)),
    make,
    events,
    confDiagnostics: confDiagnostics(tree),
    mask: createMask(make?.evaluation ?? null),
  };
}

/** How the answers of two sides are compared and explained. */
export function answersOf(a: ComparedSide, b: ComparedSide): ComparedAnswers {
  return { mask: { a: a.mask, b: b.mask }, insight: { a: a.insight, b: b.insight } };
}
