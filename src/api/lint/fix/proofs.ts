/** Proofs that an edit of one file changes the result of no configuration, and what kind of proof each is. */
import type { ByteString } from '../../../core/bytes.ts';
import { passTroubleOn } from '../../../core/errors.ts';
import type { RunShell } from '../../../core/run-shell.ts';
import type { Host } from '../../../host/host.ts';
import { createOverlayHost } from '../../../host/layers/overlay-host.ts';
import { createRandom, detectDialect, type Dialect, type StaticFile } from '../../../kconfig/index.ts';
import { classifyFileName, findLintFiles, linesOf } from '../../../lint/index.ts';
import { readConfigFile } from '../../../lint/config-file.ts';
import { ConditionReader } from '../../../lint/kconfig/conjuncts.ts';
import { differenceInMeaning } from '../../../lint/kconfig/same-meaning.ts';
import { createSourceGraph, type SourceGraph } from '../../../lint/kconfig/source-graph.ts';
import {
  indexSymbols,
  isTristateSomewhere,
  parseSymbols,
  type SymbolIndex,
} from '../../../lint/kconfig/symbol-index.ts';
import { evaluateMakefiles } from '../../../make/index.ts';

/** What came of an attempt to prove that two texts have the same results. */
export type Proof =
  | { readonly kind: 'same'; readonly how: string }
  /** `why`: what differs, or what could not be compared. */
  | { readonly kind: 'different'; readonly why: string };

/** Gives proofs for the files of one tree. */
export interface Prover {
  /** About two texts of the file at a path below the tree. */
  prove(path: string, before: ByteString, after: ByteString): Proof;
}

/** What is known of all Kconfig files together. */
interface KconfigTree {
  readonly dialect: Dialect;
  readonly symbols: SymbolIndex;
  readonly conditions: ConditionReader;
  readonly sources: SourceGraph;
  readonly isComplete: boolean;
}

/** A prover for the tree in the host's directory; Kconfig files are read when the first proof needs them. */
export function createProver(host: Host): Prover {
  let tree: KconfigTree | null = null;
  const kconfig = (): KconfigTree => (tree ??= readKconfigTree(host));
  return {
    prove(path, before, after) {
      switch (classifyFileName(path)) {
        case 'kconfig':
          return proveKconfig(kconfig(), path, before, after);
        case 'config':
          return proveConfig(kconfig(), path, before, after);
        case 'source':
          return { kind: 'different', why: 'kgate does not compile sources' };
        default:
          return proveMakefile(host, kconfig(), path, before, after);
      }
    },
  };
}

function readKconfigTree(host: Host): KconfigTree {
  const { dialect } = detectDialect(host, '.');
  const files = new Map<string, StaticFile>();
  let isComplete = true;
  for (const { kind, path } of findLintFiles({ host, directory: '.' }).files) {
    if (kind !== 'kconfig') continue;
    const text = textOf(host, path);
    if (text === undefined) isComplete = false;
    else {
      const parsed = parseSymbols(path, text, dialect);
      if (parsed.diagnostics.some(({ severity }) => severity === 'error')) isComplete = false;
      files.set(path, parsed);
    }
  }
  // Symbols that the build makes first, from comments in sources or as further Kconfig files.
  if (host.stat('scripts/gen_build_files.sh') !== undefined) isComplete = false;
  const symbols = indexSymbols(files.values());
  const conditions = new ConditionReader(symbols);
  const sources = createSourceGraph(files, conditions, dialect.values.choiceEngine !== 'new');
  for (const [path, { sources: lines }] of files) {
    if (lines.some((line) => sources.targetsOf(path, line).length === 0)) isComplete = false;
  }
  return { dialect, symbols, conditions, sources, isComplete };
}

function textOf(host: Host, path: string): ByteString | undefined {
  try {
    return host.readFile(path);
  } catch (error) {
    passTroubleOn(error);
    return undefined;
  }
}

function proveKconfig(tree: KconfigTree, path: string, before: ByteString, after: ByteString): Proof {
  const { conditions, dialect, sources, symbols } = tree;
  const [one, other] = [before, after].map((text) => parseSymbols(path, text, dialect)) as [StaticFile, StaticFile];
  const why = differenceInMeaning({ path, before: one, after: other, conditions, sources, symbols });
  return why === null
    ? { kind: 'same', how: 'every entry of the file says the same for all values of the symbols in its conditions' }
    : { kind: 'different', why };
}

