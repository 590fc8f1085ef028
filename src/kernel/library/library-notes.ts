/** What kgate adds to the words of Kconfiglib: variables that are missing, values that cannot be known. */

import { decodeBytes } from '../../core/bytes.ts';
import { followersOf, type LibraryRun } from '../../kconfig/index.ts';
import type { ModuleFunctions } from './python-functions.ts';
import type { ZephyrCall } from './zephyr-environment.ts';

const configureCommand = 'west build -b BOARD --cmake-only, or cmake -B DIR -DBOARD=BOARD APPLICATION';

/** The variables that a `source` statement needs and that are not set, with the command that sets them. */
export function unreadableSource(run: LibraryRun, call: ZephyrCall | null): string[] {
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

/** How many values rest on what only a build knows, in one line; none where everything is known. */
export function unknownSymbols(run: LibraryRun, functions: ModuleFunctions, call: ZephyrCall | null): string[] {
  const notes: string[] = [];
  const calls = functions.unknownCalls();
  if (calls.length > 0) {
    const names = [...new Set(calls.map(({ name }) => `$(${decodeBytes(name)})`))].toSorted();
    const shown = names.length > 3 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');
    const count =
      run.values === null
        ? null
        : followersOf(
            run.values,
            calls.map(({ place }) => place),
          );
    const follow = count === null ? '' : `; ${count} symbols follow from them, directly or not`;
    const why = functions.problem === null ? 'there is no edt.pickle of a build' : functions.problem;
    notes.push(`unknown: ${calls.length} values of ${shown} (${why})${follow}`);
  }
  if (call !== null && call.buildDirectory === null) {
    notes.push(`without a build, its modules, shields and devicetree are not known: ${configureCommand}, then -O DIR`);
  }
  return notes;
}
