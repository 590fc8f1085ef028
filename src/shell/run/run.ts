import type { ByteString } from '../../core/bytes.ts';
import type { CommandEvidence } from '../../core/run-shell.ts';
import { HostError } from '../../core/errors.ts';
import type { FileStat } from '../../host/host.ts';
import type { Command, Redirection, SimpleCommand, Word } from '../language/ast.ts';
import { requireKnown } from '../language/marker.ts';
import { isName, parseShell } from '../language/parser.ts';
import { matchCost, matchesPattern } from '../language/pattern.ts';
import {
  ExitShell,
  LeaveLoop,
  ReturnFromFunction,
  ShellError,
  UnknownAnswer,
  Unsupported,
} from '../language/signals.ts';
import { builtins, specialBuiltins } from './builtins.ts';
import { expandPattern, expandText, expandWords } from './expand.ts';
import { Overlay } from '../../host/layers/overlay.ts';
import { runProgram } from './programs.ts';
import { applyRedirections } from './redirections.ts';
import { createScope } from './scope.ts';
import { createSink, createSource, type Descriptors, nullStream, type Sink, type Stream, sinkText } from './stream.ts';
import { defaultLimits, type ShellLimits, type ShellWorld } from './world.ts';

/** One text for the interpreter. */
export interface ShellText {
  readonly command: ByteString;
  readonly cwd: string;
  readonly env: Readonly<Record<string, ByteString>>;
  /** `$0`, which the shell's own messages begin with. */
  readonly shellName: string;
}

/** How a text ended. */
export type ShellOutcome =
  | { readonly kind: 'done'; readonly stdout: ByteString; readonly stderr: ByteString; readonly status: number }
  /** The text uses something that is not interpreted exactly; nothing of it counts. */
  | { readonly kind: 'unsupported'; readonly reason: string }
  /** Nobody can tell what the text gives; `reason` names the program or the limit. */
  | { readonly kind: 'unknown'; readonly reason: string };

/** Runs a shell text in process. Programs go through `world`; their evidence is added to `commands`. */
export function interpretShell(
  text: ShellText,
  world: ShellWorld,
  commands: CommandEvidence[],
  limits: ShellLimits = defaultLimits,
): ShellOutcome {
  const overlay =
    world.session?.overlay ?? new Overlay(world.host, { newScratchPath: (hint) => world.newScratchPath(hint) });
  const run: Run = { world, overlay, commands, limits, steps: 0, bytes: 0, depth: 0 };
  const out = createSink();
  const err = createSink();
  try {
    const program = parseShell(text.command);
    const shell = Shell.start(
      run,
      text,
      [],
      world.session?.descriptors ??
        new Map<number, Stream>([
          [0, nullStream],
          [1, out],
          [2, err],
        ]),
    );
    const status = shell.runToEnd(program);
    requireKnown(sinkText(out));
    return { kind: 'done', stdout: sinkText(out), stderr: sinkText(err), status };
  } catch (error) {
    if (error instanceof Unsupported) return { kind: 'unsupported', reason: error.message };
    if (error instanceof UnknownAnswer) return { kind: 'unknown', reason: error.message };
    if (error instanceof HostError && isFileError(error)) return { kind: 'unsupported', reason: error.message };
    if (error instanceof RangeError && /call stack|string length/.test(error.message))
      return { kind: 'unknown', reason: 'the shell text is nested too deeply' };
    throw error;
  }
}

/** True for a file that cannot be read or written; other errors of the host end the run. */
function isFileError({ code }: HostError): boolean {
  return code === 'host/not-a-file' || code === 'host/unreadable' || code === 'host/too-large';
}

/** State that a text and everything it starts share. */
interface Run {
  readonly world: ShellWorld;
  readonly overlay: Overlay;
  readonly commands: CommandEvidence[];
  readonly limits: ShellLimits;
  steps: number;
  bytes: number;
  /** Nesting of shells, functions and substitutions. */
  depth: number;
}

interface Variable {
  value: ByteString | undefined;
  isExported: boolean;
}

/** One shell: the main one, a subshell, a substitution or a script. */
export class Shell {
  readonly run: Run;
  readonly name: string;
  readonly variables: Map<string, Variable>;
  readonly functions: Map<string, Command>;
  positional: readonly ByteString[] = [];
  descriptors: Descriptors;
  /** Working directory as `pwd` prints it. */
  directory: string;
  exitsOnError = false;
  isUnsetFatal = false;
  /** True for a script that bash runs: what it says in its own words is not known. */
  isBash = false;
  isGlobbing = true;
  exitTrap: Command | null = null;
  status = 0;
  line = 1;
  functionDepth = 0;
  loopDepth = 0;
  evalDepth = 0;
  private substitutionStatus: number | null = null;

