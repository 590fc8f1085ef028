import type { KconfigArgs, KconfigCode } from '../codes.ts';
import type { RestOf } from '../../core/diagnostic.ts';
import type { Budget } from '../../core/budget.ts';
import type { ByteString } from '../../core/bytes.ts';
import { explainFailedCall } from '../../core/command-cause.ts';
import type { Location } from '../../core/location.ts';
import type { RunShell, ShellAnswer, ShellCall, ShellRequest } from '../../core/run-shell.ts';
import type { AssignedMacro, MacroStep, MacroUse } from '../model/model.ts';
import { ConfStop, Reporter } from '../report.ts';
import { endOfLine, isPathCode, isSpace, isWordCode, upToNul } from './characters.ts';

/** `=` recursive, `:=` simple, `+=` append. */
export type AssignOperator = '=' | ':=' | '+=';

interface Variable {
  readonly name: ByteString;
  value: ByteString;
  isSimple: boolean;
  /** Expansions of this variable now in progress. */
  active: number;
  definition: Location;
  /** The expansions of a simple variable when it was assigned. */
  trace: Trace | null;
}

interface Trace {
  readonly steps: MacroStep[];
  readonly shellCalls: ShellCall[];
  readonly environment: ByteString[];
}

/** The surroundings of expansion. */
export interface MacroContext {
  readonly reporter: Reporter;
  readonly env: Readonly<Record<string, ByteString>>;
  readonly cwd: string;
  readonly runShell: RunShell;
  readonly shellLimit: number;
  /** Words of a call, its name included. */
  readonly partLimit: number;
  /** `.` and `/` belong to unquoted words. */
  readonly pathWords: boolean;
  /** File and physical line now; `$(filename)`, `$(lineno)` and messages use it. */
  position(): Location;
  /** File and line of the current statement. */
  statement(): Location;
  /** Called for every unknown answer. */
  onUnknown(call: ShellCall): void;
  /** The time of the run. */
  readonly budget: Budget | null;
  /** Receives commands that will probably run soon; see {@link MacroExpander.lookAhead}. */
  readonly announceShell?: ((request: ShellRequest) => void) | undefined;
}

/** Value, and the offset after the text that was read. */
export interface Expansion {
  readonly value: ByteString;
  readonly end: number;
}

/** conf's limit for one variable. Source: docs/kconfig-semantics.md §1.7. */
const recursionLimit = 1000;
/** kgate's limits: nesting of references, and characters looked at or produced in one tree. */
const depthLimit = 1400;
const workLimit = 1e8;
/** Work that one reference counts, in addition to its characters. */
const workPerReference = 40;

const dollar = 36;
const open = 40;
const close = 41;
const comma = 44;

const noArguments: readonly ByteString[] = [];

const noAnswer: ShellAnswer = { stdout: '', stderr: '', status: 0, commands: [], unknown: null };

const argumentCount: ReadonlyMap<string, number> = new Map([
  ['error-if', 2],
  ['filename', 0],
  ['info', 1],
  ['lineno', 0],
  ['shell', 1],
  ['warning-if', 2],
]);

/** Longest line, from a call on, and most calls of a tree that are announced. */
const longestAhead = 16_384;
const mostAhead = 4000;

/** The macro language: `$(…)` references, user variables and built-ins. Source: docs/kconfig-semantics.md §1.7. */
export class MacroExpander {
  /** Environment variables read, in order of first use. */
  readonly environment = new Map<ByteString, ByteString>();
  /** Assignments that ran commands. */
  readonly assigned: AssignedMacro[] = [];
  private readonly variables = new Map<ByteString, Variable>();
  private readonly context: MacroContext;
  /** Set while something is expanded whose origin is recorded. */
  private trace: Trace | null = null;
  private depth = 0;
  private done = 0;
  /** Calls announced so far. */
  private announced = 0;

  constructor(context: MacroContext) {
    this.context = context;
  }

  /**
   * Expands a word that starts at `start`: word characters and references, up to the first other
   * character. `end` bounds the line.
   */
  expandWord(text: ByteString, start: number, end: number, uses: MacroUse[]): Expansion {
    const { pathWords } = this.context;
    let value = '';
    let from = start;
    let at = start;
    while (at < end) {
      const code = text.charCodeAt(at);
      if (code === dollar) {
        const expansion = this.expandReference(text, at, end, uses);
        value += text.slice(from, at) + expansion.value;
        at = expansion.end;
        from = at;
      } else if (isWordCode(code) || (pathWords && isPathCode(code))) at++;
      else break;
    }
    return { value: value + text.slice(from, at), end: at };
  }

