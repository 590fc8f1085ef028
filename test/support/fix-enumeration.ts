/** `kgate fix` on random small trees against all small changes there are, with conf as the judge. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Judge } from '../../src/api/fix/answers.ts';
import { askedValues, hasAskedValue } from '../../src/api/fix/asked.ts';
import { type FixBase, readFresh } from '../../src/api/fix/base.ts';
import { createMemoryHost } from '../../src/host/layers/memory-host.ts';
import {
  type Configuration,
  createConfiguration,
  type Dialect,
  hasPrompt,
  isLogical,
  type KconfigSymbol,
  parseKconfig,
  writeConfig,
} from '../../src/kconfig/index.ts';
import { valuesProblem } from '../../src/api/fix/values.ts';
import { asRead } from '../../src/solve/as-read.ts';
import { changedText } from '../../src/solve/changed-text.ts';
import type { Costs } from '../../src/solve/costs.ts';
import { Search } from '../../src/solve/search.ts';
import { excerptOf } from './kconfig-matrix.ts';
import { createRecordingShell } from './recorded-shell.ts';
import { randomNumbers } from './random-numbers.ts';

/** One question about one tree. */
export interface FixCase {
  readonly dialect: Dialect;
  /** The conf of that dialect. */
  readonly conf: string;
  readonly kconfig: string;
  readonly config: string;
  /** Chooses the request, and the changes that are looked at where there are too many. */
  readonly seed: number;
}

/** `no question`: the tree is faulty, or has nothing to ask for. */
export interface FixVerdict {
  readonly kind: 'fixed' | 'impossible' | 'undecided' | 'holds' | 'no question';
  readonly request: string;
  /** What is wrong; null for nothing. */
  readonly fault: string | null;
  /** Changes that were evaluated; whether those are all there are. */
  readonly evaluated: number;
  readonly isExhaustive: boolean;
  readonly refused: number;
}

const { runShell } = createRecordingShell();

/** Changes evaluated for one question. */
const maxEvaluated = 1500;

/** Requests of one symbol or choice that a change has. */
const maxChanged = 3;

/** A request that can change: what it costs, and each other value as lines. */
interface Knob {
  readonly cost: number;
  readonly options: readonly ReadonlyMap<number, string>[];
}

/** Answers a random question, and looks for a better answer. */
export function checkFix(input: FixCase): FixVerdict {
  const before = baseOf(input);
  const words = before === null ? [] : questionOf(before.configuration, input);
  const none = { fault: null, evaluated: 0, isExhaustive: true, refused: 0, request: words.join(' ') };
  if (before === null || words.length === 0) return { ...none, kind: 'no question' };
  const { base } = before;
  const { configuration } = base;
  const asked = askedValues(configuration, words);
  const { costs, holds, problem } = valuesProblem(base, asked);
  if (holds(configuration)) return { ...none, kind: 'holds' };
  const search = new Search(problem, () => false);
  const judge = new Judge({ base, costs, holds, max: 1 });
  const end = search.run(judge.judge);
  const [best] = judge.best();
  const { refused } = judge;
  const better = new Enumeration(base, costs, asked, input).best(best?.candidate.cost ?? Infinity);
  const { evaluated, isExhaustive } = better;
  const kind = best !== undefined ? 'fixed' : end.status === 'impossible' ? 'impossible' : 'undecided';
  const result = { ...none, kind, evaluated, isExhaustive, refused } as const;
  const wordsOf = (values: ReadonlyMap<number, string>): string =>
    [...values].map(([id, value]) => `${configuration.state.flat.symbolNames[id]}=${value}`).join(' ');
  if (better.values !== null && judgedByConf(input, base, better.values, words).holds) {
    const own = best === undefined ? end.status : `${wordsOf(best.candidate.values)}, cost ${best.candidate.cost}`;
    return { ...result, fault: `${own}; better: ${wordsOf(better.values)}, cost ${better.cost}` };
  }
  if (best === undefined) return result;
  const real = judgedByConf(input, base, best.candidate.values, words);
  const own = writeConfig(best.applied.configuration);
  const isSame = linesOf(own) === linesOf(real.text);
  if (real.holds && isSame) return result;
  const difference = isSame ? 'conf drops it' : excerptOf(linesOf(real.text), linesOf(own));
  return { ...result, fault: `${wordsOf(best.candidate.values)}: ${difference}` };
}

