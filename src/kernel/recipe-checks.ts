/**
 * Stops in recipes: follows a goal through its prerequisites as make would, builds nothing, and decides
 * those recipe lines that only check (see check-text.ts). Every other line is taken to succeed and its
 * target to be made anew by it.
 *
 * A check that looks at files below make's directory is decided only while no other recipe line would
 * have run before it: what that line leaves there is not known. Checks of the source tree are decided
 * always.
 */
import type { RunShell, ShellAnswer } from '../core/shell.ts';
import type { ByteString } from '../core/text.ts';
import {
  type CommandOutcome,
  type Evaluation,
  type MakeEvent,
  type RecipeCommand,
  type UpdateDriver,
  updateGoals,
} from '../make/index.ts';
import { classifyCheck } from './check-text.ts';

/** What a kernel tree calls everything that comes before the first object file. */
const preparationGoal = 'prepare';

/** Targets followed before the rest is left out. */
const maxTargets = 50_000;

/** Shells whose language the interpreter speaks. */
const plainShells: ReadonlySet<string> = new Set(['/bin/sh', '/usr/bin/sh', 'sh', '']);

/** What {@link checkRecipes} needs. */
export interface RecipeCheckRequest {
  readonly evaluation: Evaluation;
  /** Absolute working directory of that make. */
  readonly cwd: string;
  /** Answers lines that only check. It has to see the files the evaluation saw. */
  readonly runShell: RunShell;
  /** Goals to follow; the goal `prepare`, or the default goal when there is none, when absent. */
  readonly goals?: readonly ByteString[];
}

/**
 * Stops and warnings of recipes that only check, and of `$(error)`, `$(warning)` in any recipe, in the
 * order in which make comes to them. A recipe's warnings are `make/recipe-warning`, its failure is
 * `make/recipe-failed` with the text as make's user sees it. What follows a stop is marked.
 */
export function checkRecipes(request: RecipeCheckRequest): readonly MakeEvent[] {
  const { evaluation } = request;
  const { goals = evaluation.target(preparationGoal)?.isTarget === true ? [preparationGoal] : evaluation.goals } =
    request;
  // With .ONESHELL a recipe is one text for whatever shell; no kernel tree uses it.
  if (evaluation.target('.ONESHELL') !== undefined) return [];
  if (!plainShells.has(evaluation.expand('$(SHELL)').trim())) return [];
  const driver = new CheckDriver(request);
  updateGoals(evaluation, driver, { goals, silent: true, passesStops: true, maxFiles: maxTargets });
  return driver.finish();
}

/** What the lines of the recipe at hand have shown so far. */
interface RecipeRun {
  /** Both streams as the user of make sees them. */
  seen: ByteString;
  /** Warnings, which are part of the failure when there is one. */
  readonly warnings: MakeEvent[];
}

/** Decides lines that only check; all others are taken to do what they are there for. */
class CheckDriver implements UpdateDriver {
  private readonly request: RecipeCheckRequest;
  private readonly events: MakeEvent[] = [];
  /** True when make would not even come to its goals. */
  private readonly isStopped: boolean;
  /** True once a line that does more than check would have run. */
  private hasBuilt = false;
  private sawStop = false;
  private run: RecipeRun = { seen: '', warnings: [] };
  private last: RecipeCommand | null = null;

  constructor(request: RecipeCheckRequest) {
    this.request = request;
    this.isStopped =
      request.evaluation.stop !== undefined || request.evaluation.missingIncludeEvents().some((event) => event.fatal);
  }

  /** All events; the last recipe is over. */
  finish(): readonly MakeEvent[] {
    this.endRecipe();
    return this.events;
  }

  print(): void {
    // Silent recipes print nothing, and what make says on stdout is nobody's concern.
  }

  event(event: MakeEvent): void {
    if (event.kind === 'info' || event.kind === 'shell-stderr') return;
    const { run } = this;
    if (event.fatal) this.sawStop = true;
    if (event.code === 'make/recipe-failed') {
      const message = run.seen === '' ? event.message : withoutNewline(run.seen);
      run.warnings.length = 0;
      this.events.push(this.marked({ ...event, line: run.seen + event.line, message }));
      return;
    }
    if (event.code === 'make/recipe-warning') {
      this.addWarning(`${event.line}\n`, event, event.afterStop);
      return;
    }
    this.endRecipe();
    this.events.push(this.marked(event));
  }

  /** Something before may have made it on the side. */
  acceptsMissing(): boolean {
    return this.hasBuilt;
  }

  runCommand(command: RecipeCommand): CommandOutcome {
    const { last } = this;
    const isNext =
      last !== null && last.target === command.target && last.location.file === command.location.file && !command.isFirst;
    if (!isNext) this.endRecipe();
    this.last = command;
    const check = classifyCheck(command.text, this.request.cwd);
    if (check === null) this.hasBuilt = true;
    if (check === null || (check.readsFiles && this.hasBuilt)) return 'assumed';
    // Only what refers to variables needs an environment, and that is expensive to make.
    const answer = answerLine(this.request, command.text, command.text.includes('$') ? command.env : {});
    if (answer === null) return 'unknown';
    const { run } = this;
    if (!command.silent) run.seen += `${command.text}\n`;
    run.seen += answer.output;
    if (answer.stderr !== '') run.warnings.push(this.warningOf(command, withoutNewline(answer.stderr)));
    return { status: answer.status };
  }

  private warningOf(command: RecipeCommand, text: ByteString): MakeEvent {
    return {
      kind: 'warning',
      code: 'make/recipe-warning',
      line: text,
      message: text,
      location: command.location,
      stream: 'stderr',
      fatal: false,
      afterStop: this.isStopped || this.sawStop,
      conditions: command.conditions,
      path: command.path,
      references: command.references,
    };
  }

  /** A failure that is passed over: told with what its line wrote. */
  private addWarning(text: ByteString, event: MakeEvent, afterStop: boolean): void {
    const { run } = this;
    run.seen += text;
    const before = run.warnings.at(-1);
    const isSame = before !== undefined && before.location?.line === event.location?.line;
    const line = isSame ? `${before.line}\n${withoutNewline(text)}` : withoutNewline(text);
    if (isSame) run.warnings.pop();
    run.warnings.push({ ...event, line, message: line, afterStop: afterStop || this.isStopped });
  }

  private endRecipe(): void {
    this.events.push(...this.run.warnings);
    this.run = { seen: '', warnings: [] };
    this.last = null;
  }

  private marked(event: MakeEvent): MakeEvent {
    return this.isStopped && !event.afterStop ? { ...event, afterStop: true } : event;
  }
}

interface LineAnswer {
  readonly status: number;
  readonly stderr: ByteString;
  /** Both streams as they come to one terminal. */
  readonly output: ByteString;
}

/** Null when nobody can tell. */
function answerLine(
  request: RecipeCheckRequest,
  text: ByteString,
  env: Readonly<Record<string, ByteString>>,
): LineAnswer | null {
  const ask = (command: ByteString): ShellAnswer => request.runShell({ command, cwd: request.cwd, env });
  const answer = ask(text);
  if (answer.unknown !== null) return null;
  const { status, stdout, stderr } = answer;
  if (stdout === '' || stderr === '') return { status, stderr, output: stdout + stderr };
  // One stream more and the order of both is known.
  const merged = ask(`{ ${text}\n} 2>&1`);
  return { status, stderr, output: merged.unknown === null ? merged.stdout : stdout + stderr };
}

function withoutNewline(text: ByteString): ByteString {
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}
