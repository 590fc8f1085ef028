/** Functions that the tree's own Python module defines for Kconfig files, asked for in few processes. */

import type { ByteString } from '../../core/bytes.ts';
import { decodeBytes, encodeBytes } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import { absolutePath } from '../../host/paths.ts';
import type { LibraryPlace, PythonFunction, PythonFunctions } from '../../kconfig/index.ts';

/** Answers calls: lines of JSON in, one document of JSON out. The module gets the place of a call, as from Kconfiglib. */
const program = `
import contextlib, importlib, io, json, os, sys
class Place: pass
sys.path.insert(0, sys.argv[1])
calls = json.load(sys.stdin)
try:
    table = importlib.import_module(sys.argv[2]).functions
except ImportError:
    table = {}
answers = []
for name, args, filename, linenr in calls:
    place = Place()
    place.filename, place.linenr, place.loc = filename, linenr, (filename, linenr)
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            value, fault = table[name][0](place, name, *args), None
    except Exception as error:
        value, fault = None, type(error).__name__ + ": " + str(error)
    answers.append([value if value is None else str(value), printed.getvalue(), fault])
json.dump({"table": {name: row[1:3] for name, row in table.items()}, "answers": answers}, sys.stdout)
`;

/** What Python said to one call. */
type Answer = readonly [value: string | null, printed: string, fault: string | null];

/** A call without an answer that holds for the build. */
export interface UnknownCall {
  readonly name: ByteString;
  readonly args: readonly ByteString[];
  readonly place: LibraryPlace;
}

/** What the functions of a tree are found by. */
export interface FunctionsOptions {
  readonly host: Host;
  /** Working directory of the scripts. */
  readonly cwd: ByteString;
  readonly env: Readonly<Record<string, ByteString>>;
  /** The directory of `kconfiglib.py`, where Python looks for the module first. */
  readonly libraryDirectory: ByteString;
}

/** The functions of one tree. */
export class ModuleFunctions implements PythonFunctions {
  readonly table: ReadonlyMap<ByteString, PythonFunction>;
  /** Why no process could be asked; null where one was. */
  readonly problem: string | null;
  private readonly options: FunctionsOptions;
  private readonly answers = new Map<string, Answer>();
  private readonly wanted = new Map<string, UnknownCall>();
  private readonly unknown = new Map<string, UnknownCall>();

  constructor(options: FunctionsOptions) {
    this.options = options;
    const asked = this.ask([]);
    this.problem = typeof asked === 'string' ? asked : null;
    this.table = typeof asked === 'string' ? this.tableOfText() : asked.table;
  }

  /** Calls whose value follows from a devicetree, or a process, that is not there; each once. */
  unknownCalls(): readonly UnknownCall[] {
    return [...this.unknown.values()];
  }

  call(name: ByteString, args: readonly ByteString[], place: LibraryPlace): PythonAnswer {
    const key = JSON.stringify([name, args]);
    const asked = { name, args, place };
    const answer = this.answers.get(key);
    if (answer === undefined || this.isWithoutTree(name)) this.unknown.set(key, asked);
    if (answer === undefined) {
      if (this.problem === null) this.wanted.set(key, asked);
      return { value: neutralValue(name), printed: '', fault: null };
    }
    const [value, printed, fault] = answer;
    return {
      value: encodeBytes(value ?? ''),
      printed: encodeBytes(printed),
      fault: fault === null ? null : encodeBytes(fault),
    };
  }

  /** Asks for the calls that had no answer; true when the tree has to be read again with them. */
  settle(): boolean {
    const calls = [...this.wanted];
    this.wanted.clear();
    if (calls.length === 0) return false;
    const asked = this.ask(calls.map(([, call]) => call));
    if (typeof asked === 'string') return false;
    for (const [at, [key]] of calls.entries()) {
      const answer = asked.answers[at];
      if (answer !== undefined) this.answers.set(key, answer);
      this.unknown.delete(key);
    }
    return true;
  }

  /** Functions of the devicetree answer without one, too; a build has one. */
  private isWithoutTree(name: ByteString): boolean {
    const { cwd, env, host } = this.options;
    if (!name.startsWith('dt_')) return false;
    const pickle = env['EDT_PICKLE'];
    return pickle === undefined || host.stat(absolutePath(cwd, pickle))?.kind !== 'file';
  }

  private get moduleName(): string {
    return this.options.env['KCONFIG_FUNCTIONS'] ?? 'kconfigfunctions';
  }

  private ask(calls: readonly UnknownCall[]): Asked | string {
    const { cwd, env, host, libraryDirectory } = this.options;
    const text = JSON.stringify(
      calls.map(({ args, name, place }) => [
        decodeBytes(name),
        args.map((one) => decodeBytes(one)),
        decodeBytes(place.file),
        place.line,
      ]),
    );
    const result = host.run({
      argv: [env['PYTHON_EXECUTABLE'] ?? 'python3', '-B', '-c', program, libraryDirectory, this.moduleName],
      cwd,
      env,
      input: encodeBytes(text),
    });
    if (result.outcome !== 'exited' || result.status !== 0) {
      const last = result.stderr.trim().split('\n').at(-1) ?? '';
      return last === '' ? `python3: ${result.outcome}` : last;
    }
    const { answers, table } = JSON.parse(decodeBytes(result.stdout)) as {
      readonly table: Readonly<Record<string, readonly [number, number | null]>>;
      readonly answers: readonly Answer[];
    };
    const rows = Object.entries(table).map(([name, [least, most]]) => [name, { least, most }] as const);
    return { table: new Map(rows), answers };
  }

  /** The table as the text of the module has it, where no process may read it. */
  private tableOfText(): Map<ByteString, PythonFunction> {
    const { host, libraryDirectory } = this.options;
    const path = absolutePath(libraryDirectory, `${this.moduleName}.py`);
    const text = host.stat(path)?.kind === 'file' ? (host.readFile(path) ?? '') : '';
    const rows = text.matchAll(/["']([\w-]+)["']\s*:\s*\(\s*\w+\s*,\s*(\d+)\s*,\s*(\d+|None)\s*\)/g);
    return new Map(
      [...rows].map(([, name = '', least, most]) => [
        name,
        { least: Number(least), most: most === 'None' ? null : Number(most) },
      ]),
    );
  }
}

interface Asked {
  readonly table: ReadonlyMap<ByteString, PythonFunction>;
  readonly answers: readonly Answer[];
}

/** What a call gives: its text, what it printed, and the exception that it ended with. */
export type PythonAnswer = ReturnType<PythonFunctions['call']>;

/** A text that is right in its place while the value is unknown; it decides nothing: what follows from it is unknown, too. */
function neutralValue(name: ByteString): ByteString {
  if (name.endsWith('_int')) return '0';
  if (name.endsWith('_hex')) return '0x0';
  return /_(?:label|path)$/.test(name) ? '' : 'n';
}
