/** Small trees through Kconfiglib and through kgate. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeBytes } from '../../src/core/bytes.ts';
import { createNodeHost } from '../../src/host/node/node-host.ts';
import { headerText, type LibraryScript, libraryVariant, runLibrary, runMerge } from '../../src/kconfig/index.ts';
import { randomSource } from '../differential/kconfig-generator.ts';
import { filesAfter } from './file-operations.ts';
import { createRecordingShell } from './recorded-shell.ts';

/** Everything a script of Kconfiglib is given. Plain data: a fixture. */
export interface LibraryCase {
  /** Files of the tree by name; `Kconfig` is the top. */
  readonly files: Readonly<Record<string, string>>;
  readonly config: string;
  /** A script of Kconfiglib; `merge`: Zephyr's kconfig.py with `.config` and `all.config`. */
  readonly script: LibraryScript | 'merge';
  readonly env: Readonly<Record<string, string>>;
}

/** The outcome of one side. */
export interface LibraryOutcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly files: Readonly<Record<string, string>>;
}

const oracle = join(dirname(fileURLToPath(import.meta.url)), 'library-oracle.py');
const { runShell } = createRecordingShell();

/** What the oracle gives kconfig.py. */
const mergeWords = {
  script: {
    hint: 'Look for {0.name} in the menu, where all well-known symbols have a place.',
    checksDeprecated: false,
    checksExperimental: false,
  },
  inputs: ['.config', 'all.config'],
  isHandwritten: true,
  configOut: 'out.config',
  headerOut: 'out.h',
  listOut: 'out.txt',
};

/** The file that a script gets to read or write. */
function fileOf(script: LibraryCase['script']): string | undefined {
  return script === 'savedefconfig' ? 'out' : script === 'defconfig' ? '.config' : undefined;
}

function filesIn(directory: string): Record<string, string> {
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    paths.map((path) => [path.slice(directory.length + 1), readFileSync(path, 'latin1').replaceAll(directory, '/DIR')]),
  );
}

/** Lays the trees of the cases down below a directory that exists only during the call. */
function withTrees<Result>(cases: readonly LibraryCase[], use: (directories: readonly string[]) => Result): Result {
  const root = mkdtempSync(join(tmpdir(), 'kgate-library-'));
  try {
    const directories = cases.map(({ config, files }, at) => {
      const directory = join(root, String(at));
      for (const [name, text] of Object.entries({ ...files, '.config': config })) {
        mkdirSync(dirname(join(directory, name)), { recursive: true });
        writeFileSync(join(directory, name), text, 'latin1');
      }
      return directory;
    });
    return use(directories);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function environment(input: LibraryCase): Record<string, string> {
  // Zephyr's own functions need a whole Zephyr.
  return { PATH: '/usr/bin:/bin', KCONFIG_FUNCTIONS: 'absent_module', ...input.env };
}

/** What the Kconfiglib in a directory does; null where it fails by a fault of its own. */
export function runOracle(library: string, cases: readonly LibraryCase[]): (LibraryOutcome | null)[] {
  return withTrees(cases, (directories) => {
    const lines = cases.map((input, at) => {
      const { script } = input;
      return JSON.stringify({
        directory: directories[at],
        env: environment(input),
        script,
        file: fileOf(script) ?? null,
      });
    });
    const real = spawnSync('python3', [oracle, library], {
      input: `${lines.join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
    const answers = real.stdout.split('\n').filter((line) => line !== '');
    if (answers.length !== cases.length) throw new Error(`the oracle ended early: ${real.stderr}`);
    return answers.map((line, at) => {
      const { status, stderr, stdout } = JSON.parse(line) as { status: number | null; stdout: string; stderr: string };
      if (status === null) return null;
      const directory = directories[at] ?? '';
      const own = (text: string): string => encodeBytes(text).replaceAll(directory, '/DIR');
      return { status, stdout: own(stdout), stderr: own(stderr), files: filesIn(directory) };
    });
  });
}

/** What kgate does; with a seed, loops are looked for in another order than the usual one. */
export function runOwn(library: string, cases: readonly LibraryCase[], seed?: number): LibraryOutcome[] {
  const host = createNodeHost({ cwd: process.cwd(), env: {} });
  const variant = libraryVariant(host.readFile(join(library, 'kconfiglib.py')) ?? '');
  return withTrees(cases, (directories) =>
    cases.map((input, at) => {
      const directory = directories[at] ?? '';
      const env = environment(input);
      const before = filesIn(directory);
      const file = fileOf(input.script);
      const options = {
        host: createNodeHost({ cwd: directory, env }),
        cwd: directory,
        env,
        topFile: 'Kconfig',
        runShell,
        variant,
        program: 'script',
        ...(seed !== undefined && { loopOrder: shuffled(seed) }),
      };
      const run =
        input.script === 'merge'
          ? runMerge({ ...options, ...mergeWords })
          : runLibrary({ ...options, script: input.script, ...(file !== undefined && { file }) });
      const after = filesAfter(new Map(Object.entries(before)), run.operations);
      const files = Object.fromEntries([...after].map(([name, text]) => [name, text.replaceAll(directory, '/DIR')]));
      const writesHeader = ['olddefconfig', 'defconfig'].includes(input.script);
      if (run.values !== null && run.error === null && writesHeader) files['autoconf.h'] = headerText(run.values);
      const stream = (name: string): string =>
        run.output
          .map(({ stream: one, text }) => (one === name ? text : ''))
          .join('')
          .replaceAll(directory, '/DIR');
      return { status: run.exitStatus, stdout: stream('stdout'), stderr: stream('stderr'), files };
    }),
  );
}

function shuffled(seed: number): <Item>(items: readonly Item[]) => Item[] {
  const random = randomSource(seed);
  return (items) =>
    items
      .map((item) => ({ item, at: random(1 << 20) }))
      .toSorted((left, right) => left.at - right.at)
      .map(({ item }) => item);
}

/** How two outcomes differ; null where they do not. */
export function libraryDifference(real: LibraryOutcome, own: LibraryOutcome): string | null {
  const differ = (what: string, expected: string, actual: string): string =>
    `${what}\n--- Kconfiglib\n${expected}\n--- kgate\n${actual}`;
  if (withoutLoop(real.stderr) !== withoutLoop(own.stderr)) return differ('stderr', real.stderr, own.stderr);
  if (real.status !== own.status) return differ('status', String(real.status), String(own.status));
  if (real.stdout !== own.stdout) return differ('stdout', real.stdout, own.stdout);
  for (const name of new Set([...Object.keys(real.files), ...Object.keys(own.files)])) {
    if (real.files[name] !== own.files[name])
      return differ(name, real.files[name] ?? '(no such file)', own.files[name] ?? '(no such file)');
  }
  return null;
}

/** Kconfiglib looks at sets in the order of addresses: of several loops, it reports any. */
function withoutLoop(stderr: string): string {
  return stderr.replace(/Dependency loop\n====.*/s, 'Dependency loop');
}
