/**
 * Runs configuration goals the way make would, in process: follows a goal's recipe line by line, through
 * further makes, to the runs of conf. What lines write stays in memory. Lines that would build something
 * (conf itself, fixdep) are passed over; a line that cannot be followed is an error that names it.
 */

import type { Overlay } from '../../host/layers/overlay.ts';
import type { ByteString } from '../../core/bytes.ts';
import { UsageError } from '../../core/errors.ts';
import { formatLocation } from '../../core/location.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { askingFor } from '../../host/policy-log.ts';
import { absolutePath, baseName, normalPath, parentPath } from '../../host/paths.ts';
import type { OutputChunk } from '../../kconfig/index.ts';
import { type Evaluation, evaluateMakefiles, type RecipeLine } from '../../make/index.ts';
import {
  type InterceptedCall,
  interpretShell,
  type ShellStream,
  type ShellWorld,
  takeRest,
} from '../../probe/index.ts';
import { parseMakeCommand, splitSimpleCommand } from '../levels/command-words.ts';
import type { MakeLevel, MakeRun } from '../levels/top-makefile.ts';
import { runMergeScript } from './merge-script.ts';
import { createRecipeWorld, readsInput, runSimpleTool } from './recipe-tools.ts';

/** Makes within makes, before a tree is taken to go in circles. */
const maxLevels = 24;

/** One conf as a recipe starts it. */
export interface ConfCall {
  /** Absolute working directory. */
  readonly cwd: string;
  /** The complete environment. */
  readonly env: Readonly<Record<string, ByteString>>;
  /** Words after the program. */
  readonly args: readonly ByteString[];
  /** Standard input where the recipe gives one; null: the user's. */
  readonly input: ByteString | null;
  /** Prints at once. */
  readonly write: (stream: OutputChunk['stream'], text: ByteString) => void;
}

/** What {@link runGoal} needs. */
export interface GoalRequest extends MakeRun {
  /** The machine's files below what the goal writes. */
  readonly host: Host;
  readonly overlay: Overlay;
  readonly runConf: (call: ConfCall) => number;
  readonly write: (stream: OutputChunk['stream'], text: ByteString) => void;
  /** Called before anything but conf may look at files: what the last conf wrote has to be there. */
  readonly settle: () => void;
  /** A make that stops while it reads is followed to conf all the same, so that what comes later is known, too. */
  readonly passesStops?: boolean;
}

/** How a goal ended. */
export interface GoalOutcome {
  /** Exit status: of the recipe line that failed, 2 where make itself stops. */
  readonly status: number;
  /** Every make process, in order. */
  readonly levels: readonly MakeLevel[];
  /** Paths that only inputs of conf were written to, which nobody asked for. */
  readonly sideEffects: ReadonlySet<string>;
  /** True when every make that was given the goal had a rule for it. */
  readonly hasRule: boolean;
  /** Directories that makefiles made while they were read, outer ones first: files of conf may go there. */
  readonly madeDirectories: readonly string[];
}

/** Times a make reads its makefiles again because it has made one of them. */
const maxRestarts = 3;

/** A line that is not followed. */
class Unfollowed extends Error {}

/** True when an `include` names a file that is not there and cannot be made: make goes no further. */
function lacksMakefile(evaluation: Evaluation): boolean {
  return evaluation.missingIncludeEvents().some((event) => event.fatal);
}

/** Programs that ask on a screen. */
const screens: ReadonlySet<string> = new Set(['mconf', 'nconf', 'gconf', 'qconf']);

function isConf(program: ByteString): boolean {
  return program === 'conf' || program.endsWith('/conf');
}

/** Follows `goal` from the top Makefile. Throws UsageError `kernel/no-conf-rule` for a line it cannot follow. */
export function runGoal(request: GoalRequest, goal: ByteString): GoalOutcome {
  return new GoalRun(request).run(goal);
}

/** The user's standard input, as a descriptor of the shell. */
const userInput: ShellStream = { kind: 'null' };

class GoalRun {
  private readonly request: GoalRequest;
  private readonly levels: MakeLevel[] = [];
  private readonly sideEffects = new Set<string>();
  private readonly goals = new Set<ByteString>();
  private readonly world: ShellWorld;
  private readonly environments = new Map<string, Readonly<Record<string, ByteString>>>();
  private hasRule = false;
  private readonly madeDirectories: string[] = [];
  /** True when a make has none for the goal: one before it has handed on whatever it was. */
  private lacksRule = false;
  private depth = 0;
  private topGoal: ByteString = '';
  /** Where output goes; a line that may be taken back keeps its own. */
  private write: GoalRequest['write'];

