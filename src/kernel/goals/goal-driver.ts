/**
 * The driver of make's updating engine, for every goal kgate follows. A command of a recipe is followed in process:
 * `make` and `conf` by kgate's own engines, any other line by the shell interpreter on files in memory. A
 * {@link GoalPolicy} says which commands are followed, how a command that is not followed ends, how conf runs, and
 * who receives output and messages.
 */
import type { ByteString } from '../../core/bytes.ts';
import type { Host } from '../../host/host.ts';
import type { Overlay } from '../../host/layers/overlay.ts';
import { baseName, normalPath } from '../../host/paths.ts';
import { askingFor } from '../../host/policy-log.ts';
import type { CommandOutcome, RecipeCommand, UpdateDriver } from '../../make/index.ts';
import {
  type InterceptedCall,
  interpretShell,
  type ShellStream,
  type ShellWorld,
  takeRest,
  UnsupportedShellText,
} from '../../probe/index.ts';
import { type MakeCommand, readMakeWords, splitSimpleCommand } from '../levels/command-words.ts';
import { readsInput, runSimpleTool } from './recipe-tools.ts';

/** Takes output. */
export type Write = (stream: 'stdout' | 'stderr', text: ByteString) => void;

/** A program that a recipe starts. */
export interface RecipeProgram {
  readonly argv: readonly ByteString[];
  /** Absolute working directory. */
  readonly cwd: string;
  /** The complete environment; computed when it is first read. */
  readonly env: Readonly<Record<string, ByteString>>;
  readonly write: Write;
  /** The shell that starts it; null when make itself does. */
  readonly shell: InterceptedCall | null;
}

/** One conf as a recipe starts it. */
export interface ConfCall extends Pick<RecipeProgram, 'cwd' | 'env' | 'write'> {
  /** Words after the program. */
  readonly args: readonly ByteString[];
  /** Standard input where the recipe gives one; null: the user's. */
  readonly input: ByteString | null;
}

/** One make as a recipe, or the user, starts it. */
export interface MakeCall extends Pick<RecipeProgram, 'cwd' | 'env' | 'write'> {
  /** What `$(MAKE)` is in it. */
  readonly program: ByteString;
  /** Its words; {@link cwd} is where `-C` leads. */
  readonly command: MakeCommand;
}

/** How a line that was followed ended. */
export type LineOutcome =
  | { readonly kind: 'done'; readonly status: number }
  | { readonly kind: 'unfollowed'; readonly reason: string };

/** Ways to follow one command. */
export interface Line {
  /** Runs a command that is one call of a program kgate has; null for any other. */
  runDirectly(): LineOutcome | null;
  /** Interprets the command, or another text in its place. */
  interpret(text?: ByteString): LineOutcome;
}

/** How the commands of one make are treated. */
export interface GoalPolicy
  extends Pick<UpdateDriver, 'print' | 'event' | 'enters' | 'leaves' | 'acceptsMissing' | 'passes'> {
  /** What `$(MAKE)` is. */
  readonly make: () => ByteString;
  /** Takes what commands write. */
  readonly write: Write;
  /** Follows, decides or assumes one command. */
  run(command: RecipeCommand, line: Line): CommandOutcome;
  /** Starts a make and gives its exit status. */
  runMake(call: MakeCall): number;
  /** Runs conf and gives its exit status; null: conf is a program like any other. */
  runConf?(call: ConfCall): number | null;
  /** Runs a program of the policy's own; null for any other. */
  runProgram?(call: RecipeProgram): number | null;
}

/** What the makes of one run share. */
export interface GoalWorld {
  /** Files as recipes see them. */
  readonly host: Host;
  /** Files that recipes write. */
  readonly overlay: Overlay;
  /** Programs of recipes. */
  readonly programs: ShellWorld;
  /** `sed -i` edits files in memory: where the content of all files is known. */
  readonly editsFiles?: boolean;
}

/** True for the name of a conf. */
export function isConf(program: ByteString): boolean {
  return program === 'conf' || program.endsWith('/conf');
}

/** True for a command that does nothing. */
export function isIdle(text: ByteString): boolean {
  return /^(?::|true)?\s*$/.test(text);
}

