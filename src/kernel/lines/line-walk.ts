/**
 * A shell text followed without running anything: which programs it starts for certain, which perhaps, and how it ends
 * when one of them is not there. A program that is there is taken to succeed, or, where the text tests how it ends, to
 * do either.
 */
import type { ByteString } from '../../core/bytes.ts';
import { parseShell, type ShellCommand, UnsupportedShellText } from '../../probe/index.ts';
import { type Known, knownFields, knownText, matchOf } from './line-words.ts';
import type { ProgramNeeds } from './program-needs.ts';
import { runBuiltin } from './walk-builtins.ts';
import { placesAfter } from './walk-places.ts';
import { startProgram } from './walk-programs.ts';
import {
  forgetProgram,
  Leave,
  type LineDoubt,
  type Place,
  type Shared,
  type ShellTextCall,
  type Status,
  statusOfAny,
  type WalkedShell,
  type Walker,
  type WalkResult,
} from './walk-state.ts';

/** Most commands of one line that are looked at, scripts included. */
const maxSteps = 5000;
/** Deepest nesting of scripts, functions and substitutions. */
const maxDepth = 20;
/** Most rounds of one loop. */
const maxRounds = 200;

/** Follows one text. */
export function walkLine(text: ByteString, shell: WalkedShell, needs: ProgramNeeds): WalkResult {
  const shared: Shared = { needs, output: [], started: [], steps: 0, missing: null, doubt: null };
  let status: Status = 'open';
  try {
    status = new Walk(shared, shell).runText(text);
  } catch (error) {
    if (error instanceof UnsupportedShellText) shared.doubt ??= { reason: 'shell-text', subject: error.message };
    else throw error;
  }
  const { output, missing, doubt, started } = shared;
  return { status, output, missing, doubt, started };
}

class Walk implements Walker {
  positional: readonly Known[] | null = [];
  readonly shared: Shared;
  readonly shell: WalkedShell;
  variables = new Map<string, Known | undefined>();
  private functions = new Map<string, ShellCommand>();
  places: ReadonlyMap<number, Place> = new Map<number, Place>([
    [1, 'stdout'],
    [2, 'stderr'],
  ]);
  cwd: Known;
  /** True when a file of unknown content was read in: any variable may have any value. */
  isOpen = false;
  exitsOnError = false;
  hasPipefail = false;
  /** Above 0 where it is not known whether the command runs. */
  unsure = 0;
  /** 1 once the shell may have ended before. */
  private mayBeOver = 0;
  private depth = 0;
  private isInFunction = false;
  line = 1;
  status: Status = 0;
  /** How the last substitution of the command ended: the status of one that only assigns. */
  private substituted: Status | null = null;
  /** Where the script that is run begins; null for the line of the recipe. */
  script: ByteString | null = null;
  /** `exec: ` and `eval: ` in messages of dash. */
  prefix = '';
  /** True for a text that the shell got with `-c`. */
  private isGiven = true;

  constructor(shared: Shared, shell: WalkedShell) {
    this.shared = shared;
    this.shell = shell;
    this.cwd = shell.cwd;
  }

  get nameInMessages(): ByteString {
    // Bash 5.2 has no other name for what a function of a text belongs to.
    return this.shell.isBash && this.isInFunction && this.isGiven ? 'environment' : this.shell.name;
  }

  get(name: string): Known | undefined {
    if (/^\d+$/.test(name)) {
      if (name === '0') return this.shell.name;
      return this.positional === null ? null : this.positional[Number(name) - 1];
    }
    if (name === '#') return this.positional === null ? null : String(this.positional.length);
    if (name === '?') return this.status === 'open' ? null : String(this.status === 'good' ? 0 : this.status);
    if (!/^[A-Za-z_]/.test(name)) return null;
    if (this.variables.has(name)) return this.variables.get(name);
    if (this.isOpen) return null;
    return name === 'PWD' ? this.cwd : this.shell.env[name];
  }

  substitute(body: ShellCommand): Known {
    const child = this.child();
    child.places = new Map(this.places).set(1, 'away');
    this.substituted = child.runToEnd(body, false);
    return null;
  }

