/**
 * Draws findings of lint rules to be judged by reading (bench/results/lint.md): all of a rule and tree up to `--count`, else
 * as many by a fixed seed, each with what its text stands in. The blocks around a line are found by the look of the lines alone,
 * so that what is shown does not rest on the parser that the rules use. Plain JavaScript: it shows what `npm run build` makes.
 *
 *   node bench/lint-draw.mjs -C TREE --rule NAME [--seed 17] [--count 40] [--json RESULT] [--define]
 *
 * `--json`: the result of an earlier `kgate lint --format json`; `--define`: further definitions of the symbols of a finding.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values: options } = parseArgs({
  options: {
    C: { type: 'string', short: 'C', default: '.' },
    rule: { type: 'string', default: '' },
    seed: { type: 'string', default: '17' },
    count: { type: 'string', default: '40' },
    json: { type: 'string', default: '' },
    define: { type: 'boolean', default: false },
  },
});
const tree = resolve(options.C);
/** Deepest chain of files that is followed. */
const maxSources = 4;
/** Lines that read one file, of those that are shown. */
const maxPlaces = 3;
/** Lines of an entry before the one that is reported. */
const maxBefore = 6;

/** Linear congruential numbers in [0, 1): the same draw everywhere. */
function createRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function findings() {
  let text;
  if (options.json !== '') text = readFileSync(options.json, 'utf8');
  else {
    const words = ['lint', '-C', tree, '--select', options.rule, '--format', 'json'];
    const run = spawnSync(join(root, 'bin/kgate'), words, { encoding: 'utf8', maxBuffer: 2 ** 30 });
    if (run.status === 2) throw new Error(run.stderr);
    text = run.stdout;
  }
  return JSON.parse(text).diagnostics.filter(({ code }) => code === `lint/${options.rule}`);
}

/** Every one of a short list; else `count` of it, in its order. */
function draw(list, count, random) {
  const places = [...list.keys()];
  while (places.length > count) places.splice(Math.floor(random() * places.length), 1);
  return places.map((place) => list[place]);
}

const texts = new Map();
function linesOf(path) {
  let lines = texts.get(path);
  if (lines === undefined) {
    lines = readFileSync(join(tree, path), 'latin1').split('\n');
    texts.set(path, lines);
  }
  return lines;
}

/** Lines that open what a line stands in, with the dependencies of menus and choices. */
function blocksAround(path, line) {
  const open = [];
  const lines = linesOf(path);
  for (let at = 0; at < line - 1; at++) {
    const text = lines[at];
    if (/^\s*(?:if|menu|choice)\b/.test(text)) open.push([at]);
    else if (/^\s*end(?:if|menu|choice)\b/.test(text)) open.pop();
    else if (/^\s*(?:menu)?config\b|^\s*comment\b/.test(text)) open.at(-1)?.push(-1);
    else if (/^\s*(?:depends on|visible if|bool|prompt)\b/.test(text) && open.at(-1)?.includes(-1) === false) {
      open.at(-1).push(at);
    }
  }
  return open.flat().filter((at) => at >= 0);
}

/** Paths below the tree that are named like Kconfig files. */
function kconfigFiles(directory) {
  return readdirSync(join(tree, directory), { withFileTypes: true }).flatMap((one) => {
    const path = join(directory, one.name);
    if (one.isDirectory() && one.name !== '.git') return kconfigFiles(path);
    return one.isFile() && /^(?:Kconfig|Config\.(?:in|src))|\.[Kk]config$/.test(one.name) ? [path] : [];
  });
}