/** The tree and its configuration: the random lines, or what conf makes of them; null for a tree that conf refuses. */
function baseOf({ config, dialect, kconfig, seed }: FixCase): { base: FixBase; configuration: Configuration } | null {
  const host = createMemoryHost({ cwd: '/', files: { Kconfig: kconfig } });
  const { failed, model } = parseKconfig({ host, cwd: '/', env: {}, runShell, dialect });
  if (failed || model === null) return null;
  const empty = createConfiguration(model);
  const first = readFresh(empty, config, '.config');
  const text = seed % 2 === 0 ? config : writeConfig(first);
  const configuration = readFresh(empty, text, '.config');
  // Answers are evaluated without a tree of makefiles.
  const session = { configName: '.config', host } as unknown as FixBase['session'];
  const isWritten = (symbol: KconfigSymbol): boolean => {
    const user = configuration.userValue(symbol);
    return user !== null && user.text !== configuration.defaultText(symbol);
  };
  const base = {
    session,
    configuration,
    asRead: asRead(configuration),
    text,
    path: '/w/.config',
    isWritten,
  } as Partial<FixBase> as FixBase;
  return { base, configuration };
}

/** One or two symbols with a value that they do not have. */
function questionOf(configuration: Configuration, { kconfig, seed }: FixCase): string[] {
  const below = randomNumbers(seed);
  const symbols = [...configuration.model.symbols.values()].filter(
    ({ entries, type }) => entries.length > 0 && type !== 'unknown',
  );
  const words = new Map<string, string>();
  for (let left = below(4) === 0 ? 2 : 1; left > 0; left -= 1) {
    const symbol = symbols[below(symbols.length)];
    if (symbol === undefined) break;
    const values = valuesOf(symbol, kconfig).filter((value) => value !== configuration.value(symbol));
    const value = values[below(values.length)];
    if (value !== undefined) words.set(symbol.name, `${symbol.name}=${value}`);
  }
  return [...words.values()];
}

/** The values that are worth asking for: for numbers all that the tree has, and those next to them. */
function valuesOf({ type }: KconfigSymbol, kconfig: string): string[] {
  if (type === 'bool') return ['n', 'y'];
  if (type === 'tristate') return ['n', 'm', 'y'];
  const words = [...new Set(kconfig.match(/(?<![\w$])-?(?:0x[0-9a-f]+|\d+)\b/gi) ?? [])];
  if (type === 'string') return ['text', 'q', '', ...words];
  const numbers = words.filter((word) => (type === 'hex' ? word.startsWith('0x') : /^-?\d+$/.test(word)));
  const near = numbers.flatMap((word) => {
    const number = type === 'hex' ? Number.parseInt(word, 16) : Number(word);
    const texts = [number - 1, number + 1].filter((one) => type === 'int' || one >= 0);
    return texts.map((one) => (type === 'hex' ? `0x${one.toString(16)}` : String(one)));
  });
  return [...new Set([...numbers, ...near])];
}

type Asked = ReturnType<typeof askedValues>;

/** All changes of few requests. */
class Enumeration {
  private readonly base: FixBase;
  private readonly asked: Asked;
  private readonly costs: Costs;
  private readonly kconfig: string;
  private readonly below: (limit: number) => number;
  private evaluated = 0;

  constructor(base: FixBase, costs: Costs, asked: Asked, { kconfig, seed }: FixCase) {
    this.base = base;
    this.asked = asked;
    this.costs = costs;
    this.kconfig = kconfig;
    this.below = randomNumbers(seed + 1);
  }

  /** The cheapest change below `limit` that holds. */
  best(limit: number): {
    values: ReadonlyMap<number, string> | null;
    cost: number;
    evaluated: number;
    isExhaustive: boolean;
  } {
    const free = this.freeKnobs();
    const knobs = this.knobs();
    let values: ReadonlyMap<number, string> | null = null;
    let cost = limit;
    const all = this.combinations(free, knobs, limit);
    const isExhaustive = all.length <= maxEvaluated && knobs.length <= maxChanged;
    while (all.length > 0 && this.evaluated < maxEvaluated) {
      const at = all.length <= maxEvaluated ? all.length - 1 : this.below(all.length);
      const [one] = all.splice(at, 1);
      if (one === undefined || one.cost >= cost) continue;
      const merged = new Map(one.options.flatMap((option) => [...option]));
      this.evaluated += 1;
      const { configuration, text } = this.base;
      const changed = readFresh(configuration, changedText(text, configuration.state, merged), '.config');
      if (!this.asked.every(({ symbol, wanted }) => hasAskedValue(changed, symbol, wanted))) continue;
      values = merged;
      cost = one.cost;
    }
    return { values, cost, evaluated: this.evaluated, isExhaustive };
  }

  private combinations(
    free: readonly Knob[],
    knobs: readonly Knob[],
    limit: number,
  ): { options: readonly ReadonlyMap<number, string>[]; cost: number }[] {
    let found: { options: ReadonlyMap<number, string>[]; cost: number; size: number }[] = [
      { options: [], cost: 0, size: 0 },
    ];
    const add = ({ cost, options }: Knob, isFree: boolean): void => {
      const more = found.flatMap((one) =>
        isFree || (one.size < maxChanged && one.cost + cost < limit)
          ? options.map((option) => ({
              options: [...one.options, option],
              cost: one.cost + cost,
              size: one.size + (isFree ? 0 : 1),
            }))
          : [],
      );
      found = isFree ? more : [...found, ...more];
    };
    for (const knob of free) add(knob, true);
    for (const knob of knobs) {
      if (found.length > 200_000) break;
      add(knob, false);
    }
    return found;
  }

