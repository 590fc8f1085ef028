/**
 * A shell text followed without running anything: which programs it starts for certain, which perhaps, and how it ends
 * when one of them is not there. A program that is there is taken to succeed, or, where the text tests how it ends, to
 * do either.
 */
import type { ByteString } from '../../core/bytes.ts';
import { absolutePath, baseName, normalPath } from '../../host/paths.ts';
import {
  evalShellTest,
  parseShell,
  type ShellCommand,
  type ShellRedirection,
  unescapeEcho,
  UnsupportedShellText,
} from '../../probe/index.ts';
import { type Known, knownFields, knownText, type WordScope } from './line-words.ts';
import { type FoundProgram, interpreterOf, type MissingNeed, type ProgramNeeds } from './program-needs.ts';

/** Why it is not known whether a line would get through. */
export interface LineDoubt {
  readonly reason:
    /** The text, or a script that it runs, is not one that is followed; `subject` says what. */
    | 'shell-text'
    /** The name of a program is only known while the line runs. */
    | 'unknown-program'
    /** A program that is not there, where the line may need it or not. */
    | 'conditional-program'
    /** A program that an earlier line may have made on the side, or may not. */
    | 'uncertain-program'
    /** The line itself may fail: it tests what is only known while it runs. */
    | 'conditional-failure'
    /** A make with a build of its own. */
    | 'separate-make'
    /** A file that the line reads into itself. */
    | 'sourced-file'
    /** A module of Python that could not be asked for. */
    | 'python-module';
  readonly subject: ByteString;
}

/** A piece of what a line writes. */
export interface WrittenText {
  readonly stream: 'stdout' | 'stderr';
  readonly text: ByteString;
}

/** How a walk ended. */
export interface WalkResult {
  /** Exit status as far as it follows from what is missing. */
  readonly status: Status;
  readonly output: readonly WrittenText[];
  /** What was missing where it counted: the last that failed. */
  readonly missing: MissingNeed | null;
  readonly doubt: LineDoubt | null;
  /** Programs that the line starts for certain. */
  readonly started: readonly ByteString[];
}

/** A number is known; `good`: a program that is there, which succeeds if all goes well; `open`: it may be either. */
export type Status = number | 'good' | 'open';

/** The shell that a text is for. */
export interface WalkedShell {
  /** As it calls itself in messages: `/bin/sh`, `scripts/link-vmlinux.sh`. */
  readonly name: ByteString;
  readonly isBash: boolean;
  readonly env: Readonly<Record<string, ByteString>>;
  readonly cwd: ByteString;
  /** What `$(MAKE)` is. */
  readonly make: ByteString;
}

/** Where a descriptor leads: to make's own output, or to where nothing is seen of it. */
type Place = 'stdout' | 'stderr' | 'away';

/** Leaves a shell, a function or a loop. */
class Leave {
  readonly kind: 'exit' | 'return' | 'break';
  readonly status: Status;

  constructor(kind: Leave['kind'], status: Status) {
    this.kind = kind;
    this.status = status;
  }
}

/** Most commands of one line that are looked at, scripts included. */
const maxSteps = 5000;
/** Deepest nesting of scripts, functions and substitutions. */
const maxDepth = 20;
/** Most rounds of one loop. */
const maxRounds = 200;

/** Programs that start another one, named by their words. */
const starters: ReadonlySet<string> = new Set('env nice nohup time timeout setsid ionice stdbuf xargs sudo'.split(' '));

/** Programs that say by their status what they found. */
const askers: ReadonlySet<string> = new Set('cmp diff egrep expr fgrep grep test which'.split(' '));

/** Builtins that do nothing that matters here. */
const idleBuiltins: ReadonlySet<string> = new Set(
  ': true alias bg fg getopts hash jobs kill times trap type ulimit umask unalias wait pwd readonly'.split(' '),
);

/** Builtins that bash has and dash has not. */
const bashBuiltins: ReadonlySet<string> = new Set(
  'declare typeset let shopt source pushd popd mapfile readarray builtin enable disown'.split(' '),
);