  constructor(request: GoalRequest) {
    this.request = request;
    this.write = request.write;
    this.world = createRecipeWorld(request.host);
  }

  run(goal: ByteString): GoalOutcome {
    const { treeDirectory, words } = this.request.request;
    this.topGoal = goal;
    const call = { cwd: treeDirectory, makefiles: [], goals: [goal], overrides: words, options: [], program: 'make' };
    let status: number;
    try {
      status = this.make({ ...call, env: this.request.host.env });
    } catch (error) {
      if (!(error instanceof Unfollowed)) throw error;
      throw new UsageError('kernel/no-conf-rule', `${goal}: ${error.message}`, {
        hint: 'give a configuration goal of this tree',
      });
    }
    const { levels, sideEffects, madeDirectories } = this;
    return { status, levels, sideEffects, hasRule: this.hasRule && !this.lacksRule, madeDirectories };
  }

  private make(call: MakeCall, restarts = 0): number {
    if (this.depth >= maxLevels) throw new Unfollowed(`makes nested more than ${maxLevels} deep`);
    const { host } = this.request;
    const evaluation = evaluateMakefiles({
      host,
      runShell: (shell) => {
        const answer = this.request.runShell(shell);
        this.keepDirectories(shell.command, shell.cwd);
        return answer;
      },
      ...this.request.makeVersion(),
      cwd: call.cwd,
      ...(call.makefiles.length > 0 && { makefiles: call.makefiles }),
      goals: call.goals,
      overrides: call.overrides,
      options: call.options,
      env: call.env,
      program: call.program,
      keepGoing: true,
    });
    const level: MakeLevel = { evaluation, cwd: call.cwd };
    if (restarts < maxRestarts && this.remakesIncludes(level)) return this.make(call, restarts + 1);
    this.levels.push(level);
    const isStopped = evaluation.stop !== undefined || lacksMakefile(evaluation);
    if (!isStopped) return this.updateGoals(level, call.goals);
    if (this.request.passesStops !== true) return 2;
    try {
      return this.updateGoals(level, call.goals);
    } catch (error) {
      // Nobody would come to that line.
      if (!(error instanceof Unfollowed || error instanceof UsageError)) throw error;
      return 2;
    }
  }

  /** `$(shell mkdir -p DIRECTORY…)`: the directories are there for conf. */
  private keepDirectories(command: ByteString, cwd: string): void {
    if (!command.includes('mkdir')) return;
    const [program, ...words] = splitSimpleCommand(command) ?? [];
    if (program !== 'mkdir' || !words.every((word) => word === '-p' || !word.startsWith('-'))) return;
    const { overlay } = this.request;
    for (const word of words) {
      if (word === '-p') continue;
      const missing: string[] = [];
      for (let at = normalPath(cwd, word); overlay.stat(at) === undefined; at = parentPath(at)) missing.push(at);
      for (const directory of missing.reverse()) overlay.makeDirectory(directory);
      this.madeDirectories.push(...missing);
    }
  }

  private updateGoals(level: MakeLevel, goals: readonly ByteString[]): number {
    this.depth += 1;
    const done = new Set<ByteString>();
    try {
      for (const goal of goals) {
        this.goals.add(goal);
        const status = this.update(level, goal, [], done);
        if (status !== 0) return status;
      }
    } finally {
      this.depth -= 1;
    }
    return 0;
  }

  /** True when an included makefile that was not there has been made: make then reads everything again. */
  private remakesIncludes(level: MakeLevel): boolean {
    const { overlay } = this.request;
    let isAny = false;
    for (const { name } of level.evaluation.missingIncludes) {
      const path = absolutePath(level.cwd, name);
      if (level.evaluation.target(name)?.recipe == null || overlay.stat(path) !== undefined) continue;
      this.attempt(level, name, [], new Set());
      if (overlay.stat(path) !== undefined) isAny = true;
    }
    return isAny;
  }