let sourceLines;
/** Every `source` line of the tree, with a pattern of what it reads. */
function allSources() {
  if (sourceLines !== undefined) return sourceLines;
  sourceLines = [];
  for (const path of kconfigFiles('')) {
    for (const [at, text] of linesOf(path).entries()) {
      const read = /^\s*o?(r?)source\s+"?([^"\s]+)"?/.exec(text);
      if (read === null) continue;
      const from = read[1] === 'r' ? join(dirname(path), read[2]) : read[2];
      // A path that begins with a reference can mean any file: what it reads is not shown.
      if (/^\$\((?!srctree|SRCTREE|ZEPHYR_BASE)|^\$\{|^[*]/.test(from)) continue;
      const plain = from.replace(/^\$[({]?\w+[)}]?\//, '').replace(/[.+^]/g, '\\$&');
      const pattern = plain.replace(/\$\([^)]*\)|\$\{[^}]*\}|\$\w+/g, '.*').replace(/\*/g, '[^/]*');
      sourceLines.push({ path, line: at + 1, pattern: new RegExp(`^${pattern.replaceAll('.[^/]*', '.*')}$`) });
    }
  }
  return sourceLines;
}

/** Every way from a top file to a file: the conditions on it, and the lines that read. */
function showSources(path, way, shown) {
  const places = allSources().filter(({ pattern, path: from }) => pattern.test(path) && from !== path);
  if (places.length === 0 || way.length >= maxSources) {
    if (way.length > 0) shown.push(`   read by ${way.join(' <- ')}`);
    return;
  }
  for (const place of places.slice(0, maxPlaces)) {
    const blocks = blocksAround(place.path, place.line).map((at) => linesOf(place.path)[at].trim());
    const conditions = blocks.filter((text) => !/^(?:menu|prompt|bool|choice)\b/.test(text));
    const shownBlocks = conditions.length === 0 ? '' : ` {${conditions.join('; ')}}`;
    showSources(place.path, [...way, `${place.path}:${place.line}${shownBlocks}`], shown);
  }
}

/** The first line of the entry that a line belongs to. */
function entryStart(path, line) {
  const lines = linesOf(path);
  for (let at = line - 1; at >= 0; at--) {
    if (/^\s*(?:(?:menu)?config|choice|menu|comment|if|mainmenu|configdefault)\b/.test(lines[at])) return at;
  }
  return line - 1;
}

function show(finding, number) {
  const { file, line } = finding.location;
  const shown = [`#${number} ${file}:${line} ${finding.message}`];
  const lines = linesOf(file);
  if (/(?:Kconfig|Config\.)/i.test(file)) {
    showSources(file, [], shown);
    const start = entryStart(file, line);
    for (const at of blocksAround(file, start + 1)) shown.push(`   ${at + 1}| ${lines[at].trim()}`);
    for (let at = start; at < Math.min(line + 2, lines.length); at++) {
      if (at > start && at < line - maxBefore) continue;
      shown.push(`${at === line - 1 ? ' >' : '  '} ${at + 1}| ${lines[at]}`);
    }
  } else shown.push(...lines.slice(Math.max(0, line - 4), line + 3).map((text, at) => `   ${line - 3 + at}| ${text}`));
  for (const { location, message } of finding.causes ?? []) {
    if (location == null) continue;
    shown.push(
      `   see ${location.file}:${location.line} ${message}: ${linesOf(location.file)[location.line - 1]?.trim()}`,
    );
  }
  if (options.define) {
    const names = [finding.args.symbol, finding.args.condition ?? ''].join(' ').match(/\w{2,}/g) ?? [];
    for (const name of new Set(names)) showDefinitions(name, shown);
  }
  console.log(shown.join('\n'), '\n');
}

function showDefinitions(name, shown) {
  const { stdout } = spawnSync(
    'grep',
    ['-rnE', `^\\s*(menu)?config ${name}$`, '--include=Kconfig*', '--include=*.in', tree],
    {
      encoding: 'utf8',
    },
  );
  for (const text of stdout.split('\n').filter(Boolean).slice(0, 8)) {
    const [path, at] = text.split(':');
    const below = linesOf(relative(tree, path)).slice(Number(at), Number(at) + 3);
    shown.push(`   def ${relative(tree, path)}:${at} ${name}: ${below.map((one) => one.trim()).join(' | ')}`);
  }
}

const all = findings();
const drawn = draw(all, Number(options.count), createRandom(Number(options.seed)));
console.log(`${options.rule} in ${tree}: ${all.length} findings, ${drawn.length} drawn with seed ${options.seed}\n`);
for (const [at, finding] of drawn.entries()) show(finding, at + 1);