/** What the shells of one line share. */
interface Shared {
  readonly needs: ProgramNeeds;
  readonly output: WrittenText[];
  readonly started: ByteString[];
  steps: number;
  missing: MissingNeed | null;
  doubt: LineDoubt | null;
}

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

class Walk implements WordScope {
  positional: readonly Known[] | null = [];
  private readonly shared: Shared;
  private readonly shell: WalkedShell;
  private variables = new Map<string, Known | undefined>();
  private functions = new Map<string, ShellCommand>();
  private places: ReadonlyMap<number, Place> = new Map<number, Place>([
    [1, 'stdout'],
    [2, 'stderr'],
  ]);
  private cwd: Known;
  /** True when a file of unknown content was read in: any variable may have any value. */
  private isOpen = false;
  private exitsOnError = false;
  private hasPipefail = false;
  /** Above 0 where it is not known whether the command runs. */
  private unsure = 0;
  /** 1 once the shell may have ended before. */
  private mayBeOver = 0;
  private depth = 0;
  private line = 1;
  private status: Status = 0;
  /** Where the script that is run begins; null for the line of the recipe. */
  private script: ByteString | null = null;
  /** `exec: ` and `eval: ` in messages of dash. */
  private prefix = '';

  constructor(shared: Shared, shell: WalkedShell) {
    this.shared = shared;
    this.shell = shell;
    this.cwd = shell.cwd;
  }

  get(name: string): Known | undefined {
    if (/^\d+$/.test(name)) {
      if (name === '0') return this.shell.name;
      return this.positional === null ? null : this.positional[Number(name) - 1];
    }
    if (name === '#') return this.positional === null ? null : String(this.positional.length);
    if (name === '?') return typeof this.status === 'number' ? String(this.status) : null;
    if (!/^[A-Za-z_]/.test(name)) return null;
    if (this.variables.has(name)) return this.variables.get(name);
    if (this.isOpen) return null;
    return name === 'PWD' ? this.cwd : this.shell.env[name];
  }

  substitute(body: ShellCommand): Known {
    const child = this.child();
    child.places = new Map(this.places).set(1, 'away');
    const status = child.runToEnd(body, false);
    this.status = status;
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
    return child;
  }

