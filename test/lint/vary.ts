/** The same trees under other names, at other lines, with other things around: what a rule finds must not depend on them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { randomNumbers } from '../support/random-numbers.ts';

/** Texts by path. */
export type Tree = Readonly<Record<string, string>>;

/** The files below a directory. */
export function readTree(directory: string, below = ''): Tree {
  const files: Record<string, string> = {};
  for (const name of readdirSync(`${directory}/${below}`)) {
    const path = below === '' ? name : `${below}/${name}`;
    if (statSync(`${directory}/${path}`).isDirectory()) Object.assign(files, readTree(directory, path));
    else files[path] = readFileSync(`${directory}/${path}`, 'latin1');
  }
  return files;
}

/** Names that mean something to a tool: they stay. */
const fixed = new Set(['MODULES', 'SPL', 'TPL', 'VPL', 'XPL', 'EXPERT', 'COMPILE_TEST', '64BIT', 'BROKEN']);

/** Names of symbols: defined by a Kconfig file, or with the prefix. */
function symbolsOf(files: readonly Tree[]): Set<string> {
  const names = new Set<string>();
  for (const tree of files) {
    for (const text of Object.values(tree)) {
      for (const [, name = ''] of text.matchAll(/^[ \t]*(?:menu)?config[ \t]+(\w+)/gm)) names.add(name);
    }
  }
  for (const name of fixed) names.delete(name);
  return names;
}

const words = 'ABACUS BRIDGE CEDAR DYNAMO EMBER FALCON GRANITE HARBOR'.split(' ');

/** Varies a pair of trees in the same way. */
export function varyPair(fires: Tree, quiet: Tree, seed: number): { fires: Tree; quiet: Tree } {
  const below = randomNumbers(seed);
  const names = symbolsOf([fires, quiet]);
  const ending = `_${words[below(words.length)]}${below(90) + 10}`;
  const rename = (text: string): string =>
    text.replace(/\b(CONFIG_)?([A-Z0-9][A-Z0-9_]*)\b/g, (whole, prefix: string | undefined, name: string) => {
      const [bare, tail] =
        name.endsWith('_MODULE') && prefix !== undefined ? [name.slice(0, -7), '_MODULE'] : [name, ''];
      return names.has(bare) ? `${prefix ?? ''}${bare}${ending}${tail}` : whole;
    });
  const noise = noiseFor(below);
  const vary = (tree: Tree): Tree => {
    const files: Record<string, string> = { ...noise.files };
    for (const [path, text] of Object.entries(tree)) files[path] = noise.around(path, rename(text));
    return files;
  };
  return { fires: vary(fires), quiet: vary(quiet) };
}

/** Things that no rule is about. */
function noiseFor(below: (limit: number) => number): { files: Tree; around: (path: string, text: string) => string } {
  const entries: string[] = [];
  const count = below(4) + 1;
  for (let number = 0; number < count; number++) {
    const name = `NOISE_${words[below(words.length)]}_${number}`;
    const type = below(2) === 0 ? 'bool' : 'tristate';
    const help = `\thelp\n\t  Says nothing about the ${number + 2} others.\n`;
    entries.push(`config ${name}\n\t${type} "Noise ${number}"\n${help}\n`);
  }
  const lines = below(5) + 1;
  const around = (path: string, text: string): string => {
    if (path === 'Kconfig') return addEntries(text, entries.join(''));
    if (/(?:^|\/)(?:Makefile|Kbuild)$/.test(path)) return `${'# noise\n'.repeat(lines)}${text}`;
    if (/\.[chS]$/.test(path)) return `${'/* noise */\n'.repeat(lines)}${text}`;
    return text;
  };
  return { files: {}, around };
}

/** Entries go behind the head of the file: what stands before the first statement, and the title. */
function addEntries(text: string, entries: string): string {
  const title = /^mainmenu .*\n+/m.exec(text);
  if (title === null) return `${entries}${text}`;
  const end = title.index + title[0].length;
  return `${text.slice(0, end)}${entries}${text.slice(end)}`;
}