/** A configuration: what it sets in the end, in the order of the last lines. */
function proveConfig(
  { dialect, isComplete, symbols }: KconfigTree,
  path: string,
  before: ByteString,
  after: ByteString,
): Proof {
  const { prefix } = dialect.dotConfig;
  const last = (text: ByteString): string => {
    const values = new Map<string, string>();
    for (const { symbol, value } of readConfigFile(path, text, prefix).settings) {
      if (isComplete && !symbols.symbols.has(symbol)) continue;
      values.delete(symbol);
      values.set(symbol, value);
    }
    return JSON.stringify([...values]);
  };
  if (last(before) !== last(after)) return { kind: 'different', why: 'it sets other values' };
  return { kind: 'same', how: 'the last line of every symbol that the tree defines is the same, in the same order' };
}

/** Seeds of configurations beyond those in which all symbols have one value. */
const seeds = 24;

/** Programs are not started: their answers are the same in both readings. */
const noPrograms: RunShell = () => ({ stdout: '', stderr: '', status: 0, commands: [], unknown: null });

/** A makefile, read with its symbols at y, m and n, all alike and mixed: all variables and targets are compared. */
function proveMakefile(
  host: Host,
  { symbols }: KconfigTree,
  path: string,
  before: ByteString,
  after: ByteString,
): Proof {
  // Those of the lines that differ come first.
  const [old, own] = [new Set(linesOf(before)), new Set(linesOf(after))];
  const edited = [...own].filter((line) => !old.has(line)).concat([...old].filter((line) => !own.has(line)));
  const names = [...new Set([...edited, before, after].flatMap((text) => text.match(/\bCONFIG_\w+/g) ?? []))];
  const valuesOf = (name: string): readonly string[] => {
    const symbol = symbols.symbols.get(name.slice('CONFIG_'.length));
    return symbol === undefined || isTristateSomewhere(symbol) ? ['', 'm', 'y'] : ['', 'y'];
  };
  const random = createRandom(1);
  const settings: Map<string, string>[] = [];
  const whole = (value: string, other?: string, own = ''): Map<string, string> =>
    new Map(names.map((name) => [name, name === other ? own : valuesOf(name).includes(value) ? value : 'y']));
  const values = ['', 'm', 'y'];
  settings.push(...values.map((value) => whole(value)));
  // One symbol against all others.
  for (const name of names)
    for (const one of valuesOf(name)) settings.push(...values.map((value) => whole(value, name, one)));
  for (let seed = 0; seed < seeds; seed++) {
    settings.push(new Map(names.map((name) => [name, valuesOf(name)[random() % valuesOf(name).length] ?? ''])));
  }
  // The random ones are at the end.
  const tried = [...settings.slice(0, maxReadings - seeds), ...settings.slice(-seeds)];
  for (const setting of tried) {
    const [one, other] = [before, after].map((text) => readingOf(host, path, text, setting));
    if (one === other) continue;
    const on = [...setting].flatMap(([name, value]) => (value === '' ? [] : [`${name}=${value}`]));
    const shown = on.slice(0, 3).join(' ') + (on.length > 3 ? ' …' : '');
    return { kind: 'different', why: `its variables differ with ${shown === '' ? 'all symbols n' : shown}` };
  }
  return {
    kind: 'same',
    how: `variables and targets are the same in ${tried.length} readings with its symbols at y, m and n`,
  };
}

/** A reading takes a millisecond, that of a large makefile twenty. */
const maxReadings = 120;

/** All that make knows when it has read a makefile with some symbols set. */
function readingOf(base: Host, path: string, text: ByteString, setting: ReadonlyMap<string, string>): string {
  const directory = path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.';
  const lines = [...setting].flatMap(([name, value]) => (value === '' ? [] : [`${name} := ${value}\n`]));
  const wrapper = '.kgate-lint.mk';
  const place = `srctree := .\nobjtree := .\nsrc := ${directory}\nobj := ${directory}\n`;
  const host = createOverlayHost(
    base,
    new Map([
      [path, text],
      [wrapper, `${lines.join('')}${place}include ${path}\n`],
    ]),
  );
  const read = evaluateMakefiles({ host, runShell: noPrograms, makefiles: [wrapper], env: {} });
  const variables = read.variableNames().map((name) => {
    const { flavor, origin, value } = read.lookup(name);
    return [name, flavor, origin, value];
  });
  const targets = read.targetNames().map((name) => {
    const { isDoubleColon, prerequisites = [], recipe, variables: own = [] } = read.target(name) ?? {};
    return [name, isDoubleColon, prerequisites.map((one) => one.name), recipe, own.map((one) => [one.name, one.value])];
  });
  const events = read.events.map(({ message }) => message);
  const calls = read.shellCalls.map(({ command }) => command);
  const seen = JSON.stringify([variables, targets, events, calls]);
  read.release();
  return seen;
}
