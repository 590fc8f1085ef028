import type { ByteString } from '../../core/bytes.ts';
import { isCoveredBuiltin } from '../language/bash.ts';
import type { Command, Redirection, SimpleCommand } from '../language/ast.ts';
import { requireKnown } from '../language/marker.ts';
import { parseShell } from '../language/parser.ts';
import { matchCost, matchesPattern } from '../language/pattern.ts';
import {
  ExitShell,
  LeaveLoop,
  ReturnFromFunction,
  ShellError,
  UnknownAnswer,
  Unsupported,
} from '../language/signals.ts';
import { expandPattern, expandText, expandWords } from './expand.ts';
import { runProgram } from './programs.ts';
import { assign, overridesOf } from './assignments.ts';
import { applyRedirections } from './redirections.ts';
import { createScope, expandArguments, restoreVariables } from './scope.ts';
import { reportError, reportOnce, setVariable, spend, withVariables } from './services.ts';
import { createSink, createSource, type Descriptors, nullStream, sinkText, withoutLastNewlines } from './stream.ts';
import type { Builtin, Run, Shell, ShellText } from './state.ts';
import { ShellVariables, type Variable } from './variables.ts';

/** Carries out the commands of one shell. */
export class Interpreter implements Shell {
  readonly run: Run;
  readonly name: string;
  readonly variables: ShellVariables;
  readonly functions: Map<string, Command>;
  locals: Map<string, Variable | undefined> | null = null;
  positional: readonly ByteString[] = [];
  descriptors: Descriptors;
  directory: string;
  exitsOnError = false;
  isUnsetFatal = false;
  isPipeFailing = false;
  isBash = false;
  isGlobbing = true;
  exitTrap: Command | null = null;
  status = 0;
  line = 1;
  loopDepth = 0;
  evalDepth = 0;
  private substitutionStatus: number | null = null;

  private constructor(run: Run, name: string, variables: ShellVariables, directory: string, descriptors: Descriptors) {
    this.run = run;
    this.name = name;
    this.variables = variables;
    this.directory = directory;
    this.descriptors = descriptors;
    this.functions = new Map();
  }

  /** A shell as `/bin/sh` starts: variables from the environment, defaults for the others. */
  static start(run: Run, text: ShellText, positional: readonly ByteString[], descriptors: Descriptors): Interpreter {
    const { host } = run.world;
    const real = host.realPath(text.cwd) ?? text.cwd;
    const inherited = text.env['PWD'];
    const keepsPwd = inherited?.startsWith('/') === true && host.realPath(inherited) === real;
    const variables = ShellVariables.of(text.env, keepsPwd ? '' : real);
    const shell = new Interpreter(run, text.shellName, variables, keepsPwd ? inherited : real, descriptors);
    shell.positional = positional;
    return shell;
  }

  /** Runs a whole program and its exit trap; gives the exit status. */
  runToEnd(program: Command, isTested = false): number {
    this.untilExit(() => this.execute(program, isTested));
    const trap = this.exitTrap;
    if (trap !== null) {
      this.exitTrap = null;
      const { status } = this;
      this.untilExit(() => {
        this.execute(trap, false);
        this.status = status;
      });
    }
    return this.status;
  }

  private untilExit(action: () => void): void {
    const descriptors = this.descriptors;
    try {
      action();
    } catch (error) {
      this.descriptors = descriptors;
      if (error instanceof ExitShell || error instanceof ReturnFromFunction) this.status = error.status;
      else if (error instanceof LeaveLoop) throw new Unsupported('break outside a loop');
      else if (error instanceof ShellError) {
        reportOnce(this, error);
        this.status = error.status;
      } else throw error;
    }
  }