  private execute(command: ShellCommand, isTested: boolean): Status {
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
        child.places = this.redirected(command.redirections);
        return this.check(child.runToEnd(command.body, isTested), isTested);
      }
      case 'redirected': {
        this.line = command.line;
        const { places } = this;
        this.places = this.redirected(command.redirections);
        try {
          return this.execute(command.body, isTested);
        } finally {
          this.places = places;
        }
      }
      case 'if': {
        const status = this.execute(command.condition, true);
        const otherwise = (): Status => {
          this.status = 0;
          return command.otherwise === null ? 0 : this.execute(command.otherwise, isTested);
        };
        if (typeof status === 'number') return status === 0 ? this.execute(command.then, isTested) : otherwise();
        return this.either([() => this.execute(command.then, isTested), otherwise]);
      }
      case 'while':
      case 'until': {
        const status = this.execute(command.condition, true);
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
      const { missing } = this.shared;
      const status = child.runToEnd(command, isTested || !isLast);
      // What fails in front of a pipe counts for nothing.
      if (!isLast && !this.hasPipefail) this.shared.missing = missing;
      if (isLast || (this.hasPipefail && typeof status === 'number' && status !== 0)) result = status === 0 && result !== 0 ? result : status;
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
        if (before.get(name) !== value || before.has(name) !== true) merged.set(name, null);
      }
    }
    this.variables = merged;
    const [first = 0] = results;
    this.status = results.every((one) => one === first)
      ? first
      : results.every((one) => one === 0 || one === 'good')
        ? 'good'
        : 'open';
    return this.status;
  }

  /** A course that may be taken or not; `counts`: leaving the shell in it is a doubt. */
  private perhaps(course: () => unknown, counts = true): void {
    const { exitsOnError, cwd, missing } = { exitsOnError: this.exitsOnError, cwd: this.cwd, missing: this.shared.missing };
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

  private doubt(reason: LineDoubt['reason'], subject: ByteString): void {
    this.shared.doubt ??= { reason, subject };
  }

  private redirected(redirections: readonly ShellRedirection[]): ReadonlyMap<number, Place> {
    if (redirections.length === 0) return this.places;
    const places = new Map(this.places);
    for (const { descriptor, operator, target } of redirections) {
      const name = operator === '<<' ? null : knownText(target, this);
      const number = descriptor ?? (operator.startsWith('<') ? 0 : 1);
      if (operator === '>&') places.set(number, places.get(Number(name ?? -1)) ?? 'away');
      else if (operator === '>' || operator === '>>') {
        places.set(number, name === '/dev/stderr' ? (places.get(2) ?? 'away') : 'away');
      }
    }
    return places;
  }

  private write(descriptor: 1 | 2, text: ByteString): void {
    const place = this.places.get(descriptor) ?? 'away';
    if (place !== 'away' && this.unsure === 0) this.shared.output.push({ stream: place, text });
  }

  private simple(command: ShellCommand & { kind: 'simple' }, isTested: boolean): Status {
    this.line = command.line;
    this.status = 0;
    const fields = knownFields(command.words, this);
    const { places } = this;
    this.places = this.redirected(command.redirections);
    try {
      if (fields.length === 0) {
        const before = this.status;
        for (const { name, value } of command.assignments) this.variables.set(name, knownText(value, this));
        return command.assignments.length === 0 ? before : this.status;
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
    const status = this.builtin(name, fields.slice(1), own, isTested);
    return status ?? this.start(fields, own);
  }

  private callFunction(body: ShellCommand, args: readonly Known[], isTested: boolean): Status {
    if (this.depth >= maxDepth) throw new UnsupportedShellText('nested too deeply');
    const { positional } = this;
    this.positional = args;
    this.depth += 1;
    const unsure = this.unsure;
    try {
      return this.execute(body, isTested);
    } catch (error) {
      if (!(error instanceof Leave) || error.kind !== 'return') throw error;
      return error.status;
    } finally {
      this.unsure = Math.max(unsure, this.mayBeOver);
      this.depth -= 1;
      this.positional = positional;
    }
  }

  /** Carries out a builtin; null for the name of a program. */
  private builtin(
    name: ByteString,
    args: readonly Known[],
    own: ReadonlyMap<string, Known>,
    isTested: boolean,
  ): Status | null {
    const [first] = args;
    if (idleBuiltins.has(name)) return 0;
    switch (name) {
      case 'false':
        return 1;
      case 'echo':
      case 'printf':
        if (this.places.get(1) !== 'away') this.print(name, args);
        return 0;
      case 'test':
      case '[':
        return this.test(name === '[' ? args.slice(0, -1) : args);
      case 'exit':
      case 'return':
        throw new Leave(name, first === undefined ? this.status : first === null ? 'open' : Number(first) & 255);
      case 'break':
      case 'continue':
        throw new Leave('break', 0);
      case 'cd':
        this.cwd = first == null || this.cwd === null || args.length > 1 ? null : normalPath(this.cwd, first);
        return 0;
      case 'set':
        return this.set(args);
      case 'shift':
        this.positional = this.positional?.slice(first == null ? 1 : Number(first)) ?? null;
        return 0;
      case 'export':
      case 'local':
        for (const word of args) {
          const [, variable, value] = /^(\w+)(?:=([^]*))?$/.exec(word ?? '') ?? [];
          if (word === null) this.isOpen = true;
          else if (variable !== undefined && (value !== undefined || name === 'local')) this.variables.set(variable, value);
        }
        return 0;
      case 'unset':
        for (const word of args) if (word !== null && !word.startsWith('-')) this.variables.set(word, undefined);
        return 0;
      case 'read':
        for (const word of args) if (word !== null && !word.startsWith('-')) this.variables.set(word, null);
        return 'open';
      case 'eval':
        if (args.includes(null)) throw new UnsupportedShellText('eval');
        return this.nested(() => this.execute(parseShell(args.join(' ')), isTested), 'eval: ');
      case 'exec':
        if (args.length === 0) return 0;
        throw new Leave('exit', this.nested(() => this.start(args, own), 'exec: '));
      case 'command':
        return this.command(args, own);
      case '.':
      case 'source':
        return name === 'source' && !this.shell.isBash ? null : this.source(first ?? null, isTested);
      default:
        if (this.shell.isBash && bashBuiltins.has(name)) throw new UnsupportedShellText(name);
        return null;
    }
  }

  private nested(action: () => Status, prefix: string): Status {
    const outer = this.prefix;
    this.prefix = this.shell.isBash && prefix === 'eval: ' ? '' : prefix;
    try {
      return action();
    } finally {
      this.prefix = outer;
    }
  }

  private print(name: ByteString, args: readonly Known[]): void {
    if (args.includes(null)) return;
    const words = args as readonly ByteString[];
    if (name === 'printf') {
      if (words[0] === '%s\\n') this.write(1, words.slice(1).map((word) => `${word}\n`).join(''));
      return;
    }
    const isBare = words[0] === '-n';
    const text = (isBare ? words.slice(1) : words).join(' ');
    this.write(1, `${this.shell.isBash ? text : unescapeEcho(text).text}${isBare ? '' : '\n'}`);
  }

  private test(args: readonly Known[]): Status {
    if (args.includes(null)) return 'open';
    const { needs } = this.shared;
    const unknown = new UnsupportedShellText('a file that may have changed');
    const pathOf = (name: ByteString): ByteString => {
      if (this.cwd === null) throw unknown;
      const path = normalPath(this.cwd, name);
      if (needs.world.stateOf(path) !== 'known') throw unknown;
      return path;
    };
    try {
      const isTrue = evalShellTest(args as readonly ByteString[], {
        stat: (name) => needs.world.host.stat(pathOf(name)),
        isReadable: (name) => needs.world.host.stat(pathOf(name)) !== undefined,
      });
      return isTrue ? 0 : 1;
    } catch {
      // Files that may have changed, and operands that only the shell has words for.
      return 'open';
    }
  }

  private set(args: readonly Known[]): Status {
    const words = [...args];
    while (words.length > 0) {
      const word = words.shift();
      if (word == null) {
        this.positional = null;
        return 0;
      }
      if (word === '--') {
        this.positional = words.includes(null) ? null : words;
        return 0;
      }
      if (word === '-o' || word === '+o') {
        const option = words.shift();
        if (option === 'pipefail') this.hasPipefail = word === '-o';
        if (option === 'errexit') this.exitsOnError = word === '-o';
      } else if (/^-[a-z]*e/.test(word)) this.exitsOnError = true;
      else if (/^\+[a-z]*e/.test(word)) this.exitsOnError = false;
      else if (!/^[-+]/.test(word)) {
        this.positional = [word, ...words];
        return 0;
      }
      if (/^-[a-z]*o$/.test(word) && word !== '-o' && words.shift() === 'pipefail') this.hasPipefail = true;
    }
    return 0;
  }

  /** `command NAME …`, `command -v NAME`. */
  private command(args: readonly Known[], own: ReadonlyMap<string, Known>): Status {
    const [first] = args;
    if (first !== '-v' && first !== '-V') return first === '-p' ? 'open' : this.start(args, own);
    const name = args[1];
    if (name == null || this.cwd === null) return 'open';
    const { kind } = this.shared.needs.find(name, this.searchPath(own) ?? '', this.cwd);
    if (kind === 'uncertain' || this.searchPath(own) === null) return 'open';
    return kind === 'program' || kind === 'script' ? 0 : 127;
  }

  private source(name: Known, isTested: boolean): Status {
    if (name !== null && name.includes('/') && this.cwd !== null) {
      const text = this.shared.needs.textOf(normalPath(this.cwd, name));
      if (text !== null) return this.nested(() => this.execute(parseShell(text), isTested), '');
    }
    // Only its variables matter, unless it has commands of its own.
    if (name === null || !/auto\.conf$|\.config$/.test(name)) this.doubt('sourced-file', name ?? '');
    this.isOpen = true;
    return 'good';
  }

  private searchPath(own: ReadonlyMap<string, Known>): Known {
    return own.has('PATH') ? (own.get('PATH') ?? null) : (this.get('PATH') ?? null);
  }

  /** Starts a program. */
  private start(fields: readonly Known[], own: ReadonlyMap<string, Known>): Status {
    const [name, ...args] = fields;
    const searchPath = this.searchPath(own);
    if (name == null || searchPath === null || (this.cwd === null && name.includes('/') && !name.startsWith('/'))) {
      this.doubt('unknown-program', name ?? '');
      return 'open';
    }
    if (name === 'make' || name === this.shell.make) {
      this.doubt('separate-make', args.map((word) => word ?? '?').join(' '));
      return 'good';
    }
    const cwd = this.cwd ?? '/';
    const found = this.shared.needs.find(name, searchPath, cwd);
    if (found.kind === 'missing' || found.kind === 'denied') {
      const paths = name.includes('/') ? null : searchPath;
      return this.fail(found.kind === 'denied', { kind: 'program', name, searchPath: paths }, name, found);
    }
    if (found.kind === 'uncertain') {
      this.doubt('uncertain-program', name);
      return 'good';
    }
    if (this.unsure === 0) this.shared.started.push(name);
    const program = baseName(name);
    if (found.kind === 'script') return this.startScript(found, name, args, searchPath, own);
    if (starters.has(program)) return this.startOther(args, searchPath, cwd);
    if (isInterpreter(program)) {
      const status = this.startInterpreter(program, args, own);
      if (status !== null) return status;
    }
    return askers.has(program) ? 'open' : 'good';
  }

  /** A script of the tree that is executed by its name. */
  private startScript(
    script: FoundProgram & { kind: 'script' },
    name: ByteString,
    args: readonly Known[],
    searchPath: ByteString,
    own: ReadonlyMap<string, Known>,
  ): Status {
    const { needs } = this.shared;
    const { head } = script;
    const interpreter = needs.find(head.interpreter, searchPath, '/');
    const at = { path: script.path, line: 1 };
    if (interpreter.kind === 'missing' || interpreter.kind === 'denied') {
      const need = { kind: 'interpreter', name: head.interpreter, searchPath: null } as const;
      return this.fail(interpreter.kind === 'denied', need, name, { kind: 'interpreter' }, at);
    }
    const program = interpreterOf(head);
    if (program !== baseName(head.interpreter)) {
      const inner = needs.find(program, searchPath, '/');
      if (inner.kind === 'missing') {
        const quotes = this.usesAscii(own) ? ["'", "'"] : ['\xe2\x80\x98', '\xe2\x80\x99'];
        const words = `${head.interpreter}: ${quotes[0]}${program}${quotes[1]}: No such file or directory\n`;
        return this.failAs({ kind: 'interpreter', name: program, searchPath, state: 'missing', script: at }, words, 127);
      }
    }
    return this.runScript(program, script.path, script.text, name, args, head.option, own);
  }

  /** `sh FILE …`, `python3 FILE …`; null when it runs no script that is looked into. */
  private startInterpreter(program: ByteString, args: readonly Known[], own: ReadonlyMap<string, Known>): Status | null {
    let at = 0;
    let options = '';
    for (; at < args.length; at += 1) {
      const word = args[at];
      if (word == null || !word.startsWith('-')) break;
      if (word === '-c' && isShellName(program)) {
        const text = args[at + 1];
        if (text == null) throw new UnsupportedShellText(`${program} -c`);
        return this.runShell(program, program, text, args.slice(at + 3), options, own, this.script);
      }
      if (/^-[cm]$/.test(word)) return null;
      options += word;
    }
    const file = args[at];
    if (file == null || this.cwd === null) return null;
    const path = normalPath(this.cwd, file);
    const text = this.shared.needs.textOf(path);
    if (text === null) return null;
    return this.runScript(program, path, text, file, args.slice(at + 1), options, own);
  }

  private runScript(
    program: ByteString,
    path: ByteString,
    text: ByteString,
    name: ByteString,
    args: readonly Known[],
    options: ByteString,
    own: ReadonlyMap<string, Known>,
  ): Status {
    if (isShellName(program)) return this.runShell(program, name, text, args, options, own, path);
    if (/^python3?(?:\.\d+)?$/.test(program)) return this.runPython(program, { path, name, text }, own);
    return 'good';
  }

  private runShell(
    program: ByteString,
    name: ByteString,
    text: ByteString,
    args: readonly Known[],
    options: ByteString,
    own: ReadonlyMap<string, Known>,
    path: ByteString | null,
  ): Status {
    const child = this.child({ ...this.shell, name, isBash: program === 'bash', cwd: this.cwd ?? '/' });
    child.functions = new Map();
    child.exitsOnError = false;
    child.hasPipefail = false;
    child.line = 1;
    child.script = path;
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

  private runPython(
    python: ByteString,
    { name: given, path, text }: { readonly path: ByteString; readonly name: ByteString; readonly text: ByteString },
    own: ReadonlyMap<string, Known>,
  ): Status {
    const env: Record<string, ByteString> = { ...this.shell.env };
    for (const [name, value] of [...this.variables, ...own]) if (value != null && name in env) env[name] = value;
    const missing = this.shared.needs.missingModule({ path, text }, python, env);
    if (missing === null) return 'good';
    if (missing === 'uncertain') {
      this.doubt('python-module', path);
      return 'good';
    }
    const { line, name } = missing;
    const words =
      `Traceback (most recent call last):\n  File "${absolutePath(this.cwd ?? '/', given)}", line ${line}, in <module>\n    ${missing.text}\n` +
      `ModuleNotFoundError: No module named '${name}'\n`;
    const need: MissingNeed = { kind: 'python-module', name, searchPath: null, state: 'missing', script: { path, line } };
    return this.failAs(need, words, 1);
  }

  /** `env A=1 PROGRAM …` and the like: a program that is missing then is theirs to report. */
  private startOther(args: readonly Known[], searchPath: ByteString, cwd: ByteString): Status {
    const name = args.find((word) => word === null || !/^-|^\d|^\w+=/.test(word));
    if (name === undefined) return 'good';
    if (name === null) this.doubt('unknown-program', '');
    else {
      const { kind } = this.shared.needs.find(name, searchPath, cwd);
      if (kind !== 'program' && kind !== 'script') this.doubt('conditional-program', name);
    }
    return 'good';
  }

  /** A program that cannot be started. */
  private fail(
    isDenied: boolean,
    need: Pick<MissingNeed, 'kind' | 'name' | 'searchPath'>,
    word: ByteString,
    found: { readonly kind: FoundProgram['kind'] | 'interpreter' },
    script = this.script === null ? null : { path: this.script, line: this.line },
  ): Status {
    const { isBash, name } = this.shell;
    let problem = isDenied ? 'Permission denied' : 'not found';
    if (isBash && !isDenied) {
      const isPath = word.includes('/');
      if (found.kind === 'interpreter') problem = 'cannot execute: required file not found';
      else if (this.prefix === '') problem = isPath ? 'No such file or directory' : 'command not found';
    }
    const position = isBash ? `line ${this.line}` : String(this.line);
    const words = `${name}: ${position}: ${this.prefix}${word}: ${problem}\n`;
    return this.failAs({ ...need, state: isDenied ? 'denied' : 'missing', script }, words, isDenied ? 126 : 127);
  }

  private failAs(need: MissingNeed, words: ByteString, status: number): Status {
    if (this.unsure > 0) {
      this.doubt('conditional-program', need.name);
      return 'open';
    }
    this.write(2, words);
    this.shared.missing = need;
    return status;
  }

  /** True when programs write quotes of ASCII. */
  private usesAscii(own: ReadonlyMap<string, Known>): boolean {
    const locale = ['LC_ALL', 'LC_CTYPE', 'LANG']
      .map((name) => own.get(name) ?? this.get(name))
      .find((value) => value != null && value !== '');
    return locale == null || !/utf-?8/i.test(locale);
  }
}

function isShellName(program: ByteString): boolean {
  return program === 'sh' || program === 'dash' || program === 'bash';
}

function isInterpreter(program: ByteString): boolean {
  return isShellName(program) || /^(?:python3?(?:\.\d+)?|perl|awk|gawk|mawk)$/.test(program);
}

/** Null when it is not known whether a pattern fits. */
function matchOf(pattern: Known, subject: Known): boolean | null {
  if (pattern === '*') return true;
  if (pattern === null || subject === null) return null;
  if (!/[*?[\\]/.test(pattern)) return pattern === subject;
  return null;
}
