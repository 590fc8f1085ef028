/** Bundles test/support/kgate-make's process into dist/test, so that it starts fast. */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Makes the bundle and returns its path. */
export async function buildMakeFront() {
  const esbuild = await import('esbuild');
  const out = join(root, 'dist/test/kgate-make.mjs');
  mkdirSync(dirname(out), { recursive: true });
  const result = await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/support/make-process-entry.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    charset: 'utf8',
    write: false,
    logLevel: 'silent',
  });
  // Written whole or not at all: another front may be loading the old one.
  const temporary = `${out}.${process.pid}`;
  writeFileSync(temporary, result.outputFiles[0].contents);
  renameSync(temporary, out);
  return out;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildMakeFront();