  /** Expands the reference whose `$` is at `start`; a `$` before anything but `(` is itself. */
  expandReference(text: ByteString, start: number, end: number, uses: MacroUse[]): Expansion {
    if (text.charCodeAt(start + 1) !== open || start + 1 >= end) return { value: '$', end: start + 1 };
    const trace: Trace = { steps: [], shellCalls: [], environment: [] };
    this.trace = trace;
    const close = this.closingParenthesis(text, start + 2, end);
    // Only the reference itself is handed on: searches in it must not run through the whole file.
    const value = this.evaluate(text.slice(start + 2, close), 0, close - start - 2, noArguments);
    this.trace = null;
    uses.push({ text: text.slice(start, close + 1), location: this.context.position(), result: value, ...trace });
    return { value, end: close + 1 };
  }

  /**
   * Announces the commands behind the calls of user macros in a text that is about to be parsed, so
   * that they can run while it is. Nothing else is done: calls that cannot be expanded now are left out.
   */
  lookAhead(text: ByteString): void {
    const { announceShell } = this.context;
    if (announceShell === undefined) return;
    let dry: MacroExpander | null = null;
    let lineEnd = -1;
    for (let at = text.indexOf('$('); at >= 0; at = text.indexOf('$(', at + 2)) {
      let end = at + 2;
      while (isWordCode(text.charCodeAt(end))) end++;
      if (text.charCodeAt(end) !== comma || !this.isRecursiveVariable(text.slice(at + 2, end))) continue;
      if (at > lineEnd) lineEnd = endOfLine(text, end);
      // Such calls do not occur in practice; their cost is paid once, when they are expanded.
      if (lineEnd - at > longestAhead || this.announced >= mostAhead) continue;
      this.announced++;
      dry ??= this.dryCopy(announceShell);
      dry.announce(text, at, lineEnd);
    }
  }

  /** True when there is a macro that calls can be made of. */
  get hasFunctions(): boolean {
    for (const { isSimple } of this.variables.values()) if (!isSimple) return true;
    return false;
  }

  /** Value of a variable that needs no expansion, or of the environment; undefined for any other. */
  plainValue(name: ByteString): ByteString | undefined {
    const variable = this.variables.get(name);
    if (variable === undefined) return this.context.env[name];
    return variable.isSimple || !variable.value.includes('$') ? variable.value : undefined;
  }

  private isRecursiveVariable(name: ByteString): boolean {
    return this.variables.get(name)?.isSimple === false;
  }

  /** An expander with copies of the variables that reports nothing and gets empty answers. */
  private dryCopy(announceShell: (request: ShellRequest) => void): MacroExpander {
    const dry = new MacroExpander({
      ...this.context,
      reporter: new Reporter(),
      runShell: (request) => {
        announceShell(request);
        return noAnswer;
      },
      onUnknown: () => {},
      announceShell: undefined,
    });
    for (const [name, variable] of this.variables) dry.variables.set(name, { ...variable, active: 0 });
    return dry;
  }

  private announce(text: ByteString, start: number, end: number): void {
    this.depth = 0;
    try {
      this.expandReference(text, start, end, []);
    } catch (error) {
      // A stop or a limit: the real expansion reaches it, or not.
      if (!(error instanceof ConfStop)) throw error;
      for (const variable of this.variables.values()) variable.active = 0;
    }
  }

  /** Carries out an assignment statement. */
  assign(name: ByteString, operator: AssignOperator, text: ByteString): void {
    const definition = this.context.statement();
    let variable = this.variables.get(name);
    const append = operator === '+=' && variable !== undefined;
    const isSimple = operator === ':=' || (append && (variable as Variable).isSimple);
    if (variable === undefined) {
      variable = { name, value: '', isSimple, active: 0, definition, trace: null };
      this.variables.set(name, variable);
    }
    let value = text;
    let trace: Trace | null = null;
    if (isSimple) {
      trace = { steps: [], shellCalls: [], environment: [] };
      this.trace = trace;
      value = this.expand(text, 0, text.length, noArguments);
      this.trace = null;
      if (trace.shellCalls.length > 0) {
        const use = { text: `${name} ${operator} ${text}`, location: definition, result: value, ...trace };
        this.assigned.push({ variable: name, ...use, shellCalls: [...trace.shellCalls] });
      }
    }
    variable.isSimple = isSimple;
    if (append) {
      variable.value = `${variable.value} ${value}`;
      if (trace !== null && variable.trace !== null) this.addTrace(variable.trace, trace, 0);
      else variable.trace = trace;
    } else {
      variable.value = value;
      variable.trace = trace;
    }
    variable.definition = definition;
  }