  private constructor(run: Run, name: string, directory: string, descriptors: Descriptors) {
    this.run = run;
    this.name = name;
    this.directory = directory;
    this.descriptors = descriptors;
    this.variables = new Map();
    this.functions = new Map();
  }

  /** A shell as `/bin/sh` starts: variables from the environment, defaults for the others. */
  static start(run: Run, text: ShellText, positional: readonly ByteString[], descriptors: Descriptors): Shell {
    const shell = new Shell(run, text.shellName, text.cwd, descriptors);
    shell.positional = positional;
    shell.variables.set('OPTIND', { value: '1', isExported: false });
    for (const [name, value] of Object.entries(text.env)) {
      if (isName(name) && name !== 'IFS') shell.variables.set(name, { value, isExported: true });
    }
    shell.variables.set('IFS', { value: ' \t\n', isExported: false });
    const inherited = shell.variables.get('PWD');
    const { host } = run.world;
    const real = host.realPath(text.cwd) ?? text.cwd;
    if (inherited?.value?.startsWith('/') === true && host.realPath(inherited.value) === real) {
      shell.directory = inherited.value;
    } else {
      shell.directory = real;
      shell.variables.set('PWD', { value: real, isExported: inherited?.isExported ?? false });
    }
    return shell;
  }

  /** Runs a whole program and its exit trap; gives the exit status. */
  runToEnd(program: Command): number {
    this.guard(() => this.execute(program, false));
    const trap = this.exitTrap;
    if (trap !== null) {
      this.exitTrap = null;
      const { status } = this;
      this.guard(() => {
        this.execute(trap, false);
        this.status = status;
      });
    }
    return this.status;
  }

  private guard(action: () => void): void {
    const descriptors = this.descriptors;
    try {
      action();
    } catch (error) {
      this.descriptors = descriptors;
      if (error instanceof ExitShell || error instanceof ReturnFromFunction) this.status = error.status;
      else if (error instanceof LeaveLoop) throw new Unsupported('break outside a loop');
      else if (error instanceof ShellError) {
        this.reportOnce(error);
        this.status = error.status;
      } else throw error;
    }
  }

  /** Runs one command. `isTested`: a failure here does not end the shell under `set -e`. */
  execute(command: Command, isTested: boolean): number {
    this.spend(1);
    switch (command.kind) {
      case 'simple':
        return this.check(this.executeSimple(command, isTested), isTested);
      case 'sequence':
        // An empty list, as an empty `$( )` or `case` arm has it, succeeds.
        if (command.commands.length === 0) this.status = 0;
        for (const inner of command.commands) this.execute(inner, isTested);
        return this.status;
      case 'and':
      case 'or': {
        const left = this.execute(command.left, true);
        if ((left === 0) === (command.kind === 'and')) this.execute(command.right, isTested);
        return this.status;
      }
      case 'not':
        this.status = this.execute(command.command, true) === 0 ? 1 : 0;
        return this.status;
      case 'pipeline':
        return this.check(this.executePipeline(command.commands, isTested), isTested);
      case 'subshell':
        this.line = command.line;
        return this.check(
          this.withRedirections(command.redirections, () =>
            this.subshell().runChild(() => command.body, this.descriptors, isTested),
          ),
          isTested,
        );
      case 'redirected':
        this.line = command.line;
        // The commands inside have checked for `set -e`; a status made by `!` or `&&` is none of its
        // business, but a redirection that failed is.
        return this.withRedirections(
          command.redirections,
          () => {
            this.execute(command.body, isTested);
            return this.status;
          },
          false,
          isTested,
        );
      case 'if': {
        const branch = this.execute(command.condition, true) === 0 ? command.then : command.otherwise;
        if (branch === null) this.status = 0;
        else this.execute(branch, isTested);
        return this.status;
      }
      case 'while':
      case 'until':
        return this.executeLoop(isTested, command.body, () => {
          return (this.execute(command.condition, true) === 0) === (command.kind === 'while');
        });
      case 'for': {
        this.line = command.line;
        const values = command.words === null ? this.positional : expandWords(command.words, createScope(this));
        let index = 0;
        return this.executeLoop(isTested, command.body, () => {
          const value = values[index++];
          if (value === undefined) return false;
          this.setVariable(command.variable, value);
          return true;
        });
      }
      case 'case': {
        this.line = command.line;
        const subject = expandText(command.subject, createScope(this));
        for (const item of command.items) {
          for (const pattern of item.patterns) {
            const compiled = expandPattern(pattern, createScope(this));
            this.spend(matchCost(compiled, subject.length));
            if (!matchesPattern(compiled, subject)) {
              requireKnown(subject);
              continue;
            }
            if (compiled.at(-1)?.kind !== 'star') requireKnown(subject);
            if (item.body === null) this.status = 0;
            else this.execute(item.body, isTested);
            return this.status;
          }
        }
        this.status = 0;
        return 0;
      }
      case 'function':
        this.functions.set(command.name, command.body);
        this.status = 0;
        return 0;
    }
  }