  execute(command: Command, isTested: boolean): number {
    spend(this, 1);
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
          this.withRedirections(command.redirections, () => this.runChild(command.body, this.descriptors, isTested)),
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
          setVariable(this, command.variable, value);
          return true;
        });
      }
      case 'case': {
        this.line = command.line;
        const subject = expandText(command.subject, createScope(this));
        for (const item of command.items) {
          for (const pattern of item.patterns) {
            const compiled = expandPattern(pattern, createScope(this));
            spend(this, matchCost(compiled, subject.length));
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
        if (this.isBash && this.run.userland.specialBuiltins.has(command.name)) throw new Unsupported('function name');
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
        spend(this, 1);
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
    let lastFailure = 0;
    commands.forEach((command, index) => {
      const isLast = index === commands.length - 1;
      const pipe = createSink();
      const descriptors = new Map(this.descriptors);
      descriptors.set(0, input);
      if (!isLast) descriptors.set(1, pipe);
      status = this.runChild(command, descriptors, isTested);
      if (status !== 0) lastFailure = status;
      if (!isLast) input = createSource(sinkText(pipe));
    });
    return this.isPipeFailing ? lastFailure : status;
  }

  /** A copy of this shell whose changes do not come back. */
  private subshell(): Interpreter {
    const child = new Interpreter(this.run, this.name, this.variables.copy(), this.directory, this.descriptors);
    child.isBash = this.isBash;
    for (const [name, body] of this.functions) child.functions.set(name, body);
    // What a copy makes its own is gone with it.
    child.locals = this.locals === null ? null : new Map();
    child.positional = this.positional;
    child.exitsOnError = this.exitsOnError;
    child.isUnsetFatal = this.isUnsetFatal;
    child.isPipeFailing = this.isPipeFailing;
    child.isGlobbing = this.isGlobbing;
    child.status = this.status;
    child.line = this.line;
    child.evalDepth = this.evalDepth;
    return child;
  }

  /** Runs a command in a copy of this shell. */
  private runChild(body: Command, descriptors: Descriptors, isTested: boolean, child = this.subshell()): number {
    this.nest(() => {
      child.descriptors = descriptors;
      child.runToEnd(body, isTested);
    });
    return child.status;
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
    const argv = expandArguments(this, command.words);
    const [name] = argv;
    if (name === undefined) {
      const status = this.withRedirections(command.redirections, () => {
        assign(this, command.assignments);
        return 0;
      });
      return status !== 0 ? status : (this.substitutionStatus ?? 0);
    }
    if (this.isBash && !isCoveredBuiltin(argv)) throw new Unsupported(`${name} of bash`);
    const body = this.functions.get(name);
    const special = this.run.userland.specialBuiltins.get(name);
    if (special !== undefined) return this.executeSpecial(command, argv, special, isTested);
    if (body !== undefined) return this.callFunction(command, argv, body, isTested);
    return this.withRedirections(command.redirections, () => this.runCommand(command, argv, isTested));
  }

  private executeSpecial(
    command: SimpleCommand,
    argv: readonly ByteString[],
    action: Builtin,
    isTested: boolean,
  ): number {
    const [name = ''] = argv;
    const act = (): number => {
      // Under bash they do not stay.
      if (this.isBash && command.assignments.length > 0) throw new Unsupported('assignment before a special builtin');
      assign(this, command.assignments);
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
    if (name !== 'exec' || argv.length > 1) return this.withRedirections(command.redirections, act, true);
    // The redirections of `exec` alone stay.
    this.redirect(command.redirections);
    return 0;
  }

  private callFunction(command: SimpleCommand, argv: readonly ByteString[], body: Command, isTested: boolean): number {
    if (command.assignments.length > 0) throw new Unsupported('assignment before a function');
    return this.withRedirections(command.redirections, () => {
      const { positional, locals, loopDepth } = this;
      this.positional = argv.slice(1);
      this.locals = new Map();
      this.loopDepth = 0;
      this.nest(() => {
        try {
          this.execute(body, isTested);
        } catch (error) {
          if (!(error instanceof ReturnFromFunction)) throw error;
          this.status = error.status;
        } finally {
          restoreVariables(this.variables, this.locals);
          this.locals = locals;
          this.positional = positional;
          this.loopDepth = loopDepth;
        }
      });
      return this.status;
    });
  }

  runCommand(command: Pick<SimpleCommand, 'assignments'>, argv: readonly ByteString[], isTested: boolean): number {
    const [name = ''] = argv;
    const overrides = overridesOf(this, command.assignments);
    const { bashBuiltins, builtins } = this.run.userland;
    const builtin = (this.isBash ? bashBuiltins.get(name) : undefined) ?? builtins.get(name);
    if (builtin !== undefined) {
      return withVariables(this, overrides, () => {
        try {
          return builtin(this, argv.slice(1), isTested);
        } catch (error) {
          if (!(error instanceof ShellError) || error.isReported) throw error;
          reportError(this, `${name}: ${error.message}`);
          return error.status;
        }
      });
    }
    const exported = this.variables.exported();
    const env = overrides.size === 0 ? exported : { ...exported, ...Object.fromEntries(overrides) };
    const searchPath = overrides.get('PATH') ?? this.variables.get('PATH')?.value;
    if (searchPath === undefined) throw new Unsupported('no PATH');
    return this.runProgram(argv, env, searchPath);
  }

  runProgram(argv: readonly ByteString[], env: Readonly<Record<string, ByteString>>, searchPath: ByteString): number {
    return runProgram(this, argv, env, searchPath);
  }

  runScript(text: ShellText, args: readonly ByteString[], options: string, isBash = false): number {
    let status = 0;
    this.nest(() => {
      const child = Interpreter.start(this.run, text, args, this.descriptors);
      child.isBash = isBash;
      child.exitsOnError = options.includes('e');
      child.isUnsetFatal = options.includes('u');
      status = child.runToEnd(parseShell(text.command, 1, { isBash }));
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
      if (error instanceof ShellError) reportOnce(this, error);
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
      if (error instanceof ShellError) reportOnce(this, error);
      throw error;
    }
    this.descriptors = descriptors;
  }

  substitute(body: Command): ByteString {
    const sink = createSink();
    const descriptors = new Map(this.descriptors);
    descriptors.set(1, sink);
    const child = this.subshell();
    // Source: Bash Reference Manual 5.2, 3.7.3: outside of its POSIX mode.
    if (this.isBash) child.exitsOnError = false;
    const status = this.runChild(body, descriptors, false, child);
    // `$?` keeps its value until the command itself ends.
    this.substitutionStatus = status;
    const text = sinkText(sink);
    return withoutLastNewlines(text);
  }
}