  /** Expands all references between two offsets. */
  private expand(text: ByteString, start: number, end: number, args: readonly ByteString[]): ByteString {
    let at = text.indexOf('$', start);
    if (at < 0 || at >= end) return start === 0 && end === text.length ? text : text.slice(start, end);
    let value = '';
    let from = start;
    while (at >= 0 && at < end) {
      value += text.slice(from, at);
      if (at + 1 < end && text.charCodeAt(at + 1) === open) {
        const close = this.closingParenthesis(text, at + 2, end);
        value += this.evaluate(text, at + 2, close, args);
        from = close + 1;
      } else {
        value += '$';
        from = at + 1;
      }
      at = text.indexOf('$', from);
    }
    value += text.slice(from, end);
    this.work(value.length);
    return value;
  }

  private closingParenthesis(text: ByteString, start: number, end: number): number {
    let nesting = 0;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === open) nesting++;
      else if (code === close && nesting-- === 0) return at;
    }
    const inside = text.slice(start, end);
    const message = `unterminated reference to '${inside}': missing ')'`;
    return this.stop('kconfig/macro-unterminated', message, { text: inside });
  }

  /** Evaluates the inside of a reference. */
  private evaluate(text: ByteString, start: number, end: number, args: readonly ByteString[]): ByteString {
    if (args.length > 0) {
      const index = argumentIndex(text, start, end);
      if (index > 0 && index <= args.length) return args[index - 1]!;
    }
    if (++this.depth > depthLimit) this.stop('kconfig/limit', 'macro references are nested too deeply');
    this.work(2 * (end - start) + workPerReference);
    const parts: number[] = [start];
    let nesting = 0;
    for (let at = start; at < end; at++) {
      const code = text.charCodeAt(at);
      if (code === comma && nesting === 0) {
        if (parts.length >= this.context.partLimit) {
          this.stop('kconfig/macro-arguments', 'too many function arguments', { function: null });
        }
        parts.push(at + 1);
      } else if (code === open) nesting++;
      else if (code === close) nesting--;
    }
    const stopOf = (part: number): number => (part + 1 < parts.length ? parts[part + 1]! - 1 : end);
    const name = this.expand(text, start, stopOf(0), args);
    let values = noArguments;
    if (parts.length > 1) {
      const list: ByteString[] = [];
      for (let part = 1; part < parts.length; part++) {
        list.push(this.expand(text, parts[part]!, stopOf(part), args));
      }
      values = list;
    }
    const result = this.call(name, values);
    this.depth--;
    return result;
  }

  private call(name: ByteString, args: readonly ByteString[]): ByteString {
    const variable = this.variables.get(name);
    if (variable !== undefined) return this.expandVariable(variable, args);
    const wanted = argumentCount.get(name);
    if (wanted !== undefined) {
      if (args.length < wanted) {
        this.stop('kconfig/macro-arguments', `too few function arguments passed to '${name}'`, { function: name });
      }
      if (args.length > wanted) {
        this.stop('kconfig/macro-arguments', `too many function arguments passed to '${name}'`, { function: name });
      }
      return this.callBuiltin(name, args);
    }
    if (args.length > 0 || name === '') return '';
    const value =
      this.environment.get(name) ?? (Object.hasOwn(this.context.env, name) ? this.context.env[name] : undefined);
    if (value === undefined) return '';
    this.environment.set(name, value);
    this.trace?.environment.push(name);
    return value;
  }

  private expandVariable(variable: Variable, args: readonly ByteString[]): ByteString {
    if (args.length === 0 && variable.active > 0) {
      const message = `Recursive variable '${variable.name}' references itself (eventually)`;
      this.stop('kconfig/macro-recursive', message, { variable: variable.name });
    }
    if (variable.active > recursionLimit) {
      this.stop('kconfig/macro-recursive', 'Too deep recursive expansion', { variable: variable.name });
    }
    const depth = this.depth - 1;
    this.trace?.steps.push({ name: variable.name, arguments: args, definition: variable.definition, depth });
    if (variable.isSimple) {
      if (variable.trace !== null && this.trace !== null) this.addTrace(this.trace, variable.trace, depth + 1);
      return variable.value;
    }
    variable.active++;
    const value = this.expand(variable.value, 0, variable.value.length, args);
    variable.active--;
    return value;
  }

  private callBuiltin(name: ByteString, args: readonly ByteString[]): ByteString {
    const first = args[0] ?? '';
    switch (name) {
      case 'filename':
        return this.context.position().file;
      case 'lineno':
        return String(this.context.position().line);
      case 'info':
        this.context.reporter.print('stdout', `${first}\n`);
        this.context.reporter.note('kconfig/macro-info', 'info', first, this.context.position(), { text: first });
        return '';
      case 'warning-if':
        if (first === 'y') {
          const position = this.context.position();
          const text = args[1] ?? '';
          const message = `${position.file}:${position.line}: ${text}`;
          this.context.reporter.report('kconfig/macro-warning', 'warning', message, position, { text });
        }
        return '';
      case 'error-if':
        return first === 'y' ? this.stopOnError(args[1] ?? '') : '';
      default:
        return this.shell(first);
    }
  }

  private shell(command: ByteString): ByteString {
    const { runShell, cwd, env, reporter, shellLimit } = this.context;
    const answer = runShell({ command, cwd, env, shellName: 'sh', location: this.context.position() });
    const call: ShellCall = { command, answer };
    this.trace?.shellCalls.push(call);
    reporter.print('stderr', answer.stderr);
    if (answer.unknown !== null) this.context.onUnknown(call);
    return shellResult(answer.stdout, shellLimit);
  }

  /** `$(error-if,y,TEXT)`, with the programs that were asked on the way. */
  private stopOnError(text: ByteString): never {
    const calls = this.trace?.shellCalls ?? [];
    this.stop(
      'kconfig/macro-error',
      text,
      { text },
      calls.map((call) => explainFailedCall(call)),
    );
  }

  private stop<Code extends KconfigCode>(code: Code, text: ByteString, ...rest: RestOf<KconfigArgs[Code]>): never {
    const position = this.context.position();
    this.context.reporter.fatal(code, `${position.file}:${position.line}: ${text}`, position, ...rest);
  }

  /** The expansions of a simple variable count again wherever it is used: `A := $(A)$(A)` doubles it. */
  private addTrace(to: Trace, from: Trace, depth: number): void {
    const { steps, shellCalls, environment } = from;
    this.work(workPerReference * (steps.length + shellCalls.length + environment.length));
    for (const step of steps) to.steps.push(depth === 0 ? step : { ...step, depth: step.depth + depth });
    for (const call of shellCalls) to.shellCalls.push(call);
    for (const name of environment) to.environment.push(name);
  }

  private work(amount: number): void {
    this.done += amount;
    if (this.context.budget?.spend(amount >> 4, this.context.position()) === true)
      this.stop('kconfig/limit', 'the time limit is over');
    if (this.done > workLimit) this.stop('kconfig/limit', 'macro expansion takes too much work');
  }
}

/**
 * The value of `$(shell)` for the output of a command: the first bytes, trailing newlines cut, inner ones
 * turned into blanks, ended by a NUL. Source: docs/kconfig-semantics.md §1.7.
 */
export function shellResult(stdout: ByteString, limit: number): ByteString {
  let end = Math.min(stdout.length, limit);
  while (end > 0 && stdout.charCodeAt(end - 1) === 10) end--;
  const text = upToNul(stdout.slice(0, end));
  return text.includes('\n') ? text.replaceAll('\n', ' ') : text;
}

/** Decimal number by the rules of strtoul when that is all there is, else 0; a sign `-` never counts. */
function argumentIndex(text: ByteString, start: number, end: number): number {
  let at = start;
  while (at < end && isSpace(text.charCodeAt(at))) at++;
  if (text.charCodeAt(at) === 43) at++;
  if (at >= end) return 0;
  let value = 0;
  for (; at < end; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return 0;
    value = Math.min(value * 10 + digit, 1e9);
  }
  return value;
}
