/** What kgate adds to the words of Kconfiglib: variables that are missing, values that cannot be known. */

import { decodeBytes } from '../../core/bytes.ts';
import { followersOf, type LibraryRun } from '../../kconfig/index.ts';
import type { ModuleFunctions } from './python-functions.ts';
import type { ZephyrCall } from './zephyr-environment.ts';

const configureCommand = 'west build -b BOARD --cmake-only, or cmake -B DIR -DBOARD=BOARD APPLICATION';

/** The variables that a `source` statement needs and that are not set, with the command that sets them. */
function unreadableSource(run: LibraryRun, call: ZephyrCall | null): string[] {
  const { error } = run;
  const statement = / not found \(in '(.*)'\)\. Check that environment/s.exec(error?.text ?? '')?.[1];
  if (statement === undefined) return [];
  const names = [...statement.matchAll(/\$\((\w+)\)|\$\{?(\w+)\}?/g)].map(([, one, other]) => one ?? other ?? '');
  const isSet = (name: string): boolean => call?.env[name] !== undefined;
  return [...new Set(names)].map((name) =>
    isSet(name)
      ? `${name} is ${decodeBytes(call?.env[name] ?? '')}, where the file is not`
      : `${name} is not set: give ${name}=VALUE${call === null ? '' : `, or a configured build with -O DIR (${configureCommand})`}`,
  );
}

/** What only a build knows, and what that concerns. */
export interface UnknownValues {
  /** Calls without a value that holds for the build. */
  readonly count: number;
  /** Symbols that follow from them, directly or not. */
  readonly symbols: number;
  /** The same in one line. */
  readonly line: string;
  /** What else is not known without a build, and what helps. */
  readonly more: readonly string[];
  /** Variables that a `source` needs. */
  readonly unset: readonly string[];
}

/** The values of a run that rest on what only a build knows. */
export function unknownValues(run: LibraryRun, functions: ModuleFunctions, call: ZephyrCall | null): UnknownValues {
  const calls = functions.unknownCalls();
  const names = [...new Set(calls.map(({ name }) => `$(${decodeBytes(name)})`))].toSorted();
  const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
  const places = calls.map(({ place }) => place);
  const symbols = run.values === null ? 0 : followersOf(run.values, places);
  const why = functions.problem === null ? 'there is no edt.pickle of a build' : functions.problem;
  const follow = run.values === null ? '' : `; ${symbols} symbols follow from them, directly or not`;
  const isBuilt = call === null || call.buildDirectory !== null;
  const build = `without a build, its modules, shields and devicetree are not known: ${configureCommand}, then -O DIR`;
  return {
    count: calls.length,
    symbols,
    line: `unknown: ${calls.length} values of ${shown} (${why})${follow}`,
    more: isBuilt ? [] : [build],
    unset: unreadableSource(run, call),
  };
}
