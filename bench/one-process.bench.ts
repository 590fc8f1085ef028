/**
 * The engine in one process: whole configurations and single changes on a tree parsed once. Run by bench/run.mjs.
 *
 *   npx tsx bench/one-process.bench.ts TREE ARCH OBJECTS ENVIRONMENT
 *
 * ENVIRONMENT holds what make gives to conf, NUL-separated; OBJECTS is the directory conf works in.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ShellAnswer } from '../src/core/run-shell.ts';
import { createNodeHost } from '../src/host/node/node-host.ts';
import { dialects, flattenModel, parseKconfig, symbolFlag, typeCode } from '../src/kconfig/index.ts';
import { randomize } from '../src/kconfig/values/apply-mode.ts';
import { createConfigState } from '../src/kconfig/values/compute-symbol.ts';
import { readUserValues } from '../src/kconfig/values/dotconfig.ts';
import { finishReading } from '../src/kconfig/values/finish-reading.ts';
import { computeAll } from '../src/kconfig/values/propagate.ts';
import { createRandom, defaultOdds } from '../src/kconfig/values/random.ts';
import { isChangeable, tristateOf } from '../src/kconfig/values/symbol-values.ts';
import { setUserValue } from '../src/kconfig/values/user-values.ts';
import { writeDotConfig } from '../src/kconfig/write/write-dotconfig.ts';

const [tree = '', arch = '', cwd = '', environment = ''] = process.argv.slice(2);
const env: Record<string, string> = {};
for (const line of readFileSync(environment, 'latin1').split('\0')) {
  const at = line.indexOf('=');
  if (at > 0) env[line.slice(0, at)] = line.slice(at + 1);
}
const answers = new Map<string, ShellAnswer>();
const started = performance.now();
const result = parseKconfig({
  host: createNodeHost({ cwd, env }),
  cwd,
  env,
  dialect: dialects['linux-6.12'],
  runShell({ command }) {
    let answer = answers.get(command);
    if (answer === undefined) {
      const run = spawnSync('/bin/sh', ['-c', command], { cwd, env, encoding: 'latin1' });
      answer = { stdout: run.stdout, stderr: run.stderr, status: run.status ?? 1, commands: [], unknown: null };
      answers.set(command, answer);
    }
    return answer;
  },
});
if (result.model === null) throw new Error(result.diagnostics.map(({ message }) => message).join('\n'));
const flat = flattenModel(result.model);
const parsed = performance.now() - started;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Reads, evaluates and writes one `.config`. */
function wholeConfig(text: string): string {
  const state = createConfigState(flat);
  readUserValues(state, text, '.config');
  finishReading(state);
  return writeDotConfig(state);
}

const directory = join(tree, 'arch', arch, 'configs');
const texts = readdirSync(directory)
  .filter((name) => name.endsWith('defconfig'))
  .map((name) => readFileSync(join(directory, name), 'latin1'));
for (let seed = 1; seed <= 8; seed++) {
  const state = createConfigState(flat);
  randomize(state, createRandom(seed), defaultOdds);
  texts.push(writeDotConfig(state));
}
for (const text of texts) wholeConfig(text);
const wholes: number[] = [];
for (let round = 0; round < 10; round++) {
  for (const text of texts) {
    const start = performance.now();
    wholeConfig(text);
    wholes.push(performance.now() - start);
  }
}

const state = createConfigState(flat);
readUserValues(state, texts[0] ?? '', '.config');
finishReading(state);
const candidates: number[] = [];
for (let symbol = 0; symbol < flat.symbolCount; symbol++) {
  const isDefined = ((flat.symbolFlags[symbol] ?? 0) & symbolFlag.defined) !== 0;
  const type = flat.symbolType[symbol];
  const isSwitch = type === typeCode.bool || type === typeCode.tristate;
  if (isDefined && isSwitch && isChangeable(state, symbol)) candidates.push(symbol);
}
const changes: number[] = [];
let sum = 0;
for (let index = 0; index < 1000; index++) {
  const symbol = candidates[(index * 7919) % candidates.length] ?? 0;
  const start = performance.now();
  setUserValue(state, symbol, tristateOf(state, symbol) === 0 ? 'y' : 'n');
  computeAll(state);
  for (let other = 0; other < flat.symbolCount; other++) sum += tristateOf(state, other);
  changes.push(performance.now() - start);
}
if (sum === 0) throw new Error('nothing was read');

const whole = median(wholes);
const change = median(changes);
process.stdout.write(`One process (TypeScript run from source, ${flat.symbolCount} symbols, parsed once in ${parsed.toFixed(0)} ms with its shell commands):

| what | median ms | |
| --- | --- | --- |
| read, evaluate and write one configuration (${texts.length} of them, ${wholes.length} runs) | ${whole.toFixed(1)} | ${(1000 / whole).toFixed(0)} a second |
| change one symbol, read the state of all (${changes.length} changes) | ${change.toFixed(2)} | slowest ${Math.max(...changes).toFixed(0)} |
`);