  /** Runs a whole text and gives its status. */
  runText(text: ByteString, options = ''): Status {
    if (options.includes('e')) this.exitsOnError = true;
    return this.runToEnd(parseShell(text), false);
  }

  private runToEnd(command: ShellCommand, isTested: boolean): Status {
    try {
      this.execute(command, isTested);
    } catch (error) {
      if (!(error instanceof Leave)) throw error;
      this.status = error.status;
    }
    return this.status;
  }

  private child(shell = this.shell): Walk {
    if (this.depth >= maxDepth) throw new UnsupportedShellText('nested too deeply');
    const child = new Walk(this.shared, shell);
    child.variables = new Map(this.variables);
    child.functions = new Map(this.functions);
    child.positional = this.positional;
    child.places = this.places;
    child.cwd = this.cwd;
    child.isOpen = this.isOpen;
    child.exitsOnError = this.exitsOnError;
    child.hasPipefail = this.hasPipefail;
    child.unsure = this.unsure;
    child.depth = this.depth + 1;
    child.line = this.line;
    child.status = this.status;
    child.script = this.script;
    child.isInFunction = this.isInFunction;
    child.isGiven = this.isGiven;
    return child;
  }

  execute(command: ShellCommand, isTested: boolean): Status {
    this.shared.steps += 1;
    if (this.shared.steps > maxSteps) throw new UnsupportedShellText('more commands than are followed');
    switch (command.kind) {
      case 'simple':
        return this.check(this.simple(command, isTested), isTested);
      case 'sequence':
        if (command.commands.length === 0) this.status = 0;
        for (const inner of command.commands) this.execute(inner, isTested);
        return this.status;
      case 'and':
      case 'or':
        return this.list(command, isTested);
      case 'not': {
        const status = this.execute(command.command, true);
        this.status = typeof status === 'number' ? Number(status === 0) : 'open';
        return this.status;
      }
      case 'pipeline':
        return this.check(this.pipeline(command.commands, isTested), isTested);
      case 'subshell': {
        this.line = command.line;
        const child = this.child();
        child.places = placesAfter(this, command.redirections);
        return this.check(child.runToEnd(command.body, isTested), isTested);
      }
      case 'redirected': {
        this.line = command.line;
        const { places } = this;
        this.places = placesAfter(this, command.redirections);
        try {
          return this.execute(command.body, isTested);
        } finally {
          this.places = places;
        }
      }
      case 'if': {
        const status = this.ask(command.condition);
        const otherwise = (): Status => {
          this.status = 0;
          return command.otherwise === null ? 0 : this.execute(command.otherwise, isTested);
        };
        if (typeof status === 'number') return status === 0 ? this.execute(command.then, isTested) : otherwise();
        return this.either([() => this.execute(command.then, isTested), otherwise]);
      }
      case 'while':
      case 'until': {
        const status = this.ask(command.condition);
        if (typeof status === 'number' && (status === 0) !== (command.kind === 'while')) {
          this.status = 0;
          return 0;
        }
        this.perhaps(() => this.loop(() => this.execute(command.body, isTested)));
        this.status = 'good';
        return this.status;
      }
      case 'for': {
        this.line = command.line;
        const values = command.words === null ? (this.positional ?? [null]) : knownFields(command.words, this);
        return this.rounds(command.variable, values, command.body, isTested);
      }
      case 'case':
        this.line = command.line;
        return this.select(command, isTested);
      case 'function':
        this.functions.set(command.name, command.body);
        this.status = 0;
        return 0;
    }
  }

  /** A condition: how it ends only chooses what runs next, so a program that may be missing in it is no doubt. */
  private ask(condition: ShellCommand): Status {
    const { doubt } = this.shared;
    const status = this.execute(condition, true);
    if (status === 'open') forgetProgram(this.shared, doubt);
    return status;
  }

