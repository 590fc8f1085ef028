/**
 * Bundles the command line, its worker and the library into dist/. Plain JavaScript: it runs before
 * anything is built. Every dependency is bundled, so an installed package resolves nothing.
 *
 *   node scripts/build.mjs [--clean]
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { linkQuick, quickOptions } from './quick-bundle.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
/** Chunks of an earlier build stay this long: a kgate that is running may still load them. */
const keepMs = 3_600_000;

/** CommonJS dependencies ask for Node's modules through `require`, which an ES module lacks. */
const requireShim =
  "import{createRequire as kgateRequire}from'node:module';const require=kgateRequire(import.meta.url);\n";

function licenceTexts(inputs) {
  const packages = new Set();
  for (const input of inputs) {
    const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (match !== null)
      packages.add(input.slice(0, input.indexOf(`node_modules/${match[1]}/`)) + `node_modules/${match[1]}`);
  }
  const parts = ['kgate contains the following software.\n'];
  for (const path of [...packages].sort()) {
    const directory = join(root, path);
    const { name, version, license } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
    const file = readdirSync(directory).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file === undefined ? `Licence: ${license}\n` : readFileSync(join(directory, file), 'utf8');
    parts.push(`${'-'.repeat(78)}\n${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  return parts.join('\n');
}

/** Written whole or not at all: another kgate may be loading the old file at this moment. */
function replaceFile(path, contents) {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}`);
  writeFileSync(temporary, contents);
  renameSync(temporary, path);
}

/** Builds dist/ and returns its size in bytes. Throws esbuild's error, `errors` and all. */
export async function build({ clean = false } = {}) {
  const esbuild = await import('esbuild');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const dist = join(root, 'dist');
  if (clean) rmSync(dist, { recursive: true, force: true });
  mkdirSync(dist, { recursive: true });
  const options = {
    absWorkingDir: root,
    entryPoints: {
      cli: 'src/cli/cli.ts',
      worker: 'src/cli/worker.ts',
      index: 'src/library.ts',
    },
    outdir: 'dist',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    chunkNames: '[name]-[hash]',
    minifySyntax: true,
    minifyWhitespace: true,
    // Names stay readable in stack traces that people report.
    keepNames: false,
    define: { KGATE_VERSION: JSON.stringify(version) },
    legalComments: 'none',
    charset: 'utf8',
    metafile: true,
    write: false,
    logLevel: 'silent',
    // Its main file loads its parts in a way that no bundle can follow.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
    plugins: [linkQuick],
  };
  const [result, quick] = await Promise.all([esbuild.build(options), esbuild.build(quickOptions(root, options))]);
  // The solver's code finds it next to the chunk that it is bundled in.
  const wasm = 'cadical.wasm';
  const names = new Set(['THIRD-PARTY-NOTICES.txt', 'build.stamp', 'build.id', 'types', wasm]);
  const solver = readFileSync(join(root, 'node_modules/cadical-wasm/dist', wasm));
  let size = solver.length;
  replaceFile(join(dist, wasm), solver);
  // Entries last: they name the chunks.
  const files = [...result.outputFiles, ...quick.outputFiles].toSorted(
    (a, b) => Number(isEntry(a.path)) - Number(isEntry(b.path)),
  );
  const identity = createHash('sha1').update(solver);
  for (const file of files) {
    const shim = file.text.includes('Dynamic require of') ? requireShim : '';
    names.add(basename(file.path));
    size += file.contents.length;
    identity.update(`${basename(file.path)}\0${shim}${file.text}\0`);
    replaceFile(file.path, shim + file.text);
  }
  // Two machines with the same files share a cache.
  replaceFile(join(dist, 'build.id'), `${identity.digest('hex')}\n`);
  replaceFile(join(dist, 'THIRD-PARTY-NOTICES.txt'), licenceTexts(Object.keys(result.metafile.inputs)));
  for (const name of readdirSync(dist)) {
    const path = join(dist, name);
    if (!names.has(name) && Date.now() - statSync(path).mtimeMs > keepMs)
      rmSync(path, { recursive: true, force: true });
  }
  return size;
}

function isEntry(path) {
  return /^(?:cli|worker|index|quick)\.js$/.test(basename(path));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    const size = await build({ clean: process.argv.includes('--clean') });
    process.stdout.write(`dist: ${(size / 1024).toFixed(0)} KiB\n`);
  } catch (error) {
    for (const { location, text } of error.errors ?? [{ location: null, text: error.message }]) {
      process.stderr.write(`${location === null ? '' : `${location.file}:${location.line}: `}${text}\n`);
    }
    process.exitCode = 1;
  }
}
