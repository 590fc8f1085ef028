/**
 * Runs makes in process, the one that is asked for and those its recipes start. Nothing is built: recipe
 * lines that only check are decided, conf is run in memory, further makes are entered, and every other line
 * is taken to succeed. What conf and `mkdir` leave is in memory.
 */

import type { Overlay } from '../../host/layers/overlay.ts';
import type { ByteString } from '../../core/bytes.ts';
import type { RunShell, ShellAnswer } from '../../core/run-shell.ts';
import type { Host } from '../../host/host.ts';
import { askingFor } from '../../host/policy-log.ts';
import { absolutePath, normalPath, parentPath } from '../../host/paths.ts';
import { detectDialect, runConf } from '../../kconfig/index.ts';
import {
  type CommandOutcome,
  type Evaluation,
  type MakeEvent,
  type ParsedMakeVersion,
  type RecipeCommand,
  runMake,
} from '../../make/index.ts';
import { interpretShell, type ShellStream, type ShellWorld, takeRest } from '../../probe/index.ts';
import { splitSimpleCommand } from '../levels/command-words.ts';
import { parseConfArguments } from '../session/conf-arguments.ts';
import { classifyCheck } from './check-text.ts';
import { createRecipeWorld, readsInput, runSimpleTool } from './recipe-tools.ts';

/** Makes within makes before one is not entered any more. */
const maxDepth = 24;

/** Makes of one run before no more are entered. */
const maxMakes = 4_000;

/** Times a make reads everything again because a makefile was remade: what nobody runs may never be done. */
const maxRestarts = 3;

/** What {@link MakeRunner} needs. */
export interface MakeRunnerOptions {
  /** The machine's files below those of `overlay`. */
  readonly host: Host;
  readonly overlay: Overlay;
  /** Answers `$(shell …)`. */
  readonly runShell: RunShell;
  /** Answers recipe lines that only check. */
  readonly runCheck: RunShell;
  readonly makeVersion: () => ParsedMakeVersion;
  /** A record stands for the toolchain. */
  readonly hasRecord?: boolean;
  /** Prints what make prints, in make's order. */
  readonly print: (stream: 'stdout' | 'stderr', text: ByteString) => void;
  /** Commands are not shown: they are not run. */
  readonly isQuiet?: boolean;
  /** False for a command that is taken to succeed without a look; absent: none is. */
  readonly follows?: (command: RecipeCommand) => boolean;
  /** Hears of messages instead of `print`, when it is there. */
  readonly event?: (event: MakeEvent) => void;
}

/** One make to be run. */
export interface MakeCall {
  /** Absolute. */
  readonly cwd: string;
  /** Everything after the program, `-C` taken off. */
  readonly words: readonly ByteString[];
  readonly env: Readonly<Record<string, ByteString>>;
  /** What `$(MAKE)` is. */
  readonly program: ByteString;
}