  private check(status: Status, isTested: boolean): Status {
    this.status = status;
    if (typeof status === 'number' && status !== 0 && this.exitsOnError && !isTested) throw new Leave('exit', status);
    if (status === 'open' && this.exitsOnError && !isTested) this.doubt('conditional-failure', 'set -e');
    return status;
  }

  private list(command: ShellCommand & { kind: 'and' | 'or' }, isTested: boolean): Status {
    const left = this.execute(command.left, true);
    const isAnd = command.kind === 'and';
    if (typeof left === 'number') {
      return (left === 0) === isAnd ? this.execute(command.right, isTested) : left;
    }
    // Where nothing but the end of the line depends on it, the line gets through only if the program succeeds.
    if (left === 'good' && !isTested) {
      if (isAnd) return this.execute(command.right, isTested);
      this.perhaps(() => this.execute(command.right, true), false);
      this.status = 'good';
      return this.status;
    }
    const skipped = (): Status => {
      this.status = isAnd ? 'open' : 0;
      return this.status;
    };
    return this.either([() => this.execute(command.right, true), skipped]);
  }

  private pipeline(commands: readonly ShellCommand[], isTested: boolean): Status {
    let result: Status = 0;
    commands.forEach((command, index) => {
      const child = this.child();
      const isLast = index === commands.length - 1;
      if (!isLast) child.places = new Map(this.places).set(1, 'away');
      const { doubt, missing } = this.shared;
      const status = child.runToEnd(command, isTested || !isLast);
      // What fails in front of a pipe counts for nothing.
      if (!isLast && !this.hasPipefail) {
        this.shared.missing = missing;
        forgetProgram(this.shared, doubt);
      }
      if (isLast || (this.hasPipefail && typeof status === 'number' && status !== 0))
        result = status === 0 && result !== 0 ? result : status;
    });
    return result;
  }

  private rounds(variable: string, values: readonly Known[], body: ShellCommand, isTested: boolean): Status {
    this.status = 0;
    if (values.length > maxRounds) throw new UnsupportedShellText('a loop with many rounds');
    for (const value of values) {
      this.variables.set(variable, value);
      const round = (): Status => this.execute(body, isTested);
      // An unknown field may be none at all.
      const isOver = value === null ? (this.perhaps(() => this.loop(round)), false) : this.loop(round);
      if (isOver) break;
    }
    return this.status;
  }

  /** One round of a loop; true when it is left. */
  private loop(round: () => Status): boolean {
    const { unsure } = this;
    try {
      round();
      return false;
    } catch (error) {
      if (!(error instanceof Leave) || error.kind !== 'break') throw error;
      this.status = 0;
      return true;
    } finally {
      this.unsure = Math.max(unsure, this.mayBeOver);
    }
  }

  private select(command: ShellCommand & { kind: 'case' }, isTested: boolean): Status {
    const subject = knownText(command.subject, this);
    const bodies: (() => Status)[] = [];
    for (const { patterns, body } of command.items) {
      const run = (): Status => {
        this.status = 0;
        return body === null ? 0 : this.execute(body, isTested);
      };
      const matches = patterns.map((pattern) => matchOf(knownText(pattern, this), subject));
      if (matches.includes(true) && bodies.length === 0) return run();
      if (matches.some((match) => match !== false)) bodies.push(run);
      if (matches.includes(true)) return this.either(bodies);
    }
    bodies.push(() => (this.status = 0));
    return this.either(bodies);
  }

  /** One of several courses is taken, and it is not known which. */
  private either(courses: readonly (() => Status)[]): Status {
    const results: Status[] = [];
    const before = this.variables;
    const merged = new Map(before);
    for (const course of courses) {
      this.variables = new Map(before);
      this.perhaps(() => results.push(course()));
      if (typeof this.status === 'number' || results.length === 0) results.push(this.status);
      for (const [name, value] of this.variables) {
        if (before.get(name) !== value) merged.set(name, null);
      }
    }
    this.variables = merged;
    this.status = statusOfAny(results);
    return this.status;
  }