  private check(status: number, isTested: boolean): number {
    this.status = status;
    if (status !== 0 && this.exitsOnError && !isTested) throw new ExitShell(status);
    return status;
  }

  private executeLoop(isTested: boolean, body: Command, advance: () => boolean): number {
    let status = 0;
    this.loopDepth++;
    try {
      for (;;) {
        this.spend(1);
        try {
          if (!advance()) break;
          status = this.execute(body, isTested);
        } catch (error) {
          if (!(error instanceof LeaveLoop)) throw error;
          status = 0;
          if (error.levels > 1 && this.loopDepth > 1) throw new LeaveLoop(error.kind, error.levels - 1);
          if (error.kind === 'break') break;
        }
      }
    } finally {
      this.loopDepth--;
    }
    this.status = status;
    return status;
  }

  private executePipeline(commands: readonly Command[], isTested: boolean): number {
    let input = this.descriptors.get(0) ?? nullStream;
    let status = 0;
    commands.forEach((command, index) => {
      const isLast = index === commands.length - 1;
      const pipe = createSink();
      const descriptors = new Map(this.descriptors);
      descriptors.set(0, input);
      if (!isLast) descriptors.set(1, pipe);
      status = this.subshell().runChild(() => command, descriptors, isTested);
      if (!isLast) input = createSource(sinkText(pipe));
    });
    return status;
  }

  /** A copy of this shell whose changes do not come back. */
  private subshell(): Shell {
    const child = new Shell(this.run, this.name, this.directory, this.descriptors);
    child.isBash = this.isBash;
    for (const [name, variable] of this.variables) child.variables.set(name, { ...variable });
    for (const [name, body] of this.functions) child.functions.set(name, body);
    child.positional = this.positional;
    child.exitsOnError = this.exitsOnError;
    child.isUnsetFatal = this.isUnsetFatal;
    child.isGlobbing = this.isGlobbing;
    child.status = this.status;
    child.line = this.line;
    child.functionDepth = this.functionDepth;
    child.evalDepth = this.evalDepth;
    return child;
  }

  private runChild(body: () => Command, descriptors: Descriptors, isTested: boolean): number {
    this.nest(() => {
      this.descriptors = descriptors;
      this.guard(() => {
        this.execute(body(), isTested);
      });
      const trap = this.exitTrap;
      if (trap !== null) {
        this.exitTrap = null;
        const { status } = this;
        this.guard(() => {
          this.execute(trap, false);
          this.status = status;
        });
      }
    });
    return this.status;
  }

  private nest(action: () => void): void {
    if (++this.run.depth > 60) throw new UnknownAnswer('the shell text is nested too deeply');
    try {
      action();
    } finally {
      this.run.depth--;
    }
  }

  private executeSimple(command: SimpleCommand, isTested: boolean): number {
    this.line = command.line;
    this.substitutionStatus = null;
    const argv = this.expandArguments(command.words);
    const [name] = argv;
    if (name === undefined) {
      const status = this.withRedirections(command.redirections, () => {
        for (const { name: variable, value } of command.assignments) {
          this.setVariable(variable, expandText(value, createScope(this)));
        }
        return 0;
      });
      return status !== 0 ? status : (this.substitutionStatus ?? 0);
    }
    const body = this.functions.get(name);
    const special = specialBuiltins.get(name);
    if (special !== undefined) return this.executeSpecial(command, argv, special, isTested);
    if (body !== undefined) return this.callFunction(command, argv, body, isTested);
    return this.withRedirections(command.redirections, () => this.runCommand(command, argv, isTested));
  }