  /** Makes one target: what it needs of configuration goals first, then its recipe. */
  private update(level: MakeLevel, target: ByteString, chain: readonly ByteString[], done: Set<ByteString>): number {
    if (done.has(target)) return 0;
    done.add(target);
    const { evaluation } = level;
    const match = evaluation.findRule(target);
    if (match === undefined) {
      if (chain.length > 0) return 0;
      if (target === this.topGoal) this.lacksRule = true;
      return 2;
    }
    const inner = [...chain, target];
    for (const { name } of match.prerequisites) {
      const status = this.prepare(level, name, inner, done);
      if (status !== 0) return status;
    }
    if (match.recipe === null) return 0;
    if (this.goals.has(target)) this.hasRule = true;
    const before = evaluation.events.length;
    const lines = evaluation.expandRecipe(target, chain) ?? [];
    if (evaluation.events.slice(before).some((event) => event.fatal)) return 2;
    for (const line of lines) {
      const status = this.line(level, line, { target, chain });
      if (status !== 0 && !line.ignoreErrors) return status;
    }
    return 0;
  }

  /**
   * What conf needs: prerequisites that are configuration goals themselves, that start make again for
   * one, or that make a file of conf's. Tools are not built.
   */
  private prepare(level: MakeLevel, name: ByteString, chain: readonly ByteString[], done: Set<ByteString>): number {
    const { evaluation } = level;
    const base = baseName(name);
    if (done.has(name) || base === 'FORCE' || isConf(name)) return 0;
    const match = evaluation.findRule(name);
    if (match === undefined || match.recipe === null) return 0;
    if (evaluation.fileTime(name) !== undefined && !match.prerequisites.some((one) => one.name === 'FORCE')) return 0;
    if (base.endsWith('config') && !base.startsWith('.')) return this.update(level, name, chain, done);
    const text = (evaluation.expandRecipe(name, chain) ?? []).filter((line) => line.isRecursive);
    const isRelay = text.some((line) => line.text.split(/[\s;]+/).some((word) => this.goals.has(word)));
    if (isRelay) return this.update(level, name, chain, done);
    if (/config|^gen_|\.in$/i.test(base)) this.attempt(level, name, chain, done);
    return 0;
  }

  /** Makes an input of conf; where that cannot be followed nothing of it has happened. */
  private attempt(level: MakeLevel, name: ByteString, chain: readonly ByteString[], done: Set<ByteString>): void {
    const { overlay } = this.request;
    const saved = overlay.save();
    const before = new Map(overlay.changes());
    const { write } = this;
    const chunks: OutputChunk[] = [];
    this.write = (stream, text) => void chunks.push({ stream, text });
    try {
      if (this.update(level, name, chain, done) !== 0) throw new Unfollowed('it fails');
      for (const { stream, text } of chunks) write(stream, text);
      for (const [path, text] of overlay.changes()) if (before.get(path) !== text) this.sideEffects.add(path);
    } catch (error) {
      if (!(error instanceof Unfollowed || error instanceof UsageError)) throw error;
      overlay.restore(saved);
    } finally {
      this.write = write;
    }
  }

  private line(level: MakeLevel, line: RecipeLine, path: TargetPath): number {
    if (line.text === ':' || line.text === 'true' || line.text === '') return 0;
    const env = (): Readonly<Record<string, ByteString>> => this.environment(level, path);
    const { write } = this;
    const words = splitSimpleCommand(line.text);
    if (words !== null) {
      const status = this.program(level, {
        argv: words,
        cwd: level.cwd,
        env,
        input: userInput,
        write: (descriptor, text) => write(descriptor === 1 ? 'stdout' : 'stderr', text),
      });
      if (status !== null) return status;
    }
    const commands: CommandEvidence[] = [];
    const outcome = askingFor(this.request.host.policyLog, { text: line.text, location: line.location }, () =>
      interpretShell(
        { command: line.text, cwd: level.cwd, env: env(), shellName: '/bin/sh' },
        { ...this.world, session: this.session(level) },
        commands,
      ),
    );
    if (outcome.kind === 'done') return outcome.status;
    throw new UsageError(
      'kernel/no-conf-rule',
      `${this.topGoal}: its recipe does more than run conf: ${formatLocation(line.location)}: ${oneLine(line.text)}`,
      {
        hint: `kgate does not follow that line (${outcome.reason}); make the file with make, then give it with --config`,
      },
    );
  }

