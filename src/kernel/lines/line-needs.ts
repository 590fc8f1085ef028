/**
 * Whether a recipe line that cannot be followed would get through: the programs it starts, the interpreters of its
 * scripts, their modules. Nothing is run but Python, which is asked for modules.
 */
import type { ByteString } from '../../core/bytes.ts';
import { baseName } from '../../host/paths.ts';
import { directWords, programNotFound, type RecipeCommand } from '../../make/index.ts';
import { shapeOf } from './line-shape.ts';
import { walkLine } from './line-walk.ts';
import { type LineWorld, type MissingNeed, ProgramNeeds } from './program-needs.ts';
import type { LineDoubt, WrittenText } from './walk-state.ts';

export type { LineDoubt, WrittenText } from './walk-state.ts';
export type { LineWorld, MissingNeed } from './program-needs.ts';

/** A line that fails, with what it writes as far as that is known. */
export interface LineFailure {
  readonly kind: 'failed';
  readonly status: number;
  readonly output: readonly WrittenText[];
  readonly missing: MissingNeed;
}

/** What is known of a line without running it. */
export type LineDecision =
  /** All that it needs is there. */
  { readonly kind: 'decided' } | LineFailure | { readonly kind: 'undecided'; readonly doubt: LineDoubt };

/** What a make knows of the lines of its recipes. */
export interface LineContext {
  /** How make calls itself in messages: `make[2]`. */
  readonly program: ByteString;
  /** What `$(MAKE)` is. */
  readonly make: ByteString;
  /** `$PATH` of its recipes. */
  readonly searchPath: ByteString;
}

/** Shells whose language is known. */
const shells: ReadonlySet<string> = new Set(['sh', 'dash', 'bash']);

const decided: LineDecision = { kind: 'decided' };

/** Decides the lines of one build. */
export class LineNeeds {
  private readonly needs: ProgramNeeds;
  /** Shapes of lines that were decided, by the directory and `$PATH` they run with. */
  private readonly shapes = new Map<string, Set<string>>();
  private lastKey = '';
  private lastText: ByteString = '';
  private lastShape: ByteString | null = null;
  private lastShapes = new Set<string>();
  private readonly keeps = new Map<string, boolean>();

  constructor(world: LineWorld) {
    this.needs = new ProgramNeeds(world);
  }

  /**
   * True for a line of a shape that was decided before: it starts programs that are there and that cannot be followed.
   */
  isKnown(command: RecipeCommand, context: LineContext): boolean {
    const shapes = this.shapesOf(command, context);
    if (shapes.size === 0) return false;
    const shape = this.shapeOf(command.text);
    return shape !== null && shapes.has(shape);
  }

  /** Decides one line. */
  decide(command: RecipeCommand, context: LineContext): LineDecision {
    if (this.isKnown(command, context)) return decided;
    const shell = baseName(command.shell);
    if (!shells.has(shell)) return { kind: 'undecided', doubt: { reason: 'shell-text', subject: command.shell } };
    const failure = this.unstarted(command, context);
    if (failure !== null) return failure;
    const { status, output, missing, doubt, started } = walkLine(
      command.text,
      { name: command.shell, isBash: shell === 'bash', env: command.env, cwd: command.cwd, make: context.make },
      this.needs,
    );
    if (typeof status === 'number' && status !== 0 && missing !== null && doubt?.reason !== 'shell-text') {
      return { kind: 'failed', status, output, missing };
    }
    if (doubt !== null) return { kind: 'undecided', doubt };
    if (status !== 0 && status !== 'good') {
      return { kind: 'undecided', doubt: { reason: 'conditional-failure', subject: '' } };
    }
    if (started.some((name) => isBuilder(baseName(name)))) {
      const shape = this.shapeOf(command.text);
      if (shape !== null) this.shapesOf(command, context).add(shape);
    }
    return decided;
  }

  /** The failure of a line that make starts without a shell and whose program is not there; null for any other. */
  unstarted(command: RecipeCommand, { make, program, searchPath }: LineContext): LineFailure | null {
    const [name] = directWords(command) ?? [];
    // A make is there: it has started this one.
    if (name === undefined || name === 'make' || name === make) return null;
    const found = this.needs.find(name, searchPath, command.cwd);
    let need: MissingNeed;
    if (found.kind === 'missing' || found.kind === 'denied') {
      const place = name.includes('/') ? null : searchPath;
      need = { kind: 'program', name, state: found.kind, searchPath: place, script: null };
    } else if (found.kind === 'script') {
      const { interpreter } = found.head;
      const { kind } = this.needs.find(interpreter, searchPath, '/');
      if (kind !== 'missing' && kind !== 'denied') return null;
      const script = { path: found.path, line: 1 };
      need = { kind: 'interpreter', name: interpreter, state: kind, searchPath: null, script };
    } else return null;
    const problem = need.state === 'missing' ? programNotFound(command.makeVersion) : 'Permission denied';
    // Source: GNU make 4.3 job.c, child_execute_job: every error of posix_spawn ends with 127.
    const text = `${program}: ${name}: ${problem}\n`;
    return { kind: 'failed', status: 127, output: [{ stream: 'stderr', text }], missing: need };
  }

  /** The shape of a text, which is asked for more than once in a row. */
  private shapeOf(text: ByteString): ByteString | null {
    if (text !== this.lastText) {
      this.lastShape = shapeOf(text, this.keepsWords);
      this.lastText = text;
    }
    return this.lastShape;
  }

  private shapesOf({ cwd }: RecipeCommand, { searchPath }: LineContext): Set<string> {
    const key = `${cwd}\0${searchPath}`;
    if (key === this.lastKey) return this.lastShapes;
    let shapes = this.shapes.get(key);
    if (shapes === undefined) this.shapes.set(key, (shapes = new Set()));
    this.lastKey = key;
    this.lastShapes = shapes;
    return shapes;
  }

  private readonly keepsWords = (program: ByteString): boolean => {
    let keeps = this.keeps.get(program);
    if (keeps === undefined) this.keeps.set(program, (keeps = mayDependOnWords(program)));
    return keeps;
  };
}

/** Programs of which the words do not decide what else is started. */
const wordless = /^(?:echo|printf|:|true|rm|mv|cp|cat|touch|mkdir|sed|chmod|ln|trap)$/;
/** Programs that a build makes for itself, and runs on every file. */
const ownTools = /^(?:fixdep|objtool|modpost|sorttable|recordmcount)$/;
/** Compilers and what comes with them. */
const toolchain =
  /(?:^|-)(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|cpp|as|ld|ld\.bfd|ld\.lld|ar|nm|objcopy|objdump|strip|ranlib|rustc|dtc|pahole|llvm-\w+)(?:-\d[\d.]*)?$/;

function mayDependOnWords(program: ByteString): boolean {
  const name = baseName(program);
  return !wordless.test(name) && !isBuilder(name);
}

/** True for a program that no line is followed through. */
function isBuilder(name: ByteString): boolean {
  return toolchain.test(name) || ownTools.test(name);
}
