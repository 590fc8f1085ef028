import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Clone, cloneRepository } from '../support/clone.ts';
import { kgate, kgateEnvironment, node, repository } from '../support/kgate.ts';

/** A strict project that uses trees and configurations. */
const useOfTrees = `import {
  type Clause,
  type Configuration,
  childrenOf,
  createMemoryHost,
  createNodeHost,
  createRealShell,
  createSourceCache,
  type Dialect,
  detectDialect,
  dialects,
  type Entry,
  evaluate,
  type Expr,
  type Host,
  type KconfigModel,
  type KconfigSymbol,
  openTree,
  parseKconfig,
  printExpression,
  type Property,
  type Reference,
  referencesTo,
  type SymbolFacts,
  writeAutoConf,
  writeConfig,
  writeDefconfig,
} from 'kgate';

export const machine: Host = createNodeHost();
const host = createMemoryHost({ files: { Kconfig: 'config A\\n' } });
export const dialect: Dialect = detectDialect(host, host.cwd).dialect ?? dialects['linux-6.12'];
const { model } = parseKconfig({ host, dialect, runShell: createRealShell({ host }), sources: createSourceCache() });
export const tree: KconfigModel | null = model;
if (model !== null) {
  const configuration: Configuration = evaluate(model, { config: { text: 'CONFIG_A=y\\n', name: 'a.config' } });
  const symbol: KconfigSymbol | undefined = model.symbols.get('A');
  const [entry]: readonly Entry[] = childrenOf(model.root);
  if (symbol !== undefined) {
    configuration.setUserValue(symbol, 'y');
    const facts: SymbolFacts = configuration.facts(symbol);
    const status: number | undefined = facts.default?.property.macros[0]?.shellCalls[0]?.answer.status;
    const limiting: Clause[] = facts.definitions.flatMap(({ clauses }) =>
      clauses.filter(({ isLimiting }) => isLimiting).map(({ clause }) => clause),
    );
    const references: readonly Reference[] = referencesTo(model, symbol);
    const property: Property | null | undefined = references[0]?.property;
    const expr: Expr | null = symbol.directDependency;
    console.log(entry?.kind, status, limiting, property?.location.line, printExpression(expr, configuration));
    // @ts-expect-error a symbol may be missing
    configuration.value(model.symbols.get('B'));
  }
  console.log(writeConfig(configuration), writeAutoConf(configuration), writeDefconfig(configuration));
}
export const open = (): Configuration => openTree({ host: machine, variables: ['ARCH=arm64'] }).configuration;
`;

let clone: Clone;
let directory: string;
let prefix: string;
let installed: string;
let packed: readonly string[];
let version: string;

function npm(args: readonly string[], cwd: string): string {
  // node_modules/.bin of the tests must not help the package.
  const env = kgateEnvironment({ PATH: `${dirname(node)}:/usr/bin:/bin` });
  return execFileSync('npm', args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

beforeAll(() => {
  directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-package-')));
  prefix = join(directory, 'prefix');
  clone = cloneRepository();
  symlinkSync(join(repository, 'node_modules'), join(clone.path, 'node_modules'));
  // Not --silent: pre-commit packs in order to install, and reads what is printed.
  const output = npm(['pack', '--json', '--pack-destination', directory], clone.path);
  const [result] = JSON.parse(output);
  packed = result.files.map((file: { path: string }) => file.path);
  version = result.version;
  npm(['install', '--global', '--offline', '--prefix', prefix, join(directory, result.filename)], directory);
  installed = join(prefix, 'lib/node_modules/kgate');
}, 300_000);
afterAll(() => {
  clone.remove();
  rmSync(directory, { recursive: true, force: true });
});

describe('the package', () => {
  it('holds the launcher, dist and texts, and nothing of the workshop', () => {
    const wanted = ['package.json', 'LICENSE', 'bin/kgate', 'bin/package.json', 'dist/cli.js', 'dist/worker.js'];
    expect(packed).toEqual(expect.arrayContaining([...wanted, 'dist/index.js', 'dist/types/index.d.ts']));
    expect(packed).toContain('dist/THIRD-PARTY-NOTICES.txt');
    expect(packed.filter((path) => /^(?:src|test|scripts|bench|node_modules)\/|\.stamp$/.test(path))).toEqual([]);
  });

  it('names the licence of everything that is bundled', () => {
    const notices = readFileSync(join(installed, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    expect(notices).toMatch(/^commander \d.*\(MIT\)$/m);
    expect(notices).toMatch(/^semver \d.*\(ISC\)$/m);
  });

  it('needs no other package', () => {
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
    expect(manifest.dependencies ?? {}).toEqual({});
  });
});

describe('the installed command', () => {
  it('answers --version and --help', async () => {
    const program = join(prefix, 'bin/kgate');
    expect(await kgate(['--version'], { program, cwd: directory })).toMatchObject({
      exitCode: 0,
      stdout: `${version}\n`,
      stderr: '',
    });
    expect((await kgate(['--help'], { program, cwd: directory })).stdout).toContain('Usage: kgate');
  });

  it('evaluates and runs programs', async () => {
    const program = join(prefix, 'bin/kgate');
    const run = await kgate(['probe', '--cc', 'gcc', '-Wall', '--format', 'json'], { program, cwd: directory });
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(() => JSON.parse(run.stdout)).not.toThrow();
  });
});

describe('the installed library', () => {
  it('is imported by its name', () => {
    const project = join(directory, 'project');
    mkdirSync(join(project, 'node_modules'), { recursive: true });
    cpSync(installed, join(project, 'node_modules/kgate'), { recursive: true });
    symlinkSync(join(repository, 'node_modules/@types'), join(project, 'node_modules/@types'));
    const code = "import * as kgate from 'kgate'; console.log(typeof kgate.checkTree, typeof kgate.KgateError)";
    const output = execFileSync(node, ['--input-type=module', '-e', code], { cwd: project, encoding: 'utf8' });
    expect(output).toBe('function function\n');
  });

  it('runs the example of its own page', () => {
    const page = readFileSync(join(installed, 'docs/library.md'), 'utf8');
    const [, code = '', printed = ''] = /```js\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/.exec(page) ?? [];
    const cwd = join(directory, 'project');
    expect(printed).not.toBe('');
    expect(execFileSync(node, ['--input-type=module', '-e', code], { cwd, encoding: 'utf8' })).toBe(printed);
  });

  it('has types that a strict project can check', { timeout: 180_000 }, () => {
    const project = join(directory, 'project');
    writeFileSync(
      join(project, 'use.ts'),
      "import { checkTree, KgateError, type Diagnostic } from 'kgate';\n" +
        'export const use: [typeof checkTree, Diagnostic | null] = [checkTree, null];\n' +
        "export const error = new KgateError('a/b', 'c');\n" +
        '// @ts-expect-error a code is text\n' +
        'export const wrong = new KgateError(1, 2);\n',
    );
    writeFileSync(join(project, 'tree.ts'), useOfTrees);
    writeFileSync(join(project, 'package.json'), '{"type":"module"}');
    const compilerOptions = { strict: true, module: 'nodenext', target: 'es2023', noEmit: true, types: ['node'] };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['use.ts', 'tree.ts'] }));
    const tsc = join(repository, 'node_modules/typescript/bin/tsc');
    const run = spawnSync(node, [tsc, '-p', project], { encoding: 'utf8' });
    expect([run.stdout, run.status]).toEqual(['', 0]);
  });
});