  private executeSpecial(
    command: SimpleCommand,
    argv: readonly ByteString[],
    action: (shell: Shell, args: readonly ByteString[], isTested: boolean) => number,
    isTested: boolean,
  ): number {
    const [name = ''] = argv;
    const isPermanent = name === 'exec';
    const act = (): number => {
      for (const { name: variable, value } of command.assignments) {
        this.setVariable(variable, expandText(value, createScope(this)));
      }
      try {
        return action(this, argv.slice(1), isTested);
      } catch (error) {
        // An error in a special builtin ends the shell.
        if (error instanceof ShellError && !error.isReported) {
          throw new ShellError(`${name}: ${error.message}`, error.status);
        }
        throw error;
      }
    };
    if (!isPermanent) return this.withRedirections(command.redirections, act, true);
    if (argv.length > 1) return this.withRedirections(command.redirections, act, true);
    this.redirect(command.redirections);
    return 0;
  }

  private callFunction(command: SimpleCommand, argv: readonly ByteString[], body: Command, isTested: boolean): number {
    if (command.assignments.length > 0) throw new Unsupported('assignment before a function');
    return this.withRedirections(command.redirections, () => {
      const { positional, loopDepth } = this;
      this.positional = argv.slice(1);
      this.functionDepth++;
      this.loopDepth = 0;
      this.nest(() => {
        try {
          this.execute(body, isTested);
        } catch (error) {
          if (!(error instanceof ReturnFromFunction)) throw error;
          this.status = error.status;
        } finally {
          this.positional = positional;
          this.functionDepth--;
          this.loopDepth = loopDepth;
        }
      });
      return this.status;
    });
  }

  /** Runs a builtin or a program; functions are not looked at. */
  runCommand(command: Pick<SimpleCommand, 'assignments'>, argv: readonly ByteString[], isTested: boolean): number {
    const [name = ''] = argv;
    const overrides = new Map<string, ByteString>();
    for (const { name: variable, value } of command.assignments) {
      overrides.set(variable, expandText(value, createScope(this)));
    }
    const builtin = builtins.get(name);
    if (builtin !== undefined) {
      return this.withVariables(overrides, () => {
        try {
          return builtin(this, argv.slice(1), isTested);
        } catch (error) {
          if (!(error instanceof ShellError) || error.isReported) throw error;
          this.reportError(`${name}: ${error.message}`);
          return error.status;
        }
      });
    }
    const env = this.exportedVariables();
    for (const [variable, value] of overrides) env[variable] = value;
    const searchPath = overrides.get('PATH') ?? this.variables.get('PATH')?.value;
    if (searchPath === undefined) throw new Unsupported('no PATH');
    return this.runProgram(argv, env, searchPath);
  }

  /** Runs a program; gives its exit status. */
  runProgram(argv: readonly ByteString[], env: Record<string, ByteString>, searchPath: ByteString): number {
    return runProgram(this, argv, env, searchPath);
  }

  /** Interprets a script in a shell of its own; `options` are the letters of its first line. */
  runScript(text: ShellText, args: readonly ByteString[], options: string, isBash = false): number {
    let status = 0;
    this.nest(() => {
      const child = Shell.start(this.run, text, args, this.descriptors);
      child.isBash = isBash;
      child.exitsOnError = options.includes('e');
      child.isUnsetFatal = options.includes('u');
      status = child.runToEnd(parseShell(text.command));
    });
    return status;
  }

  /** Runs `action` with redirections in force; a failing redirection is the command's failure. */
  private withRedirections(
    redirections: readonly Redirection[],
    action: () => number,
    isFatal = false,
    isTested = true,
  ): number {
    if (redirections.length === 0) return action();
    const saved = this.descriptors;
    try {
      this.redirect(redirections);
    } catch (error) {
      this.descriptors = saved;
      if (!(error instanceof ShellError) || isFatal) throw error;
      return this.check(error.status, isTested);
    }
    try {
      return action();
    } catch (error) {
      if (error instanceof ShellError) this.reportOnce(error);
      throw error;
    } finally {
      this.descriptors = saved;
    }
  }

  /** Puts redirections in force one after the other; a failing one is reported where stderr leads by then. */
  private redirect(redirections: readonly Redirection[]): void {
    const descriptors = new Map(this.descriptors);
    try {
      applyRedirections(this, redirections, descriptors);
    } catch (error) {
      this.descriptors = descriptors;
      if (error instanceof ShellError) this.reportOnce(error);
      throw error;
    }
    this.descriptors = descriptors;
  }