/** True for the name of a shell whose scripts are followed. */
export function isShell(program: ByteString): boolean {
  return ['sh', 'bash', 'dash'].includes(baseName(program));
}

/** The user's standard input, as a descriptor of the shell. */
const userInput: ShellStream = { kind: 'null' };

/** The driver of one make. */
export function createGoalDriver(world: GoalWorld, policy: GoalPolicy): UpdateDriver {
  const { enters, leaves, acceptsMissing, passes } = policy;
  return {
    print: (stream, text) => policy.print(stream, text),
    event(event) {
      if (policy.event !== undefined) policy.event(event);
      else policy.print(event.stream, `${event.line}\n`);
    },
    ...(enters !== undefined && { enters: (file) => enters.call(policy, file) }),
    ...(leaves !== undefined && { leaves: (target) => leaves.call(policy, target) }),
    ...(passes !== undefined && { passes: (target) => passes.call(policy, target) }),
    ...(acceptsMissing !== undefined && {
      acceptsMissing: (target, neededBy, needs) => acceptsMissing.call(policy, target, neededBy, needs),
    }),
    runCommand: (command) =>
      policy.run(command, {
        runDirectly: () => runDirectly(policy, command),
        interpret: (text = command.text) => interpret(world, policy, command, text),
      }),
  };
}

function runDirectly(policy: GoalPolicy, command: RecipeCommand): LineOutcome | null {
  const argv = splitSimpleCommand(command.text);
  if (argv === null) return null;
  const program: RecipeProgram = {
    argv,
    cwd: command.cwd,
    get env() {
      return command.env;
    },
    write: (stream, text) => policy.write(stream, text),
    shell: null,
  };
  try {
    const status = runProgram(policy, program);
    return status === null ? null : { kind: 'done', status };
  } catch (error) {
    if (!(error instanceof UnsupportedShellText)) throw error;
    return { kind: 'unfollowed', reason: error.message };
  }
}

function interpret(
  { editsFiles = false, host, overlay, programs }: GoalWorld,
  policy: GoalPolicy,
  { cwd, env, location, shell, text }: RecipeCommand,
  command: ByteString,
): LineOutcome {
  const stream = (name: 'stdout' | 'stderr'): ShellStream => ({
    kind: 'file',
    path: `/dev/${name}`,
    write: (written) => policy.write(name, written),
  });
  const descriptors = new Map<number, ShellStream>([
    [0, userInput],
    [1, stream('stdout')],
    [2, stream('stderr')],
  ]);
  const intercept = (call: InterceptedCall): number | null =>
    runProgram(policy, {
      argv: call.argv,
      cwd: call.cwd,
      env: call.env,
      write: (name, written) => call.write(name === 'stdout' ? 1 : 2, written),
      shell: call,
    }) ?? runSimpleTool(call, overlay, editsFiles ? host : null);
  const outcome = askingFor(host.policyLog, { text, location }, () =>
    interpretShell(
      { command, cwd, env, shellName: shell },
      { ...programs, session: { overlay, descriptors, readsInput, intercept } },
      [],
    ),
  );
  return outcome.kind === 'done' ? outcome : { kind: 'unfollowed', reason: outcome.reason };
}

/** Runs a program that is done in process; null for any other. */
function runProgram(policy: GoalPolicy, program: RecipeProgram): number | null {
  const [name = '', ...args] = program.argv;
  const { cwd, shell, write } = program;
  if (isConf(name) && policy.runConf !== undefined) {
    const input = shell === null || shell.input === userInput ? null : takeRest(shell.input);
    const status = policy.runConf({ cwd, env: program.env, args, input, write });
    if (status !== null) return status;
  }
  const own = policy.runProgram?.(program) ?? null;
  if (own !== null) return own;
  if (name !== 'make' && name !== policy.make()) return null;
  const command = readMakeWords(args);
  return policy.runMake({
    program: name,
    command,
    cwd: command.directory === null ? cwd : normalPath(cwd, command.directory),
    get env() {
      return program.env;
    },
    write,
  });
}