  /** What the requested symbols are set to. */
  private freeKnobs(): Knob[] {
    const { configuration } = this.base;
    const choices = new Map<number, Map<number, string>[]>();
    const knobs: Knob[] = [];
    for (const { symbol, wanted } of this.asked) {
      const { choice } = symbol;
      if (choice !== null) {
        const index = configuration.model.choices.indexOf(choice);
        const options = this.pickOptions(index).filter(
          (option) => (option.get(symbol.id) === 'y') === (wanted !== 'n') || wanted === 'n',
        );
        const known = choices.get(index);
        choices.set(
          index,
          known === undefined ? options : known.filter((one) => options.some((two) => isSame(one, two))),
        );
      } else if (hasPrompt(symbol)) knobs.push({ cost: 0, options: [new Map([[symbol.id, wanted]])] });
    }
    for (const options of choices.values()) knobs.push({ cost: 0, options: [...options, new Map()] });
    return knobs;
  }

  private knobs(): Knob[] {
    const { configuration } = this.base;
    const { model, state } = configuration;
    const asked = new Set(this.asked.map(({ symbol }) => symbol));
    const knobs: Knob[] = [];
    const soft = { isFact: false, kept: 0 };
    for (const symbol of model.symbols.values()) {
      if (asked.has(symbol) || !hasPrompt(symbol) || symbol.choice !== null) continue;
      const user = this.base.asRead.userValue(symbol)?.text;
      const values = valuesOf(symbol, this.kconfig).filter((value) => value !== user);
      const options = values.map((value) => new Map([[symbol.id, value]]));
      knobs.push({ cost: this.costs.costOf({ ...soft, symbol: symbol.id, choice: -1 }), options });
    }
    for (const [index, choice] of model.choices.entries()) {
      if (choice.members.some((member) => asked.has(member))) continue;
      const symbol = state.flat.choices[index]?.symbol ?? -1;
      knobs.push({ cost: this.costs.costOf({ ...soft, symbol, choice: index }), options: this.pickOptions(index) });
    }
    return knobs.filter(({ options }) => options.length > 0);
  }

  /** Each member picked, and none. */
  private pickOptions(index: number): Map<number, string>[] {
    const members = this.base.configuration.model.choices[index]?.members ?? [];
    const none = new Map(members.map((member) => [member.id, 'n'] as const));
    return [...members.map((member) => new Map([...none, [member.id, 'y']])), ...(members.length > 0 ? [none] : [])];
  }
}

function isSame(left: ReadonlyMap<number, string>, right: ReadonlyMap<number, string>): boolean {
  return left.size === right.size && [...left].every(([id, value]) => right.get(id) === value);
}

/** What conf makes of a change, and whether the words hold in it. */
function judgedByConf(
  { conf, dialect, kconfig }: FixCase,
  { configuration, text }: FixBase,
  values: ReadonlyMap<number, string>,
  words: readonly string[],
): { readonly holds: boolean; readonly text: string } {
  const directory = mkdtempSync(join(tmpdir(), 'kgate-fix-'));
  try {
    writeFileSync(join(directory, 'Kconfig'), kconfig, 'latin1');
    const changed = changedText(text, configuration.state, values);
    // Without olddefconfig new symbols are asked for in an order that matters; what kgate writes has none.
    const asks = dialect.modes.hasLetterModes;
    const given = asks ? writeConfig(readFresh(configuration, changed, '.config')) : changed;
    writeFileSync(join(directory, '.config'), given, 'latin1');
    spawnSync(conf, [asks ? '-o' : '--olddefconfig', 'Kconfig'], {
      cwd: directory,
      env: { PATH: '/usr/bin:/bin', KCONFIG_NOTIMESTAMP: '1' },
      timeout: 5000,
      maxBuffer: 1 << 23,
    });
    const result = readFileSync(join(directory, '.config'), 'latin1');
    const lines = new Set(result.split('\n'));
    const holds = words.every((word) => {
      const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(word) ?? [];
      const symbol = configuration.model.symbols.get(name);
      const prefix = `${configuration.state.prefix}${name}=`;
      if (value === 'n' && symbol !== undefined && isLogical(symbol)) {
        return !lines.has(`${prefix}y`) && !lines.has(`${prefix}m`);
      }
      return lines.has(symbol?.type === 'string' ? `${prefix}"${value}"` : `${prefix}${value}`);
    });
    return { holds, text: result };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Without the heading, in which some confs have the time. */
function linesOf(text: string): string {
  return text.replace(/^(?:#.*\n)+/, '');
}