/** A line that nobody could follow. */
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
  private readonly options: MakeRunnerOptions;
  private readonly world: ShellWorld;
  /** Why a make was not entered, null when all were. */
  limit: string | null = null;
  private depth = 0;
  private makes = 0;
  /** Makes nested in the making of a makefile. */
  private remaking = 0;

  constructor(options: MakeRunnerOptions) {
    this.options = options;
    this.world = createRecipeWorld(options.host, options.hasRecord);
  }

  /** Exit status of make. */
  run(call: MakeCall): number {
    const { event, host, makeVersion, print } = this.options;
    this.depth += 1;
    try {
      const { evaluation, status } = runMake({
        host,
        runShell: (request) => this.shell(request),
        ...makeVersion(),
        cwd: call.cwd,
        options: call.words,
        env: call.env,
        program: call.program,
        maxRestarts,
        ...(this.options.isQuiet === true && { update: { silent: true } }),
        driver: {
          print,
          ...(event !== undefined && { event }),
          runCommand: (command) => this.enter(command, call.program),
        },
      });
      this.levels.push({ evaluation, cwd: call.cwd, depth: this.depth, isRemake: this.remaking > 0 });
      return status;
    } finally {
      this.depth -= 1;
    }
  }

  /** `$(shell …)`; directories it makes are there from then on. */
  private shell(request: Parameters<RunShell>[0]): ShellAnswer {
    const answer = this.options.runShell(request);
    const [program, ...words] = request.command.includes('mkdir') ? (splitSimpleCommand(request.command) ?? []) : [];
    if (program !== 'mkdir' || !words.every((word) => word === '-p' || !word.startsWith('-'))) return answer;
    for (const word of words) if (word !== '-p') this.makeDirectory(normalPath(request.cwd, word));
    return answer;
  }

  private makeDirectory(path: string): void {
    const { overlay } = this.options;
    const missing: string[] = [];
    for (let at = path; overlay.stat(at) === undefined; at = parentPath(at)) missing.push(at);
    for (const directory of missing.reverse()) overlay.makeDirectory(directory);
  }

  private enter(command: RecipeCommand, program: ByteString): CommandOutcome {
    if (this.options.follows?.(command) === false) return 'assumed';
    if (!command.isRemaking) return this.command(command, program);
    this.remaking += 1;
    try {
      return this.command(command, program);
    } finally {
      this.remaking -= 1;
    }
  }

  private command(command: RecipeCommand, program: ByteString): CommandOutcome {
    const { text } = command;
    if (/^(?::|true)?\s*$/.test(text)) return { status: 0 };
    const words = splitSimpleCommand(text);
    if (words !== null) {
      const status = this.program(words, command, program);
      if (status !== null) return { status };
    }
    const check = classifyCheck(text, command.cwd);
    if (check !== null) return this.check(command);
    if (!command.isRecursive) return 'assumed';
    return this.follow(command, program);
  }

  /** A line that holds more than one call of make. */
  private follow(command: RecipeCommand, program: ByteString): CommandOutcome {
    const { overlay, print } = this.options;
    const stream = (name: 'stdout' | 'stderr'): ShellStream => ({
      kind: 'file',
      path: `/dev/${name}`,
      write: (text) => print(name, text),
    });
    const outcome = askingFor(this.options.host.policyLog, { text: command.text, location: command.location }, () =>
      interpretShell(
        { command: command.text, cwd: command.cwd, env: command.env, shellName: '/bin/sh' },
        {
          ...this.world,
          session: {
            overlay,
            descriptors: new Map<number, ShellStream>([
              [0, { kind: 'null' }],
              [1, stream('stdout')],
              [2, stream('stderr')],
            ]),
            readsInput,
            intercept: (call) =>
              this.program(call.argv, { ...command, cwd: call.cwd, env: call.env }, program, takeRest(call.input)) ??
              runSimpleTool(call, overlay),
          },
        },
        [],
      ),
    );
    if (outcome.kind === 'done') return { status: outcome.status };
    this.unknownLines.push({ command, reason: outcome.reason });
    return 'unknown';
  }

  /** Runs make and conf in process; null for any other program. */
  private program(
    argv: readonly ByteString[],
    command: Pick<RecipeCommand, 'cwd' | 'env'>,
    make: ByteString,
    input: ByteString | null = null,
  ): number | null {
    const [name = '', ...args] = argv;
    if (name === 'make' || name === make) return this.subMake(name, args, command);
    if (name === 'conf' || name.endsWith('/conf')) return this.conf(args, command, input);
    return null;
  }

  private subMake(
    program: ByteString,
    args: readonly ByteString[],
    command: Pick<RecipeCommand, 'cwd' | 'env'>,
  ): number {
    if (this.depth >= maxDepth) this.limit = `makes nested more than ${maxDepth} deep are not entered`;
    else if (this.makes >= maxMakes) this.limit = `more than ${maxMakes} makes are not entered`;
    if (this.depth >= maxDepth || this.makes >= maxMakes) return 0;
    this.makes += 1;
    let cwd: string = command.cwd;
    const words: ByteString[] = [];
    for (let at = 0; at < args.length; at += 1) {
      const word = args[at] ?? '';
      if (word === '-C') cwd = normalPath(cwd, args[(at += 1)] ?? '');
      else if (word.startsWith('-C')) cwd = normalPath(cwd, word.slice(2));
      else words.push(word);
    }
    return this.run({ cwd, words, env: command.env, program });
  }

  private check(command: RecipeCommand): CommandOutcome {
    const { print, runCheck } = this.options;
    const env = command.text.includes('$') ? command.env : {};
    const answer = runCheck({ command: command.text, cwd: command.cwd, env, location: command.location });
    if (answer.unknown !== null) {
      this.unknownLines.push({ command, reason: answer.unknown });
      return 'unknown';
    }
    if (answer.stdout !== '') print('stdout', answer.stdout);
    if (answer.stderr !== '') print('stderr', answer.stderr);
    return { status: answer.status };
  }

  private conf(
    args: readonly ByteString[],
    { cwd, env }: Pick<RecipeCommand, 'cwd' | 'env'>,
    input: ByteString | null,
  ): number | null {
    const { host, overlay, print, runShell } = this.options;
    const { dialect } = detectDialect(host, env['srctree'] ?? cwd);
    const parsed = parseConfArguments(args, dialect.modes.hasLetterModes);
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
      this.makeDirectory(parentPath(normalPath('/', path)));
      if (operation.kind === 'backup') {
        overlay.writeFile(absolutePath(cwd, operation.to), overlay.readFile(path) ?? '', false);
      } else overlay.writeFile(path, operation.kind === 'write' ? operation.text : '', false);
    }
    return run.exitStatus;
  }
}
