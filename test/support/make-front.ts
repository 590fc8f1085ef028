/**
 * A small `make` on top of the engine, for comparing with recorded output: prints what reading
 * prints, then updates goals one after the other with real `/bin/sh` processes. It knows what
 * micro makefiles need: -n -k -s -q -i, phony targets, times, `::` rules left out.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import {
  type Evaluation,
  evaluateMakefiles,
  type MakeEvent,
  type MakeVersion,
  type RecipeLine,
} from '../../src/make/index.ts';
import { plainHost, runPlainShell } from './make-host.ts';

/** What a run printed. */
export interface FrontResult {
  readonly rc: number;
  readonly stdout: string;
  readonly stderr: string;
}

class Stop extends Error {}

/** Runs make with these words in a directory. */
export function runFront(
  cwd: string,
  args: readonly string[],
  env: Record<string, string>,
  makeVersion: MakeVersion = '4.3',
): FrontResult {
  let stdout = '';
  let stderr = '';
  const words = args.slice();
  let directory = cwd;
  const at = words.indexOf('-C');
  if (at >= 0) directory = join(cwd, words.splice(at, 2)[1]!);
  const host = plainHost(directory, env);
  const evaluation = evaluateMakefiles({
    host,
    runShell: runPlainShell,
    options: words,
    env,
    cwd: directory,
    makeVersion,
  });
  const level = Number(env.MAKELEVEL ?? 0);
  const program = level === 0 ? 'make' : `make[${level}]`;
  const letters = words.filter((word) => /^-[a-zA-Z]+$/.test(word)).join('');
  const has = (letter: string): boolean => letters.includes(letter);
  const announces = level > 0 || at >= 0 || has('w');
  if (announces) stdout += `${program}: Entering directory '${directory}'\n`;

  let shown = 0;
  const print = (event: MakeEvent): void => {
    if (event.stream === 'stdout') stdout += `${event.line}\n`;
    else stderr += `${event.line}\n`;
    if (event.fatal) throw new Stop();
  };
  const flush = (): void => {
    while (shown < evaluation.events.length) print(evaluation.events[shown++]!);
  };
  const stop = (message: string): never => {
    stderr += `${program}: *** ${message}${has('k') ? '' : '.  Stop.'}\n`.replace(/\.\.  Stop/, '.  Stop');
    throw new Stop();
  };
  let rc = 0;
  try {
    flush();
    for (const event of evaluation.missingIncludeEvents()) print(event);
    if (evaluation.goals.length === 0) stop('No targets');
    const updater = new Updater(evaluation, directory, program, has, {
      out: (text) => {
        stdout += text;
      },
      err: (text) => {
        stderr += text;
      },
      flush,
      stop,
    });
    for (const goal of new Set(evaluation.goals)) {
      const before = updater.ran;
      const done = updater.update(goal, [], null);
      if (!done) {
        if (has('k')) stderr += `${program}: Target '${goal}' not remade because of errors.\n`;
        rc = 2;
        continue;
      }
      if (updater.ran === before && !has('s') && !has('q')) {
        const target = evaluation.target(goal);
        const isIdle = target?.isPhony === true || evaluation.findRule(goal)?.recipe == null;
        stdout += isIdle ? `${program}: Nothing to be done for '${goal}'.\n` : `${program}: '${goal}' is up to date.\n`;
      }
    }
    if (has('q') && updater.ran > 0) rc = 1;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    rc = 2;
  }
  if (announces) stdout += `${program}: Leaving directory '${directory}'\n`;
  return { rc, stdout, stderr };
}

interface Printer {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly flush: () => void;
  readonly stop: (message: string) => never;
}

class Updater {
  ran = 0;
  readonly #state = new Map<string, { changed: boolean; ok: boolean }>();
  readonly #evaluation: Evaluation;
  readonly #directory: string;
  readonly #program: string;
  readonly #has: (letter: string) => boolean;
  readonly #print: Printer;

  constructor(
    evaluation: Evaluation,
    directory: string,
    program: string,
    has: (letter: string) => boolean,
    printer: Printer,
  ) {
    this.#evaluation = evaluation;
    this.#directory = directory;
    this.#program = program;
    this.#has = has;
    this.#print = printer;
  }

  #mtime(name: string): number | undefined {
    return plainHost(this.#directory, {}).stat(name)?.mtimeMs;
  }

  /** False when it could not be made. */
  update(name: string, chain: readonly string[], parent: string | null): boolean {
    const known = this.#state.get(name);
    if (known !== undefined) return known.ok;
    const state = { changed: false, ok: true };
    this.#state.set(name, state);
    const match = this.#evaluation.findRule(name);
    this.#print.flush();
    if (match === undefined) {
      const needed = parent === null ? '' : `, needed by '${parent}'`;
      this.#print.stop(`No rule to make target '${name}'${needed}`);
      return false;
    }
    let isNeeded = this.#mtime(name) === undefined || this.#evaluation.target(name)?.isPhony === true;
    const own = this.#mtime(name) ?? 0;
    for (const { name: prerequisite, orderOnly } of match.prerequisites) {
      if (!this.update(prerequisite, [...chain, name], name)) {
        state.ok = false;
        if (!this.#has('k')) return false;
      }
      const time = this.#mtime(prerequisite);
      if (!orderOnly && (this.#state.get(prerequisite)?.changed === true || (time !== undefined && time > own)))
        isNeeded = true;
    }
    if (!state.ok) return false;
    if (!isNeeded) return true;
    if (match.recipe === null) {
      state.changed = true;
      return true;
    }
    const lines = this.#evaluation.expandRecipe(name, chain) ?? [];
    this.#print.flush();
    state.changed = true;
    for (const also of match.pattern?.targets.length === undefined ? [] : match.pattern.targets) {
      const made = also.replace('%', match.stem ?? '');
      if (made !== name) this.#state.set(made, { changed: true, ok: true });
    }
    state.ok = this.#run(name, lines, chain);
    return state.ok;
  }

  #run(name: string, lines: readonly RecipeLine[], chain: readonly string[]): boolean {
    const env = lines.length === 0 ? {} : this.#environment(name, chain);
    for (const line of lines) {
      if (line.text === ':') {
        this.ran++;
        if (!this.#has('n')) continue;
      }
      this.ran++;
      if (this.#has('q')) return true;
      if ((!line.silent && !this.#has('s')) || this.#has('n')) this.#print.out(`${line.text}\n`);
      if (this.#has('n') && !line.isRecursive) continue;
      const done = spawnSync('/bin/sh', ['-c', line.text], { cwd: this.#directory, env, encoding: 'latin1' });
      this.#print.out(done.stdout);
      this.#print.err(done.stderr);
      if (done.status === 0) continue;
      const where = `[${line.location.file}:${line.location.line}: ${name}] Error ${done.status}`;
      if (line.ignoreErrors || this.#has('i')) {
        this.#print.err(`${this.#program}: ${where} (ignored)\n`);
        continue;
      }
      this.#print.err(`${this.#program}: *** ${where}\n`);
      if (!this.#has('k')) throw new Stop();
      return false;
    }
    return true;
  }

  #environment(name: string, chain: readonly string[]): Record<string, string> {
    const env = this.#evaluation.exportedEnvironment(name, chain);
    this.#print.flush();
    return { ...env };
  }
}