  private session(level: MakeLevel): NonNullable<ShellWorld['session']> {
    const { write } = this;
    const stream = (name: OutputChunk['stream']): ShellStream => ({
      kind: 'file',
      path: `/dev/${name}`,
      write: (text) => write(name, text),
    });
    return {
      overlay: this.request.overlay,
      descriptors: new Map<number, ShellStream>([
        [0, userInput],
        [1, stream('stdout')],
        [2, stream('stderr')],
      ]),
      readsInput,
      intercept: (call) => this.program(level, { ...call, env: () => call.env }, call),
    };
  }

  /** Runs a program that is done in process; null leaves it to the shell. */
  private program(level: MakeLevel, call: RecipeCall, shell: InterceptedCall | null = null): number | null {
    const [name = '', ...args] = call.argv;
    if (isConf(name)) {
      const write: ConfCall['write'] = (stream, text) => call.write(stream === 'stdout' ? 1 : 2, text);
      const input = call.input === userInput ? null : takeRest(call.input);
      return this.request.runConf({ cwd: call.cwd, env: call.env(), args, input, write });
    }
    if (screens.has(baseName(name))) {
      throw new UsageError('kernel/unsupported-mode', `${this.topGoal}: kgate has no screens (${name})`, {
        hint: 'config and oldconfig ask line by line',
      });
    }
    this.request.settle();
    if (name === 'make' || name === level.evaluation.expand('$(MAKE)')) return this.subMake(call);
    const script = isShell(name) && args[0]?.startsWith('-') === false ? args : name.endsWith('.sh') ? call.argv : null;
    if (script?.[0] !== undefined && baseName(script[0]) === 'merge_config.sh') {
      const { overlay } = this.request;
      return runMergeScript(
        { overlay, cwd: call.cwd, env: call.env(), script: script[0], args: script.slice(1) },
        (stream, text) => call.write(stream === 'stdout' ? 1 : 2, text),
      );
    }
    if (shell === null) return null;
    if (script !== null && script !== call.argv && script[0] !== undefined) {
      const text = this.request.overlay.readFile(absolutePath(call.cwd, script[0]));
      if (text === undefined) return null;
      return shell.runScript(text, script[0], script.slice(1), '');
    }
    return runSimpleTool(shell, this.request.overlay);
  }

  private subMake(call: RecipeCall): number {
    const [program = 'make'] = call.argv;
    const parsed = parseMakeCommand(call.argv, program);
    // A make without a configuration goal builds tools.
    const isOurs = parsed?.goals.some((goal) => goal.endsWith('config') || this.goals.has(goal)) === true;
    if (parsed === null || !isOurs) return 0;
    const cwd = parsed.directory === null ? call.cwd : normalPath(call.cwd, parsed.directory);
    const { write } = this;
    // Its output goes where the line sends it, to `/dev/null` or into a pipe.
    this.write = (stream, text) => call.write(stream === 'stdout' ? 1 : 2, text);
    try {
      return this.make({ ...parsed, cwd, env: call.env(), program });
    } finally {
      this.write = write;
    }
  }

  private environment(level: MakeLevel, path: TargetPath): Readonly<Record<string, ByteString>> {
    const key = `${this.levels.indexOf(level)} ${[...path.chain, path.target].join(' ')}`;
    let env = this.environments.get(key);
    if (env === undefined) {
      env = level.evaluation.exportedEnvironment(path.target, path.chain);
      this.environments.set(key, env);
    }
    return env;
  }
}

interface TargetPath {
  readonly target: ByteString;
  readonly chain: readonly ByteString[];
}

interface MakeCall {
  readonly cwd: string;
  readonly makefiles: readonly ByteString[];
  readonly goals: readonly ByteString[];
  readonly overrides: readonly ByteString[];
  readonly options: readonly ByteString[];
  readonly env: Readonly<Record<string, ByteString>>;
  readonly program: ByteString;
}

interface RecipeCall {
  readonly argv: readonly ByteString[];
  readonly cwd: string;
  /** Made on demand: it is expensive. */
  readonly env: () => Readonly<Record<string, ByteString>>;
  readonly input: ShellStream | undefined;
  readonly write: (descriptor: 1 | 2, text: ByteString) => void;
}

function isShell(name: ByteString): boolean {
  return ['sh', 'bash', 'dash'].includes(baseName(name));
}

function oneLine(text: ByteString): ByteString {
  const line = text.replace(/\\?\s*\n\s*/g, ' ').trim();
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}
