/**
 * Runs makes in process, the one that is asked for and those its recipes start. Nothing is built: recipe
 * lines that only check are decided, conf is run in memory, further makes are entered, and every other line
 * is taken to succeed. What conf and `mkdir` leave is in memory.
 */

import type { ByteString } from '../../core/bytes.ts';
import type { RunShell } from '../../core/run-shell.ts';
import type { Overlay } from '../../host/layers/overlay.ts';
import { absolutePath, normalPath, parentPath } from '../../host/paths.ts';
import { detectDialect, runConf } from '../../kconfig/index.ts';
import { type CommandOutcome, type Evaluation, type MakeEvent, type RecipeCommand, runMake } from '../../make/index.ts';
import type { MakeReading } from '../levels/sub-makes.ts';
import { parseConfArguments } from '../session/conf-arguments.ts';
import { classifyCheck } from './check-text.ts';
import {
  type ConfCall,
  createGoalDriver,
  type GoalWorld,
  isIdle,
  type Line,
  type MakeCall,
  type Write,
} from './goal-driver.ts';
import { goalLimits, MakeCount } from './limits.ts';
import { keepLeavings } from './shell-leavings.ts';
import { createRecipeWorld } from './recipe-tools.ts';

/** What {@link MakeRunner} needs; `host` has the machine's files below those of `overlay`. */
export interface MakeRunnerOptions extends MakeReading {
  readonly overlay: Overlay;
  /** Answers recipe lines that only check. */
  readonly runCheck: RunShell;
  /** A record answers for the toolchain. */
  readonly hasRecord?: boolean;
  /** Prints what make prints, in make's order. */
  readonly print: Write;
  /** Commands are not shown: they are not run. */
  readonly isQuiet?: boolean;
  /** False for a command that is taken to succeed without a look; absent: none is. */
  readonly follows?: (command: RecipeCommand) => boolean;
  /** Takes a make that a recipe starts, and gives its exit status; null enters it. Every line is then interpreted. */
  readonly takeMake?: (call: MakeCall) => number | null;
  /** Receives messages instead of `print`, when it is there. */
  readonly event?: (event: MakeEvent) => void;
}

/** One make to be run. */
export interface MakeStart extends Pick<MakeCall, 'cwd' | 'env' | 'program'> {
  /** Everything after the program; `-C` taken off where it was followed. */
  readonly words: readonly ByteString[];
}

/** A line that could not be followed. */
export interface UnknownLine {
  readonly command: RecipeCommand;
  readonly reason: string;
}

/** One make that was run. */
export interface RunLevel {
  readonly evaluation: Evaluation;
  readonly cwd: string;
  readonly depth: number;
  /** True when it was started to make a makefile of another one. */
  readonly isRemake: boolean;
}

/** See the head of this file. */
export class MakeRunner {
  /** Every make, in the order in which they ended. */
  readonly levels: RunLevel[] = [];
  readonly unknownLines: UnknownLine[] = [];
  /** Why a make was not entered, null when all were. */
  limit: string | null = null;
  private readonly options: MakeRunnerOptions;
  private readonly world: GoalWorld;
  private readonly runShell: RunShell;
  private readonly count = new MakeCount();
  /** Makes nested in the making of a makefile. */
  private remaking = 0;

  constructor(options: MakeRunnerOptions) {
    const { host, overlay } = options;
    this.options = options;
    this.world = { host, overlay, programs: createRecipeWorld(host, options.hasRecord) };
    this.runShell = keepLeavings(options.runShell, {
      directory: (path) => void overlay.makeDirectories(path),
      change: (path, change) => overlay.put(path, change),
    });
  }

  /** Exit status of make. */
  run({ cwd, env, program, words }: MakeStart): number {
    const { event, host, isQuiet, makeVersion, print } = this.options;
    return this.count.enter(() => {
      const { evaluation, status } = runMake({
        host,
        runShell: this.runShell,
        ...makeVersion(),
        cwd,
        options: words,
        env,
        program,
        maxRestarts: goalLimits.restarts,
        ...(isQuiet === true && { update: { silent: true } }),
        driver: createGoalDriver(this.world, {
          make: () => program,
          print,
          write: print,
          ...(event !== undefined && { event }),
          run: (line, ways) => this.enter(line, ways),
          runMake: (call) => this.subMake(call),
          runConf: (call) => this.conf(call),
        }),
      });
      this.levels.push({ evaluation, cwd, depth: this.count.depth, isRemake: this.remaking > 0 });
      return status;
    });
  }

  private enter(command: RecipeCommand, line: Line): CommandOutcome {
    if (this.options.follows?.(command) === false) return 'assumed';
    if (!command.isRemaking) return this.command(command, line);
    this.remaking += 1;
    try {
      return this.command(command, line);
    } finally {
      this.remaking -= 1;
    }
  }

  private command(command: RecipeCommand, line: Line): CommandOutcome {
    if (isIdle(command.text)) return { status: 0 };
    let outcome = line.runDirectly();
    if (outcome === null) {
      if (classifyCheck(command.text, command.cwd) !== null) return this.check(command);
      if (!command.isRecursive && this.options.takeMake === undefined) return 'assumed';
      // A line that holds more than one call of make.
      outcome = line.interpret();
    }
    return outcome.kind === 'done' ? { status: outcome.status } : this.unknown(command, outcome.reason);
  }

  private unknown(command: RecipeCommand, reason: string): CommandOutcome {
    this.unknownLines.push({ command, reason });
    return 'unknown';
  }

  private subMake(call: MakeCall): number {
    const taken = this.options.takeMake?.(call) ?? null;
    if (taken !== null) return taken;
    const problem = this.count.problem();
    if (problem === null) return this.run({ ...call, words: call.command.words });
    this.limit = `${problem} are not entered`;
    return 0;
  }

  private check(command: RecipeCommand): CommandOutcome {
    const { print, runCheck } = this.options;
    const env = command.text.includes('$') ? command.env : {};
    const answer = runCheck({ command: command.text, cwd: command.cwd, env, location: command.location });
    if (answer.unknown !== null) return this.unknown(command, answer.unknown);
    if (answer.stdout !== '') print('stdout', answer.stdout);
    if (answer.stderr !== '') print('stderr', answer.stderr);
    return { status: answer.status };
  }

  private conf({ args, cwd, env, input }: ConfCall): number | null {
    const { host, overlay, print, runShell } = this.options;
    const { dialect } = detectDialect(host, env['srctree'] ?? cwd);
    const parsed = parseConfArguments(args, dialect.modes.letters);
    if (parsed === null) return null;
    const lines = (input ?? '').split(/(?<=\n)/);
    const run = runConf({
      host,
      runShell,
      cwd,
      env,
      dialect,
      ...parsed,
      input: { readLine: () => lines.shift() || null },
      echoes: true,
      emit: ({ stream, text }) => print(stream, text),
    });
    for (const operation of run.operations) {
      const path = absolutePath(cwd, operation.name);
      overlay.makeDirectories(parentPath(normalPath('/', path)));
      if (operation.kind === 'backup') {
        overlay.writeFile(absolutePath(cwd, operation.to), overlay.readFile(path) ?? '', false);
      } else overlay.writeFile(path, operation.kind === 'write' ? operation.text : '', false);
    }
    return run.exitStatus;
  }
}
