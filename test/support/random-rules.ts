/**
 * Dependency graphs at random, from a seed: explicit, static, pattern, grouped and `::` rules over a few files
 * with given times, special targets, target-specific variables, and options that change what is done. Both
 * makes run them with real shells in directories of their own.
 */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runFront } from './make-front.ts';

/** One graph and one command line. */
export interface RandomRules {
  readonly makefile: string;
  /** Time of each file in seconds, small numbers being older. */
  readonly files: Readonly<Record<string, number>>;
  readonly args: readonly string[];
}

/** What a make did. */
export interface RulesOutcome {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Files that are there afterwards. */
  readonly files: readonly string[];
}

/** Numbers from 0 up to, not including, 1 (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const show = "@echo '$@ <$<> ^$^ ?$? +$+ |$| *$* X$(X)'";

/** The graph of a seed. */
export function randomRules(seed: number): RandomRules {
  const next = numbers(seed);
  const below = (count: number): number => Math.floor(next() * count);
  const chance = (probability: number): boolean => next() < probability;
  const pick = <T>(list: readonly T[]): T => list[below(list.length)]!;
  const some = <T>(list: readonly T[], most: number): T[] => list.filter(() => chance(most / list.length));

  const targets = Array.from({ length: 3 + below(5) }, (_, i) => `t${i}`);
  const bases = ['a', 'b', 'c'];
  const made = bases.flatMap((base) => [`${base}.o`, `${base}.x`]);
  const sources = bases.flatMap((base) => [`${base}.c`, `${base}.y`, `${base}.z`]);
  const lines: string[] = [];
  const recipe = (): string => {
    const body: string[] = [chance(0.9) ? show : show.slice(1)];
    if (chance(0.75)) body.push(pick(['@touch $@', 'touch $@']));
    if (chance(0.08)) body.push(pick(['@false', '-@false', '@exit 3', '+@echo plus', '@:', ':']));
    return body.map((line) => `\t${line}\n`).join('');
  };
  const prerequisites = (from: number): string => {
    const names = [...some(targets.slice(from + 1), 1.5), ...some(made, 1), ...some(sources, 0.7)];
    // Now and then a circle, or a file that no rule makes.
    if (chance(0.04)) names.push(pick(targets));
    if (chance(0.03)) names.push('missing');
    const later = chance(0.2) ? ` | ${some([...targets.slice(from + 1), ...made], 1.5).join(' ')}` : '';
    return `${names.join(' ')}${later}`;
  };
  lines.push(`all: ${some(targets, 3).join(' ')}\n`);
  for (const [at, target] of targets.entries()) {
    const kind = next();
    if (kind < 0.1) {
      lines.push(`${target}:: ${prerequisites(at)}\n${recipe()}`, `${target}:: ${prerequisites(at)}\n${recipe()}`);
    } else if (kind < 0.2 && at + 1 < targets.length) {
      lines.push(`${target} g${at} &: ${prerequisites(at)}\n${recipe()}`);
      if (chance(0.5)) lines.push(`t0: g${at}\n`);
    } else if (kind < 0.3)
      lines.push(
        `${target} s${at}: t%: ${pick(['f%', '', 'a.o'])} ${prerequisites(at)}\n${recipe()}`.replace(` s${at}:`, ':'),
      );
    else if (kind < 0.45) lines.push(`${target}: ${prerequisites(at)}\n`);
    else if (kind < 0.55)
      lines.push(`${target}: ${prerequisites(at)}\n`, `${target}: ${prerequisites(at)}\n${recipe()}`);
    else lines.push(`${target}: ${prerequisites(at)}\n${recipe()}`);
    if (chance(0.15))
      lines.push(
        `${target}: ${pick(['', 'private ', 'export ', 'override '])}X ${pick(['=', ':=', '+='])} ${target}\n`,
      );
  }
  const patterns = [
    `%.o: %.c\n${recipe()}`,
    `%.o: %.y\n${recipe()}`,
    `%.c: %.y\n${recipe()}`,
    `%.y: %.z\n${recipe()}`,
    `%.x: %.o\n${recipe()}`,
    `%.x: %.c | %.o\n${recipe()}`,
    `%.x %.w: %.y\n${recipe()}`,
    `%:: %.z\n${recipe()}`,
    `%: %.c\n${recipe()}`,
    `f%: ;\n`,
    `%.o: %.c\n`,
    `a%: X = pattern\n`,
  ];
  lines.push(...some(patterns, 5));
  if (chance(0.4)) lines.push(`.PHONY: ${some(targets, 1.5).join(' ')} all\n`);
  if (chance(0.15)) lines.push(`.INTERMEDIATE: ${some([...targets, ...made, ...sources], 2).join(' ')}\n`);
  if (chance(0.15))
    lines.push(`.SECONDARY: ${chance(0.4) ? '' : some([...targets, ...made, ...sources], 2).join(' ')}\n`);
  if (chance(0.1)) lines.push(`.PRECIOUS: ${some(['%.c', '%.y', ...made], 2).join(' ')}\n`);
  if (chance(0.07)) lines.push('.DELETE_ON_ERROR:\n');
  if (chance(0.07)) lines.push(`.IGNORE: ${some(targets, 2).join(' ')}\n`);
  if (chance(0.05)) lines.push(`.SILENT: ${some(targets, 2).join(' ')}\n`);
  if (chance(0.07)) lines.push(`.DEFAULT:\n${recipe()}`);
  if (chance(0.15)) lines.push('VPATH = v\n');
  if (chance(0.3)) lines.push('X = global\n');
  const order = lines.map((line) => ({ line, at: next() }));
  if (chance(0.3)) order.sort((left, right) => left.at - right.at);
  const makefile = order.map(({ line }) => line).join('');

  const files: Record<string, number> = {};
  for (const name of [...targets, ...made, ...sources, 'f0', 'f1']) {
    const likely = sources.includes(name) ? 0.5 : 0.35;
    if (chance(likely)) files[name] = 1 + below(6);
    if (chance(0.1)) files[`v/${name}`] = 1 + below(6);
  }
  const args: string[] = [];
  if (chance(0.5)) args.push('-r');
  for (const option of ['-n', '-k', '-k', '-q', '-t', '-s', '-B', '-i']) if (chance(0.1)) args.push(option);
  if (chance(0.08)) args.push('-W', pick([...sources, ...targets]));
  if (chance(0.05)) args.push('-o', pick([...sources, ...targets]));
  if (chance(0.3)) args.push(...some([...targets, ...made], 2));
  return { makefile, files, args };
}

