/**
 * `npm run layout`: the folders of src are small and ARCHITECTURE.md is true. No folder holds more than {@link maxFiles}
 * files of its own; every folder of the first two levels has its place in ARCHITECTURE.md; every path of ours
 * that a document names exists; a name right after a file (`src/a/b.ts` `name`) is declared in it.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const maxFiles = 24;

const listed = (...patterns) =>
  spawnSync('git', ['ls-files', '--', ...patterns], { cwd: root, encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean);

const findings = [];
const counts = new Map();
for (const file of listed('src')) {
  if (existsSync(join(root, file))) counts.set(dirname(file), (counts.get(dirname(file)) ?? 0) + 1);
}
for (const [folder, count] of counts) {
  if (count > maxFiles) findings.push(`${folder} holds ${count} files, more than ${maxFiles}`);
}

const architecture = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8');
for (const folder of counts.keys()) {
  const [, first, second] = folder.split('/');
  if (first === undefined) continue;
  if (!architecture.includes(`\`src/${first}\``)) findings.push(`ARCHITECTURE.md has no row for src/${first}`);
  if (second !== undefined && !new RegExp(`\\b${first}/${second}\\b`).test(architecture))
    findings.push(`ARCHITECTURE.md does not name src/${first}/${second}`);
}

/** True when a source file declares a name: a function, a constant, a type, a method or a member. */
function declares(file, name) {
  const text = readFileSync(join(root, file), 'utf8');
  const keyword = `(?:function\\*?|const|let|class|interface|type)\\s+${name}\\b`;
  return new RegExp(`${keyword}|^\\s+(?:readonly |get |async )*${name}\\??\\s*[(:<]`, 'm').test(text);
}

/** Paths of this repository, and not those of a kernel tree (`scripts/min-tool-version.sh`, `src/Kconfig`). */
const path = /`((?:src\/(?!Kconfig)[\w./-]*[\w-]|(?:test|scripts|bench)\/[\w./-]*\.(?:ts|mjs|cjs)))\/?`(?: `(\w+)`)?/g;
for (const document of listed('*.md').filter((name) => !/^(?:bench\/results|docs\/decisions|CHANGELOG)/.test(name))) {
  for (const [, named = '', name] of readFileSync(join(root, document), 'utf8').matchAll(path)) {
    if (!existsSync(join(root, named))) findings.push(`${document}: ${named} does not exist`);
    else if (name !== undefined && named.endsWith('.ts') && !declares(named, name))
      findings.push(`${document}: ${named} does not declare ${name}`);
  }
}

for (const finding of new Set(findings)) process.stdout.write(`${finding}\n`);
process.stdout.write(findings.length === 0 ? 'layout: all good\n' : `layout: ${findings.length} findings\n`);
process.exitCode = findings.length === 0 ? 0 : 1;