  /** Arguments of a command; `export NAME=value` words are not split. */
  private expandArguments(words: readonly Word[]): ByteString[] {
    const first = words[0]?.parts[0];
    const isDeclaration =
      words[0]?.parts.length === 1 &&
      first?.kind === 'literal' &&
      !first.quoted &&
      (first.text === 'export' || first.text === 'local');
    if (!isDeclaration) return expandWords(words, createScope(this));
    const result: ByteString[] = [];
    for (const word of words) {
      const [head] = word.parts;
      const isAssignment = head?.kind === 'literal' && !head.quoted && /^[A-Za-z_]\w*=/.test(head.text);
      if (isAssignment) result.push(expandText(word, createScope(this)));
      else result.push(...expandWords([word], createScope(this)));
    }
    return result;
  }

  /** Sets a variable, keeping whether it is exported. */
  setVariable(name: string, value: ByteString): void {
    if (name === 'OPTIND' || name === 'LINENO') throw new Unsupported(`assignment to ${name}`);
    this.countBytes(value.length);
    const variable = this.variables.get(name);
    if (variable === undefined) this.variables.set(name, { value, isExported: false });
    else variable.value = value;
  }

  /** Output of a command substitution, trailing newlines removed. */
  substitute(body: Command): ByteString {
    const sink = createSink();
    const descriptors = new Map(this.descriptors);
    descriptors.set(1, sink);
    const status = this.subshell().runChild(() => body, descriptors, false);
    // `$?` keeps its value until the command itself ends.
    this.substitutionStatus = status;
    const text = sinkText(sink);
    if (text.includes('\0')) throw new Unsupported('NUL byte in an output');
    let end = text.length;
    while (end > 0 && text.charCodeAt(end - 1) === 10) end--;
    return text.slice(0, end);
  }

  private withVariables(overrides: ReadonlyMap<string, ByteString>, action: () => number): number {
    if (overrides.size === 0) return action();
    const saved = new Map<string, Variable | undefined>();
    for (const [name, value] of overrides) {
      saved.set(name, this.variables.get(name));
      this.variables.set(name, { value, isExported: true });
    }
    try {
      return action();
    } finally {
      for (const [name, variable] of saved) {
        if (variable === undefined) this.variables.delete(name);
        else this.variables.set(name, variable);
      }
    }
  }

  /** Environment of the programs this shell starts. */
  exportedVariables(): Record<string, ByteString> {
    const env: Record<string, ByteString> = {};
    for (const [name, { value, isExported }] of this.variables) {
      if (isExported && value !== undefined) env[name] = value;
    }
    return env;
  }

  /** An absolute path for a name as the text has it. */
  resolve(name: ByteString): string {
    return name.startsWith('/') ? name : `${this.directory}/${name}`;
  }

  /** File information through the overlay; undefined when there is none. */
  stat(name: ByteString): FileStat | undefined {
    if (name === '') return undefined;
    return this.run.overlay.stat(this.resolve(name));
  }

  /** Writes to a descriptor; nothing happens when it is closed. */
  write(descriptor: number, text: ByteString): void {
    if (text === '') return;
    this.countBytes(text.length);
    const stream = this.descriptors.get(descriptor);
    if (stream === undefined || stream.kind === 'source') throw new Unsupported('write to a closed descriptor');
    if (stream.kind === 'sink') appendTo(stream, text);
    else if (stream.kind === 'file') stream.write(text);
  }

  /** A message in the shell's own form: its name, the line, the text. */
  reportError(message: ByteString): void {
    // Its status may be another one as well.
    if (this.isBash) throw new Unsupported('a message of bash');
    this.write(2, `${this.name}: ${this.line}: ${message}\n`);
  }

  private reportOnce(error: ShellError): void {
    if (!error.isReported) this.reportError(error.message);
    error.isReported = true;
  }

  /** Counts work; throws when the text does more than any honest one. */
  spend(work: number): void {
    this.run.steps += work;
    if (this.run.steps > this.run.limits.maxSteps) {
      throw new UnknownAnswer(`the shell text did more than ${this.run.limits.maxSteps} steps`);
    }
  }

  private countBytes(count: number): void {
    this.run.bytes += count;
    if (this.run.bytes > this.run.limits.maxBytes) {
      throw new UnknownAnswer(`the shell text made more than ${this.run.limits.maxBytes} bytes`);
    }
  }
}

function appendTo(sink: Sink, text: ByteString): void {
  sink.chunks.push(text);
  sink.size += text.length;
}