function prepare(rules: RandomRules): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'kgate-rules-')));
  writeFileSync(join(directory, 'Makefile'), rules.makefile);
  const start = Math.floor(Date.now() / 1000) - 1000;
  for (const [name, time] of Object.entries(rules.files)) {
    const path = join(directory, name);
    if (!existsSync(dirname(path))) mkdirSync(dirname(path));
    writeFileSync(path, '');
    utimesSync(path, start + time, start + time);
  }
  utimesSync(join(directory, 'Makefile'), start, start);
  return directory;
}

/** `rm` at the end lists files in the order of make's hash table. */
function sorted(stdout: string): string {
  return stdout.replace(/^rm (.*)$/m, (_, names: string) => `rm ${names.split(' ').sort().join(' ')}`);
}

function outcomeIn(rules: RandomRules, run: (directory: string) => Omit<RulesOutcome, 'files'>): RulesOutcome {
  const directory = prepare(rules);
  try {
    const { rc, stdout, stderr } = run(directory);
    return { rc, stdout: sorted(stdout), stderr, files: readdirSync(directory).sort() };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** What make and kgate do with a graph. */
export function compareRules(
  rules: RandomRules,
  make = 'make',
): { readonly make: RulesOutcome; readonly kgate: RulesOutcome } {
  const env = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };
  return {
    make: outcomeIn(rules, (cwd) => {
      const done = spawnSync(make, rules.args, { cwd, env, encoding: 'latin1' });
      return { rc: done.status ?? -1, stdout: done.stdout, stderr: done.stderr };
    }),
    kgate: outcomeIn(rules, (cwd) => runFront(cwd, rules.args, env)),
  };
}
