/**
 * Builds a tree's own `conf`, whatever its generation, from a copy of its sources: the tree stays as
 * it is. Plain JavaScript without dependencies, because `npm test` uses it in a fresh clone.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where projects keep the sources; the first that is there counts. */
const directories = [
  'scripts/kconfig',
  'support/kconfig',
  'util/kconfig',
  'tools/kconfig',
  'xen/tools/kconfig',
  'scripts/config',
  'kconfig',
];

/** Sources next to conf.c that a generation may have; those its parser includes are left out. */
const modules = ['confdata', 'expr', 'menu', 'symbol', 'preprocess', 'util'];

/** The directory of a tree with the sources of conf, undefined when it has none. */
export function kconfigDirectory(tree) {
  return directories.map((name) => join(tree, name)).find((path) => existsSync(join(path, 'conf.c')));
}

function must(command, args, cwd) {
  const result = spawnSync(command, args, { cwd, encoding: 'latin1', maxBuffer: 1 << 26 });
  if (result.status === 0) return;
  const words = (result.stderr || result.error?.message || '').trim().split('\n').slice(0, 5).join('\n');
  throw new Error(`${command} ${args.slice(0, 4).join(' ')} failed in ${cwd}\n${words}`);
}

/** The generated sources: by flex and bison, or the ones the project ships. Returns what to compile. */
function prepareParser(work) {
  const has = (name) => existsSync(join(work, name));
  if (has('parser.y')) {
    must('bison', ['-o', 'parser.tab.c', '--defines=parser.tab.h', '-t', '-l', 'parser.y'], work);
    must('flex', ['-L', '-o', 'lexer.lex.c', 'lexer.l'], work);
    return ['parser.tab.c', 'lexer.lex.c'];
  }
  const shipped = readdirSync(work).filter((name) => name.endsWith('_shipped'));
  for (const name of shipped) cpSync(join(work, name), join(work, name.slice(0, -'_shipped'.length)));
  // A parser that is shipped is the one the project uses (Linux up to 4.17); what else is there was left by a build.
  if (!shipped.includes('zconf.tab.c_shipped')) {
    must('bison', ['-o', 'zconf.tab.c', '--defines=zconf.tab.h', '-t', '-l', 'zconf.y'], work);
    must('flex', ['-L', '-o', 'zconf.lex.c', 'zconf.l'], work);
    cpSync(join(work, 'zconf.lex.c'), join(work, 'lex.zconf.c'));
  }
  const includesLexer = /#include "(?:zconf\.lex|lex\.zconf)\.c"/.test(
    readFileSync(join(work, 'zconf.tab.c'), 'latin1'),
  );
  return includesLexer ? ['zconf.tab.c'] : ['zconf.tab.c', 'zconf.lex.c'];
}

/**
 * Builds `conf` of a tree into the file `output`. Throws an Error with a message for the user: no
 * sources, or what the compiler said.
 */
export function buildConf(tree, output) {
  const source = kconfigDirectory(tree);
  if (source === undefined) throw new Error(`${tree} has no sources of conf (looked in ${directories.join(', ')})`);
  mkdirSync(dirname(output), { recursive: true });
  const work = mkdtempSync(join(dirname(output), '.conf-'));
  try {
    const kconfig = join(work, 'kconfig');
    cpSync(source, kconfig, { recursive: true, dereference: true, filter: (from) => !/\.(?:o|cmd)$/.test(from) });
    const parser = prepareParser(kconfig);
    const text = readFileSync(join(kconfig, parser[0]), 'latin1');
    const others = modules.filter(
      (name) => existsSync(join(kconfig, `${name}.c`)) && !text.includes(`#include "${name}.c"`),
    );
    const includes = [join(dirname(source), 'include'), join(dirname(dirname(source)), 'include')];
    const flags = ['-O2', '-w', '-fcommon', '-I.', ...(existsSync(join(kconfig, 'include')) ? ['-Iinclude'] : [])];
    const found = includes.filter((path) => existsSync(join(path, 'list.h')) || existsSync(join(path, 'hashtable.h')));
    flags.push(...found.map((path) => `-I${path}`));
    // Buildroot and unikraft write symbols without a prefix.
    const isBare = ['Makefile', 'Makefile.br'].some((name) => {
      const makefile = join(source, name);
      return existsSync(makefile) && readFileSync(makefile, 'latin1').includes('-DCONFIG_=\\"\\"');
    });
    if (isBare) flags.push('-DCONFIG_=""');
    must('gcc', [...flags, '-o', '../conf', 'conf.c', ...parser, ...others.map((name) => `${name}.c`)], kconfig);
    renameSync(join(work, 'conf'), output);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