  /** A course that may be taken or not; `counts`: leaving the shell in it is a doubt. */
  private perhaps(course: () => unknown, counts = true): void {
    const { cwd, exitsOnError } = this;
    const { missing } = this.shared;
    this.unsure += 1;
    try {
      course();
    } catch (error) {
      if (!(error instanceof Leave)) throw error;
      if (counts) {
        if (error.kind === 'exit' && error.status !== 'good' && error.status !== 0) {
          this.doubt('conditional-failure', 'exit');
        }
        // What follows runs if this was not reached.
        if (error.kind === 'exit') this.mayBeOver = 1;
        this.unsure += 1;
      }
      this.status = 'open';
    } finally {
      this.unsure -= 1;
    }
    this.shared.missing = missing;
    if (this.cwd !== cwd) this.cwd = null;
    this.exitsOnError = exitsOnError;
  }

  doubt(reason: LineDoubt['reason'], subject: ByteString): void {
    this.shared.doubt ??= { reason, subject };
  }

  write(descriptor: 1 | 2, text: ByteString): void {
    const place = this.places.get(descriptor) ?? 'away';
    if (place !== 'away' && this.unsure === 0) this.shared.output.push({ stream: place, text });
  }

  private simple(command: ShellCommand & { kind: 'simple' }, isTested: boolean): Status {
    this.line = command.line;
    this.substituted = null;
    const fields = knownFields(command.words, this);
    const { places } = this;
    this.places = placesAfter(this, command.redirections);
    try {
      if (fields.length === 0) {
        for (const { name, value } of command.assignments) this.variables.set(name, knownText(value, this));
        return this.substituted ?? 0;
      }
      const own = new Map(command.assignments.map(({ name, value }) => [name, knownText(value, this)] as const));
      return this.call(fields, own, isTested);
    } finally {
      // The redirections of `exec` alone stay.
      if (fields[0] !== 'exec' || fields.length > 1) this.places = places;
    }
  }

  private call(fields: readonly Known[], own: ReadonlyMap<string, Known>, isTested: boolean): Status {
    const [name] = fields;
    if (name == null) {
      this.doubt('unknown-program', '');
      return 'open';
    }
    const body = this.functions.get(name);
    if (body !== undefined) return this.callFunction(body, fields.slice(1), isTested);
    const status = runBuiltin(this, name, { args: fields.slice(1), own }, isTested);
    return status ?? startProgram(this, fields, own);
  }

  runShell({ args, isBash, name, options, own, path, text }: ShellTextCall): Status {
    const child = this.child({ ...this.shell, name, isBash, cwd: this.cwd ?? '/' });
    child.functions.clear();
    child.exitsOnError = false;
    child.hasPipefail = false;
    child.line = 1;
    child.script = path;
    child.isInFunction = false;
    child.isGiven = path === null;
    child.positional = args;
    for (const [variable, value] of own) child.variables.set(variable, value);
    try {
      return child.runText(text, options);
    } catch (error) {
      if (!(error instanceof UnsupportedShellText)) throw error;
      this.doubt('shell-text', path ?? name);
      return 'good';
    }
  }

  private callFunction(body: ShellCommand, args: readonly Known[], isTested: boolean): Status {
    if (this.depth >= maxDepth) throw new UnsupportedShellText('nested too deeply');
    const { isInFunction, positional } = this;
    this.positional = args;
    this.depth += 1;
    this.isInFunction = true;
    const unsure = this.unsure;
    try {
      return this.execute(body, isTested);
    } catch (error) {
      if (!(error instanceof Leave) || error.kind !== 'return') throw error;
      return error.status;
    } finally {
      this.unsure = Math.max(unsure, this.mayBeOver);
      this.depth -= 1;
      this.isInFunction = isInFunction;
      this.positional = positional;
    }
  }

  nested(action: () => Status, prefix: string): Status {
    const outer = this.prefix;
    this.prefix = this.shell.isBash && prefix === 'eval: ' ? '' : prefix;
    try {
      return action();
    } finally {
      this.prefix = outer;
    }
  }

  searchPath(own: ReadonlyMap<string, Known>): Known {
    return own.has('PATH') ? (own.get('PATH') ?? null) : (this.get('PATH') ?? null);
  }
}
